//! A tensor: an array that records how it was computed.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use engine::{Array, DType, Device, Options, Shape, display};

use crate::{backward, node::Node};

/// An array that records how it was computed.
///
/// A tensor is a cheap handle: clones share the same data, the same gradient and the same
/// node of the graph. Elements are single precision by default, as in PyTorch.
///
/// # Panics
///
/// Operations panic at the caller's line when shapes do not fit, with the operation and both
/// shapes in the message, and when two tensors differ in precision or device.
///
/// ```
/// use autograd::Tensor;
///
/// // z = mean((a³)²), so ∂z/∂a = 6a⁵/4 for a table of four numbers.
/// let a = Tensor::matrix(&[[1.0, 2.0], [0.5, -1.0]]).requires_grad_();
/// let z = a.pow(3.0).pow(2.0).mean();
/// z.backward();
/// assert_eq!(a.grad().unwrap().to_vec(), [1.5, 48.0, 0.046875, -1.5]);
/// ```
// ANCHOR: tensor
#[derive(Clone)]
pub struct Tensor {
    inner: Arc<Inner>,
}

/// `Arc` and `RwLock` instead of `Rc` and `RefCell`, so that tensors, and with them graphs and
/// modules, are `Send` and `Sync`: the program trains on a pool thread, where
/// `engine::threads::with_threads` runs its closure, and several threads may evaluate one network
/// at the same time. A lock that no other thread holds takes only nanoseconds.
struct Inner {
    data: RwLock<Array>,
    node: RwLock<Option<Arc<Node>>>,
}
// ANCHOR_END: tensor

/// Creating tensors, and reading them.
impl Tensor {
    /// A tensor that holds `data`. It requires no gradient until you call
    /// [`requires_grad_`](Self::requires_grad_).
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::{Array, Options};
    ///
    /// let x = Tensor::new(Array::vector(&[1.0, 2.0], Options::f64()));
    /// assert_eq!(x.to_vec(), [1.0, 2.0]);
    /// assert!(!x.requires_grad());
    /// ```
    pub fn new(data: Array) -> Self {
        Self { inner: Arc::new(Inner { data: RwLock::new(data), node: RwLock::new(None) }) }
    }

    pub(crate) fn with_node(data: Array, node: Arc<Node>) -> Self {
        Self { inner: Arc::new(Inner { data: RwLock::new(data), node: RwLock::new(Some(node)) }) }
    }

    /// A single number.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(2.5);
    /// assert_eq!(x.shape().to_string(), "()");
    /// assert_eq!(x.item(), 2.5);
    /// ```
    pub fn scalar(value: f64) -> Self {
        Self::new(Array::scalar(value, Options::default()))
    }

    /// A vector, of shape `(n,)`.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// assert_eq!(Tensor::vector(&[1.0, 2.0, 3.0]).shape().to_string(), "(3,)");
    /// ```
    pub fn vector(values: &[f64]) -> Self {
        Self::new(Array::vector(values, Options::default()))
    }

    /// A matrix from its rows.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(x.shape().to_string(), "(2, 3)");
    /// ```
    pub fn matrix<const COLS: usize>(rows: &[[f64; COLS]]) -> Self {
        Self::new(Array::matrix(rows, Options::default()))
    }

