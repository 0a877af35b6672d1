//! A panic reports the caller's line, and what did not fit.

use std::{
    any::Any,
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

use engine::{Array, Binary, Bytes, DType, Device, Options, Shape};

thread_local! {
    /// File and message of the panic that this thread expects, while it expects one.
    static EXPECTED: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// Installs a panic hook that records expected panics instead of printing them.
fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let default_hook = take_hook();
        set_hook(Box::new(move |panic| {
            let recorded = EXPECTED.with_borrow_mut(|expected| {
                expected.as_mut().is_some_and(|(file, message)| {
                    panic.location().unwrap().file().clone_into(file);
                    *message = text(panic.payload());
                    true
                })
            });
            if !recorded {
                default_hook(panic);
            }
        }));
    });
}

/// The message of a panic, which is a `&str` if it has no format arguments.
fn text(payload: &dyn Any) -> String {
    let owned = payload.downcast_ref::<String>().cloned();
    owned.unwrap_or_else(|| {
        payload.downcast_ref::<&str>().map_or_else(String::new, ToString::to_string)
    })
}

/// Asserts that `call` panics in this file, not inside the engine, and that the message contains
/// all `words`.
#[track_caller]
fn panics_with<T>(words: &[&str], call: impl FnOnce() -> T) {
    install_hook();
    EXPECTED.set(Some(Default::default()));
    let outcome = catch_unwind(AssertUnwindSafe(|| drop(call())));
    let (file, message) = EXPECTED.take().expect("set above");
    assert!(outcome.is_err(), "it did not panic");
    for word in words {
        assert!(message.contains(word), "`{word}` is missing in: {message}");
    }
    assert_eq!(file, file!(), "reported in another file: {message}");
}

fn array(rows: usize, cols: usize) -> Array {
    Array::ones(Shape::matrix(rows, cols), Options::default())
}

fn vector(n: usize) -> Array {
    Array::ones(Shape::vector(n), Options::default())
}

#[test]
fn too_few_elements_for_the_shape() {
    panics_with(&["(2, 3)", "6 numbers", "5 were given"], || {
        Array::new(Shape::matrix(2, 3), &[0.0; 5], Options::default())
    });
}

#[test]
fn elementwise_shapes() {
    let (a, b) = (array(2, 3), array(4, 3));
    panics_with(&["add", "(2, 3)", "(4, 3)"], || a.add(&b));
    panics_with(&["sub", "(2, 3)", "(4, 3)"], || a.sub(&b));
    panics_with(&["mul", "(2, 3)", "(2,)"], || a.mul(&vector(2)));
    panics_with(&["div", "(0, 3)", "(2, 3)"], || array(0, 3).div(&a));
    panics_with(&["tanhbackward", "(2, 3)", "(4, 3)"], || a.zip(Binary::TanhBackward, &b));
}

#[test]
fn elementwise_shapes_in_place() {
    let (mut a, mut row) = (array(2, 3), array(1, 3));
    panics_with(&["add_", "(2, 3)", "(4, 3)"], || a.zip_(Binary::Add, &array(4, 3)));
    // These shapes do broadcast, but the result would not fit into the row.
    panics_with(&["mul_", "(1, 3)", "(2, 3)"], || row.zip_(Binary::Mul, &a));
    panics_with(&["axpy_", "(2, 3)", "(1, 3)"], || a.axpy_(1.0, &row));
    assert_eq!((a, row), (array(2, 3), array(1, 3)), "what was refused changed nothing");
}

#[test]
fn product_shapes() {
    let (a, b) = (array(2, 3), array(4, 5));
    panics_with(&["matmul", "(2, 3)", "(4, 5)"], || a.matmul(&b));
    panics_with(&["matmul_tn", "(2, 3)", "(4, 5)", "2 and 4"], || a.matmul_tn(&b));
    panics_with(&["matmul_nt", "(2, 3)", "(4, 5)", "3 and 5"], || a.matmul_nt(&b));
    panics_with(&["matmul: ", "(2, 3)", "(2,)", "3 and 2"], || a.matmul(&vector(2)));
    panics_with(&["matmul: ", "(3,)", "(2, 3)", "3 and 2"], || vector(3).matmul(&a));
    panics_with(&["matmul: ", "(3,)", "(2,)"], || vector(3).matmul(&vector(2)));
    let scalar = Array::ones(Shape::scalar(), Options::default());
    panics_with(&["matmul", "()", "(2, 3)", "scalar"], || scalar.matmul(&a));
    panics_with(&["matmul", "(2, 3)", "()", "scalar"], || a.matmul(&scalar));
}

