//! What is no file of UnixFS that is read.

use super::{
    files::{read, read_at, small},
    node::{Block, bytes, message, number},
};
use crate::{
    case::CaseBuilder,
    cid::{DAG_CBOR, DAG_PB, RAW, cid_with_digest},
    map,
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [messages(), types(), parts(), paths(), roots(), bounds()].concat()
}

fn bad(case: CaseBuilder, error: &'static str, index: u32, rule: &'static str) -> CaseBuilder {
    case.expect_error_of(error, index).rules([rule])
}

fn messages() -> Vec<CaseBuilder> {
    let rule = "unixfs.message";
    let file = number(1, 2);
    let seconds = number(1, 5);
    let time = |fields: &[u8]| [&file[..], &bytes(8, fields)].concat();
    let nanoseconds = [&seconds[..], &[0x15, 0, 0, 0, 0]].concat();
    let refused = |slug: &str, data: Vec<u8>, title: &str| {
        bad(read(slug, &[], &[&Block::node(&[], &data)], title), "UnixFsMessage", 0, rule)
    };
    let silent = Block::of(DAG_PB, Vec::new());
    vec![
        refused("no-type", number(3, 0), "A message says its type."),
        refused("unknown-type", number(1, 6), "There is no sixth type."),
        refused("unknown-field", [&file[..], &number(9, 1)].concat(), "There is no ninth field."),
        refused(
            "size-twice",
            [&file[..], &number(3, 0), &number(3, 0)].concat(),
            "A size does not stand twice.",
        ),
        refused(
            "mode-of-33-bits",
            [&file[..], &number(7, 1 << 32)].concat(),
            "A mode has 32 bits.",
        ),
        refused("time-without-seconds", time(&[]), "A time has seconds."),
        refused("no-nanoseconds", time(&nanoseconds), "Nanoseconds that are none are left out."),
        bad(
            read("no-data", &[], &[&silent], "A node without data is no file."),
            "UnixFsNoData",
            0,
            rule,
        ),
    ]
}

fn types() -> Vec<CaseBuilder> {
    let rule = "unixfs.type";
    let node = |kind: u64| Block::node(&[], &message(kind, Some(&[1]), None, &[]));
    let (directory, metadata, symlink, shard) = (Block::directory(&[]), node(3), node(4), node(5));
    let holder = Block::file(&[(&directory, 0)]);
    vec![
        bad(
            read("directory", &[], &[&directory], "A directory is no file."),
            "UnixFsNotAFile",
            0,
            rule,
        ),
        bad(read("metadata", &[], &[&metadata], "Metadata is no file."), "UnixFsNotAFile", 0, rule),
        bad(
            read("symlink", &[], &[&symlink], "A symbolic link is not followed."),
            "UnixFsSymlink",
            0,
            rule,
        ),
        bad(
            read("sharded", &[], &[&shard], "A sharded directory is refused."),
            "UnixFsSharded",
            0,
            rule,
        ),
        bad(
            read(
                "directory-as-part",
                &[],
                &[&holder, &directory],
                "A directory is no part of a file.",
            ),
            "UnixFsNotAFile",
            1,
            rule,
        ),
    ]
}

fn parts() -> Vec<CaseBuilder> {
    let a = Block::raw(b"hello");
    let node = |links: &[Vec<u8>], message: &[u8]| Block::node(links, message);
    let (part, size) = ("unixfs.part", "unixfs.size");
    let named = node(&[a.link(Some("a"))], &message(2, None, Some(5), &[5]));
    let few = node(&[a.link(None)], &message(2, None, Some(0), &[]));
    let many = node(&[a.link(None)], &message(2, None, Some(5), &[5, 0]));
    let other = node(&[a.link(None)], &message(2, None, Some(6), &[5]));
    let none = node(&[a.link(None)], &message(2, None, None, &[5]));
    let own = node(&[], &message(2, Some(b"hello"), Some(4), &[]));
    let less = Block::file(&[(&a, 4)]);
    let more = Block::file(&[(&a, 6)]);
    let inner = Block::file(&[(&a, 5)]);
    let liar = Block::file(&[(&inner, 500)]);
    let raw = node(&[a.link(None)], &message(0, None, Some(5), &[5]));
    vec![
        bad(
            read("named-part", &[], &[&named, &a], "A part has no name."),
            "UnixFsNamedPart",
            0,
            part,
        ),
        bad(
            read("fewer-sizes", &[], &[&few, &a], "A part has a size."),
            "UnixFsPartCount",
            0,
            part,
        ),
        bad(
            read("more-sizes", &[], &[&many, &a], "A size is of a part."),
            "UnixFsPartCount",
            0,
            part,
        ),
        bad(
            read("another-size", &[], &[&other, &a], "The size is the sum."),
            "UnixFsSize",
            0,
            size,
        ),
        bad(
            read("no-size-with-parts", &[], &[&none, &a], "A file with parts says its size."),
            "UnixFsSize",
            0,
            size,
        ),
        bad(
            read("another-size-of-its-own", &[], &[&own], "The size counts a node's own content."),
            "UnixFsSize",
            0,
            size,
        ),
        bad(
            read("longer-part", &[], &[&less, &a], "A part is not longer than was said."),
            "UnixFsPartSize",
            1,
            size,
        ),
        bad(
            read("shorter-part", &[], &[&more, &a], "A part is not shorter than was said."),
            "UnixFsPartSize",
            1,
            size,
        ),
        bad(
            read(
                "part-that-says-less",
                &[],
                &[&liar, &inner, &a],
                "A part with parts says what was said of it.",
            ),
            "UnixFsPartSize",
            1,
            size,
        ),
        bad(
            read("raw-with-parts", &[], &[&raw, &a], "Raw content has no parts."),
            "UnixFsRawWithParts",
            0,
            "unixfs.raw",
        ),
    ]
}

