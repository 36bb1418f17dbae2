//! Whole stores on a disk that is held to a speed.
//!
//! The disk of a virtual machine may have several speeds within a minute, so that a copy made
//! right before a step tells little of it. Linux can hold what a group of processes writes to a
//! speed; a step and a copy in such a group have the same disk.

use std::{
    error::Error,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
};

use ipvm_benches::{Bar, Table};

use crate::{
    child::{self, Spent},
    content::Content,
};

/// The speeds that are asked for by default, in megabytes of 10^6 bytes a second.
pub(crate) const SPEEDS: [u32; 3] = [125, 250, 400];

const STORES: [Content; 4] = [
    Content::Receipts(100_000),
    Content::Pictures(32_000),
    Content::Photos(8_000),
    Content::Blocks(512),
];

/// How many times a copy an export or an import may take to be at the speed of the disk.
const MOST: f64 = 1.2;

/// Measures on disks of these speeds; only these contents, if any are named.
pub(crate) fn run<W: Write>(
    table: &mut Table<W>,
    speeds: &[u32],
    is_asked: impl Fn(&str) -> bool,
) -> Result<(), Box<dyn Error>> {
    for content in STORES {
        if !is_asked(content.name()) {
            continue;
        }
        let scratch = tempfile::tempdir()?;
        let from = scratch.path().join("from");
        content.fill(&from).map_err(|error| -> Box<dyn Error> { error })?;
        for speed in speeds {
            table.part(&format!("{}, {speed} MB/s", content.title()), "copy")?;
            measure(table, scratch.path(), *speed)?;
        }
    }
    Ok(())
}

fn measure<W: Write>(
    table: &mut Table<W>,
    scratch: &Path,
    speed: u32,
) -> Result<(), Box<dyn Error>> {
    let group = Group::of(scratch, speed)?;
    let at = |name: &str| scratch.join(format!("{name} {speed}"));
    let (archive, copy, to) = (at("archive"), at("copy"), at("to"));
    let from = scratch.join("from");
    let export = twice(&archive, || child::start_in(&group, "export", &from, &archive))?;
    let copied = twice(&copy, || child::start_in(&group, "copy", &copy, &archive))?;
    let import = twice(&to, || child::start_in(&group, "import", &to, &archive))?;
    let megabytes = f64::from(u32::try_from(fs::metadata(&archive)?.len() >> 10)?) * 1.024e-3;
    for (name, spent) in [("export", export), ("import", import)] {
        let Spent { seconds, processor, peak, written } = spent;
        let bar = Bar { figure: seconds / copied.seconds, most: MOST, decimals: 2, unit: "x" };
        let row = format!("{name}, {megabytes:.0} MB at {:.0} MB/s", megabytes / seconds);
        table.row(&row, seconds * 1e9, copied.seconds * 1e9, bar)?;
        println!(
            "  {written:.0} MB written at {:.0} MB/s; processors {:.0} ms, peak {peak:.0} MB",
            written / seconds,
            processor * 1e3,
        );
    }
    io::stdout().flush()?;
    Ok(())
}

/// What it took the faster one of two times. The first time a virtual machine may have to get the
/// memory that is written into; the second time it has what was removed.
fn twice(
    made: &Path,
    make: impl Fn() -> Result<Spent, Box<dyn Error>>,
) -> Result<Spent, Box<dyn Error>> {
    let first = make()?;
    if made.is_dir() { fs::remove_dir_all(made) } else { fs::remove_file(made) }?;
    let second = make()?;
    Ok(if second.seconds < first.seconds { second } else { first })
}

/// A group of processes whose writing is held to a speed. It goes when it is dropped.
pub(crate) struct Group {
    directory: PathBuf,
}

impl Group {
    /// One that writes so many megabytes a second to the disk of this directory at the most.
    fn of(directory: &Path, speed: u32) -> Result<Self, Box<dyn Error>> {
        let disk = disk_of(directory)?;
        let bytes = u64::from(speed) * 1_000_000;
        let name = format!("ipvm-held-{}", std::process::id());
        let root = Path::new("/sys/fs/cgroup");
        let (parent, file, limit) = if root.join("blkio").is_dir() {
            let limit = format!("{disk} {bytes}");
            (root.join("blkio"), "blkio.throttle.write_bps_device", limit)
        } else {
            fs::write(root.join("cgroup.subtree_control"), "+io").map_err(cannot)?;
            (root.to_owned(), "io.max", format!("{disk} wbps={bytes}"))
        };
        let group = Self { directory: parent.join(name) };
        fs::create_dir_all(&group.directory).map_err(cannot)?;
        fs::write(group.directory.join(file), limit).map_err(cannot)?;
        Ok(group)
    }

    /// A command that is run in the group from its beginning.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", r#"echo $$ > "$0" && exec "$@""#]);
        command.arg(self.directory.join("cgroup.procs")).arg(program);
        command
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Who was in it has ended. Where that is not so it stays, and holds nobody else.
        drop(fs::remove_dir(&self.directory));
    }
}

fn cannot(error: io::Error) -> String {
    format!("a disk can be held to a speed by root, on Linux with control groups: {error}")
}

/// The number of the disk that a directory is on.
fn disk_of(directory: &Path) -> Result<String, Box<dyn Error>> {
    let directory = fs::canonicalize(directory)?;
    let mounts = fs::read_to_string("/proc/self/mountinfo").map_err(cannot)?;
    let mounts = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(2);
        let (disk, point) = (fields.next()?, Path::new(fields.nth(1)?));
        directory.starts_with(point).then_some((point.components().count(), disk))
    });
    let (_, disk) = mounts.max_by_key(|(depth, _)| *depth).ok_or("no disk is mounted here")?;
    // A part of a disk is held by holding the disk.
    let whole = Path::new("/sys/dev/block").join(disk);
    if whole.join("partition").exists() {
        let whole = fs::canonicalize(whole)?.join("../dev");
        return Ok(fs::read_to_string(whole)?.trim().to_owned());
    }
    Ok(disk.to_owned())
}
