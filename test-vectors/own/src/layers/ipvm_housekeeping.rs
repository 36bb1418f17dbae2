//! The operations of the layer.

mod errors;

use std::{collections::BTreeMap, io::Cursor, time::Duration};

use cid::Cid;
use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ipvm_housekeeping::{ExportOptions, ImportOptions, Keep, Plan, Roots, export, import};
use ipvm_runtime::store::{
    Address, Blocks, Claim, EffectClass, Inventory, Memo, MemoryStore, ReceiptRecord, Receipts,
    StoreError, Visibility,
};
use ucan_core::{Check, Did, DidKeyResolver, Envelope, Proofs, Timestamp};
use ucan_invocation::{Invocation, Outcome as Ended, Receipt};
use varsig::{Block, VerifierSet};

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "store.kept" => kept(case),
        "store.stays" => stays(case),
        "store.import" => moved(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

const FAILED: Fault = Fault::Invariant("the store in memory failed");

fn failed(_: StoreError) -> Fault {
    FAILED
}

fn link(cid: &Cid) -> Value {
    Value::Link(cid.to_string())
}

fn cid(value: Option<&Value>) -> Result<Cid, Fault> {
    match value {
        Some(Value::Link(cid)) => cid.parse().map_err(|_| Fault::Invariant("a link is no CID")),
        _ => Err(Fault::Invariant("a value is no link")),
    }
}

fn list<'a>(case: &'a Case, input: &str) -> Result<&'a [Value], Fault> {
    match case.input.get(input) {
        Some(Value::List(items)) => Ok(items),
        _ => Err(Fault::Invariant("an input is no list")),
    }
}

fn fields(value: &Value) -> Result<&BTreeMap<String, Value>, Fault> {
    match value {
        Value::Map(fields) => Ok(fields),
        _ => Err(Fault::Invariant("an entry is no map")),
    }
}

fn bytes(value: Option<&Value>) -> Result<Vec<u8>, Fault> {
    match value {
        Some(Value::Bytes(bytes)) => Ok(bytes.clone()),
        _ => Err(Fault::Invariant("a value is no bytes")),
    }
}

fn now(case: &Case) -> Result<Timestamp, Fault> {
    match case.input.get("now") {
        Some(Value::Integer(now)) => {
            Timestamp::from_seconds(*now).map_err(|_| Fault::Invariant("the time is none"))
        }
        _ => Err(Fault::Invariant("there is no time")),
    }
}

fn sorted(mut cids: Vec<Cid>) -> Value {
    cids.sort_by_key(Cid::to_bytes);
    Value::List(cids.iter().map(link).collect())
}

fn kept(case: &Case) -> Run {
    let (store, missing) = collected(case)?;
    let blocks = store.blocks(None, usize::MAX).map_err(failed)?;
    let receipts = Receipts::page(&store, None, usize::MAX).map_err(failed)?;
    Ok(Ok(Outcome::Value(map([
        ("blocks", sorted(blocks.iter().map(|entry| entry.cid).collect())),
        ("receipts", sorted(receipts)),
        ("missing", sorted(missing)),
    ]))))
}

fn stays(case: &Case) -> Run {
    let (store, _) = collected(case)?;
    let asked = cid(case.input.get("asked"))?;
    let is_here = Blocks::get(&store, &asked).map_err(failed)?.is_some()
        || Receipts::get(&store, &asked).map_err(failed)?.is_some();
    Ok(if is_here {
        Ok(Outcome::Value(map([("valid", Value::Boolean(true))])))
    } else {
        Err(Refusal::new("StoreGarbage", &"nothing keeps it"))
    })
}

/// A store as it is filled, and collected; and what was missing there.
fn collected(case: &Case) -> Result<(MemoryStore, Vec<Cid>), Fault> {
    let store = MemoryStore::new();
    let now = now(case)?;
    for entry in list(case, "blocks")? {
        let entry = fields(entry)?;
        let visibility = match entry.get("public") {
            Some(Value::Boolean(true)) => Visibility::Public,
            _ => Visibility::Restricted,
        };
        let block = Block::verify(cid(entry.get("cid"))?, bytes(entry.get("bytes"))?)
            .map_err(|_| Fault::Invariant("a block is not what its CID says"))?;
        Blocks::put(&store, &block, visibility).map_err(failed)?;
    }
    for entry in list(case, "receipts")? {
        put_receipt(&store, fields(entry)?, now)?;
    }
    for entry in list(case, "results")? {
        let entry = fields(entry)?;
        let (task, receipt) = (cid(entry.get("task"))?, cid(entry.get("receipt"))?);
        if entry.get("class") == Some(&text("mutation")) {
            let claim = store.claim(&task, EffectClass::Mutation, Duration::ZERO);
            let Ok(Claim::Won(fence)) = claim else { return Err(FAILED) };
            let _ = store.commit(fence, &[], &receipt).map_err(failed)?;
        } else {
            let _ = store.remember(&[Address::Task(task)], &receipt).map_err(failed)?;
        }
    }
    for pin in list(case, "pins")? {
        store.pin(&cid(Some(pin))?).map_err(failed)?;
    }
    let keep = match case.text("keep")? {
        "all" => Keep::All,
        "current" => Keep::Current(now),
        "none" => Keep::None,
        _ => return Err(Fault::Invariant("there is no such rule")),
    };
    let broken = |_| Fault::Invariant("garbage could not be collected");
    let plan = Plan::make(&store, &Roots::keeping(keep), &mut |_| {}).map_err(broken)?;
    let missing = plan.planned().missing.clone();
    plan.run(&mut |_| {}).map_err(broken)?;
    Ok((store, missing))
}

