//! The people of the cases, and how they sign.
//!
//! Those who sign by Ed25519 do so here, by a crate that none of the crates under test uses.
//! Their seed is the SHA2-256 of `ucan vectors: NAME`. The others have signed once, elsewhere:
//! see [`frozen`].

mod frozen;

use ed25519_compact::{KeyPair, Seed};
use sha2::{Digest, Sha256};

use crate::{base_encoding::base58, hex};

/// Somebody with a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    name: &'static str,
    key: Key,
}

#[derive(Clone, Copy, Debug)]
enum Key {
    /// By the name.
    Ed25519,
    /// The key behind its multicodec prefix, and the header of its tokens.
    Elsewhere { public_key: &'static [u8], header: &'static [u8] },
}

const fn ed25519(name: &'static str) -> Person {
    Person { name, key: Key::Ed25519 }
}

const fn elsewhere(name: &'static str, public_key: &'static [u8], header: &'static [u8]) -> Person {
    Person { name, key: Key::Elsewhere { public_key, header } }
}

/// The subject of most cases.
pub(crate) const ALICE: Person = ed25519("alice");
/// To whom Alice delegates.
pub(crate) const BOB: Person = ed25519("bob");
/// To whom Bob delegates.
pub(crate) const CAROL: Person = ed25519("carol");
/// To whom Carol delegates.
pub(crate) const DAN: Person = ed25519("dan");
/// To whom Dan delegates.
pub(crate) const ERIN: Person = ed25519("erin");
/// Who is in no chain.
pub(crate) const MALLORY: Person = ed25519("mallory");
/// Whose key is P-256.
pub(crate) const PAULA: Person = elsewhere(
    "paula",
    &hex!("8024 02235413c96aa9dc88bc1ba03c8f2203de01b2a08a33de05da36e65656a04b3766"),
    &hex!("34 01 ec01 8024 12 71"),
);
/// Whose key is P-384.
pub(crate) const PETRA: Person = elsewhere(
    "petra",
    &hex!(
        "8124",
        "02c890e27efa324d0bcf402c02e7d3a8f8756d85455121d6cf2575a1eb8b1525",
        "92383f28a063c0e81ea84d5ba867a79674",
    ),
    &hex!("34 01 ec01 8124 20 71"),
);
/// Whose key is secp256k1.
pub(crate) const KIM: Person = elsewhere(
    "kim",
    &hex!("e701 02c3fd465a0f9ae20526be9663bf436245622ac0ef8dd880b871b046a365945a92"),
    &hex!("34 01 ec01 e701 12 71"),
);
/// Whose key is in a wallet, which signs its own messages around DAG-CBOR.
pub(crate) const WALTER: Person = elsewhere(
    "walter",
    &hex!("e701 0362ae710d5b4b3528eaab5e37644c5a52f98bc81f34bf176a6d0533008647a6b1"),
    &hex!("34 01 ec01 e701 1b 91c303 71"),
);

impl Person {
    /// The public key behind its multicodec prefix.
    pub(crate) fn public_key(&self) -> Vec<u8> {
        match self.key {
            Key::Ed25519 => [&[0xed, 0x01], self.key_pair().pk.as_slice()].concat(),
            Key::Elsewhere { public_key, .. } => public_key.to_vec(),
        }
    }

    /// The `did:key`.
    pub(crate) fn did(&self) -> String {
        format!("did:key:z{}", base58(&self.public_key()))
    }

    /// The varsig header of the tokens.
    pub(crate) fn header(&self) -> Vec<u8> {
        match self.key {
            Key::Ed25519 => hex!("34 01 ed01 ed01 13 71").to_vec(),
            Key::Elsewhere { header, .. } => header.to_vec(),
        }
    }

    /// The secret key behind its multicodec prefix, of those who sign here.
    pub(crate) fn secret_key(&self) -> Vec<u8> {
        [&[0x80, 0x26], self.seed().as_slice()].concat()
    }

    /// The signature over `message`.
    ///
    /// # Panics
    ///
    /// If the signature is made elsewhere and there is none over these very bytes.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self.key {
            Key::Ed25519 => self.key_pair().sk.sign(message, None).to_vec(),
            Key::Elsewhere { .. } => frozen::signature(self.name, message),
        }
    }

    fn key_pair(&self) -> KeyPair {
        KeyPair::from_seed(Seed::new(self.seed()))
    }

    fn seed(&self) -> [u8; 32] {
        Sha256::digest(format!("ucan vectors: {}", self.name)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_rfc_8032_does() {
        // Section 7.1, test 2.
        let seed = hex!("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let keys = KeyPair::from_seed(Seed::new(seed));
        let expected = hex!(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        );
        assert_eq!(keys.sk.sign([0x72], None).as_slice(), expected);
    }

    #[test]
    fn a_did_key_of_each_type_begins_as_its_method_says() {
        assert!(ALICE.did().starts_with("did:key:z6Mk"));
        assert!(PAULA.did().starts_with("did:key:zDn"));
        assert!(PETRA.did().starts_with("did:key:z82"));
        assert!(KIM.did().starts_with("did:key:zQ3s"));
        assert!(WALTER.did().starts_with("did:key:zQ3s"));
    }
}
