//! What a check finds, and whether it is what the row says.

use std::collections::BTreeMap;

use crate::{
    figures::{Figure, figures},
    row::{Kind, Row, Side, Today, Value},
};

/// What a computation found.
#[derive(Clone, PartialEq, Debug)]
pub enum Found {
    /// Numbers.
    Numbers(Vec<f64>),
    /// A printout.
    Text(String),
    /// That something holds, or does not, and what was seen.
    Property(bool, String),
}

/// The computation behind a row.
pub type Check = fn(&Row) -> Found;

/// Checks by name.
pub struct Checks(Vec<(&'static str, Check)>);

impl Checks {
    /// The checks of one tutorial.
    pub fn new(checks: &[(&'static str, Check)]) -> Self {
        Self(checks.to_vec())
    }

    /// The same, named by tutorial too.
    pub fn of_tutorial(
        self,
        source: &'static str,
    ) -> BTreeMap<(&'static str, &'static str), Check> {
        let count = self.0.len();
        let named: BTreeMap<_, _> =
            self.0.into_iter().map(|(name, check)| ((source, name), check)).collect();
        assert_eq!(named.len(), count, "{source}: two checks have the same name");
        named
    }
}

/// Some numbers.
pub fn numbers(values: impl IntoIterator<Item = f64>) -> Found {
    Found::Numbers(values.into_iter().collect())
}

/// Some counts, as numbers.
pub fn counts(values: impl IntoIterator<Item = usize>) -> Found {
    numbers(values.into_iter().map(|n| n as f64))
}

/// Whether `found` is what `row` says.
pub fn verify(row: &Row, today: &Today, found: &Found) -> Result<(), String> {
    match (row.kind, found) {
        (Kind::Property, Found::Property(true, _)) => Ok(()),
        (Kind::Property, Found::Property(false, seen)) => Err(seen.clone()),
        (Kind::Given, Found::Numbers(used)) => given(row, used),
        (Kind::Digits, Found::Numbers(found)) => digits(row, today, found),
        (Kind::Text, Found::Text(found)) => text(row, today, found),
        (kind, found) => Err(format!("a row of kind {kind:?} cannot be compared with {found:?}")),
    }
}

fn given(row: &Row, used: &[f64]) -> Result<(), String> {
    let given: Vec<f64> = printed(row).iter().map(|figure| figure.value).collect();
    let same = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-12 * a.abs();
    if !given.is_empty() && given.len() == used.len() && given.iter().zip(used).all(same) {
        return Ok(());
    }
    Err(format!("given are {given:?}, but the computation uses {used:?}"))
}

/// The numbers the tutorial prints.
pub fn printed(row: &Row) -> Vec<Figure> {
    row.printed.as_deref().map_or(Vec::new(), figures)
}

fn digits(row: &Row, today: &Today, found: &[f64]) -> Result<(), String> {
    let Some(Value::Numbers(today)) = today.values.get(&row.id) else {
        return Err("today's library has no numbers for it".to_owned());
    };
    if today.len() != found.len() {
        return Err(format!("today's library prints {today:?}, but found were {found:?}"));
    }
    let printed = printed(row);
    if row.printed.is_none() {
        let largest = today.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-6 * largest;
        let same = today.iter().zip(found).all(close);
        return if same { Ok(()) } else { Err(format!("{found:?}, but today {today:?}")) };
    }
    if printed.is_empty() || printed.len() != found.len() {
        return Err(format!("printed are {:?}, but found were {found:?}", row.printed));
    }
    if let (Some(rounding), false) = (row.rounding, rounds_like_pytorch()) {
        let near = |(figure, &x): (&Figure, &f64)| {
            (x - figure.value).abs() <= rounding * figure.value.abs()
        };
        let near = printed.iter().zip(found).all(near);
        return if near { Ok(()) } else { Err(format!("{found:?} is far from {:?}", row.printed)) };
    }
    let agrees = |values: &[f64]| {
        printed.iter().zip(values).all(|(figure, &x)| match row.tolerance {
            Some(tolerance) => (x - figure.value).abs() <= tolerance,
            None => figure.agrees(x),
        })
    };
    // Two single-precision programs may differ by one in the last printed place.
    let near_today = printed.iter().zip(found).zip(today).all(|((figure, x), today)| {
        (x - today).abs() <= row.tolerance.unwrap_or_else(|| figure.unit().max(1e-12))
    });
    if !near_today {
        return Err(format!("{found:?}, but today's library has {today:?}"));
    }
    sides(row, agrees(today), agrees(found), || {
        let same = |(figure, (x, today)): (&Figure, (&f64, &f64))| {
            figure.write(*x) == figure.write(*today)
        };
        printed.iter().zip(found.iter().zip(today)).all(same)
    })
    .map_err(|why| format!("{why}: printed {:?}, today {today:?}, found {found:?}", row.printed))
}

/// Whether this is a machine like the one the references were computed on: products and sums are
/// fused, and the exponential comes from the same library.
fn rounds_like_pytorch() -> bool {
    #[cfg(all(target_arch = "x86_64", target_os = "linux", target_env = "gnu"))]
    return std::arch::is_x86_feature_detected!("fma");
    #[cfg(not(all(target_arch = "x86_64", target_os = "linux", target_env = "gnu")))]
    return false;
}

fn text(row: &Row, today: &Today, found: &str) -> Result<(), String> {
    let Some(Value::Text(today)) = today.values.get(&row.id) else {
        return Err("today's library prints nothing for it".to_owned());
    };
    let result = match row.printed.as_deref() {
        None if found == today => Ok(()),
        None => Err("it differs".to_owned()),
        Some(printed) => sides(row, today == printed, found == printed, || found == today),
    };
    result.map_err(|why| {
        format!("{why}: printed {:?}, today {today:?}, found {found:?}", row.printed)
    })
}

/// Usually all three agree. Where they do not, the row says so.
fn sides(
    row: &Row,
    today_as_printed: bool,
    found_as_printed: bool,
    found_as_today: impl Fn() -> bool,
) -> Result<(), String> {
    let fail = |why: &str| Err(why.to_owned());
    match row.agrees_with {
        None if !found_as_printed => fail("not as printed"),
        None if !today_as_printed => fail("today's library prints something else"),
        Some(_) if today_as_printed => fail("today's library prints the same after all"),
        Some(Side::Printed) if !found_as_printed => fail("not as printed"),
        Some(Side::Today) if !found_as_today() => fail("not as today's library"),
        _ => Ok(()),
    }
}
