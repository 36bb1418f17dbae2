//! One export or import, in a process of its own.

use std::{error::Error, fs, fs::File, path::Path, process::Command, time::Instant};

use ipvm_housekeeping::{ExportOptions, ImportOptions, SyncedFile, export, import};
use ipvm_redb::RedbStore;
use ucan_core::{Did, Timestamp};

use crate::content;

/// What a process of its own said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    /// Seconds on the clock on the wall.
    pub(crate) seconds: f64,
    /// Seconds of processors, in the program and on its behalf.
    pub(crate) processor: f64,
    /// Megabytes that it had in memory at its peak.
    pub(crate) peak: f64,
}

/// Exports or imports in a process of its own.
pub(crate) fn start(what: &str, store: &Path, file: &Path) -> Result<Spent, Box<dyn Error>> {
    let output = Command::new(std::env::current_exe()?)
        .arg("--child")
        .arg(what)
        .args([store, file])
        .output()?;
    let said = String::from_utf8(output.stdout)?;
    let mut figures = said.split_whitespace().map(str::parse::<f64>);
    match (figures.next(), figures.next(), figures.next()) {
        (Some(Ok(seconds)), Some(Ok(processor)), Some(Ok(peak))) => {
            Ok(Spent { seconds, processor, peak })
        }
        _ => Err(format!("the child failed: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// Does it in this process, and prints what it took. What is written is on the disk.
pub(crate) fn run(what: &str, store: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    let store = RedbStore::open(store)?;
    let start = Instant::now();
    match what {
        "export" => {
            let sink = SyncedFile::new(File::create(file)?)?;
            let (_, sink) = export(&store, &ExportOptions::default(), sink, &mut |_| {})?;
            sink.finish()?;
        }
        "import" => {
            let now = Timestamp::from_seconds(content::NOW)?;
            let options = ImportOptions::at(now).trusting([Did::from_signer(&content::executor())]);
            import(&store, &options, File::open(file)?, &mut |_| {})?;
        }
        other => return Err(format!("there is no {other}").into()),
    }
    println!("{} {} {}", start.elapsed().as_secs_f64(), processor()?, peak()?);
    Ok(())
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
