//! The figures of the appendices: data, random numbers, the engine, and figures themselves.

use data::blobs::{Blobs, make_blobs, make_blobs_around};
use data::{DataError, Split, digit, mnist};
use engine::{Array, Options, Shape};
use figures::{Digits, Histogram, Lines};
use random::{NumpyRng, TorchRng};

use super::{Drawing, drawing};

mod own_model;

pub(super) fn figures() -> Vec<Drawing> {
    vec![
        drawing("engine-rounding", rounding()),
        drawing("random-normals", normals()),
        drawing("random-box-muller", box_muller()),
        drawing("figures-unit-map", own_model::unit_map()),
        drawing("figures-palette", palette()),
        drawing("data-digits", or_nothing(digits(), "The first twenty training images")),
        drawing("data-blobs", blobs()),
        drawing("data-own-digit", or_nothing(own_digit(), "A picture of one's own")),
    ]
}

/// A figure of nothing says so; it stands in where the data cannot be read.
fn or_nothing(figure: Result<Digits, DataError>, title: &str) -> Digits {
    figure.unwrap_or_else(|_| Digits::new(title, SIDE, SIDE))
}

/// How far a sum of n tenths is from n/10, added up one by one and by the engine.
fn rounding() -> Lines {
    let error = |sum: f64, n: u32| {
        let exact = f64::from(n) / 10.0;
        (f64::from(n), (sum - exact).abs() / exact)
    };
    let sizes = (2..=20).map(|power| 1_u32 << power);
    let one_by_one = |n| (0..n).fold(0.0_f32, |sum, _| sum + 0.1);
    let engine = |n: u32| {
        let tenths = Array::full(Shape::vector(n as usize), 0.1, Options::default());
        tenths.sum(None).item()
    };
    let naive: Vec<_> = sizes.clone().map(|n| error(one_by_one(n).into(), n)).collect();
    let wide: Vec<_> = sizes.map(|n| error(engine(n), n)).collect();
    Lines::new("Adding up n times 0.1 in single precision")
        .names("how many numbers n", "relative error of the sum")
        .line("one by one in f32", &naive)
        .line("by the engine, in f64, rounded once", &wide)
        .log_x()
        .log_y()
}

/// Ten thousand numbers of `torch.randn` and the density they should have.
fn normals() -> Histogram {
    let draws: Vec<f64> =
        TorchRng::manual_seed(0).randn(10_000).into_iter().map(f64::from).collect();
    let density = |x: f64| (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
    Histogram::new("10,000 numbers of torch.randn after manual_seed(0)", &draws, 50)
        .x_name("number drawn")
        .density("the normal density", density)
}

/// Pairs of uniform numbers, and the pairs of normal numbers made of them.
fn box_muller() -> Lines {
    let numbers = |draw: fn(&mut TorchRng, usize) -> Vec<f32>| -> Vec<(f64, f64)> {
        let numbers = draw(&mut TorchRng::manual_seed(0), 16 * 40);
        let blocks = numbers.as_chunks::<16>().0.iter();
        // Within a block, numbers j and j + 8 are a pair.
        blocks.flat_map(|block| (0..8).map(|j| (block[j].into(), block[j + 8].into()))).collect()
    };
    Lines::new("320 pairs, before and after Box and Muller's formulas")
        .names("first of the pair", "second of the pair")
        .points("normal", &numbers(TorchRng::randn))
        .points("uniform", &numbers(TorchRng::rand))
}

/// The seven colors of the series, in the order in which a figure uses them.
fn palette() -> Lines {
    let names = ["blue", "vermillion", "green", "purple", "orange", "sky", "gray"];
    names.iter().enumerate().fold(
        Lines::new("The colors of the lines, in order").names("", ""),
        |figure, (i, name)| {
            let level = (names.len() - i) as f64;
            let wave = |k: u32| (f64::from(k), level + 0.25 * (f64::from(k) / 8.0).sin());
            figure.line(*name, &(0..=100).map(wave).collect::<Vec<_>>())
        },
    )
}

/// Height and width of an image of MNIST.
const SIDE: usize = 28;

fn digits() -> Result<Digits, DataError> {
    let train = mnist::load(Split::Train)?;
    let empty = Digits::new("The first twenty training images", train.height, train.width);
    Ok((0..20).fold(empty, |figure, i| figure.image(train.image(i), train.labels[i])))
}

/// Three blobs, test points around the same centers, and those of a second call.
fn blobs() -> Lines {
    let mut rng = NumpyRng::seed(0);
    let train = make_blobs(150, 2, 3, 0.8, &mut rng);
    let strange = make_blobs(30, 2, 3, 0.8, &mut rng);
    let test = make_blobs_around(30, &train.centers, 2, 0.8, &mut rng);
    Lines::new("Three blobs, and two ways to draw a test set")
        .names("first feature", "second feature")
        .points("second call", &points(&strange, None))
        .points("class 0", &points(&train, Some(0)))
        .points("class 1", &points(&train, Some(1)))
        .points("class 2", &points(&train, Some(2)))
        .points("test points", &points(&test, None))
}

fn points(blobs: &Blobs, class: Option<usize>) -> Vec<(f64, f64)> {
    let labeled = blobs.points.chunks_exact(2).zip(&blobs.labels);
    let wanted = labeled.filter(|(_, label)| class.is_none_or(|class| class == **label));
    wanted.map(|(point, _)| (point[0], point[1])).collect()
}

/// A dark seven on gray paper, off in a corner, and what becomes of it.
fn own_digit() -> Result<Digits, DataError> {
    const PAPER: usize = 44;
    let test = mnist::load(Split::Test)?;
    let seven = test.image(0);
    let mut picture: Vec<u8> =
        (0..PAPER * PAPER).map(|i| 220 - u8::try_from(i % PAPER).unwrap_or(0)).collect();
    for (i, ink) in seven.iter().enumerate() {
        let place = (i / SIDE + 2) * PAPER + i % SIDE + 14;
        picture[place] = picture[place].saturating_sub(ink / 2);
    }
    let Some(digit) = digit::prepare(&picture, PAPER, PAPER) else {
        return Ok(Digits::new("A picture of one's own", SIDE, SIDE));
    };
    // Shown in a field of the picture's size, in its middle.
    let rim = (PAPER - SIDE) / 2;
    let mut prepared = vec![0; PAPER * PAPER];
    for (i, &ink) in digit.pixels.iter().enumerate() {
        prepared[(i / SIDE + rim) * PAPER + i % SIDE + rim] = ink;
    }
    let darkness: Vec<u8> = picture.iter().map(|gray| 255 - gray).collect();
    Ok(Digits::new("A picture of one's own", PAPER, PAPER)
        .image(&darkness, "as it is")
        .image(&prepared, "prepared"))
}
