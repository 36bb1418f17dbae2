//! What `ipfs add` does: a file of UnixFS in parts, in a directory.

use varsig::{Block, multicodec::DAG_PB, varint};

/// How many bytes a part has.
const PART: usize = 64 << 10;

/// The blocks of a directory with one file in it; the directory is the last.
pub(crate) fn directory_of(name: &str, content: &[u8]) -> Vec<Block> {
    let mut blocks: Vec<Block> = content.chunks(PART).map(Block::raw).collect();
    let (mut links, mut sizes) = (Vec::new(), Vec::new());
    for part in &blocks {
        links.extend(link(part, ""));
        sizes.extend(number(4, part.bytes().len()));
    }
    let file = [number(1, 2), number(3, content.len()), sizes].concat();
    let file = Block::new(DAG_PB, [links, bytes(1, &file)].concat());
    let directory = [link(&file, name), bytes(1, &number(1, 1))].concat();
    blocks.extend([file, Block::new(DAG_PB, directory)]);
    blocks
}

fn link(to: &Block, name: &str) -> Vec<u8> {
    bytes(2, &[bytes(1, &to.cid().to_bytes()), bytes(2, name.as_bytes())].concat())
}

/// A field of Protocol Buffers with a number.
fn number(field: u64, value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    varint::encode(field << 3, &mut out);
    varint::encode(u64::try_from(value).unwrap_or(u64::MAX), &mut out);
    out
}

/// A field of Protocol Buffers with bytes.
fn bytes(field: u64, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    varint::encode(field << 3 | 2, &mut out);
    varint::encode(u64::try_from(bytes.len()).unwrap_or(u64::MAX), &mut out);
    out.extend(bytes);
    out
}
