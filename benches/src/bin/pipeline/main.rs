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

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

use ipvm_benches::{Bar, Table, beside};

/// The sizes, how many of one thousand are as many, and how many times their cost a node may
/// have. A thousand stay in the caches nearest to the processor and a hundred thousand do not,
/// which is all that the second bar leaves room for: a chain, whose nodes are walked as they
/// lie, stays flat.
const SIZES: [(u32, u32, f64); 2] = [(10_000, 10, 4.0), (100_000, 100, 8.0)];

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let strict = env::args().skip(1).any(|argument| argument == "--strict");
    let mut table = Table::new(io::stdout());
    table.part("time per node", "of one thousand")?;
    graphs::measure(&mut table)?;
    receipts::measure(&mut table)?;
    let missed = table.finish()?;
    Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Two rows: what `run` takes for each node of ten thousand and of a hundred thousand, against
/// that of one thousand. `make` gives what it runs on.
fn grows<T, U>(
    table: &mut Table<impl Write>,
    name: &str,
    make: impl Fn(u32) -> T,
    run: impl Fn(&T) -> U,
) -> io::Result<()> {
    let small = make(1_000);
    for (size, times, most) in SIZES {
        let large = make(size);
        let measured = beside(
            || run(&large),
            || {
                for _ in 1..times {
                    std::hint::black_box(run(&small));
                }
                run(&small)
            },
        );
        let (ours, other) =
            (measured.nanoseconds / f64::from(size), measured.other / f64::from(size));
        let bar = Bar { figure: measured.ratio, most, decimals: 2, unit: "x" };
        table.row(&format!("{name}, {} thousand", size / 1_000), ours, other, bar)?;
    }
    Ok(())
}
