//! Files of UnixFS.

use super::{
    node::{Block, bytes, message, number},
    refused_files,
};
use crate::{Topic, case, case::CaseBuilder, map, sources::UNIXFS, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-content",
        "unixfs",
        "Files of UnixFS in one block and in many, and paths to them through directories.",
        UNIXFS,
        [published(), parts(), messages(), paths(), refused_files::cases()].concat(),
    )
}

/// A reading; the root is the first of the blocks.
pub(super) fn read(slug: &str, path: &[&str], blocks: &[&Block], title: &str) -> CaseBuilder {
    let root = blocks.first().map(|block| block.cid()).unwrap_or_default();
    read_at(slug, root, path, blocks, title)
}

pub(super) fn read_at(
    slug: &str,
    root: String,
    path: &[&str],
    blocks: &[&Block],
    title: &str,
) -> CaseBuilder {
    case(slug)
        .ruling("O82")
        .operation("content.unixfs.read")
        .input("root", Value::link(root))
        .input("path", Value::List(path.iter().map(|name| Value::from(*name)).collect()))
        .input("blocks", Value::List(blocks.iter().map(|block| block.value()).collect()))
        .title(title)
        .why("A CID stands for one content, or for none that may be run.")
}

fn is(case: CaseBuilder, file: &Block, content: &[u8]) -> CaseBuilder {
    case.expect_value(map! { "cid" => Value::link(file.cid()), "bytes" => content })
}

/// A file of one node.
pub(super) fn small(content: &[u8]) -> Block {
    let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
    Block::node(&[], &message(2, Some(content), Some(size), &[]))
}

/// What the text has CIDs of. That these are the CIDs is checked below.
fn published() -> Vec<CaseBuilder> {
    const SOURCE: &str = "UnixFS, Appendix: Test Vectors";
    let section = "Appendix: Test Vectors";
    let hello = Block::raw(b"hello world\n");
    let small = small(b"Hello from IPFS Gateway Checker\n");
    let empty = Block::node(&[], &message(2, None, Some(0), &[]));
    let (inner, outer) = nested();
    let ascii = ascii();
    let path = read(
        "subdirectory",
        &["subdir", "hello.txt"],
        &[&outer, &inner, &hello, &ascii],
        "A path leads through a directory in a directory.",
    );
    vec![
        is(read("raw", &[], &[&hello], "A raw block is a file."), &hello, b"hello world\n")
            .rules(["unixfs.codec", "unixfs.hash"]),
        is(
            read("small", &[], &[&small], "A file may stand in one node."),
            &small,
            b"Hello from IPFS Gateway Checker\n",
        )
        .rules(["unixfs.message", "unixfs.size", "unixfs.type"]),
        is(read("empty", &[], &[&empty], "A file may be empty."), &empty, b"")
            .rules(["unixfs.type"]),
        is(path, &hello, b"hello world\n").rules(["unixfs.path", "unixfs.entry"]),
    ]
    .into_iter()
    .map(|case| case.section(section).published(SOURCE))
    .collect()
}

fn ascii() -> Block {
    Block::raw(b"hello application/vnd.ipld.car\n")
}

/// The nested directories of the text, with their total sizes.
fn nested() -> (Block, Block) {
    let link = |block: &Block, name: &str, total: u64| {
        let inner = [bytes(1, &block.cid_bytes()), bytes(2, name.as_bytes()), number(3, total)];
        bytes(2, &inner.concat())
    };
    let hello = Block::raw(b"hello world\n");
    let links = [link(&ascii(), "ascii.txt", 31), link(&hello, "hello.txt", 12)];
    let inner = Block::node(&links, &number(1, 1));
    let outer = Block::node(&[link(&inner, "subdir", 153)], &number(1, 1));
    (inner, outer)
}

