//! What the crates cost, side by side with what they are measured against.
//!
//! Every figure is CPU time of this thread. Two ways to the same result run in
//! one process, turn and turn about; a row shows the median of the rounds and
//! the bar that it is held against. What is measured where is in `README.md`.

#![forbid(unsafe_code)]

mod calibration;
mod growth;
mod measure;
mod table;

pub use calibration::Calibration;
pub use growth::Growth;
pub use measure::{Measured, alone, beside, beside_in, spent};
pub use table::{Bar, Table};
