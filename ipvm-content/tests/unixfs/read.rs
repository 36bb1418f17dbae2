//! What reads back.

use cid::Cid;
use ipvm_content::{
    ContentPath,
    unixfs::{File, FileErrorKind, FileLimits, ReadError, Step},
};
use proptest::prelude::*;
use varsig::{Block, multicodec::DAG_PB};

use super::writer::{Data, Store, bytes, length, link, number, varint};

fn next(choices: &mut impl Iterator<Item = u8>) -> u8 {
    choices.next().unwrap_or_default()
}

/// Cuts the content as the choices say, and writes a part for each piece.
fn write(
    store: &mut Store,
    content: &[u8],
    choices: &mut impl Iterator<Item = u8>,
    depth: u8,
) -> Cid {
    let size = length(content.len());
    let whole = |kind| Data { content: Some(content.into()), size: Some(size), ..Data::of(kind) };
    match next(choices) % 8 {
        0 | 1 => store.raw(content),
        2 => store.node(&[], &whole(2)),
        3 => store.node(&[], &whole(0)),
        _ if depth == 0 => store.raw(content),
        form => {
            let own = if form == 7 { usize::from(next(choices)) % (content.len() + 1) } else { 0 };
            let (own, mut rest) = content.split_at(own);
            let (mut links, mut sizes) = (Vec::new(), Vec::new());
            for left in (0..next(choices) % 5).rev() {
                let cut = if left == 0 {
                    rest.len()
                } else {
                    usize::from(next(choices)) % (rest.len() + 1)
                };
                let (piece, more) = rest.split_at(cut);
                rest = more;
                let part = write(store, piece, choices, depth - 1);
                // An empty name is as good as none; a hint may be wrong.
                let name = (form == 6).then_some("");
                links.push(link(&part, name, 77));
                sizes.push(length(piece.len()));
            }
            if links.is_empty() {
                return store.raw(content);
            }
            let content = (!own.is_empty()).then(|| own.to_vec());
            let mut data = Data { content, size: Some(size), sizes, ..Data::of(2) };
            if form == 5 {
                // The same as one packed list.
                let packed: Vec<u8> = data.sizes.drain(..).flat_map(varint).collect();
                data.more = bytes(4, &packed);
            }
            store.node(&links, &data)
        }
    }
}

proptest! {
    #[test]
    fn a_file_that_is_cut_in_any_way_reads_back(
        content in proptest::collection::vec(any::<u8>(), 0..600),
        choices in proptest::collection::vec(any::<u8>(), 0..300),
        ahead in 0_usize..9,
        order in any::<prop::sample::Index>(),
    ) {
        let mut store = Store::default();
        let root = write(&mut store, &content, &mut choices.into_iter(), 6);
        let read = store.read(root);
        prop_assert_eq!(read.as_ref(), Ok(&content));

        // Block by block, in another order, and without what was not asked for yet.
        let limits = FileLimits::default().with_ahead(ahead);
        let mut file = File::new(root, &ContentPath::default(), limits);
        let mut found = Vec::new();
        loop {
            match file.step().unwrap() {
                Step::Need(cids) => {
                    prop_assert!(cids.len() <= ahead.max(1));
                    let block = store.0[&cids[order.index(cids.len())]].clone();
                    file.supply(block.clone()).unwrap();
                    let again = file.supply(block).unwrap_err();
                    prop_assert_eq!(again.kind, FileErrorKind::NotAsked);
                }
                Step::Content(chunk) => {
                    prop_assert!(!chunk.bytes().is_empty());
                    found.extend_from_slice(chunk.bytes());
                }
                Step::Done => break,
            }
        }
        prop_assert_eq!(file.step().unwrap(), Step::Done);
        prop_assert_eq!(file.size(), Some(length(content.len())));
        prop_assert_eq!(file.cid(), Some(&root));
        prop_assert_eq!(found, content);
    }

    #[test]
    fn no_bytes_make_it_panic(data in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut store = Store::default();
        let node = store.put(Block::new(DAG_PB, bytes(1, &data)));
        let _ = store.read(node);
        let _ = store.read_at(node, &["a"], FileLimits::default());
    }
}

