//! Numbers inside sentences: `{{value unit.s}}` on a page is the line `s = −2` of
//! `src/values/unit.txt`, which an example of the crate `unit` prints.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use crate::pages;

/// All numbers that the pages may use, by name.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// Reads the files in `src/values`.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, or a line of it is not `name = text`.
    pub fn load() -> io::Result<Self> {
        let mut values = Self::default();
        for path in pages::files(&pages::src().join("values"), "txt")? {
            let krate = path.file_stem().unwrap_or_default().to_string_lossy();
            let text = pages::read(&path)?;
            for (i, line) in text.lines().enumerate().skip(1) {
                let (name, value) = line.split_once(" = ").ok_or_else(|| {
                    let place = format!("{}:{}", path.display(), i + 1);
                    io::Error::other(format!("{place}: found `{line}`, expected `name = text`"))
                })?;
                values.0.insert(format!("{krate}.{name}"), value.to_owned());
            }
        }
        Ok(values)
    }

    /// The text of a number, such as `-0.964`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All names.
    pub fn names(&self) -> BTreeSet<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Values {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}
