//! Signed workflows, opened.

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ipvm_task::WasmCall;
use ipvm_workflow::Workflow;
use ucan_core::{Check, DidKeyResolver, Envelope, Proofs};
use ucan_invocation::{Invocation, Proven};
use varsig::{Block, VerifierSet, multicodec::DAG_CBOR};

use super::{
    any,
    data::{ipld, link, list, now, value},
    names::refuse,
};

pub(crate) fn proofs(case: &Case) -> Result<Proofs, Fault> {
    let mut proofs = Proofs::new();
    for proof in list(case, "proofs")? {
        let Value::Bytes(bytes) = proof else {
            return Err(Fault::Invariant("a proof is no bytes"));
        };
        let block = Block::new(DAG_CBOR, bytes.as_slice());
        proofs.add(&block, &DidKeyResolver, &VerifierSet::default());
    }
    Ok(proofs)
}

fn opened(case: &Case, proofs: &Proofs) -> Result<Result<Workflow, Refusal>, Fault> {
    let check = Check::at(now(case)?);
    let proven = Envelope::<Invocation>::decode(case.bytes("invocation")?)
        .ok()
        .and_then(|token| token.verify(&DidKeyResolver, &VerifierSet::default()).ok())
        .and_then(|verified| Proven::prove(&verified, proofs, &check, None).ok())
        .ok_or(Fault::Invariant("the invocation is not proven"))?;
    Ok(Workflow::open(proven, proofs, &check).map_err(|error| refuse(&error)))
}

pub(crate) fn open(case: &Case) -> Run {
    let workflow = match opened(case, &proofs(case)?)? {
        Ok(workflow) => workflow,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let tasks = workflow.tasks().iter().map(|(label, task)| {
        let proven = task.proven();
        let said = map([
            ("id", link(proven.task().id())),
            ("issuer", text(proven.issuer().as_str())),
            ("command", text(proven.command().as_str())),
        ]);
        (label.clone(), said)
    });
    let handler = workflow.document().handler();
    Ok(Ok(Outcome::Value(map([
        ("tasks", Value::Map(tasks.collect())),
        ("handler", handler.map_or(Value::Null, |handler| link(handler.task().id()))),
    ]))))
}

pub(crate) fn call(case: &Case) -> Run {
    let proofs = proofs(case)?;
    let workflow = match opened(case, &proofs)? {
        Ok(workflow) => workflow,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let failure = ipld(any(case, "failure")?)?;
    let called = workflow
        .handler(&failure, &proofs, &Check::at(now(case)?))
        .ok()
        .flatten()
        .ok_or(Fault::Invariant("the handler is not called"))?;
    let call = WasmCall::read(called.task().args())
        .map_err(|_| Fault::Invariant("the handler is no call"))?;
    Ok(Ok(Outcome::Value(map([
        ("id", link(called.task().id())),
        ("params", Value::List(call.params().iter().map(value).collect::<Result<_, _>>()?)),
    ]))))
}