    /// A handle to the data.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.data().get(1, 0), 3.0);
    /// ```
    pub fn data(&self) -> Array {
        self.inner.data.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The shape.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::Shape;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    /// assert_eq!(x.shape(), Shape::matrix(3, 2));
    /// ```
    pub fn shape(&self) -> Shape {
        self.inner.data.read().unwrap_or_else(PoisonError::into_inner).shape()
    }

    /// The precision.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::{Array, DType, Options};
    ///
    /// assert_eq!(Tensor::scalar(1.0).dtype(), DType::F32);
    /// assert_eq!(Tensor::new(Array::scalar(1.0, Options::f64())).dtype(), DType::F64);
    /// ```
    pub fn dtype(&self) -> DType {
        self.data().dtype()
    }

    /// The device.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::Device;
    ///
    /// assert_eq!(Tensor::scalar(1.0).device(), Device::Faer);
    /// ```
    pub fn device(&self) -> Device {
        self.data().device()
    }

    /// All elements, row by row, in double precision.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// assert_eq!(Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0]]).to_vec(), [1.0, 2.0, 3.0, 4.0]);
    /// ```
    pub fn to_vec(&self) -> Vec<f64> {
        self.data().to_vec()
    }

    /// The only element of a tensor that has just one.
    ///
    /// # Panics
    ///
    /// If it does not have exactly one element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// assert_eq!(Tensor::vector(&[1.0, 2.0]).sum().item(), 3.0);
    /// ```
    #[track_caller]
    pub fn item(&self) -> f64 {
        self.data().item()
    }

    /// Changes the data in place, as an optimizer does. The graph does not record it.
    ///
    /// `change` gets the only handle to the data, unless a clone of it exists elsewhere, so that it
    /// can work in the same buffer. It must not use this same tensor: the tensor is locked
    /// meanwhile.
    ///
    /// # Panics
    ///
    /// If `change` leaves an array of a different shape. The tensor must not be used after that.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// // One step of gradient descent on w², with learning rate 0.25: 3 − 0.25 · 6.
    /// let w = Tensor::scalar(3.0).requires_grad_();
    /// (&w * &w).backward();
    /// let grad = w.grad().unwrap().data();
    /// w.update(|data| data.axpy_(-0.25, &grad));
    /// assert_eq!(w.item(), 1.5);
    /// ```
    #[track_caller]
    pub fn update(&self, change: impl FnOnce(&mut Array)) {
        let mut data = self.inner.data.write().unwrap_or_else(PoisonError::into_inner);
        let before = data.shape();
        change(&mut data);
        assert!(data.shape() == before, "update: the shape must stay {before}");
    }
}

/// Gradients.
impl Tensor {
    /// Makes this leaf require a gradient; for chaining at its creation.
    ///
    /// # Panics
    ///
    /// On a tensor that was computed: it already requires a gradient if its inputs do.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// (&x * &x).backward();
    /// assert_eq!(x.grad().unwrap().item(), 6.0);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn requires_grad_(self) -> Self {
        self.set_requires_grad(true);
        self
    }

    /// Turns the gradient of a leaf on or off. Turning it off drops the gradient accumulated so
    /// far, and the hooks.
    ///
    /// # Panics
    ///
    /// On a tensor that was computed.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// // A frozen factor is a constant: only x receives a gradient.
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// let w = Tensor::scalar(5.0).requires_grad_();
    /// w.set_requires_grad(false);
    /// (&w * &x).backward();
    /// assert_eq!(x.grad().unwrap().item(), 5.0);
    /// assert!(w.grad().is_none());
    /// ```
    #[track_caller]
    // ANCHOR: requires_grad
    pub fn set_requires_grad(&self, yes: bool) {
        assert!(
            self.is_leaf(),
            "requires_grad can be set on leaves only; to stop the gradient at a computed tensor, \
             use detach()"
        );
        let shape = self.shape();
        let mut node = self.inner.node.write().unwrap_or_else(PoisonError::into_inner);
        match (&*node, yes) {
            (None, true) => *node = Some(Node::leaf(shape)),
            (Some(_), false) => *node = None,
            _ => {}
        }
    }
    // ANCHOR_END: requires_grad

    /// Whether gradients flow to this tensor.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let constant = Tensor::scalar(2.0);
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// assert!(!(&constant * &constant).requires_grad());
    /// assert!((&constant * &x).requires_grad());
    /// ```
    pub fn requires_grad(&self) -> bool {
        self.node().is_some()
    }

    /// Whether this tensor was created directly, rather than computed from one that requires a
    /// gradient.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// assert!(x.is_leaf());
    /// assert!(!(&x * &x).is_leaf());
    /// ```
    pub fn is_leaf(&self) -> bool {
        self.node().is_none_or(|node| node.is_leaf())
    }

