//! An event log that flows through pure tasks, with a query at the front and a mutation at the end,
//! and is replayed: from the beginning, from any point, with another event in it, and after its
//! process was killed.
//!
//! The events are base facts: blocks of which each names the one before (`log.rs`). A step takes the
//! state so far and one entry, and gives the state after it; the steps are tasks of a component
//! (`guests/event-log`), each of which awaits the one before. What is asked of the world is asked at
//! the front, and what is told to it is told at the end (`stream.rs`), here to a server on the
//! loopback (`office.rs`). `docs/streams.md` is about this program.

#[path = "../report/http.rs"]
mod http;
mod log;
mod office;
mod stream;
mod worker;

use std::{
    env,
    error::Error,
    io::{self, Write},
    sync::Arc,
};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_redb::RedbStore;
use ipvm_runtime::{
    JobReport, PrepareError, RunError, Stores, TaskError, TaskOutcome,
    store::{About, Address, Memo, MemoryStore, ReceiptRecord, Receipts},
};
use ipvm_task::wasm_run;
use ucan_core::{Did, Envelope};
use ucan_invocation::{Invocation, Outcome, Receipt};
use varsig::Block;

use self::{
    log::Entry,
    office::Office,
    stream::{Shop, label},
};

pub(crate) type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

pub(crate) fn main() -> Result<()> {
    work_if_asked().unwrap_or_else(|| show(&mut io::stdout()))
}

/// Does the work of the process that is going to be killed, if this is that process.
pub(crate) fn work_if_asked() -> Option<Result<()>> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.as_slice() {
        [what, folder, office] if what == worker::NAME => {
            Some(worker::work(folder.as_ref(), office))
        }
        _ => None,
    }
}

/// What happened in the shop: what is left are four cocoa, and one coffee of ten.
fn events() -> [Ipld; 8] {
    let bag = "a torn bag";
    [
        bought("tea", 20, 300),
        bought("coffee", 10, 500),
        sold("tea", 12, 450),
        ipld!({"lost": {"goods": "coffee", "quantity": 1, "reason": bag}}),
        sold("coffee", 6, 800),
        bought("cocoa", 4, 250),
        sold("tea", 8, 450),
        sold("coffee", 2, 800),
    ]
}

fn bought(goods: &str, quantity: u32, cents: u32) -> Ipld {
    ipld!({"bought": {"goods": goods, "quantity": quantity, "cents": cents}})
}

fn sold(goods: &str, quantity: u32, cents: u32) -> Ipld {
    ipld!({"sold": {"goods": goods, "quantity": quantity, "cents": cents}})
}

/// Runs everything, and writes what it shows.
pub(crate) fn show(out: &mut dyn Write) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let office = Office::open()?;
    let store = Arc::new(RedbStore::open(folder.path().join("shop"))?);
    let open = || Shop::open(9, Stores::from(Arc::clone(&store)), office.address);
    let shop = open()?;

    // All that is needed to find the events again is the address of the last one.
    let log = log::with(&[], events())?;
    log::keep(&*store, &log)?;
    let last = *log.last().ok_or("there are no events")?.id();
    let log = log::read(&*store, &last)?;
    writeln!(out, "{} events up to {last}", log.len())?;

    let first = shop.stream(&log)?;
    let whole = run(&shop, &first)?;
    counts(out, "through the stream", &whole, [12, 0])?;
    // -60.00 - 50.00 + 54.00 + 48.00 - 10.00 + 36.00 + 16.00, and the rate is 1.25.
    told(
        out,
        &office,
        r#"{"balance":3400,"converted":{"cents":4250,"currency":"USD"},"events":8,"#,
        r#""stock":[{"goods":"cocoa","quantity":4},{"goods":"coffee","quantity":1}]}"#,
    )?;
    expect("the office was asked once and told once", asked(&office) == [1, 1, 1])?;

    // Another executor over the same store, as the next process has one.
    let again = run(&open()?, &first)?;
    counts(out, "again from the beginning", &again, [0, 12])?;
    expect("the office heard nothing of it", asked(&office) == [1, 1, 1])?;

    let more = log::with(&log, [sold("cocoa", 3, 400)])?;
    counts(out, "with one event more", &run(&shop, &shop.stream(&more)?)?, [3, 10])?;
    told(
        out,
        &office,
        r#"{"balance":4600,"converted":{"cents":5750,"currency":"USD"},"events":9,"#,
        r#""stock":[{"goods":"cocoa","quantity":1},{"goods":"coffee","quantity":1}]}"#,
    )?;

    let other = log::with(&log[..4], [sold("coffee", 6, 900)])?;
    let other = log::with(&other, events().into_iter().skip(5))?;
    counts(out, "with another fifth event", &run(&shop, &shop.stream(&other)?)?, [6, 6])?;
    told(
        out,
        &office,
        r#"{"balance":4000,"converted":{"cents":5000,"currency":"USD"},"events":8,"#,
        r#""stock":[{"goods":"cocoa","quantity":4},{"goods":"coffee","quantity":1}]}"#,
    )?;
    expect("the rate was asked for once, and three reports came", asked(&office) == [1, 3, 3])?;

    let wrong = log::with(&log, [sold("tea", 1, 450)])?;
    let wrong = run(&shop, &shop.stream(&wrong)?)?;
    writeln!(out, "with a ninth event that does not fit:")?;
    rejected(out, &wrong)?;
    expect("the office heard nothing of it", asked(&office) == [1, 3, 3])?;

    from_any_point(out, &office, &shop, &log, &whole)?;
    worker::killed(out, &log)
}

