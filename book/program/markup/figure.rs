//! `{{figure name: caption}}`.

use super::{Context, MarkupError};

/// The picture, its alternative text, which the drawing carries as its title, and the caption.
pub(super) fn place(argument: &str, up: &str, context: Context<'_>) -> Result<String, MarkupError> {
    let (name, caption) = argument.split_once(':').unwrap_or((argument, ""));
    let name = name.trim();
    let file = context.src.join("figures").join(name).with_extension("svg");
    let svg = std::fs::read_to_string(file).map_err(|_| MarkupError::Figure(name.to_owned()))?;
    let between = |open: &str, close: char| {
        svg.split_once(open).and_then(|(_, rest)| rest.split(close).next()).unwrap_or_default()
    };
    let (width, height) = (between(" width=\"", '"'), between(" height=\"", '"'));
    let alt = between("<title>", '<');
    let caption = caption.trim();
    Ok(format!(
        "<figure id=\"{name}\">\n\
         <img src=\"{up}figures/{name}.svg\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\">\n\
         <figcaption>\n\n{caption}\n\n</figcaption>\n</figure>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Values;

    #[test]
    fn the_drawing_says_its_own_alternative_text() {
        let src = tempfile::tempdir().unwrap();
        std::fs::create_dir(src.path().join("figures")).unwrap();
        let svg = "<svg width=\"70\" height=\"40\"><title>A &amp; B</title></svg>";
        std::fs::write(src.path().join("figures/two.svg"), svg).unwrap();
        let values = Values::default();
        let context =
            Context { values: &values, workspace: src.path(), src: src.path(), sources: false };
        let html = place("two: See *both*: A and B.", "../", context).unwrap();
        assert!(html.contains(
            "<img src=\"../figures/two.svg\" width=\"70\" height=\"40\" alt=\"A &amp; B\">"
        ));
        assert!(html.contains("\n\nSee *both*: A and B.\n\n"));
        assert!(place("three: ?", "", context).is_err());
    }
}
