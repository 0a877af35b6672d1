//! Bugs that other autograd engines have had, one test each.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, Once, OnceLock, PoisonError},
    thread,
};

use autograd::{
    Graph, Tensor, is_grad_enabled,
    nn::{Linear, Module, ReLU, Sequential},
    no_grad,
};
use engine::{Array, DType, Device, Options, Shape};
use random::{NumpyRng, TorchRng};

fn grad(x: &Tensor) -> Vec<f64> {
    x.grad().expect("a gradient").to_vec()
}

fn vector(values: &[f64]) -> Tensor {
    Tensor::vector(values).requires_grad_()
}

/// The message of the panic of `work`, and the file it reports.
fn panic_of(work: impl FnOnce()) -> (String, String) {
    static HOOK: Once = Once::new();
    static FILES: OnceLock<Mutex<Vec<(thread::ThreadId, String)>>> = OnceLock::new();
    let files = || FILES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(move |info| {
            let file = info.location().map_or("nowhere", |location| location.file());
            files().push((thread::current().id(), file.to_owned()));
            eprintln!("{info}");
        }));
    });
    let payload = catch_unwind(AssertUnwindSafe(work)).expect_err("this should have panicked");
    let message = match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast::<&str>().expect("a message").to_string(),
    };
    let me = thread::current().id();
    let file = files().iter().rev().find(|(thread, _)| *thread == me).expect("a panic").1.clone();
    (message, file)
}

/// Asserts that `work` panics, that the message contains each of `words`, and that it reports the
/// caller's file, which is this one.
fn assert_panics(words: &[&str], work: impl FnOnce()) {
    let (message, file) = panic_of(work);
    for word in words {
        assert!(message.contains(word), "`{message}` does not contain `{word}`");
    }
    assert!(file.ends_with("traps.rs"), "`{message}` reports {file}");
}

// The graph.

#[test]
fn one_node_used_twice() {
    let x = Tensor::scalar(3.0).requires_grad_();
    (&x * &x).backward();
    assert_eq!(grad(&x), [6.0]);
    x.zero_grad();
    (&x - &x).backward();
    assert_eq!(grad(&x), [0.0]);
    x.zero_grad();
    (&x / &x).backward();
    assert_eq!(grad(&x), [0.0]);
}

#[test]
fn one_matrix_on_both_sides_of_a_product() {
    // The sum of all elements of X·X. Its derivative by the element in row i and column j is the
    // sum of row j plus the sum of column i.
    let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0]]).requires_grad_();
    x.matmul(&x).sum().backward();
    assert_eq!(grad(&x), [3.0 + 4.0, 7.0 + 4.0, 3.0 + 6.0, 7.0 + 6.0]);
}

#[test]
fn a_diamond() {
    // y = 2x is used twice in z = y² + 3y, so dz/dx = 2(2y + 3) = 22 for x = 2.
    let x = Tensor::scalar(2.0).requires_grad_();
    let y = 2.0 * &x;
    let z = &y * &y + 3.0 * &y;
    z.backward();
    assert_eq!(grad(&x), [22.0]);
}

#[test]
fn many_diamonds_in_a_row_cost_one_visit_per_node() {
    // Each y + y doubles the number of paths from the loss to x: 2⁶⁰ here. Each node is visited
    // once, or this test would not end.
    let x = Tensor::scalar(1.0).requires_grad_();
    let y = (0..60).fold(x.clone(), |y, _| &y + &y);
    y.backward();
    assert_eq!(grad(&x), [2f64.powi(60)]);
}

#[test]
fn a_branch_that_ends_early_waits_for_the_long_one() {
    // x reaches the loss directly and through a long chain; neither may be counted too early.
    let x = Tensor::scalar(0.5).requires_grad_();
    let first = 3.0 * &x;
    let long = (0..10).fold(first.clone(), |y, _| y + 1.0);
    (&first * &long + &x).backward();
    // 3x(3x + 10) + x has the derivative 18x + 30 + 1.
    assert_eq!(grad(&x), [18.0 * 0.5 + 31.0]);
}

