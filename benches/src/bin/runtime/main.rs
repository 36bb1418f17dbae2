//! The costs of the executor.
//!
//! ```text
//! cd benches && cargo run --release --features runtime --bin runtime
//! cd benches && cargo run --release --features runtime,aws-lc --bin runtime
//! ```
//!
//! The executor has one thread, the one that waits, so that the time of that thread is all that
//! there is. Only the last two parts count on the clock on the wall, since they measure a disk.
//!
//! The names of parts, `known`, `shared`, `new`, `workflow`, `disk` and `lookup`, measure these
//! alone.
//!
//! What a verification takes now is told first, and each bar of microseconds stands there as it is
//! and so many times as high as a verification takes longer than where the bars were set.
//!
//! Ends with status 0 whatever is missed; with `--strict` with 1 if a bar is.

mod durable;
mod fresh;
mod hits;
mod jobs;
mod lookup;
mod stage;

use std::{env, io, process::ExitCode};

use ipvm_benches::{Bar, Calibration, Table};

/// A bar of so many microseconds.
pub(crate) const fn microseconds(nanoseconds: f64, most: f64) -> Bar {
    Bar { figure: nanoseconds / 1e3, most, decimals: 2, unit: "us" }
}

/// A bar of so many times.
pub(crate) const fn times(figure: f64, most: f64) -> Bar {
    Bar { figure, most, decimals: 2, unit: "x" }
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let strict = arguments.iter().any(|argument| argument == "--strict");
    let parts: Vec<_> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let is_wanted = |part: &str| parts.is_empty() || parts.iter().any(|wanted| *wanted == part);
    let calibration = Calibration::measure();
    println!("{calibration}\n");
    let mut table = Table::new(io::stdout()).scaled(calibration.factor);
    if is_wanted("known") {
        table.part("what is known", "beside")?;
        hits::measure(&mut table)?;
    }
    if is_wanted("shared") {
        table.part("what a stranger knows", "beside")?;
        hits::measure_strangers(&mut table)?;
    }
    if is_wanted("new") {
        table.part("what is new", "beside")?;
        fresh::measure(&mut table)?;
    }
    if is_wanted("workflow") {
        table.part("a workflow of 10,000, per task", "its parts")?;
        jobs::measure(&mut table)?;
    }
    if is_wanted("disk") {
        table.part("on the disk, per receipt", "disk alone")?;
        durable::measure(&mut table)?;
    }
    if is_wanted("lookup") {
        table.part("receipts by a CID in them", "beside")?;
        lookup::measure(&mut table)?;
    }
    let missed = table.finish()?;
    Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
