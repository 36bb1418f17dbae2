//! Nodes of DAG-PB.

use super::node::Block;
use crate::{
    Topic, base_encoding::base58, case, case::CaseBuilder, hex, map, sources::DAG_PB, value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-content",
        "dag-pb",
        "Nodes of DAG-PB: one order of fields, nothing unknown, nothing twice.",
        DAG_PB,
        [published(), accepted(), refused()].concat(),
    )
}

const FIXTURES: &str = "the cross-codec fixtures of DAG-PB in ipld/ipld, at the commit";
/// A link to the identity CID of five bytes, as the fixtures have it.
const LINK: [u8; 13] = hex!("120b 0a09 015500050001020304");

fn decode(slug: &str, bytes: impl Into<Value>, title: &str) -> CaseBuilder {
    case(slug)
        .section("Protobuf Strictness")
        .operation("content.dag-pb.decode")
        .input("bytes", bytes)
        .title(title)
        .why("A node that reads in two ways is two things under one CID.")
}

fn identity() -> Value {
    Value::link("bafkqabiaaebagba")
}

fn link(cid: Value, name: Value, size: Value) -> Value {
    map! { "cid" => cid, "name" => name, "total-size" => size }
}

fn node(data: Value, links: Vec<Value>) -> Value {
    map! { "data" => data, "links" => Value::List(links) }
}

fn published() -> Vec<CaseBuilder> {
    let fixture = |slug: &str, bytes: Value, value: Value, title: &str| {
        let rules = ["dag-pb.fields", "dag-pb.once", "dag-pb.wire"];
        decode(slug, bytes, title).expect_value(value).published(FIXTURES).rules(rules)
    };
    let head = hex!("8ab7a6c5e74737878ac73863cb76739d15d4666de44e5756bf55a2f9e9ab5f");
    let zero = |last: u8| {
        let bytes = [&[0x12, 0x20][..], &head, &[last]].concat();
        Value::link(base58(&bytes))
    };
    let two = hex!(
        "12340a2212208ab7a6c5e74737878ac73863cb76739d15d4666de44e5756bf55a2f9e9ab5f43",
        "1209736f6d65206c696e6b1880c2d72f",
        "12370a2212208ab7a6c5e74737878ac73863cb76739d15d4666de44e5756bf55a2f9e9ab5f44",
        "120f736f6d65206f74686572206c696e6b1808",
        "0a09736f6d652064617461"
    );
    vec![
        fixture(
            "empty",
            b"".into(),
            node(Value::Null, vec![]),
            "No bytes are a node without anything.",
        ),
        fixture(
            "empty-data",
            hex!("0a00").into(),
            node(b"".into(), vec![]),
            "Data may be there and empty.",
        ),
        fixture(
            "some-data",
            hex!("0a050001020304").into(),
            node(hex!("0001020304").into(), vec![]),
            "A node may have data alone.",
        ),
        fixture(
            "one-link",
            LINK.into(),
            node(Value::Null, vec![link(identity(), Value::Null, Value::Null)]),
            "A link may have neither name nor size.",
        )
        .rules(["dag-pb.hash"]),
        fixture(
            "empty-name",
            hex!("120d0a090155000500010203041200").into(),
            node(Value::Null, vec![link(identity(), "".into(), Value::Null)]),
            "An empty name is not no name.",
        )
        .rules(["dag-pb.name"]),
        fixture(
            "large-size",
            hex!("12140a0901550005000102030418ffffffffffffff0f").into(),
            node(Value::Null, vec![link(identity(), Value::Null, "9007199254740991".into())]),
            "A size of 53 bits is read.",
        ),
        fixture(
            "links-and-data",
            two.into(),
            node(
                b"some data".into(),
                vec![
                    link(zero(0x43), "some link".into(), "100000000".into()),
                    link(zero(0x44), "some other link".into(), "8".into()),
                ],
            ),
            "Links have CIDs of either version, names and sizes.",
        )
        .rules(["dag-pb.order", "dag-pb.link-order", "dag-pb.hash", "dag-pb.name"]),
        fixture(
            "names-out-of-order",
            hex!(
                "120b0a09015500050001020304",
                "120e0a09015500050001020304120161",
                "120e0a09015500050001020304120161"
            )
            .into(),
            node(
                Value::Null,
                vec![
                    link(identity(), Value::Null, Value::Null),
                    link(identity(), "a".into(), Value::Null),
                    link(identity(), "a".into(), Value::Null),
                ],
            ),
            "A node may have a name twice; what that means is for its reader to say.",
        ),
    ]
}