fn parts() -> Vec<CaseBuilder> {
    let (a, b) = (Block::raw(b"Hello, "), small(b"world"));
    let old = Block::node(&[], &message(0, Some(b"world"), Some(5), &[]));
    let file = Block::file(&[(&a, 7), (&b, 5)]);
    let of_old = Block::file(&[(&a, 7), (&old, 5)]);
    let deep = Block::file(&[(&file, 12), (&a, 7)]);
    let own = Block::node(&[b.link(None)], &message(2, Some(b"Hello, "), Some(12), &[5]));
    let nameless =
        Block::node(&[a.link(Some("")), b.link(Some(""))], &message(2, None, Some(12), &[7, 5]));
    let same = Block::file(&[(&a, 7), (&a, 7), (&a, 7)]);
    let packed = [message(2, None, Some(12), &[]), bytes(4, &[7, 5])].concat();
    let packed = Block::node(&[a.link(None), b.link(None)], &packed);
    let whole = b"Hello, world";
    let part = |case: CaseBuilder, file: &Block, content: &[u8]| {
        is(case, file, content).rules(["unixfs.part", "unixfs.size"])
    };
    vec![
        part(
            read(
                "parts",
                &[],
                &[&file, &a, &b],
                "Parts are raw blocks or files, one behind the other.",
            ),
            &file,
            whole,
        )
        .rules(["unixfs.type", "unixfs.codec"]),
        part(
            read("parts-in-parts", &[], &[&deep, &file, &a, &b], "Parts may have parts."),
            &deep,
            b"Hello, worldHello, ",
        )
        .rules(["unixfs.bounds"]),
        part(
            read(
                "part-of-older-writers",
                &[],
                &[&of_old, &a, &old],
                "Raw content in a node is a part too.",
            ),
            &of_old,
            whole,
        )
        .rules(["unixfs.raw", "unixfs.type"]),
        part(
            read(
                "content-before-parts",
                &[],
                &[&own, &b],
                "A node's own content stands before its parts.",
            ),
            &own,
            whole,
        ),
        part(
            read("empty-names", &[], &[&nameless, &a, &b], "An empty name of a part is as none."),
            &nameless,
            whole,
        ),
        part(
            read("one-part-often", &[], &[&same, &a], "One block may be a part more than once."),
            &same,
            b"Hello, Hello, Hello, ",
        ),
        part(
            read("packed-sizes", &[], &[&packed, &a, &b], "Sizes of parts may be packed."),
            &packed,
            whole,
        )
        .rules(["unixfs.message"]),
    ]
}

fn messages() -> Vec<CaseBuilder> {
    let time = bytes(8, &[number(1, 1_700_000_000), vec![0x15, 1, 0, 0, 0]].concat());
    let more = [message(2, Some(b"x"), Some(1), &[]), number(7, 0o644), time].concat();
    let more = Block::node(&[], &more);
    let turned = [number(3, 1), bytes(2, b"x"), number(1, 2)].concat();
    let turned = Block::node(&[], &turned);
    let silent = Block::node(&[], &number(1, 2));
    let rules = ["unixfs.message"];
    vec![
        is(
            read(
                "mode-and-time",
                &[],
                &[&more],
                "Mode and time change the CID and not the content.",
            ),
            &more,
            b"x",
        )
        .rules(rules),
        is(
            read(
                "fields-in-another-order",
                &[],
                &[&turned],
                "The fields of the message may stand in any order.",
            ),
            &turned,
            b"x",
        )
        .rules(rules),
        is(read("no-size", &[], &[&silent], "A file without a size is empty."), &silent, b"")
            .section("decode(PBNode.Data).filesize")
            .rules(["unixfs.size"]),
    ]
}

fn paths() -> Vec<CaseBuilder> {
    let file = Block::raw(b"a file");
    let unsorted =
        Block::directory(&[("z", &file), ("\u{105}", &file), ("", &file), ("..", &file)]);
    vec![
        is(
            read(
                "unsorted",
                &["\u{105}"],
                &[&unsorted, &file],
                "Entries may stand in any order, and some cannot be reached.",
            ),
            &file,
            b"a file",
        )
        .rules(["unixfs.path", "unixfs.entry"]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blocks_have_the_cids_of_the_text() {
        let (inner, outer) = nested();
        for (block, cid) in [
            (Block::directory(&[]), "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354"),
            (
                Block::node(&[], &message(2, None, Some(0), &[])),
                "bafybeif7ztnhq65lumvvtr4ekcwd2ifwgm3awq4zfr3srh462rwyinlb4y",
            ),
            (
                small(b"Hello from IPFS Gateway Checker\n"),
                "bafybeifx7yeb55armcsxwwitkymga5xf53dxiarykms3ygqic223w5sk3m",
            ),
            (
                Block::raw(b"hello world\n"),
                "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4",
            ),
            (inner, "bafybeiggghzz6dlue3m6nb2dttnbrygxh3lrjl5764f2m4gq7dgzdt55o4"),
            (outer, "bafybeietjm63oynimmv5yyqay33nui4y4wx6u3peezwetxgiwvfmelutzu"),
        ] {
            assert_eq!(block.cid(), cid);
        }
    }
}
