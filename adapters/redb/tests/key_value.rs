//! Values by name on the disk: damage, stores from before there were any, and the end
//! of the process.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use cid::Cid;
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{
    Blocks, Change, Condition, Key, KeyValue, KeyValueError, Listed, Namespace, Outcome, Previous,
    StoreError, Visibility,
};
use redb::{Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition};
use tempfile::tempdir;
use varsig::Block;

const TABLES: [&str; 4] =
    ["key_value_values", "key_value_names", "key_value_outcomes", "key_value_applied"];

type Rows<'a> = TableDefinition<'a, &'static [u8], &'static [u8]>;

fn alice() -> Namespace {
    Namespace::open("did:web:alice.example".parse().expect("a DID"))
}

fn key(text: &str) -> Key {
    Key::new(text).expect("a key")
}

fn value(text: &str) -> Block {
    Block::raw(text.as_bytes().to_vec())
}

fn task(name: &str) -> Cid {
    *value(name).cid()
}

fn put(name: &str, value: &Block) -> Change {
    Change::put(key(name), value.clone()).expect("small")
}

fn apply(store: &RedbStore, task_name: &str, change: &Change) -> Result<Outcome, KeyValueError> {
    store.apply(&task(task_name), &alice(), change)
}

const ABSENT: Outcome = Outcome::Made { previous: Previous::Absent };

/// Flips a bit in the last byte of every place in the database where `bytes` stand.
fn damage(directory: &Path, bytes: &[u8]) {
    let file = directory.join("store.redb");
    let mut content = fs::read(&file).expect("it can be read");
    let places: Vec<usize> = content
        .windows(bytes.len())
        .enumerate()
        .filter(|(_, window)| *window == bytes)
        .map(|(place, _)| place + bytes.len() - 1)
        .collect();
    assert!(!places.is_empty(), "nothing was damaged");
    for place in places {
        content[place] ^= 1;
    }
    fs::write(&file, content).expect("it can be written");
}

/// Changes the database behind the back of the store.
fn tamper(directory: &Path, change: impl FnOnce(&redb::WriteTransaction)) {
    let database = Database::open(directory.join("store.redb")).expect("it opens");
    let transaction = database.begin_write().expect("it can be written");
    change(&transaction);
    transaction.commit().expect("it can be written");
}

#[test]
fn a_store_from_before_values_is_given_them() {
    let root = tempdir().unwrap();
    let block = value("a block of old");
    Blocks::put(&RedbStore::open(root.path()).unwrap(), &block, Visibility::Public).unwrap();
    let about: TableDefinition<'_, &str, u64> = TableDefinition::new("ipvm_store");
    tamper(root.path(), |transaction| {
        for table in TABLES {
            assert!(transaction.delete_table(Rows::new(table)).unwrap());
        }
        transaction.open_table(about).unwrap().remove("key_value").unwrap().unwrap();
    });
    for expected in [None, Some(value("v"))] {
        let store = RedbStore::open(root.path()).unwrap();
        assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block.clone())));
        assert_eq!(KeyValue::get(&store, &alice(), &key("k")), Ok(expected));
        assert_eq!(apply(&store, "t", &put("k", &value("v"))), Ok(ABSENT));
    }
}

#[test]
fn refuses_values_of_another_version_by_its_number() {
    let root = tempdir().unwrap();
    drop(RedbStore::open(root.path()).unwrap());
    let about: TableDefinition<'_, &str, u64> = TableDefinition::new("ipvm_store");
    tamper(root.path(), |transaction| {
        transaction.open_table(about).unwrap().insert("key_value", 2).unwrap();
    });
    for _ in 0..2 {
        let path = root.path().join("store.redb");
        let refused = RedbStore::open(root.path()).expect_err("another version");
        assert_eq!(refused, StoreError::UnsupportedVersion { path, found: 2, supported: 1 });
    }
}

#[test]
fn refuses_a_store_whose_values_are_gone() {
    for table in TABLES {
        let root = tempdir().unwrap();
        drop(RedbStore::open(root.path()).unwrap());
        tamper(root.path(), |transaction| {
            assert!(transaction.delete_table(Rows::new(table)).unwrap());
        });
        for _ in 0..2 {
            let refused = RedbStore::open(root.path()).expect_err("a table is gone");
            assert!(matches!(refused, StoreError::Corrupted { .. }), "{table}: {refused:?}");
        }
    }
}

#[test]
fn tells_damaged_bytes_of_a_value_and_mends_them() {
    let root = tempdir().unwrap();
    let (one, two) = (value("the bytes of a value"), value("two"));
    apply(&RedbStore::open(root.path()).unwrap(), "1", &put("k", &one)).unwrap();
    damage(root.path(), one.bytes());

    let store = RedbStore::open(root.path()).unwrap();
    let damaged = KeyValueError::DamagedValue { namespace: alice(), key: key("k") };
    assert_eq!(KeyValue::get(&store, &alice(), &key("k")), Err(damaged));
    // Which value it was is still known.
    let listed = Listed { key: key("k"), value: *one.cid() };
    assert_eq!(store.list(&alice(), "", None, 9), Ok(vec![listed]));
    let previous = Previous::Value(*one.cid());
    assert_eq!(apply(&store, "2", &put("k", &two)), Ok(Outcome::Made { previous }));
    assert_eq!(KeyValue::get(&store, &alice(), &key("k")), Ok(Some(two)));
}

