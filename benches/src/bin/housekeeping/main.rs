//! What it costs to leave with a whole store, and to come with one.
//!
//! ```text
//! cd benches && cargo run --release --features runtime --bin housekeeping
//! ```
//!
//! Stores on the disk with fifty thousand and with two hundred thousand receipts, each with
//! four kilobytes of content and its result, two with sixteen and with sixty-four kilobytes for
//! each receipt, and stores of large content, are exported and imported, each in a process of
//! its own, so that its peak of memory is its own. The time is held against what cannot be saved: a plain copy
//! of the archive with a sync, and the floor, which is what hashing all bytes, and on import
//! verifying all receipts, takes at the least on the processors that there are. The peak of
//! the larger stores is held against that of the small one.
//!
//! The names `receipts`, `pictures`, `photos`, `blocks` and `files` measure these alone, and
//! `million` a store with a million receipts, for which there have to be 35 GB on the disk. `--fill NAME
//! NUMBER DIRECTORY` makes a store and leaves it there, and `--child export|import DIRECTORY
//! FILE` does one step, for whoever looks with tools of his own.
//!
//! `held` holds the disk to 125, 250 and 400 MB/s, or to those that are named, and holds each step
//! against a copy on the same: as root, on Linux with control groups.
//!
//! Ends with status 0 whatever is missed; with `--strict` with 1 if a bar is.

mod child;
mod content;
mod floor;
mod held;

use std::{
    env,
    error::Error,
    fs,
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
    time::Instant,
};

use child::Spent;
use content::Content;
use floor::Floor;
use ipvm_benches::{Bar, Table};

/// What is measured, and how many times what cannot be saved an export and an import may take.
const STORES: [(Content, f64, f64); 7] = [
    // So many that what is on the way, and what the store keeps of itself in memory, is full;
    // and so few that beginning shows.
    (Content::Receipts(50_000), 3.0, 3.0),
    (Content::Receipts(200_000), 3.0, 3.0),
    (Content::Pictures(32_000), 2.0, 3.0),
    (Content::Photos(8_000), 2.0, 2.0),
    (Content::Blocks(128), 3.0, 3.0),
    (Content::Blocks(512), 2.0, 2.0),
    (Content::Files(512), 2.0, 2.0),
];

/// The same of very many, for whoever asks for it: it takes minutes, and 35 GB on the disk.
const MILLION: (Content, f64, f64) = (Content::Receipts(1_000_000), 3.0, 4.0);

/// How many megabytes more than the small store the large one may have in memory: a few of the
/// parts of four that are on the way at a time.
const MORE: f64 = 32.0;

/// How often a plain copy is made; the median counts.
const COPIES: usize = 3;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--child", what, store, file] => {
            child::run(what, Path::new(store), Path::new(file))?;
            return Ok(ExitCode::SUCCESS);
        }
        ["--fill", name, number, store] => {
            let content =
                Content::named(name, number.parse()?).ok_or("there is no such content")?;
            content.fill(Path::new(store)).map_err(|error| -> Box<dyn Error> { error })?;
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let strict = arguments.iter().any(|argument| argument == "--strict");
    let names: Vec<_> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    if names.iter().any(|name| *name == "held") {
        let speeds: Vec<u32> = names.iter().filter_map(|name| name.parse().ok()).collect();
        let speeds = if speeds.is_empty() { held::SPEEDS.to_vec() } else { speeds };
        let is_content = |name: &String| Content::named(name, 0).is_some();
        let is_asked = |name: &str| {
            !names.iter().any(|name| is_content(name)) || names.iter().any(|it| *it == name)
        };
        let mut table = Table::new(io::stdout());
        held::run(&mut table, &speeds, is_asked)?;
        let missed = table.finish()?;
        return Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS });
    }
    let floor = Floor::measure()?;
    println!(
        "one processor of {} hashes {:.0} MB/s and reads and verifies a receipt among many in {:.0} us\n",
        floor.processors,
        floor.hashing,
        floor.verification * 1e6
    );
    let mut table = Table::new(io::stdout());
    let mut peaks: Vec<(Content, Spent, Spent)> = Vec::new();
    for (content, export, import) in STORES {
        if names.is_empty() || names.iter().any(|name| *name == content.name()) {
            table.part(&content.title(), "copy + floor")?;
            let (export, import) = measure(&mut table, &floor, content, (export, import))?;
            peaks.push((content, export, import));
        }
    }
    if names.iter().any(|name| *name == "million") {
        let (content, export, import) = MILLION;
        table.part(&content.title(), "copy + floor")?;
        measure(&mut table, &floor, content, (export, import))?;
    }
    table.part("peak of memory", "")?;
    for pair in peaks.windows(2) {
        let [(small, export, import), (large, export_large, import_large)] = pair else { continue };
        if small.name() != large.name() {
            continue;
        }
        // So many times as much in the store, and hardly more in memory.
        for (name, small, large) in
            [("export", export, export_large), ("import", import, import_large)]
        {
            // What both have open takes more than that: a ratio would say little.
            let figure = large.peak - small.peak;
            let bar = Bar { figure, most: MORE, decimals: 0, unit: " MB" };
            let name = format!("{name}: {:.0} and {:.0} MB", small.peak, large.peak);
            table.row(&name, f64::NAN, f64::NAN, bar)?;
        }
    }
    let missed = table.finish()?;
    Ok(if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn measure<W: io::Write>(
    table: &mut Table<W>,
    floor: &Floor,
    content: Content,
    (most_export, most_import): (f64, f64),
) -> Result<(Spent, Spent), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let (from, to) = (scratch.path().join("from"), scratch.path().join("to"));
    let archive = scratch.path().join("archive.car");
    content.fill(&from).map_err(|error| -> Box<dyn Error> { error })?;
    let export = child::start("export", &from, &archive)?;
    let copied = |number: usize| copy(&archive, &scratch.path().join(format!("copy {number}")));
    let mut copies = vec![copied(0)?];
    let import = child::start("import", &to, &archive)?;
    for number in 1..COPIES {
        copies.push(copied(number)?);
    }
    copies.sort_by(f64::total_cmp);
    let copied = copies[COPIES / 2];
    let megabytes = f64::from(u32::try_from(fs::metadata(&archive)?.len() >> 10)?) / 1024.0;
    for (name, spent, most) in [("export", export, most_export), ("import", import, most_import)] {
        let floor = floor.of(content, megabytes, name == "import");
        let least = copied + floor;
        let bar = Bar { figure: spent.seconds / least, most, decimals: 1, unit: "x" };
        let row = format!("{name}, {megabytes:.0} MB at {:.0} MB/s", megabytes / spent.seconds);
        table.row(&row, spent.seconds * 1e9, least * 1e9, bar)?;
        println!(
            "  {:.1}x of a copy at {:.0} MB/s; floor {:.0} ms, processors {:.0} ms, peak {:.0} MB",
            spent.seconds / copied,
            megabytes / copied,
            floor * 1e3,
            spent.processor * 1e3,
            spent.peak
        );
    }
    io::stdout().flush()?;
    Ok((export, import))
}

/// Seconds that a copy takes until it is on the disk. It stays, like what an import writes:
/// the next one would be written into the memory that it leaves, which a virtual machine has
/// at hand and fresh memory not.
fn copy(from: &Path, to: &Path) -> io::Result<f64> {
    let start = Instant::now();
    child::copy(from, to)?;
    Ok(start.elapsed().as_secs_f64())
}
