use ipld_core::ipld;

use super::*;
use crate::{
    effects::rehearsal::{Rehearsal, own},
    store::{Listed, MemoryStore, StoreError},
};

fn handlers(store: Arc<dyn KeyValue>) -> Rehearsal {
    let mutations = mutations(Arc::clone(&store), Subjects::Own);
    Rehearsal::new(queries(store, Subjects::Own).into_iter().chain(mutations))
}

fn empty() -> Rehearsal {
    handlers(Arc::new(MemoryStore::new()))
}

/// The link to a value: the CID of its DAG-CBOR.
fn link_to(value: &Ipld) -> Ipld {
    Ipld::Link(*Block::encode(value).unwrap().cid())
}

#[track_caller]
fn failed(result: Result<Ipld, HandlerError>) -> Ipld {
    match result {
        Err(HandlerError::Failed(error)) => error,
        other => panic!("the task should have failed: {other:?}"),
    }
}

#[test]
fn gives_back_any_data_that_was_put() {
    let kv = empty();
    let link = link_to(&Ipld::Null);
    for value in [
        Ipld::Null,
        false.into(),
        Ipld::Integer(-1),
        Ipld::Float(0.5),
        "text".into(),
        Ipld::Bytes(vec![0, 255]),
        link.clone(),
        ipld!([1, [2], { "three": link }]),
    ] {
        let nonce = format!("{value:?}");
        kv.run(PUT, ipld!({ "key": "k", "value": value.clone() }), &nonce).unwrap();
        assert_eq!(kv.run(GET, ipld!({ "key": "k" }), ""), Ok(value));
    }
}

#[test]
fn says_what_stood_there_and_what_stands_there_now() {
    let kv = empty();
    let (one, two) = (ipld!({ "n": 1 }), ipld!({ "n": 2 }));
    let put = |value: &Ipld| ipld!({ "key": "k", "value": value.clone() });
    assert_eq!(kv.run(PUT, put(&one), ""), Ok(ipld!({ "previous": null, "value": link_to(&one) })));
    assert_eq!(
        kv.run(PUT, put(&two), ""),
        Ok(ipld!({ "previous": link_to(&one), "value": link_to(&two) }))
    );
    let delete = || kv.run(DELETE, ipld!({ "key": "k" }), "");
    assert_eq!(delete(), Ok(ipld!({ "previous": link_to(&two) })));
    assert_eq!(
        failed(kv.run(GET, ipld!({ "key": "k" }), "")),
        ipld!({ "name": "NotFound", "message": "the key has no value", "key": "k" })
    );
}

#[test]
fn swaps_the_expected_value_and_no_other() {
    let kv = empty();
    let (one, two) = (ipld!(1), ipld!(2));
    let swap = |expected: Ipld, value: Option<&Ipld>, nonce: &str| {
        let mut args = [("key".to_owned(), "k".into()), ("expected".to_owned(), expected)];
        args.sort_by(|a, b| a.0.cmp(&b.0));
        let value = value.map(|value| ("value".to_owned(), value.clone()));
        kv.run(SWAP, Ipld::Map(args.into_iter().chain(value).collect()), nonce)
    };
    let conflict = |found: Ipld| {
        ipld!({
            "name": "Conflict",
            "message": "another value stands there than was expected",
            "found": found,
        })
    };
    assert_eq!(failed(swap(link_to(&one), Some(&two), "1")), conflict(Ipld::Null));
    let made = ipld!({ "previous": null, "value": link_to(&one) });
    assert_eq!(swap(Ipld::Null, Some(&one), "2"), Ok(made));
    assert_eq!(failed(swap(Ipld::Null, Some(&two), "3")), conflict(link_to(&one)));
    let made = ipld!({ "previous": link_to(&one), "value": link_to(&two) });
    assert_eq!(swap(link_to(&one), Some(&two), "4"), Ok(made));
    // A null to be kept is not a value to be taken away.
    let null = Ipld::Null;
    let made = ipld!({ "previous": link_to(&two), "value": link_to(&null) });
    assert_eq!(swap(link_to(&two), Some(&null), "5"), Ok(made));
    assert_eq!(kv.run(GET, ipld!({ "key": "k" }), ""), Ok(Ipld::Null));
    let made = ipld!({ "previous": link_to(&null) });
    assert_eq!(swap(link_to(&null), None, "6"), Ok(made));
    failed(kv.run(GET, ipld!({ "key": "k" }), ""));
}