#[test]
fn linear_shapes() {
    let (x, w) = (array(2, 3), array(4, 3));
    panics_with(&["linear", "(2, 3)", "(4, 5)"], || x.linear(&array(4, 5), None));
    panics_with(&["linear", "(3,)", "(4, 3)"], || x.linear(&w, Some(&vector(3))));
    panics_with(&["linear", "(4, 1)", "(4, 3)"], || x.linear(&w, Some(&array(4, 1))));
    panics_with(&["linear", "bias", "(1, 4)", "(4,)"], || x.linear(&w, Some(&array(1, 4))));
    panics_with(&["linear", "weight", "(3,)", "(out, in)"], || x.linear(&vector(3), None));
}

#[test]
fn softmax_backward_shapes() {
    let (g, y) = (array(2, 3), array(3, 2));
    panics_with(&["softmax_backward", "(2, 3)", "(3, 2)"], || g.softmax_backward(&y, 1));
    panics_with(&["softmax_backward", "(2, 3)", "(1, 3)"], || g.softmax_backward(&array(1, 3), 1));
    panics_with(&["softmax_backward", "f32", "f64"], || {
        g.softmax_backward(&g.to_dtype(DType::F64), 1)
    });
    panics_with(&["no dimension 2", "(2, 3)", "0 (rows)", "1 (columns)", "-2 and -1"], || {
        g.softmax_backward(&g, 2)
    });
}

#[test]
fn layout_shapes() {
    let a = array(2, 3);
    panics_with(&["reshape", "(2, 3)", "6", "(4,)", "4"], || a.reshape(Shape::vector(4)));
    panics_with(&["expand", "(2, 3)", "(4, 3)"], || a.expand(Shape::matrix(4, 3)));
    panics_with(&["expand", "(2, 3)", "(1, 3)"], || a.expand(Shape::matrix(1, 3)));
    panics_with(&["expand", "(0, 3)", "(1, 3)"], || array(0, 3).expand(Shape::matrix(1, 3)));
    panics_with(&["sum_to", "(2, 3)", "(2,)"], || a.sum_to(Shape::vector(2)));
    panics_with(&["sum_to", "(2, 3)", "(4, 3)"], || a.sum_to(Shape::matrix(4, 3)));
    panics_with(&["item", "(2, 3)"], || a.item());
}

#[test]
fn dimensions_that_do_not_exist() {
    let a = array(2, 3);
    panics_with(&["no dimension 2", "(2, 3)", "0 (rows)", "1 (columns)", "-2 and -1"], || {
        a.shape().reduced(2)
    });
    panics_with(&["no dimension 2", "(2, 3)", "0 (rows)", "1 (columns)", "-2 and -1"], || {
        a.sum(Some(2))
    });
    panics_with(&["no dimension 2", "(2, 3)", "0 (rows)", "1 (columns)", "-2 and -1"], || {
        a.max(Some(2))
    });
    panics_with(&["no dimension 2", "(2, 3)", "0 (rows)", "1 (columns)", "-2 and -1"], || {
        a.softmax(2)
    });
    panics_with(&["no dimension 2", "(2, 3)", "0 (rows)", "1 (columns)", "-2 and -1"], || {
        a.log_softmax(2)
    });
    panics_with(&["no dimension -3", "(2, 3)"], || a.sum(Some(-3)));
    let v = vector(3);
    panics_with(&["no dimension 1", "(3,)", "0, or -1"], || v.sum(Some(1)));
    panics_with(&["no dimension 1", "(3,)", "0, or -1"], || v.max(Some(1)));
    panics_with(&["no dimension 1", "(3,)", "0, or -1"], || v.softmax(1));
    panics_with(&["no dimension -2", "(3,)", "0, or -1"], || v.log_softmax(-2));
    panics_with(&["no dimension 1", "(3,)", "0, or -1"], || v.softmax_backward(&v, 1));
}

#[test]
fn max_and_argmax_of_nothing() {
    panics_with(&["max", "(0, 3)"], || array(0, 3).max(None));
    panics_with(&["max", "(0, 3)"], || array(0, 3).max(Some(0)));
    panics_with(&["max", "(3, 0)"], || array(3, 0).max(Some(1)));
    // No row has to choose, so this is allowed.
    assert_eq!(array(0, 3).max(Some(1)).shape(), Shape::matrix(0, 1));
    assert_eq!(array(3, 0).max(Some(0)).shape(), Shape::matrix(1, 0));
}

