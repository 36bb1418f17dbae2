//! Keys of other methods, by name and without.

use ucan_core::{Did, MapResolver, ResolveError, Resolver};
use varsig::{Ed25519Signer, P256Signer, PublicKey, Signer};

fn key(seed: u8) -> PublicKey {
    Ed25519Signer::from_seed(&[seed; 32]).public_key()
}

fn did(text: &str) -> Did {
    text.parse().expect("a DID")
}

fn resolve(resolver: &MapResolver, text: &str) -> Result<Vec<PublicKey>, ResolveError> {
    resolver.resolve(&did(text))
}

#[test]
fn a_fragment_names_one_of_several_keys() {
    let p256 = P256Signer::from_scalar(&[1; 32]).expect("a key").public_key();
    let resolver = MapResolver::new()
        .with(did("did:web:a.test#1"), key(1))
        .with(did("did:web:a.test#2"), p256.clone())
        .with(did("did:web:a.test"), key(3))
        .with(did("did:web:b.test#1"), key(4));
    assert_eq!(resolve(&resolver, "did:web:a.test#1"), Ok(vec![key(1)]));
    assert_eq!(resolve(&resolver, "did:web:a.test#2"), Ok(vec![p256.clone()]));
    assert_eq!(resolve(&resolver, "did:web:a.test"), Ok(vec![key(1), p256, key(3)]));
    assert_eq!(resolve(&resolver, "did:web:b.test"), Ok(vec![key(4)]));
    // No name is not the empty name, and nothing is folded.
    for text in ["did:web:a.test#", "did:web:a.test#3", "did:web:b.test#2"] {
        assert_eq!(resolve(&resolver, text), Err(ResolveError::NoSuchKey), "{text}");
    }
    for text in ["did:web:A.test", "did:web:c.test#1", "did:web:a.test:b"] {
        assert_eq!(resolve(&resolver, text), Err(ResolveError::UnknownDid), "{text}");
    }
}

#[test]
fn a_key_is_replaced_by_the_next_of_its_name() {
    let mut resolver = MapResolver::new().with(did("did:web:a.test#1"), key(1));
    resolver.insert(did("did:web:a.test#2"), key(2));
    resolver.insert(did("did:web:a.test#1"), key(3));
    assert_eq!(resolve(&resolver, "did:web:a.test#1"), Ok(vec![key(3)]));
    assert_eq!(resolve(&resolver, "did:web:a.test"), Ok(vec![key(2), key(3)]));
}

#[test]
fn a_key_without_a_name_is_kept_once_and_may_get_one() {
    let mut resolver = MapResolver::new();
    for _ in 0..2 {
        resolver.insert(did("did:web:a.test"), key(1));
        resolver.insert(did("did:web:a.test"), key(2));
    }
    assert_eq!(resolve(&resolver, "did:web:a.test"), Ok(vec![key(1), key(2)]));
    resolver.insert(did("did:web:a.test#1"), key(1));
    assert_eq!(resolve(&resolver, "did:web:a.test"), Ok(vec![key(2), key(1)]));
    // It keeps the name.
    resolver.insert(did("did:web:a.test"), key(1));
    assert_eq!(resolve(&resolver, "did:web:a.test#1"), Ok(vec![key(1)]));
    assert_eq!(resolve(&resolver, "did:web:a.test"), Ok(vec![key(2), key(1)]));
}

#[test]
fn what_was_withdrawn_is_known_to_be() {
    let full = MapResolver::new()
        .with(did("did:web:a.test#1"), key(1))
        .with(did("did:web:a.test#2"), key(2))
        .with(did("did:web:a.test"), key(3));
    let mut resolver = full.clone();
    resolver.remove(&did("did:web:a.test#1"));
    resolver.remove(&did("did:web:a.test#9"));
    resolver.remove(&did("did:web:b.test"));
    assert_eq!(resolve(&resolver, "did:web:a.test#1"), Err(ResolveError::NoSuchKey));
    assert_eq!(resolve(&resolver, "did:web:a.test"), Ok(vec![key(2), key(3)]));
    assert_eq!(resolve(&resolver, "did:web:b.test"), Err(ResolveError::UnknownDid));
    let mut resolver = full;
    resolver.remove(&did("did:web:a.test"));
    assert_eq!(resolve(&resolver, "did:web:a.test"), Err(ResolveError::NoSuchKey));
    assert_eq!(resolve(&resolver, "did:web:a.test#2"), Err(ResolveError::NoSuchKey));
}

#[test]
fn nobody_is_told_another_key_for_a_did_key() {
    let of_bob = Did::from_public_key(&key(2));
    let resolver = MapResolver::new().with(of_bob.clone(), key(1));
    assert_eq!(resolver.resolve(&of_bob), Ok(vec![key(2)]));
    let named = format!("{of_bob}#key-1");
    let resolver = resolver.with(did(&named), key(1));
    assert_eq!(resolve(&resolver, &named), Err(ResolveError::NoSuchKey));
    assert_eq!(resolve(&resolver, "did:key:mAAAA"), Err(ResolveError::NotBase58));
}
