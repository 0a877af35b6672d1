//! The look of every figure: colors, sizes and margins, in one place.

/// A color as red, green, blue, each 0–255.
pub(crate) type Color = (u8, u8, u8);

/// The off-white card behind every figure, so that it reads on light and dark pages.
pub(crate) const CARD: Color = (0xFC, 0xFB, 0xF8);
/// The thin line around the card.
pub(crate) const CARD_EDGE: Color = (0xDD, 0xDB, 0xD4);
/// Radius of the card's corners in pixels.
pub(crate) const CARD_RADIUS: f64 = 10.0;

/// Titles and axes' names.
pub(crate) const INK: Color = (0x24, 0x29, 0x2E);
/// Tick labels, notes, reference lines.
pub(crate) const GRAY: Color = (0x66, 0x6A, 0x70);
/// Axis lines.
pub(crate) const AXIS: Color = (0x9A, 0x9C, 0x9F);
/// Grid lines.
pub(crate) const GRID: Color = (0xE7, 0xE5, 0xDF);
/// The color of a missing value.
pub(crate) const MISSING: Color = (0xC9, 0xC9, 0xC6);

pub(crate) const BLUE: Color = (0x00, 0x72, 0xB2);
pub(crate) const VERMILLION: Color = (0xD5, 0x5E, 0x00);
pub(crate) const GREEN: Color = (0x00, 0x9E, 0x73);
pub(crate) const PURPLE: Color = (0xCC, 0x79, 0xA7);
pub(crate) const ORANGE: Color = (0xE6, 0x9F, 0x00);
pub(crate) const SKY: Color = (0x56, 0xB4, 0xE9);

/// The palette of Okabe and Ito, which readers with any color vision can tell apart
/// (M. Okabe, K. Ito, *Color Universal Design*, 2008), without its yellow, which is too
/// light on a light card.
const PALETTE: [Color; 7] = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, (0x40, 0x40, 0x40)];

/// The color of the `i`-th series; the palette starts over when it is used up.
pub(crate) fn color(i: usize) -> Color {
    PALETTE[i % PALETTE.len()]
}

/// The two ends of the diverging map.
const NEGATIVE: Color = (0x1F, 0x5F, 0xA8);
const POSITIVE: Color = (0xB8, 0x2B, 0x33);
/// The center of the diverging map, and the background of images.
pub(crate) const WHITE: Color = (0xFF, 0xFF, 0xFF);

/// Text sizes in pixels per em.
pub(crate) const TITLE: f64 = 15.0;
pub(crate) const LABEL: f64 = 12.5;
pub(crate) const SMALL: f64 = 11.0;

/// Space between the card's edge and what is drawn, in pixels.
pub(crate) const MARGIN: f64 = 22.0;
/// Height of the line of a figure's title.
pub(crate) const TITLE_LINE: f64 = 30.0;
/// Width of a data line in pixels.
pub(crate) const STROKE: f64 = 2.0;

/// The mixture (1 − t)·a + t·b; `t` is clamped to 0–1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the rounded mixture of two bytes is a byte"
)]
pub(crate) fn mix(a: Color, b: Color, t: f64) -> Color {
    let t = if t.is_nan() { 0.0 } else { t.clamp(0.0, 1.0) };
    let channel =
        |from: u8, to: u8| (f64::from(from) + t * (f64::from(to) - f64::from(from))).round() as u8;
    (channel(a.0, b.0), channel(a.1, b.1), channel(a.2, b.2))
}

/// A length on the card in whole pixels, at least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a length on a card, rounded and at least 1"
)]
pub(crate) fn whole_pixels(length: f64) -> u32 {
    length.round().max(1.0) as u32
}

/// Blue below zero, white at zero, red above, for `t` from −1 to 1. Not a number is gray.
pub(crate) fn diverging(t: f64) -> Color {
    if t.is_nan() {
        return MISSING;
    }
    let end = if t < 0.0 { NEGATIVE } else { POSITIVE };
    // A power below one lifts small values off white, so that their sign stays readable.
    mix(WHITE, end, t.abs().min(1.0).powf(0.8))
}

/// White at 0, through blue, to a blue near black at 1: for shares and counts. It darkens all
/// the way, so that it reads without color too. Not a number is gray.
pub(crate) fn sequential(t: f64) -> Color {
    const DEEP: Color = (0x0A, 0x2A, 0x52);
    const MIDDLE: Color = (0x4A, 0x9A, 0xCF);
    if t.is_nan() {
        MISSING
    } else if t < 0.5 {
        mix(WHITE, MIDDLE, 2.0 * t)
    } else {
        mix(MIDDLE, DEEP, 2.0 * t - 1.0)
    }
}

/// A darker shade of a series color, for text on the card.
pub(crate) fn text_shade(color: Color) -> Color {
    mix(color, INK, 0.35)
}
