//! Many tokens at a time: of each the same as alone.

use ucan_core::{
    Delegation, Did, Envelope, MapResolver, Nonce, ResolveError, Resolver, VerifyError,
};
use varsig::{
    Ed25519Signer, P256Signer, PublicKey, Secp256k1Signer, SignatureAlgorithm, Signer, VerifierSet,
    verifiers,
};

use crate::stage::{alice, bob};

/// More than a batch needs.
const MANY: u16 = 450;

const WEB: &str = "did:web:alice.test";

fn signed(issuer: Did, signer: &dyn Signer, number: u16) -> Envelope<Delegation> {
    let command = "/msg".parse().expect("a command");
    let mut nonce = vec![9; 12];
    nonce.extend(number.to_be_bytes());
    let nonce = Nonce::new(nonce);
    let delegation = Delegation::new(issuer, bob(), Did::from_signer(&alice()), command, nonce);
    Envelope::sign(delegation, signer).expect("a token")
}

fn by(signer: &dyn Signer, number: u16) -> Envelope<Delegation> {
    signed(Did::from_signer(signer), signer, number)
}

fn by_alice() -> Vec<Envelope<Delegation>> {
    (0..MANY).map(|number| by(&alice(), number)).collect()
}

/// With a bit of its signature, or of what is signed, another one.
fn changed(token: &Envelope<Delegation>, offset: usize) -> Envelope<Delegation> {
    let mut bytes = token.bytes().to_vec();
    bytes[offset] ^= 1;
    Envelope::decode(&bytes).expect("a token")
}

/// Demands of each what it is alone, and returns those that are refused.
#[track_caller]
fn refused(
    tokens: &[Envelope<Delegation>],
    resolver: &dyn Resolver,
    verifiers: &VerifierSet<'_>,
) -> Vec<(usize, VerifyError)> {
    let together = Envelope::verify_all(tokens.to_vec(), resolver, verifiers);
    assert_eq!(together.len(), tokens.len());
    let mut refused = Vec::new();
    for (index, (token, together)) in tokens.iter().zip(together).enumerate() {
        match (token.clone().verify(resolver, verifiers), together) {
            (Ok(alone), Ok(together)) => {
                assert_eq!(together.cid(), token.cid());
                assert_eq!(together.key(), alone.key());
                assert_eq!(together.twins(), alone.twins());
            }
            (alone, together) => {
                let error = alone.map(|_| ()).expect_err("refused together");
                assert_eq!(together.map(|_| ()), Err(error), "{index}");
                refused.push((index, error));
            }
        }
    }
    refused
}

#[test]
fn all_of_them_hold_and_none_are_no_trouble() {
    let (resolver, verifiers) = (MapResolver::new(), VerifierSet::default());
    assert_eq!(refused(&by_alice(), &resolver, &verifiers), []);
    assert_eq!(refused(&[], &resolver, &verifiers), []);
}

#[test]
fn each_is_refused_for_what_is_wrong_with_it() {
    let mut tokens = by_alice();
    let unknown: Did = "did:web:unknown.test".parse().expect("a DID");
    let k256 = || Secp256k1Signer::from_scalar(&[3; 32]).expect("a key");
    // The signature stands behind three bytes.
    tokens[10] = changed(&tokens[10], 5);
    tokens[11] = changed(&tokens[11], 40);
    tokens[20] = signed(unknown, &alice(), 20);
    tokens[30] = by(&k256().keccak(), 30);
    let (on_k256, with_another): (Did, Did) =
        ("did:web:k256.test".parse().expect("a DID"), WEB.parse().expect("a DID"));
    tokens[40] = signed(on_k256.clone(), &alice(), 40);
    tokens[50] = signed(with_another.clone(), &alice(), 50);
    let resolver = MapResolver::new()
        .with(on_k256, k256().public_key())
        .with(with_another, Ed25519Signer::from_seed(&[5; 32]).public_key());
    let verifiers = VerifierSet::default();
    let expected = [
        (10, VerifyError::InvalidSignature),
        (11, VerifyError::InvalidSignature),
        (20, VerifyError::Resolve(ResolveError::UnknownDid)),
        (30, VerifyError::AlgorithmNotAllowed { algorithm: SignatureAlgorithm::ES256K_KECCAK }),
        (40, VerifyError::AlgorithmMismatch),
        (50, VerifyError::InvalidSignature),
    ];
    assert_eq!(refused(&tokens, &resolver, &verifiers), expected);
    // Where Ed25519 is not allowed at all.
    let none = VerifierSet::new([verifiers::ES256K_KECCAK]);
    let found = refused(&tokens, &resolver, &none);
    assert_eq!(found.len(), usize::from(MANY) - 1);
    let algorithm = SignatureAlgorithm::Ed25519;
    assert_eq!(found[0], (0, VerifyError::AlgorithmNotAllowed { algorithm }));
}

#[test]
fn other_algorithms_and_issuers_with_several_keys_are_among_them() {
    let mut tokens = by_alice();
    let p256 = P256Signer::from_scalar(&[9; 32]).expect("a key");
    let web = |fragment: &str| -> Did { format!("{WEB}{fragment}").parse().expect("a DID") };
    let key = |seed| Ed25519Signer::from_seed(&[seed; 32]);
    let keys: [(&str, PublicKey); 3] =
        [("#1", key(7).public_key()), ("#2", key(8).public_key()), ("#3", p256.public_key())];
    let resolver = keys
        .into_iter()
        .fold(MapResolver::new(), |resolver, (name, key)| resolver.with(web(name), key));
    for number in (0..60).step_by(3) {
        let at = usize::from(number);
        tokens[at] = by(&p256, number);
        // Of two keys of one type either may have signed, and a fragment names one.
        tokens[at + 1] = signed(web(""), &key(8), number);
        tokens[at + 2] = signed(web("#1"), &key(7), number);
    }
    tokens[100] = signed(web("#1"), &key(8), 100);
    tokens[101] = signed(web(""), &key(9), 101);
    tokens[102] = signed(web(""), &p256, 102);
    let expected = [(100, VerifyError::InvalidSignature), (101, VerifyError::InvalidSignature)];
    assert_eq!(refused(&tokens, &resolver, &VerifierSet::default()), expected);
}

/// A fragment names one of several keys, and what is said with one is not what is said with
/// another, or without any, though all are of one principal.
#[test]
fn the_key_that_a_fragment_names_is_not_that_of_the_token_before() {
    let [old, new] = [5, 6].map(|seed| Ed25519Signer::from_seed(&[seed; 32]));
    let did = |fragment: &str| -> Did { format!("{WEB}{fragment}").parse().expect("a DID") };
    let resolver = MapResolver::new()
        .with(did("#2025"), old.public_key())
        .with(did("#2026"), new.public_key());
    let verifiers = VerifierSet::default();
    let tokens = [
        signed(did("#2026"), &new, 1),
        signed(did("#2025"), &new, 2),
        signed(did("#2025"), &old, 3),
        signed(did("#2026"), &old, 4),
        signed(did("#2026"), &new, 5),
    ];
    let expected = [(1, VerifyError::InvalidSignature), (3, VerifyError::InvalidSignature)];
    assert_eq!(refused(&tokens, &resolver, &verifiers), expected);
}
