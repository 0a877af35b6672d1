//! A minimal JSON parser for the reference files.

use std::{collections::HashMap, ops::Index};

#[derive(PartialEq, Debug)]
pub enum Json {
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(HashMap<String, Json>),
}

impl Json {
    pub fn parse(text: &str) -> Self {
        let mut rest = text;
        let value = value(&mut rest);
        assert_eq!(rest.trim(), "", "the file ends where its value ends");
        value
    }

    /// A list of numbers; NaN and infinities, which JSON lacks, are written as strings.
    pub fn numbers(&self) -> Vec<f64> {
        let Json::List(list) = self else { panic!("expected a list, found {self:?}") };
        list.iter()
            .map(|item| match item {
                Json::Number(number) => *number,
                Json::Text(name) => name.parse().expect("nan, inf or -inf"),
                other => panic!("expected a number, found {other:?}"),
            })
            .collect()
    }
}

impl Index<&str> for Json {
    type Output = Json;

    fn index(&self, key: &str) -> &Json {
        let Json::Object(fields) = self else { panic!("expected an object, found {self:?}") };
        &fields[key]
    }
}

fn value(rest: &mut &str) -> Json {
    *rest = rest.trim_start();
    match rest.as_bytes()[0] {
        b'{' => Json::Object(sequence(rest, '}', |rest| (text(rest), after(rest, ':'))).collect()),
        b'[' => Json::List(sequence(rest, ']', value).collect()),
        b'"' => Json::Text(text(rest)),
        _ => {
            let (number, after) = rest.split_at(rest.find([',', ']', '}']).expect("an end"));
            *rest = after;
            Json::Number(number.trim().parse().expect("a number"))
        }
    }
}

fn after(rest: &mut &str, sign: char) -> Json {
    *rest = rest.trim_start().strip_prefix(sign).expect("a colon");
    value(rest)
}

/// Items between brackets, separated by commas.
fn sequence<T>(
    rest: &mut &str,
    close: char,
    item: impl Fn(&mut &str) -> T,
) -> impl Iterator<Item = T> {
    let mut items = Vec::new();
    *rest = rest[1..].trim_start();
    while !rest.starts_with(close) {
        items.push(item(rest));
        *rest = rest.trim_start();
        *rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    }
    *rest = &rest[1..];
    items.into_iter()
}

/// A string in quotes. The files use the escapes for a quote, a backslash and a new line.
fn text(rest: &mut &str) -> String {
    let mut text = String::new();
    let mut signs = rest[1..].chars();
    loop {
        match signs.next().expect("a closing quote") {
            '"' => break,
            '\\' => match signs.next() {
                Some('n') => text.push('\n'),
                Some(sign @ ('"' | '\\')) => text.push(sign),
                other => panic!("unknown escape {other:?}"),
            },
            sign => text.push(sign),
        }
    }
    *rest = signs.as_str();
    text
}
