//! The ID of a task is the same wherever the task has been (ruling I1).

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use ucan_core::{Did, Envelope, Nonce};
use ucan_invocation::{Arguments, EmbeddedTask, Invocation, Promise, Task};
use varsig::{
    Block, Ed25519Signer,
    dag_cbor::{self, Limits},
};

fn leaf() -> impl Strategy<Value = Ipld> {
    prop_oneof![
        Just(Ipld::Null),
        any::<bool>().prop_map(Ipld::Bool),
        any::<i64>().prop_map(|number| Ipld::Integer(number.into())),
        any::<u64>().prop_map(|number| Ipld::Integer(number.into())),
        // Of all numbers, those that DAG-CBOR has and DAG-JSON gives back.
        any::<i32>().prop_map(|number| Ipld::Float(f64::from(number) + 0.5)),
        ".{0,6}".prop_map(Ipld::String),
        proptest::collection::vec(any::<u8>(), 0..6).prop_map(Ipld::Bytes),
        any::<[u8; 4]>().prop_map(|bytes| Ipld::Link(*Block::raw(bytes).cid())),
        any::<[u8; 4]>().prop_map(|bytes| Promise::ok(*Block::raw(bytes).cid()).to_ipld()),
    ]
}

fn value() -> impl Strategy<Value = Ipld> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Ipld::List),
            // "/" is DAG-JSON's own.
            proptest::collection::btree_map("[a-z.é]{0,5}", inner, 0..4).prop_map(Ipld::Map),
        ]
    })
}

fn signer() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[1; 32])
}

fn task() -> impl Strategy<Value = Task> {
    (
        proptest::collection::btree_map("[a-z]{1,9}", value(), 0..5),
        proptest::collection::vec(any::<u8>(), 0..16),
        prop_oneof![Just("/"), Just("/msg/send"), Just("/é")],
        prop_oneof![Just("did:web:a.test"), Just("did:web:a.test#b")],
    )
        .prop_map(|(args, nonce, command, subject)| {
            let subject = subject.parse().expect("a DID");
            Task::new(subject, command.parse().expect("a command"), args, Nonce::new(nonce))
                .expect("DAG-CBOR")
        })
}

/// The task that these four fields make.
fn rebuilt(fields: Ipld) -> Task {
    let Ipld::Map(mut fields) = fields else { panic!("a task is a map") };
    fields.insert("prf".into(), Ipld::List(vec![]));
    EmbeddedTask::read("task", Ipld::Map(fields)).expect("a task").task().clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_id_survives_dag_cbor_and_dag_json(task in task()) {
        let bytes = dag_cbor::encode(&task.to_ipld()).unwrap();
        prop_assert_eq!(*Block::dag_cbor(bytes.clone()).unwrap().cid(), *task.id());
        let again = rebuilt(dag_cbor::decode(&bytes, &Limits::default()).unwrap());
        prop_assert_eq!(again.id(), task.id());

        let json = serde_ipld_dagjson::to_vec(&task.to_ipld()).unwrap();
        let again = rebuilt(serde_ipld_dagjson::from_slice(&json).unwrap());
        prop_assert_eq!(again.id(), task.id());
        prop_assert_eq!(again, task);
    }

    #[test]
    fn the_id_is_that_of_the_task_in_every_token_around_it(
        task in task(), seconds in any::<Option<i32>>(), cause in any::<bool>(),
    ) {
        let did = Did::from_signer(&signer());
        let mut invocation = Invocation::new(did, task.clone());
        if let Some(seconds) = seconds {
            let time = ucan_core::Timestamp::from_seconds(seconds.into()).unwrap();
            invocation = invocation.with_expiration(time).with_not_before(time);
        }
        if cause {
            invocation = invocation.with_cause(*Block::raw(*b"cause").cid());
        }
        let token = Envelope::sign(invocation, &signer()).unwrap();
        let json = token.to_dag_json().unwrap();
        for read in [
            Envelope::<Invocation>::decode(token.bytes()).unwrap(),
            Envelope::<Invocation>::decode_dag_json(&json).unwrap(),
        ] {
            prop_assert_eq!(read.unverified_payload().task(), &task);
            prop_assert_eq!(read.unverified_payload().task().id(), task.id());
        }
    }

    #[test]
    fn another_field_makes_another_id(task in task(), extra in value()) {
        let mut args: Arguments = task.args().clone();
        // No argument is called so, as all are in lower case.
        args.insert("EXTRA".into(), extra);
        let others = [
            task.with_args(args).unwrap(),
            Task::new(
                task.subject().clone(),
                task.command().clone(),
                task.args().clone(),
                Nonce::new([task.nonce().as_bytes(), &[0]].concat()),
            ).unwrap(),
            Task::new(
                "did:web:b.test".parse().unwrap(),
                task.command().clone(),
                task.args().clone(),
                task.nonce().clone(),
            ).unwrap(),
            Task::new(
                task.subject().clone(),
                "/other".parse().unwrap(),
                task.args().clone(),
                task.nonce().clone(),
            ).unwrap(),
        ];
        for other in others {
            prop_assert_ne!(other.id(), task.id());
        }
    }
}

proptest! {
    /// The bytes that are signed are written item by item; they are those of the map.
    #[test]
    fn an_invocation_is_written_as_the_map_of_its_fields(
        task in task(),
        audience in any::<bool>(),
        meta in proptest::option::of(proptest::collection::btree_map("[a-z]{0,9}", value(), 0..4)),
        times in any::<[Option<u32>; 3]>(),
        links in proptest::collection::vec(any::<u16>(), 0..4),
        cause in any::<bool>(),
    ) {
        use dag_cbor::Encoder;
        use ucan_core::{Payload as _, Timestamp};

        let at = |seconds: u32| Timestamp::from_seconds(seconds.into()).expect("a time");
        let links: Vec<_> =
            links.into_iter().map(|it| *Block::raw(it.to_be_bytes()).cid()).collect();
        let id = *Task::id(&task);
        let expected = Block::encode(&task.to_ipld()).expect("DAG-CBOR");
        prop_assert_eq!(expected.cid(), &id);
        let mut invocation = Invocation::new(Did::from_signer(&signer()), task).with_proofs(links);
        if audience {
            invocation = invocation.with_audience("did:web:b.test".parse().expect("a DID"));
        }
        if cause {
            invocation = invocation.with_cause(id);
        }
        if let Some(meta) = meta {
            invocation = invocation.with_meta(meta);
        }
        let [not_before, expiration, issued_at] = times;
        if let Some(time) = not_before {
            invocation = invocation.with_not_before(at(time));
        }
        if let Some(time) = expiration {
            invocation = invocation.with_expiration(at(time));
        }
        if let Some(time) = issued_at {
            invocation = invocation.with_issued_at(at(time));
        }
        let mut encoder = Encoder::new();
        invocation.encode(&mut encoder).expect("DAG-CBOR");
        let map = dag_cbor::encode(&Ipld::Map(invocation.write())).expect("DAG-CBOR");
        prop_assert_eq!(encoder.finish(), map);
    }
}
