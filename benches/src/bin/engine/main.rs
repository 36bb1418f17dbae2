//! The costs of the engine of the crate `ipvm-runtime`.
//!
//! ```text
//! cd benches && cargo run --release --bin engine --features wasmtime
//! ```
//!
//! A call goes from encoded arguments to an encoded result, in an instance of its own and within all
//! limits. It is held against what somebody would write who knows the types when compiling: `TypedFunc`,
//! an instance of its own too, in an engine with the same settings.
//!
//! What a verification takes now is told first, and each bar of microseconds stands there as it is
//! and so many times as high as a verification takes longer than where the bars were set.
//!
//! Ends with status 0 whatever is missed; with `--strict` with 1 if a bar is.

mod direct;
mod load;
mod pictures;
mod trivial;

use std::{env, error::Error, fs, io, path::PathBuf, process::ExitCode};

use ipvm_benches::{Calibration, Table};
use varsig::Block;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let strict = env::args().skip(1).any(|argument| argument == "--strict");
    let calibration = Calibration::measure();
    println!("{calibration}\n");
    let mut table = Table::new(io::stdout()).scaled(calibration.factor);
    trivial::measure(&mut table)?;
    load::measure(&mut table)?;
    pictures::measure(&mut table)?;
    let missed = table.finish()?;
    Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A file of the examples.
fn example(path: &str) -> io::Result<Block> {
    let examples: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "examples"].iter().collect();
    Ok(Block::raw(fs::read(examples.join(path))?))
}
