//! Every figure as SVG and as PNG: well-formed, of the promised size, with its words.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use figures::{
    Activations, ConfusionTable, DecisionBoundary, Diagram, Digits, Figure, GraphLayer, GraphMap,
    GraphMapError, Histogram, Histograms, LearningCurve, LearningRateScan, Lines, LossCurves,
    Mistakes, Ratios, Scatter, SoftmaxMaps, UnitMap, UnitMaps, Weights,
};

/// Every figure with words that must be in its SVG.
fn all() -> Vec<(Box<dyn Figure>, Vec<&'static str>)> {
    let image: Vec<u8> = (0..=255).cycle().take(28 * 28).collect();
    let map =
        |title: &str| UnitMap::new(title, 2.0, |x, y| x - y).arrow((0.0, 0.0), (1.0, -1.0), "w");
    let digits = Digits::new("Digits", 28, 28).image(&image, 7);
    let mistakes = Mistakes::new("Wrong", 28, 28)
        .mistake(&image, 4, 9, 0.87)
        .mistake(&image, "shirt", "coat", 0.5);
    let curve = LearningCurve::new("Learning")
        .train_loss(&[0.4, 0.2])
        .test_loss(&[0.5, 0.3])
        .train_accuracy(&[0.91, 0.97])
        .test_accuracy(&[0.90, 0.962]);
    let losses =
        LossCurves::new("Losses").curve("stuck", &[2.3, 2.3]).reference("ln 10", 10_f64.ln());
    let lines = Lines::new("Fit")
        .points("data", &[(0.0, 1.0)])
        .line("model", &[(0.0, 0.0), (1.0, 1.0)])
        .names("time (s)", "height (m)");
    let activations = Activations::new("φ").unit("tanh", f64::tanh, |z| 1.0 - z.tanh().powi(2));
    vec![
        (Box::new(curve), vec!["loss", "accuracy (%)", "epoch", "test 96.2 %", "train 0.200"]),
        (Box::new(losses), vec!["stuck", "ln 10", "step", "loss"]),
        (Box::new(lines), vec!["data", "model", "time (s)", "height (m)"]),
        (Box::new(activations), vec!["tanh", "φ(z)", "derivative φ′(z)"]),
        (Box::new(map("x₁ − x₂")), vec!["x₁ − x₂", "x₂", "w", "3.97", "−3.97"]),
        (Box::new(UnitMaps::new("Maps", vec![map("a"), map("b")])), vec!["Maps", "a", "b"]),
        (
            Box::new(
                DecisionBoundary::new("Blobs", &[(0.0, 0.0)], &[(1.0, 1.0)], |x, _| x)
                    .names("left", "right"),
            ),
            vec!["left", "right", "probability ½"],
        ),
        (Box::new(digits), vec!["Digits", "7"]),
        (
            Box::new(mistakes),
            vec!["true 4", "read as 9 (87 %)", "true shirt", "read as coat (50 %)"],
        ),
        (Box::new(Weights::new("W", 2, 2).image(&[0.25_f32, -0.5, 0.0, 0.1])), vec!["0.5", "−0.5"]),
        (
            Box::new(ConfusionTable::new("Table", &["cat", "dog"], &[45, 5, 8, 42])),
            vec!["cat", "dog", "45", "5", "8", "42", "90.0 %", "84.0 %", "recall"],
        ),
        (
            Box::new(Histogram::new("Draws", &[0.0, 1.0, 1.5], 2).x_name("seconds")),
            vec!["Draws", "seconds", "count"],
        ),
        (
            Box::new(Diagram::unit("A unit", &["x₁", "x₂"], &["w₁", "w₂"], "b", "φ")),
            vec!["A unit", "x₁", "x₂", "w₁", "w₂", "b", "s", "φ", "y"],
        ),
        (Box::new(quadrant()), vec!["layer 1: tanh", "node 2", "s", "counts of s", "φ(s)", "−3"]),
        (
            Box::new(SoftmaxMaps::new("Shares", (0.0, 15.0), |_| [0.2, 0.3, 0.5]).symbol("z")),
            vec!["p₁", "p₂", "p₃", "z₁", "z₂", "z₃ = 7.5", "0.5"],
        ),
        (
            Box::new(Scatter::new("Few", &[(0.0, 1.0), (1.0, 2.0)]).names("weight", "gradient")),
            vec!["Few", "weight", "gradient"],
        ),
        (
            Box::new(Scatter::new("Many", &vec![(1.0_f32, 2.0_f32); 2000])),
            vec!["points per cell", "2000", "1"],
        ),
        (
            Box::new(
                LearningRateScan::new("Scan", &[1e-3, 1e-2, 1e-1], &[2.0, 0.5, f64::NAN])
                    .chosen(5e-3),
            ),
            vec!["loss (log scale)", "chosen: 0.005", "diverged", "lowest"],
        ),
        (
            Box::new(Ratios::new("Speed").row("product", &[("PyTorch", 0.5, Some(0.25))])),
            vec!["Speed", "product", "PyTorch", "equal", "ratio (log scale)"],
        ),
        (
            Box::new(
                Histograms::new("Spread")
                    .column("weight")
                    .row("layer 1", &[-1.0_f32, 1.0])
                    .column("gradient")
                    .row("layer 1", &[0.0, 0.5]),
            ),
            vec!["weight", "gradient", "layer 1", "mean 0, sd 1.00", "mean 0.250, sd 0.250"],
        ),
        (
            Box::new(
                Lines::new("Errors").line("central", &[(1e-6, 1e-9), (1e-2, 1e-4)]).log_x().log_y(),
            ),
            vec!["x (log scale)", "y (log scale)", "10⁻⁶", "10⁻⁸"],
        ),
    ]
}

