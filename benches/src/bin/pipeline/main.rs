//! The costs of the crate `ucan-pipeline`, and how they grow.
//!
//! ```text
//! cd benches && cargo run --release --bin pipeline
//! ```
//!
//! One of a hundred thousand is held against a hundred of one thousand, so that a ratio is
//! that of the cost per node. In between stands ten thousand against ten of one thousand.
//!
//! Ends with status 0 whatever is missed; with `--strict` with 1 if a bar is.

mod graphs;
mod receipts;

use std::{env, io, process::ExitCode};

use ipvm_benches::{Growth, Table};

/// How often each size is measured.
const GROWTH: Growth = Growth { unit: 1_000, rounds: 31 };

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let strict = env::args().skip(1).any(|argument| argument == "--strict");
    let mut table = Table::new(io::stdout());
    table.part("time per node", "of one thousand")?;
    graphs::measure(&mut table)?;
    receipts::measure(&mut table)?;
    let missed = table.finish()?;
    Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
