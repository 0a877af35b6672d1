//! The workloads in candle, on its own CPU kernels: gemm and rayon, all in Rust.

use candle_core::{Device, Result, Tensor, Var};
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW, loss};
use workloads::{Optimizer, Prepared, Transposition, Workload, numbers};

fn main() -> std::io::Result<()> {
    let setting = match candle_core::utils::get_num_threads() {
        1 => "1 thread".to_owned(),
        threads => format!("{threads} threads"),
    };
    let names: Vec<String> = std::env::args().skip(1).collect();
    workloads::serve(["candle", &setting, "0.11.1"], &names, |workload| {
        prepare(workload)
            .map_err(|error| error.to_string())?
            .ok_or("not tried with candle".to_owned())
    })
}

fn prepare(workload: &Workload) -> Result<Option<Prepared>> {
    Ok(Some(match workload {
        &Workload::Product { transposition, m, k, n } => product(transposition, m, k, n)?,
        Workload::Step { sizes, batch, optimizer } => step(sizes, *batch, *optimizer)?,
        Workload::Inference { sizes, batch } => inference(sizes, *batch)?,
        _ => return Ok(None),
    }))
}

fn product(transposition: Transposition, m: usize, k: usize, n: usize) -> Result<Prepared> {
    let factor = |which, rows, cols| {
        Tensor::from_vec(numbers::factor(which, rows, cols), (rows, cols), &Device::Cpu)
    };
    let a =
        if transposition == Transposition::TN { factor(0, k, m)?.t()? } else { factor(0, m, k)? };
    let b =
        if transposition == Transposition::NT { factor(1, n, k)?.t()? } else { factor(1, k, n)? };
    let check = numbers::mean_abs(&a.matmul(&b)?.flatten_all()?.to_vec1()?);
    Ok(Prepared::new(check, move || _ = std::hint::black_box(a.matmul(&b).expect("as before"))))
}

/// Weights of shape (out, in) and biases, as `candle_nn::Linear` keeps them.
fn layers(sizes: &[usize]) -> Result<Vec<(Var, Var)>> {
    let pairs = (0..).zip(sizes.windows(2));
    pairs
        .map(|(layer, pair)| {
            let (weight, bias) = numbers::layer(layer, pair[0], pair[1]);
            let weight = Tensor::from_vec(weight, (pair[1], pair[0]), &Device::Cpu)?;
            let bias = Tensor::from_vec(bias, pair[1], &Device::Cpu)?;
            Ok((Var::from_tensor(&weight)?, Var::from_tensor(&bias)?))
        })
        .collect()
}

fn forward<'a>(
    layers: impl ExactSizeIterator<Item = (&'a Tensor, &'a Tensor)>,
    images: &Tensor,
) -> Result<Tensor> {
    let last = layers.len() - 1;
    let mut x = images.clone();
    for (i, (weight, bias)) in layers.enumerate() {
        x = x.matmul(&weight.t()?)?.broadcast_add(bias)?;
        if i < last {
            x = x.relu()?;
        }
    }
    Ok(x)
}

fn images(batch: usize, pixels: usize) -> Result<Tensor> {
    Tensor::from_vec(numbers::normalized(batch, pixels), (batch, pixels), &Device::Cpu)
}

fn inference(sizes: &[usize], batch: usize) -> Result<Prepared> {
    // Of tensors that are no variables, candle records no graph.
    let layers = layers(sizes)?.into_iter();
    let layers: Vec<_> =
        layers.map(|(w, b)| (w.as_detached_tensor(), b.as_detached_tensor())).collect();
    let images = images(batch, sizes[0])?;
    let forward = move || forward(layers.iter().map(|(w, b)| (w, b)), &images);
    let check = numbers::mean_abs(&forward()?.flatten_all()?.to_vec1()?);
    Ok(Prepared::new(check, move || _ = std::hint::black_box(forward().expect("as before"))))
}

fn step(sizes: &[usize], batch: usize, optimizer: Optimizer) -> Result<Prepared> {
    let layers = layers(sizes)?;
    let images = images(batch, sizes[0])?;
    let classes = numbers::classes(batch).into_iter().map(u32::from).collect();
    let classes = Tensor::from_vec(classes, batch, &Device::Cpu)?;
    let vars = layers.iter().flat_map(|(weight, bias)| [weight.clone(), bias.clone()]).collect();
    let mut rule = Rule::new(optimizer, vars)?;
    let mut step = move |lr_factor| -> Result<f64> {
        let loss = loss::cross_entropy(&forward(tensors(&layers), &images)?, &classes)?;
        rule.step(&loss, lr_factor)?;
        Ok(loss.to_scalar::<f32>()?.into())
    };
    Ok(Prepared::step(move |lr_factor| {
        step(lr_factor).expect("as many shapes as in the step before")
    }))
}

fn tensors(layers: &[(Var, Var)]) -> impl ExactSizeIterator<Item = (&Tensor, &Tensor)> {
    layers.iter().map(|(weight, bias)| (weight.as_tensor(), bias.as_tensor()))
}

enum Rule {
    /// candle's own SGD has no momentum.
    Momentum(Vec<(Var, Option<Tensor>)>),
    Adam(AdamW),
}

impl Rule {
    fn new(optimizer: Optimizer, vars: Vec<Var>) -> Result<Self> {
        Ok(match optimizer {
            Optimizer::Sgd => Self::Momentum(vars.into_iter().map(|var| (var, None)).collect()),
            Optimizer::Adam => {
                let settings = ParamsAdamW { weight_decay: 0.0, ..ParamsAdamW::default() };
                Self::Adam(AdamW::new(vars, settings)?)
            }
        })
    }

    fn step(&mut self, loss: &Tensor, lr_factor: f64) -> Result<()> {
        match self {
            Self::Adam(adam) => {
                adam.set_learning_rate(ParamsAdamW::default().lr * lr_factor);
                adam.backward_step(loss)
            }
            Self::Momentum(vars) => {
                let grads = loss.backward()?;
                for (var, velocity) in vars {
                    let Some(grad) = grads.get(var) else { continue };
                    let next = match velocity.take() {
                        Some(velocity) => ((velocity * 0.9)? + grad)?,
                        None => grad.clone(),
                    };
                    var.set(&(var.as_tensor() - (&next * (0.01 * lr_factor))?)?)?;
                    *velocity = Some(next);
                }
                Ok(())
            }
        }
    }
}
