//! What is loaded becomes durable together, and what others do meanwhile as ever.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use cid::Cid;
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{
    Address, Blocks, Claim, Damage, EffectClass, Inventory, Load, Memo, Operation, ReceiptRecord,
    Receipts, StoreError, Visibility,
};
use tempfile::tempdir;
use varsig::Block;

/// Where the child keeps its store; set by the parent only.
const CHILD: &str = "IPVM_REDB_TEST_LOADING_CHILD";
const LEASE: Duration = Duration::from_secs(3600);
/// How many things come with each number: blocks, a receipt, and its result.
const STEPS: usize = 3;

fn done<T>(result: Result<T, StoreError>) -> T {
    result.expect("the store is whole")
}

fn cid(name: &str) -> Cid {
    *Block::raw(name.as_bytes().to_vec()).cid()
}

/// The content of a number: now and then a file, a block in two rows, or enough for a pack.
fn content(number: usize) -> Vec<Block> {
    let (count, length) = match number % 6 {
        0 => (1, 300_000),
        2 => (1, 16_384),
        4 => (12, 4_096),
        _ => (1, 50),
    };
    let block = |part: usize| {
        let mut bytes = format!("{number} {part} ").into_bytes();
        bytes.resize(length, b'.');
        Block::raw(bytes)
    };
    (0..count).map(block).collect()
}

fn record(number: usize) -> ReceiptRecord {
    let token = Block::raw(format!("receipt {number}").into_bytes());
    ReceiptRecord::new(token, cid(&format!("task {number}"))).with_inputs([cid("photo")])
}

fn result(number: usize) -> (Address, Cid) {
    let record = record(number);
    (Address::Task(record.task), *record.block.cid())
}

/// One step of a load.
fn load(store: &RedbStore, step: usize) -> Result<(), StoreError> {
    let number = step / STEPS;
    match step % STEPS {
        0 => {
            let blocks = content(number).into_iter().map(|block| (block, Visibility::Public));
            store.load_blocks(&blocks.collect::<Vec<_>>())
        }
        1 => store.load_receipts(vec![record(number)]),
        _ => store.load_results(&[result(number)]).map(drop),
    }
}

/// Whether what a step brought is there: all of it, or nothing.
fn stands(store: &RedbStore, step: usize) -> bool {
    let number = step / STEPS;
    match step % STEPS {
        0 => {
            let content = content(number);
            let found = content.iter().map(|block| done(Blocks::get(store, block.cid())));
            let found: Vec<_> = found.collect();
            let whole: Vec<_> = content.iter().cloned().map(Some).collect();
            assert!(found == whole || found.iter().all(Option::is_none), "a part of {number}");
            found == whole
        }
        1 => {
            let record = record(number);
            let found = done(store.record(record.block.cid()));
            let is_found = done(store.by_task(&record.task)).contains(record.block.cid());
            assert_eq!(found.is_some(), is_found, "the receipt of {number}");
            found == Some(record)
        }
        _ => done(store.lookup(&result(number).0)) == Some(result(number).1),
    }
}

fn damage(store: &RedbStore) -> Vec<Damage> {
    let mut damage = Vec::new();
    done(store.check(&mut |found| damage.push(found)));
    damage
}

