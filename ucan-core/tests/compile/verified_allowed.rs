//! A token is verified, a chain is proven, and then they are evidence.

use ucan_core::{
    Chain, Check, Claim, Command, Delegation, Did, DidKeyResolver, Envelope, Nonce, Proofs,
    Timestamp, Validity, Verified,
};
use varsig::{Ed25519Signer, VerifierSet};

fn use_verified(verified: Verified<Delegation>) -> Proofs {
    let mut proofs = Proofs::new();
    proofs.insert(verified);
    proofs
}

fn main() {
    let key = Ed25519Signer::from_seed(&[1; 32]);
    let did = Did::from_signer(&key);
    let delegation =
        Delegation::new(did.clone(), did.clone(), did.clone(), Command::top(), Nonce::empty());
    let token = Envelope::sign(delegation, &key).unwrap();
    let envelope: Envelope<Delegation> = Envelope::decode(token.bytes()).unwrap();
    let cid = *envelope.cid();
    let proofs =
        use_verified(envelope.verify(&DidKeyResolver, &VerifierSet::default()).unwrap());
    let claim = Claim {
        token: &cid,
        twins: &[],
        issuer: &did,
        subject: &did,
        command: &Command::top(),
        validity: Validity::ALWAYS,
        proofs: &[cid],
    };
    let chain: Chain = Chain::prove(&claim, &proofs, &Check::at(Timestamp::EPOCH)).unwrap();
    assert_eq!(chain.command(), &Command::top());
}
