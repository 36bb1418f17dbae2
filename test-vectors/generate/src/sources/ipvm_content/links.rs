//! What blocks link to, and what is reached by that.

use super::node::Block;
use crate::{
    Topic, case,
    case::CaseBuilder,
    cid::{DAG_CBOR, DAG_JSON, DAG_PB, RAW},
    dag_cbor, hex, list, map,
    sources::DAG_PB as TEXT,
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-content",
        "links",
        "What blocks of each codec link to, and what is reached from roots by links.",
        TEXT,
        [found(), refused(), reached()].concat(),
    )
}

fn leaf(text: &str) -> Block {
    Block::raw(text.as_bytes())
}

fn to(blocks: &[&Block]) -> Value {
    Value::List(blocks.iter().map(|block| Value::link(block.cid())).collect())
}

fn cbor(value: &Value) -> Block {
    Block::of(DAG_CBOR, dag_cbor::encode(value))
}

fn links(slug: &str, codec: u64, bytes: impl Into<Value>, title: &str) -> CaseBuilder {
    case(slug)
        .ruling("O82")
        .operation("content.links")
        .input("codec", i64::try_from(codec).unwrap_or(i64::MAX))
        .input("bytes", bytes)
        .title(title)
        .why("Who overlooks a link deletes what is needed, or hands over half of it.")
        .rules(["links.codec"])
}

fn found() -> Vec<CaseBuilder> {
    let (a, b) = (leaf("a"), leaf("b"));
    let linked = |case: CaseBuilder, blocks: &[&Block]| {
        case.expect_value(map! { "links" => to(blocks) }).rules(["links.whole"])
    };
    let value = map! {
        "b" => list![Value::link(b.cid()), 7, Value::link(a.cid())],
        "cc" => map! { "d" => Value::link(a.cid()) },
    };
    let json = format!(
        "{{\"b\":[{{\"/\":\"{}\"}},7],\"cc\":{{\"/\":{{\"bytes\":\"AA\"}}}},\"d\":{{\"/\":\"{}\"}}}}",
        b.cid(),
        a.cid()
    );
    let spaced = format!("[ {{ \"/\" : \"{}\" }} ]", a.cid());
    let node = Block::node(&[b.link(Some("x")), a.link(None), b.link(None)], b"");
    vec![
        linked(
            links(
                "in-raw",
                RAW,
                node.bytes.clone(),
                "Raw bytes link to nothing, whatever they are.",
            ),
            &[],
        ),
        linked(
            links(
                "in-dag-cbor",
                DAG_CBOR,
                dag_cbor::encode(&value),
                "In DAG-CBOR links stand at any depth, and as often as they do.",
            ),
            &[&b, &a, &a],
        ),
        linked(
            links(
                "in-dag-json",
                DAG_JSON,
                json.into_bytes(),
                "In DAG-JSON links are the maps that are reserved for them, and bytes are none.",
            ),
            &[&b, &a],
        ),
        linked(
            links(
                "in-loose-dag-json",
                DAG_JSON,
                spaced.into_bytes(),
                "DAG-JSON in another layout has the same links.",
            ),
            &[&a],
        ),
        linked(
            links(
                "in-dag-pb",
                DAG_PB,
                node.bytes,
                "In DAG-PB links have names or none, and repeat.",
            ),
            &[&b, &a, &b],
        ),
        linked(
            links(
                "in-dag-cbor-of-bytes",
                DAG_CBOR,
                dag_cbor::encode(&Value::Bytes(a.cid_bytes())),
                "The bytes of a CID are no link.",
            ),
            &[],
        ),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let bad = |slug: &str, codec: u64, bytes: Vec<u8>, title: &str| {
        links(slug, codec, bytes, title).expect_error("LinksBroken").rules(["links.whole"])
    };
    let a = leaf("a");
    let good = dag_cbor::encode(&Value::link(a.cid()));
    vec![
        links("in-a-key", 0x72, b"a key", "Links in blocks of other codecs are not read.")
            .expect_error("LinksUnknownCodec"),
        links("in-cbor", 0x51, good.clone(), "Links in CBOR that is not DAG-CBOR are not read.")
            .expect_error("LinksUnknownCodec"),
        bad(
            "in-dag-cbor-with-more",
            DAG_CBOR,
            [good.clone(), vec![0]].concat(),
            "A link before a fault does not count.",
        ),
        bad(
            "in-dag-cbor-cut-short",
            DAG_CBOR,
            good[..good.len() - 1].to_vec(),
            "A link that is cut short does not count.",
        ),
        bad(
            "in-broken-dag-json",
            DAG_JSON,
            format!("[{{\"/\":\"{}\"}}", a.cid()).into_bytes(),
            "A link in JSON without an end does not count.",
        ),
        bad(
            "in-broken-dag-pb",
            DAG_PB,
            [a.link(None), hex!("1a00").to_vec()].concat(),
            "A link before an unknown field does not count.",
        ),
    ]
}

fn reach(slug: &str, roots: &[&Block], blocks: &[&Block], title: &str) -> CaseBuilder {
    case(slug)
        .ruling("O82")
        .operation("content.reach")
        .input("roots", to(roots))
        .input("blocks", Value::List(blocks.iter().map(|block| block.value()).collect()))
        .title(title)
        .why("What is reached is kept, and all else may go.")
        .rules(["links.codec"])
}

fn reached() -> Vec<CaseBuilder> {
    let (a, b, c) = (leaf("a"), leaf("b"), leaf("c"));
    let pair = cbor(&list![Value::link(a.cid()), Value::link(b.cid())]);
    let file = Block::file(&[(&a, 1), (&c, 1)]);
    let root = cbor(&list![Value::link(pair.cid()), Value::link(file.cid())]);
    let key = Block::of(0x72, b"a key".to_vec());
    let holder = cbor(&list![Value::link(key.cid())]);
    let sorted = |blocks: &[&Block]| {
        let mut blocks = blocks.to_vec();
        blocks.sort_by_key(|block| block.cid_bytes());
        to(&blocks)
    };
    let answer = |case: CaseBuilder, here: &[&Block], missing: &[&Block]| {
        case.expect_value(map! { "reached" => sorted(here), "missing" => sorted(missing) })
    };
    vec![
        answer(
            reach(
                "diamond",
                &[&root],
                &[&a, &b, &c, &pair, &file, &root],
                "What is linked to twice is reached once, through any codec.",
            ),
            &[&a, &b, &c, &pair, &file, &root],
            &[],
        ),
        answer(
            reach(
                "missing",
                &[&root],
                &[&a, &pair, &root, &c],
                "What is named and not here is missing, and nothing is known of what it links to.",
            ),
            &[&a, &pair, &root],
            &[&b, &file],
        ),
        answer(
            reach(
                "beside",
                &[&pair],
                &[&a, &b, &c, &root],
                "A root that is not here is missing, and what nothing links to is not reached.",
            ),
            &[],
            &[&pair],
        ),
        answer(
            reach(
                "leaf-of-another-codec",
                &[&holder],
                &[&holder, &key],
                "A block of a codec that is not read is reached as a leaf.",
            ),
            &[&holder, &key],
            &[],
        ),
        answer(reach("nothing", &[], &[&a], "From nowhere nothing is reached."), &[], &[]),
    ]
}
