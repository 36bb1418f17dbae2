//! Signing and verifying through our trait objects, against the provider's own
//! call with a key that has been parsed before, as ours has.
//!
//! Both sides start from the bytes of the message and of the signature.

#[cfg(feature = "aws-lc")]
mod aws_lc;
#[cfg(not(feature = "aws-lc"))]
mod rust_crypto;

use std::io::{self, Write};

use ipvm_benches::{Bar, Measured, Table, beside};
use varsig::{
    Ed25519Signer, P256Signer, P384Signer, P521Signer, Secp256k1Signer, Signed, Signer,
    VerifierSet, verifiers::ED25519,
};

#[cfg(feature = "aws-lc")]
use self::aws_lc as provider;
#[cfg(not(feature = "aws-lc"))]
use self::rust_crypto as provider;
use crate::inputs;

const SEED: [u8; 32] = [0x35; 32];

pub(crate) fn measure(table: &mut Table<impl Write>) -> io::Result<()> {
    let message = inputs::receipt();
    table.part("sign and verify: ratio", provider::NAME)?;

    let ours = Ed25519Signer::from_seed(&SEED);
    let other = provider::ed25519_signer(&SEED);
    row(table, "Ed25519 sign", sign(&ours, &message, || other(&message)))?;
    row(table, "Ed25519 verify", verify(&ours, &message))?;
    together(table, &ours, &message)?;
    ecdsa(table, &message)?;
    #[cfg(feature = "aws-lc")]
    aws_lc::rsa(table, &message)?;
    Ok(())
}

/// Within 5 % of the provider.
fn row(table: &mut Table<impl Write>, name: &str, measured: Measured) -> io::Result<()> {
    let bar = Bar { figure: measured.ratio, most: 1.05, decimals: 3, unit: "x" };
    table.row(name, measured.nanoseconds, measured.other, bar)
}

/// Signs through the object, against `other`.
fn sign<T>(ours: &dyn Signer, message: &[u8], other: impl FnMut() -> T) -> Measured {
    assert!(ours.try_sign(message).is_ok());
    beside(|| ours.try_sign(message), other)
}

/// Verifies what `signer` signs, with the set of everything that this build
/// verifies, against the provider.
fn verify(signer: &dyn Signer, message: &[u8]) -> Measured {
    let set = VerifierSet::everything();
    let (algorithm, key) = (signer.algorithm(), signer.public_key());
    let signature = signer.try_sign(message).expect("a key in memory");
    let other = provider::verifier(algorithm, key.as_bytes());
    assert_eq!(set.verify(algorithm, &key, message, &signature), Ok(()));
    assert!(other(message, &signature));
    beside(|| set.verify(algorithm, &key, message, &signature), || other(message, &signature))
}

/// Many together, against the same one by one.
fn together(table: &mut Table<impl Write>, signer: &dyn Signer, message: &[u8]) -> io::Result<()> {
    let (algorithm, key) = (signer.algorithm(), signer.public_key());
    let signed = |number: u64| {
        let message = [&number.to_be_bytes(), message].concat();
        let signature = signer.try_sign(&message).expect("a key in memory");
        (message, signature)
    };
    for (count, most) in [(512, 0.8), (1_024, 0.65), (4_096, 0.55)] {
        let signed: Vec<_> = (0..count).map(signed).collect();
        let signed: Vec<_> = signed
            .iter()
            .map(|(message, signature)| Signed { public_key: &key, message, signature })
            .collect();
        let alone = |it: &Signed<'_>| ED25519.verify(algorithm, &key, it.message, it.signature);
        let together = || ED25519.verify_all(algorithm, &signed);
        assert!(together().iter().all(Result::is_ok));
        let measured = beside(together, || signed.iter().map(alone).collect::<Vec<_>>());
        let name = format!("Ed25519 verify, {count} at a time");
        let bar = Bar { figure: measured.ratio, most, decimals: 2, unit: "x" };
        table.row(&name, measured.nanoseconds, measured.other, bar)?;
    }
    Ok(())
}

/// One curve. ECDSA is signed by the portable provider with either.
macro_rules! curve {
    ($table:expr, $message:expr, $name:literal, $signer:ident, $curve:ident, $width:literal) => {{
        use $curve::ecdsa::{Signature, SigningKey, signature::Signer as _};

        let mut scalar = [0x35; $width];
        scalar[0] = 0;
        let ours = $signer::from_scalar(&scalar).expect("below the order");
        let other = SigningKey::from_slice(&scalar).expect("below the order");
        let other = || -> Signature { other.sign($message) };
        assert_eq!(
            ours.try_sign($message).as_deref(),
            Ok(other().normalize_s().to_bytes().as_slice())
        );
        let name = if cfg!(feature = "aws-lc") {
            concat!($name, " sign (RustCrypto)")
        } else {
            concat!($name, " sign")
        };
        row($table, name, sign(&ours, $message, other))?;
        row($table, concat!($name, " verify"), verify(&ours, $message))?;
    }};
}

fn ecdsa(table: &mut Table<impl Write>, message: &[u8]) -> io::Result<()> {
    curve!(table, message, "P-256", P256Signer, p256, 32);
    curve!(table, message, "P-384", P384Signer, p384, 48);
    curve!(table, message, "P-521", P521Signer, p521, 66);
    curve!(table, message, "secp256k1", Secp256k1Signer, k256, 32);
    Ok(())
}
