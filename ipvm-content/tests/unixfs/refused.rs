//! What is no file.

use cid::{Cid, multihash::Multihash};
use ipvm_content::{
    dag_pb::WireError,
    unixfs::{FileErrorKind as Kind, NodeType, UnixFsErrorKind as Rule},
};
use varsig::{Block, multicodec::DAG_PB};

use super::writer::{Data, Store, bytes, link, number};

/// A file with one part of five bytes, but for what is changed.
fn changed(change: impl FnOnce(&mut Store, &mut Vec<Vec<u8>>, &mut Data)) -> (Cid, Cid, Kind) {
    let mut store = Store::default();
    let part = store.raw(b"hello");
    let mut links = vec![link(&part, None, 5)];
    let mut data = Data { size: Some(5), sizes: vec![5], ..Data::of(2) };
    change(&mut store, &mut links, &mut data);
    let root = store.node(&links, &data);
    let (at, kind) = store.refused(root, &[]);
    (root, at, kind)
}

fn at_the_root(change: impl FnOnce(&mut Store, &mut Vec<Vec<u8>>, &mut Data)) -> Kind {
    let (root, at, kind) = changed(change);
    assert_eq!(root, at);
    kind
}

#[test]
fn sizes_have_to_be_those_of_what_is_there() {
    let part = |_: &mut Store, _: &mut Vec<Vec<u8>>, data: &mut Data| {
        (data.size, data.sizes) = (Some(6), vec![6]);
    };
    let (_, at, kind) = changed(part);
    assert_eq!(at, *Block::raw(*b"hello").cid());
    assert_eq!(kind, Kind::PartSize { expected: 6, found: 5 });
    let kind = at_the_root(|_, _, data| data.size = Some(6));
    assert_eq!(kind, Kind::Size { said: 6, found: 5 });
    let kind = at_the_root(|_, _, data| data.size = None);
    assert_eq!(kind, Kind::Size { said: 0, found: 5 });
    let kind = at_the_root(|_, _, data| data.content = Some(b"!".to_vec()));
    assert_eq!(kind, Kind::Size { said: 5, found: 6 });
    let kind = at_the_root(|_, _, data| data.sizes.push(0));
    assert_eq!(kind, Kind::PartCount { links: 1, sizes: 2 });
    let kind = at_the_root(|_, links, _| links.clear());
    assert_eq!(kind, Kind::PartCount { links: 0, sizes: 1 });
    let kind = at_the_root(|_, links, data| {
        links.push(links[0].clone());
        data.sizes = vec![u64::MAX, 1];
    });
    assert_eq!(kind, Kind::SizeOverflow);
}

#[test]
fn a_part_of_a_part_is_held_to_what_its_parent_says() {
    let mut store = Store::default();
    let leaf = store.raw(b"hello");
    let inner = store.file(&[(leaf, 5)]);
    let outer = store.file(&[(inner, 4), (leaf, 5)]);
    let expected = (inner, Kind::PartSize { expected: 4, found: 5 });
    assert_eq!(store.refused(outer, &[]), expected);
}

#[test]
fn parts_have_no_names_and_raw_content_no_parts() {
    let kind = at_the_root(|store, links, _| {
        let part = store.raw(b"hello");
        *links = vec![link(&part, Some("part"), 5)];
    });
    assert_eq!(kind, Kind::NamedPart { name: "part".into() });
    assert_eq!(at_the_root(|_, _, data| data.kind = 0), Kind::RawWithParts);
}

#[test]
fn what_is_neither_file_nor_directory_is_refused_by_its_name() {
    for (code, kind) in [
        (1, Kind::NotAFile { found: NodeType::Directory }),
        (3, Kind::NotAFile { found: NodeType::Metadata }),
        (4, Kind::Symlink),
        (5, Kind::Sharded),
    ] {
        let mut store = Store::default();
        let node = store.node(&[], &Data { content: Some(vec![1]), ..Data::of(code) });
        assert_eq!(store.refused(node, &[]), (node, kind.clone()));
        // The same as a part of a file.
        let file = store.file(&[(node, 0)]);
        assert_eq!(store.refused(file, &[]), (node, kind));
    }
    let mut store = Store::default();
    for (code, kind) in [
        (0, Kind::NotADirectory { found: NodeType::Raw, next: "a".into() }),
        (2, Kind::NotADirectory { found: NodeType::File, next: "a".into() }),
        (3, Kind::NotADirectory { found: NodeType::Metadata, next: "a".into() }),
        (4, Kind::Symlink),
        (5, Kind::Sharded),
    ] {
        let node = store.node(&[], &Data::of(code));
        let directory = store.directory(&[("in", node)]);
        assert_eq!(store.refused(directory, &["in", "a"]), (node, kind));
    }
    let raw = store.raw(b"raw");
    let kind = Kind::NotADirectory { found: NodeType::File, next: "a".into() };
    assert_eq!(store.refused(raw, &["a"]), (raw, kind));
}