/// Two lines cut the plane; the third node selects one of the parts.
fn quadrant() -> GraphMap {
    let hidden = GraphLayer::new([[2.0, 0.0], [-1.0, -2.0]], [0.0, 0.0], "tanh", f64::tanh);
    let output = GraphLayer::new([[1.0], [-1.0]], [-1.0], "tanh", f64::tanh);
    GraphMap::new("Quadrant", 3.0, [hidden, output]).unwrap()
}

/// The texts of an SVG, after a check that its tags nest and its attributes are quoted.
fn texts(svg: &str) -> Vec<String> {
    let mut open = Vec::new();
    let mut texts = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let between = rest[..start].trim();
        if open.last() == Some(&"text") && !between.is_empty() {
            texts.push(between.to_owned());
        }
        let end = start + rest[start..].find('>').expect("every tag is closed");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        assert_eq!(tag.matches('"').count() % 2, 0, "unbalanced quotes in <{tag}>");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "</{name}> closes something else");
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().expect("a tag has a name"));
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    texts
}

#[test]
fn svgs_are_well_formed_and_say_what_they_show() {
    for (figure, words) in all() {
        let svg = figure.to_svg().unwrap();
        let texts = texts(&svg);
        for word in words {
            assert!(texts.iter().any(|text| text == word), "{word} is not in {texts:?}");
        }
        let (w, h) = figure.size();
        assert!(svg.contains(&format!("width=\"{w}\" height=\"{h}\"")));
        assert!(svg.contains("role=\"img\""));
        assert!(svg.contains(&format!("aria-label=\"{}\"", figure.alt())));
        assert_eq!(svg.matches("<image").count(), svg.matches("data:image/png;base64,").count());
    }
}

#[test]
fn pngs_have_the_promised_size_and_round_corners() {
    for (figure, _) in all() {
        let png = figure.to_png().unwrap();
        let picture = image::load_from_memory(&png).unwrap().into_rgba8();
        assert_eq!(picture.dimensions(), figure.png_size());
        assert_eq!(picture.get_pixel(0, 0)[3], 0, "the corner is outside the card");
        let (w, h) = picture.dimensions();
        assert_eq!(picture.get_pixel(w / 2, 6)[3], 255);
        let dark = picture.pixels().filter(|p| p[3] == 255 && p[0] < 100).count();
        assert!(dark > 50, "{}: only {dark} of {} pixels are ink", figure.alt(), w * h);
    }
}

#[test]
fn the_same_figure_gives_the_same_bytes_on_every_thread() {
    let draw = || {
        let figure = LossCurves::new("A loss").curve("loss", &[3.0, 2.0, 1.0]);
        (figure.to_svg().unwrap(), figure.to_png().unwrap())
    };
    let first = draw();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(draw)).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), first);
        }
    });
}