/// Not a test by itself: what the child process runs until it is killed.
#[test]
fn child_that_loads_until_it_is_killed() {
    let Some(directory) = env::var_os(CHILD) else { return };
    let store = done(RedbStore::open(directory));
    let said = Mutex::new(std::io::stdout());
    let say = |line: String| {
        let mut out = said.lock().expect("nobody panics");
        writeln!(out, "said {line}").expect("somebody reads");
        out.flush().expect("somebody reads");
    };
    let loaded = AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            for step in 0.. {
                done(load(&store, step));
                loaded.store(step + 1, Ordering::SeqCst);
                say(format!("loaded {step} 0"));
                if step % 50 == 49 {
                    done(store.end_load());
                    say(format!("ended {} 0", step + 1));
                }
            }
        });
        scope.spawn(|| {
            for number in 0.. {
                thread::sleep(Duration::from_millis(number % 23));
                let before = loaded.load(Ordering::SeqCst);
                match number % 3 {
                    0 => {
                        let block = Block::raw(format!("other {number}").into_bytes());
                        done(Blocks::put(&store, &block, Visibility::Public));
                        say(format!("put {number} {before}"));
                    }
                    1 => {
                        let task = cid(&format!("other task {number}"));
                        let claim = store.claim(&task, EffectClass::Mutation, LEASE);
                        assert!(matches!(claim, Ok(Claim::Won(_))), "{claim:?}");
                        say(format!("claimed {number} {before}"));
                    }
                    // What was loaded before is put by somebody who counts on it.
                    _ if before > 0 => {
                        let block = content((before - 1) / STEPS).swap_remove(0);
                        done(Blocks::put(&store, &block, Visibility::Public));
                        say(format!("again {number} {before}"));
                    }
                    _ => {}
                }
            }
        });
    });
}

#[test]
fn of_a_load_that_is_killed_a_first_part_is_there_with_all_that_was_acknowledged() {
    let root = tempdir().expect("there is a disk");
    for (round, lines) in [9, 60, 200, 700].into_iter().enumerate() {
        let directory = root.path().join(round.to_string());
        let mut child = Command::new(env::current_exe().expect("it runs"))
            .args(["--exact", "child_that_loads_until_it_is_killed", "--nocapture"])
            .env(CHILD, &directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let said = |line: String| line.split_once("said ").map(|(_, rest)| rest.to_owned());
        let read = output.by_ref().map_while(Result::ok).filter_map(said);
        let mut all: Vec<String> = read.take(lines).collect();
        child.kill().expect("it runs");
        child.wait().expect("it ends");
        all.extend(output.map_while(Result::ok).filter_map(said));
        assert!(all.len() >= lines, "the child ended by itself");

        let store = done(RedbStore::open(&directory));
        assert_eq!(damage(&store), []);
        let (mut steps, mut due) = (0, 0);
        for line in &all {
            let words: Vec<_> = line.split(' ').collect();
            // The last line may not be whole.
            let [what, number, before] = words[..] else { continue };
            let (Ok(number), Ok(before)) = (number.parse::<usize>(), before.parse()) else {
                continue;
            };
            match what {
                "loaded" => steps = number + 1,
                "ended" => due = due.max(number),
                "put" => {
                    let block = Block::raw(format!("other {number}").into_bytes());
                    assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block)), "{line}");
                    due = due.max(before);
                }
                "claimed" => {
                    let task = cid(&format!("other task {number}"));
                    let claim = store.claim(&task, EffectClass::Mutation, LEASE);
                    assert_eq!(claim, Ok(Claim::Indeterminate), "{line}");
                    due = due.max(before);
                }
                // It was there before, or not yet: in either case it has to be there now.
                "again" => due = due.max(before),
                other => panic!("unknown word {other}"),
            }
        }
        // It may have come further than it has said.
        let standing = (0..steps + 3).take_while(|step| stands(&store, *step)).count();
        assert!(standing >= due, "{standing} of {steps}, and {due} were due");
        let later = (standing..steps + 3).find(|step| stands(&store, *step));
        assert_eq!(later, None, "after {standing} of {steps}");

        // The whole load once more finds what is there, and mends what is not.
        (0..steps).for_each(|step| done(load(&store, step)));
        done(store.end_load());
        assert!((0..steps).all(|step| stands(&store, step)));
        assert_eq!(damage(&store), []);
    }
}

/// The store's file under another name, and something else in its place.
#[cfg(unix)]
fn replaced(directory: &Path, by: Option<&str>) -> impl FnOnce() {
    let (file, away) = (directory.join("store.redb"), directory.join("away"));
    fs::rename(&file, &away).expect("it is there");
    if let Some(by) = by {
        std::os::unix::fs::symlink(by, &file).expect("the name is free");
    }
    move || fs::rename(away, file).expect("it is there")
}

