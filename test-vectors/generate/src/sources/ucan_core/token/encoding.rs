//! Tokens that are not canonical DAG-CBOR, although the signature holds over what is there.

use super::{decode, delegation};
use crate::{
    case::CaseBuilder,
    dag_cbor::{encode, encode_map},
    hex,
    people::ALICE,
    token::Token,
    value::Value,
};

const TWICE: &str = "The same token in other bytes has another CID, which nobody has revoked.";

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = whole();
    cases.extend(heads());
    cases.extend(keys());
    cases.extend(values());
    for case in &mut cases {
        *case = case.clone().ruling("T3").rules(["token.canonical"]);
    }
    let token = delegation().with_header(ALICE.header()).with("exp", 1).sign();
    let payload = super::payload().replace("\"exp\":null", "\"exp\":1");
    cases.push(
        decode("canonical", token.bytes())
            .ruling("T3")
            .title("The canonical form of the same is read.")
            .why("What the others get wrong, this gets right.")
            .expect_value(super::read(&token, ALICE, "1.0.0", payload))
            .rules(["token.canonical", "token.payload-encoding"]),
    );
    cases
}

/// Too much and too little.
fn whole() -> Vec<CaseBuilder> {
    let bytes = delegation().sign().bytes();
    let end = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    vec![
        decode("empty", [0_u8; 0])
            .title("No bytes are no token.")
            .why("A reader must say so and not stop.")
            .expect_error_at("CborUnexpectedEnd", 0),
        decode("trailing-zero", [bytes.as_slice(), &[0]].concat())
            .title("A byte behind the token is refused.")
            .why(TWICE)
            .expect_error_at("CborTrailingBytes", end),
        decode("two-tokens", [bytes.as_slice(), &bytes].concat())
            .title("Two tokens in a row are refused.")
            .why("Which of them counts would depend on the reader.")
            .expect_error_at("CborTrailingBytes", end),
        decode("without-the-last-byte", &bytes[..bytes.len() - 1])
            .title("A token without its last byte is refused.")
            .why("What is missing is not null.")
            .expect_error("CborUnexpectedEnd"),
        decode("without-the-signed-map", &bytes[..67])
            .title("A token that ends behind the signature is refused.")
            .why("What is missing is not null.")
            .expect_error("CborUnexpectedEnd"),
        decode("half-a-signature", &bytes[..33])
            .title("A token that ends within the signature is refused.")
            .why("Lengths are claims, and must not be believed.")
            .expect_error("CborUnexpectedEnd"),
    ]
}

/// Lengths that could be shorter, or are not said.
fn heads() -> Vec<CaseBuilder> {
    let token = delegation().sign();
    let (signature, signed) = (token.signature(), token.message());
    vec![
        decode("tagged", [&hex!("d9d9f7"), token.bytes().as_slice()].concat())
            .title("The tag that says \"this is CBOR\" is refused in front of a token.")
            .why(TWICE)
            .expect_error_at("CborUnsupportedTag", 0),
        decode("long-list-head", [&[0x98, 2, 0x58, 64], signature, signed].concat())
            .title("A list head with a length byte it does not need is refused.")
            .why(TWICE)
            .expect_error_at("CborNotShortest", 0),
        decode("indefinite-list", [&[0x9f, 0x58, 64], signature, signed, &[0xff]].concat())
            .title("A list without a length is refused.")
            .why(TWICE)
            .expect_error_at("CborIndefiniteLength", 0),
        decode("long-signature-head", [&[0x82, 0x59, 0, 64], signature, signed].concat())
            .title("A signature with a length in two bytes is refused.")
            .why(TWICE)
            .expect_error_at("CborNotShortest", 1),
        decode(
            "signature-in-chunks",
            [&[0x82, 0x5f, 0x58, 64], signature, &[0xff], signed].concat(),
        )
        .title("A signature in chunks is refused.")
        .why(TWICE)
        .expect_error_at("CborIndefiniteLength", 1),
        decode("long-map-head", sealed([&[0xb8, 2], &signed[1..]].concat()))
            .title("A signed map whose head has a length byte it does not need is refused.")
            .why("The signature holds over these bytes, and the canonical ones are others.")
            .expect_error_at("CborNotShortest", 67),
        decode("indefinite-map", sealed([&[0xbf], &signed[1..], &[0xff]].concat()))
            .title("A signed map without a length is refused.")
            .why("The signature holds over these bytes, and the canonical ones are others.")
            .expect_error_at("CborIndefiniteLength", 67),
    ]
}