fn paths() -> Vec<CaseBuilder> {
    let file = Block::raw(b"a file");
    let node = small(b"a file");
    let shard = Block::node(&[], &message(5, Some(&[1]), None, &[]));
    let symlink = Block::node(&[], &message(4, Some(b"a"), None, &[]));
    let outer = Block::directory(&[("a", &file), ("b", &node), ("s", &shard), ("l", &symlink)]);
    let twice = Block::directory(&[("a", &file), ("b", &node), ("b", &node)]);
    let (path, entry) = ("unixfs.path", "unixfs.entry");
    vec![
        bad(
            read("no-entry", &["c"], &[&outer, &file], "A name has to be there."),
            "UnixFsNoEntry",
            0,
            path,
        ),
        bad(
            read(
                "entry-in-capitals",
                &["A"],
                &[&outer, &file],
                "A name in capitals is another name.",
            ),
            "UnixFsNoEntry",
            0,
            path,
        ),
        bad(
            read("behind-raw", &["a", "x"], &[&outer, &file], "A raw block has no entries."),
            "UnixFsNotADirectory",
            1,
            path,
        ),
        bad(
            read("behind-file", &["b", "x"], &[&outer, &node], "A file has no entries."),
            "UnixFsNotADirectory",
            1,
            path,
        ),
        bad(
            read(
                "behind-sharded",
                &["s", "x"],
                &[&outer, &shard],
                "A path does not go through a sharded directory.",
            ),
            "UnixFsSharded",
            1,
            path,
        ),
        bad(
            read(
                "behind-symlink",
                &["l", "x"],
                &[&outer, &symlink],
                "A path does not go through a symbolic link.",
            ),
            "UnixFsSymlink",
            1,
            path,
        ),
        bad(
            read("entry-twice", &["b"], &[&twice, &node], "A name that is there twice is refused."),
            "UnixFsDuplicateEntry",
            0,
            entry,
        ),
        bad(
            read(
                "entry-beside-one-twice",
                &["a"],
                &[&twice, &file],
                "A directory with a name twice is refused, whichever is asked for.",
            ),
            "UnixFsDuplicateEntry",
            0,
            entry,
        ),
    ]
}

fn roots() -> Vec<CaseBuilder> {
    let value = Block::of(DAG_CBOR, vec![0xa0]);
    let identity = cid_with_digest(RAW, 0, b"hello");
    vec![
        bad(
            read("dag-cbor", &[], &[&value], "DAG-CBOR is no file."),
            "UnixFsUnknownCodec",
            0,
            "unixfs.codec",
        ),
        read_at(
            "identity",
            identity,
            &[],
            &[],
            "A CID with another hash than sha2-256 is refused.",
        )
        .expect_error("UnixFsUnsupportedHash")
        .rules(["unixfs.hash"]),
    ]
}

fn bounds() -> Vec<CaseBuilder> {
    let rule = "unixfs.bounds";
    let a = Block::raw(b"hello");
    let inner = Block::file(&[(&a, 5), (&a, 5)]);
    let file = Block::file(&[(&inner, 10), (&a, 5)]);
    let blocks = [&file, &inner, &a];
    let limited = |slug: &str, limits: Value, title: &str| {
        read(slug, &[], &blocks, title).input("limits", limits)
    };
    // Two to the thirtieth times one leaf, in thirty-one blocks.
    let mut bomb = vec![Block::raw(&[0; 64])];
    for level in 0..30 {
        let size = 64 << level;
        let part = &bomb[bomb.len() - 1];
        let next = Block::file(&[(part, size), (part, size)]);
        bomb.push(next);
    }
    bomb.reverse();
    let bomb: Vec<&Block> = bomb.iter().collect();
    vec![
        limited(
            "within-limits",
            map! { "bytes" => 15, "blocks" => 5, "depth" => 2 },
            "A file may be as large as the limits.",
        )
        .expect_value(map! { "cid" => Value::link(file.cid()), "bytes" => b"hellohellohello" })
        .rules([rule]),
        bad(
            limited(
                "too-large",
                map! { "bytes" => 14 },
                "A file that is larger than the limit is not read.",
            ),
            "UnixFsTooLarge",
            0,
            rule,
        ),
        bad(
            limited(
                "too-many-blocks",
                map! { "blocks" => 4 },
                "A block counts as often as it is visited.",
            ),
            "UnixFsTooManyBlocks",
            1,
            rule,
        ),
        bad(
            limited("too-deep", map! { "depth" => 1 }, "Parts that nest too deep are not read."),
            "UnixFsTooDeep",
            1,
            rule,
        ),
        bad(
            read(
                "bomb",
                &[],
                &bomb,
                "A file that is one block a thousand million times is refused at its root.",
            ),
            "UnixFsTooLarge",
            0,
            rule,
        )
        .tags(["bound"]),
    ]
}
