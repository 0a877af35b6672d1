//! `{{value crate.name}}`.

use super::MarkupError;
use crate::values::Values;

/// The number as a sentence shows it, with a true minus sign.
pub(super) fn get(name: &str, values: &Values) -> Result<String, MarkupError> {
    let text = values.get(name).ok_or_else(|| MarkupError::Value(name.to_owned()))?;
    let mut shown = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let sign =
            c == '-' && !before.is_alphanumeric() && rest.peek().is_some_and(char::is_ascii_digit);
        shown.push(if sign { '−' } else { c });
        before = c;
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minus_before_a_number_is_a_minus() {
        let values = Values::from([("unit.s", "-2"), ("unit.w", "[1, -3]"), ("unit.h", "1e-5")]);
        assert_eq!(get("unit.s", &values).unwrap(), "−2");
        assert_eq!(get("unit.w", &values).unwrap(), "[1, −3]");
        assert_eq!(get("unit.h", &values).unwrap(), "1e-5");
        assert!(get("unit.t", &values).is_err());
    }
}
