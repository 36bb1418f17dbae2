//! One export or import, in a process of its own.

use std::{error::Error, fs, fs::File, io, path::Path, process::Command, time::Instant};

use ipvm_housekeeping::{ExportOptions, ImportOptions, SyncedFile, export, import};
use ipvm_redb::RedbStore;
use ucan_core::{Did, Timestamp};

use crate::{content, held::Group};

/// What a process of its own said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    /// Seconds on the clock on the wall.
    pub(crate) seconds: f64,
    /// Seconds of processors, in the program and on its behalf.
    pub(crate) processor: f64,
    /// Megabytes that it had in memory at its peak.
    pub(crate) peak: f64,
    /// Megabytes of 10^6 bytes that went to the disk for it.
    pub(crate) written: f64,
}

/// Exports or imports in a process of its own.
pub(crate) fn start(what: &str, store: &Path, file: &Path) -> Result<Spent, Box<dyn Error>> {
    spent(Command::new(std::env::current_exe()?), what, store, file)
}

/// Exports, imports or copies in a process of its own that is of a group.
pub(crate) fn start_in(
    group: &Group,
    what: &str,
    store: &Path,
    file: &Path,
) -> Result<Spent, Box<dyn Error>> {
    spent(group.command(&std::env::current_exe()?), what, store, file)
}

fn spent(
    mut command: Command,
    what: &str,
    store: &Path,
    file: &Path,
) -> Result<Spent, Box<dyn Error>> {
    let output = command.arg("--child").arg(what).args([store, file]).output()?;
    let said = String::from_utf8(output.stdout)?;
    let mut figures = said.split_whitespace().map(str::parse::<f64>);
    match (figures.next(), figures.next(), figures.next(), figures.next()) {
        (Some(Ok(seconds)), Some(Ok(processor)), Some(Ok(peak)), Some(Ok(written))) => {
            Ok(Spent { seconds, processor, peak, written })
        }
        _ => Err(format!("the child failed: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// Does it in this process, and prints what it took. What is written is on the disk. A copy is
/// one of the file, in the place of the store.
pub(crate) fn run(what: &str, store: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    let opened = if what == "copy" { None } else { Some(RedbStore::open(store)?) };
    let start = Instant::now();
    match (what, opened) {
        ("copy", _) => copy(file, store)?,
        ("export", Some(store)) => {
            let sink = SyncedFile::new(File::create(file)?)?;
            let (_, sink) = export(&store, &ExportOptions::default(), sink, &mut |_| {})?;
            sink.finish()?;
        }
        ("import", Some(store)) => {
            let now = Timestamp::from_seconds(content::NOW)?;
            let options = ImportOptions::at(now).trusting([Did::from_signer(&content::executor())]);
            import(&store, &options, File::open(file)?, &mut |_| {})?;
        }
        (other, _) => return Err(format!("there is no {other}").into()),
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{seconds} {} {} {}", processor()?, peak()?, written()?);
    Ok(())
}

/// Copies a file, until it is on the disk.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut sink = File::create(to)?;
    io::copy(&mut File::open(from)?, &mut sink)?;
    sink.sync_all()
}

/// Megabytes that went to the disk for this process; none where nobody says it.
fn written() -> Result<f64, Box<dyn Error>> {
    let said = fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = said.lines().find_map(|line| line.strip_prefix("write_bytes: "));
    Ok(line.unwrap_or("0").parse::<f64>()? / 1e6)
}

/// Seconds of processors that this process has had.
fn processor() -> Result<f64, Box<dyn Error>> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Ok(std::time::Duration::try_from(time)?.as_secs_f64())
}

/// Megabytes that this process had in memory at its peak; none where nobody says it.
fn peak() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).unwrap_or("0");
    Ok(kilobytes.parse::<f64>()? / 1024.0)
}
