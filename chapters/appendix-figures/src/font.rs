//! The one font of the figures: DejaVu Sans, shipped inside the crate.
//!
//! plotters draws glyphs, and `ttf-parser` measures them: text must be placed and cut to fit
//! before it is drawn, and plotters ignores the bearing, the space on the left of a glyph.

use std::sync::LazyLock;

use ttf_parser::Face;

pub(crate) static BYTES: &[u8] = include_bytes!("../fonts/DejaVuSans-subset.ttf");

pub(crate) static FACE: LazyLock<Face<'static>> =
    LazyLock::new(|| Face::parse(BYTES, 0).expect("the font inside the crate can be read"));

/// The family as SVG writes it: readers without DejaVu Sans see its close relative Verdana.
pub(crate) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// A length in the font's own units as a multiple of the font size.
pub(crate) fn in_em(units: impl Into<f64>) -> f64 {
    units.into() / f64::from(FACE.units_per_em())
}

/// The advance of a character's glyph, which is how far the pen moves on, and its left side
/// bearing, which is how far its ink starts right of the pen; both in em. A character that the
/// font lacks has those of its empty box.
pub(crate) fn metrics(character: char) -> (f64, f64) {
    let glyph = FACE.glyph_index(character).unwrap_or_default();
    let advance = FACE.glyph_hor_advance(glyph).unwrap_or_default();
    let bearing = FACE.glyph_hor_side_bearing(glyph).unwrap_or_default();
    (in_em(advance), in_em(bearing))
}

/// Width of a line of text set at `em` pixels.
pub(crate) fn width(text: &str, em: f64) -> f64 {
    text.chars().map(|c| metrics(c).0).sum::<f64>() * em
}

/// The text, cut with an ellipsis where it would be wider than `limit` pixels.
pub(crate) fn truncate(text: &str, em: f64, limit: f64) -> String {
    if width(text, em) <= limit {
        return text.to_owned();
    }
    let room = limit - width("…", em);
    let mut used = 0.0;
    let kept: String = text
        .chars()
        .take_while(|&c| {
            used += metrics(c).0 * em;
            used <= room
        })
        .collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_the_fonts_own() {
        // Advances of DejaVu Sans 2.37 in its 2048 units: digits 1303, space 651, m 1995.
        assert_eq!(metrics('0').0, 1303.0 / 2048.0);
        assert_eq!(metrics(' ').0, 651.0 / 2048.0);
        assert_eq!(metrics('m').0, 1995.0 / 2048.0);
        // The ink of "l" starts 193 units right of the pen.
        assert_eq!(metrics('l').1, 193.0 / 2048.0);
        // Ascender 1901, descender −483.
        assert_eq!(in_em(FACE.height()), 2384.0 / 2048.0);
    }

    #[test]
    fn the_metrics_of_all_glyphs_are_unchanged() {
        // The font's table ends with U+FFFF, which is no character, as the empty box.
        let has_glyph = |c: &char| FACE.glyph_index(*c).is_some_and(|glyph| glyph.0 > 0);
        let characters: Vec<char> = ('\0'..=char::MAX).filter(has_glyph).collect();
        // A weighted sum, so that metrics which change places are noticed, too.
        let sum = |of: fn(char) -> f64| -> f64 {
            characters.iter().map(|&c| f64::from(u32::from(c)) * of(c) * 2048.0).sum()
        };
        assert_eq!(characters.len(), 787);
        assert_eq!(sum(|c| metrics(c).0), 5_685_098_756.0);
        assert_eq!(sum(|c| metrics(c).1), 622_593_545.0);
    }

    #[test]
    fn the_symbols_of_the_book_have_glyphs() {
        let symbols = "φσ∂∇Σηθλχℓᵀ·±×−≤≈→⋮₀₁₂ᵢⱼ⁰¹²⁵⁻…–";
        for c in symbols.chars() {
            assert!(FACE.glyph_index(c).is_some(), "{c}");
        }
        assert_eq!(metrics('字'), metrics('😀'));
    }

    #[test]
    fn long_text_is_truncated() {
        assert_eq!(truncate("short", 12.0, 100.0), "short");
        let cut = truncate("a name that is much too long", 12.0, 80.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 80.0, "{cut}");
    }
}
