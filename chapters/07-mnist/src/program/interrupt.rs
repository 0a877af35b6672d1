//! Ctrl-C: finish the step, save, and stop.

use std::sync::{
    Once,
    atomic::{AtomicBool, Ordering},
};

// ANCHOR: watch
static PRESSED: AtomicBool = AtomicBool::new(false);
static WATCHING: Once = Once::new();

/// Starts to watch for Ctrl-C. The first press asks the loop to stop; a second one ends the
/// program at once, which loses nothing but the steps since the last save.
pub fn watch() {
    WATCHING.call_once(|| {
        // Where no handler can be set, Ctrl-C simply ends the program, as it always does.
        let _ = ctrlc::set_handler(|| {
            if PRESSED.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
    });
}

/// Whether Ctrl-C was pressed.
pub fn pressed() -> bool {
    PRESSED.load(Ordering::Relaxed)
}
// ANCHOR_END: watch
