//! What an attacker would send.

use ipvm_content::{
    ContentPath,
    unixfs::{File, FileError, FileErrorKind as Kind, FileLimits, ReadError},
};
use varsig::Block;

use super::writer::Store;

/// Reads, and says what was wrong and how many blocks were asked for.
fn refused(store: &Store, root: cid::Cid, limits: FileLimits) -> (Kind, usize) {
    let mut asked = 0;
    let file = File::new(root, &ContentPath::default(), limits);
    let result = file.read(|cid| {
        asked += 1;
        store.0.get(cid).cloned().ok_or(())
    });
    match result {
        Err(ReadError::File(FileError { kind, .. })) => (kind, asked),
        other => panic!("{:?}", other.map(|content| content.len())),
    }
}

/// A block that is in the file so often that nobody could read it.
#[test]
fn a_bomb_is_refused_by_its_size_at_its_first_block() {
    let mut store = Store::default();
    let mut part = (store.raw(&[0; 1024]), 1024);
    for _ in 0..10 {
        part = (store.file(&[part; 8]), part.1 * 8);
    }
    let (kind, asked) = refused(&store, part.0, FileLimits::default());
    assert_eq!(kind, Kind::TooLarge { limit: 64 << 20, found: 1 << 40 });
    assert_eq!(asked, 1);
}

/// The same, that says it is small: the lie is seen where it is told.
#[test]
fn a_bomb_that_says_it_is_small_contradicts_itself() {
    let mut store = Store::default();
    let mut part = (store.raw(&[0; 1024]), 1024);
    for _ in 0..10 {
        part = (store.file(&[part; 8]), part.1 * 8);
    }
    let liar = store.file(&[(part.0, 8)]);
    let (kind, asked) = refused(&store, liar, FileLimits::default());
    assert_eq!(kind, Kind::PartSize { expected: 8, found: 1 << 40 });
    assert_eq!(asked, 2);
}

/// Nothing, so often that nobody could visit it.
#[test]
fn a_bomb_of_empty_parts_ends_at_the_number_of_blocks() {
    let mut store = Store::default();
    let mut part = (store.raw(&[]), 0);
    for _ in 0..10 {
        part = (store.file(&[part; 8]), 0);
    }
    let limits = FileLimits::default().with_blocks(1000);
    let (kind, asked) = refused(&store, part.0, limits);
    assert_eq!(kind, Kind::TooManyBlocks { limit: 1000 });
    assert!(asked <= 1000, "{asked}");
}

#[test]
fn the_limits_are_kept_to_the_byte_the_block_and_the_level() {
    let mut store = Store::default();
    let leaf = (store.raw(b"hello"), 5);
    let inner = (store.file(&[leaf, leaf]), 10);
    let root = store.file(&[inner, leaf]);
    let all = FileLimits::default().with_bytes(15).with_blocks(5).with_depth(2).with_ahead(1);
    assert_eq!(store.read_at(root, &[], all), Ok(b"hellohellohello".to_vec()));
    let (kind, _) = refused(&store, root, all.with_bytes(14));
    assert_eq!(kind, Kind::TooLarge { limit: 14, found: 15 });
    let (kind, _) = refused(&store, root, all.with_blocks(4));
    assert_eq!(kind, Kind::TooManyBlocks { limit: 4 });
    let (kind, _) = refused(&store, root, all.with_depth(1));
    assert_eq!(kind, Kind::TooDeep { limit: 1 });
    let (kind, asked) = refused(&store, root, all.with_blocks(0));
    assert_eq!((kind, asked), (Kind::TooManyBlocks { limit: 0 }, 1));
    let raw = FileLimits::default().with_bytes(4);
    assert_eq!(refused(&store, leaf.0, raw).0, Kind::TooLarge { limit: 4, found: 5 });
}

#[test]
fn directories_on_the_way_count_as_blocks() {
    let mut store = Store::default();
    let file = store.raw(b"a file");
    let inner = store.directory(&[("file", file)]);
    let outer = store.directory(&[("inner", inner)]);
    let limits = FileLimits::default();
    let path = ["inner", "file"];
    assert!(store.read_at(outer, &path, limits.with_blocks(3)).is_ok());
    let Err(ReadError::File(error)) = store.read_at(outer, &path, limits.with_blocks(2)) else {
        panic!("it was read");
    };
    assert_eq!((error.cid, error.kind), (file, Kind::TooManyBlocks { limit: 2 }));
}

#[test]
fn a_block_that_was_not_asked_for_is_not_taken() {
    let other = Block::raw(*b"other");
    let root = *Block::raw(*b"root").cid();
    let mut file = File::new(root, &ContentPath::default(), FileLimits::default());
    let early = file.supply(Block::raw(*b"root")).unwrap_err();
    assert_eq!((early.cid, early.kind), (root, Kind::NotAsked));
    file.step().unwrap();
    let error = file.supply(other.clone()).unwrap_err();
    assert_eq!((error.cid, error.kind), (*other.cid(), Kind::NotAsked));
    let file = File::new(root, &ContentPath::default(), FileLimits::default());
    let Err(ReadError::File(error)) = file.read(|_| Ok::<_, ()>(other.clone())) else {
        panic!("it was taken");
    };
    assert_eq!((error.cid, error.kind), (*other.cid(), Kind::NotAsked));
}
