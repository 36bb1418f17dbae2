//! A process of its own that runs the stream, and what becomes of it when it is killed.

use std::{
    collections::BTreeSet,
    env, fs,
    io::{BufRead, BufReader, Lines, Write},
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
};

use cid::Cid;
use ipvm_redb::RedbStore;
use ipvm_runtime::{Event, Stores, TaskOutcome, store::Receipts};

use super::{
    Result, asked, expect,
    log::{self, Entry},
    office::Office,
    stream::Shop,
};

/// The argument by which this program knows that it is the worker.
pub(crate) const NAME: &str = "work";

/// The signed stream, and the store, in the worker's folder.
const STREAM: &str = "stream.ucan";
const STORE: &str = "shop";

/// The worker: runs the stream in the folder, and says of each task how it ended.
pub(crate) fn work(folder: &Path, office: &str) -> Result<()> {
    let store = Arc::new(RedbStore::open(folder.join(STORE))?);
    let shop = Shop::open(9, Stores::from(store), office.parse()?)?;
    let job = shop.executor.receive(&fs::read(folder.join(STREAM))?, &[])?;
    let handle = shop.executor.submit(&job)?;
    for event in handle.events() {
        if let Event::Finished(report) = event {
            let how = match report.outcome {
                TaskOutcome::Executed { .. } => "executed",
                TaskOutcome::Reused { .. } => "reused",
                _ => "failed",
            };
            println!("{how} {} {}", report.label, report.task);
        }
    }
    if handle.wait().is_ok() { Ok(()) } else { Err("the stream failed".into()) }
}

/// A worker that was started; it is killed when it is dropped.
struct Worker {
    process: Child,
    said: Lines<BufReader<ChildStdout>>,
}

/// What a worker says of one task.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ended {
    how: String,
    label: String,
    task: Cid,
}

impl Worker {
    fn start(folder: &Path, office: SocketAddr) -> Result<Self> {
        let mut process = Command::new(env::current_exe()?)
            .args([NAME.as_ref(), folder.as_os_str(), office.to_string().as_ref()])
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().ok_or("the worker has no output")?;
        Ok(Self { process, said: BufReader::new(stdout).lines() })
    }

    /// Waits until so many tasks have ended.
    fn ended(&mut self, count: usize) -> Result<Vec<Ended>> {
        let mut ended = Vec::new();
        for line in self.said.by_ref().take(count) {
            let line = line?;
            let [how, label, task] = line.split(' ').collect::<Vec<_>>()[..] else {
                return Err(format!("the worker says `{line}`").into());
            };
            let (how, label, task) = (how.to_owned(), label.to_owned(), task.parse()?);
            ended.push(Ended { how, label, task });
        }
        if ended.len() == count { Ok(ended) } else { Err("the worker has ended".into()) }
    }

    fn kill(mut self) -> Result<()> {
        self.process.kill()?;
        expect("it was killed", !self.process.wait()?.success())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Kills a worker twice: while the query at the front waits for its answer, and while the mutation at
/// the end does.
pub(crate) fn killed(out: &mut dyn Write, log: &[Entry]) -> Result<()> {
    let (folder, office) = (tempfile::tempdir()?, Office::open()?);
    let folder = folder.path();
    {
        let store = Arc::new(RedbStore::open(folder.join(STORE))?);
        let shop = Shop::open(9, Stores::from(Arc::clone(&store)), office.address)?;
        log::keep(&*store, log)?;
        fs::write(folder.join(STREAM), shop.stream(log)?.bytes())?;
    }
    let steps = 1 + log.len();

    office.fall_silent(Some("/rates"));
    let mut worker = Worker::start(folder, office.address)?;
    let first = worker.ended(steps)?;
    office.wait_for_someone()?;
    worker.kill()?;
    counts(out, "killed while it waits for the rate", &first, [steps, 0])?;

    office.fall_silent(Some("/reports"));
    let mut worker = Worker::start(folder, office.address)?;
    let second = worker.ended(steps + 2)?;
    office.wait_for_someone()?;
    worker.kill()?;
    counts(out, "killed while it files the report", &second, [2, steps])?;

    office.fall_silent(None);
    let mut worker = Worker::start(folder, office.address)?;
    let third = worker.ended(steps + 3)?;
    expect("the worker ends well", worker.process.wait()?.success())?;
    counts(out, "started once more", &third, [1, steps + 2])?;

    expect("the second report is the first one again", asked(&office) == [2, 2, 1])?;
    writeln!(out, "  the office was asked twice and told twice, and has one report")?;

    let store = RedbStore::open(folder.join(STORE))?;
    for Ended { label, task, .. } in &third {
        expect(&format!("{label} has one receipt"), store.by_task(task)?.len() == 1)?;
    }
    let executed = [&first, &second, &third].into_iter().flatten();
    let executed: Vec<&str> =
        executed.filter(|it| it.how == "executed").map(|it| it.label.as_str()).collect();
    let different: BTreeSet<&str> = executed.iter().copied().collect();
    expect(
        "no task ended twice",
        executed.len() == different.len() && different.len() == steps + 3,
    )?;
    writeln!(out, "  of {} tasks none was executed to its end twice", different.len())?;
    Ok(())
}

fn counts(out: &mut dyn Write, what: &str, ended: &[Ended], expected: [usize; 2]) -> Result<()> {
    let [executed, reused] =
        ["executed", "reused"].map(|how| ended.iter().filter(|it| it.how == how).count());
    expect(what, [executed, reused] == expected && ended.len() == executed + reused)?;
    writeln!(out, "{what}: {executed} executed, {reused} reused")?;
    Ok(())
}
