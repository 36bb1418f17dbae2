//! `did:key`, of every type of key.

use data_encoding::HEXLOWER;
use multibase::Base;
use ucan_core::{Did, DidKeyResolver, ResolveError, Resolver};
use varsig::{
    Ed25519Signer, HashFunction, KeyType, P256Signer, PublicKey, PublicKeyError,
    SignatureAlgorithm, Signer, VerifierSet,
};

use crate::vectors::{KEYS, RSA};

fn resolve(identifier: &str) -> Result<PublicKey, ResolveError> {
    let did: Did = format!("did:key:{identifier}").parse().expect("a DID");
    let keys = DidKeyResolver.resolve(&did)?;
    let [key] = <[PublicKey; 1]>::try_from(keys).expect("one key");
    Ok(key)
}

fn base58(bytes: &[u8]) -> String {
    multibase::encode(Base::Base58Btc, bytes)
}

/// Whether this build verifies signatures by keys of the type.
fn verifies(key_type: KeyType) -> bool {
    use SignatureAlgorithm as Algorithm;
    let everything = VerifierSet::everything();
    match key_type {
        KeyType::Rsa => {
            everything.allows(Algorithm::Rsa { hash: HashFunction::Sha2_256, key_length: 256 })
        }
        KeyType::Bls12381G1 | KeyType::Bls12381G2 => everything.allows(Algorithm::BLS_G2),
        _ => true,
    }
}

/// The key, or `None` if this build says that it leaves keys of this type out.
#[track_caller]
fn key_of_a_type(key_type: KeyType, identifier: &str) -> Option<PublicKey> {
    match resolve(identifier) {
        Ok(key) => {
            assert!(verifies(key_type), "{key_type}");
            assert_eq!(key.key_type(), key_type);
            assert_eq!(Did::from_public_key(&key).identifier(), identifier);
            Some(key)
        }
        Err(error) => {
            let expected = ResolveError::Key(PublicKeyError::NotInThisBuild { key_type });
            assert_eq!(error, expected);
            assert!(!verifies(key_type), "{key_type}");
            None
        }
    }
}

#[test]
fn reads_the_examples_of_every_type_and_writes_them_again() {
    for (key_type, identifier, expected) in KEYS {
        if let Some(key) = key_of_a_type(key_type, identifier) {
            assert_eq!(HEXLOWER.encode(key.as_bytes()), expected, "{identifier}");
        }
    }
    for (identifier, length, first, last) in RSA {
        if let Some(key) = key_of_a_type(KeyType::Rsa, identifier) {
            let text = HEXLOWER.encode(key.as_bytes());
            assert_eq!(key.as_bytes().len(), length);
            assert!(text.starts_with(first) && text.ends_with(last), "{text}");
        }
    }
}

#[test]
fn says_which_feature_would_read_the_key() {
    for (key_type, identifier, feature) in [
        (KeyType::Rsa, RSA[0].0, "build varsig with its feature `rsa`"),
        (KeyType::Bls12381G2, KEYS[KEYS.len() - 1].1, "build varsig with its feature `bls`"),
    ] {
        match resolve(identifier) {
            Ok(_) => assert!(verifies(key_type)),
            Err(error) => assert!(error.to_string().ends_with(feature), "{error}"),
        }
    }
}