#[test]
fn a_chain_of_100_000_on_a_small_stack() {
    let work = || {
        let x = Tensor::scalar(1.0).requires_grad_();
        let y = (0..100_000).fold(x.clone(), |y, _| y + 1.0);
        assert_eq!(y.item(), 100_001.0);
        assert_eq!(Graph::of(&y).nodes().len(), 100_001);
        y.backward();
        assert_eq!(grad(&x), [1.0]);
        // The last handle: 100,000 nodes are freed, which must not happen recursively.
        drop(y);
        // So is a chain without a backward pass.
        drop((0..100_000).fold(x, |y, _| -y));
    };
    let thread = thread::Builder::new().stack_size(256 << 10).spawn(work).expect("a thread");
    thread.join().expect("no overflow");
}

#[test]
fn a_leaf_used_100_000_times_accumulates_every_use() {
    let x = Tensor::scalar(1.5).requires_grad_();
    let mut terms: Vec<Tensor> = (0..100_000).map(|i| &x * f64::from(i % 10)).collect();
    while terms.len() > 1 {
        terms = terms
            .chunks(2)
            .map(|two| two.iter().skip(1).fold(two[0].clone(), |a, b| a + b))
            .collect();
    }
    terms[0].backward();
    assert_eq!(grad(&x), [450_000.0]);
}

#[test]
fn an_input_that_needs_no_gradient() {
    let x = Tensor::vector(&[1.0, 2.0]);
    let w = vector(&[3.0, 4.0]);
    let y = &x * &w;
    let next = y.grad_fn().expect("it was computed").next_functions().to_vec();
    assert!(next[0].is_none() && next[1].is_some());
    y.sum().backward();
    assert!(x.grad().is_none());
    assert_eq!(grad(&w), [1.0, 2.0]);
    // If no input requires a gradient, nothing is recorded.
    assert!((&x + &x).grad_fn().is_none());
    assert!(!(&x + &x).requires_grad());
}

#[test]
fn a_leaf_the_loss_does_not_depend_on_gets_none() {
    let (x, unused) = (vector(&[1.0]), vector(&[1.0]));
    x.sum().backward();
    assert!(unused.grad().is_none());
}

#[test]
fn the_loss_may_itself_be_a_leaf() {
    let x = Tensor::scalar(5.0).requires_grad_();
    x.backward();
    assert_eq!(grad(&x), [1.0]);
}

// Calling backward.

#[test]
fn backward_twice_panics() {
    let x = vector(&[1.0, 2.0]);
    let loss = (&x * &x).sum();
    loss.backward();
    assert_panics(&["backward", "second time", "backward_retain_graph"], || loss.backward());
    // The gradient of the first call is still there.
    assert_eq!(grad(&x), [2.0, 4.0]);
}

#[test]
fn backward_twice_on_purpose_accumulates() {
    let x = vector(&[1.0, 2.0]);
    let loss = (&x * &x).sum();
    loss.backward_retain_graph();
    loss.backward_retain_graph();
    assert_eq!(grad(&x), [4.0, 8.0]);
    x.zero_grad();
    assert!(x.grad().is_none());
    loss.backward();
    assert_eq!(grad(&x), [2.0, 4.0]);
}

#[test]
fn two_losses_over_one_graph_need_it_retained() {
    let x = vector(&[3.0]);
    let y = &x * &x;
    y.sum().backward();
    assert_panics(&["second time", "MulBackward0"], || (10.0 * &y).sum().backward());
    x.zero_grad();
    let y = &x * &x;
    y.sum().backward_retain_graph();
    (10.0 * &y).sum().backward();
    assert_eq!(grad(&x), [66.0]);
}