#[test]
fn tells_a_damaged_row_of_a_value_and_mends_it_without_a_condition_only() {
    for mend in [put("k", &value("two")), Change::delete(key("k"))] {
        let root = tempdir().unwrap();
        let one = value("one");
        {
            let store = RedbStore::open(root.path()).unwrap();
            apply(&store, "1", &put("k", &one)).unwrap();
            apply(&store, "2", &put("l", &value("other"))).unwrap();
        }
        damage(root.path(), &[one.cid().to_bytes(), one.bytes().to_vec()].concat()[..36]);

        let store = RedbStore::open(root.path()).unwrap();
        let damaged = KeyValueError::DamagedValue { namespace: alice(), key: key("k") };
        assert_eq!(KeyValue::get(&store, &alice(), &key("k")), Err(damaged.clone()));
        assert_eq!(store.list(&alice(), "", None, 9), Err(damaged.clone()));
        assert_eq!(KeyValue::get(&store, &alice(), &key("l")), Ok(Some(value("other"))));
        for condition in [Condition::Absent, Condition::Equals(*one.cid())] {
            let swap = Change::swap(key("k"), condition, Some(value("two"))).unwrap();
            assert_eq!(apply(&store, "swap", &swap), Err(damaged.clone()));
        }
        let outcome = Outcome::Made { previous: Previous::Damaged };
        assert_eq!(apply(&store, "mend", &mend), Ok(outcome));
        assert_eq!(apply(&store, "mend", &mend), Ok(outcome));
        assert_eq!(KeyValue::get(&store, &alice(), &key("k")), Ok(mend.value().cloned()));
        assert!(store.list(&alice(), "", None, 9).is_ok());
    }
}

#[test]
fn a_row_that_is_gone_from_one_table_is_damaged_and_never_absent() {
    for table in ["key_value_values", "key_value_names"] {
        let root = tempdir().unwrap();
        {
            let store = RedbStore::open(root.path()).unwrap();
            for name in ["j", "k", "l"] {
                apply(&store, name, &put(name, &value(name))).unwrap();
            }
        }
        tamper(root.path(), |transaction| {
            let mut rows = transaction.open_table(Rows::new(table)).unwrap();
            assert!(rows.remove(&b"did:web:alice.example\0k"[..]).unwrap().is_some());
        });
        let store = RedbStore::open(root.path()).unwrap();
        let damaged = KeyValueError::DamagedValue { namespace: alice(), key: key("k") };
        assert_eq!(KeyValue::get(&store, &alice(), &key("k")), Err(damaged.clone()));
        assert_eq!(store.list(&alice(), "", None, 9), Err(damaged.clone()), "{table}");
        assert_eq!(store.list(&alice(), "k", None, 9), Err(damaged), "{table}");
        assert_eq!(store.list(&alice(), "", None, 1).map(|listed| listed.len()), Ok(1));
        assert_eq!(store.list(&alice(), "l", None, 9).map(|listed| listed.len()), Ok(1));
    }
}

#[test]
fn a_task_whose_outcome_is_damaged_or_gone_is_not_done_again() {
    for (table, gone) in
        [("key_value_outcomes", true), ("key_value_applied", true), ("key_value_outcomes", false)]
    {
        let root = tempdir().unwrap();
        {
            let store = RedbStore::open(root.path()).unwrap();
            apply(&store, "t", &put("k", &value("one"))).unwrap();
            apply(&store, "u", &put("k", &value("two"))).unwrap();
        }
        tamper(root.path(), |transaction| {
            let mut rows = transaction.open_table(Rows::new(table)).unwrap();
            let task = task("t").to_bytes();
            if gone {
                assert!(rows.remove(task.as_slice()).unwrap().is_some());
            } else {
                let other = self::task("u").to_bytes();
                let other = rows.get(other.as_slice()).unwrap().map(|row| row.value().to_vec());
                let other = other.expect("the task was applied");
                rows.insert(task.as_slice(), other.as_slice()).unwrap();
            }
        });
        let store = RedbStore::open(root.path()).unwrap();
        let damaged = Err(KeyValueError::DamagedOutcome { task: task("t") });
        assert_eq!(apply(&store, "t", &put("k", &value("one"))), damaged);
        assert_eq!(apply(&store, "t", &Change::delete(key("k"))), damaged);
        assert_eq!(KeyValue::get(&store, &alice(), &key("k")), Ok(Some(value("two"))));
    }
}

