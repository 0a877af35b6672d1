//! Whether what the book shows is what its programs make.
//!
//! Another processor multiplies and adds in another order, so the last digits of a number may
//! differ there. Words must be the same; numbers must agree to a tolerance.

/// How far apart two numbers may be, as a share of the larger.
#[derive(Clone, Copy, Debug)]
pub struct Tolerance(pub f64);

/// For numbers that come from a formula.
pub const COMPUTED: Tolerance = Tolerance(1e-5);
/// For numbers that come from training, where a last digit grows from step to step.
pub const TRAINED: Tolerance = Tolerance(0.05);

/// The first place where two texts differ, as a message with both lines.
pub fn difference(shown: &str, made: &str, tolerance: Tolerance) -> Option<String> {
    let mut lines = (shown.lines(), made.lines());
    for number in 1.. {
        match (lines.0.next(), lines.1.next()) {
            (None, None) => return None,
            (shown, made) => {
                let same = shown.zip(made).is_some_and(|(a, b)| alike(a, b, tolerance));
                if !same {
                    let line = |text: Option<&str>| text.unwrap_or("(nothing)").to_owned();
                    let (shown, made) = (line(shown), line(made));
                    return Some(format!("line {number}\n- shown {shown}\n+ made  {made}"));
                }
            }
        }
    }
    None
}

/// How two drawings differ beyond what another processor may change: their words, and shapes that
/// are missing, added or moved.
pub fn figures_differ(shown: &str, made: &str) -> Option<String> {
    if shown == made {
        return None;
    }
    if shown.is_empty() {
        return Some("is new".to_owned());
    }
    let words = |svg: &str| -> String {
        let words =
            svg.lines().filter(|line| !line.starts_with('<') || line.starts_with("<title>"));
        words.collect::<Vec<_>>().join("\n")
    };
    if let Some(difference) = difference(&words(shown), &words(made), TRAINED) {
        return Some(format!("says something else: {difference}"));
    }
    let shapes = |svg: &str| -> Vec<String> {
        svg.lines().filter(|line| line.starts_with('<')).map(str::to_owned).collect()
    };
    let (shown, made) = (shapes(shown), shapes(made));
    let few = |n: usize| n <= 2 + shown.len() / 20;
    if !few(shown.len().abs_diff(made.len())) {
        return Some(format!("{} shapes are shown, {} are made", shown.len(), made.len()));
    }
    let moved = shown.iter().zip(&made).filter(|(a, b)| !same_shape(a, b)).count();
    (shown.len() == made.len() && !few(moved)).then(|| format!("{moved} shapes have moved"))
}

/// The same element in nearly the same place. The bytes of an image may be any of about as many.
fn same_shape(a: &str, b: &str) -> bool {
    if let (Some((a, image)), Some((b, other))) = (a.split_once("base64,"), b.split_once("base64,"))
    {
        return same_shape(a, b) && 10 * image.len().abs_diff(other.len()) <= image.len();
    }
    let parts = |line: &str| pieces(&line.replace(',', " "));
    let (a, b) = (parts(a), parts(b));
    let near = |a: &str, b: &str| match (a.parse::<f64>(), b.parse::<f64>()) {
        // A pixel is four units of the drawing.
        (Ok(a), Ok(b)) => (a - b).abs() <= 8.0 + 0.01 * b.abs(),
        _ => false,
    };
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a == b || near(a, b))
}

fn alike(a: &str, b: &str, tolerance: Tolerance) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (pieces(a), pieces(b));
    let same = |i: usize| a[i] == b[i] || near(&a[i], &b[i], tolerance);
    let trained = tolerance.0 >= TRAINED.0;
    a.len() == b.len()
        && (0..a.len()).all(|i| same(i) || trained && within_spread(&a, &b, i).unwrap_or(false))
}