#[test]
fn the_same_task_again_changes_nothing_and_another_nonce_is_another_task() {
    let kv = empty();
    let (one, two) = (ipld!({ "key": "k", "value": 1 }), ipld!({ "key": "k", "value": 2 }));
    let first = kv.run(PUT, one.clone(), "n").unwrap();
    kv.run(PUT, two, "n").unwrap();
    assert_eq!(kv.run(PUT, one.clone(), "n"), Ok(first.clone()));
    assert_eq!(kv.run(GET, ipld!({ "key": "k" }), ""), Ok(ipld!(2)));
    assert_ne!(kv.run(PUT, one, "another"), Ok(first));
    assert_eq!(kv.run(GET, ipld!({ "key": "k" }), ""), Ok(ipld!(1)));
}

#[test]
fn lists_keys_and_says_whether_there_are_more() {
    let kv = empty();
    for name in ["a", "p/1", "p/2", "p/3"] {
        kv.run(PUT, ipld!({ "key": name, "value": name }), "").unwrap();
    }
    let entries = |names: &[&str]| {
        let entry = |name: &&str| ipld!({ "key": *name, "value": link_to(&(*name).into()) });
        Ipld::List(names.iter().map(entry).collect())
    };
    for (args, names, more) in [
        (ipld!({ "prefix": "" }), &["a", "p/1", "p/2", "p/3"][..], false),
        (ipld!({ "prefix": "p/" }), &["p/1", "p/2", "p/3"], false),
        (ipld!({ "prefix": "p/", "limit": 3 }), &["p/1", "p/2", "p/3"], false),
        (ipld!({ "prefix": "p/", "limit": 2 }), &["p/1", "p/2"], true),
        (ipld!({ "prefix": "p/", "limit": 2, "after": "p/2" }), &["p/3"], false),
        (ipld!({ "prefix": "q" }), &[], false),
    ] {
        let expected = ipld!({ "entries": entries(names), "more": more });
        assert_eq!(kv.run(LIST, args.clone(), ""), Ok(expected), "{args:?}");
    }
}

#[test]
fn lists_a_hundred_keys_unless_it_is_told_otherwise() {
    let kv = empty();
    for number in 0..101 {
        kv.run(PUT, ipld!({ "key": format!("{number:03}"), "value": null }), "").unwrap();
    }
    let Ok(Ipld::Map(listed)) = kv.run(LIST, ipld!({ "prefix": "" }), "") else {
        panic!("keys should have been listed");
    };
    let Some(Ipld::List(entries)) = listed.get("entries") else { panic!("no entries") };
    assert_eq!((entries.len(), listed.get("more")), (100, Some(&Ipld::Bool(true))));
}

#[test]
fn secret_tasks_and_open_ones_keep_their_values_apart() {
    let mut kv = empty();
    kv.run(PUT, ipld!({ "key": "open", "value": 1 }), "").unwrap();
    kv.secret = true;
    failed(kv.run(GET, ipld!({ "key": "open" }), ""));
    let put = ipld!({ "key": "hidden", "value": 2 });
    kv.run(PUT, put.clone(), "").unwrap();
    assert_eq!(kv.run(GET, ipld!({ "key": "hidden" }), ""), Ok(ipld!(2)));

    kv.secret = false;
    failed(kv.run(GET, ipld!({ "key": "hidden" }), ""));
    let link = link_to(&ipld!(1));
    let entries = ipld!([{ "key": "open", "value": link }]);
    assert_eq!(
        kv.run(LIST, ipld!({ "prefix": "" }), ""),
        Ok(ipld!({ "entries": entries, "more": false }))
    );
    // Nor does an outcome tell what is there.
    assert_eq!(kv.run(DELETE, ipld!({ "key": "hidden" }), ""), Ok(ipld!({ "previous": null })));
    // The very task that was secret is not taken for another that is not.
    let refused = kv.refused(PUT, put, "");
    assert!(refused.starts_with("OtherChange: "), "{refused}");
}