#[test]
fn two_losses_add_their_gradients() {
    let x = vector(&[1.0, 2.0]);
    x.sum().backward();
    (3.0 * &x).sum().backward();
    assert_eq!(grad(&x), [4.0, 4.0]);
}

#[test]
fn backward_needs_a_scalar() {
    let y = 2.0 * vector(&[1.0, 2.0]);
    assert_panics(&["backward", "one number", "(2,)", "sum()"], || y.backward());
    // After the panic, the graph can still be used.
    y.sum().backward();
}

#[test]
fn a_matrix_of_one_element_counts_as_a_scalar() {
    let x = Tensor::matrix(&[[3.0]]).requires_grad_();
    (&x * &x).backward();
    assert_eq!(grad(&x), [6.0]);
}

#[test]
fn backward_with_starts_from_a_gradient_of_any_shape() {
    let x = vector(&[1.0, 2.0]);
    (&x * &x).backward_with(&Array::vector(&[10.0, 100.0], Options::default()));
    assert_eq!(grad(&x), [20.0, 400.0]);
    assert_panics(&["backward_with", "(3,)", "(2,)"], || {
        (&x * &x).backward_with(&Array::vector(&[1.0; 3], Options::default()));
    });
}

#[test]
fn backward_needs_a_graph() {
    assert_panics(&["backward", "requires_grad", "no_grad"], || Tensor::scalar(1.0).backward());
    let x = Tensor::scalar(1.0).requires_grad_();
    let y = no_grad(|| &x * &x);
    assert_panics(&["backward", "requires_grad", "no_grad"], || y.backward());
}

#[test]
fn the_gradient_is_not_a_part_of_the_graph() {
    let x = vector(&[1.0]);
    x.pow(3.0).sum().backward();
    let gradient = x.grad().expect("a gradient");
    assert!(!gradient.requires_grad() && gradient.is_leaf());
}

// Shapes.

#[test]
fn a_broadcast_bias_sums_the_gradients_of_all_rows() {
    let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]).requires_grad_();
    let b = vector(&[10.0, 20.0]);
    let weights = Tensor::matrix(&[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]);
    ((&x + &b) * &weights).sum().backward();
    assert_eq!(b.grad().expect("a gradient").shape(), Shape::vector(2));
    assert_eq!(grad(&b), [6.0, 60.0]);
    assert_eq!(grad(&x), weights.to_vec());
}

