//! The graph: one node for every recorded operation.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use engine::{Array, Shape};

use crate::{
    fused,
    operation::{Context, Operation},
};

/// A function that is called with a gradient once it is complete.
pub(crate) type GradHook = Arc<dyn Fn(&Array) + Send + Sync>;

/// A node of the graph: the operation that computed a tensor, or a leaf that accumulates gradients.
///
/// Nodes point from results to inputs, the direction in which gradients flow. PyTorch shows
/// them as `grad_fn`, and where it has the same operation, the names are the same.
///
/// ```
/// use autograd::Tensor;
///
/// let a = Tensor::vector(&[1.0, 2.0]).requires_grad_();
/// let z = a.pow(2.0).mean();
/// let mean = z.grad_fn().unwrap();
/// assert_eq!(mean.name(), "MeanBackward0");
/// let pow = mean.next_functions()[0].clone().unwrap();
/// assert_eq!(pow.name(), "PowBackward0");
/// let leaf = pow.next_functions()[0].clone().unwrap();
/// assert_eq!(leaf.name(), "AccumulateGrad");
/// ```
// ANCHOR: node
pub struct Node {
    /// Nodes are numbered in the order of creation, so an input always has a smaller id than
    /// what is computed from it.
    pub(crate) id: u64,
    pub(crate) shape: Shape,
    operation: Option<Box<dyn Operation>>,
    inputs: Vec<Option<Arc<Node>>>,
    context: Mutex<Option<Context>>,
    grad: Mutex<Option<Array>>,
    retains_grad: AtomicBool,
    hooks: Mutex<Vec<GradHook>>,
}
// ANCHOR_END: node

static NEXT_ID: AtomicU64 = AtomicU64::new(0);

impl Node {
    pub(crate) fn operation(
        operation: Box<dyn Operation>,
        context: Context,
        inputs: Vec<Option<Arc<Node>>>,
        shape: Shape,
    ) -> Arc<Self> {
        Arc::new(Self::new(Some(operation), Some(context), inputs, shape))
    }

    pub(crate) fn leaf(shape: Shape) -> Arc<Self> {
        Arc::new(Self::new(None, None, Vec::new(), shape))
    }

    fn new(
        operation: Option<Box<dyn Operation>>,
        context: Option<Context>,
        inputs: Vec<Option<Arc<Node>>>,
        shape: Shape,
    ) -> Self {
        Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            shape,
            retains_grad: AtomicBool::new(operation.is_none()),
            operation,
            inputs,
            context: Mutex::new(context),
            grad: Mutex::new(None),
            hooks: Mutex::new(Vec::new()),
        }
    }

    /// `<Operation>Backward0`, or `AccumulateGrad` for a leaf.
    pub fn name(&self) -> String {
        match &self.operation {
            Some(operation) => format!("{}Backward0", operation.name()),
            None => "AccumulateGrad".to_owned(),
        }
    }

    /// Whether this is a leaf: a tensor that was created directly, not computed.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let y = Tensor::scalar(0.0).requires_grad_().exp();
    /// let exp = y.grad_fn().unwrap();
    /// let x = exp.next_functions()[0].clone().unwrap();
    /// assert_eq!((exp.is_leaf(), x.is_leaf()), (false, true));
    /// ```
    pub fn is_leaf(&self) -> bool {
        self.operation.is_none()
    }

    /// The shape of the tensor this node belongs to.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let y = Tensor::vector(&[1.0, 2.0]).requires_grad_().sum();
    /// let sum = y.grad_fn().unwrap();
    /// let x = sum.next_functions()[0].clone().unwrap();
    /// assert_eq!(sum.shape().to_string(), "()");
    /// assert_eq!(x.shape().to_string(), "(2,)");
    /// ```
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// One entry per input: the node the gradient flows to, or `None` if that input needs no
    /// gradient.
    pub fn next_functions(&self) -> &[Option<Arc<Node>>] {
        &self.inputs
    }

    pub(crate) fn grad(&self) -> Option<Array> {
        lock(&self.grad).clone()
    }

    pub(crate) fn set_grad(&self, grad: Option<Array>) {
        *lock(&self.grad) = grad;
    }

    pub(crate) fn retain_grad(&self) {
        self.retains_grad.store(true, Ordering::Relaxed);
    }

    pub(crate) fn add_hook(&self, hook: GradHook) {
        lock(&self.hooks).push(hook);
    }

    /// Takes the complete gradient: calls the hooks with it, keeps it if this node retains
    /// gradients, and returns the gradients of the inputs.
    #[track_caller]
    // ANCHOR: receive
    pub(crate) fn receive(&self, grad: Array, retain_graph: bool) -> Vec<Option<Array>> {
        // Copied out of the lock first, so that a hook may register another.
        let hooks = lock(&self.hooks).clone();
        for hook in hooks {
            hook(&grad);
        }
        if self.retains_grad.load(Ordering::Relaxed) {
            let mut sum = lock(&self.grad);
            match &mut *sum {
                Some(sum) => sum.axpy_(1.0, &grad),
                None => *sum = Some(grad.clone()),
            }
        }
        let Some(operation) = &self.operation else { return Vec::new() };
        let mut kept = lock(&self.context);
        let context = if retain_graph { kept.clone() } else { kept.take() };
        drop(kept);
        let Some(context) = context else {
            panic!(
                "backward was called a second time through {}, but what the first call needed has \
                 been freed. Compute the loss again before each backward, or call \
                 backward_retain_graph the first time",
                self.name()
            )
        };
        fused::backward(operation.as_ref(), &context, grad)
    }
    // ANCHOR_END: receive
}

/// Dropping a chain of nodes recursively would overflow the stack on a graph of 100,000
/// nodes, so a node that is dropped moves its inputs to a list and drops them in a loop.
// ANCHOR: drop
impl Drop for Node {
    fn drop(&mut self) {
        let mut waiting: Vec<Arc<Node>> = self.inputs.drain(..).flatten().collect();
        while let Some(node) = waiting.pop() {
            if let Some(mut node) = Arc::into_inner(node) {
                waiting.extend(node.inputs.drain(..).flatten());
            }
        }
    }
}
// ANCHOR_END: drop

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.name())
    }
}

/// Ignores poisoning: a hook that panicked must not make every later gradient unreadable.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
