//! A task is proven, authorised, and run once; for the next time it is authorised
//! anew. Its receipt is signed.

use ipld_core::ipld::Ipld;
use ucan_core::{Check, Command, Did, DidKeyResolver, Envelope, Nonce, Proofs, Timestamp};
use ucan_invocation::{Attestation, Authorized, Invocation, Outcome, Proven, Receipt, Task};
use varsig::{Ed25519Signer, VerifierSet};

fn run(authorized: Authorized, executor: &Ed25519Signer) -> Receipt {
    Attestation::new(*authorized.task().id(), Outcome::Ok(Ipld::Null), Timestamp::EPOCH)
        .sign(executor)
        .unwrap()
}

fn main() {
    let key = Ed25519Signer::from_seed(&[1; 32]);
    let did = Did::from_signer(&key);
    let task = Task::new(did.clone(), Command::top(), Default::default(), Nonce::empty()).unwrap();
    let token = Envelope::sign(Invocation::new(did, task), &key).unwrap();
    let verified = token.verify(&DidKeyResolver, &VerifierSet::default()).unwrap();
    let check = Check::at(Timestamp::EPOCH);
    let proven = Proven::prove(&verified, &Proofs::new(), &check, None).unwrap();
    for _ in 0..2 {
        let args = proven.task().args().clone();
        let authorized = proven.authorize(args, &check, &mut Default::default()).unwrap();
        assert_eq!(run(authorized, &key).ran(), proven.task().id());
    }
}
