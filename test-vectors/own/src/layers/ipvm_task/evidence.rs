//! Evidence, checked as a third party checks it.

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ipvm_task::{
    EffectClass, Evidence, EvidenceError, EvidenceFormError, Finding, HandlerDeclaration,
    HandlerDeclarations, OutcomeId,
};
use ucan_core::{Check, Did, DidKeyResolver, Envelope, Proofs, VerifyError};
use ucan_invocation::{Invocation, Receipt};
use varsig::VerifierSet;

use super::{
    any,
    data::{link, now},
};

const UNNAMED: Fault = Fault::Invariant("an error that no case can show");

fn declared(case: &Case) -> Result<HandlerDeclarations, Fault> {
    let mut handlers = HandlerDeclarations::built_in();
    let Value::Map(entries) = any(case, "declared")? else {
        return Err(Fault::Invariant("what is declared is no map"));
    };
    for (command, class) in entries {
        let command = command.parse().map_err(|_| Fault::Invariant("a text is no command"))?;
        let handler = match class {
            Value::Text(class) if class == "pure" => {
                HandlerDeclaration::new(command, EffectClass::Pure)
            }
            Value::Text(class) if class == "query" => {
                HandlerDeclaration::new(command, EffectClass::Query)
            }
            Value::Text(class) if class == "mutation" => {
                HandlerDeclaration::new(command, EffectClass::Mutation)
            }
            Value::Text(class) if class == "idempotent" => {
                HandlerDeclaration::new(command, EffectClass::Mutation).idempotent()
            }
            _ => return Err(Fault::Invariant("a class is none")),
        };
        handlers.declare(handler).map_err(|_| Fault::Invariant("a command is declared twice"))?;
    }
    Ok(handlers)
}

fn found(case: &Case, handlers: &HandlerDeclarations) -> Result<Result<Finding, Refusal>, Fault> {
    let bytes = case.bytes("evidence")?;
    let evidence = match Evidence::decode(bytes) {
        Ok(evidence) => evidence,
        Err(error) => return Ok(Err(Refusal::new(of_form(&error)?, &error))),
    };
    if evidence.block().bytes() != bytes {
        return Err(Fault::Invariant("evidence is kept in another way"));
    }
    let check = Check::at(now(case)?);
    let checked = evidence.check(handlers, &check, &DidKeyResolver, &VerifierSet::default());
    match checked {
        Ok(finding) => {
            if !same_again(&evidence, handlers, &check)? {
                return Err(Fault::Invariant("the same receipts make other evidence"));
            }
            Ok(Ok(finding))
        }
        Err(error) => Ok(Err(Refusal::new(of_check(&error)?, &error))),
    }
}

fn receipt(bytes: &[u8], check: &Check<'_>) -> Result<Receipt, Fault> {
    Envelope::<Invocation>::decode(bytes)
        .ok()
        .and_then(|token| token.verify(&DidKeyResolver, &VerifierSet::default()).ok())
        .and_then(|verified| Receipt::accept(&verified, &Proofs::new(), check).ok())
        .ok_or(Fault::Invariant("a receipt is not accepted"))
}

/// Whether what is in the evidence is put together to the same, in any order.
fn same_again(
    evidence: &Evidence,
    handlers: &HandlerDeclarations,
    check: &Check<'_>,
) -> Result<bool, Fault> {
    let Some(task) = evidence.task() else {
        let again = Evidence::of_token(evidence.tokens()[0].bytes());
        return Ok(again.as_ref() == Ok(evidence));
    };
    let [one, other] = evidence.tokens() else { return Ok(false) };
    let (Ok(one), Ok(other)) = (receipt(one.bytes(), check), receipt(other.bytes(), check)) else {
        // Somebody signed for an executor; the chain stands in the evidence alone.
        return Ok(true);
    };
    let between = |a, b| Evidence::between(task, [a, b], &[], handlers);
    Ok([between(&one, &other), between(&other, &one)].iter().all(|it| it.as_ref() == Ok(evidence)))
}

