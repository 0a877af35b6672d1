//! Hooks: functions that are called when a module runs.

use std::{
    fmt,
    sync::{Arc, Mutex, Weak},
};

use engine::Array;

use crate::{Tensor, node::lock};

type ForwardHook = Arc<dyn Fn(&Tensor, &Tensor) + Send + Sync>;
type BackwardHook = Arc<dyn Fn(&Array) + Send + Sync>;

/// The hooks of one module.
///
/// Your own module can store one and return it from
/// [`Module::hooks`](super::Module::hooks).
///
/// ```
/// use autograd::nn::Hooks;
///
/// let hooks = Hooks::new();
/// let handle = hooks.register_forward_hook(|_input, _output| {});
/// assert_eq!(format!("{hooks:?}"), "1 forward and 0 backward hooks");
/// handle.remove();
/// assert_eq!(format!("{hooks:?}"), "0 forward and 0 backward hooks");
/// ```
#[derive(Clone, Default)]
pub struct Hooks {
    list: Arc<Mutex<List>>,
}

#[derive(Default)]
struct List {
    next: u64,
    forward: Vec<(u64, ForwardHook)>,
    backward: Vec<(u64, BackwardHook)>,
}

impl Hooks {
    /// No hooks.
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls `hook` with the module's input and output after every forward pass.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Module, ReLU}};
    ///
    /// let relu = ReLU::new();
    /// let handle = relu.hooks().unwrap().register_forward_hook(|input, output| {
    ///     assert_eq!(input.shape(), output.shape());
    /// });
    /// relu.call(&Tensor::vector(&[1.0]));
    /// handle.remove();
    /// ```
    pub fn register_forward_hook(
        &self,
        hook: impl Fn(&Tensor, &Tensor) + Send + Sync + 'static,
    ) -> HookHandle {
        let mut list = lock(&self.list);
        list.next += 1;
        let id = list.next;
        list.forward.push((id, Arc::new(hook)));
        HookHandle { id, list: Arc::downgrade(&self.list) }
    }

    /// Calls `hook` with the complete gradient of the module's output in every backward pass.
    ///
    /// ```
    /// use std::sync::mpsc::channel;
    ///
    /// use autograd::{Tensor, nn::{Module, ReLU}};
    ///
    /// let (sender, seen) = channel();
    /// let relu = ReLU::new();
    /// let hooks = relu.hooks().unwrap();
    /// let handle = hooks.register_backward_hook(move |grad| sender.send(grad.to_vec()).unwrap());
    /// let x = Tensor::vector(&[-1.0, 2.0]).requires_grad_();
    /// relu.call(&x).sum().backward();
    /// assert_eq!(seen.try_recv(), Ok(vec![1.0, 1.0]));
    /// handle.remove();
    /// ```
    pub fn register_backward_hook(
        &self,
        hook: impl Fn(&Array) + Send + Sync + 'static,
    ) -> HookHandle {
        let mut list = lock(&self.list);
        list.next += 1;
        let id = list.next;
        list.backward.push((id, Arc::new(hook)));
        HookHandle { id, list: Arc::downgrade(&self.list) }
    }

    /// The hooks are copied out of the lock first, so that a hook may register another.
    // ANCHOR: run
    pub(super) fn run(&self, input: &Tensor, output: &Tensor) {
        let list = lock(&self.list);
        if list.forward.is_empty() && list.backward.is_empty() {
            return;
        }
        let forward: Vec<_> = list.forward.iter().map(|(_, hook)| Arc::clone(hook)).collect();
        let backward: Vec<_> = list.backward.iter().map(|(_, hook)| Arc::clone(hook)).collect();
        drop(list);
        for hook in forward {
            hook(input, output);
        }
        // A module that returns its input has no output of its own, and so no gradient of it.
        if output.requires_grad() && !output.is(input) {
            for hook in backward {
                output.register_hook(move |grad| hook(grad));
            }
        }
    }
    // ANCHOR_END: run
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = lock(&self.list);
        write!(f, "{} forward and {} backward hooks", list.forward.len(), list.backward.len())
    }
}

/// Removes a hook again.
#[must_use = "keep the handle to be able to remove the hook"]
pub struct HookHandle {
    id: u64,
    list: Weak<Mutex<List>>,
}

impl HookHandle {
    /// Removes the hook.
    ///
    /// ```
    /// use std::sync::mpsc::channel;
    ///
    /// use autograd::{Tensor, nn::{HookHandle, Module, ReLU}};
    ///
    /// let (sender, seen) = channel();
    /// let relu = ReLU::new();
    /// let hooks = relu.hooks().unwrap();
    /// let handle: HookHandle =
    ///     hooks.register_forward_hook(move |_input, output| sender.send(output.item()).unwrap());
    /// relu.call(&Tensor::scalar(2.0));
    /// handle.remove();
    /// relu.call(&Tensor::scalar(3.0));
    /// assert_eq!(seen.iter().collect::<Vec<_>>(), [2.0]);
    /// ```
    pub fn remove(self) {
        if let Some(list) = self.list.upgrade() {
            let mut list = lock(&list);
            list.forward.retain(|(id, _)| *id != self.id);
            list.backward.retain(|(id, _)| *id != self.id);
        }
    }
}

impl fmt::Debug for HookHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hook {}", self.id)
    }
}