#[cfg(unix)]
#[test]
fn a_load_of_a_file_that_has_gone_is_refused_and_others_go_on() {
    let root = tempdir().expect("there is a disk");
    let store = done(RedbStore::open(root.path()));
    let back = replaced(root.path(), None);
    let (operation, path) = (Operation::Write, root.path().join("store.redb"));
    let kind = std::io::ErrorKind::NotFound;
    assert_eq!(load(&store, 0), Err(StoreError::Io { operation, path, kind }));
    assert!(!stands(&store, 0));
    let block = Block::raw(*b"other");
    done(Blocks::put(&store, &block, Visibility::Public));
    back();
    done(load(&store, 0));
    drop(store);
    let store = done(RedbStore::open(root.path()));
    assert!(stands(&store, 0));
    assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block)));
}

/// Nothing stays in the device that takes its place.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_does_not_take_a_load_is_told_and_nothing_is_written_any_more() {
    let root = tempdir().expect("there is a disk");
    let store = done(RedbStore::open(root.path()));
    let back = replaced(root.path(), Some("/dev/null"));
    // Told with the next step, or with a later one.
    let error = (0..).find_map(|step| {
        thread::sleep(Duration::from_millis(1));
        load(&store, step).err()
    });
    let error = error.expect("there is no end of steps");
    let kind = std::io::ErrorKind::InvalidInput;
    let path = root.path().join("store.redb");
    assert_eq!(error, StoreError::Io { operation: Operation::Write, path, kind });
    // Whatever comes is told the same.
    assert_eq!(Blocks::put(&store, &content(1)[0], Visibility::Public), Err(error.clone()));
    assert_eq!(store.end_load(), Err(error.clone()));
    assert_eq!(store.pin(&cid("root")), Err(error));
    back();
    drop(store);
    let store = done(RedbStore::open(root.path()));
    assert_eq!(damage(&store), []);
    done(load(&store, 0));
    done(store.end_load());
}

#[test]
fn whoever_finds_a_loaded_result_or_puts_a_loaded_block_waits_for_the_disk() {
    let root = tempdir().expect("there is a disk");
    let store = done(RedbStore::open(root.path()));
    let copy = root.path().join("copy");
    // What is on the disk now: the file as a process that is killed leaves it.
    let killed = |step: usize| {
        fs::create_dir(&copy).expect("the name is free");
        fs::create_dir(copy.join("blocks")).expect("the name is free");
        fs::copy(root.path().join("store.redb"), copy.join("store.redb")).expect("it is there");
        let found = stands(&done(RedbStore::open(&copy)), step);
        fs::remove_dir_all(&copy).expect("it is there");
        found
    };
    // The number of a small block.
    let (block, token, memo) = (STEPS, STEPS + 1, STEPS + 2);
    done(load(&store, block));
    assert!(!killed(block));
    done(Blocks::put(&store, &content(1)[0], Visibility::Public));
    assert!(killed(block));

    done(load(&store, token));
    done(load(&store, memo));
    assert!(!killed(memo));
    let (Address::Task(task), receipt) = result(1) else { panic!("it is a task") };
    assert_eq!(store.claim(&task, EffectClass::Mutation, LEASE), Ok(Claim::Done(receipt)));
    assert!(killed(token) && killed(memo));

    done(load(&store, 0));
    done(load(&store, 2));
    assert!(!killed(0) && !killed(2));
    // Of what is not there nobody counts on anything.
    assert_eq!(store.lookup(&result(7).0), Ok(None));
    assert!(!killed(2));
    assert_eq!(store.lookup(&result(0).0), Ok(Some(result(0).1)));
    assert!(killed(2));

    done(load(&store, block));
    done(store.end_load());
    done(store.end_load());
    assert!(killed(memo));
}
