//! Diagrams of boxes and arrows: their descriptions, and that any input is drawn.

use figures::{Diagram, Figure, Kind};
use proptest::prelude::*;

fn draws(diagram: &Diagram) -> String {
    let svg = diagram.to_svg().unwrap();
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", diagram.alt());
    let (w, h) = diagram.size();
    assert!(w <= 2500 && h <= 2500, "{w} × {h}");
    svg
}

/// The texts of an SVG, each with its place in pixels.
fn texts(svg: &str) -> Vec<(String, f64, f64)> {
    let number = |tag: &str, name: &str| -> f64 {
        let rest = tag.split(&format!(" {name}=\"")).nth(1).expect("the attribute is there");
        rest.split('"').next().unwrap().parse::<f64>().expect("a number") / 4.0
    };
    let tags = svg.split("<text").skip(1).map(|part| part.split_once('>').unwrap());
    tags.map(|(tag, rest)| {
        let text = rest.split('<').next().unwrap().trim().to_owned();
        (text, number(tag, "x"), number(tag, "y"))
    })
    .collect()
}

fn place(svg: &str, word: &str) -> (f64, f64) {
    let found = texts(svg).into_iter().find(|(text, ..)| text == word);
    let (_, x, y) = found.unwrap_or_else(|| panic!("{word} is in the drawing"));
    (x, y)
}

#[test]
fn a_unit_reads_from_left_to_right() {
    let unit = Diagram::unit("A unit", &["x₁", "x₂", "x₃"], &["w₁", "w₂", "w₃"], "b", "φ");
    let svg = draws(&unit);
    let [x1, x3, w2, s, b, phi, y] =
        ["x₁", "x₃", "w₂", "s", "b", "φ", "y"].map(|word| place(&svg, word));
    assert!(x1.0 < w2.0 && w2.0 < s.0 && s.0 < phi.0 && phi.0 < y.0);
    assert!(x1.1 < s.1 && s.1 < x3.1);
    assert_eq!((s.1, phi.1), (phi.1, y.1), "the unit goes straight on");
    assert!(b.1 < s.1 && (b.0 - s.0).abs() < 1.0, "the bias is above the sum");
    assert_eq!(
        unit.alt(),
        "A unit: a diagram of 3 inputs, 1 parameter, 2 units and 1 output. Arrows lead from \
         x₁ (w₁), x₂ (w₂), x₃ (w₃) and b to s; from s to φ; from φ to y."
    );
}

#[test]
fn a_drawing_downward_leads_down() {
    let svg = draws(&Diagram::unit("A unit", &["x₁", "x₂"], &[], "b", "φ").downward());
    let [x1, x2, s, b, y] = ["x₁", "x₂", "s", "b", "y"].map(|word| place(&svg, word));
    assert!(x1.1 < s.1 && s.1 < y.1);
    assert_eq!(x1.1, x2.1);
    assert!(b.0 < s.0 && b.1 == s.1);
}

#[test]
fn large_layers_are_abbreviated() {
    let graph = Diagram::layers("A classifier", &[784, 0, 128, 10]);
    let svg = draws(&graph);
    let words: Vec<String> = texts(&svg).into_iter().map(|text| text.0).collect();
    assert_eq!(words.iter().filter(|word| *word == "⋮").count(), 3);
    for word in ["x₁", "x₂", "x₃", "x₇₈₄", "y₁", "y₁₀", "784 inputs", "128 units", "10 units"]
    {
        assert!(words.iter().any(|text| text == word), "{word} is not in {words:?}");
    }
    // A caption is centered under its layer.
    assert_eq!(place(&svg, "784 inputs").0, place(&svg, "x₁").0);
    assert!(!words.iter().any(|text| text == "x₄"));
    let small = Diagram::layers("XOR", &[2, 1]);
    let words = texts(&draws(&small));
    assert!(words.iter().any(|text| text.0 == "y") && words.iter().all(|text| text.0 != "⋮"));
}