#[test]
fn an_empty_batch() {
    let mut rng = TorchRng::manual_seed(0);
    let net = Sequential::new()
        .push(Linear::new(3, 4, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(4, 2, &mut rng));
    let none = Tensor::new(Array::zeros(Shape::matrix(0, 3), Options::default()));
    let y = net.call(&none).log_softmax(1);
    assert_eq!(y.shape(), Shape::matrix(0, 2));
    // A sum over no samples is 0, and so are its gradients.
    y.sum().backward();
    for (name, p) in net.named_parameters() {
        let gradient = p.grad().expect("a gradient");
        assert_eq!(gradient.shape(), p.shape(), "{name}");
        assert!(gradient.to_vec().iter().all(|&g| g == 0.0), "{name}");
    }
    // The mean of no elements is 0/0, and they have no maximum.
    assert!(net.call(&none).mean().item().is_nan());
    assert_panics(&["max", "nothing", "(0, 2)"], || drop(net.call(&none).max()));
}

#[test]
fn a_batch_of_one() {
    let mut rng = TorchRng::manual_seed(0);
    let layer = Linear::new(3, 2, &mut rng);
    let gradients = |x: &Tensor| {
        layer.zero_grad();
        layer.call(x).tanh().sum().backward();
        layer.parameters().iter().map(grad).collect::<Vec<_>>()
    };
    // A layer treats a single sample and a batch of one the same.
    let alone = gradients(&Tensor::vector(&[1.0, -2.0, 0.5]));
    let batch = gradients(&Tensor::matrix(&[[1.0, -2.0, 0.5]]));
    assert_eq!(alone, batch);
    assert_eq!(layer.call(&Tensor::vector(&[1.0, -2.0, 0.5])).shape(), Shape::vector(2));
    assert_eq!(layer.call(&Tensor::matrix(&[[1.0, -2.0, 0.5]])).shape(), Shape::matrix(1, 2));
}

// Numbers.

#[test]
fn ties_in_max_share_the_gradient() {
    let x = Tensor::matrix(&[[2.0, 2.0, 1.0], [0.0, 2.0, 0.0]]).requires_grad_();
    x.max().backward();
    let third = f64::from(1.0_f32 / 3.0);
    assert_eq!(grad(&x), [third, third, 0.0, 0.0, third, 0.0]);
    x.zero_grad();
    x.amax(1).sum().backward();
    assert_eq!(grad(&x), [0.5, 0.5, 0.0, 0.0, 1.0, 0.0]);
    x.zero_grad();
    x.amax(0).sum().backward();
    assert_eq!(grad(&x), [1.0, 0.5, 1.0, 0.0, 0.5, 0.0]);
}

/// −ln of the probability softmax gives to the right class, averaged over the samples.
fn cross_entropy(logits: &Tensor, classes: &[usize]) -> Tensor {
    -logits.log_softmax(1).gather(classes).mean()
}

#[test]
fn log_0_inside_a_cross_entropy() {
    // Softmax gives the right class a probability of e⁻²⁰⁰, which is 0 in single precision. Its
    // logarithm is −∞, and the gradient is lost.
    let naive = Tensor::matrix(&[[200.0, 0.0]]).requires_grad_();
    let loss = -naive.softmax(1).log().gather(&[1]).mean();
    assert_eq!(loss.item(), f64::INFINITY);
    loss.backward();
    assert!(grad(&naive).iter().any(|g| g.is_nan()));
    // log_softmax never takes the logarithm of 0.
    let z = Tensor::matrix(&[[200.0, 0.0]]).requires_grad_();
    let loss = cross_entropy(&z, &[1]);
    assert_eq!(loss.item(), 200.0);
    loss.backward();
    assert_eq!(grad(&z), [1.0, -1.0]);
}

#[test]
fn logits_of_1000() {
    let z =
        Tensor::matrix(&[[1000.0, -1000.0], [-1000.0, 1000.0], [1000.0, 1000.0]]).requires_grad_();
    let loss = cross_entropy(&z, &[0, 0, 0]);
    // The losses are 0, 2000 and ln 2.
    assert!((loss.item() - (2000.0 + 2f64.ln()) / 3.0).abs() < 1e-4);
    loss.backward();
    let sixth = 1.0 / 6.0;
    let expected = [0.0, 0.0, -2.0 * sixth, 2.0 * sixth, -sixth, sixth];
    for (g, e) in grad(&z).iter().zip(expected) {
        assert!((g - e).abs() < 1e-7, "{g}, not {e}");
    }
    // No activation overflows either, forward or backward.
    let activations: [fn(&Tensor) -> Tensor; 9] = [
        Tensor::relu,
        Tensor::elu,
        Tensor::softplus,
        Tensor::softsign,
        Tensor::sigmoid,
        Tensor::tanh,
        |x| x.softmax(1),
        |x| x.log_softmax(1),
        |x| x.abs(),
    ];
    for activation in activations {
        z.zero_grad();
        let y = activation(&z);
        y.sum().backward();
        assert!(y.data().is_finite(), "{y}");
        assert!(z.grad().expect("a gradient").data().is_finite(), "{y}");
    }
}

// Not recording.

#[test]
fn no_grad_records_nothing() {
    let x = vector(&[1.0]);
    assert!(is_grad_enabled());
    let y = no_grad(|| {
        assert!(!is_grad_enabled());
        no_grad(|| ());
        assert!(!is_grad_enabled(), "the inner no_grad ended, the outer did not");
        &x * &x
    });
    assert!(is_grad_enabled());
    assert!(y.grad_fn().is_none() && !y.requires_grad() && y.is_leaf());
    assert!((&x * &x).requires_grad());
}

#[test]
fn a_panic_inside_no_grad_turns_recording_back_on() {
    let (message, _) = panic_of(|| no_grad(|| panic!("on purpose")));
    assert_eq!(message, "on purpose");
    assert!(is_grad_enabled());
}

#[test]
fn no_grad_holds_for_its_own_thread_only() {
    no_grad(|| thread::spawn(|| assert!(is_grad_enabled())).join().expect("it is enabled there"));
}

#[test]
fn detach_stops_the_gradient() {
    let x = vector(&[3.0]);
    // x · (a constant x) has the derivative x, not 2x.
    (&x * &x.detach()).sum().backward();
    assert_eq!(grad(&x), [3.0]);
    let held = x.detach();
    held.update(|data| *data = data.scale(10.0));
    assert_eq!((held.to_vec(), x.to_vec()), (vec![30.0], vec![3.0]));
}

#[test]
fn requires_grad_is_for_leaves() {
    let x = vector(&[1.0]);
    let y = &x * &x;
    assert_panics(&["requires_grad", "leaves", "detach()"], || y.set_requires_grad(false));
    assert_panics(&["requires_grad", "leaves"], || drop((&x * &x).requires_grad_()));
    // A tensor whose inputs require no gradient is a leaf.
    let sum = Tensor::scalar(1.0) + Tensor::scalar(2.0);
    assert!(sum.requires_grad_().requires_grad());
    // A leaf can be frozen.
    x.set_requires_grad(false);
    assert!((&x * &x).grad_fn().is_none());
}

// Looking inside.

#[test]
fn retain_grad_keeps_the_gradient_of_a_computed_tensor() {
    let x = vector(&[1.0, 2.0]);
    let (y, z) = (&x * &x, 5.0 * &x);
    y.retain_grad();
    (&y * &y).sum().backward();
    z.sum().backward();
    assert_eq!(grad(&y), [2.0, 8.0]);
    assert!(z.grad().is_none(), "it was not retained");
    assert_panics(&["retain_grad", "no gradient"], || Tensor::scalar(1.0).retain_grad());
}

#[test]
fn a_hook_sees_the_complete_gradient_once() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let x = vector(&[1.0, 2.0]);
    let y = 2.0 * &x;
    for tensor in [&x, &y] {
        let seen = Arc::clone(&seen);
        tensor.register_hook(move |grad| seen.lock().unwrap().push(grad.to_vec()));
    }
    // y is used twice: 2y + y·y has the derivative 2 + 2y.
    (2.0 * &y + &y * &y).sum().backward();
    assert_eq!(*seen.lock().unwrap(), [[6.0, 10.0], [12.0, 20.0]]);
    // In a later pass the hook gets the gradient of that pass, not the accumulated one.
    x.sum().backward();
    assert_eq!(seen.lock().unwrap().last(), Some(&vec![1.0, 1.0]));
    assert_panics(&["register_hook", "no gradient"], || {
        Tensor::scalar(1.0).register_hook(|_| ());
    });
}