#[test]
fn a_subject_finds_its_own_values_only() {
    let other: ucan_core::Did = "did:web:other.example".parse().unwrap();
    let store = Arc::new(MemoryStore::new());
    let subjects = Subjects::Only([own(), other.clone()].into());
    let mut kv = Rehearsal::new(
        queries(store.clone(), subjects.clone()).into_iter().chain(mutations(store, subjects)),
    );
    kv.run(PUT, ipld!({ "key": "k", "value": 1 }), "").unwrap();
    kv.subject = other;
    failed(kv.run(GET, ipld!({ "key": "k" }), ""));
}

#[test]
fn refuses_arguments_that_are_not_as_the_table_says() {
    let kv = empty();
    let long = "k".repeat(KEY_LIMIT + 1);
    let large = Ipld::Bytes(vec![0; crate::store::VALUE_LIMIT]);
    for (command, args, expected) in [
        (GET, ipld!({}), "field `key`: the field is missing"),
        (GET, ipld!({ "key": 1 }), "field `key`: expected string, found integer"),
        (GET, ipld!({ "key": "" }), "field `key`: a key has at least one character"),
        (
            GET,
            ipld!({ "key": long.clone() }),
            "field `key`: the key has 1025 bytes, and at most 1024 are allowed",
        ),
        (GET, ipld!({ "key": "k", "x": 1 }), "field `x`: the field is not known here"),
        (LIST, ipld!({}), "field `prefix`: the field is missing"),
        (
            LIST,
            ipld!({ "prefix": long }),
            "field `prefix`: it has 1025 bytes, and 0 to 1024 are allowed",
        ),
        (LIST, ipld!({ "prefix": "", "limit": 0 }), "field `limit`: 0 is not between 1 and 1000"),
        (
            LIST,
            ipld!({ "prefix": "", "limit": 1001 }),
            "field `limit`: 1001 is not between 1 and 1000",
        ),
        (
            LIST,
            ipld!({ "prefix": "", "after": null }),
            "field `after`: expected string, found null",
        ),
        (PUT, ipld!({ "key": "k" }), "field `value`: the field is missing"),
        (
            PUT,
            ipld!({ "key": "k", "value": large }),
            "field `value`: the value has 262149 bytes of at most 262144; keep it as content, and \
             put a link to it",
        ),
        (DELETE, ipld!({ "key": "k", "value": 1 }), "field `value`: the field is not known here"),
        (SWAP, ipld!({ "key": "k", "value": 1 }), "field `expected`: the field is missing"),
        (
            SWAP,
            ipld!({ "key": "k", "expected": "QmX", "value": 1 }),
            "field `expected`: expected link, found string",
        ),
    ] {
        let refused = kv.refused(command, args, "n");
        assert_eq!(refused, format!("InvalidArguments: {expected}"), "{command}");
    }
}

#[test]
fn what_it_declares_is_what_the_table_says() {
    let store = Arc::new(MemoryStore::new());
    for query in queries(store.clone(), Subjects::Own) {
        assert_eq!(query.declaration().class(), EffectClass::Query);
    }
    for mutation in mutations(store, Subjects::Own) {
        assert_eq!(mutation.declaration().class(), EffectClass::Mutation);
        let allows = mutation.declaration().allows();
        assert!(allows.take_over && allows.empty_nonce, "idempotent by task ID");
    }
}

