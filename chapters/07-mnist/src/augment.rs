//! More images than there are: the same ones, each time a little different.

use rand::Rng;
use random::{
    normals,
    philox::{Philox, philox4x32},
    uniform,
};

use crate::{Affine, elastic::Elastic};

/// Random distortions of gray images: shift, rotation, scale and shear, the trembling of a hand,
/// and noise.
///
/// A 7 that is moved by a pixel or turned by a few degrees is still a 7, but to the network it is a
/// new image. If it sees every image a little different in every epoch, it has to learn what
/// doesn't change. Choose distortions that keep the class: turned by 180°, a 6 is a 9.
///
/// Nothing is distorted at first; each setter adds one distortion. All that move pixels are one map
/// from new to old places, an [`Affine`] one plus the elastic displacement. So the image is
/// interpolated only once, however many there are, and does not get more blurred.
///
/// # The numbers drawn
///
/// For one image, [`apply`](Self::apply) draws in this order, and only what was asked for: the
/// angle, the shift to the right, the shift down, the scale, the shear, the elastic displacements,
/// the noise. The first five are drawn as torchvision's `RandomAffine` draws them, so with a
/// [`TorchRng`](random::TorchRng) they are the same numbers; torchvision then rounds the shifts to
/// whole pixels, and we don't.
///
/// During training, use [`DataLoader::augmented`](crate::DataLoader::augmented). It gives every
/// image of every epoch a [`generator`](Self::generator) of its own, made of the seed, the epoch
/// and the image's number. So the distortions don't depend on the batch size or on the order, and to
/// resume a run you need to know nothing but the seed and the epoch.
///
/// ```
/// use mnist::Augment;
/// use random::TorchRng;
///
/// let augment = Augment::new(28, 28, 0).degrees(10.0).translate(2.0);
/// let image = vec![255; 28 * 28];
/// let distorted = augment.apply(&image, &mut TorchRng::manual_seed(0));
/// assert_eq!(distorted.len(), 28 * 28);
/// // In the middle nothing has changed, and black has come in at some border.
/// assert_eq!(distorted[14 * 28 + 14], 255);
/// assert!(distorted.contains(&0));
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Augment {
    height: usize,
    width: usize,
    seed: u64,
    degrees: Option<f64>,
    translate: Option<f64>,
    scale: Option<(f64, f64)>,
    shear: Option<f64>,
    elastic: Option<Elastic>,
    noise: Option<f64>,
}

impl Augment {
    /// For images of `height` × `width` pixels, as yet without any distortion. The `seed` is that of
    /// [`generator`](Self::generator).
    ///
    /// # Panics
    ///
    /// If there are no pixels.
    #[track_caller]
    pub fn new(height: usize, width: usize, seed: u64) -> Self {
        assert!(height > 0 && width > 0, "an image of {height} × {width} has no pixels");
        Self {
            height,
            width,
            seed,
            degrees: None,
            translate: None,
            scale: None,
            shear: None,
            elastic: None,
            noise: None,
        }
    }

    /// Turns by up to `degrees` in either direction.
    ///
    /// # Panics
    ///
    /// If it is not between 0 and 180.
    #[track_caller]
    #[must_use]
    pub fn degrees(mut self, degrees: f64) -> Self {
        assert!((0.0..=180.0).contains(&degrees), "degrees must be from 0 to 180, got {degrees}");
        self.degrees = Some(degrees);
        self
    }

    /// Shifts by up to so many `pixels` to the left or right, and up or down. Shifts are seldom whole
    /// pixels. (torchvision's `translate` is a share of the width and height.)
    ///
    /// # Panics
    ///
    /// If it is negative, or more than a million.
    #[track_caller]
    #[must_use]
    pub fn translate(mut self, pixels: f64) -> Self {
        assert!((0.0..=1e6).contains(&pixels), "translate must be from 0 to 1e6, got {pixels}");
        self.translate = Some(pixels);
        self
    }

    /// Enlarges by a factor from `smallest` to `largest`.
    ///
    /// # Panics
    ///
    /// If they are not in this order, or not between 0.01 and 100.
    #[track_caller]
    #[must_use]
    pub fn scale(mut self, smallest: f64, largest: f64) -> Self {
        assert!(
            0.01 <= smallest && smallest <= largest && largest <= 100.0,
            "scale needs 0.01 <= smallest <= largest <= 100, got {smallest} and {largest}"
        );
        self.scale = Some((smallest, largest));
        self
    }

    /// Slants by up to `degrees` in either direction.
    ///
    /// # Panics
    ///
    /// If it is not between 0 and 89.
    #[track_caller]
    #[must_use]
    pub fn shear(mut self, degrees: f64) -> Self {
        assert!((0.0..=89.0).contains(&degrees), "shear must be from 0 to 89, got {degrees}");
        self.shear = Some(degrees);
        self
    }

    /// Displaces every pixel together with its neighbors, which looks like the trembling of a hand.
    ///
    /// Each pixel (i, j) gets a random displacement (u, v), uniform in [−1, 1). Both fields are
    /// smoothed with a Gaussian G of standard deviation σ = `sigma`, and multiplied by α = `alpha`:
    ///
    /// ```text
    /// Δx = α · (G ∗ u),   Δy = α · (G ∗ v)
    /// ```
    ///
    /// With a small σ the image dissolves; with a large one, all pixels move together. For
    /// handwritten digits, σ = 4 and α = 34 work well: the displacements then have a root mean
    /// square of about α/(2σ√(3π)) = 1.4 pixels. G is cut off at 4σ, its weights add up to 1,
    /// and outside the image u and v are 0. (torchvision's `ElasticTransform` measures `alpha` in
    /// half pixels, and continues u and v by reflection.)
    ///
    /// Source: Simard, Steinkraus and Platt, "Best Practices for Convolutional Neural Networks
    /// Applied to Visual Document Analysis", ICDAR 2003, section 2.
    ///
    /// # Panics
    ///
    /// If `alpha` is not between 0 and 10⁶, or `sigma` is not between 0.1 and 1000.
    #[track_caller]
    #[must_use]
    pub fn elastic(mut self, alpha: f64, sigma: f64) -> Self {
        assert!(
            (0.0..=1e6).contains(&alpha) && (0.1..=1000.0).contains(&sigma),
            "elastic needs an alpha from 0 to 1e6 and a sigma from 0.1 to 1000, got {alpha} and \
             {sigma}"
        );
        self.elastic = Some(Elastic::new(self.size(), alpha, sigma));
        self
    }

