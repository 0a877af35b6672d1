//! Where everything in a diagram stands, in pixels of a drawing at full size.

use crate::diagram::{Arrow, Diagram, Kind, Line, Node};
use crate::font;
use crate::layered::{Block, Link, Spacing, layout};
use crate::style::{LABEL, SMALL};

/// Space inside a box, left and right of its text, and above and below it.
const PAD: (f64, f64) = (11.0, 7.0);
/// Heights of the first line of a label and of the others, which are smaller.
const FIRST_LINE: f64 = 16.0;
pub(crate) const NEXT_LINE: f64 = 14.0;
/// Lines of a label, and of an arrow's label, are cut at this width.
const WIDEST: f64 = 230.0;
const WIDEST_ON_ARROW: f64 = 150.0;
/// Distance between a node and the parameters beside it, and between these.
const BESIDE: (f64, f64) = (24.0, 10.0);
/// Arrows end this far from their box.
const TIP: f64 = 2.0;
/// Arrows that go less than this to the side go straight.
const NEARLY: f64 = 4.0;
/// Distance of the captions from the drawing: right of it, and of their baseline below it.
pub(crate) const CAPTION: (f64, f64) = (22.0, 22.0);

/// The lines of a label that are drawn: three, none wider than the limit.
fn lines(label: &str, first: f64, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = label.lines().map(|line| line.trim().to_owned()).collect();
    if lines.len() > 3 {
        lines.truncate(3);
        lines[2].push('…');
    }
    for (i, line) in lines.iter_mut().enumerate() {
        *line = font::fit(line, if i == 0 { first } else { SMALL }, limit);
    }
    lines
}

pub(crate) fn widest(lines: &[String], first: f64) -> f64 {
    let em = |i: usize| if i == 0 { first } else { SMALL };
    lines.iter().enumerate().map(|(i, line)| font::width(line, em(i))).fold(0.0, f64::max)
}

impl Node {
    pub(crate) fn lines(&self) -> Vec<String> {
        lines(&self.label, LABEL, WIDEST)
    }

    /// Width and height of the node's box.
    pub(crate) fn size(&self) -> (f64, f64) {
        let lines = self.lines();
        let below = lines.len().saturating_sub(1) as f64 * NEXT_LINE;
        let (w, h) = (widest(&lines, LABEL) + 2.0 * PAD.0, FIRST_LINE + below + 2.0 * PAD.1);
        match self.kind {
            _ if self.dots => (h, h - 6.0),
            Kind::Parameter | Kind::Operation | Kind::Note => (w.max(38.0), h),
            // The round ends of a high box leave less room for its text.
            Kind::Input | Kind::Unit | Kind::Output => ((w + 0.3 * below).max(h + 4.0), h + 4.0),
        }
    }

    /// The radius of its corners.
    pub(crate) fn radius(&self) -> f64 {
        let (w, h) = self.size();
        match self.kind {
            Kind::Parameter | Kind::Note => 0.0,
            Kind::Operation => 6.0,
            Kind::Input | Kind::Unit | Kind::Output => w.min(h) / 2.0,
        }
    }

    /// The distance of a point from the border of the box around a middle, negative inside.
    pub(crate) fn distance(&self, (x, y): (f64, f64), point: (f64, f64)) -> f64 {
        let ((w, h), radius) = (self.size(), self.radius());
        let dx = (point.0 - x).abs() - w / 2.0 + radius;
        let dy = (point.1 - y).abs() - h / 2.0 + radius;
        dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - radius
    }
}

impl Arrow {
    pub(crate) fn lines(&self) -> Vec<String> {
        lines(&self.label, SMALL, WIDEST_ON_ARROW)
    }

    /// Room for the label: along the arrows and across them.
    fn room(&self, down: bool) -> (f64, f64) {
        let lines = self.lines();
        if lines.is_empty() {
            return (0.0, 0.0);
        }
        let (w, n) = (widest(&lines, SMALL), lines.len() as f64);
        if down { (n * NEXT_LINE + 4.0, w + 10.0) } else { (w + 6.0, (n * 16.0).max(20.0)) }
    }
}

/// The line of an arrow as it is seen, from box to box, and where its label stands.
pub(crate) struct Way {
    pub(crate) points: Vec<(f64, f64)>,
    pub(crate) label: (f64, f64),
    /// Whether the label stands above and below its line, not on it.
    pub(crate) beside: bool,
}

