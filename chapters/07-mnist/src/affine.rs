//! Shift, turn, scale and slant: images seen through an affine map.

/// Where each pixel of a new image is looked up in the old one.
///
/// With (x, y) measured in pixels from the middle of the image, x to the right and y *down*:
///
/// ```text
/// x_old = a·x + b·y + c
/// y_old = d·x + e·y + f
/// ```
///
/// It is the *inverse* of the map that moves the picture: for each new pixel it says where to look,
/// so every new pixel gets exactly one value. The place is seldom the middle of a pixel. The value
/// there is interpolated between the four pixels around it, first along x and then along y
/// (*bilinear* interpolation), and outside the image everything is 0.
///
/// That is `torch.nn.functional.affine_grid` and `grid_sample` with `mode="bilinear"`,
/// `padding_mode="zeros"` and `align_corners=False`.
///
/// ```
/// use mnist::Affine;
///
/// // Half a pixel to the right: each pixel is half itself and half its left neighbor.
/// let map = Affine::new(0.0, (0.5, 0.0), 1.0, 0.0);
/// assert_eq!(map.warp(&[0.0, 80.0, 40.0], (1, 3)), [0.0, 40.0, 60.0]);
///
/// // A quarter turn, clockwise.
/// let turn = Affine::new(90.0, (0.0, 0.0), 1.0, 0.0);
/// let turned = turn.warp(&[1.0, 2.0, 3.0, 4.0], (2, 2));
/// for (found, expected) in turned.into_iter().zip([3.0, 1.0, 4.0, 2.0]) {
///     assert!((found - expected).abs() < 1e-12);
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Affine {
    /// The two rows [a, b, c] and [d, e, f].
    matrix: [[f64; 3]; 2],
}

impl Affine {
    /// The map that slants the image by `shear` degrees, enlarges it by the factor `scale`, turns it
    /// by `degrees` clockwise, and then shifts it by `translate` = (right, down) pixels.
    ///
    /// Slanting moves a pixel y above the middle by y · tan(shear) to the right. The angles,
    /// directions and order are those of `torchvision.transforms.functional.affine` with a shear
    /// along x.
    ///
    /// # Panics
    ///
    /// If a number is infinite or NaN, `scale` is not above 0, or `shear` is not between −90 and 90.
    #[track_caller]
    pub fn new(degrees: f64, translate: (f64, f64), scale: f64, shear: f64) -> Self {
        let (right, down) = translate;
        assert!(
            degrees.is_finite() && right.is_finite() && down.is_finite(),
            "Affine: {degrees}° and a shift by {translate:?} are not finite"
        );
        assert!(
            scale > 0.0 && scale.is_finite() && shear.abs() < 90.0,
            "Affine: the scale must be above 0 and the shear between -90 and 90, got {scale} and \
             {shear}"
        );
        // The picture goes through R·S·scale, with R = [cos −sin; sin cos] and S = [1 −slant; 0 1].
        let (sin, cos) = degrees.to_radians().sin_cos();
        let slant = shear.to_radians().tan();
        // So the old place is S⁻¹·R⁻¹/scale of the new one, after the shift was undone.
        let [a, b] = [(cos - slant * sin) / scale, (sin + slant * cos) / scale];
        let [d, e] = [-sin / scale, cos / scale];
        let (c, f) = (-a * right - b * down, -d * right - e * down);
        Self { matrix: [[a, b, c], [d, e, f]] }
    }