    /// Adds a normal number of standard deviation `std` to every pixel, where 0 is background and 1
    /// is ink. What is below 0 or above 1 afterwards becomes 0 or 1.
    ///
    /// # Panics
    ///
    /// If it is negative or not finite.
    #[track_caller]
    #[must_use]
    pub fn noise(mut self, std: f64) -> Self {
        assert!(std >= 0.0 && std.is_finite(), "noise must be at least 0 and finite, got {std}");
        self.noise = Some(std);
        self
    }

    /// Height and width of the images.
    pub fn size(&self) -> (usize, usize) {
        (self.height, self.width)
    }

    /// The generator for one image in one epoch.
    ///
    /// Each has a stream of its own. Philox can begin anywhere: it scrambles the epoch and the
    /// number of the image with the seed as its key, and what comes out is the seed of a second
    /// Philox, which gives the numbers.
    ///
    /// ```
    /// use mnist::Augment;
    /// use rand::Rng;
    ///
    /// let augment = Augment::new(28, 28, 0);
    /// let word = |epoch, image| augment.generator(epoch, image).next_u32();
    /// assert_eq!(word(3, 17), word(3, 17));
    /// assert_ne!(word(3, 17), word(3, 18));
    /// assert_ne!(word(3, 17), word(4, 17));
    /// ```
    pub fn generator(&self, epoch: u64, image: usize) -> Philox {
        let [image_low, image_high] = halves(image as u64);
        let [epoch_low, epoch_high] = halves(epoch);
        let counter = [image_low, image_high, epoch_low, epoch_high];
        let [low, high, ..] = philox4x32(counter, halves(self.seed));
        Philox::stateless(u64::from(high) << 32 | u64::from(low))
    }

    /// Draws an angle, a shift, a scale and a shear, each uniformly, and makes a map of them.
    ///
    /// With a [`TorchRng`](random::TorchRng), the numbers are those of torchvision's
    /// `RandomAffine.get_params`, before it rounds the shifts.
    ///
    /// ```
    /// use mnist::{Affine, Augment};
    /// use random::TorchRng;
    ///
    /// let augment = Augment::new(28, 28, 0).degrees(10.0).translate(2.0);
    /// // torch.manual_seed(0); three times torch.empty(1).uniform_(…)
    /// let numbers = (-0.07486820220947266, (1.0728871822357178, -1.6460902690887451));
    /// let map = augment.draw(&mut TorchRng::manual_seed(0));
    /// assert_eq!(map, Affine::new(numbers.0, numbers.1, 1.0, 0.0));
    /// ```
    pub fn draw<R: Rng + ?Sized>(&self, rng: &mut R) -> Affine {
        let mut draw = |range: Option<(f64, f64)>, unset: f64| {
            range.map_or(unset, |(low, high)| f64::from(uniform(rng, 1, low, high)[0]))
        };
        let either_way = |most: Option<f64>| most.map(|most| (-most, most));
        let degrees = draw(either_way(self.degrees), 0.0);
        let right = draw(either_way(self.translate), 0.0);
        let down = draw(either_way(self.translate), 0.0);
        let scale = draw(self.scale, 1.0);
        let shear = draw(either_way(self.shear), 0.0);
        Affine::new(degrees, (right, down), scale, shear)
    }

    /// The image, distorted by numbers that are drawn from `rng`.
    ///
    /// # Panics
    ///
    /// If it has another size.
    ///
    /// ```
    /// use mnist::Augment;
    /// use random::TorchRng;
    ///
    /// // Without a distortion, nothing changes, and nothing is drawn.
    /// let mut rng = TorchRng::manual_seed(0);
    /// assert_eq!(Augment::new(1, 3, 0).apply(&[7, 0, 255], &mut rng), [7, 0, 255]);
    /// assert_eq!(rng.randperm(5), TorchRng::manual_seed(0).randperm(5));
    /// ```
    #[track_caller]
    pub fn apply<R: Rng + ?Sized>(&self, image: &[u8], rng: &mut R) -> Vec<u8> {
        let map = self.draw(rng);
        let displacement = self.elastic.as_ref().map(|elastic| elastic.draw(rng));
        let pixels: Vec<f64> = image.iter().map(|&byte| byte.into()).collect();
        let mut pixels = map.warp_displaced(&pixels, self.size(), displacement.as_ref());
        if let Some(std) = self.noise {
            for (pixel, normal) in pixels.iter_mut().zip(normals(rng, image.len())) {
                *pixel += 255.0 * std * f64::from(normal);
            }
        }
        pixels.into_iter().map(to_byte).collect()
    }
}

/// The nearest byte.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped by the cast")]
fn to_byte(pixel: f64) -> u8 {
    (pixel + 0.5) as u8
}

/// The low and the high 32 bits of `x`.
#[expect(clippy::cast_possible_truncation, reason = "each half has 32 bits")]
fn halves(x: u64) -> [u32; 2] {
    [x as u32, (x >> 32) as u32]
}
