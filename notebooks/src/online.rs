//! Where the book and its notebooks are on the Internet.
//!
//! Every address follows from that of the repository, the key `repository` in the workspace's
//! `Cargo.toml`. When it changes, `cargo test -p notebooks` says which lines of the README and which
//! files change with it.

/// The repository.
pub const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The book as a site, published by GitHub.
pub fn book() -> String {
    format!("https://{}.github.io{}", owner_and_name().0, book_path())
}

/// The part of [`book`] behind the host's name.
pub fn book_path() -> String {
    format!("/{}/", owner_and_name().1)
}

/// A dev container of this repository in GitHub Codespaces.
pub fn codespaces() -> String {
    let (owner, name) = owner_and_name();
    format!("https://codespaces.new/{owner}/{name}?quickstart=1")
}

/// A notebook in Binder.
///
/// ```
/// assert!(notebooks::online::binder("01-unit").ends_with("lab%2Ftree%2Fnotebooks%2F01-unit.ipynb"));
/// ```
pub fn binder(notebook: &str) -> String {
    let (owner, name) = owner_and_name();
    let path = format!("urlpath=lab%2Ftree%2Fnotebooks%2F{notebook}.ipynb");
    format!("https://mybinder.org/v2/gh/{owner}/{name}/main?{path}")
}

/// A notebook's copy for Google Colab.
pub fn colab(notebook: &str) -> String {
    let (owner, name) = owner_and_name();
    let path = format!("blob/main/notebooks/colab/{notebook}.ipynb");
    format!("https://colab.research.google.com/github/{owner}/{name}/{path}")
}

fn owner_and_name() -> (&'static str, &'static str) {
    let path = REPOSITORY.strip_prefix("https://github.com/").unwrap_or_default();
    path.split_once('/').expect("the repository is https://github.com/OWNER/NAME")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_links_of_the_readme_follow_from_the_repository() {
        let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
        let readme = std::fs::read_to_string(readme).unwrap();
        let first = "01-unit";
        let links = format!(
            "[book]: {}\n[colab]: {}\n[binder]: {}\n[codespaces]: {}\n",
            book(),
            colab(first),
            binder(first),
            codespaces()
        );
        assert!(readme.ends_with(&format!("\n\n{links}")), "README.md must end with\n\n{links}");
    }
}