#[test]
fn the_longest_key_is_not_too_long() {
    // An RSA key of 8192 bits: a sequence of two numbers of 1,025 and of 5 bytes.
    let mut bytes = vec![0x85, 0x24, 0x30, 0x82, 0x04, 0x0c, 0x02, 0x82, 0x04, 0x01, 0x00];
    bytes.extend([0xff; 1024]);
    bytes.extend([0x02, 0x05, 0x00, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(bytes.len(), 1042);
    let identifier = base58(&bytes);
    assert_eq!(identifier.len(), 1424);
    if let Some(key) = key_of_a_type(KeyType::Rsa, &identifier) {
        assert_eq!(key.to_multicodec(), bytes);
    }
    // With a fragment that repeats it, it is a DID as well.
    let did: Did = format!("did:key:{identifier}#{identifier}").parse().expect("a DID");
    assert_eq!(did.key(), Some(resolve(&identifier)));
}

#[test]
fn what_is_longer_than_any_key_is_refused_before_it_is_read() {
    let identifier = |length: usize| format!("z{}", "2".repeat(length - 1));
    assert_eq!(
        resolve(&identifier(1537)),
        Err(ResolveError::KeyTooLong { limit: 1536, found: 1537 })
    );
    // Base58 comes after the length, the key after base58.
    let not_base58 = format!("z{}", "0".repeat(1535));
    assert_eq!(resolve(&not_base58), Err(ResolveError::NotBase58));
    assert!(matches!(resolve(&identifier(1536)), Err(ResolveError::Key(_))));
}

#[test]
fn refuses_every_other_base_and_every_other_character() {
    let key = Ed25519Signer::from_seed(&[3; 32]).public_key();
    let bytes = key.to_multicodec();
    assert_eq!(resolve(&base58(&bytes)), Ok(key.clone()));
    for base in [
        Base::Base16Lower,
        Base::Base32Lower,
        Base::Base36Lower,
        Base::Base58Flickr,
        Base::Base64Url,
    ] {
        let identifier = multibase::encode(base, &bytes);
        assert_eq!(resolve(&identifier), Err(ResolveError::NotBase58), "{identifier}");
    }
    let text = base58(&bytes);
    for broken in [
        text.to_uppercase(),
        text[1..].to_owned(),
        format!("{text}0"),
        format!("{text}I"),
        format!("{text}O"),
        format!("{text}l"),
        format!("{text}%31"),
        format!("1.1:{text}"),
        format!("{text}:1"),
    ] {
        assert_eq!(resolve(&broken), Err(ResolveError::NotBase58), "{broken}");
    }
    assert_eq!(resolve("z"), Err(ResolveError::Key(PublicKeyError::Prefix)));
}

#[test]
fn one_key_has_one_spelling() {
    let refused = |bytes: &[u8]| match resolve(&base58(bytes)) {
        Err(ResolveError::Key(error)) => error,
        other => panic!("{other:?}"),
    };
    let ed25519 = Ed25519Signer::from_seed(&[3; 32]).public_key();
    let key = ed25519.as_bytes();
    // The prefix in three bytes instead of two, and with nothing behind it.
    assert_eq!(refused(&[&[0xed, 0x81, 0x00], key].concat()), PublicKeyError::Prefix);
    assert_eq!(refused(&[0xed]), PublicKeyError::Prefix);
    // A zero in front, as a leading 1 in base58, is another prefix.
    let zero = [&[0, 0xed, 0x01], key].concat();
    assert_eq!(refused(&zero), PublicKeyError::UnknownKeyType { code: 0 });
    assert_eq!(
        refused(&[&[0xed, 0x01], key, &[0]].concat()),
        PublicKeyError::Length { expected: 32, found: 33 }
    );
    // A point that is not compressed, as one implementation wrote them.
    let p256 = P256Signer::from_scalar(&[1; 32]).expect("a key").public_key();
    let uncompressed = [&[0x80, 0x24, 0x04][..], &p256.as_bytes()[1..], &[7; 32]].concat();
    assert_eq!(refused(&uncompressed), PublicKeyError::Length { expected: 33, found: 65 });
    // The point of order one, for which anybody can sign (ruling T9).
    let mut identity = vec![0xed, 0x01, 1];
    identity.resize(34, 0);
    assert_eq!(refused(&identity), PublicKeyError::SmallOrder);
}

#[test]
fn a_key_that_signs_nothing_is_no_key_here() {
    // X25519, and both groups of BLS12-381 in one, which the examples also have.
    let x25519 = "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc";
    let unknown = |code| Err(ResolveError::Key(PublicKeyError::UnknownKeyType { code }));
    assert_eq!(resolve(x25519), unknown(0xec));
    assert_eq!(resolve(&base58(&[&[0xee, 0x01][..], &[0x8a; 144]].concat())), unknown(0xee));
    let ed448 = Err(ResolveError::Key(PublicKeyError::NotInThisBuild { key_type: KeyType::Ed448 }));
    assert_eq!(resolve(&base58(&[&[0x83, 0x24][..], &[7; 57]].concat())), ed448);
}

#[test]
fn the_fragment_of_a_did_key_is_the_key_again() {
    let (_, identifier, _) = KEYS[0];
    let key = resolve(identifier).expect("a key");
    let of = |fragment: &str| {
        let did: Did = format!("did:key:{identifier}#{fragment}").parse().expect("a DID");
        DidKeyResolver.resolve(&did)
    };
    assert_eq!(of(identifier), Ok(vec![key]));
    // Another key, which may be one for encryption, or a name that nobody gave it.
    for fragment in [KEYS[1].1, "key-1", ""] {
        assert_eq!(of(fragment), Err(ResolveError::NoSuchKey), "{fragment}");
    }
}

#[test]
fn another_method_has_no_key_of_its_own() {
    for text in ["did:web:example.com", "did:keys:z6Mk", "did:ke:y"] {
        let did: Did = text.parse().expect("a DID");
        assert_eq!(did.key(), None);
        assert_eq!(DidKeyResolver.resolve(&did), Err(ResolveError::UnsupportedMethod));
    }
}
