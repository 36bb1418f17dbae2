//! People with keys, what they delegate, and what they revoke.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    Check, Delegation, Did, DidKeyResolver, Envelope, Leeway, Nonce, Proofs, Timestamp, Verified,
};
use ucan_invocation::{
    Arguments, Invocation, Task,
    revocation::{Revocation, Revoke, revoke_command},
};
use varsig::{Block, Ed25519Signer, VerifierSet};

pub(crate) const NOW: i64 = 1_767_225_600;

#[derive(Clone)]
pub(crate) struct Party {
    pub(crate) key: Ed25519Signer,
    pub(crate) did: Did,
}

pub(crate) fn party(seed: u8) -> Party {
    let key = Ed25519Signer::from_seed(&[seed; 32]);
    let did = Did::from_signer(&key);
    Party { key, did }
}

/// Alice owns things; Bob, Carol and Dan receive; Zelda revokes for others; Mallory is a
/// stranger.
pub(crate) struct Cast {
    pub(crate) alice: Party,
    pub(crate) bob: Party,
    pub(crate) carol: Party,
    pub(crate) dan: Party,
    pub(crate) zelda: Party,
    pub(crate) mallory: Party,
}

pub(crate) fn cast() -> Cast {
    let [alice, bob, carol, dan, zelda, mallory] = [1, 2, 3, 4, 5, 6].map(party);
    Cast { alice, bob, carol, dan, zelda, mallory }
}

impl Party {
    /// What this party hands on of what is `subject`'s.
    pub(crate) fn delegates(&self, to: &Self, subject: &Self, command: &str) -> Delegation {
        Delegation::new(
            self.did.clone(),
            to.did.clone(),
            subject.did.clone(),
            command.parse().unwrap(),
            Nonce::new(*b"twelve bytes"),
        )
    }

    pub(crate) fn signs(&self, delegation: Delegation) -> Verified<Delegation> {
        Envelope::sign(delegation, &self.key)
            .unwrap()
            .verify(&DidKeyResolver, &VerifierSet::default())
            .unwrap()
    }

    pub(crate) fn hop(&self, to: &Self, subject: &Self, command: &str) -> Verified<Delegation> {
        self.signs(self.delegates(to, subject, command))
    }

    pub(crate) fn revokes(&self, revoke: Revoke) -> Verified<Invocation> {
        received(&revoke.sign(&self.key).unwrap())
    }

    /// An invocation of `/ucan/revoke` on the own DID with any arguments.
    pub(crate) fn asks(&self, args: Ipld) -> Verified<Invocation> {
        let Ipld::Map(args) = args else { panic!("arguments are a map") };
        self.invokes(&revoke_command().to_string(), args, Nonce::empty())
    }

    pub(crate) fn invokes(
        &self,
        command: &str,
        args: Arguments,
        nonce: Nonce,
    ) -> Verified<Invocation> {
        let task = Task::new(self.did.clone(), command.parse().unwrap(), args, nonce).unwrap();
        let invocation = Invocation::new(self.did.clone(), task);
        received(&Envelope::sign(invocation, &self.key).unwrap())
    }
}

/// What the other side has of a token.
pub(crate) fn received(token: &Envelope<Invocation>) -> Verified<Invocation> {
    Envelope::decode(token.bytes())
        .unwrap()
        .verify(&DidKeyResolver, &VerifierSet::default())
        .unwrap()
}

pub(crate) fn at_hand<'a>(tokens: impl IntoIterator<Item = &'a Verified<Delegation>>) -> Proofs {
    let mut proofs = Proofs::new();
    for token in tokens {
        proofs.insert(token.clone());
    }
    proofs
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

pub(crate) fn exactly(now: i64) -> Check<'static> {
    Check::at(at(now)).with_leeway(Leeway::NONE)
}

/// The CID of a token that nobody has seen.
pub(crate) fn unseen(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

/// Accepted at [`NOW`], with these delegations at hand.
#[track_caller]
pub(crate) fn accepted<'a>(
    token: &Verified<Invocation>,
    tokens: impl IntoIterator<Item = &'a Verified<Delegation>>,
) -> Revocation {
    Revocation::accept(token, &at_hand(tokens), &exactly(NOW)).unwrap()
}
