//! Arrays print like PyTorch's tensors, character for character.

mod json;

use engine::{Array, DType, Options, Shape, display::numbers};
use json::Json;

/// The width of `tensor(`, by which PyTorch indents what follows the first line.
const INDENT: usize = 7;

fn text(json: &Json) -> &str {
    let Json::Text(text) = json else { panic!("expected a string, found {json:?}") };
    text
}

fn array(case: &Json) -> Array {
    let sizes: Vec<f64> = case["shape"].numbers();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are small")]
    let shape = match sizes[..] {
        [] => Shape::scalar(),
        [n] => Shape::vector(n as usize),
        [rows, cols] => Shape::matrix(rows as usize, cols as usize),
        _ => panic!("arrays have at most two dimensions"),
    };
    let dtype = if text(&case["dtype"]) == "f32" { DType::F32 } else { DType::F64 };
    Array::new(shape, &case["data"].numbers(), Options { dtype, ..Options::default() })
}

#[test]
fn prints_as_pytorch_does() {
    let file = Json::parse(include_str!("reference/display.json"));
    let Json::List(cases) = &file["cases"] else { panic!("cases is a list") };
    assert!(cases.len() > 100, "the file is complete");
    for case in cases {
        let (printed, expected) = (numbers(&array(case), INDENT), text(&case["text"]));
        let (about, dtype) = (text(&case["about"]), text(&case["dtype"]));
        assert_eq!(printed, expected, "{about} ({dtype}):\n{printed}\nPyTorch:\n{expected}");
    }
}

#[test]
fn display_aligns_rows_under_the_bracket() {
    let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], Options::default());
    assert_eq!(x.to_string(), "array([[1., 2.],\n       [3., 4.]])");
    assert_eq!(Array::scalar(0.5, Options::default()).to_string(), "array(0.5000)");
}

#[test]
fn a_line_too_narrow_for_two_numbers_has_one() {
    let x = Array::vector(&[1.0, 2.0], Options::default());
    for indent in [75, 80, 200] {
        let expected = format!("[1.,\n{}2.]", " ".repeat(indent + 1));
        assert_eq!(numbers(&x, indent), expected);
    }
}
