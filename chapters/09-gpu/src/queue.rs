//! Orders given ahead, and what it costs to ask.

/// When everything is done, in the unit of the times given, if a program orders `orders` pieces
/// of work from a device that carries them out one after the other.
///
/// Giving an order takes the program `give`, carrying it out takes the device `run`. After every
/// `ask` orders the program waits for the device, and the answer takes `way`.
///
/// # Panics
///
/// If `ask` is 0.
///
/// ```
/// use gpu::queue::finished;
///
/// // Ten orders of 1, each carried out in 2. Whoever asks each time waits each time.
/// assert_eq!(finished(10, 1.0, 2.0, 1, 0.0), 30.0);
/// // Whoever asks at the end gives nine orders while the device works.
/// assert_eq!(finished(10, 1.0, 2.0, 10, 0.0), 21.0);
/// ```
// ANCHOR: finished
pub fn finished(orders: usize, give: f64, run: f64, ask: usize, way: f64) -> f64 {
    assert!(ask > 0, "to ask after every 0 orders is not possible");
    let (mut program, mut device) = (0.0_f64, 0.0_f64);
    for order in 1..=orders {
        program += give;
        device = program.max(device) + run;
        if order % ask == 0 {
            program = device + way;
        }
    }
    program.max(device)
}
// ANCHOR_END: finished
