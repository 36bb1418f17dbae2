//! `ipvm store`: keeping house, and leaving.

mod collect;
mod print;
mod transfer;

use std::{io, path::Path};

use cid::Cid;
use ipvm_housekeeping::{
    CheckOptions, ExportOptions, Finding, Progress as Done, Repaired, Stage, Statistics,
};
use ipvm_redb::RedbStore;
use ipvm_runtime::{
    Clock as _, SystemClock,
    store::{Inventory, Receipts, StoreError},
};
use serde_json::{Value, json};
use ucan_core::TokenCid;

use crate::{
    arguments::{StoreCommand, StoreOptions},
    error::CliError,
    progress::Progress,
    store_folder::StoreFolder,
    terminal::say,
};

/// Does what was asked of the store; says whether all is well.
pub(crate) fn run(command: &StoreCommand) -> Result<bool, CliError> {
    match command {
        StoreCommand::Stats(options) => stats(options),
        StoreCommand::Check { repair, store } => check(*repair, store),
        StoreCommand::Gc(options) => collect::run(options),
        StoreCommand::Why { cid, keep, store } => collect::why(cid, keep, store),
        StoreCommand::Compact(options) => compact(options),
        StoreCommand::Export { file, secrets, salvage, store } => {
            let mut export = ExportOptions::default();
            (export.secrets, export.salvage) = (*secrets, *salvage);
            transfer::export(file, &export, store)
        }
        StoreCommand::Import(options) => transfer::import(options),
        StoreCommand::Pin { cid, store } => pin(cid, store),
        StoreCommand::Unpin { cid, store } => unpin(cid, store),
        StoreCommand::Pins(options) => pins(options),
    }
}

/// The store that is there.
fn existing(named: Option<&Path>) -> Result<RedbStore, CliError> {
    let folder = StoreFolder::named(named)?;
    if !folder.has_store() {
        return Err(CliError::NoStore { path: folder.path().to_owned() });
    }
    Ok(RedbStore::open(folder.path())?)
}

/// The store, which is made if there is none.
fn any(named: Option<&Path>) -> Result<RedbStore, CliError> {
    Ok(RedbStore::open(StoreFolder::open(named)?.path())?)
}

/// A CID as it is printed: that of a receipt as of any token, in base58btc (ruling T6).
fn text(store: &RedbStore, cid: &Cid) -> String {
    match Receipts::get(store, cid) {
        // A receipt that is damaged is one.
        Ok(Some(_)) | Err(StoreError::Damaged { .. }) => TokenCid(cid).to_string(),
        Ok(None) | Err(_) => cid.to_string(),
    }
}

/// Tells how far something is.
fn tell(progress: &Progress) -> impl FnMut(Done) + '_ {
    |done| {
        let what = match done.stage {
            Stage::Marking => "marking what is kept",
            Stage::Sweeping => "removing",
            Stage::Reading => "damaged",
            Stage::Judging => "checking",
            Stage::Exporting => "writing",
            Stage::Importing => "taking in",
            _ => "working",
        };
        progress.say(&format!("{what}: {}", done.done));
    }
}

fn stats(options: &StoreOptions) -> Result<bool, CliError> {
    let store = existing(options.store.as_deref())?;
    let (counted, disk) = (Statistics::of(&store)?, store.statistics()?);
    let print = print::Print(options.format);
    print.document(
        &json!({
            "public": { "blocks": counted.public.blocks, "bytes": counted.public.bytes },
            "restricted": { "blocks": counted.restricted.blocks, "bytes": counted.restricted.bytes },
            "owners": counted.owners,
            "receipts": counted.receipts,
            "results": {
                "pure": counted.pure_results,
                "query": counted.query_results,
                "mutation": counted.mutation_results,
            },
            "mutations": { "settled": counted.settled, "unsettled": counted.unsettled },
            "pins": counted.pins,
            "damaged": { "blocks": counted.damaged_blocks, "results": counted.damaged_results },
            "disk": {
                "database": disk.file_bytes,
                "free": disk.free_pages.saturating_mul(disk.page_bytes),
                "files": disk.block_files,
                "fileBytes": disk.block_file_bytes,
            },
        }),
        &[
            ("public blocks", amount(counted.public.blocks, counted.public.bytes)),
            ("restricted blocks", amount(counted.restricted.blocks, counted.restricted.bytes)),
            ("receipts", counted.receipts.to_string()),
            (
                "results",
                format!(
                    "{} pure, {} of queries, {} of mutations",
                    counted.pure_results, counted.query_results, counted.mutation_results
                ),
            ),
            (
                "mutations begun",
                format!("{} settled, {} not", counted.settled, counted.unsettled),
            ),
            ("pins", counted.pins.to_string()),
            (
                "damaged",
                format!("{} blocks, {} results", counted.damaged_blocks, counted.damaged_results),
            ),
            (
                "on the disk",
                format!(
                    "{}, of which {} are free; {} in {} files",
                    print::size(disk.file_bytes),
                    print::size(disk.free_pages.saturating_mul(disk.page_bytes)),
                    print::size(disk.block_file_bytes),
                    disk.block_files
                ),
            ),
        ],
    )?;
    Ok(true)
}

