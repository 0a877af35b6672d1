//! Automatic differentiation on one screen: a tape of numbers that can be read backward.
//! `cargo run -p autograd --example tape`

// ANCHOR: tape
/// One line of the tape: a number, and where it came from.
struct Line {
    name: &'static str,
    value: f64,
    /// For each number it was made from: which line that is, and the slope toward it.
    made_from: Vec<(usize, f64)>,
}

#[derive(Default)]
struct Tape {
    lines: Vec<Line>,
}
// ANCHOR_END: tape

impl Tape {
    // ANCHOR: forward
    fn write(&mut self, name: &'static str, value: f64, made_from: Vec<(usize, f64)>) -> usize {
        self.lines.push(Line { name, value, made_from });
        self.lines.len() - 1
    }

    fn leaf(&mut self, name: &'static str, value: f64) -> usize {
        self.write(name, value, vec![])
    }

    fn add(&mut self, name: &'static str, a: usize, b: usize) -> usize {
        let (x, y) = (self.lines[a].value, self.lines[b].value);
        self.write(name, x + y, vec![(a, 1.0), (b, 1.0)])
    }

    fn sub(&mut self, name: &'static str, a: usize, b: usize) -> usize {
        let (x, y) = (self.lines[a].value, self.lines[b].value);
        self.write(name, x - y, vec![(a, 1.0), (b, -1.0)])
    }

    fn mul(&mut self, name: &'static str, a: usize, b: usize) -> usize {
        let (x, y) = (self.lines[a].value, self.lines[b].value);
        self.write(name, x * y, vec![(a, y), (b, x)])
    }
    // ANCHOR_END: forward

    // ANCHOR: backward
    /// The slope of the number on line `loss` against the number on every line.
    fn backward(&self, loss: usize) -> Vec<f64> {
        let mut grad = vec![0.0; self.lines.len()];
        grad[loss] = 1.0;
        for (i, line) in self.lines.iter().enumerate().rev() {
            for &(input, slope) in &line.made_from {
                grad[input] += grad[i] * slope;
            }
        }
        grad
    }
    // ANCHOR_END: backward
}

// ANCHOR: main
fn main() {
    let mut tape = Tape::default();
    let x = tape.leaf("x", 2.0);
    let w = tape.leaf("w", 3.0);
    let b = tape.leaf("b", 1.0);
    let t = tape.leaf("t", 5.0);
    let p = tape.mul("p = x·w", x, w);
    let s = tape.add("s = p + b", p, b);
    let e = tape.sub("e = s - t", s, t);
    let loss = tape.mul("ℓ = e·e", e, e);

    let grad = tape.backward(loss);
    println!("line  number     value  made from (line: slope)  gradient");
    for (i, line) in tape.lines.iter().enumerate() {
        let from: Vec<String> = line.made_from.iter().map(|(j, d)| format!("{j}: {d}")).collect();
        println!(
            "{i:>4}  {:<9}{:>7}  {:<23}{:>10}",
            line.name,
            line.value,
            from.join(", "),
            grad[i]
        );
    }
}
// ANCHOR_END: main
