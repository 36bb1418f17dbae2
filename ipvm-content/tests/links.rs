//! What blocks link to. The nodes and their CIDs are fixtures of DAG-PB in `ipld/ipld`.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_content::{
    LinksError,
    dag_pb::{DagPbError, DagPbErrorKind, Node},
    links,
};
use proptest::prelude::*;
use varsig::{
    Block,
    dag_cbor::{DagCborErrorKind, encode},
    dag_json::{self, DagJsonErrorKind},
    multicodec::{DAG_CBOR, DAG_JSON, DAG_PB},
};

const TWO_LINKS: &str = "12340a2212208ab7a6c5e74737878ac73863cb76739d15d4666de44e5756bf55a2f9e9ab5f\
                         431209736f6d65206c696e6b1880c2d72f12370a2212208ab7a6c5e74737878ac73863cb76\
                         739d15d4666de44e5756bf55a2f9e9ab5f44120f736f6d65206f74686572206c696e6b1808\
                         0a09736f6d652064617461";

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).expect("two digits")).collect()
}

fn found(block: &Block) -> Result<Vec<Cid>, LinksError> {
    links(block).map(Iterator::collect)
}

#[test]
fn a_node_of_the_fixtures_has_its_links_names_and_sizes() {
    let block = Block::new(DAG_PB, hex(TWO_LINKS));
    let known = "bafybeibh647pmxyksmdm24uad6b5f7tx4dhvilzbg2fiqgzll4yek7g7y4";
    assert_eq!(block.cid().to_string(), known);
    let node = Node::decode(block.bytes()).unwrap();
    assert_eq!(node.data(), Some(&b"some data"[..]));
    let read: Vec<_> = node.links().map(|link| (link.name, link.total_size)).collect();
    assert_eq!(read, [(Some("some link"), Some(100_000_000)), (Some("some other link"), Some(8))]);
    let cids: Vec<Cid> = node.links().map(|link| link.cid).collect();
    assert_eq!(cids[0].version(), cid::Version::V0);
    assert_eq!(cids[0].hash().digest()[31], 0x43);
    assert_eq!(cids[1].hash().digest()[31], 0x44);
    assert_eq!(found(&block), Ok(cids));
}

#[test]
fn a_node_may_be_empty_or_have_empty_data() {
    for (bytes, known, data) in [
        (&b""[..], "bafybeihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", None),
        (
            b"\x0a\x00",
            "bafybeiaqfni3s5s2k2r6rgpxz4hohdsskh44ka5tk6ztbjerqpvxwfkwaq",
            Some(&b""[..]),
        ),
        (
            b"\x0a\x05\0\x01\x02\x03\x04",
            "bafybeibazl2z4vqp2tmwcfag6wirmtpnomxknqcgrauj7m2yisrz3qjbom",
            Some(b"\0\x01\x02\x03\x04"),
        ),
    ] {
        let block = Block::new(DAG_PB, bytes);
        assert_eq!(block.cid().to_string(), known);
        assert_eq!(Node::decode(bytes).unwrap().data(), data);
        assert_eq!(found(&block), Ok(vec![]));
    }
}

#[test]
fn a_node_may_have_its_data_first() {
    let bytes = hex(TWO_LINKS);
    let (links, data) = bytes.split_at(bytes.len() - 11);
    let block = Block::new(DAG_PB, [data, links].concat());
    let node = Node::decode(block.bytes()).unwrap();
    assert_eq!(node.data(), Some(&b"some data"[..]));
    assert_eq!(found(&block), found(&Block::new(DAG_PB, bytes.clone())));
    assert_eq!(node.links().len(), 2);
}