#[test]
fn thirty_mistakes_stay_a_small_file_and_the_worst_come_first() {
    // Noise is the worst case: no two pixels are alike.
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    let figure = (0..50).fold(Mistakes::new("Noise", 28, 28), |figure, i| {
        let image: Vec<u8> = (0..28 * 28).map(|_| noise()).collect();
        figure.mistake(&image, i, "x", f64::from(i) / 50.0)
    });
    let svg = figure.to_svg().unwrap();
    assert!(svg.len() < 1_000_000, "{} bytes", svg.len());
    let order: Vec<String> = texts(&svg).into_iter().filter(|t| t.starts_with("true")).collect();
    assert_eq!(order.len(), Mistakes::MOST);
    assert_eq!(order[0], "true 49");
    assert_eq!(order[29], "true 20");
}

#[test]
fn a_pixel_of_an_image_has_its_gray() {
    let figure = Digits::new("One pixel of ink", 1, 1).image(&[255], "");
    let picture = image::load_from_memory(&figure.to_png().unwrap()).unwrap().into_rgba8();
    let dark = picture.pixels().filter(|p| p.0 == [0x24, 0x29, 0x2E, 0xFF]).count();
    // The square is 56 pixels wide, at two points each; its frame takes the border.
    assert!((110 * 110..=112 * 112 + 600).contains(&dark), "{dark}");
}

#[test]
fn an_image_in_an_svg_is_a_png_of_its_pixels() {
    let svg = Digits::new("One pixel of ink", 1, 1).image(&[255], "").to_svg().unwrap();
    let (_, rest) = svg.split_once("<image ").unwrap();
    let (place, rest) = rest.split_once("href=\"data:image/png;base64,").unwrap();
    assert!(place.contains("width=\"224\" height=\"224\""), "{place}");
    let png = STANDARD.decode(rest.split_once('"').unwrap().0).unwrap();
    let picture = image::load_from_memory(&png).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), (224, 224));
    assert!(picture.pixels().all(|pixel| pixel.0 == [0x24, 0x29, 0x2E]));
}

#[test]
fn a_title_that_is_too_long_is_cut() {
    let svg = Histogram::new("many words ".repeat(20), &[1.0, 2.0], 2).to_svg().unwrap();
    let texts = texts(&svg);
    let title = texts.iter().find(|text| text.starts_with("many words many")).unwrap();
    assert!(title.ends_with('…') && title.len() < 120, "{title}");
}

#[test]
fn markup_in_names_stays_text() {
    let svg = LossCurves::new("a < b & \"c\"").curve("<script>", &[1.0, 2.0]).to_svg().unwrap();
    assert!(texts(&svg).contains(&"&lt;script&gt;".to_owned()));
    assert!(svg.contains("a &lt; b &amp; &quot;c&quot;"));
}

#[test]
#[should_panic(expected = "Digits::image: an image of 28 × 28 has 784 pixels, but 3 came")]
fn an_image_of_another_size_is_refused() {
    let _ = Digits::new("Digits", 28, 28).image(&[1, 2, 3], "");
}

#[test]
#[should_panic(expected = "2 names need a table of 2 × 2, but 3 counts came")]
fn a_table_that_is_not_square_is_refused() {
    let _ = ConfusionTable::new("Table", &["a", "b"], &[1, 2, 3]);
}

/// A layer of zeros of any shape, fitting or not.
fn zeros(rows: usize, columns: usize, biases: usize) -> GraphLayer<'static> {
    GraphLayer::new(vec![vec![0.0; columns]; rows], vec![0.0; biases], "identity", |s| s)
}

#[test]
fn a_graph_whose_sizes_disagree_says_where() {
    let error = |layers: Vec<GraphLayer<'static>>| GraphMap::new("", 3.0, layers).unwrap_err();
    assert_eq!(
        error(vec![zeros(2, 4, 4), zeros(3, 1, 1)]).to_string(),
        "LYR2: number of rows in W (3) does not match layer input size (4)."
    );
    assert_eq!(
        error(vec![zeros(8, 4, 4)]).to_string(),
        "LYR1: number of rows in W (8) does not match layer input size (2)."
    );
    assert_eq!(
        error(vec![zeros(2, 4, 4), zeros(4, 3, 2)]).to_string(),
        "LYR2: number of columns in W (3) does not match size of b (2)."
    );
    let ragged = GraphLayer::new([vec![1.0, 2.0], vec![3.0]], [0.0, 0.0], "", |s| s);
    assert_eq!(
        error(vec![ragged]),
        GraphMapError::Ragged { layer: 1, row: 2, columns: 1, first: 2 }
    );
    assert_eq!(error(vec![]), GraphMapError::Empty);
}

