//! The CID by which a token goes.

use super::{decode, delegation, payload, read};
use crate::{
    case::CaseBuilder,
    cid::{DAG_CBOR, DAG_JSON, RAW, cid_v1, cid_with_digest, token_cid},
    people::ALICE,
    value::Value,
};
use sha2::{Digest, Sha256, Sha512};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let token = delegation().sign();
    let bytes = token.bytes();
    let by = |slug: &str, cid: String| {
        decode(slug, bytes.clone())
            .input("cid", Value::link(cid))
            .section("Content Identifiers")
            .rules(["token.address"])
    };
    let other = delegation().with("exp", 1).sign();
    let version_0 =
        crate::base_encoding::base58(&[&[0x12, 0x20], Sha256::digest(&bytes).as_slice()].concat());
    vec![
        by("address-base58", token_cid(&bytes))
            .ruling("T6")
            .title("A token is found under its CID in base58btc.")
            .why("So tokens print.")
            .expect_value(read(&token, ALICE, "1.0.0", payload())),
        by("address-base32", cid_v1(DAG_CBOR, &bytes))
            .ruling("T6")
            .title("A token is found under its CID in base32, and prints in base58btc.")
            .why("The base is a matter of writing, and no part of the address.")
            .expect_value(read(&token, ALICE, "1.0.0", payload())),
        by("address-raw", cid_v1(RAW, &bytes))
            .title("A token does not go by a CID with the codec raw.")
            .why("The same bytes under another CID are a token that nobody has revoked.")
            .expect_error("TokenAddress"),
        by("address-dag-json", cid_v1(DAG_JSON, &bytes))
            .title("A token does not go by a CID with the codec DAG-JSON.")
            .why("The same bytes under another CID are a token that nobody has revoked.")
            .expect_error("TokenAddress"),
        by("address-version-0", version_0)
            .title("A token does not go by a CID of version 0.")
            .why("The same bytes under another CID are a token that nobody has revoked.")
            .expect_error("TokenAddress"),
        by("address-sha2-512", cid_with_digest(DAG_CBOR, 0x13, &Sha512::digest(&bytes)))
            .title("A token does not go by a CID with SHA2-512.")
            .why("The same bytes under another CID are a token that nobody has revoked.")
            .expect_error("BlockUnsupportedHash"),
        by("address-of-another", other.cid())
            .title("A token does not go by the CID of another.")
            .why("Whoever hands it over may have exchanged it.")
            .expect_error("BlockMismatch"),
    ]
}
