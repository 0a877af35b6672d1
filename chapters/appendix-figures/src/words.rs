//! What a diagram shows, in words.

use std::collections::BTreeSet;

use crate::diagram::{Diagram, Kind};

/// Arrows that are named one by one, at most.
const MOST: usize = 60;

/// A label as one line.
fn name(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "1 node", "2 nodes".
pub(crate) fn counted(n: usize, name: &str) -> String {
    format!("{n} {name}{}", if n == 1 { "" } else { "s" })
}

/// "a, b and c".
pub(crate) fn listed(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}

/// "a, b (twice) and c".
fn tallied(parts: Vec<String>) -> String {
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
    listed(&said.collect::<Vec<_>>())
}

/// An arrow from one node to another, with its label.
type End = fn(&(usize, usize, String)) -> usize;

impl Diagram {
    /// Nodes and arrows as a sentence.
    pub(crate) fn in_words(&self) -> String {
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
            .map(|(kind, name)| (self.shown().iter().filter(|n| n.kind == kind).count(), name))
            .filter(|&(n, _)| n > 0)
            .map(|(n, name)| counted(n, name))
            .collect();
        if counts.is_empty() {
            return "a diagram of nothing".to_owned();
        }
        let mut says = format!("a diagram of {}", listed(&counts));
        let mut arrows: Vec<_> =
            self.links().map(|arrow| (arrow.from, arrow.to, name(&arrow.label))).collect();
        if self.reversed {
            arrows = arrows.into_iter().rev().map(|(from, to, label)| (to, from, label)).collect();
        }
        let more = arrows.len().saturating_sub(MOST);
        arrows.truncate(MOST);
        if !arrows.is_empty() {
            says += ". Arrows lead ";
            says += &self.clauses(arrows).join("; ");
        }
        if more > 0 {
            says += "; and so on, ";
            says += &counted(more, "more arrow");
        }
        says
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
            let others = here.iter().map(|arrow| match (self.called(other(arrow)), &arrow.2) {
                (name, label) if label.is_empty() => name,
                (name, label) => format!("{name} ({label})"),
            });
            let (node, others) = (self.called(node), tallied(others.collect()));
            clauses.push(if by_target {
                format!("from {others} to {node}")
            } else {
                format!("from {node} to {others}")
            });
        }
        clauses
    }

    /// What a node is called; if others are called so too, with a number.
    fn called(&self, i: usize) -> String {
        let label = name(&self.nodes[i].label);
        let same = |nodes: &[crate::diagram::Node]| {
            nodes.iter().filter(|node| name(&node.label) == label).count()
        };
        let number = if same(self.shown()) > 1 {
            format!(" [{}]", same(&self.nodes[..=i]))
        } else {
            String::new()
        };
        format!("{}{number}", if label.is_empty() { "a node" } else { &label })
    }
}
