//! Messages that wallets sign.

use super::{super::signature::keys, MESSAGE, verify};
use crate::{case::CaseBuilder, hex};

/// What computed the signatures.
const COMPUTED: &str = "@noble/curves 1.9.7 and @noble/hashes 1.8.0, checked with pycryptodome and \
                        Python cryptography 48.0.0";

/// secp256k1 with Keccak-256 under EIP-191 over bytes as they are.
pub(super) const RAW: [u8; 11] = hex!("34 01 ec01 e701 1b 91c303 5f");
const DAG_CBOR: [u8; 11] = hex!("34 01 ec01 e701 1b 91c303 71");
const DAG_JSON: [u8; 12] = hex!("34 01 ec01 e701 1b 91c303 a902");

/// The wallet's signature over [`MESSAGE`], low s, without the recovery byte.
pub(in super::super) const SIGNATURE: [u8; 64] = hex!(
    "d246c4003aeae2bb35f8df76de80af8f55927336dd04b39858fdfcc5df149e8b",
    "4dd2fa2bb58799054f8046bcadaec0be686139b70390009ab75faf60d5cd060e",
);
/// n − s of it.
pub(in super::super) const HIGH_S: [u8; 32] =
    hex!("b22d05d44a7866fab07fb94352513f40524da32fabb89fa10872af2bfa693b33");
/// The right recovery byte of it.
pub(in super::super) const RECOVERY: u8 = 28;

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = encodings();
    cases.extend(recovery_bytes());
    cases.extend(refused());
    cases.push(published());
    cases
}

/// A payload that a wallet with secp256k1 Keccak-256 key 1 signed.
fn wallet(
    slug: &str,
    header: &[u8],
    payload: &[u8],
    signature: impl Into<crate::Value>,
) -> CaseBuilder {
    verify(slug)
        .section("Payload Encoding")
        .input("header", header)
        .input("public-key", keys::KECCAK_KEY)
        .input("payload", payload)
        .input("signature", signature)
        .computed(COMPUTED)
        .rules(["payload.eip-191"])
}