/// Positions of everything.
pub(crate) struct Plan {
    /// The middle of each node.
    pub(crate) middles: Vec<(f64, f64)>,
    /// The line of each arrow.
    pub(crate) ways: Vec<Way>,
    /// The middle of each layer along the arrows.
    pub(crate) layers: Vec<f64>,
    /// The lines of each layer's caption.
    pub(crate) captions: Vec<Vec<String>>,
    /// How far the drawing reaches across the arrows; the captions stand beyond.
    pub(crate) breadth: f64,
    /// Width and height, with the captions.
    pub(crate) size: (f64, f64),
}

impl Plan {
    pub(crate) fn of(diagram: &Diagram) -> Self {
        let down = diagram.down;
        let nodes = diagram.shown();
        let arrows: Vec<&Arrow> = diagram.links().collect();
        let groups = Group::all(nodes, &arrows, down);
        let group = |i: usize| groups.iter().position(|group| group.host == i);
        // Arrows between groups are laid out; those inside a group are short and straight.
        let ends: Vec<_> = arrows.iter().map(|a| group(a.from).zip(group(a.to))).collect();
        let links: Vec<Link> = arrows
            .iter()
            .zip(&ends)
            .filter_map(|(arrow, ends)| {
                ends.map(|(from, to)| Link { from, to, label: arrow.room(down) })
            })
            .collect();
        let (lead, tail) = if diagram.reversed { (18.0, 12.0) } else { (12.0, 18.0) };
        let spacing = if down {
            Spacing { across: 22.0, between: 36.0, lead, tail, slant: 0.3 }
        } else {
            Spacing { across: 18.0, between: 48.0, lead: lead - 3.0, tail: tail - 3.0, slant: 0.45 }
        };
        let rooms: Vec<Block> = groups.iter().map(|group| group.room).collect();
        let captions: Vec<Vec<String>> =
            diagram.captions.iter().map(|c| lines(c, SMALL, WIDEST_ON_ARROW)).collect();
        let widths: Vec<f64> = captions.iter().map(|lines| widest(lines, SMALL)).collect();
        let laid = layout(&rooms, &links, spacing, if down { &[] } else { &widths });

        let page = |(along, across)| if down { (across, along) } else { (along, across) };
        let mut middles = vec![(0.0, 0.0); nodes.len()];
        for (group, &(along, across)) in groups.iter().zip(&laid.blocks) {
            for &(i, (a, b)) in &group.members {
                middles[i] = page((along + a, across + b));
            }
        }
        let mut paths = laid.paths.into_iter().zip(laid.labels);
        let mut ways: Vec<Way> = arrows
            .iter()
            .zip(ends)
            .map(|(arrow, ends)| {
                let straight = vec![middles[arrow.from], middles[arrow.to]];
                let path = ends.and_then(|_| paths.next());
                let (points, label) = path.unwrap_or_default();
                let points = if ends.is_none() || arrow.line != Line::Arrow {
                    straight
                } else {
                    points.into_iter().map(page).collect()
                };
                Way { points, label: page(label), beside: false }
            })
            .collect();
        for (way, arrow) in ways.iter_mut().zip(&arrows) {
            way.trim(arrow, nodes, &middles, diagram.reversed);
        }
        if !down {
            lift_labels(&mut ways, &arrows);
        }
        let mut size = page(laid.size);
        if let Some(most) = captions.iter().take(laid.layers.len()).map(Vec::len).max() {
            if down {
                size.0 += CAPTION.0 + widths.iter().fold(0.0, |most: f64, &w| most.max(w));
            } else {
                size.1 += CAPTION.1 + most.saturating_sub(1) as f64 * NEXT_LINE;
            }
        }
        Self { middles, ways, layers: laid.layers, captions, breadth: laid.size.1, size }
    }
}

/// Puts a label above its line where the line is level and no other label stands in the
/// same column, so that a row of arrows reads alike.
fn lift_labels(ways: &mut [Way], arrows: &[&Arrow]) {
    let labeled: Vec<f64> = ways
        .iter()
        .zip(arrows)
        .filter(|(_, arrow)| !arrow.label.is_empty())
        .map(|(way, _)| way.label.0)
        .collect();
    for way in ways {
        let column = labeled.iter().filter(|&&x| (x - way.label.0).abs() < 1.0).count();
        let level = way.points.windows(2).all(|p| (p[0].1 - p[1].1).abs() < 0.01);
        way.beside = level && column == 1;
    }
}

