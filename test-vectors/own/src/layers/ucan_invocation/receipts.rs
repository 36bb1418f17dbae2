//! Operations on receipts.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ucan_core::Timestamp;
use ucan_invocation::{Attestation, Effects, Receipt, ReceiptError, ReceiptMeta};
use varsig::signer_from_multicodec;

use super::{
    data::{cid, ipld},
    inputs::{Circumstances, input, list, proofs, timestamp},
    judging::{refuse_chain, verified},
    names::refuse,
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.receipt.accept" => accept(case),
        "ucan.receipt.sign" => sign(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn accept(case: &Case) -> Run {
    let circumstances = Circumstances::of(case)?;
    let proofs = proofs(case)?;
    let verified = match verified(case.bytes("receipt")?) {
        Ok(verified) => verified,
        Err(refusal) => return Ok(Err(refusal)),
    };
    match Receipt::accept(&verified, &proofs, &circumstances.check()) {
        Ok(receipt) => Ok(Ok(Outcome::Value(record(&receipt, &circumstances)?))),
        Err(error) => Ok(Err(refuse_receipt(&error))),
    }
}

pub(crate) fn refuse_receipt(error: &ReceiptError) -> Refusal {
    match error {
        ReceiptError::Chain(chain) => refuse_chain(chain),
        _ => refuse(error),
    }
}

/// What a receipt says.
pub(crate) fn record(receipt: &Receipt, circumstances: &Circumstances) -> Result<Value, Fault> {
    let time =
        |time: Option<Timestamp>| time.map_or(Value::Null, |time| Value::Integer(time.seconds()));
    let check = circumstances.check();
    let fault = match receipt.fault() {
        None => Value::Null,
        Some(Ok(failure)) => {
            map([("name", text(failure.name())), ("message", text(failure.message()))])
        }
        Some(Err(error)) => return Ok(Value::Text(error.to_string())),
    };
    let Value::Map(mut record) = map([
        ("executor", text(receipt.executor().as_str())),
        ("ran", link(receipt.ran())),
        ("out", value(&receipt.outcome().to_ipld())?),
        ("fork", Value::List(receipt.effects().fork().iter().map(link).collect())),
        ("join", receipt.effects().join().map_or(Value::Null, link)),
        ("issued-at", time(receipt.issued_at())),
        ("expiration", time(receipt.expiration())),
        ("current", Value::Boolean(receipt.is_current(check.now(), check.leeway()))),
        ("fault", fault),
    ]) else {
        return Err(Fault::Invariant("a map is no map"));
    };
    let meta = receipt.meta();
    for (name, cid) in [
        ("resolved", meta.resolved),
        ("computation", meta.computation),
        ("from", meta.from),
        ("settles", meta.settles),
    ] {
        record.extend(cid.map(|cid| (name.to_owned(), link(&cid))));
    }
    if meta.secret {
        record.insert("secret".to_owned(), Value::Boolean(true));
    }
    if !meta.known.is_empty() {
        let known = meta.known.iter().map(link).collect();
        record.insert("known".to_owned(), Value::List(known));
    }
    if let Some(fuel) = meta.fuel {
        let fuel = i64::try_from(fuel).map_err(|_| Fault::Invariant("the fuel has no form"))?;
        record.insert("fuel".to_owned(), Value::Integer(fuel));
    }
    Ok(Value::Map(record))
}

fn link(cid: &Cid) -> Value {
    Value::Link(cid.to_string())
}

/// IPLD data as a value of a case.
fn value(data: &Ipld) -> Result<Value, Fault> {
    Ok(match data {
        Ipld::Bool(value) => Value::Boolean(*value),
        Ipld::Bytes(bytes) => Value::Bytes(bytes.clone()),
        Ipld::Float(_) => return Err(Fault::Invariant("a float has no form in a case")),
        Ipld::Integer(number) => Value::Integer(
            i64::try_from(*number).map_err(|_| Fault::Invariant("a number has no form"))?,
        ),
        Ipld::Link(cid) => link(cid),
        Ipld::List(items) => Value::List(items.iter().map(value).collect::<Result<_, _>>()?),
        Ipld::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|(key, item)| Ok((key.clone(), value(item)?)))
                .collect::<Result<_, Fault>>()?,
        ),
        Ipld::Null => Value::Null,
        Ipld::String(text) => Value::Text(text.clone()),
    })
}

fn sign(case: &Case) -> Run {
    let signer = signer_from_multicodec(case.bytes("secret-key")?)
        .map_err(|_| Fault::Invariant("the secret key is none"))?;
    let Ipld::Map(out) = ipld(input(case, "out")?)? else {
        return Err(Fault::Invariant("the result is no map"));
    };
    let out = ucan_invocation::Outcome::of(out).ok_or(Fault::Invariant("the result is none"))?;
    let fork = match case.input.get("fork") {
        Some(fork) => list(fork)?.iter().map(cid).collect::<Result<Vec<_>, _>>()?,
        None => Vec::new(),
    };
    let join = case.input.get("join").map(cid).transpose()?;
    let effects = match Effects::new(fork, join) {
        Ok(effects) => effects,
        Err(error) => return Ok(Err(Refusal::new("EffectsRequestedTwice", &error))),
    };
    let mut meta = ReceiptMeta::default();
    if case.input.get("fault") == Some(&Value::Boolean(true)) {
        meta = meta.with_fault();
    }
    let issued_at = timestamp(input(case, "issued-at")?)?;
    let mut attestation = Attestation::new(cid(input(case, "ran")?)?, out, issued_at)
        .with_effects(effects)
        .with_meta(meta);
    if let Some(expiration) = case.input.get("expiration") {
        attestation = attestation.with_expiration(timestamp(expiration)?);
    }
    Ok(attestation
        .sign(signer.as_ref())
        .map(|receipt| Outcome::Value(Value::Bytes(receipt.block().bytes().to_vec())))
        .map_err(|error| refuse(&error)))
}