fn accepted() -> Vec<CaseBuilder> {
    let one = || link(identity(), Value::Null, Value::Null);
    let named = |name: &str| link(identity(), name.into(), Value::Null);
    vec![
        decode(
            "data-first",
            [&hex!("0a0161")[..], &LINK].concat(),
            "Data may stand before the links.",
        )
        .expect_value(node(b"a".into(), vec![one()]))
        .rules(["dag-pb.order"]),
        decode(
            "unsorted",
            hex!("120e0a09015500050001020304120162", "120e0a09015500050001020304120161"),
            "Links are taken in the order in which they stand.",
        )
        .section("Link sorting")
        .expect_value(node(Value::Null, vec![named("b"), named("a")])),
        decode(
            "largest-size",
            hex!("1216 0a09 015500050001020304 18 ffffffffffffffffff01"),
            "A size of 64 bits is read.",
        )
        .section("Serial Format")
        .expect_value(node(
            Value::Null,
            vec![link(identity(), Value::Null, "18446744073709551615".into())],
        ))
        .rules(["dag-pb.wire"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let bad = |slug: &str,
               bytes: Vec<u8>,
               error: &'static str,
               offset: u32,
               rule: &'static str,
               title: &str| {
        decode(slug, bytes, title).expect_error_at(error, offset).rules([rule])
    };
    let ours = |case: CaseBuilder| case.ruling("O82");
    let wire = "dag-pb.wire";
    let fields = "dag-pb.fields";
    let once = "dag-pb.once";
    vec![
        bad(
            "unknown-field",
            hex!("1a00").into(),
            "DagPbUnknownField",
            0,
            fields,
            "A node has no third field.",
        ),
        bad(
            "unknown-field-of-link",
            hex!("120d 0a09 015500050001020304 2000").into(),
            "DagPbUnknownField",
            13,
            fields,
            "A link has no fourth field.",
        ),
        bad("data-as-number", hex!("0800").into(), "DagPbWrongType", 0, fields, "Data is bytes."),
        bad(
            "link-as-number",
            hex!("0a00 1000").into(),
            "DagPbWrongType",
            2,
            fields,
            "A link is a message.",
        ),
        bad(
            "size-as-bytes",
            hex!("120d 0a09 015500050001020304 1a00").into(),
            "DagPbWrongType",
            13,
            fields,
            "A size is a number.",
        ),
        bad(
            "data-twice",
            hex!("0a00 0a00").into(),
            "DagPbDuplicateField",
            2,
            once,
            "Data does not stand twice.",
        ),
        bad(
            "hash-twice",
            hex!("1216 0a09 015500050001020304 0a09 015500050001020304").into(),
            "DagPbDuplicateField",
            13,
            once,
            "A hash does not stand twice.",
        ),
        bad(
            "name-first",
            hex!("120d 1200 0a09 015500050001020304").into(),
            "DagPbFieldOrder",
            4,
            "dag-pb.link-order",
            "A name does not stand before the hash.",
        ),
        bad(
            "size-before-name",
            hex!("120f 0a09 015500050001020304 1800 1200").into(),
            "DagPbFieldOrder",
            15,
            "dag-pb.link-order",
            "A size does not stand before the name.",
        ),
        ours(bad(
            "links-around-data",
            [&LINK[..], &hex!("0a00"), &LINK].concat(),
            "DagPbSplitLinks",
            15,
            "dag-pb.order",
            "Links do not stand on both sides of the data.",
        )),
        bad(
            "link-without-hash",
            hex!("1200").into(),
            "DagPbMissingHash",
            0,
            "dag-pb.hash",
            "A link has a hash.",
        )
        .section("Constraints"),
        bad(
            "hash-of-nothing",
            hex!("1202 0a00").into(),
            "DagPbInvalidCid",
            2,
            "dag-pb.hash",
            "An empty hash is no CID.",
        )
        .section("Constraints"),
        bad(
            "hash-cut-short",
            hex!("120a 0a08 0155000500010203").into(),
            "DagPbInvalidCid",
            2,
            "dag-pb.hash",
            "A digest is as long as it says.",
        )
        .section("Constraints"),
        ours(bad(
            "hash-with-more",
            hex!("120c 0a0a 01550005000102030400").into(),
            "DagPbCidTrailingBytes",
            2,
            "dag-pb.hash",
            "Nothing follows a CID in its field.",
        )),
        ours(bad(
            "name-not-utf-8",
            hex!("120e 0a09 015500050001020304 1201ff").into(),
            "DagPbNameNotUtf8",
            13,
            "dag-pb.name",
            "The name of a link is UTF-8.",
        )),
        ours(bad(
            "length-not-shortest",
            hex!("0a8000").into(),
            "DagPbWire",
            1,
            wire,
            "A length is in its shortest form.",
        )),
        ours(bad(
            "size-not-shortest",
            hex!("120e 0a09 015500050001020304 188000").into(),
            "DagPbWire",
            14,
            wire,
            "A size is in its shortest form.",
        )),
        ours(bad(
            "size-of-65-bits",
            hex!("1216 0a09 015500050001020304 18 ffffffffffffffffff02").into(),
            "DagPbWire",
            14,
            wire,
            "A size has 64 bits at most.",
        )),
        ours(bad(
            "length-beyond-end",
            hex!("0a00 0aff").into(),
            "DagPbWire",
            3,
            wire,
            "A length ends before the bytes do.",
        )),
        ours(bad(
            "data-cut-short",
            hex!("0a0561").into(),
            "DagPbWire",
            0,
            wire,
            "Data is as long as it says.",
        )),
        ours(bad("group", hex!("0b00").into(), "DagPbWire", 0, wire, "There are no groups.")),
        ours(bad(
            "name-of-a-directory-cut-short",
            {
                let mut bytes = Block::directory(&[("a", &Block::raw(b"a"))]).bytes;
                bytes.pop();
                bytes
            },
            "DagPbWire",
            43,
            wire,
            "A node that was cut short is refused.",
        )),
    ]
}
