//! Work queued ahead on a device, and what it costs to wait for a result.

/// When everything is done, in the unit of the times given, if a program launches `orders` pieces
/// of work on a device that runs them one after the other.
///
/// A launch takes the program the time `give`, running it takes the device the time `run`. After
/// every `ask` launches the program waits for the device to finish, and reads a result, whose
/// transfer takes `way`.
///
/// # Panics
///
/// If `ask` is 0.
///
/// ```
/// use gpu::queue::finished;
///
/// // Ten launches of 1, each run in 2. A program that reads each result waits each time.
/// assert_eq!(finished(10, 1.0, 2.0, 1, 0.0), 30.0);
/// // One that reads only the last launches nine of them while the device works.
/// assert_eq!(finished(10, 1.0, 2.0, 10, 0.0), 21.0);
/// ```
// ANCHOR: finished
pub fn finished(orders: usize, give: f64, run: f64, ask: usize, way: f64) -> f64 {
    assert!(ask > 0, "a result cannot be read after every 0 launches");
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
