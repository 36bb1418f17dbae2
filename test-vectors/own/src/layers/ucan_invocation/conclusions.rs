//! Operations on what comes in one container: receipts that are delivered, and the inbox.

use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map};
use ucan_core::{Did, DidKeyResolver, TokenSet, Verified, http_header};
use ucan_invocation::{Conclusion, ConclusionError, Inbox, Invocation};
use varsig::{Block, VerifierSet, multicodec::DAG_CBOR};

use super::{
    data::cid_text,
    inputs::{Circumstances, input, list, parse, proofs},
    judging::verified,
    names::refuse,
    receipts::{record, refuse_receipt},
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.conclusion.receipt" => receipt(case),
        "ucan.inbox.sort" => sort(case),
        "ucan.inbox.addressed" => addressed(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn tokens(case: &Case, name: &str) -> Result<TokenSet, Fault> {
    list(input(case, name)?)?
        .iter()
        .map(|token| match token {
            Value::Bytes(bytes) => Ok(Block::new(DAG_CBOR, bytes.as_slice())),
            _ => Err(Fault::Invariant("a token is no bytes")),
        })
        .collect()
}

fn receipt(case: &Case) -> Run {
    let circumstances = Circumstances::of(case)?;
    let delivery = match verified(case.bytes("invocation")?) {
        Ok(delivery) => delivery,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (container, proofs) = (tokens(case, "proofs")?, proofs(case)?);
    let check = circumstances.check();
    let everything = VerifierSet::everything();
    let delivered = Conclusion::read(delivery.payload().task()).and_then(|conclusion| {
        conclusion.receipt(&container, &proofs, &DidKeyResolver, &everything, &check)
    });
    match delivered {
        Ok(receipt) => Ok(Ok(Outcome::Value(record(&receipt, &circumstances)?))),
        Err(ConclusionError::Receipt(error)) => Ok(Err(refuse_receipt(&error))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

fn sort(case: &Case) -> Run {
    let executor = parse::<Did>(input(case, "executor")?)?;
    let set = tokens(case, "tokens")?;
    let inbox = Inbox::sort(&set, &executor, &DidKeyResolver, &VerifierSet::everything());
    let cids = |tokens: &[Verified<Invocation>]| {
        sorted(tokens.iter().map(|token| cid_text(token.cid())).collect())
    };
    Ok(Ok(Outcome::Value(map([
        ("for-us", cids(inbox.for_us())?),
        ("for-others", cids(inbox.for_others())?),
        ("receipts", cids(inbox.receipts())?),
        (
            "unreadable",
            sorted(inbox.unreadable().iter().map(|block| cid_text(&block.cid)).collect())?,
        ),
    ]))))
}

fn addressed(case: &Case) -> Run {
    let server = parse::<Did>(input(case, "executor")?)?;
    let set = tokens(case, "tokens")?;
    let inbox = Inbox::sort(&set, &server, &DidKeyResolver, &VerifierSet::everything());
    let invocations = inbox.for_others().iter().chain(inbox.for_us());
    match http_header::addressed(invocations, |token| *token.payload().executor() == server) {
        Ok(token) => Ok(Ok(Outcome::Value(map([("cid", Value::Text(cid_text(token.cid())?))])))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

fn sorted(cids: Result<Vec<String>, Fault>) -> Result<Value, Fault> {
    let mut cids = cids?;
    cids.sort();
    Ok(Value::List(cids.into_iter().map(Value::Text).collect()))
}
