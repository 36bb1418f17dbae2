//! Both providers, verdict for verdict. See the crate for what is compared.

#![cfg(test)]

mod agreement;
mod batch;
mod bls;
mod candidate;
mod ecdsa;
mod ecdsa_wycheproof;
mod ed25519;
mod ed25519_torsion;
mod ed25519_wycheproof;
mod rsa;
mod signing;

/// The bytes of a number written in hexadecimal digits.
fn hex(digits: &str) -> Vec<u8> {
    let pair = |start| u8::from_str_radix(&digits[start..start + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(pair).collect()
}
