//! Drafts, sealed.

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ipvm_task::{EffectClass, HandlerDeclaration, HandlerDeclarations};
use ipvm_workflow::{Document, Draft, SealError, Sealed, Sealer};
use ucan_core::Nonce;
use ucan_pipeline::{Cycle, Place, Segment};

use super::{
    any,
    data::{did, ipld, link, list, value},
    names::refuse,
};

/// What is declared in a case.
pub(crate) fn declarations(case: &Case) -> Result<HandlerDeclarations, Fault> {
    let mut declarations = HandlerDeclarations::built_in();
    let Some(Value::Map(classes)) = case.input.get("classes") else { return Ok(declarations) };
    for (command, class) in classes {
        let Value::Text(class) = class else { return Err(Fault::Invariant("a class is no text")) };
        let command = command.parse().map_err(|_| Fault::Invariant("a command is none"))?;
        let declaration = match class.as_str() {
            "idempotent" => HandlerDeclaration::new(command, EffectClass::Mutation).idempotent(),
            other => HandlerDeclaration::new(command, class_of(other)?),
        };
        declarations.declare(declaration).map_err(|_| Fault::Invariant("a command twice"))?;
    }
    Ok(declarations)
}

pub(crate) fn class_of(word: &str) -> Result<EffectClass, Fault> {
    Ok(match word {
        "pure" => EffectClass::Pure,
        "query" => EffectClass::Query,
        "mutation" => EffectClass::Mutation,
        _ => return Err(Fault::Choice { input: "class", found: word.into() }),
    })
}

fn sealed(case: &Case, draft: Draft) -> Result<Result<Sealed, SealError>, Fault> {
    let declarations = declarations(case)?;
    let nonces = list(case, "nonces")?.iter().map(|nonce| match nonce {
        Value::Bytes(bytes) => Ok(Nonce::new(bytes.clone())),
        _ => Err(Fault::Invariant("a nonce is no bytes")),
    });
    let mut nonces = nonces.collect::<Result<Vec<_>, _>>()?.into_iter();
    let mut sealer = Sealer::new().with_handlers(&declarations);
    if let Some(issuer) = case.input.get("issuer") {
        sealer = sealer.with_issuer(did(issuer)?);
    }
    if case.has_input("nonces") {
        // A case has as many as are needed; an empty one is refused.
        sealer = sealer.with_nonces(move || nonces.next().unwrap_or_default());
    }
    Ok(sealer.seal(draft))
}

pub(crate) fn seal(case: &Case) -> Run {
    let draft = match Draft::read(ipld(any(case, "draft")?)?) {
        Ok(draft) => draft,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    if Draft::read(draft.to_ipld()).as_ref() != Ok(&draft) {
        return Err(Fault::Invariant("a draft is written in another way"));
    }
    let sealed = match sealed(case, draft)? {
        Ok(sealed) => sealed,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let of_document = Draft::of_document(sealed.document())
        .map_err(|_| Fault::Invariant("what is sealed looks like labels"))?;
    for draft in [sealed.to_draft(), of_document] {
        if draft.seal().as_ref().map(Sealed::to_args) != Ok(sealed.to_args()) {
            return Err(Fault::Invariant("what is sealed again is another document"));
        }
    }
    if Document::read(&sealed.to_args()).as_ref() != Ok(sealed.document()) {
        return Err(Fault::Invariant("what is sealed is not what is read"));
    }
    let ids = sealed.document().steps().iter();
    let ids = ids.map(|(label, step)| (label.clone(), link(step.task().id()))).collect();
    Ok(Ok(Outcome::Value(map([
        ("document", value(&Ipld::Map(sealed.to_args()))?),
        ("ids", Value::Map(ids)),
    ]))))
}

pub(crate) fn fault(case: &Case) -> Run {
    let draft = Draft::read(ipld(any(case, "draft")?)?)
        .map_err(|_| Fault::Invariant("the draft is none"))?;
    let told = match sealed(case, draft)? {
        Err(SealError::UnknownLabel { task, place, label, suggestion }) => map([
            ("task", text(task)),
            ("place", segments(&place)?),
            ("label", text(label)),
            ("suggestion", suggestion.map_or(Value::Null, text)),
        ]),
        Err(SealError::Cycle(Cycle(labels))) => {
            map([("ring", Value::List(labels.into_iter().map(text).collect()))])
        }
        Err(error) => return Ok(Err(refuse(&error))),
        Ok(_) => return Err(Fault::Invariant("the draft has no fault")),
    };
    Ok(Ok(Outcome::Value(told)))
}

fn segments(place: &Place<'_>) -> Result<Value, Fault> {
    let segment = |segment: &Segment<'_>| match segment {
        Segment::Key(key) => Ok(text(key.as_ref())),
        Segment::Index(index) => i64::try_from(*index)
            .map(Value::Integer)
            .map_err(|_| Fault::Invariant("an index has more than 63 bits")),
    };
    place.segments().iter().map(segment).collect::<Result<_, _>>().map(Value::List)
}