/// A store that answers every call with this error.
struct Failing(KeyValueError);

impl KeyValue for Failing {
    fn get(&self, _: &Namespace, _: &Key) -> Result<Option<Block>, KeyValueError> {
        Err(self.0.clone())
    }

    fn list(
        &self,
        _: &Namespace,
        _: &str,
        _: Option<&Key>,
        _: usize,
    ) -> Result<Vec<Listed>, KeyValueError> {
        Err(self.0.clone())
    }

    fn apply(&self, _: &Cid, _: &Namespace, _: &Change) -> Result<Outcome, KeyValueError> {
        Err(self.0.clone())
    }
}

#[test]
fn says_what_is_known_when_the_store_fails_and_nothing_of_the_machine() {
    let task = *Block::raw(*b"task").cid();
    let damaged = KeyValueError::DamagedValue {
        namespace: Namespace::open(own()),
        key: Key::new("k").unwrap(),
    };
    let store = KeyValueError::Store(StoreError::Locked { path: "/secret/place".into() });
    for (error, read, applied, is_known) in [
        (damaged, "DamagedValue", "DamagedValue", true),
        (store, "StoreFailed", "StoreFailed", false),
        (KeyValueError::DamagedOutcome { task }, "StoreFailed", "DamagedOutcome", false),
        (KeyValueError::OtherChange { task }, "StoreFailed", "OtherChange", true),
    ] {
        let kv = handlers(Arc::new(Failing(error)));
        for (command, args) in [(GET, ipld!({ "key": "k" })), (LIST, ipld!({ "prefix": "" }))] {
            let refused = kv.refused(command, args, "");
            assert!(refused.starts_with(&format!("{read}: ")), "{refused}");
            assert!(!refused.contains("place"), "{refused}");
        }
        let failure = match kv.run(DELETE, ipld!({ "key": "k" }), "") {
            Err(HandlerError::NotDone(failure)) if is_known => failure,
            Err(HandlerError::Unknown(failure)) if !is_known => failure,
            other => panic!("{applied}: {other:?}"),
        };
        assert_eq!(failure.name(), applied);
        assert!(!failure.to_string().contains("place"), "{failure}");
    }
}

#[test]
fn says_that_what_stood_there_was_damaged() {
    struct Mending;
    impl KeyValue for Mending {
        fn get(&self, _: &Namespace, _: &Key) -> Result<Option<Block>, KeyValueError> {
            // Bytes that an embedder put there, and data of no codec that is known here.
            Ok(Some(Block::new(0x70, *b"\x0a\x00")))
        }

        fn list(
            &self,
            _: &Namespace,
            _: &str,
            _: Option<&Key>,
            _: usize,
        ) -> Result<Vec<Listed>, KeyValueError> {
            Ok(Vec::new())
        }

        fn apply(&self, _: &Cid, _: &Namespace, _: &Change) -> Result<Outcome, KeyValueError> {
            Ok(Outcome::Made { previous: Previous::Damaged })
        }
    }
    let kv = handlers(Arc::new(Mending));
    assert_eq!(
        kv.run(DELETE, ipld!({ "key": "k" }), ""),
        Ok(ipld!({ "previous": null, "damaged": true }))
    );
    assert!(kv.refused(GET, ipld!({ "key": "k" }), "").starts_with("UnreadableValue: "));
}

#[test]
fn raw_bytes_that_an_embedder_put_there_are_bytes() {
    let store = Arc::new(MemoryStore::new());
    let change = Change::put(Key::new("k").unwrap(), Block::raw(*b"raw")).unwrap();
    let task = *Block::raw(*b"the embedder's own").cid();
    store.apply(&task, &Namespace::open(own()), &change).unwrap();
    let kv = handlers(store);
    assert_eq!(kv.run(GET, ipld!({ "key": "k" }), ""), Ok(Ipld::Bytes(b"raw".to_vec())));
}