/// Numbers written as `mean ± spread` say themselves how far apart two of them may be. The spread of
/// a few runs is known only roughly: up to a factor of 3.
fn within_spread(a: &[String], b: &[String], i: usize) -> Option<bool> {
    let number = |pieces: &[String], i: usize| pieces.get(i)?.replace(',', "").parse::<f64>().ok();
    let is_sign = |i: usize| a.get(i).is_some_and(|piece| piece.trim() == "±");
    let (x, y) = (number(a, i)?, number(b, i)?);
    if is_sign(i + 1) {
        return Some((x - y).abs() <= number(a, i + 2)?.max(number(b, i + 2)?));
    }
    Some(i > 0 && is_sign(i - 1) && x.max(y) <= 3.0 * x.min(y))
}

/// Two numbers, near enough, or one unit apart in the last digit shown.
fn near(a: &str, b: &str, Tolerance(share): Tolerance) -> bool {
    let number = |text: &str| text.replace(',', "").parse::<f64>().ok();
    let (Some(x), Some(y)) = (number(a), number(b)) else { return false };
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, d)| d.len());
    let decimals = decimals(a).min(decimals(b));
    let last = if decimals == 0 {
        0.0
    } else {
        1.5 * 0.1_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX))
    };
    let apart = (x - y).abs();
    apart <= last || apart <= share * x.abs().max(y.abs())
}

/// Words and unsigned numbers in turn; runs of spaces count as one, since a number's width moves
/// what is printed beside it.
fn pieces(line: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut in_number = false;
    for word in line.split_whitespace() {
        for c in word.chars().chain([' ']) {
            let number = c.is_ascii_digit() || (in_number && (c == '.' || c == ','));
            if number != in_number {
                pieces.push(String::new());
                in_number = number;
            }
            pieces.last_mut().expect("never empty").push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_must_agree_and_numbers_nearly() {
        let same = |a, b| difference(a, b, COMPUTED).is_none();
        assert!(same("loss 0.551445", "loss 0.551446"));
        assert!(same("x  1.0", "x 1.0"));
        assert!(!same("loss 0.5514", "loss 0.5524"));
        assert!(!same("49 epochs", "50 epochs"));
        assert!(!same("tanh", "sigmoid"));
        assert!(!same("one line", "one line\nand another"));
        assert!(difference("97.1 %", "97.3 %", TRAINED).is_none());
        assert!(
            difference("a\nb 1", "a\nc 1", TRAINED).unwrap().starts_with("line 2\n- shown b 1")
        );
    }

    #[test]
    fn a_spread_says_how_far_apart_numbers_may_be() {
        let same = |a, b| difference(a, b, TRAINED).is_none();
        assert!(same("46.3 ± 11.0", "40.0 ± 6.0"));
        assert!(!same("46.3 ± 2.0", "40.0 ± 1.0"));
        assert!(!same("46.3 ± 2.0", "46.3 ± 7.0"));
        assert!(!same("46.3   2.0", "40.0   2.0"));
        assert!(difference("46.3 ± 11.0", "40.0 ± 6.0", COMPUTED).is_some());
    }

    #[test]
    fn shapes_may_differ_by_rounding_but_not_move() {
        let drawing = |label: &str, y: i32| {
            let line = |x| format!("<polyline points=\"{x},{y} 9,9 \"/>\n");
            let lines = (0..60).map(line).collect::<Vec<_>>().concat();
            format!("<svg>\n<title>A</title>\n<text x=\"1\">\n{label}\n</text>\n{lines}</svg>\n")
        };
        let shown = drawing("loss", 400);
        assert_eq!(figures_differ(&shown, &drawing("loss", 402)), None);
        assert!(figures_differ(&shown, &drawing("loss", 500)).unwrap().contains("moved"));
        assert!(figures_differ(&shown, &drawing("cost", 400)).unwrap().contains("cost"));
        assert!(figures_differ(&shown, &shown[..shown.len() / 2]).unwrap().contains("shapes"));
        assert_eq!(figures_differ("", &shown).unwrap(), "is new");
    }

    #[test]
    fn a_sign_is_a_word() {
        assert!(difference("-1.00", "1.00", TRAINED).is_some());
    }
}
