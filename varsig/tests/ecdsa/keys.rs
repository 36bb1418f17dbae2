//! Secret keys: what is one, and how it is kept.

use varsig::{
    P256Signer, P384Signer, P521Signer, Secp256k1Signer, SecretKeyError, SignatureAlgorithm,
    Signer, signer_from_multicodec,
};

use crate::{ORDERS, hex, signer, vectors};

#[test]
fn refuses_a_scalar_that_is_no_key() {
    for (key_type, order) in ORDERS {
        let order = hex(order);
        let expected = order.len();
        for found in [0, 1, 24, expected - 1, expected + 1, 2 * expected] {
            let refused = signer(key_type, &vec![1; found]).err();
            assert_eq!(refused, Some(SecretKeyError::Length { expected, found }), "{key_type}");
        }
        let mut last = order.clone();
        *last.last_mut().unwrap() -= 1;
        assert!(signer(key_type, &last).is_ok());
        let mut beyond = order.clone();
        *beyond.last_mut().unwrap() += 1;
        for scalar in [vec![0; expected], order, beyond, vec![0xff; expected]] {
            let refused = signer(key_type, &scalar).err();
            assert_eq!(refused, Some(SecretKeyError::OutOfRange), "{key_type}");
        }
    }
}

/// The prefixes are written out: multicodec table, `p256-priv` and its neighbours.
#[test]
fn a_kept_key_reads_back_by_its_prefix() {
    macro_rules! reads_back {
        ($signer:ident, $vector:expr, $prefix:expr) => {
            let scalar = hex($vector.key);
            let signer = $signer::from_scalar(&scalar).unwrap();
            let kept = signer.dangerous_to_multicodec();
            assert_eq!(**kept, [&$prefix[..], &scalar].concat());
            let read = $signer::from_multicodec(&kept).unwrap();
            assert_eq!(read.public_key(), signer.public_key());
            let any = signer_from_multicodec(&kept).unwrap();
            assert_eq!(any.public_key(), signer.public_key());
            assert_eq!(any.algorithm(), signer.algorithm());

            let expected = scalar.len();
            for (bytes, expected) in [
                (vec![], SecretKeyError::Prefix),
                (vec![0x86], SecretKeyError::Prefix),
                (vec![0x86, 0xa6, 0x00], SecretKeyError::Prefix),
                (kept[..2].to_vec(), SecretKeyError::Length { expected, found: 0 }),
                (
                    kept[..expected + 1].to_vec(),
                    SecretKeyError::Length { expected, found: expected - 1 },
                ),
                (
                    [&kept[..], &[0]].concat(),
                    SecretKeyError::Length { expected, found: expected + 1 },
                ),
                ([&$prefix[..], &vec![0; expected]].concat(), SecretKeyError::OutOfRange),
            ] {
                assert_eq!($signer::from_multicodec(&bytes).err(), Some(expected));
                assert_eq!(signer_from_multicodec(&bytes).err(), Some(expected));
            }
            let other = [&[0x80, 0x26], &scalar[..]].concat();
            assert_eq!(
                $signer::from_multicodec(&other).err(),
                Some(SecretKeyError::UnsupportedKeyType { code: 0x1300 })
            );
        };
    }
    reads_back!(P256Signer, vectors::P256[0], [0x86, 0x26]);
    reads_back!(P384Signer, vectors::P384[0], [0x87, 0x26]);
    reads_back!(P521Signer, vectors::P521[0], [0x88, 0x26]);
    reads_back!(Secp256k1Signer, vectors::SECP256K1[0], [0x81, 0x26]);
}

#[test]
fn a_signer_of_any_type_is_chosen_by_the_prefix() {
    let seed = [&[0x80, 0x26], &[7; 32][..]].concat();
    let ed25519 = signer_from_multicodec(&seed).unwrap();
    assert_eq!(ed25519.algorithm(), SignatureAlgorithm::Ed25519);
    // x25519-priv, which nobody signs with.
    assert_eq!(
        signer_from_multicodec(&[0x82, 0x26, 1, 2, 3]).err(),
        Some(SecretKeyError::UnsupportedKeyType { code: 0x1302 })
    );
    #[cfg(not(feature = "rsa"))]
    assert_eq!(
        signer_from_multicodec(&[0x85, 0x26, 0x30]).err(),
        Some(SecretKeyError::UnsupportedKeyType { code: 0x1305 })
    );
    #[cfg(not(feature = "bls"))]
    for (low, code) in [(0x89, 0x1309), (0x8a, 0x130a)] {
        assert_eq!(
            signer_from_multicodec(&[low, 0x26, 1]).err(),
            Some(SecretKeyError::UnsupportedKeyType { code })
        );
    }
    // ed25519-pub is no secret key.
    assert_eq!(signer_from_multicodec(&[0xed, 0x01, 1]).err(), Some(SecretKeyError::Prefix));
}
