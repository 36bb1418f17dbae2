//! People, and what they sign.

use ipvm_registry::{
    Assertion, AssertionError, Gathered, Index, ReleaseStatement, Requirement, YankStatement,
};
use ucan_core::{Check, Did, DidKeyResolver, Envelope, Proofs, Timestamp, Verified};
use ucan_invocation::Invocation;
use varsig::{Block, Ed25519Signer, Signer, VerifierSet};

pub(crate) const WIT: &str = "package demo:numbers; world numbers {}";

pub(crate) fn person(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32])
}

pub(crate) fn did(person: &dyn Signer) -> Did {
    Did::from_signer(person)
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_seconds(1_767_225_600).unwrap()
}

/// What a release says of a component of that name.
pub(crate) fn says(name: &str, version: &str, component: &str) -> ReleaseStatement {
    let component = *Block::raw(component.as_bytes()).cid();
    ReleaseStatement::new(name.parse().unwrap(), version.parse().unwrap(), component, WIT).unwrap()
}

pub(crate) fn release(owner: &dyn Signer, name: &str, version: &str, component: &str) -> Block {
    let said = says(name, version, component).to_invocation(did(owner), did(owner)).unwrap();
    sign(said, owner)
}

pub(crate) fn yank(owner: &dyn Signer, name: &str, version: &str) -> Block {
    let said = YankStatement::new(name.parse().unwrap(), version.parse().unwrap());
    sign(said.to_invocation(did(owner), did(owner)).unwrap(), owner)
}

pub(crate) fn sign(said: Invocation, issuer: &dyn Signer) -> Block {
    Envelope::sign(said, issuer).unwrap().block().clone()
}

pub(crate) fn verified(token: &Block) -> Verified<Invocation> {
    let token = Envelope::<Invocation>::decode_block(token.clone()).unwrap();
    token.verify(&DidKeyResolver, &VerifierSet::default()).unwrap()
}

pub(crate) fn accept(token: &Block) -> Result<Assertion, AssertionError> {
    Assertion::accept(&verified(token), &Proofs::new(), &Check::at(now()))
}

pub(crate) fn gather(blocks: &[Block]) -> Gathered {
    Gathered::from_blocks(blocks, &DidKeyResolver, &VerifierSet::default(), &Check::at(now()))
}

pub(crate) fn index(blocks: &[Block]) -> Index {
    gather(blocks).index
}

pub(crate) fn wanted(owner: &dyn Signer, text: &str) -> Requirement {
    format!("{}/{text}", did(owner)).parse().unwrap()
}
