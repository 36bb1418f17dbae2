//! The twin of `verified_refused.rs`: the same values, by verification.

use ucan_core::{Did, DidKeyResolver};
use ucan_invocation::v0_2::{
    Authorization, Dialect, Encoded, Output, Receipt, Reference, Task, address,
};
use varsig::{Ed25519Signer, VerifierSet};

fn main() {
    let alice = Ed25519Signer::from_seed(&[1; 32]);
    let (did, verifiers) = (Did::from_signer(&alice), VerifierSet::default());
    let task = Task::new(Reference::Link(address(b"instruction")));
    let task = Encoded::new(task, Dialect::Text).unwrap();
    let authorization = Authorization::sign([task.address_of_bytes()], &alice).unwrap();
    let verified = authorization.verify(&did, &DidKeyResolver, &verifiers).unwrap();
    let signed = verified.of_task(&task).unwrap();
    assert_eq!(signed.invoker(), &did);

    let receipt = Receipt::new(address(b"invocation"), Output::Ok(1.into())).sign(&alice).unwrap();
    let verified = receipt.verify(&did, &DidKeyResolver, &verifiers).unwrap();
    assert_eq!(verified.executor(), &did);
}