#[test]
fn a_name_is_there_once() {
    let mut store = Store::default();
    let file = store.raw(b"a file");
    let one = store.directory(&[("a", file), ("b", file)]);
    assert_eq!(store.refused(one, &["c"]), (one, Kind::NoEntry { name: "c".into() }));
    let two = store.directory(&[("a", file), ("b", file), ("b", file)]);
    for path in ["a", "b", "c"] {
        let kind = Kind::DuplicateEntry { name: "b".into() };
        assert_eq!(store.refused(two, &[path]), (two, kind));
    }
}

#[test]
fn every_rule_of_the_message_is_kept() {
    let refused = |data: &[u8]| {
        let mut store = Store::default();
        let node = store.put(Block::new(DAG_PB, bytes(1, data)));
        match store.refused(node, &[]).1 {
            Kind::UnixFs(error) => (error.offset, error.kind),
            other => panic!("{other:?}"),
        }
    };
    let file = number(1, 2);
    let with = |more: &[u8]| refused(&[&file, more].concat());
    assert_eq!(refused(b""), (0, Rule::MissingType));
    assert_eq!(refused(&number(3, 0)), (0, Rule::MissingType));
    assert_eq!(refused(&number(1, 6)), (0, Rule::UnknownType { code: 6 }));
    assert_eq!(refused(&bytes(1, b"\x02")), (0, Rule::WrongType { field: 1 }));
    for field in [1, 3, 5, 6, 7] {
        let twice = [number(field, 2), number(field, 2)].concat();
        let (offset, rule) = if field == 1 { (2, refused(&twice)) } else { (4, with(&twice)) };
        assert_eq!(rule, (offset, Rule::DuplicateField { field }));
    }
    let twice = [bytes(2, b""), bytes(2, b"")].concat();
    assert_eq!(with(&twice), (4, Rule::DuplicateField { field: 2 }));
    for field in [0, 9, 1 << 40] {
        assert_eq!(with(&number(field, 1)), (2, Rule::UnknownField { field }));
    }
    for field in [2, 8] {
        assert_eq!(with(&number(field, 1)), (2, Rule::WrongType { field }));
    }
    for field in [3, 5, 6, 7] {
        assert_eq!(with(&bytes(field, b"")), (2, Rule::WrongType { field }));
    }
    assert_eq!(with(&number(7, 1 << 32)), (2, Rule::ModeTooLarge));
    assert_eq!(with(&bytes(4, &[0x80])), (4, Rule::Wire(WireError::UnexpectedEnd)));
    assert_eq!(with(&[0x18, 0x80, 0]), (3, Rule::Wire(WireError::NotShortest)));
    let time = |time: &[u8]| with(&bytes(8, time));
    assert_eq!(time(b""), (2, Rule::MissingSeconds));
    assert_eq!(time(&[0x15, 1, 0, 0, 0]), (2, Rule::MissingSeconds));
    assert_eq!(time(&number(3, 0)), (4, Rule::UnknownField { field: 3 }));
    assert_eq!(time(&number(2, 1)), (4, Rule::WrongType { field: 2 }));
    let seconds = number(1, 5);
    let twice = [&seconds[..], &seconds].concat();
    assert_eq!(time(&twice), (6, Rule::DuplicateField { field: 1 }));
    for found in [0_u32, 1_000_000_000] {
        let nanoseconds = [&seconds[..], &[0x15], &found.to_le_bytes()].concat();
        assert_eq!(time(&nanoseconds), (6, Rule::Nanoseconds { found }));
    }
}

#[test]
fn a_node_without_data_is_nothing() {
    let mut store = Store::default();
    let node = store.put(Block::new(DAG_PB, *b""));
    assert_eq!(store.refused(node, &[]), (node, Kind::NoData));
    let node = store.put(Block::new(DAG_PB, *b"\x08\x01"));
    let (at, kind) = store.refused(node, &[]);
    assert_eq!(at, node);
    assert!(matches!(kind, Kind::DagPb(_)));
}

#[test]
fn what_cannot_be_believed_or_read_is_not_asked_for() {
    let store = Store::default();
    let value = *Block::new(0x71, *b"\xa0").cid();
    assert_eq!(store.refused(value, &[]), (value, Kind::UnknownCodec { codec: 0x71 }));
    let identity = Cid::new_v1(0x55, Multihash::wrap(0, b"hi").unwrap());
    assert_eq!(store.refused(identity, &[]), (identity, Kind::UnsupportedHash { code: 0 }));
    let mut store = Store::default();
    let file = store.file(&[(identity, 2)]);
    assert_eq!(store.refused(file, &[]), (identity, Kind::UnsupportedHash { code: 0 }));
}
