//! Can a network's probabilities be believed?
//!
//! Of all images that a network is 90 % sure of, nine in ten should be read correctly. If this holds
//! for every probability, the network is *calibrated*. Networks that are trained until they read
//! every training image correctly are mostly too sure of themselves. Dividing all scores by one
//! number, the temperature, is a surprisingly good remedy.
//!
//! Source: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.

use crate::{
    Evaluation,
    logits::{Logits, softmax},
};

/// Images that the network was about equally sure of.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bin {
    /// The smallest probability. It belongs to the bin before, except in the first bin.
    pub from: f64,
    /// The largest probability.
    pub to: f64,
    /// How many images are in the bin.
    pub images: u64,
    /// How many of them were read correctly.
    pub correct: u64,
    /// The sum of the predictions' probabilities.
    pub confidence_sum: f64,
}

impl Bin {
    /// The share of its images that were read correctly; `None` if there are none.
    pub fn accuracy(&self) -> Option<f64> {
        (self.images > 0).then(|| self.correct as f64 / self.images as f64)
    }

    /// The mean probability of the predictions; `None` if there are no images.
    pub fn confidence(&self) -> Option<f64> {
        (self.images > 0).then(|| self.confidence_sum / self.images as f64)
    }
}

impl Evaluation {
    /// The reliability curve: for `bins` ranges of the confidence, all as wide, how many images were
    /// read correctly.
    ///
    /// Bin m of M holds the images with a confidence in ((m − 1)/M, m/M]. Drawn over each other,
    /// [`Bin::accuracy`] and [`Bin::confidence`] are equal for a calibrated network; where the
    /// accuracy is lower, it is too sure of itself.
    ///
    /// Source: Guo et al. (2017), section 2.
    ///
    /// # Panics
    ///
    /// If `bins` is 0.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// // Two images with odds of 3 to 1 and one with 9 to 1. One of the first two is misread.
    /// let scores = [0.0, 3_f64.ln(), 3_f64.ln(), 0.0, 9_f64.ln(), 0.0];
    /// let evaluation = Logits::new(scores.to_vec(), vec![1, 1, 0]).evaluation();
    /// let bins = evaluation.reliability(5);
    /// assert_eq!((bins[3].from, bins[3].to, bins[3].images), (0.6, 0.8, 2));
    /// assert!((bins[3].confidence().unwrap() - 0.75).abs() < 1e-15);
    /// assert_eq!(bins[3].accuracy(), Some(0.5));
    /// assert!((bins[4].confidence().unwrap() - 0.9).abs() < 1e-15);
    /// assert_eq!(bins[4].accuracy(), Some(1.0));
    /// assert_eq!((bins[0].images, bins[0].accuracy()), (0, None));
    /// ```
    #[track_caller]
    pub fn reliability(&self, bins: usize) -> Vec<Bin> {
        assert!(bins > 0, "a reliability curve needs at least one bin");
        let edge = |m: usize| m as f64 / bins as f64;
        let empty =
            |m| Bin { from: edge(m), to: edge(m + 1), images: 0, correct: 0, confidence_sum: 0.0 };
        let mut curve: Vec<Bin> = (0..bins).map(empty).collect();
        for (i, &confidence) in self.confidence.iter().enumerate() {
            // The first bin that reaches so far. A probability rounded to above 1 is in the last.
            let place = curve.partition_point(|bin| bin.to < confidence).min(bins - 1);
            let bin = &mut curve[place];
            bin.images += 1;
            bin.correct += u64::from(self.predictions[i] == self.truth[i]);
            bin.confidence_sum += confidence;
        }
        curve
    }

