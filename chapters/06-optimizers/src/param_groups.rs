//! Parameters with settings of their own.

use autograd::Tensor;
use engine::{Array, Unary};

use crate::{
    State, StateError,
    optimizer::{NON_NEGATIVE, check_setting, fit},
};

/// Parameters that an optimizer treats in their own way, as PyTorch's parameter groups.
///
/// Weight decay is meant for weights: a large weight makes the output depend strongly on one input,
/// and that is what decay prevents. A bias multiplies nothing, so there is no reason to pull it to 0,
/// and the same holds for the scale and shift of a normalization. So most training code puts them
/// into a group without decay.
///
/// The learning rate of a group is given as a factor of the optimizer's. Then a schedule, which sets
/// the optimizer's rate, changes all groups alike. (PyTorch stores one rate per group, and its
/// schedules multiply each. The name `lr_scale` is timm's.)
///
/// Source: PyTorch's `Optimizer.add_param_group`.
///
/// ```
/// use autograd::{Tensor, nn::{Linear, Module}};
/// use optimizers::{Optimizer, ParamGroup, SGD};
///
/// let layer = Linear::from_parameters(
///     Tensor::matrix(&[[8.0, 8.0]]),
///     Some(Tensor::vector(&[8.0])),
/// );
/// let (weights, biases) = layer.parameters().into_iter().partition(|p| p.shape().rank() > 1);
/// let mut optimizer = SGD::new(weights, 0.5)
///     .weight_decay(0.5)
///     .add_param_group(ParamGroup::new(biases).weight_decay(0.0));
///
/// // Where the gradient is 0, decay alone changes a parameter: θ ← θ − η·λ·θ.
/// (layer.call(&Tensor::vector(&[1.0, 1.0])) * 0.0).sum().backward();
/// optimizer.step();
/// assert_eq!(layer.weight().to_vec(), [6.0, 6.0]);
/// assert_eq!(layer.bias().unwrap().to_vec(), [8.0]);
/// ```
#[derive(Clone, Debug)]
pub struct ParamGroup {
    parameters: Vec<Tensor>,
    own: Own,
}

/// The settings in which a group differs from its optimizer.
#[derive(Clone, Copy, Debug)]
struct Own {
    lr_scale: f64,
    weight_decay: Option<f64>,
}

impl ParamGroup {
    /// A group with the optimizer's own settings.
    pub fn new(parameters: Vec<Tensor>) -> Self {
        Self { parameters, own: Own { lr_scale: 1.0, weight_decay: None } }
    }

    /// The learning rate of this group, as a factor of the optimizer's. Default 1.
    ///
    /// # Panics
    ///
    /// If it is negative or not finite.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use optimizers::{Optimizer, ParamGroup, SGD};
    ///
    /// let (new, trained) = (Tensor::scalar(0.0), Tensor::scalar(0.0));
    /// let (new, trained) = (new.requires_grad_(), trained.requires_grad_());
    /// let mut optimizer = SGD::new(vec![new.clone()], 1.0)
    ///     .add_param_group(ParamGroup::new(vec![trained.clone()]).lr_scale(0.125));
    /// (&new + &trained).backward();
    /// optimizer.step();
    /// assert_eq!((new.item(), trained.item()), (-1.0, -0.125));
    /// ```
    #[track_caller]
    #[must_use]
    pub fn lr_scale(mut self, lr_scale: f64) -> Self {
        check_setting("lr_scale", lr_scale, NON_NEGATIVE);
        self.own.lr_scale = lr_scale;
        self
    }

    /// λ for this group. Default: that of the optimizer.
    ///
    /// # Panics
    ///
    /// If it is negative or not finite.
    #[track_caller]
    #[must_use]
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        check_setting("weight_decay", weight_decay, NON_NEGATIVE);
        self.own.weight_decay = Some(weight_decay);
        self
    }
}

/// What all optimizers have: the parameters in groups, the state of each, and the settings that a
/// group can change.
#[derive(Debug)]
pub(crate) struct ParamGroups {
    parameters: Vec<Tensor>,
    /// For each parameter, the settings of its group.
    own: Vec<Own>,
    state: Vec<State>,
    lr: f64,
    weight_decay: f64,
    maximize: bool,
}

/// The settings for one parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    pub lr: f64,
    pub weight_decay: f64,
}