#[test]
fn a_hook_that_panics_leaves_the_gradients_readable() {
    let x = vector(&[1.0]);
    let y = 2.0 * &x;
    y.register_hook(|_| panic!("on purpose"));
    let (message, _) = panic_of(|| y.sum().backward());
    assert_eq!(message, "on purpose");
    (3.0 * &x).sum().backward();
    assert_eq!(grad(&x), [3.0]);
}

// In-place changes.

#[test]
fn an_update_after_the_forward_pass_does_not_reach_the_backward_pass() {
    // ∂(x·w)/∂x is the w of the forward pass, not the updated one.
    let (x, w) = (vector(&[5.0]), vector(&[2.0]));
    let loss = (&x * &w).sum();
    w.update(|data| *data = data.scale(100.0));
    x.update(|data| data.map_(engine::Unary::Neg));
    loss.backward();
    assert_eq!(grad(&x), [2.0]);
    assert_eq!(grad(&w), [5.0]);
    assert_eq!((x.to_vec(), w.to_vec()), (vec![-5.0], vec![200.0]));
}

#[test]
fn an_output_changed_in_place_does_not_reach_the_backward_pass() {
    // exp saves its own output.
    let x = vector(&[0.0]);
    let y = x.exp();
    y.update(|data| *data = data.scale(7.0));
    y.sum().backward();
    assert_eq!(grad(&x), [1.0]);
}

