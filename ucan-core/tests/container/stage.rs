//! Tokens and hand-written containers to test with.

use ucan_core::{
    Command, Delegation, Did, Envelope, Nonce,
    container::{Container, ContainerError, ContainerLimits},
};
use varsig::Ed25519Signer;

pub(crate) fn signer(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32])
}

pub(crate) fn did(seed: u8) -> Did {
    Did::from_signer(&signer(seed))
}

/// A delegation by 1 to 2; another nonce makes another token.
pub(crate) fn delegation(nonce: u8) -> Envelope<Delegation> {
    let command = "/msg/send".parse::<Command>().unwrap();
    let payload = Delegation::new(did(1), did(2), did(1), command, Nonce::new([nonce; 12]));
    Envelope::sign(payload, &signer(1)).unwrap()
}

/// A byte string in CBOR, of up to 65,535 bytes.
pub(crate) fn cbor_bytes(bytes: &[u8]) -> Vec<u8> {
    let head = match bytes.len() {
        length @ 0..=23 => vec![0x40 | u8::try_from(length).unwrap()],
        length @ 24..=255 => vec![0x58, u8::try_from(length).unwrap()],
        length => [&[0x59][..], &u16::try_from(length).unwrap().to_be_bytes()].concat(),
    };
    [head, bytes.to_vec()].concat()
}

/// A raw container with up to 23 entries in the order given.
pub(crate) fn raw_container(entries: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"@\xa1\x66ctn-v1".to_vec();
    bytes.push(0x80 | u8::try_from(entries.len()).unwrap());
    for entry in entries {
        bytes.extend(cbor_bytes(entry));
    }
    bytes
}

pub(crate) fn read(bytes: &[u8]) -> Result<Container, ContainerError> {
    Container::read(bytes, &ContainerLimits::default())
}

pub(crate) fn read_strict(bytes: &[u8]) -> Result<Container, ContainerError> {
    Container::read_strict(bytes, &ContainerLimits::default())
}

/// Why a container was refused.
#[track_caller]
pub(crate) fn refusal(bytes: &[u8]) -> ContainerError {
    read(bytes).map(|container| format!("{container:?}")).expect_err("this container is refused")
}
