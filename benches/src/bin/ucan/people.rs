//! A line of people, each of whom hands on to the next what was handed to them.

use ed25519_dalek::{Signature, VerifyingKey};
use ucan_core::{Delegation, Did, Envelope, Nonce, Timestamp, policy::Policy};
use ucan_invocation::{Invocation, Task};
use varsig::{Block, Ed25519Signer, Signer};

/// When everything is judged, in seconds since 1970.
pub(crate) const NOW: i64 = 1_767_225_600;

/// What a raw verification needs of a token.
pub(crate) struct Raw {
    key: [u8; 32],
    signed: Vec<u8>,
    signature: Signature,
}

impl Raw {
    /// Takes a token apart whose signature has 64 bytes.
    pub(crate) fn of(token: &[u8], signer: &Ed25519Signer) -> Self {
        let signature = token[3..67].try_into().map(Signature::from_bytes);
        Self {
            key: signer.public_key().as_bytes().try_into().expect("32 bytes"),
            signed: token[67..].to_vec(),
            signature: signature.expect("64 bytes"),
        }
    }

    /// Parses the key and verifies strictly.
    pub(crate) fn holds(&self) -> bool {
        VerifyingKey::from_bytes(&self.key)
            .is_ok_and(|key| key.verify_strict(&self.signed, &self.signature).is_ok())
    }
}

pub(crate) fn person(number: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[number + 1; 32])
}

/// The policy of the tokens: three statements on a message.
pub(crate) fn policy() -> Policy {
    let text = r#"[["==",".from","alice@example.com"],["<",".size",1000],
        ["any",".to",["like",".","*@example.com"]]]"#;
    text.parse().expect("a policy")
}

/// Delegations from the first person to the one numbered `hops`, root first.
pub(crate) fn delegations(hops: u8) -> Vec<Block> {
    let subject = Did::from_signer(&person(0));
    (0..hops)
        .map(|from| {
            let issuer = person(from);
            let delegation = Delegation::new(
                Did::from_signer(&issuer),
                Did::from_signer(&person(from + 1)),
                subject.clone(),
                "/msg".parse().expect("a command"),
                Nonce::new([from; 12]),
            )
            .with_policy(policy())
            .with_expiration(Timestamp::from_seconds(NOW + 3600).expect("53 bits"));
            Envelope::sign(delegation, &issuer).expect("a key at hand").block().clone()
        })
        .collect()
}

/// An invocation by the last person, on all of these proofs.
pub(crate) fn invocation(hops: u8, proofs: &[Block]) -> Vec<u8> {
    let issuer = person(hops);
    let args = ipld_core::ipld!({
        "from": "alice@example.com", "size": 12, "to": ["bob@example.com"], "text": "hello"
    });
    let ipld_core::ipld::Ipld::Map(args) = args else { unreachable!("a map was written") };
    let task = Task::new(
        Did::from_signer(&person(0)),
        "/msg/send".parse().expect("a command"),
        args,
        Nonce::new([7; 12]),
    )
    .expect("a task");
    let invocation = Invocation::new(Did::from_signer(&issuer), task)
        .with_proofs(proofs.iter().map(|proof| *proof.cid()).collect());
    Envelope::sign(invocation, &issuer).expect("a key at hand").bytes().to_vec()
}
