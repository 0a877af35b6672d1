//! Who can do which work here.

use std::hint::black_box;

use engine::Device;
use works::{Optimizer, Prepared, Work, numbers};

use crate::{by_hand, ceiling, epoch, networks, products};

/// Somebody of this workspace who does works.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contestant {
    /// This project, on one of its engines.
    ChainRule(Device),
    /// faer alone: its own best product.
    Faer,
    /// Training steps without autograd.
    ByHand,
    /// The machine itself.
    Machine,
}

/// Gets a work ready, in the thread pool of the caller.
///
/// # Errors
///
/// Why this contestant cannot do it.
pub fn prepare(contestant: Contestant, work: &Work) -> Result<Prepared, String> {
    match contestant {
        Contestant::ChainRule(device) => chain_rule(work, device),
        Contestant::Faer => faer(work),
        Contestant::ByHand => hand(work),
        Contestant::Machine => machine(work),
    }
    .unwrap_or_else(|| Err(format!("{contestant:?} does not do {work}")))
}

type Answer = Option<Result<Prepared, String>>;

fn chain_rule(work: &Work, device: Device) -> Answer {
    Some(Ok(match work {
        &Work::Product { form, m, k, n } => {
            let product = products::on_device(form, m, k, n, device);
            Prepared::new(crate::size(&product()), move || _ = black_box(product()))
        }
        Work::Step { sizes, batch, optimizer } => {
            Prepared::step(networks::step(sizes, *batch, *optimizer, device))
        }
        Work::Inference { sizes, batch } => {
            let read = networks::inference(sizes, *batch, device);
            Prepared::new(crate::size(&read()), move || _ = black_box(read()))
        }
        Work::Epoch { .. } if work.to_string() == epoch::EPOCH && device == Device::default() => {
            match epoch::Files::unpacked() {
                Ok(files) => Prepared::long(move || epoch::from_files(&files).unwrap_or(f64::NAN)),
                Err(error) => return Some(Err(error.to_string())),
            }
        }
        _ => return None,
    }))
}

fn faer(work: &Work) -> Answer {
    let &Work::Product { form, m, k, n } = work else { return None };
    let par = products::faers_threads(rayon::current_num_threads());
    let mut product = products::ByFaer::new(form, m, k, n, par);
    let all: Vec<f32> = product.multiply().col_iter().flat_map(|c| c.iter().copied()).collect();
    let check = numbers::size(&all);
    Some(Ok(Prepared::new(check, move || _ = black_box(product.multiply()))))
}

fn hand(work: &Work) -> Answer {
    let Work::Step { sizes, batch, optimizer: Optimizer::Sgd } = work else { return None };
    let mut step = by_hand::Step::new(sizes, *batch);
    Some(Ok(Prepared::step(move |pace| step.run(pace))))
}

fn machine(work: &Work) -> Answer {
    Some(Ok(match work {
        Work::MultiplyAdd => Prepared::new(None, || _ = black_box(ceiling::multiply_adds())),
        Work::Read => {
            let numbers = ceiling::memory(Work::MEMORY);
            Prepared::new(None, move || _ = black_box(ceiling::read(&numbers)))
        }
        Work::Copy => {
            let from = ceiling::memory(Work::MEMORY / 2);
            let mut to = from.clone();
            Prepared::new(None, move || ceiling::copy(&from, black_box(&mut to)))
        }
        _ => return None,
    }))
}