#[test]
fn a_gradient_handed_out_does_not_change_later() {
    let x = vector(&[1.0]);
    x.sum().backward();
    let first = x.grad().expect("a gradient");
    x.sum().backward();
    assert_eq!((first.to_vec(), grad(&x)), (vec![1.0], vec![2.0]));
}

#[test]
fn addition_does_not_alias_the_gradients_of_its_inputs() {
    // a and b both start from the same gradient array; a then gets a second one.
    let (a, b) = (vector(&[1.0]), vector(&[1.0]));
    ((&a + &b) + 10.0 * &a).sum().backward();
    assert_eq!((grad(&a), grad(&b)), (vec![11.0], vec![1.0]));
    a.sum().backward();
    assert_eq!((grad(&a), grad(&b)), (vec![12.0], vec![1.0]));
}

#[test]
fn an_update_keeps_the_shape() {
    let x = vector(&[1.0, 2.0]);
    assert_panics(&["update", "(2,)"], || x.update(|data| *data = data.sum(None)));
}

// Bugs in the caller's program.

#[test]
fn shapes_that_do_not_broadcast() {
    let a = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).requires_grad_();
    let b = vector(&[1.0, 2.0]);
    assert_panics(&["add", "(2, 3)", "(2,)"], || drop(&a + &b));
    assert_panics(&["sub", "(2, 3)", "(2,)"], || drop(&a - &b));
    assert_panics(&["mul", "(2, 3)", "(2,)"], || drop(&a * &b));
    assert_panics(&["div", "(2, 3)", "(2,)"], || drop(&a / &b));
}

#[test]
fn products_and_arrangements_that_do_not_fit() {
    let a = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).requires_grad_();
    let b = vector(&[1.0, 2.0]);
    let short = Shape::vector(5);
    assert_panics(&["matmul", "(2, 3)"], || drop(a.matmul(&a)));
    assert_panics(&["matmul", "(2,)"], || drop(a.matmul(&b)));
    assert_panics(&["linear", "(2,)", "(2, 3)"], || drop(b.linear(&a, None)));
    assert_panics(&["linear", "(1, 3)", "(2,)"], || {
        let w = Tensor::matrix(&[[1.0, 2.0, 3.0]]);
        drop(a.linear(&w, Some(&b)));
    });
    assert_panics(&["reshape", "(2, 3)", "(5,)"], || drop(a.reshape(short)));
    assert_panics(&["expand", "(2, 3)", "(5,)"], || drop(a.expand(short)));
    assert_panics(&["linear", "bias", "(1, 2)", "(2,)"], || {
        let bias = Tensor::matrix(&[[1.0, 2.0]]);
        drop(Tensor::vector(&[1.0; 3]).linear(&a, Some(&bias)));
    });
    assert_panics(&["linear", "weight", "(3,)"], || {
        drop(a.linear(&Tensor::vector(&[1.0; 3]), None));
    });
    assert_panics(&["index_select: ", "2", "rows"], || drop(a.index_select(&[0, 2])));
    assert_panics(&["gather: ", "3", "columns"], || drop(a.gather(&[0, 3])));
    assert_panics(&["gather: ", "1", "(2, 3)"], || drop(a.gather(&[0])));
    assert_panics(&["gather: ", "matrix", "(2,)"], || drop(b.gather(&[0])));
    assert_panics(&["clamp", "1", "-1"], || drop(a.clamp(1.0, -1.0)));
    assert_panics(&["one number", "(2, 3)"], || assert!(a.item().is_nan()));
}