#[test]
fn parts() {
    let (a, v, scalar) = (array(2, 3), vector(3), Array::ones(Shape::scalar(), Options::default()));
    panics_with(&["cat", "no arrays"], || Array::cat(&[], 0));
    panics_with(&["cat", "(2, 3)", "(3, 2)", "dimension 0"], || Array::cat(&[&a, &array(3, 2)], 0));
    panics_with(&["cat", "(2, 3)", "(3, 2)", "dimension -1"], || {
        Array::cat(&[&a, &a, &array(3, 2)], -1)
    });
    panics_with(&["cat", "(2, 3)", "(3,)"], || Array::cat(&[&a, &v], 0));
    panics_with(&["cat", "scalar", "stack"], || Array::cat(&[&scalar, &scalar], 0));
    panics_with(&["no dimension 2", "(2, 3)"], || Array::cat(&[&a], 2));
    panics_with(&["cat", "f32", "f64"], || Array::cat(&[&a, &a.to_dtype(DType::F64)], 0));
    panics_with(&["narrow", "2 from 1 on", "(2, 3)", "only 2"], || a.narrow(0, 1, 2));
    panics_with(&["narrow", "0 from 4 on", "only 3"], || a.narrow(1, 4, 0));
    panics_with(&["narrow", "from 1 on", "only 3"], || v.narrow(0, 1, usize::MAX));
    panics_with(&["narrow", "scalar"], || scalar.narrow(0, 0, 1));
    panics_with(&["no dimension 1", "(3,)"], || v.narrow(1, 0, 1));
    panics_with(&["widen", "3 from 1 on", "into 3"], || a.widen(1, 1, 3));
    panics_with(&["widen", "scalar"], || scalar.widen(0, 0, 1));
}

#[test]
fn indices() {
    let (a, column) = (array(2, 3), array(2, 1));
    panics_with(&["(2, 0)", "(2, 3)"], || a.get(2, 0));
    panics_with(&["(0, 3)", "(2, 3)"], || a.get(0, 3));
    panics_with(&["index_select", "index 2", "place 1", "only 2 rows"], || a.index_select(&[0, 2]));
    panics_with(&["index_add", "index 4", "place 0", "only 4 rows"], || a.index_add(&[4, 0], 4));
    panics_with(&["index_add", "1 indices", "(2, 3)"], || a.index_add(&[0], 4));
    panics_with(&["gather", "index 3", "place 1", "only 3 columns"], || a.gather(&[0, 3]));
    panics_with(&["gather", "3 indices", "(2, 3)"], || a.gather(&[0, 1, 2]));
    panics_with(&["scatter", "index 5", "place 0", "only 5 columns"], || {
        column.scatter(&[5, 0], 5)
    });
    panics_with(&["scatter", "1 indices", "(2, 1)"], || column.scatter(&[0], 5));
    panics_with(&["scatter", "one column", "(2, 3)"], || a.scatter(&[0, 1], 5));
    let v = vector(3);
    panics_with(&["index_select", "index 3", "only 3"], || v.index_select(&[0, 3]));
    panics_with(&["index_add", "2 indices"], || v.index_add(&[0, 1], 4));
    panics_with(&["gather", "matrix", "(3,)"], || v.gather(&[0]));
    let scalar = Array::ones(Shape::scalar(), Options::default());
    panics_with(&["index_select", "scalar"], || scalar.index_select(&[0]));
}

#[test]
fn precisions_and_devices() {
    let a = array(2, 2);
    let double = a.to_dtype(DType::F64);
    let kind = ["one array is f32 and the other f64", "to_dtype"];
    panics_with(&["add", kind[0], kind[1]], || a.add(&double));
    panics_with(&["mul_", kind[0], kind[1]], || a.clone().zip_(Binary::Mul, &double));
    panics_with(&["axpy_", kind[0], kind[1]], || a.clone().axpy_(1.0, &double));
    panics_with(&["matmul", kind[0], kind[1]], || a.matmul(&double));
    panics_with(&["linear", kind[0], kind[1]], || a.linear(&double, None));
    let bias = Array::ones(Shape::vector(2), Options::f64());
    panics_with(&["linear", kind[0], kind[1]], || a.linear(&a, Some(&bias)));

    for pair in Device::available().windows(2) {
        let (here, there) = (a.to_device(pair[0]), a.to_device(pair[1]));
        let place = format!("one array is on {} and the other on {}", pair[0], pair[1]);
        panics_with(&["add", &place, "to_device"], || here.add(&there));
        panics_with(&["sub_", &place, "to_device"], || here.clone().zip_(Binary::Sub, &there));
        panics_with(&["axpy_", &place, "to_device"], || here.clone().axpy_(1.0, &there));
        panics_with(&["matmul", &place, "to_device"], || here.matmul_nt(&there));
        panics_with(&["linear", &place, "to_device"], || here.linear(&there, None));
    }
}

#[test]
fn bytes() {
    panics_with(&["7 bytes", "rows of 3"], || Bytes::new(vec![0; 7], 3));
    panics_with(&["0 bytes", "rows of 0"], || Bytes::new(vec![], 0));
    let images = Bytes::new(vec![0; 6], 3);
    panics_with(&["no row 2", "2"], || images.row(2).len());
    panics_with(&["no row 5", "2"], || images.gather(&[0, 5], 0.0, 1.0, Options::default()));
}

#[test]
#[cfg(feature = "threads")]
fn no_threads() {
    panics_with(&["at least one thread"], || engine::threads::with_threads(0, || ()).unwrap());
}
