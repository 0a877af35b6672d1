//! The one font of the figures: DejaVu Sans, shipped inside the crate.
//!
//! plotters rasterizes glyphs; this module measures them. It reads advances and bearings
//! from the font's own tables (OpenType specification, `cmap` format 4 and `hmtx`),
//! because plotters sets every glyph flush with the pen and forgets the space on its left.

use std::sync::OnceLock;

use plotters::style::{FontStyle, register_font};

use crate::FigureError;

static BYTES: &[u8] = include_bytes!("../fonts/DejaVuSans-subset.ttf");

/// The family as SVG writes it: readers without DejaVu Sans see its close relative Verdana.
pub(crate) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// Height of the font's line over its em: (1901 + 483) / 2048, from its `hhea` table.
/// plotters' `ab_glyph` renderer takes sizes as line heights.
pub(crate) const LINE_PER_EM: f64 = 2384.0 / 2048.0;

const UNITS_PER_EM: f64 = 2048.0;

/// Makes the font known to plotters. The first call registers it, later calls do nothing.
pub(crate) fn register() -> Result<(), FigureError> {
    static DONE: OnceLock<bool> = OnceLock::new();
    let done = DONE.get_or_init(|| register_font(FAMILY, FontStyle::Normal, BYTES).is_ok());
    if *done { Ok(()) } else { Err(FigureError::Font) }
}

fn u16_at(offset: usize) -> usize {
    usize::from(u16::from_be_bytes([BYTES[offset], BYTES[offset + 1]]))
}

fn u32_at(offset: usize) -> usize {
    u16_at(offset) << 16 | u16_at(offset + 2)
}

/// Offset of a table in the file.
fn table(tag: [u8; 4]) -> usize {
    (0..u16_at(4))
        .map(|i| 12 + 16 * i)
        .find(|&record| BYTES[record..record + 4] == tag)
        .map_or(0, |record| u32_at(record + 8))
}

/// The glyph of a character; 0, the empty box, when the font has none.
fn glyph(character: char) -> usize {
    static SUBTABLE: OnceLock<usize> = OnceLock::new();
    let Ok(code) = u16::try_from(u32::from(character)) else {
        return 0;
    };
    let code = usize::from(code);
    let start = *SUBTABLE.get_or_init(|| table(*b"cmap") + u32_at(table(*b"cmap") + 8));
    let doubled = u16_at(start + 6);
    let (ends, starts) = (start + 14, start + 16 + doubled);
    let (deltas, ranges) = (starts + doubled, starts + 2 * doubled);
    let Some(segment) = (0..doubled).step_by(2).find(|i| u16_at(ends + i) >= code) else {
        return 0;
    };
    if u16_at(starts + segment) > code {
        return 0;
    }
    let delta = u16_at(deltas + segment);
    let range = u16_at(ranges + segment);
    if range == 0 {
        return (code + delta) & 0xFFFF;
    }
    match u16_at(ranges + segment + range + 2 * (code - u16_at(starts + segment))) {
        0 => 0,
        glyph => (glyph + delta) & 0xFFFF,
    }
}

/// How far the pen moves after a character, and how far its ink starts right of the pen,
/// both in em.
pub(crate) fn metrics(character: char) -> (f64, f64) {
    static TABLES: OnceLock<(usize, usize)> = OnceLock::new();
    let (start, count) = *TABLES.get_or_init(|| (table(*b"hmtx"), u16_at(table(*b"hhea") + 34)));
    let glyph = glyph(character);
    let advance = u16_at(start + 4 * glyph.min(count - 1));
    let bearing =
        if glyph < count { start + 4 * glyph + 2 } else { start + 4 * count + 2 * (glyph - count) };
    let bearing = i16::from_be_bytes([BYTES[bearing], BYTES[bearing + 1]]);
    (advance as f64 / UNITS_PER_EM, f64::from(bearing) / UNITS_PER_EM)
}

/// Width of a line of text set at `em` pixels.
pub(crate) fn width(text: &str, em: f64) -> f64 {
    text.chars().map(|c| metrics(c).0).sum::<f64>() * em
}

/// The text, cut with an ellipsis where it would be wider than `limit` pixels.
pub(crate) fn fit(text: &str, em: f64, limit: f64) -> String {
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
        // "l" stands 193 units right of the pen.
        assert_eq!(metrics('l').1, 193.0 / 2048.0);
    }

    #[test]
    fn the_symbols_of_the_book_have_glyphs() {
        let symbols = "φσ∂∇Σηθλχℓᵀ·±×−≤≈→⋮₀₁₂ᵢⱼ⁰¹²⁵⁻…–";
        for c in symbols.chars() {
            assert_ne!(glyph(c), 0, "{c}");
        }
        assert_eq!(glyph('字'), 0);
        assert_eq!(glyph('😀'), 0);
    }

    #[test]
    fn long_text_is_cut_to_fit() {
        assert_eq!(fit("short", 12.0, 100.0), "short");
        let cut = fit("a name that is much too long", 12.0, 80.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 80.0, "{cut}");
    }
}