fn put_receipt(
    store: &MemoryStore,
    entry: &BTreeMap<String, Value>,
    now: Timestamp,
) -> Result<(), Fault> {
    const NONE: Fault = Fault::Invariant("a receipt is none");
    let receipt = Envelope::<Invocation>::decode(&bytes(entry.get("bytes"))?)
        .map_err(|_| NONE)?
        .verify(&DidKeyResolver, &VerifierSet::default())
        .map_err(|_| NONE)?;
    let receipt = Receipt::accept(&receipt, &Proofs::new(), &Check::at(now)).map_err(|_| NONE)?;
    let Some(Value::List(inputs)) = entry.get("inputs") else { return Err(NONE) };
    let inputs = inputs.iter().map(|input| cid(Some(input))).collect::<Result<Vec<_>, _>>()?;
    let outputs = match receipt.outcome() {
        Ended::Ok(ipld_core::ipld::Ipld::List(links)) => links.clone(),
        _ => return Err(NONE),
    };
    let outputs = outputs.into_iter().filter_map(|output| match output {
        ipld_core::ipld::Ipld::Link(cid) => Some(cid),
        _ => None,
    });
    let record = ReceiptRecord::new(receipt.block().clone(), *receipt.ran())
        .with_inputs(inputs)
        .with_outputs(outputs);
    Receipts::put(store, &record).map_err(failed)
}

fn moved(case: &Case) -> Run {
    let archive = case.bytes("archive")?;
    let trusted = list(case, "trusted")?.iter().map(|did| match did {
        Value::Text(did) => did.parse().map_err(|_| Fault::Invariant("an executor is no DID")),
        _ => Err(Fault::Invariant("an executor is no text")),
    });
    let trusted = trusted.collect::<Result<Vec<Did>, _>>()?;
    let options = ImportOptions::at(now(case)?).trusting(trusted);
    let store = MemoryStore::new();
    if let Err(error) = import(&store, &options, archive, &mut |_| {}) {
        return Ok(Err(errors::of_import(&error)?));
    }
    let sink = Cursor::new(Vec::new());
    let (_, again) = export(&store, &ExportOptions::default(), sink, &mut |_| {})
        .map_err(|_| Fault::Invariant("what was taken in is not exported"))?;
    let again = again.into_inner() == archive;
    Ok(Ok(Outcome::Value(held(&store, again)?)))
}

/// What a store holds.
fn held(store: &MemoryStore, again: bool) -> Result<Value, Fault> {
    let mut blocks = Vec::new();
    for entry in store.blocks(None, usize::MAX).map_err(failed)? {
        let is_public = entry.kept.is_some_and(|kept| kept.visibility == Visibility::Public);
        let owners = entry.owners.iter().map(|owner| text(owner.as_str())).collect();
        blocks.push(map([
            ("cid", link(&entry.cid)),
            ("public", Value::Boolean(is_public)),
            ("owners", Value::List(owners)),
        ]));
    }
    let mut receipts = Vec::new();
    for receipt in Receipts::page(store, None, usize::MAX).map_err(failed)? {
        let record = store.record(&receipt).map_err(failed)?.ok_or(FAILED)?;
        let subject = record.about.map_or(Value::Null, |about| text(about.subject.as_str()));
        receipts.push(map([
            ("cid", link(&receipt)),
            ("task", link(&record.task)),
            ("inputs", sorted(record.inputs)),
            ("outputs", sorted(record.outputs)),
            ("subject", subject),
        ]));
    }
    let begun = store.begun(None, usize::MAX).map_err(failed)?;
    let begun = begun.iter().map(|entry| {
        let receipt = entry.receipt.as_ref().map_or(Value::Null, link);
        map([("task", link(&entry.task)), ("receipt", receipt)])
    });
    let (mut tasks, mut computations) = (Vec::new(), Vec::new());
    for entry in store.results(None, usize::MAX).map_err(failed)? {
        match entry.address {
            Address::Task(task) => tasks.push(task),
            Address::Computation(key) => computations.push(key),
        }
    }
    let pins = store.pins(None, usize::MAX).map_err(failed)?;
    Ok(map([
        ("blocks", Value::List(blocks)),
        ("receipts", Value::List(receipts)),
        ("begun", Value::List(begun.collect())),
        ("tasks", sorted(tasks)),
        ("computations", sorted(computations)),
        ("pins", sorted(pins)),
        ("again", Value::Boolean(again)),
    ]))
}