    /// The map that changes nothing.
    pub fn identity() -> Self {
        Self { matrix: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]] }
    }

    /// The map that PyTorch's `affine_grid` means by `theta`, for images of (height, width) pixels.
    ///
    /// There, the image reaches from −1 to 1 in both directions, however high and wide it is.
    ///
    /// ```
    /// use mnist::Affine;
    ///
    /// // A quarter of the width to the left, in an image that is 2 units wide.
    /// let map = Affine::from_theta([[1.0, 0.0, 0.5], [0.0, 1.0, 0.0]], (1, 4));
    /// assert_eq!(map, Affine::new(0.0, (-1.0, 0.0), 1.0, 0.0));
    /// ```
    pub fn from_theta(theta: [[f64; 3]; 2], (height, width): (usize, usize)) -> Self {
        let (h, w) = (height as f64, width as f64);
        let [[a, b, c], [d, e, f]] = theta;
        Self { matrix: [[a, b * w / h, c * w / 2.0], [d * h / w, e, f * h / 2.0]] }
    }

    /// The image of (height, width) pixels, row by row, seen through this map.
    ///
    /// # Panics
    ///
    /// If the image has another number of pixels.
    #[track_caller]
    pub fn warp(&self, image: &[f64], size: (usize, usize)) -> Vec<f64> {
        self.warp_displaced(image, size, None)
    }

    /// The same, where the place that is looked up is displaced, for each pixel by another (x, y).
    #[track_caller]
    pub(crate) fn warp_displaced(
        &self,
        image: &[f64],
        (height, width): (usize, usize),
        displacement: Option<&Displacement>,
    ) -> Vec<f64> {
        let source = Framed::new(image, (height, width));
        let [[a, b, c], [d, e, f]] = self.matrix;
        let middle = |n: usize| (n as f64 - 1.0) / 2.0;
        let (middle_x, middle_y) = (middle(width), middle(height));
        let mut warped = Vec::with_capacity(image.len());
        for i in 0..height {
            let y = i as f64 - middle_y;
            for j in 0..width {
                let x = j as f64 - middle_x;
                let (mut old_x, mut old_y) = (a * x + b * y + c, d * x + e * y + f);
                if let Some(Displacement { x, y }) = displacement {
                    old_x += f64::from(x[i * width + j]);
                    old_y += f64::from(y[i * width + j]);
                }
                warped.push(source.at(old_x + middle_x, old_y + middle_y));
            }
        }
        warped
    }
}

/// How far the place of each pixel is displaced, in pixels, row by row.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Displacement {
    /// To the right.
    pub(crate) x: Vec<f32>,
    /// Down.
    pub(crate) y: Vec<f32>,
}

/// An image with a frame of zeros, so that interpolation needs no special cases: one pixel wide at
/// the top and left, two at the bottom and right.
struct Framed {
    values: Vec<f64>,
    height: usize,
    width: usize,
}

impl Framed {
    #[track_caller]
    fn new(image: &[f64], (height, width): (usize, usize)) -> Self {
        assert!(
            image.len() == height * width && !image.is_empty(),
            "an image of {height} × {width} pixels has {} numbers, but there are {}",
            height * width,
            image.len()
        );
        let framed_width = width + 3;
        let mut values = vec![0.0; (height + 3) * framed_width];
        let rows = values.chunks_exact_mut(framed_width).skip(1);
        for (row, pixels) in rows.zip(image.chunks_exact(width)) {
            row[1..=width].copy_from_slice(pixels);
        }
        Self { values, height, width }
    }

    /// The value at (x, y), where (0, 0) is the middle of the first pixel.
    fn at(&self, x: f64, y: f64) -> f64 {
        let (column, right) = whole_and_part(x, self.width);
        let (row, down) = whole_and_part(y, self.height);
        let width = self.width + 3;
        let above = &self.values[row * width + column..][..2];
        let below = &self.values[(row + 1) * width + column..][..2];
        let between = |pair: &[f64]| pair[0] * (1.0 - right) + pair[1] * right;
        between(above) * (1.0 - down) + between(below) * down
    }
}

/// The framed pixel before a coordinate, and how far it is to the next one, from 0 to 1. Everything
/// far outside the `n` pixels becomes a place on the frame.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to n + 1")]
fn whole_and_part(coordinate: f64, n: usize) -> (usize, f64) {
    let framed = (coordinate + 1.0).clamp(0.0, n as f64 + 1.0);
    let whole = framed as usize;
    (whole, framed - whole as f64)
}

#[cfg(test)]
mod tests {
    use super::Affine;

    /// The matrix against R, S and the shift multiplied out: what it says is undone by them.
    #[test]
    fn the_map_is_the_inverse_of_what_the_picture_does() {
        let (degrees, (right, down), scale, shear): (f64, _, f64, f64) =
            (31.0, (2.5, -1.25), 1.3, -17.0);
        let map = Affine::new(degrees, (right, down), scale, shear);
        let (sin, cos) = degrees.to_radians().sin_cos();
        let slant = shear.to_radians().tan();
        for (x, y) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-3.5, 8.25)] {
            let [old_x, old_y] = map.matrix.map(|[a, b, c]| a * x + b * y + c);
            let (x_, y_) = (scale * (old_x - slant * old_y), scale * old_y);
            let new = (cos * x_ - sin * y_ + right, sin * x_ + cos * y_ + down);
            assert!((new.0 - x).abs() + (new.1 - y).abs() < 1e-12, "({x}, {y}) came from {new:?}");
        }
    }
}