fn flow() -> Diagram {
    Diagram::new("Flow")
        .then(Kind::Input, "X", "")
        .then(Kind::Operation, "Linear", "100 × 8")
        .parameter("W\n4 × 8")
        .parameter("b\n4")
        .then(Kind::Operation, "Tanh", "100 × 4")
        .then(Kind::Operation, "Tanh", "100 × 4")
        .then(Kind::Output, "ℓ", "")
}

#[test]
fn a_reversed_drawing_has_its_boxes_where_they_were() {
    let (there, back) = (draws(&flow()), draws(&flow().reversed()));
    let boxes = |svg: &str| -> Vec<String> {
        let words = ["X", "Linear", "W", "4 × 8", "b", "4", "Tanh", "ℓ"];
        words.iter().map(|word| format!("{:?}", place(svg, word))).collect()
    };
    assert_eq!(boxes(&there)[1..6].len(), boxes(&back)[1..6].len());
    let level = |svg: &str| place(svg, "W").1 < place(svg, "Linear").1;
    assert!(level(&there) && level(&back));
    assert!(flow().alt().ends_with(
        "from X (100 × 8), W 4 × 8 and b 4 to Linear; from Linear (100 × 4) to Tanh [1]; from \
         Tanh [1] (100 × 4) to Tanh [2]; from Tanh [2] to ℓ."
    ));
    assert!(flow().reversed().alt().ends_with(
        "from ℓ to Tanh [2]; from Tanh [2] to Tanh [1] (100 × 4); from Tanh [1] to Linear \
         (100 × 4); from Linear to b 4, W 4 × 8 and X (100 × 8)."
    ));
}

#[test]
fn a_parameter_that_is_shared_is_a_node_like_any_other() {
    let shared = flow().arrow("W\n4 × 8", "ℓ", "weight decay").downward();
    let svg = draws(&shared);
    assert!(place(&svg, "W").1 < place(&svg, "Linear").1, "above what it feeds");
    assert!((place(&svg, "b").1 - place(&svg, "Linear").1).abs() < 10.0, "beside it");
}

#[test]
fn keys_find_nodes_and_make_them() {
    let diagram = Diagram::new("Keys")
        .arrow(1, 2, "")
        .node(2, Kind::Output, "the end")
        .node(1, Kind::Input, "the start")
        .arrow(1, 3, "");
    assert_eq!(
        diagram.alt(),
        "Keys: a diagram of 1 input, 1 operation and 1 output. Arrows lead from the start to \
         the end and 3."
    );
}

#[test]
fn a_graph_of_layers_with_more_to_it_says_so() {
    let more = Diagram::layers("More", &[1, 1]).arrow("a", "b", "");
    assert!(more.alt().ends_with("Arrows lead from x₁ to y; from a to b."), "{}", more.alt());
}

#[test]
fn nothing_says_so() {
    for diagram in [Diagram::new(""), Diagram::layers("", &[]), Diagram::layers("", &[0])] {
        assert!(draws(&diagram).contains("no data"));
        assert_eq!(diagram.alt(), ": a diagram of nothing.");
        assert!(!diagram.to_png().unwrap().is_empty());
    }
}

