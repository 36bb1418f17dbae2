//! Issuers with several keys, some of them withdrawn (ruling T2).

use ucan_core::{
    Delegation, Did, DidKeyResolver, Envelope, MapResolver, Nonce, ResolveError, Resolver,
    Verified, VerifyError,
};
use varsig::{
    Ed25519Signer, P256Signer, PublicKey, Secp256k1Signer, SignatureAlgorithm, Signer, VerifierSet,
    verifiers,
};

use crate::stage::bob;

const WEB: &str = "did:web:alice.test";

fn key(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32])
}

fn p256() -> P256Signer {
    P256Signer::from_scalar(&[9; 32]).expect("a key")
}

fn did(text: &str) -> Did {
    text.parse().expect("a DID")
}

fn token(issuer: &str, signer: &dyn Signer) -> Envelope<Delegation> {
    let command = "/msg".parse().expect("a command");
    let delegation = Delegation::new(did(issuer), bob(), did(WEB), command, Nonce::new([7; 12]));
    Envelope::sign(delegation, signer).expect("a token")
}

fn verify(
    token: Envelope<Delegation>,
    resolver: &dyn Resolver,
) -> Result<Verified<Delegation>, VerifyError> {
    token.verify(resolver, &VerifierSet::default())
}

#[test]
fn any_key_of_the_issuer_signs_and_the_one_that_did_is_said() {
    let resolver = MapResolver::new()
        .with(did(&format!("{WEB}#1")), key(1).public_key())
        .with(did(&format!("{WEB}#2")), p256().public_key())
        .with(did(&format!("{WEB}#3")), key(3).public_key());
    let signers: [&dyn Signer; 3] = [&key(1), &p256(), &key(3)];
    for signer in signers {
        let verified = verify(token(WEB, signer), &resolver).expect("a key of the issuer");
        assert_eq!(verified.key(), &signer.public_key());
    }
    assert_eq!(
        verify(token(WEB, &key(4)), &resolver).map(|_| ()),
        Err(VerifyError::InvalidSignature)
    );
}

#[test]
fn a_fragment_lets_one_key_sign_and_no_other() {
    let resolver = MapResolver::new()
        .with(did(&format!("{WEB}#1")), key(1).public_key())
        .with(did(&format!("{WEB}#2")), key(2).public_key());
    let first = format!("{WEB}#1");
    assert!(verify(token(&first, &key(1)), &resolver).is_ok());
    assert_eq!(
        verify(token(&first, &key(2)), &resolver).map(|_| ()),
        Err(VerifyError::InvalidSignature)
    );
    assert_eq!(
        verify(token(&format!("{WEB}#3"), &key(1)), &resolver).map(|_| ()),
        Err(VerifyError::Resolve(ResolveError::NoSuchKey))
    );
}

#[test]
fn a_key_of_another_type_is_never_tried() {
    // One number is a key on secp256k1 for two algorithms: the header says which.
    let signer = || Secp256k1Signer::from_scalar(&[3; 32]).expect("a key");
    let resolver = MapResolver::new().with(did(WEB), key(1).public_key());
    assert_eq!(
        verify(token(WEB, &signer()), &resolver).map(|_| ()),
        Err(VerifyError::AlgorithmMismatch)
    );
    let resolver = resolver.with(did(WEB), signer().public_key());
    assert!(verify(token(WEB, &signer()), &resolver).is_ok());
    assert_eq!(
        verify(token(WEB, &signer().keccak()), &resolver).map(|_| ()),
        Err(VerifyError::AlgorithmNotAllowed { algorithm: SignatureAlgorithm::ES256K_KECCAK })
    );
    let wallets = VerifierSet::default().with(verifiers::ES256K_KECCAK);
    let verified = token(WEB, &signer().keccak()).verify(&resolver, &wallets);
    assert_eq!(verified.expect("allowed").key(), &signer().public_key());
}

#[test]
fn a_withdrawn_key_signs_nothing_any_more() {
    let mut resolver = MapResolver::new().with(did(&format!("{WEB}#1")), key(1).public_key());
    assert!(verify(token(WEB, &key(1)), &resolver).is_ok());
    resolver.insert(did(&format!("{WEB}#1")), key(2).public_key());
    let refused = Err(VerifyError::InvalidSignature);
    assert_eq!(verify(token(WEB, &key(1)), &resolver).map(|_| ()), refused);
    assert_eq!(verify(token(&format!("{WEB}#1"), &key(1)), &resolver).map(|_| ()), refused);
    assert!(verify(token(WEB, &key(2)), &resolver).is_ok());
    resolver.remove(&did(WEB));
    assert_eq!(
        verify(token(WEB, &key(2)), &resolver).map(|_| ()),
        Err(VerifyError::Resolve(ResolveError::NoSuchKey))
    );
}

#[test]
fn no_more_than_16_keys_are_tried() {
    let many = |number: u8| {
        let seeds = 101..101 + number;
        seeds.fold(MapResolver::new().with(did(WEB), p256().public_key()), |resolver, seed| {
            resolver.with(did(&format!("{WEB}#{seed}")), key(seed).public_key())
        })
    };
    // Keys of other types do not count.
    assert!(verify(token(WEB, &key(116)), &many(16)).is_ok());
    assert_eq!(
        verify(token(WEB, &key(101)), &many(17)).map(|_| ()),
        Err(VerifyError::Resolve(ResolveError::TooManyKeys { limit: 16, found: 17 }))
    );
    assert!(verify(token(WEB, &p256()), &many(17)).is_ok());
    assert!(verify(token(&format!("{WEB}#101"), &key(101)), &many(17)).is_ok());
}

/// Gives no key and calls it an answer.
struct Silent;

impl Resolver for Silent {
    fn resolve(&self, _: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        Ok(vec![])
    }
}

#[test]
fn no_key_at_all_believes_nothing() {
    assert_eq!(
        verify(token(WEB, &key(1)), &Silent).map(|_| ()),
        Err(VerifyError::Resolve(ResolveError::NoSuchKey))
    );
}

/// Knows the issuer, and is asked for nobody else.
struct IssuerOnly(Did);

impl Resolver for IssuerOnly {
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        assert_eq!(did.as_str(), self.0.as_str());
        DidKeyResolver.resolve(did)
    }
}

#[test]
fn audience_and_subject_need_no_key_that_this_build_verifies() {
    let issuer = Did::from_signer(&key(1));
    for other in [
        "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",
        "did:key:mAAAA",
        "did:key:z0#also-not-a-key",
    ] {
        let command = "/msg".parse().expect("a command");
        let delegation =
            Delegation::new(issuer.clone(), did(other), did(other), command, Nonce::empty());
        let token = Envelope::sign(delegation.clone(), &key(1)).expect("a token");
        let received = Envelope::<Delegation>::decode(token.bytes()).expect("a token");
        let verified = verify(received, &IssuerOnly(issuer.clone())).expect("the issuer's key");
        assert_eq!(verified.payload(), &delegation);
        assert_eq!(verified.payload().audience().as_str(), other);
    }
}
