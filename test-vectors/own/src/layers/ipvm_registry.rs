//! The operations of the layer.

mod errors;

use super::{ucan_pipeline::data, varsig::names};

use std::collections::BTreeSet;

use cid::Cid;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text, valid};
use ipvm_registry::{
    Assertion, Gathered, Index, ReleaseStatement, Requirement, Version, VersionRange, Versions,
};
use ucan_core::{Check, Did, DidKeyResolver, Envelope, Proofs};
use ucan_invocation::Invocation;
use varsig::{Block, VerifierSet, multicodec::DAG_CBOR};

use data::{cid, did, link, list, now};
use names::refuse;

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "registry.requirement.parse" => parse(case),
        "registry.range.allows" => allows(case),
        "registry.assertion.accept" => accept(case),
        "registry.resolve" => resolve(case),
        "registry.interface.check" => check(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn parse(case: &Case) -> Run {
    let requirement = match case.text("text")?.parse::<Requirement>() {
        Ok(requirement) => requirement,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let written = requirement.to_string();
    if written.parse().as_ref() != Ok(&requirement) {
        return Err(Fault::Invariant("what is written is read in another way"));
    }
    Ok(Ok(Outcome::Value(map([
        ("owner", text(requirement.package().owner().as_str())),
        ("name", text(requirement.package().name().as_str())),
        ("exact", Value::Boolean(matches!(requirement.versions(), Versions::Exact(_)))),
        ("text", text(written)),
    ]))))
}

fn allows(case: &Case) -> Run {
    let range = case.text("range")?.parse::<VersionRange>();
    let version = case.text("version")?.parse::<Version>();
    let (Ok(range), Ok(version)) = (range, version) else {
        return Err(Fault::Invariant("the case has no range and version"));
    };
    Ok(Ok(Outcome::Value(map([("valid", Value::Boolean(range.allows(&version)))]))))
}

fn blocks(case: &Case, input: &str) -> Result<Vec<Block>, Fault> {
    let block = |value: &Value| match value {
        Value::Bytes(bytes) => Ok(Block::new(DAG_CBOR, bytes.as_slice())),
        _ => Err(Fault::Invariant("a token is no bytes")),
    };
    list(case, input)?.iter().map(block).collect()
}

fn revocations(case: &Case) -> Result<BTreeSet<(Cid, Did)>, Fault> {
    let one = |value: &Value| {
        let Value::Map(fields) = value else {
            return Err(Fault::Invariant("a revocation is no map"));
        };
        match (fields.get("token"), fields.get("revoker")) {
            (Some(token), Some(revoker)) => Ok((cid(token)?, did(revoker)?)),
            _ => Err(Fault::Invariant("a revocation lacks a field")),
        }
    };
    list(case, "revocations")?.iter().map(one).collect()
}

fn accept(case: &Case) -> Run {
    let revocations = revocations(case)?;
    let check = Check::at(now(case)?).with_revocations(&revocations);
    let mut proofs = Proofs::new();
    for proof in blocks(case, "proofs")? {
        proofs.add(&proof, &DidKeyResolver, &VerifierSet::default());
    }
    let token = match Envelope::<Invocation>::decode(case.bytes("token")?) {
        Ok(token) => token,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let verified = match token.verify(&DidKeyResolver, &VerifierSet::default()) {
        Ok(verified) => verified,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let assertion = match Assertion::accept(&verified, &proofs, &check) {
        Ok(assertion) => assertion,
        Err(error) => return Ok(Err(errors::of_assertion(&error))),
    };
    let args = verified.payload().task().args();
    let (kind, issuer, version, again) = match &assertion {
        Assertion::Release(release) => {
            let said = release.statement();
            ("release", release.issuer(), said.version(), said.to_args())
        }
        Assertion::Yank(yank) => {
            let said = yank.statement();
            ("yank", yank.issuer(), said.version(), said.to_args())
        }
    };
    if again != *args {
        return Err(Fault::Invariant("arguments are written in another way"));
    }
    let Value::Map(mut out) = map([
        ("kind", text(kind)),
        ("owner", text(assertion.package().owner().as_str())),
        ("issuer", text(issuer.as_str())),
        ("name", text(assertion.package().name().as_str())),
        ("version", text(version.to_string())),
    ]) else {
        return Err(Fault::Invariant("a map is none"));
    };
    match &assertion {
        Assertion::Release(release) => {
            out.insert("component".into(), link(release.statement().component()));
            out.insert("wit".into(), text(release.statement().wit()));
        }
        Assertion::Yank(yank) => {
            let reason = yank.statement().reason();
            out.extend(reason.map(|reason| ("reason".into(), text(reason))));
        }
    }
    Ok(Ok(Outcome::Value(Value::Map(out))))
}

fn gather(blocks: &[Block], check: &Check<'_>) -> Index {
    Gathered::from_blocks(blocks, &DidKeyResolver, &VerifierSet::default(), check).index
}

fn resolve(case: &Case) -> Run {
    let requirement: Requirement = case
        .text("requirement")?
        .parse()
        .map_err(|_| Fault::Invariant("the requirement is none"))?;
    let (mut blocks, check) = (blocks(case, "tokens")?, Check::at(now(case)?));
    let index = gather(&blocks, &check);
    blocks.reverse();
    if gather(&blocks, &check) != index {
        return Err(Fault::Invariant("the order of the tokens matters"));
    }
    let resolved = match index.resolve(&requirement) {
        Ok(resolved) => resolved,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    Ok(Ok(Outcome::Value(map([
        ("version", text(resolved.version().to_string())),
        ("component", link(resolved.component())),
        ("yanked", Value::Boolean(resolved.yank().is_some())),
    ]))))
}

fn check(case: &Case) -> Run {
    let component = case.input.get("component").ok_or(Fault::Invariant("there is no component"))?;
    let said = "numbers"
        .parse()
        .ok()
        .zip("1.0.0".parse().ok())
        .ok_or(Fault::Invariant("a name is none"))?;
    let said = ReleaseStatement::new(said.0, said.1, cid(component)?, case.text("wit")?)
        .map_err(|_| Fault::Invariant("nothing that could be released"))?;
    Ok(match said.check(&Block::raw(case.bytes("bytes")?)) {
        Ok(()) => Ok(valid()),
        Err(error) => Err(refuse(&error)),
    })
}
