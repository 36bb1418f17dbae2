//! `did:key`.

use crate::{
    base_encoding::{base32, base58, base64},
    case,
    case::CaseBuilder,
    hex, map,
};

const COMPUTED: &str = "base58btc in a few lines of the generator";
const ED25519: [u8; 34] =
    hex!("ed01 d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

pub(super) fn cases() -> Vec<CaseBuilder> {
    [read(), forms(), refused_keys(), written()].concat()
}

fn key(slug: &str, text: &str) -> CaseBuilder {
    case(slug)
        .section("Cryptosuite")
        .operation("ucan.did.key")
        .input("text", text)
        .computed(COMPUTED)
}

fn did(key: &[u8]) -> String {
    format!("did:key:z{}", base58(key))
}

/// Type, name, and key behind its prefix of two bytes.
fn keys() -> [(&'static str, &'static str, Vec<u8>); 5] {
    [
        ("Ed25519", "ed25519", ED25519.to_vec()),
        (
            "P-256",
            "p-256",
            hex!("8024 03 60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6")
                .to_vec(),
        ),
        (
            "secp256k1",
            "secp256k1",
            hex!("e701 02 79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
                .to_vec(),
        ),
        (
            "P-384",
            "p-384",
            hex!(
                "8124 03 ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64",
                "def8f0ea9055866064a254515480bc13"
            )
            .to_vec(),
        ),
        (
            "P-521",
            "p-521",
            hex!(
                "8224 02 01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd",
                "371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4"
            )
            .to_vec(),
        ),
    ]
}

fn read() -> Vec<CaseBuilder> {
    let mut cases = keys()
        .into_iter()
        .map(|(name, slug, bytes)| {
            key(&format!("key-{slug}"), &did(&bytes))
                .title(format!("A did:key of {name}."))
                .why("It is one of the types that varsig names for tokens.")
                .expect_value(map! { "type" => name, "key" => bytes[2..].to_vec() })
                .rules(["did.key-base", "did.key-form", "did.key-type"])
        })
        .collect::<Vec<_>>();
    let fragment = format!("{0}#z{1}", did(&ED25519), base58(&ED25519));
    cases.push(
        key("key-with-a-fragment", &fragment)
            .title("A did:key with a fragment holds the same key.")
            .why("The fragment of a did:key repeats the key; some peers write it.")
            .ruling("T14")
            .expect_value(map! { "type" => "Ed25519", "key" => ED25519[2..].to_vec() }),
    );
    cases
}

fn forms() -> Vec<CaseBuilder> {
    let base = |slug, text: String| {
        key(slug, &text)
            .ruling("T14")
            .why("The same key in another base would be another principal, whom nobody revoked.")
            .expect_error("DidKeyNotBase58")
            .rules(["did.key-base"])
    };
    let hexadecimal = ED25519.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let good = base58(&ED25519);
    vec![
        base("key-in-base32", format!("did:key:b{}", base32(&ED25519))).title("A key in base32."),
        base("key-in-hexadecimal", format!("did:key:f{hexadecimal}"))
            .title("A key in hexadecimal."),
        base("key-in-base64url", {
            let text = base64(&ED25519).replace('+', "-").replace('/', "_");
            format!("did:key:u{text}")
        })
        .title("A key in base64 of URLs."),
        base("key-in-base58-of-flickr", format!("did:key:Z{good}"))
            .title("A key in base58 with another alphabet."),
        base("key-without-a-base", format!("did:key:{good}")).title("A key without its base."),
        base("key-with-a-zero", format!("did:key:z{good}0"))
            .title("A character that base58 does not have."),
        base("key-with-a-percent-code", format!("did:key:%7A{good}"))
            .title("A base that is percent-encoded."),
        key("key-with-another-fragment", &format!("did:key:z{good}#key-1"))
            .text("did:key")
            .section("Document Creation")
            .title("A did:key whose fragment names another key has no such key.")
            .why("A fragment says which key signed; a did:key has one, and calls it by its text.")
            .expect_error("DidNoSuchKey"),
        key("endless-key", &format!("did:key:z{}", "z".repeat(3000)))
            .ruling("T14")
            .title("A key of three thousand characters is refused without being read.")
            .why("Reading base58 takes the square of its length, and a stranger chooses that.")
            .expect_error("DidKeyTooLong")
            .tags(["bound"]),
        key("method-without-a-key", "did:web:example.com")
            .title("A did:web holds no key.")
            .why("Its key is elsewhere, and getting it is for a resolver of that method.")
            .stated("read off the cited text")
            .expect_error("DidUnsupportedMethod"),
    ]
}

fn refused_keys() -> Vec<CaseBuilder> {
    let form = |slug, bytes: &[u8], error| {
        key(slug, &did(bytes))
            .ruling("T14")
            .why("A key with two spellings is two principals, of whom one may be revoked.")
            .expect_error(error)
            .rules(["did.key-form"])
    };
    let kind = |slug, bytes: &[u8], error| {
        key(slug, &did(bytes))
            .why("Whoever cannot sign cannot be a principal.")
            .expect_error(error)
            .rules(["did.key-type"])
    };
    let uncompressed = hex!(
        "8024 04 60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
    );
    let overlong = [&hex!("ed8100"), &ED25519[2..]].concat();
    vec![
        form("key-uncompressed", &uncompressed, "PublicKeyLength")
            .title("An uncompressed point is refused."),
        form("key-overlong-prefix", &overlong, "PublicKeyPrefix")
            .title("A prefix in one byte too many is refused."),
        form("key-with-a-byte-behind", &[&ED25519[..], &[0]].concat(), "PublicKeyLength")
            .title("A byte behind the key is refused."),
        form("key-cut-short", &ED25519[..33], "PublicKeyLength")
            .title("A key cut short is refused."),
        kind(
            "key-of-x25519",
            &hex!("ec01 8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"),
            "PublicKeyUnknownType",
        )
        .title("A key of X25519 agrees on secrets, and signs nothing."),
        kind(
            "key-that-is-secret",
            &hex!("8026 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
            "PublicKeyUnknownType",
        )
        .title("A secret key is refused."),
        kind("key-behind-a-zero", &[&[0], &ED25519[..]].concat(), "PublicKeyUnknownType").title(
            "A zero byte in front, which base58 writes as a 1, is a prefix of another type.",
        ),
        kind("key-of-nothing", &[], "PublicKeyPrefix")
            .title("A did:key without any byte is refused."),
        kind(
            "key-of-small-order",
            &hex!("ed01 0100000000000000000000000000000000000000000000000000000000000000"),
            "PublicKeySmallOrder",
        )
        .ruling("T9")
        .title("A key for which anybody can sign is refused.")
        .why("It would be a principal that everybody is."),
    ]
}

fn written() -> Vec<CaseBuilder> {
    keys()
        .into_iter()
        .map(|(name, slug, bytes)| {
            case(format!("did-of-{slug}"))
                .section("Cryptosuite")
                .operation("ucan.did.of-key")
                .input("public-key", bytes.clone())
                .title(format!("The did:key of a key of {name}."))
                .why("A principal has one spelling, which everybody compares byte for byte.")
                .expect_value(did(&bytes))
                .computed(COMPUTED)
        })
        .collect()
}
