//! Signatures that say the same in other bytes.

use super::{
    payload::eip191,
    signature::{keys, without_last},
};
use crate::{Topic, Value, case, case::CaseBuilder, hex, sources::VARSIG};

/// secp256k1 with Keccak-256 under EIP-191 over DAG-CBOR.
const EIP_191: [u8; 11] = hex!("34 01 ec01 e701 1b 91c303 71");

/// What computed n − s.
const COMPUTED: &str = "n - s with the integers of JavaScript";

pub(super) fn topic() -> Topic {
    Topic::new(
        "varsig",
        "twins",
        "The other spellings of a signature, for whoever looks up tokens by their CID: both s of \
         ECDSA, and under EIP-191 with and without the recovery byte.",
        VARSIG,
        [ecdsa(), edges(), wallets(), alone()].concat(),
    )
}

fn twins(slug: impl Into<String>, header: &[u8], signature: impl Into<Value>) -> CaseBuilder {
    case(slug)
        .section("common headers, ECDSA")
        .ruling("T10")
        .operation("varsig.signature.twins")
        .input("header", header)
        .input("signature", signature)
}

/// A list of signatures in the order of their bytes.
fn sorted(mut signatures: Vec<Vec<u8>>) -> Value {
    signatures.sort_unstable();
    Value::List(signatures.into_iter().map(Value::from).collect())
}

fn ecdsa() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (slug, name, rule, header, low, high_s) in [
        (
            "es256",
            "ES256",
            "signature.es256",
            keys::ES256,
            keys::ES256_SIGNATURE.as_slice(),
            keys::ES256_HIGH_S.as_slice(),
        ),
        (
            "es384",
            "ES384",
            "signature.es384",
            keys::ES384,
            &keys::ES384_SIGNATURE,
            &keys::ES384_HIGH_S,
        ),
        (
            "es512",
            "ES512",
            "signature.es512",
            keys::ES512,
            &keys::ES512_SIGNATURE,
            &keys::ES512_HIGH_S,
        ),
        (
            "es256k",
            "ES256K",
            "signature.es256k",
            keys::ES256K,
            &keys::ES256K_SIGNATURE,
            &keys::ES256K_HIGH_S,
        ),
        (
            "es256k-keccak",
            "ES256K with Keccak-256",
            "signature.es256k-keccak",
            keys::ES256K_KECCAK,
            &keys::KECCAK_SIGNATURE,
            &keys::KECCAK_HIGH_S,
        ),
    ] {
        let high = [&low[..high_s.len()], high_s].concat();
        let both = sorted(vec![low.to_vec(), high.clone()]);
        cases.push(
            twins(format!("{slug}-low-s"), &header, low)
                .title(format!("{name}: the low s has a twin."))
                .why("A revocation that names the one token must find the other.")
                .expect_value(both.clone())
                .computed(COMPUTED)
                .rules([rule]),
        );
        cases.push(
            twins(format!("{slug}-high-s"), &header, high)
                .title(format!("{name}: the high s has the same twins."))
                .why("Whichever token is named, the look-up is the same.")
                .expect_value(both)
                .computed(COMPUTED)
                .rules([rule]),
        );
    }
    cases
}

/// The two s that are next to each other.
fn edges() -> Vec<CaseBuilder> {
    let one = hex!("0000000000000000000000000000000000000000000000000000000000000001");
    let low_half = hex!("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8");
    let high_half = hex!("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a9");
    let most = hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550");
    vec![
        twins("es256-halves", &keys::ES256, [one, low_half].concat())
            .title("ES256: the largest low s and the smallest high s are twins.")
            .why("The order is odd: nothing is its own twin.")
            .expect_value(sorted(vec![[one, low_half].concat(), [one, high_half].concat()]))
            .computed(COMPUTED)
            .rules(["signature.es256"]),
        twins("es256-extremes", &keys::ES256, [most, one].concat())
            .title("ES256: s = 1 and s = n - 1 are twins, whatever r is.")
            .why("Only the range counts; whether the signature holds is not asked.")
            .expect_value(sorted(vec![[most, one].concat(), [most, most].concat()]))
            .computed(COMPUTED)
            .rules(["signature.es256"]),
    ]
}