/// The CIDs are those of the text of UnixFS, its test vectors.
#[test]
fn what_the_text_has_cids_of_is_written_and_read() {
    let mut store = Store::default();
    let directory = store.directory(&[]);
    let known = "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354";
    assert_eq!(directory.to_string(), known);
    let empty = store.node(&[], &Data { size: Some(0), ..Data::of(2) });
    let known = "bafybeif7ztnhq65lumvvtr4ekcwd2ifwgm3awq4zfr3srh462rwyinlb4y";
    assert_eq!(empty.to_string(), known);
    assert_eq!(store.read(empty), Ok(vec![]));
    let note = b"Hello from IPFS Gateway Checker\n";
    let content = Some(note.to_vec());
    let small = store.node(&[], &Data { content, size: Some(32), ..Data::of(2) });
    let known = "bafybeifx7yeb55armcsxwwitkymga5xf53dxiarykms3ygqic223w5sk3m";
    assert_eq!(small.to_string(), known);
    assert_eq!(store.read(small), Ok(note.to_vec()));
    // Five parts of a text that is not repeated here: 256 bytes each, and two.
    let parts = [
        ("bafkreie5noke3mb7hqxukzcy73nl23k6lxszxi5w3dtmuwz62wnvkpsscm", 256),
        ("bafkreih4ephajybraj6wnxsbwjwa77fukurtpl7oj7t7pfq545duhot7cq", 256),
        ("bafkreigu7buvm3cfunb35766dn7tmqyh2um62zcio63en2btvxuybgcpue", 256),
        ("bafkreicll3huefkc3qnrzeony7zcfo7cr3nbx64hnxrqzsixpceg332fhe", 256),
        ("bafkreifst3pqztuvj57lycamoi7z34b4emf7gawxs74nwrc2c7jncmpaqm", 2),
    ];
    let parts = parts.map(|(cid, size)| (cid.parse::<Cid>().unwrap(), size));
    // Each with an empty name, as the field's writer of that file has it.
    let links: Vec<_> = parts.iter().map(|(cid, size)| link(cid, Some(""), *size)).collect();
    let sizes = parts.iter().map(|(_, size)| *size).collect();
    let lorem = store.node(&links, &Data { size: Some(1026), sizes, ..Data::of(2) });
    let known = "bafybeigcisqd7m5nf3qmuvjdbakl5bdnh4ocrmacaqkpuh77qjvggmt2sa";
    assert_eq!(lorem.to_string(), known);
    let mut file = File::new(lorem, &ContentPath::default(), FileLimits::default());
    assert_eq!(file.step(), Ok(Step::Need(vec![lorem])));
    file.supply(store.0[&lorem].clone()).unwrap();
    assert_eq!(file.step(), Ok(Step::Need(parts.map(|(cid, _)| cid).to_vec())));
    assert_eq!(file.size(), Some(1026));
    // A directory in a directory, with total sizes as the text has them.
    let ascii = store.raw(b"hello application/vnd.ipld.car\n");
    let hello = store.raw(b"hello world\n");
    let inner = [link(&ascii, Some("ascii.txt"), 31), link(&hello, Some("hello.txt"), 12)];
    let inner = store.node(&inner, &Data::of(1));
    let known = "bafybeiggghzz6dlue3m6nb2dttnbrygxh3lrjl5764f2m4gq7dgzdt55o4";
    assert_eq!(inner.to_string(), known);
    let outer = store.node(&[link(&inner, Some("subdir"), 110 + 31 + 12)], &Data::of(1));
    let known = "bafybeietjm63oynimmv5yyqay33nui4y4wx6u3peezwetxgiwvfmelutzu";
    assert_eq!(outer.to_string(), known);
    let read = store.read_at(outer, &["subdir", "hello.txt"], FileLimits::default());
    assert_eq!(read, Ok(b"hello world\n".to_vec()));
}

#[test]
fn a_path_leads_to_a_file_and_its_cid_is_told() {
    let mut store = Store::default();
    let file = store.raw(b"a file");
    let inner = store.directory(&[("z", file), ("a", file), ("\u{105}", file)]);
    let outer = store.directory(&[("inner", inner), ("", file)]);
    let path = ContentPath::new(["inner", "\u{105}"]).unwrap();
    let mut reader = File::new(outer, &path, FileLimits::default());
    for block in [outer, inner, file] {
        assert_eq!((reader.cid(), reader.size()), (None, None));
        assert_eq!(reader.step(), Ok(Step::Need(vec![block])));
        reader.supply(store.0[&block].clone()).unwrap();
    }
    let Step::Content(chunk) = reader.step().unwrap() else { panic!() };
    assert_eq!(chunk.bytes(), b"a file");
    assert_eq!((reader.cid(), reader.size()), (Some(&file), Some(6)));
}

#[test]
fn what_a_block_says_of_mode_and_time_does_not_matter_to_its_content() {
    let mut store = Store::default();
    let time = bytes(8, &[number(1, 1_700_000_000), vec![0x15, 1, 0, 0, 0]].concat());
    let more = [number(7, 0o644), time].concat();
    let data = Data { content: Some(b"x".to_vec()), size: Some(1), more, ..Data::of(2) };
    let file = store.node(&[], &data);
    assert_eq!(store.read(file), Ok(b"x".to_vec()));
}

#[test]
fn a_block_that_is_not_had_is_named() {
    let mut store = Store::default();
    let part = *Block::raw(*b"absent").cid();
    let file = store.file(&[(part, 6)]);
    let error = ReadError::Block { cid: part, error: "is not here" };
    assert_eq!(store.read(file), Err(error));
}

#[test]
fn one_block_in_many_places_is_asked_for_once_where_it_stands_together() {
    let mut store = Store::default();
    let zeros = store.raw(&[0; 64]);
    let file = store.file(&[(zeros, 64); 40]);
    let mut asked = 0;
    let reader = File::new(file, &ContentPath::default(), FileLimits::default());
    let content = reader.read(|cid| {
        asked += 1;
        Ok::<_, ()>(store.0[cid].clone())
    });
    assert_eq!(content, Ok(vec![0; 40 * 64]));
    assert_eq!(asked, 2);
}
