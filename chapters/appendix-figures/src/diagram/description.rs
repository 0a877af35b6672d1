//! What a diagram shows, as a sentence for readers who do not see it.

use std::collections::BTreeSet;

use super::{Diagram, Kind};

/// How many arrows are named one by one at most.
const MAX_NAMED: usize = 60;

/// A label as one line.
fn one_line(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "1 node", "2 nodes".
pub(super) fn plural(n: usize, name: &str) -> String {
    format!("{n} {name}{}", if n == 1 { "" } else { "s" })
}

/// "a, b and c".
pub(super) fn enumerated(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}

/// "a, b (twice) and c".
fn with_counts(parts: Vec<String>) -> String {
    let mut tally: Vec<(String, usize)> = Vec::new();
    for part in parts {
        match tally.iter_mut().find(|(known, _)| *known == part) {
            Some((_, times)) => *times += 1,
            None => tally.push((part, 1)),
        }
    }
    let said = tally.into_iter().map(|(part, times)| match times {
        1 => part,
        2 => format!("{part} (twice)"),
        _ => format!("{part} ({times} times)"),
    });
    enumerated(&said.collect::<Vec<_>>())
}

/// One end of an arrow, which is given as the nodes it leads from and to, and its label.
type End = fn(&(usize, usize, String)) -> usize;

impl Diagram {
    /// Nodes and arrows as a sentence.
    pub(super) fn describe(&self) -> String {
        let kinds = [
            (Kind::Input, "input"),
            (Kind::Parameter, "parameter"),
            (Kind::Operation, "operation"),
            (Kind::Unit, "unit"),
            (Kind::Output, "output"),
            (Kind::Note, "note"),
        ];
        let counts: Vec<String> = kinds
            .into_iter()
            .map(|(kind, name)| {
                (self.shown_nodes().iter().filter(|n| n.kind == kind).count(), name)
            })
            .filter(|&(n, _)| n > 0)
            .map(|(n, name)| plural(n, name))
            .collect();
        if counts.is_empty() {
            return "a diagram of nothing".to_owned();
        }
        let mut sentence = format!("a diagram of {}", enumerated(&counts));
        let mut arrows: Vec<_> = self
            .shown_arrows()
            .map(|arrow| (arrow.from, arrow.to, one_line(&arrow.label)))
            .collect();
        if self.reversed {
            arrows = arrows.into_iter().rev().map(|(from, to, label)| (to, from, label)).collect();
        }
        let more = arrows.len().saturating_sub(MAX_NAMED);
        arrows.truncate(MAX_NAMED);
        if !arrows.is_empty() {
            sentence += ". Arrows lead ";
            sentence += &self.clauses(arrows).join("; ");
        }
        if more > 0 {
            sentence += "; and so on, ";
            sentence += &plural(more, "more arrow");
        }
        sentence
    }

    /// One clause for each node that arrows lead to, or for each that they come from,
    /// whichever are fewer.
    fn clauses(&self, mut arrows: Vec<(usize, usize, String)>) -> Vec<String> {
        let (from, to): (End, End) = (|arrow| arrow.0, |arrow| arrow.1);
        let count = |end: End| arrows.iter().map(end).collect::<BTreeSet<_>>().len();
        let by_target = count(to) <= count(from);
        let (one, other) = if by_target { (to, from) } else { (from, to) };
        let mut clauses = Vec::new();
        while let Some(node) = arrows.first().map(one) {
            let (here, elsewhere) = arrows.into_iter().partition(|arrow| one(arrow) == node);
            arrows = elsewhere;
            let here: Vec<(usize, usize, String)> = here;
            let others =
                here.iter().map(|arrow| match (self.display_name(other(arrow)), &arrow.2) {
                    (name, label) if label.is_empty() => name,
                    (name, label) => format!("{name} ({label})"),
                });
            let (node, others) = (self.display_name(node), with_counts(others.collect()));
            clauses.push(if by_target {
                format!("from {others} to {node}")
            } else {
                format!("from {node} to {others}")
            });
        }
        clauses
    }

    /// The label of a node; if others have the same one, with a number.
    fn display_name(&self, i: usize) -> String {
        let label = one_line(&self.nodes[i].label);
        let same = |nodes: &[super::Node]| {
            nodes.iter().filter(|node| one_line(&node.label) == label).count()
        };
        let number = if same(self.shown_nodes()) > 1 {
            format!(" [{}]", same(&self.nodes[..=i]))
        } else {
            String::new()
        };
        format!("{}{number}", if label.is_empty() { "a node" } else { &label })
    }
}
