//! No signer shows its key, and every signer wipes it.

use std::fmt::Debug;

use varsig::{
    P256Signer, P384Signer, P521Signer, Secp256k1Signer, SecretKeyError,
    provider::rust_crypto::Ed25519Signer, signer_from_multicodec,
};
use zeroize::ZeroizeOnDrop;

const fn wipes_itself<T: ZeroizeOnDrop>() {}
const _: () = {
    wipes_itself::<Ed25519Signer>();
    wipes_itself::<P256Signer>();
    wipes_itself::<P384Signer>();
    wipes_itself::<P521Signer>();
    wipes_itself::<Secp256k1Signer>();
};

/// Bytes of which no two neighbouring ones occur twice, so that a hit is no accident.
fn secret(width: u8) -> Vec<u8> {
    (0..width).map(|index| index.wrapping_mul(37).wrapping_add(0x11) & 0x7f).collect()
}

/// Whether `text` shows four bytes in a row of `secret`, in hexadecimal or decimal,
/// forwards or as a little-endian number.
fn shows(text: &str, secret: &[u8]) -> bool {
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let lower = dense.to_lowercase();
    let backwards: Vec<u8> = secret.iter().rev().copied().collect();
    [secret, &backwards].iter().any(|secret| {
        secret.windows(4).any(|run| {
            let all = |one: fn(&u8) -> String, between: &str| {
                run.iter().map(one).collect::<Vec<_>>().join(between)
            };
            lower.contains(&all(|byte| format!("{byte:02x}"), ""))
                || lower.contains(&all(|byte| format!("{byte:#x}"), ","))
                || lower.contains(&all(|byte| format!("{byte:#04x}"), ","))
                || lower.contains(&all(|byte| format!("{byte:x}"), ","))
                || dense.contains(&all(|byte| format!("{byte}"), ","))
        })
    })
}

#[test]
fn a_key_in_any_usual_form_would_be_found() {
    for width in [32, 48, 66] {
        let secret = secret(width);
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let backwards: String = secret.iter().rev().map(|byte| format!("{byte:02X}")).collect();
        for text in [
            format!("{secret:?}"),
            format!("{secret:#?}"),
            format!("{secret:x?}"),
            format!("{secret:#X?}"),
            format!("Key({hex})"),
            format!("Key({})", &hex[20..28]),
            format!("Scalar(Uint(0x{backwards}))"),
        ] {
            assert!(shows(&text, &secret), "{text}");
        }
        assert!(!shows("P256Signer(..)", &secret));
    }
}

fn stays_hidden<T: Debug>(signer: &T, secret: &[u8], name: &str) {
    for text in [
        format!("{signer:?}"),
        format!("{signer:#?}"),
        format!("{signer:x?}"),
        format!("{signer:#X?}"),
    ] {
        assert!(!shows(&text, secret), "{text}");
        assert!(text.starts_with(&format!("{name}(")), "{text}");
        assert!(text.contains("PublicKey("), "{text}");
    }
}

#[test]
fn no_signer_shows_its_key() {
    let seed: [u8; 32] = secret(32).try_into().unwrap();
    stays_hidden(&Ed25519Signer::from_seed(&seed), &seed, "Ed25519Signer");
    stays_hidden(&P256Signer::from_scalar(&seed).unwrap(), &seed, "P256Signer");
    let secp256k1 = Secp256k1Signer::from_scalar(&seed).unwrap();
    stays_hidden(&secp256k1, &seed, "Secp256k1Signer");
    stays_hidden(&secp256k1.keccak(), &seed, "Secp256k1Signer");
    let scalar = secret(48);
    stays_hidden(&P384Signer::from_scalar(&scalar).unwrap(), &scalar, "P384Signer");
    let mut scalar = secret(66);
    scalar[0] = 0;
    stays_hidden(&P521Signer::from_scalar(&scalar).unwrap(), &scalar, "P521Signer");
}

/// Someone passes a key without its prefix: its first bytes read as a code.
#[test]
fn a_refused_key_is_not_shown() {
    let mut secret = secret(32);
    for first in [0x00, 0x11, 0x55, 0x81, 0xed, 0xff] {
        secret[0] = first;
        for refused in [
            signer_from_multicodec(&secret).err(),
            Ed25519Signer::from_multicodec(&secret).err(),
            P256Signer::from_multicodec(&secret).err(),
            P384Signer::from_multicodec(&secret).err(),
            P521Signer::from_multicodec(&secret).err(),
            Secp256k1Signer::from_multicodec(&secret).err(),
        ] {
            assert_eq!(refused, Some(SecretKeyError::Prefix), "{first:#x}");
        }
    }
    let all = [0xff; 32];
    for refused in [
        P256Signer::from_scalar(&all).unwrap_err(),
        Secp256k1Signer::from_scalar(&all).unwrap_err(),
    ] {
        assert_eq!(refused, SecretKeyError::OutOfRange);
        assert!(!shows(&format!("{refused:?} {refused}"), &all));
    }
}