/// Each twin with and without the recovery byte.
fn wallets() -> Vec<CaseBuilder> {
    let low = eip191::SIGNATURE.as_slice();
    let high = [&low[..32], &eip191::HIGH_S].concat();
    let with = |signature: &[u8], byte: u8| [signature, &[byte]].concat();
    let carried = sorted(vec![
        low.to_vec(),
        high.clone(),
        with(low, eip191::RECOVERY),
        with(&high, 55 - eip191::RECOVERY),
    ]);
    let case = |slug: &str, signature: Vec<u8>| {
        twins(slug, &EIP_191, signature)
            .section("Payload Encoding")
            .computed(COMPUTED)
            .rules(["payload.recovery-byte"])
    };
    vec![
        case("eip-191-low-s", with(low, eip191::RECOVERY))
            .title("EIP-191: a signature with its recovery byte has four spellings.")
            .why("Anybody can take the byte off, and flip it together with s.")
            .expect_value(carried.clone()),
        case("eip-191-high-s", with(&high, 55 - eip191::RECOVERY))
            .title("EIP-191: the twin with its recovery byte has the same four.")
            .why("Whichever token is named, the look-up is the same.")
            .expect_value(carried),
        case("eip-191-without-recovery-byte", low.to_vec())
            .title(
                "EIP-191: a signature without a recovery byte may carry either byte, on either \
                 twin.",
            )
            .why("Which of the bytes fits only the key tells, and a look-up may not miss one.")
            .expect_value(sorted(vec![
                low.to_vec(),
                high.clone(),
                with(low, 27),
                with(low, 28),
                with(&high, 27),
                with(&high, 28),
            ])),
        case("eip-191-recovery-byte-0", with(low, 0))
            .title("EIP-191: a signature with a recovery byte that is none stands alone.")
            .why("It does not hold, so nothing holds with it.")
            .expect_value(sorted(vec![with(low, 0)])),
    ]
}

/// Signatures with one spelling, and bytes that are no signature.
fn alone() -> Vec<CaseBuilder> {
    let case = |slug: &str, header: &[u8], signature: &[u8]| {
        twins(slug, header, signature).expect_value(sorted(vec![signature.to_vec()]))
    };
    let (r, s) = keys::ES256_SIGNATURE.split_at(32);
    let zero = [0; 32];
    let not_one = "It does not hold, so nothing holds with it; no reason to fail either.";
    vec![
        case("ed25519", &keys::ED25519, &keys::ED25519_SIGNATURE)
            .section("common headers, EdDSA")
            .title("Ed25519: a signature stands alone.")
            .why("Strict verification leaves one spelling.")
            .rules(["signature.ed25519"]),
        case("rs256", &keys::RS256, &keys::RS256_SIGNATURE)
            .section("common headers, RS256")
            .title("RS256: a signature stands alone.")
            .why("The length and the range leave one spelling.")
            .rules(["signature.rs256"]),
        case("bls-g1", &keys::BLS_G1, &keys::BLS_G1_SIGNATURE)
            .section("Signature Algorithm")
            .title("BLS: a signature stands alone.")
            .why("A compressed point of the group has one spelling.")
            .rules(["signature.bls-g1"]),
        case("es256-one-byte-short", &keys::ES256, without_last(&keys::ES256_SIGNATURE))
            .title("ES256: bytes of another length stand alone.")
            .why(not_one)
            .rules(["signature.es256"]),
        case("es256-empty", &keys::ES256, &[])
            .title("ES256: no bytes stand alone.")
            .why(not_one)
            .rules(["signature.es256"]),
        case("es256-zero-s", &keys::ES256, &[r, &zero].concat())
            .title("ES256: s = 0 stands alone.")
            .why(not_one)
            .rules(["signature.es256"]),
        case("es256-s-of-the-order", &keys::ES256, &[r, &keys::P256_ORDER].concat())
            .title("ES256: s = n stands alone.")
            .why(not_one)
            .rules(["signature.es256"]),
        case("es256-zero-r", &keys::ES256, &[&zero, s].concat())
            .title("ES256: r = 0 stands alone.")
            .why(not_one)
            .rules(["signature.es256"]),
        case("es256k-keccak-65-bytes", &keys::ES256K_KECCAK, &wallet_spelling())
            .title("ES256K with Keccak-256: 65 bytes stand alone where there is no EIP-191.")
            .why(not_one)
            .rules(["signature.es256k-keccak"]),
        case("unknown-algorithm", &hex!("34 01 ec01 8424 12 71"), &keys::ES256_SIGNATURE)
            .section("Signature Algorithm")
            .title("An unknown algorithm: a signature stands alone.")
            .why("Nothing is known of it, so nothing is computed.")
            .rules(["varsig.unknown"]),
    ]
}

fn wallet_spelling() -> Vec<u8> {
    [eip191::SIGNATURE.as_slice(), &[eip191::RECOVERY]].concat()
}