fn amount(count: u64, bytes: u64) -> String {
    format!("{count}, {}", print::size(bytes))
}

fn check(repair: bool, options: &StoreOptions) -> Result<bool, CliError> {
    let store = existing(options.store.as_deref())?;
    let progress = Progress::on_terminals();
    let told = CheckOptions::at(SystemClock.now());
    progress.say("reading everything");
    let mut lists = print::Print(options.format).lists();
    let findings = look(&store, repair, &told, &progress, &mut lists);
    drop(progress);
    let findings = lists.end(findings)?;
    match (findings, repair) {
        (0, _) => say!("nothing is amiss"),
        (_, true) => say!("{findings} findings are left"),
        (_, false) => {
            say!("{findings} findings; `ipvm store check --repair` mends what can be");
        }
    }
    Ok(findings == 0)
}

/// Prints what is found, and says how much it is.
fn look(
    store: &RedbStore,
    repair: bool,
    told: &CheckOptions<'_>,
    progress: &Progress,
    lists: &mut print::Lists<io::Stdout>,
) -> Result<u64, CliError> {
    lists.begin("mended");
    if repair {
        ipvm_housekeeping::repair(store, told, &mut |it| {
            let mended = shown_repair(&it);
            progress.aside(|| lists.add(|| json!(mended), || format!("mended: {mended}")));
        })?;
    }
    lists.begin("findings");
    let mut findings = 0_u64;
    ipvm_housekeeping::check(store, told, &mut tell(progress), &mut |it| {
        findings += 1;
        progress.aside(|| lists.add(|| shown_finding(&it), || it.to_string()));
    })?;
    Ok(findings)
}

fn shown_finding(finding: &Finding) -> Value {
    let Finding { trouble, remedy, .. } = finding;
    json!({ "trouble": trouble.to_string(), "remedy": remedy.to_string() })
}

fn shown_repair(repaired: &Repaired) -> String {
    match repaired {
        Repaired::Row(damage) => damage.to_string(),
        Repaired::Forgotten { address, .. } => format!("the result of {address} is forgotten"),
        _ => "something".to_owned(),
    }
}

fn compact(options: &StoreOptions) -> Result<bool, CliError> {
    let mut store = existing(options.store.as_deref())?;
    let progress = Progress::on_terminals();
    progress.say("moving what is there together");
    let done = store.compact()?;
    drop(progress);
    print::Print(options.format).document(
        &json!({
            "before": done.before,
            "after": done.after,
            "packed": done.packed,
            "orphans": done.orphans,
            "orphanBytes": done.orphan_bytes,
            "keptOrphans": done.kept_orphans,
        }),
        &[
            ("before", print::size(done.before)),
            ("after", print::size(done.after)),
            ("packed", format!("{} small blocks", done.packed)),
            ("left over", format!("{} files, {}", done.orphans, print::size(done.orphan_bytes))),
        ],
    )?;
    if done.kept_orphans {
        say!(
            "note: files without a row were left, since a damaged row may be theirs; \
             run `ipvm store check`"
        );
    }
    Ok(true)
}

fn pin(cid: &Cid, options: &StoreOptions) -> Result<bool, CliError> {
    let store = any(options.store.as_deref())?;
    store.pin(cid)?;
    print::Print(options.format).document(&json!({ "pinned": text(&store, cid) }), &[])?;
    Ok(true)
}

fn unpin(cid: &Cid, options: &StoreOptions) -> Result<bool, CliError> {
    let store = existing(options.store.as_deref())?;
    let was = store.unpin(cid)?;
    let cid = text(&store, cid);
    print::Print(options.format).document(&json!({ "unpinned": cid, "was": was }), &[])?;
    if !was {
        say!("{cid} was not pinned");
    }
    Ok(was)
}

fn pins(options: &StoreOptions) -> Result<bool, CliError> {
    let store = existing(options.store.as_deref())?;
    let pins: Vec<String> =
        store.pins(None, usize::MAX)?.iter().map(|cid| text(&store, cid)).collect();
    print::Print(options.format).list(&json!({ "pins": pins }), pins.iter().cloned())?;
    Ok(true)
}