pub(crate) fn check(case: &Case) -> Run {
    let finding = match found(case, &declared(case)?)? {
        Ok(finding) => finding,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let against = Value::List(finding.against().into_iter().map(did).collect());
    let (name, task) = match &finding {
        Finding::NotSigned { token, named } => {
            return Ok(Ok(Outcome::Value(map([
                ("finding", text("not-signed")),
                ("token", link(token)),
                ("named", did(named)),
                ("against", against),
            ]))));
        }
        Finding::Contradiction { task, .. } => ("contradiction", task),
        Finding::Equivocation { task, .. } => ("equivocation", task),
        Finding::RanTwice { task, .. } => ("ran-twice", task),
        _ => return Err(Fault::Invariant("a finding without a name")),
    };
    let statements = finding
        .statements()
        .iter()
        .map(|it| map([("executor", did(&it.executor)), ("outcome", link(it.outcome.cid()))]));
    Ok(Ok(Outcome::Value(map([
        ("finding", text(name)),
        ("task", link(task)),
        ("statements", Value::List(statements.collect())),
        ("against", against),
    ]))))
}

pub(crate) fn refute(case: &Case) -> Run {
    let Ok(finding) = found(case, &HandlerDeclarations::built_in())? else {
        return Err(Fault::Invariant("the evidence is not valid"));
    };
    let by = receipt(case.bytes("by")?, &Check::at(now(case)?))?;
    let outcome = OutcomeId::of(&by).map_err(|_| Fault::Invariant("an outcome has no form"))?;
    let refuted = finding.refuted_by(outcome).map(|it| did(&it.executor)).collect();
    Ok(Ok(Outcome::Value(map([("refuted", Value::List(refuted))]))))
}

fn did(did: &Did) -> Value {
    text(did.as_str())
}

const fn of_form(error: &EvidenceFormError) -> Result<&'static str, Fault> {
    Ok(match error {
        EvidenceFormError::Encoding(_) | EvidenceFormError::NotAMap => "EvidenceEncoding",
        EvidenceFormError::Field(_) => "EvidenceField",
        EvidenceFormError::Kind { .. } => "EvidenceKind",
        EvidenceFormError::Order => "EvidenceOrder",
        EvidenceFormError::Proofs { .. } => "EvidenceProofs",
        EvidenceFormError::Receipts { .. } => "EvidenceReceipts",
        EvidenceFormError::Task(_) => "EvidenceTask",
        EvidenceFormError::Version { .. } => "EvidenceVersion",
        _ => return Err(UNNAMED),
    })
}

const fn of_check(error: &EvidenceError) -> Result<&'static str, Fault> {
    Ok(match error {
        EvidenceError::AnotherTask { .. } => "EvidenceAnotherTask",
        EvidenceError::NotDeclared { .. } => "EvidenceNotDeclared",
        EvidenceError::NotOnce { .. } => "EvidenceNotOnce",
        EvidenceError::NotReproducible { .. } => "EvidenceNotReproducible",
        EvidenceError::OneExecutor { .. } | EvidenceError::TwoExecutors { .. } => {
            "EvidenceExecutors"
        }
        EvidenceError::OpenPromise => "EvidenceOpenPromise",
        EvidenceError::OtherComputation { .. } => "EvidenceComputation",
        EvidenceError::Passing { .. } => "EvidenceFault",
        EvidenceError::Receipt { .. } => "EvidenceNotAReceipt",
        EvidenceError::SameOutcome => "EvidenceSameOutcome",
        EvidenceError::Signature { error: VerifyError::InvalidSignature, .. } => "InvalidSignature",
        EvidenceError::SignatureHolds => "EvidenceSignatureHolds",
        EvidenceError::Taken { .. } => "EvidenceTaken",
        EvidenceError::Token { .. } => "EvidenceToken",
        _ => return Err(UNNAMED),
    })
}