impl ParamGroups {
    #[track_caller]
    pub fn new(parameters: Vec<Tensor>, lr: f64, weight_decay: f64) -> Self {
        check_setting("lr", lr, NON_NEGATIVE);
        let groups = Self {
            parameters: Vec::new(),
            own: Vec::new(),
            state: Vec::new(),
            lr,
            weight_decay,
            maximize: false,
        };
        groups.add(ParamGroup::new(parameters))
    }

    #[track_caller]
    pub fn add(mut self, ParamGroup { parameters, own }: ParamGroup) -> Self {
        assert!(
            !parameters.is_empty(),
            "the list of parameters is empty: there is nothing to optimize"
        );
        for (i, parameter) in parameters.into_iter().enumerate() {
            assert!(
                parameter.is_leaf(),
                "parameter {i}, of shape {}, was computed from others, so no gradient stays with it \
                 and it would never change; give the optimizer the leaves it was computed from, or \
                 detach() it",
                parameter.shape()
            );
            assert!(
                self.parameters.iter().all(|other| !other.is(&parameter)),
                "parameter {i}, of shape {}, is in the optimizer already, and every step would \
                 update it twice; list each parameter once",
                parameter.shape()
            );
            self.parameters.push(parameter);
            self.own.push(own);
            self.state.push(State::default());
        }
        self
    }

    pub fn parameters(&self) -> &[Tensor] {
        &self.parameters
    }

    pub fn state(&self) -> &[State] {
        &self.state
    }

    pub fn load_state(
        &mut self,
        buffers: &[&'static str],
        state: &[State],
    ) -> Result<(), StateError> {
        self.state = fit(&self.parameters, buffers, state)?;
        Ok(())
    }

    pub fn lr(&self) -> f64 {
        self.lr
    }

    #[track_caller]
    pub fn set_lr(&mut self, lr: f64) {
        check_setting("lr", lr, NON_NEGATIVE);
        self.lr = lr;
    }

    #[track_caller]
    pub fn set_weight_decay(&mut self, weight_decay: f64) {
        check_setting("weight_decay", weight_decay, NON_NEGATIVE);
        self.weight_decay = weight_decay;
    }

    pub fn set_maximize(&mut self, maximize: bool) {
        self.maximize = maximize;
    }

    /// Calls `update` with every parameter that has a gradient, its gradient, its state and the
    /// settings of its group. To maximize the objective is to minimize its negative, so the gradient
    /// changes its sign.
    pub fn each(&mut self, mut update: impl FnMut(&mut Array, Array, &mut State, Group)) {
        for ((parameter, own), state) in self.parameters.iter().zip(&self.own).zip(&mut self.state)
        {
            let Some(grad) = parameter.grad() else { continue };
            let mut grad = grad.data();
            if self.maximize {
                grad.map_(Unary::Neg);
            }
            let group = Group {
                lr: self.lr * own.lr_scale,
                weight_decay: own.weight_decay.unwrap_or(self.weight_decay),
            };
            state.step += 1;
            parameter.update(|data| update(data, grad, state, group));
        }
    }
}

/// The methods of a new optimizer that concern its groups, the same for all.
macro_rules! group_methods {
    ($Name:ident { $(#[$decay:meta])* weight_decay }) => {
        impl $Name {
            /// Adds parameters with settings of their own; see [`ParamGroup`](crate::ParamGroup).
            ///
            /// # Panics
            ///
            /// If a parameter is not a leaf or in the optimizer already, or the group is empty.
            #[track_caller]
            #[must_use]
            pub fn add_param_group(self, group: $crate::ParamGroup) -> Self {
                Self { groups: self.groups.add(group), ..self }
            }

            /// Steps uphill instead of downhill, to make the objective as large as possible.
            /// Default false.
            ///
            /// Weight decay still pulls the parameters toward 0.
            #[must_use]
            pub fn maximize(mut self, maximize: bool) -> Self {
                self.groups.set_maximize(maximize);
                self
            }

            $(#[$decay])*
            ///
            /// # Panics
            ///
            /// If it is negative or not finite.
            #[track_caller]
            #[must_use]
            pub fn weight_decay(mut self, weight_decay: f64) -> Self {
                self.groups.set_weight_decay(weight_decay);
                self
            }
        }
    };
}
pub(crate) use group_methods;
