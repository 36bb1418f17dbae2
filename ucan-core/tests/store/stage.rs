//! People who delegate to each other, and stores of what they delegated.

use std::collections::BTreeSet;

use cid::Cid;
use ucan_core::{
    Chain, ChainError, Check, Claim, Command, Delegation, Did, DidKeyResolver, Envelope, FindError,
    Finder, FoundProofs, InMemoryProofStore, Leeway, Nonce, PassedOver, Preference, Proofs,
    Timestamp, Validity, Verified, Wanted,
};
use varsig::{Block, Ed25519Signer, VerifierSet};

pub(crate) const NOW: i64 = 1_767_225_600;

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).expect("53 bits")
}

pub(crate) fn command(text: &str) -> Command {
    text.parse().expect(text)
}

#[derive(Clone)]
pub(crate) struct Party {
    key: Ed25519Signer,
    pub(crate) did: Did,
}

pub(crate) fn party(number: u16) -> Party {
    let mut seed = [7; 32];
    seed[..2].copy_from_slice(&number.to_le_bytes());
    let key = Ed25519Signer::from_seed(&seed);
    let did = Did::from_signer(&key);
    Party { key, did }
}

/// Alice, whose things are wanted; Bob, Carol and Dan; and Erin, who wants them.
pub(crate) fn five() -> [Party; 5] {
    [1, 2, 3, 4, 5].map(party)
}

impl Party {
    pub(crate) fn delegates(&self, to: &Self, subject: Option<&Self>, command: &str) -> Delegation {
        Delegation::new(
            self.did.clone(),
            to.did.clone(),
            subject.map(|party| party.did.clone()),
            self::command(command),
            Nonce::new(*b"twelve bytes"),
        )
    }

    pub(crate) fn signs(&self, delegation: Delegation) -> Verified<Delegation> {
        Envelope::sign(delegation, &self.key)
            .expect("the issuer signs")
            .verify(&DidKeyResolver, &VerifierSet::default())
            .expect("a good signature")
    }

    pub(crate) fn hop(
        &self,
        to: &Self,
        subject: Option<&Self>,
        command: &str,
    ) -> Verified<Delegation> {
        self.signs(self.delegates(to, subject, command))
    }

    /// A hop that expires so many seconds from [`NOW`].
    pub(crate) fn hop_for(&self, to: &Self, subject: &Self, seconds: i64) -> Verified<Delegation> {
        let delegation = self.delegates(to, Some(subject), "/crud");
        self.signs(delegation.with_expiration(at(NOW + seconds)))
    }
}

pub(crate) fn store<'a>(
    tokens: impl IntoIterator<Item = &'a Verified<Delegation>>,
) -> InMemoryProofStore {
    let mut store = InMemoryProofStore::new();
    for token in tokens {
        store.insert(token.clone()).expect("room");
    }
    store
}

pub(crate) type Revoked = BTreeSet<(Cid, Did)>;

pub(crate) fn revoked(revocations: &[(&Verified<Delegation>, &Party)]) -> Revoked {
    revocations.iter().map(|(token, by)| (*token.cid(), by.did.clone())).collect()
}

/// A judgement at [`NOW`], without leeway.
pub(crate) fn check(revocations: &Revoked) -> Check<'_> {
    Check::at(at(NOW)).with_leeway(Leeway::NONE).with_revocations(revocations)
}

/// What is found for `/crud/read`, which is judged at once.
pub(crate) fn find(
    store: &InMemoryProofStore,
    issuer: &Party,
    subject: &Party,
    revocations: &Revoked,
    preference: Preference,
) -> Result<Vec<Cid>, FindError> {
    let command = command("/crud/read");
    let wanted = Wanted::new(&issuer.did, &subject.did, &command);
    let found = Finder::new(store).find(&wanted, &check(revocations), preference)?;
    prove(&found.named(), &found.to_proofs(), issuer, subject, revocations)
        .expect("what is found proves");
    Ok(found.named())
}

pub(crate) fn prove(
    named: &[Cid],
    proofs: &Proofs,
    issuer: &Party,
    subject: &Party,
    revocations: &Revoked,
) -> Result<Chain, ChainError> {
    let token = *Block::raw(*b"the token of the claim").cid();
    let claim = Claim {
        token: &token,
        twins: &[],
        issuer: &issuer.did,
        subject: &subject.did,
        command: &command("/crud/read"),
        validity: Validity::ALWAYS,
        proofs: named,
    };
    Chain::prove(&claim, proofs, &check(revocations))
}

pub(crate) fn cids<const N: usize>(tokens: [&Verified<Delegation>; N]) -> Vec<Cid> {
    tokens.iter().map(|token| *token.cid()).collect()
}

/// Nothing was found, and so many were passed over: out of time, revoked, by policy.
pub(crate) fn assert_passed_over(
    found: Result<FoundProofs, FindError>,
    expected: (usize, usize, usize),
) {
    match found.map(|found| found.named()) {
        Err(FindError::NotFound {
            passed_over: PassedOver { out_of_time, revoked, policy, .. },
        }) => assert_eq!((out_of_time, revoked, policy), expected),
        other => panic!("{other:?}"),
    }
}