#[test]
fn a_graph_map_tells_where_a_node_is_positive() {
    // ReLU of x₁ runs from 0 to 3; less 1.5 it is positive in the last quarter of −3 to 3.
    let first = GraphLayer::new([[1.0], [0.0]], [0.0], "ReLU", |s| s.max(0.0));
    let next = GraphLayer::new([[1.0]], [-1.5], "identity", |s| s);
    let alt = GraphMap::new("A quarter", 3.0, [first, next]).unwrap().alt();
    assert!(alt.contains("node 1 from 0 to 3, weights (1, 0), bias 0"), "{alt}");
    assert!(alt.contains("its s from −1.5 to 1.5, positive in 25 % of the square"), "{alt}");
    // The layer chapter counts 18.1 % for this one, on a grid of its own.
    let alt = quadrant().alt();
    assert!(alt.contains("positive in 18 % of the square"), "{alt}");
}

#[test]
fn softmax_maps_have_the_first_logit_to_the_right() {
    let figure = SoftmaxMaps::new("", (0.0, 15.0), |y| {
        assert_eq!(y[2], 7.5);
        [y[0] / 15.0, 0.0, 0.0]
    });
    let picture = image::load_from_memory(&figure.to_png().unwrap()).unwrap().into_rgba8();
    let (w, h) = picture.dimensions();
    // The first map: inside its left and right edges, in the middle of its height.
    let brightness = |x: u32| {
        let [r, g, b, _] = picture.get_pixel(x, h / 2 + 40).0;
        u32::from(r) + u32::from(g) + u32::from(b)
    };
    assert!(brightness(w / 12) > 600 && brightness(w * 7 / 24) < 200, "{w} × {h}");
}

#[test]
fn many_points_are_counted_and_few_are_drawn() {
    let points = |n: u32| -> Vec<(f64, f64)> {
        (0..n).map(|i| (f64::from(i), f64::from(i * 7919 % 10_007))).collect()
    };
    let most = u32::try_from(Scatter::MOST).unwrap();
    let few = Scatter::new("", &points(most)).to_svg().unwrap();
    assert_eq!(few.matches("<circle").count(), Scatter::MOST);
    let many = Scatter::new("", &points(100_000));
    let svg = many.to_svg().unwrap();
    assert_eq!(svg.matches("<circle").count(), 0);
    assert!(svg.len() < 400_000, "{} bytes", svg.len());
    assert!(many.alt().contains("100000 points") && many.alt().contains("counted"));
    let odd = Scatter::new("", &[(0.0, f64::NAN), (1.0, 1.0)]);
    assert!(odd.alt().contains("1 point of y") && odd.alt().contains("1 point without"));
}

#[test]
fn a_scan_tells_the_lowest_loss_and_what_diverged() {
    let rates = [1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0];
    let losses = [2.0, 1.0, 0.25, 30.0, f64::INFINITY, f64::NAN];
    let alt = LearningRateScan::new("Scan", &rates, &losses).chosen(Some(0.005)).alt();
    assert_eq!(
        alt,
        "Scan: loss over learning rate from 0.0001 to 10 (log scale), lowest with 0.25 at 0.01; \
         the chosen rate is 0.005; 2 diverged; 1 above ten times the first loss."
    );
}

#[test]
#[should_panic(expected = "LearningRateScan::new: 2 rates need as many losses, but 3 came")]
fn a_scan_needs_a_loss_for_each_rate() {
    let _ = LearningRateScan::new("Scan", &[0.1, 0.2], &[1.0, 2.0, 3.0]);
}

#[test]
fn histograms_tell_mean_and_standard_deviation() {
    // (1 + 2 + 3 + 6) / 4 = 3, and the squares off it are 4 + 1 + 0 + 9 = 14 = 4 · 3.5.
    let alt = Histograms::new("Four").row("numbers", &[1.0, 2.0, 3.0, 6.0, f64::NAN]).alt();
    assert!(alt.contains("numbers has 4 values, mean 3.00, sd 1.87, 1 not finite"), "{alt}");
}
