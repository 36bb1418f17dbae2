//! People with keys, and what they sign.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{Draft, TaskDraft};
use ucan_core::{
    Check, Command, Delegation, Did, DidKeyResolver, Envelope, Leeway, Nonce, Proofs, Timestamp,
    Verified,
};
use ucan_invocation::{Arguments, Invocation, Proven};
use varsig::{Block, Ed25519Signer, VerifierSet};

pub(crate) struct Party {
    pub(crate) key: Ed25519Signer,
    pub(crate) did: Did,
}

/// Alice owns things, Bob asks, and Carol runs.
pub(crate) fn three() -> [Party; 3] {
    [1, 2, 3].map(|seed| {
        let key = Ed25519Signer::from_seed(&[seed; 32]);
        let did = Did::from_signer(&key);
        Party { key, did }
    })
}

pub(crate) fn command(text: &str) -> Command {
    text.parse().expect(text)
}

pub(crate) fn link(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

pub(crate) fn check() -> Check<'static> {
    let now = Timestamp::from_seconds(1_767_225_600).expect("53 bits");
    Check::at(now).with_leeway(Leeway::NONE)
}

/// A task on `subject` with these arguments, and an empty nonce.
pub(crate) fn step(subject: &Party, args: Ipld) -> TaskDraft {
    let Ipld::Map(args) = args else { panic!("arguments are a map") };
    TaskDraft::new(subject.did.clone(), command("/image/edit"), args).with_nonce(Nonce::empty())
}

/// The whole exception handler of a document: a call of `catch` on `subject`.
pub(crate) fn handler(subject: &Party) -> Ipld {
    ipld!({
        "sub": subject.did.as_str(),
        "cmd": "/wasm/run",
        "args": {
            "mod": link("a module"), "fun": "catch", "params": [{ "ipvm/failure": null }],
        },
        "nonce": Ipld::Bytes(vec![]),
        "prf": [],
    })
}

/// A draft of these tasks, by label.
pub(crate) fn draft<const N: usize>(steps: [(&str, TaskDraft); N]) -> Draft {
    steps.into_iter().fold(Draft::new(), |draft, (label, step)| draft.with_task(label, step))
}

impl Party {
    /// Signs an invocation, and takes it to where it is proven.
    pub(crate) fn asks(&self, invocation: Invocation, proofs: &Proofs) -> Proven {
        let token = Envelope::sign(invocation, &self.key).expect("the issuer signs");
        let token = Envelope::<Invocation>::decode(token.bytes())
            .expect("a token")
            .verify(&DidKeyResolver, &VerifierSet::default())
            .expect("a good signature");
        Proven::prove(&token, proofs, &check(), None).expect("a good chain")
    }

    /// Asks for the workflow in a document, on one's own authority.
    pub(crate) fn asks_for(&self, document: Arguments) -> Proven {
        let command = ipvm_workflow::workflow_run();
        let task = ucan_invocation::Task::new(self.did.clone(), command, document, Nonce::empty());
        self.asks(Invocation::new(self.did.clone(), task.expect("DAG-CBOR")), &Proofs::new())
    }

    pub(crate) fn delegates(&self, to: &Self, command: Command) -> Delegation {
        let (issuer, audience) = (self.did.clone(), to.did.clone());
        Delegation::new(issuer, audience, self.did.clone(), command, Nonce::empty())
    }

    pub(crate) fn signs(&self, delegation: Delegation) -> Verified<Delegation> {
        Envelope::sign(delegation, &self.key)
            .expect("the issuer signs")
            .verify(&DidKeyResolver, &VerifierSet::default())
            .expect("a good signature")
    }
}