/// Keys in another order, or twice.
fn keys() -> Vec<CaseBuilder> {
    let payload_of = |message: &[u8]| message[1 + 2 + 9 + 15..].to_vec();
    let message = delegation().message();
    let header = [&[0x61, b'h', 0x48], ALICE.header().as_slice()].concat();
    let tag = encode(&"ucan/dlg@1.0.0".into());
    let payload = payload_of(&message);
    let iss = [encode(&"iss".into()), encode(&ALICE.did().into())].concat();
    vec![
        decode(
            "header-behind-the-payload",
            sealed([&[0xa2], tag.as_slice(), &payload, &header].concat()),
        )
        .title("The payload before the header is refused.")
        .why("The signature holds over these bytes, and the canonical ones are others.")
        .expect_error("CborUnsortedKeys"),
        decode(
            "fields-unsorted",
            sealed(
                [
                    &[0xa2],
                    header.as_slice(),
                    &tag,
                    &[payload[0]],
                    &iss,
                    &without(&payload[1..], &iss),
                ]
                .concat(),
            ),
        )
        .title("A payload that begins with its issuer is refused.")
        .why("Shorter keys come first, and equal lengths go by their bytes: aud is first.")
        .expect_error("CborUnsortedKeys"),
        decode(
            "field-twice",
            delegation().with_another("iss", encode(&ALICE.did().into())).sign().bytes(),
        )
        .ruling("T4")
        .title("A field that stands twice is refused, although both say the same.")
        .why("The first and the last are not the same to every reader.")
        .expect_error("CborDuplicateKey"),
        decode(
            "field-twice-with-another-value",
            delegation().with_another("cmd", encode(&"/".into())).sign().bytes(),
        )
        .title("A second command is refused.")
        .why("One reader would see /msg/send, another everything.")
        .expect_error("CborDuplicateKey"),
        decode("header-twice", delegation().beside("h", ALICE.header()).sign().bytes())
            .title("A second header is refused.")
            .why("One of them would be checked and the other believed.")
            .expect_error("CborDuplicateKey"),
        decode("number-as-key", delegation().with_encoded("meta", hex!("a1 01 02")).sign().bytes())
            .title("A key that is a number is refused.")
            .why("The data model has string keys only.")
            .expect_error("CborNonStringKey"),
    ]
}

/// Values that DAG-CBOR does not have, in the one place where any value may stand.
fn values() -> Vec<CaseBuilder> {
    let deep = |levels: usize| [vec![0x81; levels], vec![0xf6]].concat();
    let link = encode(&Value::link(crate::cid_v1(crate::RAW, b"")));
    let longer = [&[0xd8, 0x2a, 0x58, 38], &link[4..], &[0]].concat();
    [
        ("float-16", hex!("f9 3e00").to_vec(), "CborNarrowFloat", "A float of 16 bits"),
        ("float-32", hex!("fa 3fc00000").to_vec(), "CborNarrowFloat", "A float of 32 bits"),
        (
            "not-a-number",
            hex!("fb 7ff8000000000000").to_vec(),
            "CborNonFiniteFloat",
            "A float that is not a number",
        ),
        (
            "infinity",
            hex!("fb 7ff0000000000000").to_vec(),
            "CborNonFiniteFloat",
            "An infinite float",
        ),
        (
            "negative-zero",
            hex!("fb 8000000000000000").to_vec(),
            "CborNegativeZero",
            "A negative zero",
        ),
        ("undefined", hex!("f7").to_vec(), "CborUnsupportedSimple", "The value undefined"),
        ("date", hex!("c1 00").to_vec(), "CborUnsupportedTag", "A date by its tag"),
        ("big-number", hex!("c2 41 01").to_vec(), "CborUnsupportedTag", "A big number by its tag"),
        ("long-integer", hex!("18 01").to_vec(), "CborNotShortest", "A one in two bytes"),
        ("text-not-utf-8", hex!("61 ff").to_vec(), "CborInvalidUtf8", "Text that is not UTF-8"),
        ("link-to-nothing", hex!("d82a 41 00").to_vec(), "CborInvalidCid", "A link without a CID"),
        ("link-with-more", longer, "CborCidTrailingBytes", "A link with a byte behind its CID"),
    ]
    .into_iter()
    .map(|(slug, value, error, what)| {
        let meta = encode_map(vec![("x".to_owned(), value)]);
        decode(slug, delegation().with_encoded("meta", meta).sign().bytes())
            .title(format!("{what} is refused within a token."))
            .why("What one reader takes for equal, another writes differently.")
            .expect_error(error)
    })
    .chain([
        // List, signed map, payload and meta are four levels.
        decode(
            "deeper-than-64",
            delegation()
                .with_encoded("meta", encode_map(vec![("x".to_owned(), deep(61))]))
                .sign()
                .bytes(),
        )
        .title("A token of 65 levels is refused.")
        .why("Depth that is not bounded ends in the middle of somebody's stack.")
        .expect_error("CborTooDeep")
        .tags(["bound"]),
        decode(
            "very-deep",
            delegation()
                .with_encoded("meta", encode_map(vec![("x".to_owned(), deep(5000))]))
                .sign()
                .bytes(),
        )
        .title("A token of 5004 levels is refused.")
        .why("Depth that is not bounded ends in the middle of somebody's stack.")
        .expect_error("CborTooDeep"),
    ])
    .collect()
}

/// A token around these bytes, which Alice has signed as they are.
fn sealed(message: Vec<u8>) -> Vec<u8> {
    Token::new(ALICE.sign(&message), message).bytes()
}

/// `bytes` without the one place where `part` stands.
fn without(bytes: &[u8], part: &[u8]) -> Vec<u8> {
    let place = bytes.windows(part.len()).position(|found| found == part);
    let place = place.unwrap_or_else(|| panic!("the part is not there"));
    [&bytes[..place], &bytes[place + part.len()..]].concat()
}