#[test]
fn a_delete_leaves_no_row_of_the_value_behind() {
    let root = tempdir().unwrap();
    {
        let store = RedbStore::open(root.path()).unwrap();
        apply(&store, "1", &put("k", &value("one"))).unwrap();
        apply(&store, "2", &Change::delete(key("k"))).unwrap();
    }
    let database = Database::open(root.path().join("store.redb")).unwrap();
    let transaction = database.begin_read().unwrap();
    let rows = TABLES.map(|table| transaction.open_table(Rows::new(table)).unwrap().len().unwrap());
    assert_eq!(rows, [0, 0, 2, 2]);
}

/// Whatever byte decays: the store refuses to open, or tells what is damaged, or
/// answers what was put. It makes no change a second time.
#[test]
fn never_answers_wrongly_wherever_a_byte_decays() {
    let root = tempdir().unwrap();
    let texts: Vec<String> = (0..24).map(|number| format!("k{number:02}")).collect();
    let value = |name: &str| value(&name.repeat(100));
    {
        let store = RedbStore::open(root.path()).unwrap();
        for name in &texts {
            apply(&store, name, &put(name, &value(name))).unwrap();
            // It is overwritten, so that to do the first again would show.
            apply(&store, &format!("{name} early"), &Change::delete(key(name))).unwrap();
            apply(&store, &format!("{name} late"), &put(name, &value(name))).unwrap();
        }
    }
    let file = root.path().join("store.redb");
    let whole = fs::read(&file).unwrap();
    let used: Vec<usize> = (0..whole.len()).filter(|place| whole[*place] != 0).collect();
    let early = |name: &str| Outcome::Made { previous: Previous::Value(*value(name).cid()) };
    let (mut opened, mut seen) = (0, 0);
    for place in used.iter().copied().step_by(used.len() / 120) {
        let mut content = whole.clone();
        content[place] ^= 0xff;
        fs::write(&file, content).unwrap();
        let Ok(store) = RedbStore::open(root.path()) else {
            seen += 1;
            continue;
        };
        opened += 1;
        for name in &texts {
            let again = apply(&store, &format!("{name} early"), &Change::delete(key(name)));
            assert!(again.is_err() || again == Ok(early(name)), "byte {place}: {again:?}");
            let got = KeyValue::get(&store, &alice(), &key(name));
            assert!(got.is_err() || got == Ok(Some(value(name))), "byte {place}: {got:?}");
            seen += usize::from(got.is_err() || again.is_err());
        }
        match store.list(&alice(), "", None, 100) {
            Ok(listed) => {
                let names: Vec<&str> = listed.iter().map(|row| row.key.as_str()).collect();
                assert_eq!(names, texts, "byte {place}");
                assert!(listed.iter().all(|row| row.value == *value(row.key.as_str()).cid()));
            }
            Err(_) => seen += 1,
        }
    }
    assert!(opened > 0 && seen > 0, "{opened} opened, {seen} seen");
}

/// Where the child keeps its store; set by the parent only.
const CHILD: &str = "IPVM_REDB_KEY_VALUE_TEST_CHILD";

/// Counts on from what stands there: the change that task `number` makes.
fn count(number: usize) -> Change {
    let before = value(&(number - 1).to_string());
    let condition = if number == 1 { Condition::Absent } else { Condition::Equals(*before.cid()) };
    Change::swap(key("count"), condition, Some(value(&number.to_string()))).expect("small")
}

/// Not a test by itself: what the child process runs until it is killed.
#[test]
fn child_that_counts_until_it_is_killed() {
    let Some(directory) = env::var_os(CHILD) else { return };
    let store = RedbStore::open(directory).unwrap();
    for number in 1.. {
        let Outcome::Made { .. } =
            apply(&store, &format!("task {number}"), &count(number)).unwrap()
        else {
            panic!("nobody else counts");
        };
        println!("\nacknowledged {number} ");
        std::io::stdout().flush().unwrap();
    }
}

#[test]
fn counts_right_over_the_end_of_the_process() {
    let root = tempdir().unwrap();
    for (round, lines) in [1, 7, 40].into_iter().enumerate() {
        let directory = root.path().join(round.to_string());
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "child_that_counts_until_it_is_killed", "--nocapture"])
            .env(CHILD, &directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let number = |line: String| -> Option<usize> {
            line.strip_prefix("acknowledged ")?.strip_suffix(' ')?.parse().ok()
        };
        let read = output.by_ref().map(Result::unwrap).filter_map(number).take(lines).count();
        child.kill().unwrap();
        child.wait().unwrap();
        let rest = output.map_while(Result::ok).filter_map(number).count();
        assert!(read == lines, "the child ended by itself");

        // The last one may have been made without being acknowledged. To ask for all of
        // them again makes none of them twice, and the next one follows.
        let store = RedbStore::open(&directory).unwrap();
        let acknowledged = lines + rest;
        for number in 1..=acknowledged + 2 {
            let outcome = apply(&store, &format!("task {number}"), &count(number));
            assert!(matches!(outcome, Ok(Outcome::Made { .. })), "{number}: {outcome:?}");
        }
        let last = value(&(acknowledged + 2).to_string());
        assert_eq!(KeyValue::get(&store, &alice(), &key("count")), Ok(Some(last)));
    }
}
