//! Signatures that were made once, outside of this package.
//!
//! By `@noble/curves` 1.9.7 in Node, with the secret keys of the layer `varsig` (key 1 of
//! `P-256`, `P-384`, `secp256k1` and `secp256k1 Keccak-256`), deterministically (RFC 6979),
//! in the low form. Each stands with the SHA2-256 of the message that it was made over, so
//! that a token that changes is noticed.

use sha2::{Digest, Sha256};

use crate::hex;

/// One signature: who made it, the SHA2-256 of the message, and the signature.
type Frozen = (&'static str, [u8; 32], &'static [u8]);

const ALL: &[Frozen] = &[
    (
        "kim",
        hex!("591b963a00d13b129b482997ef43bd02e81ed335712c1f301cd838b84499aea1"),
        &hex!(
            "a54595a355607cf4af0939f8421157ae0b7b0e1a20d7d483610dcabb123f4808",
            "332349099a252d86d11b3032eaf0c770e95733511480d0e1647f7b1e36a174e3"
        ),
    ),
    (
        "kim",
        hex!("4de248c7d1c22ffd169e3863be98b1b3871bccbd8ec638bd87cfa38da55e39ad"),
        &hex!(
            "3435ff106c09ba256117fbf1c76c02be623b68f695dd4795227202d43f798e7f",
            "73d8a65b78bfc7d4ad80011413c4078eac1840fd4e7d99b26b95c0f5f35d01fb"
        ),
    ),
    (
        "paula",
        hex!("3e465c0ef5b1c9c3f068cd09300a123203c8acc8025a0572d5474838cf72e81e"),
        &hex!(
            "01d86f5b6d300e9e4151355b3f0e7e1d5b58559f0d29d5285f30145b884c09e6",
            "5ebf1b0c5edcaaf7a94328093dd42c5d77642c4e7dcfd1470175a76641b65990"
        ),
    ),
    (
        "paula",
        hex!("7d13b9d8e147dbf3258c1ca21dfe92ad10d58db11fd4fa3b3520b8b5b93ae54a"),
        &hex!(
            "a3e3bd3134c4cb80e994653168b6152c5f0c15cbd84ecf51088a13f9346aef09",
            "2b16662c1595fe82a659e494d205b2845cf895a317dfe33d9891b299561f404e"
        ),
    ),
    (
        "paula",
        hex!("92dbbb9e090c59e42c342ac6f2b7d6d97a0db772052152424cd822213ed5167e"),
        &hex!(
            "a565dc36e52c4beb0d43ff272036e6718a4501a6ac59e4ce41fe227fc31304a2",
            "0c644246a9266dbf5088392e3ae635202e74c0cbd71c117b8f160cd484a47b46"
        ),
    ),
    (
        "paula",
        hex!("a8f3f5ae1069de8c39f712542a6b1adca2b44b676388b2f15c698a9480cf6d0f"),
        &hex!(
            "4408684b5c978ab497568625527647ea4b3163a0d369ccc1cc12f58a5b71e13b",
            "606218e5354dac7f916839662069a5c1cbd697b7876a81f4debf53df801c128b"
        ),
    ),
    (
        "paula",
        hex!("d2250cb2c6f0ab8b22d650c314d878ace9963ef978859a9f43e6de179a52cce8"),
        &hex!(
            "9e4a63190d8191863949ca55d9b4bdfad8b413af14be6b4bae5cea453aeeac31",
            "1e6b37edfefa1136670be6d1996f86d43fd7cb89b11dbd7c85ba61f4a2c4afb3"
        ),
    ),
    (
        "petra",
        hex!("082a2cf736913994c1f7436a49f329a6b2374d89bb39e01af0622763b3bd596f"),
        &hex!(
            "88b0c777c30710a84f4e40339a57cec99ecc96aa272eeea1eb4fabf5df46770c",
            "bf1d4e5d7394ca88c1c0a8d8b964a4d6703066af0bd90d1e42f4fb0c01926acf",
            "7f3268043fd182997552274ae3125bc06371c5eecd0d76f17173dbfed987340d"
        ),
    ),
    (
        "petra",
        hex!("72b930a59225344e791d347e9b6fd5468eab4bf80c1dbeb581e3f3181049d787"),
        &hex!(
            "7bcc14749dbf71e3fde5fc8b6c1d62849cfcceecec2eb34152e640c4e7c6de49",
            "c457b6cbc8ac4b6447b605e78e5486ec3244ecf4cdfe9f65a0f825cb279a4470",
            "c6233ef6a17fc523f11588a69861947bb8ce5f6f0db6680b492b66156f24e1d5"
        ),
    ),
    (
        "walter",
        hex!("5f55e71148f9735a06686cd24a86b29c76a2308983cbcbbb062152d1ad9c3c0b"),
        &hex!(
            "10e44cd85982937211481fe23adb448c49ceadfeed85d7f8e8ddff8cc63b8fdd",
            "1ce162d14a7408b0fc7e7e9523b7281709494a8d249ff5e5d1aa5d7df365f98a"
        ),
    ),
];

/// The signature of the person with this name over `message`.
///
/// # Panics
///
/// If there is none.
pub(super) fn signature(name: &str, message: &[u8]) -> Vec<u8> {
    let hash: [u8; 32] = Sha256::digest(message).into();
    let found = ALL.iter().find(|(signer, over, _)| *signer == name && *over == hash);
    let Some((.., signature)) = found else {
        panic!("no signature of {name} over {}", written(message));
    };
    signature.to_vec()
}

fn written(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