#[test]
fn a_vector_has_one_dimension() {
    let v = vector(&[1.0, 2.0, 3.0]).requires_grad_();
    assert_eq!(v.softmax(0).to_vec(), v.softmax(-1).to_vec());
    assert!((v.softmax(0).sum().item() - 1.0).abs() < 1e-7, "not three ones");
    assert_eq!((v.sum_dim(0).item(), v.sum_dim(0).shape()), (6.0, Shape::vector(1)));
    assert_eq!(v.t().shape(), v.shape());
    for dim in [1, -2] {
        assert_panics(&["no dimension", "(3,)"], || drop(v.softmax(dim)));
        assert_panics(&["no dimension", "(3,)"], || drop(v.log_softmax(dim)));
        assert_panics(&["no dimension", "(3,)"], || drop(v.sum_dim(dim)));
        assert_panics(&["no dimension", "(3,)"], || drop(v.mean_dim(dim)));
        assert_panics(&["no dimension", "(3,)"], || drop(v.amax(dim)));
    }
}

#[test]
fn there_are_two_dimensions() {
    let a = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).requires_grad_();
    assert_panics(&["dimensions", "2"], || drop(a.sum_dim(2)));
    assert_panics(&["dimensions", "2"], || drop(a.mean_dim(2)));
    assert_panics(&["dimensions", "2"], || drop(a.amax(2)));
    assert_panics(&["dimensions", "2"], || drop(a.softmax(2)));
    assert_panics(&["dimensions", "2"], || drop(a.log_softmax(2)));
}

#[test]
fn a_layer_that_does_not_fit_blames_the_call() {
    let layer = Linear::new(3, 2, &mut TorchRng::manual_seed(0));
    assert_panics(&["linear", "(4,)", "(2, 3)", "3 features"], || {
        drop(layer.call(&Tensor::vector(&[1.0; 4])));
    });
    assert_panics(&["weight", "(2, 3)", "bias", "(2,)"], || {
        let weight = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
        drop(Linear::from_parameters(weight, Some(Tensor::vector(&[1.0; 3]))));
    });
}

#[test]
fn precisions_and_devices_do_not_mix() {
    let one = vector(&[1.0]);
    let wide = Tensor::new(Array::vector(&[1.0], Options::f64()));
    assert_panics(&["add", "f32", "f64", "to_dtype"], || drop(&one + &wide));
    assert_panics(&["matmul", "f32", "f64", "to_dtype"], || {
        drop(one.matmul(&wide.reshape(Shape::matrix(1, 1))));
    });
    let there = Tensor::new(one.data().to_device(Device::Nalgebra));
    assert_eq!(one.device(), Device::Faer);
    assert_panics(&["mul", "faer", "nalgebra", "to_device"], || drop(&one * &there));
    // A plain number takes the precision and the device of the other operand.
    assert_eq!((2.0 * &wide).dtype(), DType::F64);
    assert_eq!((&there + 1.0).device(), Device::Nalgebra);
}

// Reproducibility.

#[test]
fn the_same_seed_gives_the_same_bits() {
    let train = || {
        let mut rng = NumpyRng::seed(7);
        let net = Sequential::new()
            .push(Linear::new(20, 30, &mut rng))
            .push(ReLU::new())
            .push(Linear::new(30, 5, &mut rng));
        let x: Vec<f64> = (0..64 * 20).map(|_| rng.randn()).collect();
        let x = Tensor::new(Array::new(Shape::matrix(64, 20), &x, Options::default()));
        net.call(&x).pow(2.0).mean().backward();
        net.parameters().iter().flat_map(grad).map(f64::to_bits).collect::<Vec<_>>()
    };
    assert_eq!(train(), train());
}