    /// The expected calibration error: by how much confidence and accuracy differ, on average.
    ///
    /// ```text
    /// ECE = Σₘ nₘ/n · |accuracyₘ − confidenceₘ|
    /// ```
    ///
    /// over the bins of the [reliability curve](Self::reliability), with nₘ of all n images each. NaN
    /// if there are no images. It depends on the number of bins; 15 is usual.
    ///
    /// Source: Guo et al. (2017), equation 3; Naeini, Cooper and Hauskrecht (2015).
    ///
    /// # Panics
    ///
    /// If `bins` is 0.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// let scores = [0.0, 3_f64.ln(), 3_f64.ln(), 0.0, 9_f64.ln(), 0.0];
    /// let evaluation = Logits::new(scores.to_vec(), vec![1, 1, 0]).evaluation();
    /// // Two images are off by |0.5 − 0.75|, and one by |1 − 0.9|.
    /// let error = evaluation.expected_calibration_error(5);
    /// assert!((error - (2.0 * 0.25 + 0.1) / 3.0).abs() < 1e-15);
    /// ```
    #[track_caller]
    pub fn expected_calibration_error(&self, bins: usize) -> f64 {
        let off = |bin: &Bin| (bin.correct as f64 - bin.confidence_sum).abs();
        self.reliability(bins).iter().map(off).sum::<f64>() / self.confidence.len() as f64
    }
}

impl Logits {
    /// The temperature T for which the scores divided by T have the lowest cross-entropy.
    ///
    /// Above 1, the network was too sure of itself; at 1, nothing needs to be changed. Find T with
    /// images that the network was not trained on, and not with the test images. Then divide all
    /// scores by it: the predictions stay, and the probabilities become believable.
    ///
    /// As a function of β = 1/T, the cross-entropy L(β) is convex. With the probabilities p of the
    /// scores βz, and the mean over all images,
    ///
    /// ```text
    /// L′(β) = mean of (Σₖ pₖ zₖ − z of the true class)
    /// L″(β) = mean of (the variance of z under p) ≥ 0
    /// ```
    ///
    /// Newton's method finds L′ = 0, and halves an interval around it wherever Newton would leave
    /// it.
    ///
    /// `None` if there is no such T. If every image has the highest score for its true class, colder is
    /// always better. If the true class has on average no more than the mean score of all classes,
    /// hotter is. And without images, anything is as good, or with scores that are infinite or NaN.
    ///
    /// Source: Guo et al. (2017), section 4.2.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// // The network gives odds of 9 to 1, and is right in three of four.
    /// let scores = [9_f64.ln(), 0.0].repeat(4);
    /// let logits = Logits::new(scores, vec![0, 0, 1, 0]);
    /// let temperature = logits.temperature().unwrap();
    /// assert!((temperature - 2.0).abs() < 1e-12); // √9 = 3 to 1 is what it should have given.
    /// let calibrated = logits.at_temperature(temperature);
    /// assert!(calibrated.evaluation().expected_calibration_error(15) < 1e-12);
    /// ```
    pub fn temperature(&self) -> Option<f64> {
        let always_best = self.rows().all(|(z, class)| z.iter().all(|&other| other <= z[class]));
        let falls_at_first = self.derivatives(0.0).0 < 0.0;
        if always_best || !falls_at_first {
            return None;
        }
        let (mut low, mut high) = (0.0, 1.0);
        while self.derivatives(high).0 < 0.0 {
            (low, high) = (high, 2.0 * high);
        }
        let mut beta: f64 = high;
        for _ in 0..200 {
            let (slope, curvature) = self.derivatives(beta);
            if slope < 0.0 {
                low = beta;
            } else {
                high = beta;
            }
            let newton = beta - slope / curvature;
            let next = if low <= newton && newton <= high { newton } else { low.midpoint(high) };
            let step = (next - beta).abs();
            beta = next;
            // Newton doubles the number of correct digits, so the last step was enough.
            if step <= 1e-10 * beta {
                break;
            }
        }
        Some(1.0 / beta).filter(|temperature| temperature.is_normal())
    }

    /// L′ and L″ of the cross-entropy L of the scores times β.
    fn derivatives(&self, beta: f64) -> (f64, f64) {
        let of_one = |(z, class): (&[f64], usize)| {
            let p = softmax(&z.iter().map(|z| beta * z).collect::<Vec<_>>());
            let mean: f64 = p.iter().zip(z).map(|(p, z)| p * z).sum();
            let variance: f64 = p.iter().zip(z).map(|(p, z)| p * (z - mean).powi(2)).sum();
            (mean - z[class], variance)
        };
        let (slope, curvature) = self
            .rows()
            .map(of_one)
            .fold((0.0, 0.0), |(slopes, curvatures), (s, c)| (slopes + s, curvatures + c));
        (slope / self.len() as f64, curvature / self.len() as f64)
    }
}
