//! What it costs to leave with a whole store, and to come with one.
//!
//! ```text
//! cd benches && cargo run --release --features runtime --bin housekeeping
//! ```
//!
//! Stores on the disk with ten thousand and with a hundred thousand receipts, each with its
//! content and its result, are exported and imported, each in a process of its own, so that
//! its peak of memory is its own. The time is held against that of a plain copy of the
//! archive with a sync, and the peak of the large store against that of the small one.
//!
//! Ends with status 0 whatever is missed; with `--strict` with 1 if a bar is.

mod child;
mod fill;

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
    process::{Command, ExitCode},
    time::Instant,
};

use ipvm_benches::{Bar, Table};

/// How many receipts.
const SIZES: [u32; 2] = [10_000, 100_000];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [word, what, store, file] = arguments.as_slice()
        && word == "--child"
    {
        child::run(what, Path::new(store), Path::new(file))?;
        return Ok(ExitCode::SUCCESS);
    }
    let strict = arguments.iter().any(|argument| argument == "--strict");
    let mut table = Table::new(io::stdout());
    let mut peaks = Vec::new();
    for receipts in SIZES {
        let title = format!("a store of {receipts} receipts");
        table.part(&title, "plain copy")?;
        peaks.push(measure(&mut table, receipts)?);
    }
    table.part("peak of memory", "")?;
    if let [small, large] = peaks.as_slice() {
        for (name, small, large) in
            [("export", small.export, large.export), ("import", small.import, large.import)]
        {
            // Ten times as much in the store, and hardly more in memory.
            let figure = large / small;
            let bar = Bar { figure, most: 1.5, decimals: 2, unit: "x" };
            table.row(&format!("{name}: {small:.0} and {large:.0} MB"), f64::NAN, f64::NAN, bar)?;
        }
    }
    let missed = table.finish()?;
    Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Megabytes that the processes had at their peak.
struct Peaks {
    export: f64,
    import: f64,
}

fn measure<W: io::Write>(table: &mut Table<W>, receipts: u32) -> Result<Peaks, Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let (from, to) = (scratch.path().join("from"), scratch.path().join("to"));
    let archive = scratch.path().join("archive.car");
    fill::fill(&from, receipts).map_err(|error| -> Box<dyn Error> { error })?;
    let (export_seconds, export) = child("export", &from, &archive)?;
    let (import_seconds, import) = child("import", &to, &archive)?;
    let bytes = fs::metadata(&archive)?.len();
    let mut copies = Vec::new();
    for _ in 0..3 {
        copies.push(copy(&archive, &scratch.path().join("copy"))?);
    }
    let copied = copies.into_iter().fold(f64::INFINITY, f64::min);
    let megabytes = f64::from(u32::try_from(bytes >> 10)?) / 1024.0;
    for (name, seconds, most) in
        [("export", export_seconds, 20.0), ("import", import_seconds, 60.0)]
    {
        let bar = Bar { figure: seconds / copied, most, decimals: 1, unit: "x" };
        let name = format!("{name}, {:.0} MB at {:.0} MB/s", megabytes, megabytes / seconds);
        table.row(&name, seconds * 1e9, copied * 1e9, bar)?;
    }
    io::stdout().flush()?;
    Ok(Peaks { export, import })
}

/// Seconds, and megabytes at the peak.
fn child(what: &str, store: &Path, file: &Path) -> Result<(f64, f64), Box<dyn Error>> {
    let output =
        Command::new(env::current_exe()?).arg("--child").arg(what).args([store, file]).output()?;
    let said = String::from_utf8(output.stdout)?;
    let mut figures = said.split_whitespace().map(str::parse::<f64>);
    match (figures.next(), figures.next()) {
        (Some(Ok(seconds)), Some(Ok(peak))) => Ok((seconds, peak)),
        _ => Err(format!("the child failed: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// Seconds that a copy takes until it is on the disk.
fn copy(from: &Path, to: &Path) -> io::Result<f64> {
    let start = Instant::now();
    let mut sink = File::create(to)?;
    io::copy(&mut File::open(from)?, &mut sink)?;
    sink.sync_all()?;
    let seconds = start.elapsed().as_secs_f64();
    fs::remove_file(to)?;
    Ok(seconds)
}