/// The steps behind every point of the log, in an executor that has nothing but one receipt.
fn from_any_point(
    out: &mut dyn Write,
    office: &Office,
    shop: &Shop,
    log: &[Entry],
    whole: &JobReport,
) -> Result<()> {
    let (theirs, end) = (shop.executor.did(), state(whole, &label(log.len()))?);
    for count in 0..log.len() {
        let point = if count == 0 { "start".to_owned() } else { label(count) };
        let attested = whole.task(&point).and_then(|task| task.attested());
        let receipt = attested.ok_or("a step has no receipt")?.released();

        let store = Arc::new(MemoryStore::new());
        hand_over(receipt, &shop.owner(), &store)?;
        // A receipt is the word of whoever signed it. It counts where they are trusted only.
        let strict = Shop::open(10, Stores::from(Arc::clone(&store)), office.address)?;
        let tail = strict.tail(log, count, receipt.ran())?;
        let refused = strict.executor.submit(&strict.executor.receive(tail.bytes(), &[])?);
        let is_unknown = matches!(
            refused,
            Err(RunError::Prepare { error: PrepareError::UnknownPromise { tasks }, .. })
                if tasks.iter().eq([receipt.ran()])
        );
        expect("a stranger's receipt does not count", is_unknown)?;

        let shop = Shop::trusting(10, Stores::from(store), office.address, Some(theirs))?;
        let tail = run(&shop, &shop.tail(log, count, receipt.ran())?)?;
        let what = format!("elsewhere, from the state after {count}");
        counts(out, &what, &tail, [log.len() - count, 0])?;
        expect("it comes to the same state", state(&tail, &label(log.len()))? == end)?;
    }
    writeln!(out, "  each came to the state {end}")?;
    Ok(())
}

/// Puts a receipt where an executor finds it, and says whose it is: others do not await it.
fn hand_over(receipt: &Receipt, owner: &Did, store: &MemoryStore) -> Result<()> {
    let record = ReceiptRecord::new(receipt.block().clone(), *receipt.ran());
    store.put(&record.with_about(About::new(owner.clone(), wasm_run())))?;
    let _ = store.remember(&[Address::Task(*receipt.ran())], receipt.cid())?;
    Ok(())
}

/// Shows how a stream ends in which an event does not fit.
fn rejected(out: &mut dyn Write, report: &JobReport) -> Result<()> {
    let ninth = report.task("event-9").and_then(|task| task.result());
    let short = ipld!({"short": {"goods": "tea", "wanted": 1, "there": 0}});
    expect("the ninth event is rejected", ninth == Some(&Outcome::Error(short)))?;
    writeln!(
        out,
        "  event-9 ended in an error, which is a value: one tea is wanted, and none there"
    )?;
    let broken_by = report.broken_by("summary").map(|task| task.label.as_str());
    expect("the summary has nothing to sum up", broken_by == Some("event-9"))?;
    writeln!(out, "  summary awaits the state after it, and there is none")?;
    let told = report.task("report").map(|task| &task.outcome);
    let error = TaskError::Transaction;
    expect("nothing is reported", told == Some(&TaskOutcome::Failed { error }))?;
    writeln!(out, "  report was not begun")?;
    Ok(())
}

fn run(shop: &Shop, signed: &Envelope<Invocation>) -> Result<JobReport> {
    let job = shop.executor.receive(signed.bytes(), &[])?;
    Ok(shop.executor.submit(&job)?.wait())
}

/// Says how much of a stream was executed and how much reused, if it is so much.
fn counts(out: &mut dyn Write, what: &str, report: &JobReport, expected: [usize; 2]) -> Result<()> {
    let [executed, reused] = [report.executed(), report.reused()];
    expect(what, report.is_ok() && [executed, reused] == expected)?;
    writeln!(out, "{what}: {executed} executed, {reused} reused")?;
    Ok(())
}

/// The address of the state that a step gave.
fn state(report: &JobReport, label: &str) -> Result<Cid> {
    match report.task(label).and_then(|task| task.result()) {
        Some(Outcome::Ok(state)) => Ok(*Block::encode(state)?.cid()),
        other => Err(format!("{label} gave no state: {other:?}").into()),
    }
}

/// How often the office was asked for a rate and told a report, and how many reports it has.
fn asked(office: &Office) -> [usize; 3] {
    let books = office.books();
    [books.rates, books.reports, books.filed.len()]
}

/// Shows the newest report of the office, if it is this.
fn told(out: &mut dyn Write, office: &Office, money: &str, goods: &str) -> Result<()> {
    let newest = office.books().newest.clone();
    expect("the office was told of the shop", newest == format!("{money}{goods}"))?;
    writeln!(out, "  the office has {money}")?;
    writeln!(out, "                 {goods}")?;
    Ok(())
}

fn expect(what: &str, holds: bool) -> Result<()> {
    if holds { Ok(()) } else { Err(format!("this does not hold: {what}").into()) }
}