    /// The node of the operation that computed this tensor; `None` for leaves.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// assert!(x.grad_fn().is_none());
    /// assert_eq!((&x * &x).grad_fn().unwrap().name(), "MulBackward0");
    /// ```
    pub fn grad_fn(&self) -> Option<Arc<Node>> {
        self.node().filter(|node| !node.is_leaf())
    }

    /// Whether two handles refer to the same tensor.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(3.0);
    /// assert!(x.is(&x.clone()));
    /// assert!(!x.is(&Tensor::scalar(3.0)));
    /// ```
    pub fn is(&self, other: &Tensor) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    pub(crate) fn node(&self) -> Option<Arc<Node>> {
        self.inner.node.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The gradient accumulated so far; `None` before the first `backward`.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0]).requires_grad_();
    /// assert!(x.grad().is_none());
    /// x.pow(2.0).sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [2.0, 4.0]);
    /// ```
    pub fn grad(&self) -> Option<Tensor> {
        self.node()?.grad().map(Tensor::new)
    }

    /// Replaces the gradient accumulated so far, like assigning to PyTorch's `grad`.
    ///
    /// # Panics
    ///
    /// If this tensor needs no gradient, or the shapes differ.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// // Halve every gradient before the optimizer uses it.
    /// let x = Tensor::vector(&[1.0, 2.0]).requires_grad_();
    /// x.pow(2.0).sum().backward();
    /// x.set_grad(x.grad().map(|grad| grad.data().scale(0.5)));
    /// assert_eq!(x.grad().unwrap().to_vec(), [1.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn set_grad(&self, grad: Option<Array>) {
        let node = self.node().expect("set_grad: no gradient flows to this tensor");
        if let Some(grad) = &grad {
            let (found, expected) = (grad.shape(), self.shape());
            assert!(
                found == expected,
                "set_grad: the gradient has shape {found}, the tensor {expected}"
            );
        }
        node.set_grad(grad);
    }

    /// Clears the gradient. Without this, the next `backward` adds to it.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// (&x * &x).backward();
    /// (&x * &x).backward();
    /// assert_eq!(x.grad().unwrap().item(), 12.0); // 6 + 6
    /// x.zero_grad();
    /// (&x * &x).backward();
    /// assert_eq!(x.grad().unwrap().item(), 6.0);
    /// ```
    pub fn zero_grad(&self) {
        if let Some(node) = self.node() {
            node.set_grad(None);
        }
    }

    /// Keeps the gradient of a computed tensor, too. Otherwise it is passed on and
    /// dropped.
    ///
    /// # Panics
    ///
    /// If no gradient flows here.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// let y = &x * &x;
    /// y.retain_grad();
    /// (2.0 * &y).backward();
    /// assert_eq!(y.grad().unwrap().item(), 2.0);
    /// assert_eq!(x.grad().unwrap().item(), 12.0);
    /// ```
    #[track_caller]
    pub fn retain_grad(&self) {
        self.node().expect("retain_grad: no gradient flows to this tensor").retain_grad();
    }

    /// Calls `hook` with the complete gradient of this tensor, in every backward pass.
    ///
    /// # Panics
    ///
    /// If no gradient flows here.
    ///
    /// ```
    /// use std::sync::mpsc::channel;
    ///
    /// use autograd::Tensor;
    ///
    /// let (sender, seen) = channel();
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// let y = &x * &x;
    /// y.register_hook(move |grad| sender.send(grad.item()).unwrap());
    /// (2.0 * &y).backward();
    /// assert_eq!(seen.try_recv(), Ok(2.0)); // ∂(2y)/∂y
    /// ```
    #[track_caller]
    pub fn register_hook(&self, hook: impl Fn(&Array) + Send + Sync + 'static) {
        let node = self.node().expect("register_hook: no gradient flows to this tensor");
        node.add_hook(Arc::new(hook));
    }

    /// A tensor with the same data, outside the graph: no gradient flows through it.
    ///
    /// Later in-place changes of one do not affect the other.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// let y = &x * &x.detach(); // x times the number 3
    /// y.backward();
    /// assert_eq!(x.grad().unwrap().item(), 3.0);
    /// ```
    #[must_use]
    pub fn detach(&self) -> Self {
        Self::new(self.data())
    }

    /// Computes the gradient of this scalar with respect to every leaf that requires it, and
    /// adds it to the leaf's [`grad`](Self::grad).
    ///
    /// # Panics
    ///
    /// If this has more than one element, if no gradient flows to it, if `backward` was already
    /// called on this graph, which frees the saved arrays, or if an operation's rule returns a
    /// gradient of another shape than its input.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// let w = Tensor::scalar(5.0).requires_grad_();
    /// (&w * &x).backward();
    /// assert_eq!(x.grad().unwrap().item(), 5.0);
    /// assert_eq!(w.grad().unwrap().item(), 3.0);
    /// ```
    #[track_caller]
    pub fn backward(&self) {
        self.start_backward(None, false);
    }

    /// Like [`backward`](Self::backward), but keeps the graph for another backward pass.
    ///
    /// # Panics
    ///
    /// As [`backward`](Self::backward).
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// let y = &x * &x;
    /// y.backward_retain_graph();
    /// y.backward();
    /// assert_eq!(x.grad().unwrap().item(), 12.0); // 6 + 6
    /// ```
    #[track_caller]
    pub fn backward_retain_graph(&self) {
        self.start_backward(None, true);
    }

    /// A backward pass that starts from a given gradient of this tensor, which may then have any
    /// shape.
    ///
    /// # Panics
    ///
    /// If the gradient's shape is not the tensor's, and as [`backward`](Self::backward).
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::{Array, Options};
    ///
    /// let x = Tensor::vector(&[1.0, 2.0]).requires_grad_();
    /// let y = x.pow(2.0);
    /// y.backward_with(&Array::vector(&[1.0, 10.0], Options::default()));
    /// assert_eq!(x.grad().unwrap().to_vec(), [2.0, 40.0]); // 1 · 2x and 10 · 2x
    /// ```
    #[track_caller]
    pub fn backward_with(&self, grad: &Array) {
        self.start_backward(Some(grad.clone()), false);
    }

    #[track_caller]
    fn start_backward(&self, grad: Option<Array>, retain_graph: bool) {
        let data = self.data();
        let node = self.node().expect(
            "backward: this tensor does not depend on any tensor that requires a gradient. Was \
             requires_grad forgotten, or was it computed inside no_grad?",
        );
        let grad = if let Some(grad) = grad {
            grad
        } else {
            assert!(
                data.shape().len() == 1,
                "backward: a gradient starts from one number, the loss, but this tensor has shape \
                 {}. Reduce it with sum() or mean(), or use backward_with",
                data.shape()
            );
            Array::ones(data.shape(), data.options())
        };
        assert!(
            grad.shape() == data.shape(),
            "backward_with: the gradient has shape {}, the tensor {}",
            grad.shape(),
            data.shape()
        );
        backward::run(node, grad, retain_graph);
    }
}

/// Prints as PyTorch does, with four decimals and the `grad_fn`. Double precision
/// shows as `dtype=f64`.
///
/// ```
/// use autograd::Tensor;
///
/// let x = Tensor::vector(&[1.0, 2.5]).requires_grad_();
/// assert_eq!(x.to_string(), "tensor([1.0000, 2.5000], requires_grad=True)");
/// assert_eq!(x.sum().to_string(), "tensor(3.5000, grad_fn=<SumBackward0>)");
/// ```
impl fmt::Display for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self.data();
        write!(f, "tensor({}", display::numbers(&data, 7))?;
        if data.dtype() == DType::F64 {
            write!(f, ", dtype=f64")?;
        }
        match self.node() {
            Some(node) if node.is_leaf() => write!(f, ", requires_grad=True)"),
            Some(node) => write!(f, ", grad_fn={node:?})"),
            None => write!(f, ")"),
        }
    }
}

impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
