//! The cost of a call on encoded data, of the crate `ipld-wit`.
//!
//! ```text
//! cd benches && cargo run --release --bin ipld_wit --features wasmtime
//! ```
//!
//! Every call goes to a guest that gives back what it got. It is held against the same call with types
//! that are known at compile time (`TypedFunc`), and against one with dynamic values that are there
//! already (`Func::call`).
//!
//! Ends with status 0 whatever is missed; with `--strict` with 1 if a bar is.

mod allocation;
mod calls;
mod guest;

use std::{env, io, process::ExitCode};

use ipvm_benches::Table;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let strict = env::args().skip(1).any(|argument| argument == "--strict");
    let mut table = Table::new(io::stdout());
    calls::measure(&mut table)?;
    allocation::measure(&mut table)?;
    let missed = table.finish()?;
    Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