#[test]
fn odd_diagrams_draw() {
    let long = "a very long label ".repeat(40);
    let odd = [
        Diagram::new("alone").then(Kind::Note, "", "an arrow from nowhere"),
        Diagram::new("alone").parameter("W"),
        Diagram::new("itself").arrow("a", "a", "again"),
        Diagram::new("a cycle").arrow("a", "b", "").arrow("b", "c", "").arrow("c", "a", "back"),
        Diagram::new("a knot").dense(&["a", "b", "c"], &["c", "b", "a"]),
        Diagram::new("twins").arrow("x", "y", "").arrow("x", "y", "").arrow("y", "x", "z"),
        Diagram::new(long.clone()).then(Kind::Input, long.clone(), "").then(Kind::Unit, "", long),
        Diagram::new("lines").then(Kind::Output, "1\n2\n3\n4\n5", "").captions(&["\n\n\n", "a"]),
        Diagram::new("odd\u{0}").then(Kind::Unit, "\t\r\n\u{7}字", "").parameter("\n"),
        Diagram::unit("", &[], &["w"], "", ""),
        Diagram::layers("", &[usize::MAX, 1, usize::MAX]),
        (0..9).fold(Diagram::new("host").node(0, Kind::Unit, "0"), |d, i| {
            d.parameter(format!("parameter {i}"))
        }),
    ];
    for diagram in odd {
        assert!(!draws(&diagram).contains("no data"), "{}", diagram.alt());
        assert!(!diagram.to_png().unwrap().is_empty());
        draws(&diagram.downward().reversed());
    }
}

#[test]
fn lines_beyond_the_third_are_cut_and_marked() {
    let svg = draws(&Diagram::new("").then(Kind::Output, "1\n2\n3\n4", ""));
    let words: Vec<String> = texts(&svg).into_iter().map(|text| text.0).collect();
    assert!(words.ends_with(&["1", "2", "3…"].map(str::to_owned)), "{words:?}");
}

#[test]
fn a_graph_of_thousands_is_cut_and_says_so() {
    let wide = (0..5000).fold(Diagram::new("Wide"), |d, i| d.arrow("x", i, ""));
    assert!(draws(&wide).contains("and 4801 more nodes"), "{}", wide.alt());
    assert!(wide.alt().ends_with("; and 4801 more nodes."));
    let deep = (0..5000).fold(Diagram::new("Deep"), |d, _| d.then(Kind::Operation, "Tanh", ""));
    assert!(draws(&deep.downward()).contains("and 4800 more nodes"));
    let names: Vec<String> = (0..100).map(|i| i.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let dense = Diagram::new("Dense").dense(&names, &names);
    let drawn = 10 * Diagram::MOST;
    assert!(draws(&dense).contains(&format!("and {} more arrows", 100 * 99 - drawn)));
}

#[test]
fn two_hundred_nodes_in_all_directions_draw() {
    let step = |i: usize, by: usize| (i * 7919 + by * 104_729) % 200;
    let tangle = (0..400).fold(Diagram::new("A tangle"), |d, i| {
        d.arrow(step(i, 1), step(i * i, 3), if i % 5 == 0 { "label" } else { "" })
    });
    draws(&tangle);
    draws(&tangle.downward());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn diagrams_of_anything_draw_twice_alike(
        labels in prop::collection::vec((0..6_usize, "\\PC{0,12}(\n\\PC{0,6}){0,3}"), 0..16),
        arrows in prop::collection::vec((0..18, 0..18, "\\PC{0,8}"), 0..24),
        down in any::<bool>(),
        reversed in any::<bool>(),
    ) {
        let kinds = [
            Kind::Input, Kind::Parameter, Kind::Operation, Kind::Unit, Kind::Output, Kind::Note,
        ];
        let mut diagram = Diagram::new("Anything").captions(&["one", "two"]);
        for (i, (kind, label)) in labels.iter().enumerate() {
            diagram = match i % 4 {
                0 => diagram.node(i, kinds[*kind], label),
                1 => diagram.then(kinds[*kind], label, label),
                2 => diagram.parameter(label),
                _ => diagram.nodes(kinds[*kind], &[label]),
            };
        }
        for (from, to, label) in arrows {
            diagram = diagram.arrow(from, to, label);
        }
        if down {
            diagram = diagram.downward();
        }
        if reversed {
            diagram = diagram.reversed();
        }
        prop_assert_eq!(draws(&diagram), draws(&diagram));
        prop_assert!(!diagram.to_png().unwrap().is_empty());
    }
}
