//! Drawings behind a slider: drag it, or let it run.
//!
//! The kernel cannot be asked while a cell is shown. So every drawing is made ahead, and the page
//! shows one of them at a time.

use std::fmt::{Display, Write};

use figures::{Figure, FigureError};

use crate::show::{Show, send};

/// Drawings of the same thing for several values of a number.
///
/// The last expression of a cell, it shows a slider, the drawing for its value, and a button that
/// goes through all values, one after another.
pub struct Slider {
    name: String,
    values: Vec<String>,
    drawings: Result<Vec<String>, FigureError>,
}

/// A slider over `values`, called `name`: `draw` is called once for each.
///
/// ```
/// use notebooks::prelude::*;
///
/// let rates: [f64; 3] = [0.01, 0.1, 1.0];
/// let curves = slider("η", rates, |eta| {
///     let w: Vec<f64> = (0..20).map(|step| (1.0 - eta).powi(step)).collect();
///     figures::LossCurves::new("Twenty steps").curve("w", &w)
/// });
/// assert_eq!(curves.len(), 3);
/// ```
pub fn slider<T, F>(
    name: &str,
    values: impl IntoIterator<Item = T>,
    mut draw: impl FnMut(T) -> F,
) -> Slider
where
    T: Display + Copy,
    F: Figure,
{
    let values: Vec<T> = values.into_iter().collect();
    Slider {
        name: name.to_owned(),
        values: values.iter().map(T::to_string).collect(),
        drawings: values.into_iter().map(|value| draw(value).to_svg()).collect(),
    }
}

impl Slider {
    /// How many drawings there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no drawing.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn html(&self, drawings: &[String]) -> String {
        let (name, last) = (text::html(&self.name), self.len().saturating_sub(1));
        let values: Vec<String> = self.values.iter().map(|value| text::html(value)).collect();
        let first = values.first().map_or("", String::as_str);
        let mut html = format!(
            "<div class=\"slider\" data-values=\"{}\"><div><button type=\"button\" onclick=\"{PLAY}\">\
             ▶</button> <label>{name} <input type=\"range\" min=\"0\" max=\"{last}\" value=\"0\" \
             oninput=\"{CHOOSE}\"></label> <output>{first}</output></div>",
            values.join("|")
        );
        for (i, svg) in drawings.iter().enumerate() {
            let hidden = if i == 0 { "" } else { " hidden" };
            let _ = write!(html, "<div class=\"drawing\"{hidden}>{svg}</div>");
        }
        html.push_str("</div>");
        html
    }
}

/// Shows the drawing for the slider's value.
const CHOOSE: &str = "const all=this.closest('.slider');\
    all.querySelectorAll('.drawing').forEach((d,i)=>d.hidden=i!=this.value);\
    all.querySelector('output').value=all.dataset.values.split('|')[this.value]";

/// Goes from the first value to the last, two in a second.
const PLAY: &str = "const range=this.closest('.slider').querySelector('input');\
    const show=i=>{range.value=i;range.dispatchEvent(new Event('input'))};\
    clearInterval(this.timer);show(0);\
    this.timer=setInterval(()=>{if(range.value==range.max)clearInterval(this.timer);\
    else show(+range.value+1)},500)";

impl Show for Slider {
    fn evcxr_display(&self) {
        match &self.drawings {
            Ok(drawings) => {
                let range = [self.values.first(), self.values.last()]
                    .map(|value| value.map_or("", String::as_str));
                let text = format!("a slider: {} from {} to {}", self.name, range[0], range[1]);
                send("text/plain", &text);
                send("text/html", &self.html(drawings));
            }
            Err(error) => eprintln!("{error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use figures::LossCurves;

    use super::*;

    #[test]
    fn one_drawing_for_each_value_and_the_first_is_seen() {
        let mut drawn = Vec::new();
        let slider = slider("a < b", [0.5, 1.0, 2.0], |value| {
            drawn.push(value);
            LossCurves::new(format!("At {value}")).curve("loss", &[2.0, value])
        });
        let html = slider.html(slider.drawings.as_ref().unwrap());
        assert_eq!(drawn, [0.5, 1.0, 2.0]);
        assert!(html.contains("a &lt; b <input") && html.contains("max=\"2\""), "{html}");
        assert!(html.contains("data-values=\"0.5|1|2\""), "{html}");
        assert_eq!(html.matches("<svg").count(), 3);
        assert_eq!(html.matches("<div class=\"drawing\">").count(), 1);
        assert_eq!(html.matches("<div class=\"drawing\" hidden>").count(), 2);
        // A script in an attribute ends where its quotes end.
        assert!(!CHOOSE.contains('"') && !PLAY.contains('"'));
    }
}
