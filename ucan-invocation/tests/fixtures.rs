//! The public invocation fixtures of UCAN 1.0.0 (`ucan-wg/spec`,
//! `fixtures/1.0.0/invocation.json`).
//!
//! They are read from the directory that the environment variable `IPVM_FIXTURES`
//! names. Without it the test says on stderr that nothing was tested.

use std::{env, fs, path::Path};

use ipld_core::ipld::Ipld;
use ucan_core::{
    ChainError, Check, DidKeyResolver, Envelope, Leeway, ProofError, ProofRule, Proofs, Timestamp,
    VerifyError,
};
use ucan_invocation::{AuthorizeError, Authorized, Invocation, ProveError, Proven};
use varsig::{Block, VerifierSet};

/// Where a case was refused.
#[derive(Debug)]
enum Refused {
    Verify(VerifyError),
    Prove(ProveError),
    Authorize(AuthorizeError),
}

/// The name that the fixtures give to an error of ours.
fn public_name(refused: &Refused) -> &'static str {
    match refused {
        Refused::Verify(VerifyError::InvalidSignature) => "InvalidSignature",
        Refused::Prove(ProveError::NotForUs { .. }) => "InvalidAudience",
        Refused::Prove(ProveError::Chain(error))
        | Refused::Authorize(AuthorizeError::Chain(error)) => match error {
            ChainError::NoProofs => "InvalidClaim",
            ChainError::UnavailableProof { .. } => "UnavailableProof",
            ChainError::Expired { .. } => "Expired",
            ChainError::TooEarly { .. } => "TooEarly",
            ChainError::FinalAudience { .. } => "InvalidAudience",
            ChainError::Proof(ProofError { rule, .. }) => match rule {
                ProofRule::Signature(VerifyError::InvalidSignature) => "InvalidSignature",
                ProofRule::Expired { .. } => "Expired",
                ProofRule::TooEarly { .. } => "TooEarly",
                ProofRule::PowerlineRoot => "InvalidClaim",
                ProofRule::InvalidSubject { .. } => "InvalidSubject",
                ProofRule::InvalidAudience { .. } => "InvalidAudience",
                ProofRule::Policy(_) => "MatchError",
                _ => "no public name",
            },
            _ => "no public name",
        },
        _ => "no public name",
    }
}

fn field<'a>(case: &'a Ipld, name: &str) -> &'a Ipld {
    match case.get(name) {
        Ok(Some(value)) => value,
        _ => panic!("no {name:?} in {case:?}"),
    }
}

fn text<'a>(case: &'a Ipld, name: &str) -> &'a str {
    match field(case, name) {
        Ipld::String(text) => text,
        other => panic!("{name:?} is {other:?}"),
    }
}

fn list<'a>(case: &'a Ipld, name: &str) -> &'a [Ipld] {
    match field(case, name) {
        Ipld::List(items) => items,
        other => panic!("{name:?} is {other:?}"),
    }
}

fn bytes(value: &Ipld) -> &[u8] {
    match value {
        Ipld::Bytes(bytes) => bytes,
        other => panic!("{other:?} instead of bytes"),
    }
}

/// Takes a case all the way.
fn judge(case: &Ipld) -> Result<Authorized, Refused> {
    let Ipld::Integer(time) = field(case, "time") else { panic!("no time in {case:?}") };
    let now = Timestamp::from_seconds(i64::try_from(*time).expect("seconds")).expect("53 bits");
    let check = Check::at(now).with_leeway(Leeway::NONE);
    let verifiers = VerifierSet::default();
    let mut proofs = Proofs::new();
    for proof in list(case, "proofs") {
        let block = Block::dag_cbor(bytes(proof)).expect("canonical");
        proofs.add(&block, &DidKeyResolver, &verifiers);
    }
    let invocation = Envelope::<Invocation>::decode(bytes(field(case, "invocation")))
        .expect("an invocation")
        .verify(&DidKeyResolver, &verifiers)
        .map_err(Refused::Verify)?;
    let proven = Proven::prove(&invocation, &proofs, &check, None).map_err(Refused::Prove)?;
    let args = proven.task().args().clone();
    proven.authorize(args, &check, &mut Default::default()).map_err(Refused::Authorize)
}

#[test]
fn every_public_invocation_is_judged_as_it_says() {
    let Some(directory) = env::var_os("IPVM_FIXTURES") else {
        eprintln!("SKIPPED: set IPVM_FIXTURES to the directory with the public fixtures");
        return;
    };
    let file = Path::new(&directory).join("ucan-spec-1.0.0").join("invocation.json");
    let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let fixtures: Ipld = serde_ipld_dagjson::from_slice(&bytes).expect("DAG-JSON");

    let valid = list(&fixtures, "valid");
    assert_eq!(valid.len(), 7);
    for case in valid {
        let name = text(case, "name");
        judge(case).unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
    }

    let invalid = list(&fixtures, "invalid");
    assert_eq!(invalid.len(), 13);
    for case in invalid {
        let name = text(case, "name");
        let refused = judge(case).expect_err(name);
        let expected = text(field(case, "error"), "name");
        assert_eq!(public_name(&refused), expected, "{name}: {refused:?}");
    }
}
