//! What is and what is not a file of an archive.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{Archive, ArchiveError, ArchivePart};
use ucan_core::{FieldError, FieldRule};
use varsig::{
    Block,
    car::{CarErrorKind, CarLimits, CarWriter},
    dag_cbor::DagCborErrorKind,
};

use crate::people::{bob, delegation, full, raw, sealed, signed};

/// The blocks of an archive of the workflow, a delegation and two more, in order.
fn blocks() -> Vec<Block> {
    let archive = Archive::builder(signed(&sealed()).block().clone())
        .with_delegation(delegation(&bob()))
        .with_content(raw("one"))
        .with_content(raw("two"))
        .build()
        .expect("it has no fault");
    archive.blocks().cloned().collect()
}

fn file<'a>(roots: &[Cid], blocks: impl IntoIterator<Item = &'a Block>) -> Vec<u8> {
    let mut writer = CarWriter::new(roots);
    writer.extend(blocks);
    writer.finish()
}

fn read(file: &[u8]) -> Result<Archive, ArchiveError> {
    Archive::read(file, &CarLimits::default())
}

/// The error for an index that is this value.
fn refused_index(index: Ipld) -> ArchiveError {
    let index = Block::encode(&index).expect("it has no fault");
    let blocks = blocks();
    read(&file(&[*index.cid()], [&index].into_iter().chain(&blocks[1..])))
        .expect_err("it has a fault")
}

fn links<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Ipld {
    Ipld::List(blocks.into_iter().map(|block| Ipld::Link(*block.cid())).collect())
}

/// The index as the text says, with one field changed or left out.
fn index(field: &str, value: Option<Ipld>) -> Ipld {
    let blocks = blocks();
    let Ipld::Map(mut map) = ipld!({
        "v": "0.1.0",
        "workflow": *blocks[1].cid(),
        "delegations": links([&blocks[2]]),
        "receipts": [],
        "content": links(&blocks[3..]),
    }) else {
        panic!("a map");
    };
    map.remove(field);
    map.extend(value.map(|value| (field.to_owned(), value)));
    Ipld::Map(map)
}

#[test]
fn the_file_is_as_the_text_says() {
    let blocks = blocks();
    let index = Block::encode(&index("", None)).unwrap();
    assert_eq!(blocks[0], index);
    let written = file(&[*index.cid()], &blocks);
    let archive = read(&written).unwrap();
    assert_eq!(archive.root(), index.cid());
    assert_eq!(archive.write(), written);
}

#[test]
fn what_is_no_archive_is_refused() {
    for bytes in [&b""[..], b"PNG", &[0xff; 64], b"\x0a\xa1\x67version\x02"] {
        assert!(matches!(read(bytes), Err(ArchiveError::Car(_))), "{bytes:x?}");
    }
}

#[test]
fn an_archive_has_one_root() {
    let blocks = blocks();
    let root = *blocks[0].cid();
    for roots in [&[][..], &[root, root], &[root, *blocks[1].cid()]] {
        let error = ArchiveError::Roots { found: roots.len() };
        assert_eq!(read(&file(roots, &blocks)).unwrap_err(), error);
    }
    let error = ArchiveError::NoIndex { root };
    assert_eq!(read(&file(&[root], &blocks[1..])).unwrap_err(), error);
}

#[test]
fn the_root_is_the_index() {
    let blocks = blocks();
    // Another block, which is no map.
    let content = Block::encode(&ipld!([1])).unwrap();
    let all = [&content].into_iter().chain(&blocks);
    assert_eq!(
        read(&file(&[*content.cid()], all)).unwrap_err(),
        ArchiveError::Index(FieldError::new(
            "index",
            FieldRule::Kind { expected: "map", found: "list" }
        ))
    );
    // The same bytes under another address.
    let raw = Block::raw(blocks[0].bytes());
    let cid = *raw.cid();
    let error = ArchiveError::IndexAddress { cid };
    assert_eq!(read(&file(&[cid], [&raw].into_iter().chain(&blocks[1..]))).unwrap_err(), error);
    let cid = Cid::new_v0(*blocks[0].cid().hash()).unwrap();
    let old = Block::verify(cid, blocks[0].bytes()).unwrap();
    let error = ArchiveError::IndexAddress { cid };
    assert_eq!(read(&file(&[cid], [&old].into_iter().chain(&blocks[1..]))).unwrap_err(), error);
    // Another encoding of it.
    let long = Block::new(blocks[0].cid().codec(), [blocks[0].bytes(), &[0xf6]].concat());
    let error = read(&file(&[*long.cid()], [&long].into_iter().chain(&blocks[1..]))).unwrap_err();
    let ArchiveError::IndexEncoding(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind, DagCborErrorKind::TrailingBytes);
}

#[test]
fn every_field_of_the_index_is_there_and_no_other() {
    for field in ["v", "workflow", "delegations", "receipts", "content"] {
        let error = ArchiveError::Index(FieldError::new(field, FieldRule::Missing));
        assert_eq!(refused_index(index(field, None)), error);
        let error = refused_index(index(field, Some(ipld!(1))));
        assert!(matches!(error, ArchiveError::Index(_)), "{field}: {error:?}");
    }
    let error = ArchiveError::Index(FieldError::new("more", FieldRule::Unknown));
    assert_eq!(refused_index(index("more", Some(ipld!([])))), error);
}

