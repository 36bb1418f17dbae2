//! One export or import, in a process of its own.

use std::{error::Error, fs, fs::File, io::BufWriter, path::Path, time::Instant};

use ipvm_housekeeping::{ExportOptions, ImportOptions, export, import};
use ipvm_redb::RedbStore;
use ucan_core::{Did, Timestamp};

use crate::fill;

/// Prints the seconds that it took, and the megabytes at the peak.
pub(crate) fn run(what: &str, store: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    let store = RedbStore::open(store)?;
    let start = Instant::now();
    match what {
        "export" => {
            let sink = BufWriter::with_capacity(1 << 20, File::create(file)?);
            let (_, sink) = export(&store, &ExportOptions::default(), sink, &mut |_| {})?;
            sink.into_inner()?.sync_all()?;
        }
        "import" => {
            let now = Timestamp::from_seconds(fill::NOW)?;
            let options = ImportOptions::at(now).trusting([Did::from_signer(&fill::executor())]);
            import(&store, &options, File::open(file)?, &mut |_| {})?;
        }
        other => return Err(format!("there is no {other}").into()),
    }
    println!("{} {}", start.elapsed().as_secs_f64(), peak()?);
    Ok(())
}

/// Megabytes that this process had in memory at its peak; none where nobody says it.
fn peak() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).unwrap_or("0");
    Ok(kilobytes.parse::<f64>()? / 1024.0)
}
