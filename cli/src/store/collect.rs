//! `ipvm store gc` and `ipvm store why`.

use cid::Cid;
use ipvm_housekeeping::{Garbage, Keep, Plan, Planned, RootKind, Roots};
use ipvm_runtime::{
    Clock as _, SystemClock,
    store::{Blocks as _, Receipts},
};
use serde_json::{Value, json};
use ucan_core::TokenCid;

use super::{existing, print, tell, text};
use crate::{
    arguments::{GcOptions, KeepRule, StoreOptions},
    error::CliError,
    progress::Progress,
    terminal::say,
};

/// The rule that several words make up: subjects together, or one other word.
fn roots(rules: &[KeepRule]) -> Result<Roots, CliError> {
    let keep = match rules {
        [KeepRule::All] | [] => Keep::All,
        [KeepRule::Current] => Keep::Current(SystemClock.now()),
        [KeepRule::None] => Keep::None,
        subjects => {
            let subjects = subjects.iter().map(|rule| match rule {
                KeepRule::Subject(did) => Ok(did.clone()),
                _ => Err(CliError::KeepRules),
            });
            Keep::Subjects(subjects.collect::<Result<_, _>>()?)
        }
    };
    Ok(Roots::keeping(keep))
}

pub(super) fn run(options: &GcOptions) -> Result<bool, CliError> {
    let roots = roots(&options.keep)?;
    let store = existing(options.store.store.as_deref())?;
    let progress = Progress::on_terminals();
    progress.say("looking for what is kept");
    let plan = Plan::make(&store, &roots, &mut tell(&progress))?;
    let planned = plan.planned().clone();
    let damaged = planned.damaged.len().saturating_add(planned.unclear.len());
    if damaged > 0 && !options.despite_damage && !options.dry_run {
        return Err(CliError::DamagedRoots { damaged });
    }
    let mut garbage = Vec::new();
    let (blocks, bytes, receipts, results);
    if options.dry_run {
        plan.garbage(&mut |it| garbage.push(it))?;
        (blocks, bytes) = (planned.blocks, planned.bytes);
        (receipts, results) = (planned.receipts, planned.results);
    } else {
        let swept = plan.run(&mut tell(&progress))?;
        (blocks, bytes) = (swept.blocks, swept.bytes);
        (receipts, results) = (swept.receipts, swept.results);
    }
    drop(progress);

    for cid in &planned.missing {
        say!("note: {cid} is linked to and not here");
    }
    for cid in planned.damaged.iter().chain(&planned.unclear) {
        say!("note: {cid} is damaged and stays; run `ipvm store check`");
    }
    let json = json!({
        "dryRun": options.dry_run,
        "blocks": blocks,
        "bytes": bytes,
        "receipts": receipts,
        "results": results,
        "garbage": garbage.iter().map(shown_json).collect::<Vec<_>>(),
        "kept": kept(&planned),
    });
    let verb = if options.dry_run { "would go" } else { "gone" };
    let sum = format!(
        "{verb}: {blocks} blocks of {}, {receipts} receipts, {results} results",
        print::size(bytes)
    );
    let lines = garbage.iter().map(shown).chain([sum]);
    print::Print(options.store.format).list(&json, lines)?;
    Ok(true)
}

fn kept(planned: &Planned) -> Value {
    let cids = |cids: &[Cid]| cids.iter().map(Cid::to_string).collect::<Vec<_>>();
    json!({
        "blocks": planned.kept_blocks,
        "bytes": planned.kept_bytes,
        "receipts": planned.kept_receipts,
        "missing": cids(&planned.missing),
        "damaged": cids(&planned.damaged),
        "unclear": cids(&planned.unclear),
    })
}

fn shown(garbage: &Garbage) -> String {
    match garbage {
        Garbage::Block { cid, length } => format!("block {cid}, {}", print::size(*length)),
        Garbage::Receipt { cid } => format!("receipt {}", TokenCid(cid)),
        Garbage::Result { address, .. } => format!("result of {address}"),
        _ => "something".to_owned(),
    }
}

fn shown_json(garbage: &Garbage) -> Value {
    match garbage {
        Garbage::Block { cid, length } => json!({ "block": cid.to_string(), "bytes": length }),
        Garbage::Receipt { cid } => json!({ "receipt": TokenCid(cid).to_string() }),
        Garbage::Result { address, receipt } => {
            json!({ "result": address.to_string(), "of": TokenCid(receipt).to_string() })
        }
        _ => Value::Null,
    }
}

pub(super) fn why(cid: &Cid, rules: &[KeepRule], options: &StoreOptions) -> Result<bool, CliError> {
    let roots = roots(rules)?;
    let store = existing(options.store.as_deref())?;
    let print = print::Print(options.format);
    let Some((root, way)) = roots.why(&store, cid)? else {
        print.list(&json!({ "root": null, "way": [] }), std::iter::empty())?;
        if store.visibility(cid)?.is_none() && Receipts::get(&store, cid)?.is_none() {
            say!("{cid} is not here, and nothing here links to it");
            return Ok(false);
        }
        let cid = text(&store, cid);
        say!("nothing keeps {cid}: `ipvm store gc` removes it; `ipvm store pin` keeps it");
        return Ok(false);
    };
    let kind = match root.kind {
        RootKind::Pin => "pinned",
        RootKind::Public => "public",
        RootKind::Receipt => "a receipt that is kept",
        RootKind::Mutation => "a mutation, or its receipt",
        RootKind::Dispute => "evidence of a dispute",
        _ => "written just now",
    };
    let way: Vec<String> = way.iter().map(|cid| text(&store, cid)).collect();
    let lines = way.iter().enumerate().map(|(depth, cid)| match depth {
        0 => format!("{cid}  {kind}"),
        _ => format!("{:depth$}└ {cid}", "", depth = 2 * depth - 2),
    });
    print.list(&json!({ "root": kind, "way": way }), lines)?;
    Ok(true)
}
