//! The implementations of this workspace, and the workloads that each can run.

use std::hint::black_box;

use engine::Device;
use workloads::{Optimizer, Prepared, Workload, numbers};

use crate::{by_hand, ceiling, epoch, networks, products};

/// An implementation of workloads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Implementation {
    /// This project, on one of its engines.
    ChainRule(Device),
    /// faer alone: its own product, with its own threads.
    Faer,
    /// Training steps without autograd.
    ByHand,
    /// What the machine can do at all.
    Machine,
}

/// Prepares a workload in the thread pool of the caller.
///
/// # Errors
///
/// When this implementation cannot run it; the message says why.
pub fn prepare(implementation: Implementation, workload: &Workload) -> Result<Prepared, String> {
    match implementation {
        Implementation::ChainRule(device) => chain_rule(workload, device),
        Implementation::Faer => faer(workload),
        Implementation::ByHand => without_autograd(workload),
        Implementation::Machine => machine(workload),
    }
    .unwrap_or_else(|| Err(format!("{implementation:?} cannot run {workload}")))
}

/// Nothing for a workload that is not implemented.
type Answer = Option<Result<Prepared, String>>;

fn chain_rule(workload: &Workload, device: Device) -> Answer {
    Some(Ok(match workload {
        &Workload::Product { transposition, m, k, n } => {
            let product = products::on_device(transposition, m, k, n, device);
            Prepared::new(crate::mean_abs(&product()), move || _ = black_box(product()))
        }
        Workload::Step { sizes, batch, optimizer } => {
            Prepared::step(networks::step(sizes, *batch, *optimizer, device))
        }
        Workload::Inference { sizes, batch } => {
            let read = networks::inference(sizes, *batch, device);
            Prepared::new(crate::mean_abs(&read()), move || _ = black_box(read()))
        }
        Workload::Epoch { .. }
            if workload.to_string() == epoch::EPOCH && device == Device::default() =>
        {
            match epoch::Files::unpacked() {
                Ok(files) => Prepared::long(move || epoch::from_files(&files).unwrap_or(f64::NAN)),
                Err(error) => return Some(Err(error.to_string())),
            }
        }
        _ => return None,
    }))
}

fn faer(workload: &Workload) -> Answer {
    let &Workload::Product { transposition, m, k, n } = workload else { return None };
    let par = products::faers_threads(rayon::current_num_threads());
    let mut product = products::ByFaer::new(transposition, m, k, n, par);
    let all: Vec<f32> = product.multiply().col_iter().flat_map(|c| c.iter().copied()).collect();
    let check = numbers::mean_abs(&all);
    Some(Ok(Prepared::new(check, move || _ = black_box(product.multiply()))))
}

fn without_autograd(workload: &Workload) -> Answer {
    let Workload::Step { sizes, batch, optimizer: Optimizer::Sgd } = workload else { return None };
    let mut step = by_hand::Step::new(sizes, *batch);
    Some(Ok(Prepared::step(move |lr_factor| step.run(lr_factor))))
}

fn machine(workload: &Workload) -> Answer {
    Some(Ok(match workload {
        Workload::MultiplyAdd => Prepared::new(None, || _ = black_box(ceiling::multiply_adds())),
        Workload::Read => {
            let numbers = ceiling::memory(Workload::MEMORY);
            Prepared::new(None, move || _ = black_box(ceiling::read(&numbers)))
        }
        Workload::Copy => {
            let from = ceiling::memory(Workload::MEMORY / 2);
            let mut to = from.clone();
            Prepared::new(None, move || ceiling::copy(&from, black_box(&mut to)))
        }
        _ => return None,
    }))
}
