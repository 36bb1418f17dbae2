//! What was acknowledged survives the end of the process.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::Mutex,
    thread,
    time::Duration,
};

use cid::Cid;
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{
    Address, Blocks, Claim, Committed, EffectClass, Memo, ReceiptRecord, Receipts, Visibility,
};
use tempfile::tempdir;
use varsig::Block;

/// Where the child keeps its store; set by the parent only.
const CHILD: &str = "IPVM_REDB_TEST_CHILD";
const LEASE: Duration = Duration::from_secs(3600);

/// The content of number `number` of a thread: sometimes a file of its own, sometimes in two
/// rows.
fn content(thread: usize, number: usize) -> Block {
    let length = match number % 7 {
        0 => 300_000,
        3 => 16_384,
        _ => 40 + number,
    };
    let mut bytes = format!("{thread} {number} ").into_bytes();
    bytes.resize(length, b'.');
    Block::raw(bytes)
}

fn cid(name: &str) -> Cid {
    *Block::raw(name.as_bytes().to_vec()).cid()
}

/// Not a test by itself: what the child process runs until it is killed.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Some(directory) = env::var_os(CHILD) else { return };
    let store = RedbStore::open(directory).unwrap();
    let acknowledged = Mutex::new(std::io::stdout());
    let say = |line: String| {
        let mut out = acknowledged.lock().unwrap();
        writeln!(out, "acknowledged {line}").unwrap();
        out.flush().unwrap();
    };
    thread::scope(|scope| {
        for thread in 0..3_usize {
            let (store, say) = (&store, &say);
            scope.spawn(move || {
                for number in 0.. {
                    let block = content(thread, number);
                    Blocks::put(store, &block, Visibility::Public).unwrap();
                    say(format!("block {thread} {number}"));

                    let task = cid(&format!("task {thread} {number}"));
                    let claim = store.claim(&task, EffectClass::Mutation, LEASE);
                    let Ok(Claim::Won(fence)) = claim else { panic!("not won: {claim:?}") };
                    say(format!("claim {thread} {number}"));

                    let record = ReceiptRecord::new(block.clone(), task);
                    Receipts::put(store, &record).unwrap();
                    say(format!("receipt {thread} {number}"));

                    let committed = store.commit(fence, &[], block.cid());
                    assert_eq!(committed, Ok(Committed::First));
                    say(format!("commit {thread} {number}"));
                }
            });
        }
    });
}

#[test]
fn loses_nothing_acknowledged_when_it_is_killed() {
    let root = tempdir().unwrap();
    for (round, lines) in [5, 60, 200].into_iter().enumerate() {
        let directory = root.path().join(round.to_string());
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "child_that_writes_until_it_is_killed", "--nocapture"])
            .env(CHILD, &directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        // The test harness of the child may write before the first line.
        let acknowledged = |line: String| {
            let (_, rest) = line.split_once("acknowledged ")?;
            Some(rest.to_owned())
        };
        let mut said: Vec<String> =
            output.by_ref().map(Result::unwrap).filter_map(acknowledged).take(lines).collect();
        // On unix this is SIGKILL: nothing in the child runs after it.
        child.kill().unwrap();
        child.wait().unwrap();
        let whole = output.map_while(Result::ok).filter_map(acknowledged);
        said.extend(whole.filter(|line| line.split(' ').count() == 3));
        assert!(said.len() >= lines, "the child ended by itself");

        let store = RedbStore::open(&directory).unwrap();
        let committed: Vec<String> =
            said.iter().filter_map(|line| line.strip_prefix("commit ")).map(Into::into).collect();
        for line in said {
            let [what, thread, number] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("not a whole line: {line}");
            };
            let task = cid(&format!("task {thread} {number}"));
            let block = content(thread.parse().unwrap(), number.parse().unwrap());
            match what {
                "block" => {
                    assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block)), "{line}");
                }
                "receipt" => {
                    assert_eq!(store.by_task(&task), Ok(vec![*block.cid()]), "{line}");
                    assert_eq!(Receipts::get(&store, block.cid()), Ok(Some(block)), "{line}");
                }
                "claim" => {
                    let claim = store.claim(&task, EffectClass::Mutation, LEASE).unwrap();
                    let done = Claim::Done(*block.cid());
                    if committed.contains(&format!("{thread} {number}")) {
                        assert_eq!(claim, done, "{line}");
                    } else {
                        // The commit may have reached the disk unacknowledged.
                        assert!(
                            claim == done || claim == Claim::Indeterminate,
                            "{line}: {claim:?}"
                        );
                    }
                }
                "commit" => {
                    let remembered = store.lookup(&Address::Task(task));
                    assert_eq!(remembered, Ok(Some(*block.cid())), "{line}");
                }
                other => panic!("unknown line {other}"),
            }
        }
        let incoming = fs::read_dir(directory.join("blocks/incoming")).unwrap();
        assert_eq!(incoming.count(), 0, "half-written files are cleared away");
    }
}

#[test]
fn dropping_a_store_that_is_busy_waits_for_its_writes() {
    let root = tempdir().unwrap();
    let blocks: Vec<Block> = (0..40).map(|number| content(0, number)).collect();
    {
        let store = RedbStore::open(root.path()).unwrap();
        thread::scope(|scope| {
            for block in &blocks {
                scope.spawn(|| Blocks::put(&store, block, Visibility::Public).unwrap());
            }
        });
    }
    let store = RedbStore::open(root.path()).unwrap();
    for block in blocks {
        assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block)));
    }
}
