//! The costs of the crate `ipvm-workflow`, and how they grow.
//!
//! ```text
//! cd benches && cargo run --release --bin workflow
//! ```
//!
//! A hundred thousand tasks, the most that a workflow may have, are held against a hundred
//! workflows of one thousand, so that a ratio is that of the cost per task. In between stand ten
//! thousand against ten of one thousand.
//!
//! Ends with status 0 whatever is missed; with `--strict` with 1 if a bar is.

mod archive;
mod shapes;
mod steps;

use std::{env, io, process::ExitCode};

use ipvm_benches::{Growth, Table};

use crate::shapes::Shape;

/// A hundred thousand take seconds, so that few rounds have to do.
const GROWTH: Growth = Growth { unit: 1_000, rounds: 3 };

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let strict = env::args().skip(1).any(|argument| argument == "--strict");
    let mut table = Table::new(io::stdout());
    for shape in Shape::ALL {
        table.part(&format!("time per task, {shape}"), "of one thousand")?;
        steps::measure(&mut table, shape)?;
    }
    table.part("time per task and receipt", "of one thousand")?;
    archive::measure(&mut table)?;
    let missed = table.finish()?;
    Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
