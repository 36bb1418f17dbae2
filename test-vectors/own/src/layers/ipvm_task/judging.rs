//! Verdicts.

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text, valid};
use ipvm_task::{
    Case as Judged, DisputeReason, EffectClass, Judgement, LeftOutReason, RefusalReason, Statement,
    Verdict, Verification,
};
use ucan_core::{Check, DidKeyResolver, Envelope, Proofs};
use ucan_invocation::{Invocation, Receipt};
use ucan_pipeline::Trust;
use varsig::VerifierSet;

use super::{
    any,
    data::{cid, did, ipld, link, list, now},
    signed,
};

/// The receipts, as they were accepted when they were made.
fn receipts(case: &Case) -> Result<Vec<Receipt>, Fault> {
    let check = Check::at(signed()?);
    let read = |bytes: &Value| {
        let Value::Bytes(bytes) = bytes else {
            return Err(Fault::Invariant("a receipt is no bytes"));
        };
        Envelope::<Invocation>::decode(bytes)
            .ok()
            .and_then(|token| token.verify(&DidKeyResolver, &VerifierSet::default()).ok())
            .and_then(|verified| Receipt::accept(&verified, &Proofs::new(), &check).ok())
            .ok_or(Fault::Invariant("a receipt is not accepted"))
    };
    list(case, "receipts")?.iter().map(read).collect()
}

fn judged(case: &Case) -> Result<(Judgement, Vec<Receipt>), Fault> {
    let class = match case.text("class")? {
        "pure" => EffectClass::Pure,
        "query" => EffectClass::Query,
        "mutation" => EffectClass::Mutation,
        found => return Err(Fault::Choice { input: "class", found: found.into() }),
    };
    let check = Verification::read(&ipld(any(case, "check")?)?)
        .map_err(|_| Fault::Invariant("the check is none"))?;
    let trusted = list(case, "trusted")?.iter().map(did).collect::<Result<Vec<_>, _>>()?;
    let (task, trust, now) = (cid(any(case, "task")?)?, Trust::new(trusted), now(case)?);
    let judge = Judged::new(&task, class, &check, &trust, now);
    let receipts = receipts(case)?;
    let judgement = judge.judge(&receipts);
    let mut turned = receipts.clone();
    turned.reverse();
    turned.extend(receipts.first().cloned());
    if judge.judge(&turned) != judgement {
        return Err(Fault::Invariant("the order of the receipts matters"));
    }
    Ok((judgement, receipts))
}

pub(crate) fn accept(case: &Case) -> Run {
    let verdict = judged(case)?.0.verdict;
    let name = match &verdict {
        Verdict::Accepted(_) => return Ok(Ok(valid())),
        Verdict::Pending { .. } => "VerdictPending",
        Verdict::Disputed { .. } => "VerdictDisputed",
        Verdict::Refused { .. } => "VerdictRefused",
        _ => return Err(Fault::Invariant("a verdict without a name")),
    };
    Ok(Err(Refusal::new(name, &verdict)))
}

pub(crate) fn verdict(case: &Case) -> Run {
    let (judgement, receipts) = judged(case)?;
    let among = |statements: &[Statement], receipt: &Receipt| {
        statements.iter().any(|statement| statement.receipt == *receipt.cid())
    };
    let mut words = Vec::new();
    for receipt in &receipts {
        let left_out = judgement.left_out.iter().find(|it| it.receipt == *receipt.cid());
        let word = match (left_out, &judgement.verdict) {
            (Some(left_out), _) => word(left_out.reason)?,
            (None, Verdict::Accepted(it)) if among(&it.carried_by, receipt) => "carries",
            (None, Verdict::Accepted(it)) if among(&it.dissent, receipt) => "dissents",
            (None, Verdict::Disputed { evidence, .. }) if among(evidence, receipt) => "evidence",
            (None, Verdict::Refused { .. }) => "unjudged",
            (None, _) => "heard",
        };
        words.push(text(word));
    }
    let receipts = ("receipts", Value::List(words));
    Ok(Ok(Outcome::Value(match &judgement.verdict {
        Verdict::Accepted(acceptance) => map([
            ("verdict", text("accepted")),
            ("outcome", link(acceptance.outcome.cid())),
            ("fault", Value::Boolean(acceptance.outcome.is_fault())),
            receipts,
        ]),
        Verdict::Pending { .. } => map([("verdict", text("pending")), receipts]),
        Verdict::Disputed { why, .. } => {
            let why = match why {
                DisputeReason::Disagreement => "disagreement",
                DisputeReason::Equivocation => "equivocation",
                DisputeReason::OutOfReach => "out-of-reach",
                DisputeReason::RanTwice => "ran-twice",
                _ => return Err(Fault::Invariant("a dispute without a name")),
            };
            map([("verdict", text("disputed")), ("why", text(why)), receipts])
        }
        Verdict::Refused { why } => {
            let why = match why {
                RefusalReason::Class { .. } => "class",
                RefusalReason::ProofSystem { .. } => "proof",
                _ => return Err(Fault::Invariant("a refusal without a name")),
            };
            map([("verdict", text("refused")), ("why", text(why)), receipts])
        }
        _ => return Err(Fault::Invariant("a verdict without a name")),
    })))
}

fn word(reason: LeftOutReason) -> Result<&'static str, Fault> {
    Ok(match reason {
        LeftOutReason::OtherTask => "other-task",
        LeftOutReason::Passing { .. } => "passing",
        LeftOutReason::Expired { .. } => "expired",
        LeftOutReason::NoPart => "no-part",
        LeftOutReason::Taken { .. } => "taken",
        _ => return Err(Fault::Invariant("a reason without a name")),
    })
}
