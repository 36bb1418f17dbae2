//! Offers, and what is asked of them.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ipvm_task::{
    Cascade, ConfigLayer, Locality, Matching, Needs, Offer, OfferError, Price, TaskConfig,
};
use ucan_core::{Check, DidKeyResolver, Envelope, Nonce, Proofs, Timestamp};
use ucan_invocation::{Arguments, Invocation, Task};
use ucan_pipeline::Trust;
use varsig::VerifierSet;

use super::{
    data::{cid, did, ipld, list, now, value},
    errors, signed,
};

fn read(bytes: &[u8], now: Timestamp) -> Result<Result<Offer, OfferError>, Fault> {
    let verified = Envelope::<Invocation>::decode(bytes)
        .ok()
        .and_then(|token| token.verify(&DidKeyResolver, &VerifierSet::default()).ok())
        .ok_or(Fault::Invariant("an offer is not signed"))?;
    Ok(Offer::accept(&verified, &Proofs::new(), &Check::at(now)))
}

/// An offer that was accepted when it was made.
fn known(bytes: &[u8]) -> Result<Offer, Fault> {
    read(bytes, signed()?)?.map_err(|_| Fault::Invariant("an offer is not accepted"))
}

pub(crate) fn accept(case: &Case) -> Run {
    let offer = match read(case.bytes("token")?, now(case)?)? {
        Ok(offer) => offer,
        Err(error) => return Ok(Err(errors::of_offer(&error)?)),
    };
    Ok(Ok(Outcome::Value(map([
        ("executor", text(offer.executor().to_string())),
        ("terms", value(&Ipld::Map(offer.terms().to_args()))?),
    ]))))
}

pub(crate) fn fit(case: &Case) -> Run {
    let offer = known(case.bytes("offer")?)?;
    let fit = match offer.fit(&needs(case)?, &Check::at(now(case)?)) {
        Ok(fit) => fit,
        Err(reasons) => {
            let first = reasons.first().ok_or(Fault::Invariant("unfit for no reason"))?;
            return Ok(Err(errors::of_mismatch(first)?));
        }
    };
    let number = |number: u128| {
        i64::try_from(number).map(Value::Integer).map_err(|_| Fault::Invariant("a large number"))
    };
    Ok(Ok(Outcome::Value(map([
        ("unknown", number(fit.unknown_moved.into())?),
        ("bytes", number(fit.bytes_moved)?),
        ("unit", text(fit.price_unit)),
        ("price", text(fit.price.to_string())),
    ]))))
}

pub(crate) fn rank(case: &Case) -> Run {
    let read = |bytes: &Value| match bytes {
        Value::Bytes(bytes) => known(bytes),
        _ => Err(Fault::Invariant("an offer is no bytes")),
    };
    let offers = list(case, "offers")?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let (needs, check) = (needs(case)?, Check::at(now(case)?));
    let matching = Matching::rank(&needs, &offers, &check);
    let turned = offers.iter().rev().cloned().collect::<Vec<_>>();
    if Matching::rank(&needs, &turned, &check) != matching {
        return Err(Fault::Invariant("the order of the offers matters"));
    }
    let index = |found: &cid::Cid| {
        let index = offers.iter().position(|offer| offer.cid() == found);
        index.and_then(number).ok_or(Fault::Invariant("an offer that was not made"))
    };
    let matches = matching
        .matches
        .iter()
        .map(|it| index(&it.offer).map(Value::Integer))
        .collect::<Result<_, _>>()?;
    let mut unfit = BTreeMap::new();
    for it in &matching.unfit {
        let reasons = number(it.reasons.len()).ok_or(Fault::Invariant("countless reasons"))?;
        unfit.insert(index(&it.offer)?, reasons);
    }
    let pair = |(index, reasons)| Value::List(vec![Value::Integer(index), Value::Integer(reasons)]);
    Ok(Ok(Outcome::Value(map([
        ("matches", Value::List(matches)),
        ("unfit", Value::List(unfit.into_iter().map(pair).collect())),
    ]))))
}

fn number(number: usize) -> Option<i64> {
    i64::try_from(number).ok()
}

fn needs(case: &Case) -> Result<Needs, Fault> {
    let Some(Value::Map(written)) = case.input.get("needs") else {
        return Err(Fault::Invariant("the needs are no map"));
    };
    let command = match written.get("command") {
        Some(Value::Text(command)) => command.parse().ok(),
        _ => None,
    }
    .ok_or(Fault::Invariant("the needs have no command"))?;
    let task = did(&text("did:web:example.com"))
        .ok()
        .and_then(|subject| Task::new(subject, command, Arguments::new(), Nonce::empty()).ok())
        .ok_or(Fault::Invariant("the needs are those of no task"))?;
    let mut needs = Needs::of_task(&task, TaskConfig::system_default());
    for (key, value) in written {
        need(&mut needs, key, value)?;
    }
    Ok(needs)
}

fn need(needs: &mut Needs, key: &str, value: &Value) -> Result<(), Fault> {
    match (key, value) {
        ("command", _) => {}
        ("module", value) => needs.module = Some(cid(value)?),
        ("data", Value::List(items)) => {
            needs.data = items.iter().map(cid).collect::<Result<_, _>>()?;
        }
        ("sizes", Value::List(pairs)) => {
            for pair in pairs {
                let Value::List(pair) = pair else {
                    return Err(Fault::Invariant("a size is none"));
                };
                let [content, Value::Integer(bytes)] = pair.as_slice() else {
                    return Err(Fault::Invariant("a size is none"));
                };
                let bytes =
                    u64::try_from(*bytes).map_err(|_| Fault::Invariant("a size is none"))?;
                needs.sizes.insert(cid(content)?, bytes);
            }
        }
        ("config", value) => {
            let layer = ConfigLayer::read(&ipld(value)?)
                .map_err(|_| Fault::Invariant("a configuration is none"))?;
            needs.config = Cascade::new(layer).resolve();
        }
        ("labels", Value::Map(labels)) => {
            for (key, value) in labels {
                let Value::Text(value) = value else {
                    return Err(Fault::Invariant("a label is none"));
                };
                needs.labels.insert(key.clone(), value.clone());
            }
        }
        ("price", value) => {
            let price =
                Price::read(&ipld(value)?).map_err(|_| Fault::Invariant("a price is none"))?;
            needs.price = Some(price);
        }
        ("local", Value::Boolean(local)) => {
            needs.locality = if *local { Locality::Required } else { Locality::Preferred };
        }
        ("trusted", Value::List(people)) => {
            let people = people.iter().map(did).collect::<Result<Vec<_>, _>>()?;
            needs.trust = Some(Trust::new(people));
        }
        _ => return Err(Fault::Invariant("a need that is not known")),
    }
    Ok(())
}
