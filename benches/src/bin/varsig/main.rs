//! The costs of the crate `varsig`.
//!
//! ```text
//! cd benches && cargo run --release                      # portable provider
//! cd benches && cargo run --release --features aws-lc    # aws-lc, with RSA
//! ```
//!
//! Ends with status 0 whatever is missed; with `--strict` with 1 if a bar is.

mod canonical;
mod header;
mod inputs;
mod signatures;

use std::{env, io, process::ExitCode};

use ipvm_benches::Table;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let strict = env::args().skip(1).any(|argument| argument == "--strict");
    let mut table = Table::new(io::stdout());
    canonical::measure(&mut table)?;
    header::measure(&mut table)?;
    signatures::measure(&mut table)?;
    let missed = table.finish()?;
    Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