fn encodings() -> Vec<CaseBuilder> {
    let raw = hex!(
        "8c4033cfe75c4a137491aa42561eb7027e7ad66773a818602c76142f82f59554",
        "6858a0826c96a324c4898385f922e7d973638e38f8edfd0f56a7443ca1b74f23",
    );
    let json = hex!(
        "f6552140aee393c07874b94c80657e9bb718425fb7dedd467736ad8ef980ef71",
        "4d0da785589618686845389a1709682e0b2ae920e2ca0f595225c5e17e414ece",
    );
    let why = "Wallets append the recovery byte; libraries take it off. Both are seen.";
    vec![
        wallet("eip-191-raw", &RAW, b"Some data", raw)
            .title("EIP-191 over bytes as they are: 64 bytes of signature hold.")
            .why(why)
            .expect_valid(),
        wallet(
            "eip-191-raw-with-recovery-byte",
            &RAW,
            b"Some data",
            [raw.as_slice(), &[27]].concat(),
        )
        .title("EIP-191 over bytes as they are: the signature with its recovery byte holds.")
        .why(why)
        .expect_valid()
        .rules(["payload.recovery-byte"]),
        wallet("eip-191-dag-cbor", &DAG_CBOR, &MESSAGE, SIGNATURE)
            .title("EIP-191 over DAG-CBOR: 64 bytes of signature hold.")
            .why(why)
            .expect_valid(),
        with_byte("eip-191-dag-cbor-with-recovery-byte", RECOVERY)
            .title("EIP-191 over DAG-CBOR: the signature with its recovery byte holds.")
            .why(why)
            .expect_valid(),
        wallet("eip-191-dag-json", &DAG_JSON, br#"{"count":42,"hello":"world"}"#, json)
            .title("EIP-191 over DAG-JSON: 64 bytes of signature hold.")
            .why("People can read what they sign only here.")
            .expect_valid(),
        wallet(
            "eip-191-dag-json-with-recovery-byte",
            &DAG_JSON,
            br#"{"count":42,"hello":"world"}"#,
            [json.as_slice(), &[28]].concat(),
        )
        .title("EIP-191 over DAG-JSON: the signature with its recovery byte holds.")
        .why("People can read what they sign only here.")
        .expect_valid()
        .rules(["payload.recovery-byte"]),
        wallet(
            "eip-191-empty",
            &RAW,
            &[],
            hex!(
                "37727988823beca7e67974cd84d8cfc07c57ea6b0a2f2f63d383314ad189f416",
                "10fd6f42f362a6542274e1aa465392d00c4694df126aa5c80e860839abc126d4",
            ),
        )
        .title("EIP-191 over no bytes at all holds.")
        .why("The length in the message is 0, not empty.")
        .expect_valid(),
    ]
}

/// The signature over [`MESSAGE`] with a byte behind it.
fn with_byte(slug: &str, byte: u8) -> CaseBuilder {
    wallet(slug, &DAG_CBOR, &MESSAGE, [SIGNATURE.as_slice(), &[byte]].concat())
        .ruling("T10")
        .rules(["payload.recovery-byte"])
}

fn recovery_bytes() -> Vec<CaseBuilder> {
    let refused = |slug: &str, byte: u8, title: &str| {
        with_byte(slug, byte).title(format!("EIP-191: {title}")).expect_error("InvalidSignature")
    };
    let (r, _) = SIGNATURE.split_at(32);
    let high = |slug: &str, recovery: &[u8]| {
        wallet(slug, &DAG_CBOR, &MESSAGE, [r, &HIGH_S, recovery].concat())
            .ruling("T10")
            .rules(["payload.recovery-byte"])
    };
    vec![
        refused(
            "eip-191-other-recovery-byte",
            55 - RECOVERY,
            "the recovery byte of the other key is refused.",
        )
        .why("A byte that nobody looks at gives every token a second address."),
        refused("eip-191-recovery-byte-0", 0, "the recovery byte 0 is refused.")
            .why("Some libraries write 0 and 1 for 27 and 28: a second spelling."),
        refused("eip-191-recovery-byte-1", 1, "the recovery byte 1 is refused.")
            .why("Some libraries write 0 and 1 for 27 and 28: a second spelling."),
        refused("eip-191-recovery-byte-29", 29, "the recovery byte 29 is refused.")
            .why("29 and 30 are for an r beyond the order, which SEC 1 allows and nobody sees."),
        refused(
            "eip-191-recovery-byte-of-eip-155",
            RECOVERY + 10,
            "a recovery byte with a chain in it is refused.",
        )
        .why("EIP-155 is for transactions; in a message it is a second spelling."),
        refused("eip-191-recovery-byte-255", 255, "the recovery byte 255 is refused.")
            .why("27 taken from it, or from 0, must not wrap around."),
        high("eip-191-high-s", &[])
            .title("EIP-191: the twin with n - s holds as well.")
            .why("Both twins are accepted, as everywhere in ECDSA.")
            .expect_valid(),
        high("eip-191-high-s-with-flipped-recovery-byte", &[55 - RECOVERY])
            .title("EIP-191: the twin with n - s holds with the other recovery byte.")
            .why("The twin's point is the negative one, so its recovery byte is the other.")
            .expect_valid(),
        high("eip-191-high-s-with-kept-recovery-byte", &[RECOVERY])
            .title("EIP-191: the twin with n - s and the recovery byte of the low one is refused.")
            .why("It recovers another key: a byte that does not fit is a second spelling.")
            .expect_error("InvalidSignature"),
        wallet(
            "eip-191-66-bytes",
            &DAG_CBOR,
            &MESSAGE,
            [SIGNATURE.as_slice(), &[RECOVERY, 0]].concat(),
        )
        .title("EIP-191: a byte behind the recovery byte is refused.")
        .why("There is nothing that it could mean.")
        .expect_error("InvalidSignature")
        .rules(["payload.recovery-byte"]),
        wallet(
            "eip-191-recovery-byte-not-allowed",
            &DAG_CBOR,
            &MESSAGE,
            [SIGNATURE.as_slice(), &[RECOVERY]].concat(),
        )
        .section("Signature Algorithm")
        .title(
            "EIP-191: an algorithm that is not allowed is refused by name, recovery byte or not.",
        )
        .why("Whether an algorithm is allowed is asked first, whatever the length.")
        .input("allow", "required")
        .expect_error("AlgorithmNotAllowed")
        .rules(["signature.allowed"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let unprefixed = hex!(
        "6ea7577837b0e7d7c3254118c22ea5375d1b40bc3e6db3e2110ad958f28cdbdb",
        "2b1b49b46be7f3b0b45c40e50e757302a56b3bfc686e4ca507168d35ddd57341",
    );
    vec![
        wallet("eip-191-without-prefix", &DAG_CBOR, &MESSAGE, unprefixed)
            .title("EIP-191: a signature over the payload without the prefix does not hold.")
            .why("The prefix keeps a signed message from being something else.")
            .expect_error("InvalidSignature"),
        wallet("eip-191-signature-under-dag-cbor", &keys::ES256K_KECCAK, &MESSAGE, SIGNATURE)
            .title("A wallet's signature does not hold under a header without EIP-191.")
            .why("The header says whether there is a prefix; nobody tries both.")
            .expect_error("InvalidSignature"),
        wallet(
            "eip-191-non-canonical-dag-cbor",
            &DAG_CBOR,
            &hex!("a26568656c6c6f65776f726c6465636f756e74182a"),
            hex!(
                "6fc99ee996a8bce29119ced6c82030c2cf91ba8edc46d998b87684c56dfa3ec9",
                "3934060ecf4fbe3adb64000e7e53d4ed9eeee526e7ab2085d22da05c2105e0f9",
            ),
        )
        .section("Safety")
        .title("EIP-191 over DAG-CBOR: a payload with keys out of order is refused.")
        .why("What stands inside is checked as if it stood alone.")
        .expect_error_at("CborUnsortedKeys", 13)
        .rules(["payload.canonical"]),
        wallet(
            "eip-191-non-canonical-dag-json",
            &DAG_JSON,
            br#"{"count": 42,"hello":"world"}"#,
            hex!(
                "d9700586cc5bb672fc9f7c92578269a43ceeb62ec64d435e6fa61e26901161e2",
                "555b29a805f10c03f97f11082830f20c8f64aa4556be713f093847e78f108ce6",
            ),
        )
        .section("Safety")
        .title("EIP-191 over DAG-JSON: a payload with a space is refused.")
        .why("What stands inside is checked as if it stood alone.")
        .expect_error_at("JsonWhitespace", 9)
        .rules(["payload.canonical"]),
        verify("eip-191-with-sha2-256")
            .section("Payload Encoding")
            .title("EIP-191 with SHA2-256 instead of Keccak-256 holds where the header says so.")
            .why("The text lets any algorithm sign a wallet's message.")
            .input("header", hex!("34 01 ec01 e701 12 91c303 71"))
            .input("public-key", keys::SECP256K1_KEY)
            .input("payload", MESSAGE)
            .input(
                "signature",
                hex!(
                    "3ba7c373f8c944a2ebc2af8c1c80bdac99bdb2a43acb05658619295103afa167",
                    "760cf8c7cb682214b6bd946db07e2a9502f54a7d31b3c396c5fef291bae3596e",
                ),
            )
            .expect_valid()
            .computed(COMPUTED)
            .rules(["payload.eip-191"]),
        verify("eip-191-with-sha2-256-and-recovery-byte")
            .section("Payload Encoding")
            .title("EIP-191 with SHA2-256: a recovery byte is refused, the right one too.")
            .why("Only wallets append it, and wallets use Keccak-256.")
            .input("header", hex!("34 01 ec01 e701 12 91c303 71"))
            .input("public-key", keys::SECP256K1_KEY)
            .input("payload", MESSAGE)
            .input(
                "signature",
                hex!(
                    "3ba7c373f8c944a2ebc2af8c1c80bdac99bdb2a43acb05658619295103afa167",
                    "760cf8c7cb682214b6bd946db07e2a9502f54a7d31b3c396c5fef291bae3596e",
                    "1c",
                ),
            )
            .expect_error("InvalidSignature")
            .computed(COMPUTED)
            .rules(["payload.recovery-byte"]),
        verify("eip-191-key-of-another-curve")
            .section("Signature Algorithm")
            .title("EIP-191: a key of P-256 does not fit, with a recovery byte neither.")
            .why("What a recovery byte recovers must not replace the key that was given.")
            .input("header", DAG_CBOR)
            .input("public-key", keys::P256_KEY)
            .input("payload", MESSAGE)
            .input("signature", [SIGNATURE.as_slice(), &[RECOVERY]].concat())
            .expect_error("InvalidSignature")
            .stated("the key is not one of the algorithm that the header names")
            .rules(["signature.key-type"]),
    ]
}

/// The example of a library that most wallets are tested with.
fn published() -> CaseBuilder {
    verify("eip-191-web3")
        .section("Payload Encoding")
        .title("EIP-191: the example of web3.js holds.")
        .why("Prefix, hash and recovery byte as the field has them.")
        .input("header", RAW)
        .input(
            "public-key",
            hex!("e701 024e3b81af9c2234cad09d679ce6035ed1392347ce64ce405f5dcd36228a25de6e"),
        )
        .input("payload", b"Some data")
        .input(
            "signature",
            hex!(
                "b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd",
                "6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a029",
                "1c",
            ),
        )
        .expect_valid()
        .published(
            "web3.js, documentation of eth.accounts.sign; the public key is that of its \
                    secret key, by @noble/curves 1.9.7",
        )
        .rules(["payload.eip-191", "payload.recovery-byte"])
}