#[test]
fn every_rule_of_a_node_is_kept_and_its_place_told() {
    use DagPbErrorKind as Kind;
    use ipvm_content::dag_pb::WireError;

    // A link to the identity CID of 00 01 02 03 04, as in the fixtures.
    let link = "120b0a09015500050001020304";
    for (bytes, offset, kind) in [
        ("0a00 0a00".into(), 2, Kind::DuplicateField { field: 1 }),
        (format!("{link} 0a00 {link}"), 15, Kind::SplitLinks),
        ("1a00".into(), 0, Kind::UnknownField { field: 3 }),
        ("0800".into(), 0, Kind::WrongType { field: 1 }),
        ("1000".into(), 0, Kind::WrongType { field: 2 }),
        ("0a00 1200".into(), 2, Kind::MissingHash),
        ("1202 0a00".into(), 2, Kind::InvalidCid),
        ("1202 0801".into(), 2, Kind::WrongType { field: 1 }),
        ("120c 0a0a 01550005000102030400".into(), 2, Kind::CidTrailingBytes),
        ("120c 0a0a 01550085000001020304".into(), 2, Kind::InvalidCid),
        ("120d 0a09 015500050001020304 0a00".into(), 13, Kind::DuplicateField { field: 1 }),
        ("120d 1200 0a09 015500050001020304".into(), 4, Kind::LinkFieldOrder { field: 1 }),
        ("120f 0a09 015500050001020304 1800 1200".into(), 15, Kind::LinkFieldOrder { field: 2 }),
        ("120e 0a09 015500050001020304 1201ff".into(), 13, Kind::NameNotUtf8),
        ("120e 0a09 015500050001020304 1801".into(), 0, Kind::Wire(WireError::UnexpectedEnd)),
        ("120d 0a09 015500050001020304 1a00".into(), 13, Kind::WrongType { field: 3 }),
        ("120d 0a09 015500050001020304 2000".into(), 13, Kind::UnknownField { field: 4 }),
        ("120e 0a09 015500050001020304 188000".into(), 14, Kind::Wire(WireError::NotShortest)),
        ("0a80".into(), 1, Kind::Wire(WireError::UnexpectedEnd)),
        ("0a01".into(), 0, Kind::Wire(WireError::UnexpectedEnd)),
        ("0a8000".into(), 1, Kind::Wire(WireError::NotShortest)),
        ("0b00".into(), 0, Kind::Wire(WireError::WireType { found: 3 })),
    ] {
        let bytes: String = bytes;
        let result = Node::decode(&hex(&bytes)).map(drop);
        let Err(DagPbError { offset: at, kind: found, .. }) = result else {
            panic!("{bytes} is read");
        };
        assert_eq!((at, found), (offset, kind), "{bytes}");
    }
}

#[test]
fn raw_bytes_link_to_nothing_and_other_codecs_are_not_read() {
    assert_eq!(found(&Block::raw(hex(TWO_LINKS))), Ok(vec![]));
    let unknown = Block::new(0x72, *b"a key");
    assert_eq!(found(&unknown), Err(LinksError::UnknownCodec { codec: 0x72 }));
}

#[test]
fn a_block_that_is_not_what_its_cid_says_has_no_links() {
    let twice = Block::new(DAG_CBOR, *b"\x01\x01");
    let Err(LinksError::DagCbor(error)) = found(&twice) else { panic!("it was read") };
    assert_eq!(error.kind, DagCborErrorKind::TrailingBytes);
    let broken = Block::new(DAG_JSON, *b"[");
    let Err(LinksError::DagJson(error)) = found(&broken) else { panic!("it was read") };
    assert_eq!(error.kind, DagJsonErrorKind::UnexpectedEnd);
    let no_node = Block::new(DAG_PB, *b"\x08\x01");
    let Err(LinksError::DagPb(error)) = found(&no_node) else { panic!("it was read") };
    assert_eq!(error.kind, DagPbErrorKind::WrongType { field: 1 });
}

fn value() -> impl Strategy<Value = Ipld> {
    let scalar = prop_oneof![
        any::<i32>().prop_map(|number| ipld!(number)),
        any::<u16>().prop_map(|it| Ipld::Link(*Block::raw(it.to_be_bytes()).cid())),
        proptest::collection::vec(any::<u8>(), 0..60).prop_map(Ipld::Bytes),
        "[a-z]{0,9}".prop_map(Ipld::String),
        Just(Ipld::Null),
    ];
    scalar.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Ipld::List),
            // Keys of one length: the two codecs order others differently.
            proptest::collection::btree_map("[a-z]", inner, 0..6).prop_map(Ipld::Map),
        ]
    })
}

fn naive(value: &Ipld) -> Vec<Cid> {
    match value {
        Ipld::Link(cid) => vec![*cid],
        Ipld::List(items) => items.iter().flat_map(naive).collect(),
        Ipld::Map(map) => map.values().flat_map(naive).collect(),
        _ => vec![],
    }
}

proptest! {
    #[test]
    fn all_links_of_a_value_are_found_in_order_in_both_encodings(value in value()) {
        let cbor = Block::new(DAG_CBOR, encode(&value).unwrap());
        prop_assert_eq!(found(&cbor), Ok(naive(&value)));
        let json = Block::new(DAG_JSON, dag_json::encode(&value).unwrap());
        prop_assert_eq!(found(&json), Ok(naive(&value)));
    }

    #[test]
    fn whatever_the_bytes_are_nothing_panics_and_nothing_is_forgotten(
        bytes in proptest::collection::vec(any::<u8>(), 0..80),
        cut in 0_usize..130,
        flip in 0_usize..130,
    ) {
        let _ = found(&Block::new(DAG_PB, bytes));
        let mut bytes = hex(TWO_LINKS);
        bytes.truncate(cut);
        if let Some(byte) = bytes.get_mut(flip) {
            *byte ^= 0x55;
        }
        if let Ok(node) = Node::decode(&bytes) {
            prop_assert_eq!(node.links().count(), node.links().len());
        }
    }
}