#[test]
fn another_version_is_refused_by_name() {
    let error = refused_index(index("v", Some(ipld!("0.2.0"))));
    assert_eq!(error, ArchiveError::Version { found: "0.2.0".into() });
    assert_eq!(error.to_string(), "version `0.2.0` of the archive is not read; `0.1.0` is");
}

#[test]
fn lists_are_in_order_and_name_everything_once() {
    let blocks = blocks();
    let reversed = links(blocks[3..].iter().rev());
    let (part, cid) = (ArchivePart::Content, *blocks[3].cid());
    let error = ArchiveError::ListOrder { part, cid };
    assert_eq!(refused_index(index("content", Some(reversed))), error);
    for (field, list) in [
        ("content", links([&blocks[3], &blocks[4], &blocks[4]])),
        ("receipts", links([&blocks[4]])),
    ] {
        let error = ArchiveError::ListedTwice { cid: *blocks[4].cid() };
        assert_eq!(refused_index(index(field, Some(list))), error);
    }
    let error = ArchiveError::ListedTwice { cid: *blocks[1].cid() };
    assert_eq!(refused_index(index("delegations", Some(links([&blocks[1]])))), error);
}

#[test]
fn a_block_that_the_index_does_not_name_is_refused() {
    let (blocks, more) = (blocks(), raw("more"));
    let error = ArchiveError::BlockUnknown { cid: *more.cid() };
    for at in 0..=blocks.len() {
        let (before, behind) = blocks.split_at(at);
        let all = before.iter().chain([&more]).chain(behind);
        assert_eq!(read(&file(&[*blocks[0].cid()], all)).unwrap_err(), error);
    }
}

#[test]
fn the_blocks_that_are_missing_are_listed() {
    let blocks = blocks();
    let root = [*blocks[0].cid()];
    for at in 1..blocks.len() {
        let but = blocks.iter().enumerate().filter(|(place, _)| *place != at);
        let error = ArchiveError::BlocksMissing { missing: vec![*blocks[at].cid()] };
        assert_eq!(read(&file(&root, but.map(|(_, block)| block))).unwrap_err(), error);
        let missing = blocks[at..].iter().map(|block| *block.cid()).collect();
        let error = ArchiveError::BlocksMissing { missing };
        assert_eq!(read(&file(&root, &blocks[..at])).unwrap_err(), error);
    }
}

#[test]
fn blocks_stand_in_the_order_of_the_index() {
    let mut blocks = blocks();
    let root = [*blocks[0].cid()];
    let (expected, found) = (*blocks[3].cid(), *blocks[4].cid());
    blocks.swap(3, 4);
    let error = ArchiveError::BlockOrder { expected, found };
    assert_eq!(read(&file(&root, &blocks)).unwrap_err(), error);
    blocks.rotate_left(1);
    let error = ArchiveError::BlockOrder { expected: root[0], found: *blocks[0].cid() };
    assert_eq!(read(&file(&root, &blocks)).unwrap_err(), error);
}

#[test]
fn a_block_that_stands_there_twice_is_refused() {
    let blocks = blocks();
    let root = *blocks[0].cid();
    let file = file(&[root], &blocks);
    // The sections of a file without roots are those behind its header.
    let (empty, one) = (CarWriter::new(&[]).finish(), &blocks[4]);
    let mut writer = CarWriter::new(&[]);
    writer.insert(one);
    let section = writer.finish().split_off(empty.len());
    let offset = file.len();
    let error = ArchiveError::BlockTwice { cid: *one.cid(), offset };
    assert_eq!(read(&[file, section].concat()).unwrap_err(), error);
}

#[test]
fn a_token_that_is_none_is_refused_from_a_file_too() {
    let blocks = blocks();
    let list = links([&blocks[3]]);
    let error = match index("delegations", Some(list)) {
        Ipld::Map(mut map) => {
            map.insert("content".into(), links([&blocks[4]]));
            let index = Block::encode(&Ipld::Map(map)).unwrap();
            let parts = [&index, &blocks[1], &blocks[3], &blocks[4]];
            read(&file(&[*index.cid()], parts)).unwrap_err()
        }
        _ => panic!("a map"),
    };
    let ArchiveError::Token { part, cid, .. } = error else { panic!("{error:?}") };
    assert_eq!((part, cid), (ArchivePart::Delegation, *blocks[3].cid()));
}

#[test]
fn limits_are_those_of_content_addressed_archives() {
    let file = full().build().unwrap().write();
    let limited = |limits: CarLimits| match Archive::read(&file, &limits) {
        Err(ArchiveError::Car(error)) => error.kind,
        other => panic!("{other:?}"),
    };
    let kind = limited(CarLimits::default().with_sections(9));
    assert_eq!(kind, CarErrorKind::TooManySections { limit: 9 });
    assert!(Archive::read(&file, &CarLimits::default().with_sections(10)).is_ok());
    let kind = limited(CarLimits::default().with_section_bytes(64));
    assert!(matches!(kind, CarErrorKind::SectionTooLarge { limit: 64, .. }), "{kind:?}");
}
