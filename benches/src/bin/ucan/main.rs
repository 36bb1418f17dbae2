//! The costs of the crates `ucan-core` and `ucan-invocation`.
//!
//! ```text
//! cd benches && cargo run --release --bin ucan
//! cd benches && cargo run --release --bin ucan --features aws-lc
//! ```
//!
//! Everything is held against one raw verification: what `ed25519-dalek` takes to
//! parse a key and to verify strictly, over the bytes of the same token.
//!
//! Ends with status 0 whatever is missed; with `--strict` with 1 if a bar is.

mod people;
mod policy;
mod tokens;

use std::{env, io, process::ExitCode};

use ipvm_benches::Table;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let strict = env::args().skip(1).any(|argument| argument == "--strict");
    let mut table = Table::new(io::stdout());
    tokens::measure(&mut table)?;
    policy::measure(&mut table)?;
    let missed = table.finish()?;
    Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