/// A node with the parameters that stand beside it.
struct Group {
    host: usize,
    room: Block,
    /// The nodes, with their middles relative to the host's, along and across.
    members: Vec<(usize, (f64, f64))>,
}

impl Group {
    /// Every node in a group: a parameter with its host, unless it has other arrows too.
    fn all(nodes: &[Node], arrows: &[&Arrow], down: bool) -> Vec<Self> {
        let beside = |i: usize| {
            let own = |arrow: &&&Arrow| arrow.from == i || arrow.to == i;
            let host = nodes[i].host?;
            arrows.iter().filter(own).all(|arrow| arrow.to == host).then_some(host)
        };
        let hosts: Vec<Option<usize>> = (0..nodes.len()).map(beside).collect();
        let size = |i: usize| {
            let (w, h) = nodes[i].size();
            if down { (h, w) } else { (w, h) }
        };
        let alone = (0..nodes.len()).filter(|&i| hosts[i].is_none());
        alone
            .map(|host| {
                let guests = (0..nodes.len()).filter(|&i| hosts[i] == Some(host));
                Self::around(host, &guests.collect::<Vec<_>>(), size)
            })
            .collect()
    }

    fn around(host: usize, guests: &[usize], size: impl Fn(usize) -> (f64, f64)) -> Self {
        let (along, across) = size(host);
        let half = across / 2.0;
        let mut room = Block { along, before: half, after: half };
        let mut members = vec![(host, (0.0, 0.0))];
        for side in 0..2 {
            let row = || guests.iter().skip(side).step_by(2).map(|&i| (i, size(i)));
            let length: f64 = row().map(|(_, size)| size.0 + BESIDE.1).sum();
            let mut start = (BESIDE.1 - length) / 2.0;
            for (i, (along, across)) in row() {
                let away = half + BESIDE.0 + across / 2.0;
                let away = if side == 0 { -away } else { away };
                members.push((i, (start + along / 2.0, away)));
                start += along + BESIDE.1;
                let reach = if side == 0 { &mut room.before } else { &mut room.after };
                *reach = reach.max(half + BESIDE.0 + across);
            }
            room.along = room.along.max(length - BESIDE.1);
        }
        Self { host, room, members }
    }
}

impl Way {
    /// Turns the line the way its arrow is drawn, and cuts off what lies inside the boxes at
    /// both ends.
    fn trim(&mut self, arrow: &Arrow, nodes: &[Node], middles: &[(f64, f64)], reversed: bool) {
        let (mut from, mut to) = (arrow.from, arrow.to);
        if reversed {
            self.points.reverse();
            (from, to) = (to, from);
        }
        // An arrow that is as good as level, or as upright, is drawn so.
        if let [a, b] = &mut self.points[..] {
            if (a.1 - b.1).abs() < NEARLY {
                (a.1, b.1) = (f64::midpoint(a.1, b.1), f64::midpoint(a.1, b.1));
            }
            if (a.0 - b.0).abs() < NEARLY {
                (a.0, b.0) = (f64::midpoint(a.0, b.0), f64::midpoint(a.0, b.0));
            }
        }
        let tip = if arrow.line == Line::Plain { 0.0 } else { TIP };
        clip(&mut self.points, |p| nodes[from].distance(middles[from], p));
        self.points.reverse();
        clip(&mut self.points, |p| nodes[to].distance(middles[to], p) - tip);
        self.points.reverse();
    }
}

/// Cuts off the start of a line, up to where it last is inside something.
fn clip(points: &mut Vec<(f64, f64)>, distance: impl Fn((f64, f64)) -> f64) {
    let Some(last) = points.iter().rposition(|&p| distance(p) <= 0.0) else { return };
    if last + 1 == points.len() {
        points.clear();
        return;
    }
    let (a, b) = (points[last], points[last + 1]);
    let at = |t: f64| (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
    let (mut inside, mut outside) = (0.0, 1.0);
    for _ in 0..30 {
        let middle = f64::midpoint(inside, outside);
        if distance(at(middle)) <= 0.0 {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    points.drain(..=last);
    points.insert(0, at(outside));
}
