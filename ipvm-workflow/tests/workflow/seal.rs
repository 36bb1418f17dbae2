//! From labels to links.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{DocumentError, Draft, DraftPlace, SealError, Sealed, awaits};
use ucan_core::{Envelope, Nonce};
use ucan_invocation::{Arguments, Invocation, Promise, Task};
use ucan_pipeline::{Cycle, Place, Segment};
use varsig::dag_cbor::EncodeError;

use crate::parties::{command, draft, link, step, three};

fn args(sealed: &Sealed, label: &str) -> Ipld {
    Ipld::Map(sealed.task(label).expect("a task").args().clone())
}

#[test]
fn a_label_becomes_the_link_of_its_task() {
    let [alice, ..] = three();
    let sealed = draft([
        ("crop", step(&alice, ipld!({ "x": 1 }))),
        ("blur", step(&alice, ipld!({ "image": awaits("crop") }))),
    ])
    .seal()
    .unwrap();
    let first = Task::new(
        alice.did.clone(),
        command("/image/edit"),
        Arguments::from([("x".into(), Ipld::Integer(1))]),
        Nonce::empty(),
    );
    let first = first.unwrap();
    assert_eq!(sealed.task("crop"), Some(&first));
    assert_eq!(args(&sealed, "blur"), ipld!({ "image": { "await/ok": *first.id() } }));
    assert_eq!(sealed.labels().collect::<Vec<_>>(), ["blur", "crop"]);
    assert_eq!(sealed.task("gray"), None);
}

#[test]
fn labels_are_found_at_every_depth_and_on_every_branch() {
    let [alice, ..] = three();
    let sealed = draft([
        ("a", step(&alice, ipld!({}))),
        (
            "b",
            step(
                &alice,
                ipld!({
                    "list": [[{ "await/ok": "a" }], 1],
                    "map": { "inner": { "await/error": "a" } },
                    "any": { "await/*": "a" },
                }),
            ),
        ),
    ])
    .seal()
    .unwrap();
    let a = *sealed.task("a").unwrap().id();
    assert_eq!(
        args(&sealed, "b"),
        ipld!({
            "list": [[Promise::ok(a).to_ipld()], 1],
            "map": { "inner": Promise::error(a).to_ipld() },
            "any": Promise::any(a).to_ipld(),
        })
    );
}

#[test]
fn what_only_looks_like_a_label_and_what_is_linked_already_stay_as_they_are() {
    let [alice, ..] = three();
    let written = ipld!({
        "two": { "await/ok": "a", "x": 1 },
        "number": { "await/ok": 7 },
        "other": { "await/maybe": "a" },
        "text": "a",
        "linked": { "await/ok": link("a task elsewhere") },
    });
    let sealed =
        draft([("a", step(&alice, ipld!({}))), ("b", step(&alice, written.clone()))]).seal();
    assert_eq!(args(&sealed.unwrap(), "b"), written);
}

#[test]
fn a_label_may_stand_for_a_task_that_comes_later_in_the_alphabet() {
    let [alice, ..] = three();
    let sealed = draft([
        ("a", step(&alice, ipld!({ "in": [awaits("b"), awaits("c")] }))),
        ("b", step(&alice, ipld!({ "in": awaits("c") }))),
        ("c", step(&alice, ipld!({}))),
    ])
    .seal()
    .unwrap();
    let promise = |label| Promise::ok(*sealed.task(label).unwrap().id()).to_ipld();
    assert_eq!(args(&sealed, "b"), ipld!({ "in": promise("c") }));
    assert_eq!(args(&sealed, "a"), ipld!({ "in": [promise("b"), promise("c")] }));
}

#[test]
fn a_ring_is_named() {
    let [alice, ..] = three();
    let waits = |label| step(&alice, ipld!({ "in": awaits(label) }));
    let ring = draft([
        ("before", waits("crop")),
        ("blur", waits("gray")),
        ("crop", waits("blur")),
        ("gray", waits("crop")),
        ("rest", step(&alice, ipld!({}))),
    ]);
    let Err(SealError::Cycle(Cycle(labels))) = ring.seal() else { panic!("a ring") };
    // From wherever it starts, the ring is crop, blur, gray.
    let start = labels.iter().position(|label| label == "crop").unwrap();
    let around = [&labels[start..], &labels[..start]].concat();
    assert_eq!(around, ["crop", "blur", "gray"]);

    let own = draft([("a", waits("a"))]).seal().unwrap_err();
    assert_eq!(own, SealError::Cycle(Cycle(vec!["a".into()])));
    assert_eq!(own.to_string(), "tasks wait for each other: a awaits a");
}

#[test]
fn a_label_without_a_task_is_named_with_whoever_awaits_it_and_where() {
    let [alice, ..] = three();
    let unknown =
        draft([("b", step(&alice, ipld!({ "in": [{ "deep": awaits("crop") }] })))]).seal();
    let place = Place::new(vec![
        Segment::Key("in".into()),
        Segment::Index(0),
        Segment::Key("deep".into()),
        Segment::Key("await/ok".into()),
    ]);
    assert_eq!(
        unknown.unwrap_err(),
        SealError::UnknownLabel { task: "b".into(), place, label: "crop".into(), suggestion: None }
    );
}

#[test]
fn the_link_of_a_task_of_the_same_workflow_makes_it_a_dependency() {
    let [alice, ..] = three();
    let z = draft([("z", step(&alice, ipld!({})))]).seal().unwrap();
    let promise = Promise::error(*z.task("z").unwrap().id()).to_ipld();
    let sealed =
        draft([("a", step(&alice, ipld!({ "in": promise }))), ("z", step(&alice, ipld!({})))])
            .seal()
            .unwrap();
    assert_eq!(sealed.document().order(), ["z", "a"]);
    assert_eq!(sealed.document().graph().awaits(&"a".into()).collect::<Vec<_>>(), ["z"]);
}

#[test]
fn the_arguments_as_a_whole_are_no_promise() {
    let [alice, ..] = three();
    let other = Promise::any(link("a task")).to_ipld();
    for whole in [awaits("a"), awaits("none"), other] {
        let error =
            draft([("a", step(&alice, ipld!({}))), ("b", step(&alice, whole))]).seal().unwrap_err();
        assert_eq!(error, SealError::WholeArguments { task: "b".into() });
    }
    // This is data.
    for data in [ipld!({ "await/ok": 1 }), ipld!({ "await/ok": "a", "x": 1 })] {
        draft([("a", step(&alice, data))]).seal().unwrap();
    }
}

#[test]
fn labels_are_looked_for_as_deep_as_data_may_be() {
    let [alice, ..] = three();
    let nested = |depth: usize| (0..depth).fold(awaits("z"), |value, _| ipld!([value]));
    let seal = |depth| {
        let args = ipld!({ "in": nested(depth) });
        draft([("z", step(&alice, ipld!({}))), ("b", step(&alice, args))]).seal()
    };
    // The task, its arguments and the promise are levels too, and so is what stands around
    // a task in the token that is signed.
    let error = EncodeError::TooDeep { limit: 64 };
    let at = DraftPlace::Task("b".into());
    assert_eq!(seal(62).unwrap_err(), SealError::Encode { at: at.clone(), error });
    assert_eq!(seal(300).unwrap_err(), SealError::Encode { at: at.clone(), error });
    assert_eq!(seal(61).unwrap_err(), SealError::TooDeep { at: at.clone(), limit: 57 });
    assert_eq!(seal(57).unwrap_err(), SealError::TooDeep { at, limit: 57 });
    let sealed = seal(56).unwrap();
    assert_eq!(sealed.document().order(), ["z", "b"]);
    let invocation = sealed.invocation(alice.did.clone(), alice.did.clone(), Nonce::empty());
    let signed = Envelope::sign(invocation.unwrap(), &alice.key).unwrap();
    Envelope::<Invocation>::decode(signed.bytes()).unwrap();
}

#[test]
fn nothing_to_do_is_no_workflow() {
    assert_eq!(Draft::new().seal().unwrap_err(), SealError::Document(DocumentError::NoTasks));
}

#[test]
fn arguments_without_a_form_on_the_wire_are_named_by_their_task() {
    let [alice, ..] = three();
    let sealed =
        draft([("a", step(&alice, ipld!({}))), ("b", step(&alice, ipld!({ "x": f64::NAN })))])
            .seal();
    assert_eq!(
        sealed.unwrap_err(),
        SealError::Encode { at: DraftPlace::Task("b".into()), error: EncodeError::Unrepresentable }
    );
}

#[test]
fn a_second_task_with_a_label_replaces_the_first() {
    let [alice, ..] = three();
    let sealed =
        draft([("a", step(&alice, ipld!({ "x": 1 }))), ("a", step(&alice, ipld!({ "x": 2 })))])
            .seal()
            .unwrap();
    assert_eq!(sealed.labels().count(), 1);
    assert_eq!(args(&sealed, "a"), ipld!({ "x": 2 }));
}

#[test]
fn the_document_says_what_was_drafted_and_no_more() {
    let [alice, ..] = three();
    let proof = link("a proof");
    let plain = draft([("a", step(&alice, ipld!({})))]).seal().unwrap();
    let did = alice.did.as_str();
    let task = ipld!({
        "sub": did, "cmd": "/image/edit", "args": {}, "nonce": Ipld::Bytes(vec![]), "prf": [],
    });
    assert_eq!(Ipld::Map(plain.to_args()), ipld!({ "v": "0.2.0", "tasks": { "a": task } }));

    let meta = || [("tags".into(), ipld!(["x"]))].into();
    let full = step(&alice, ipld!({}))
        .with_nonce(Nonce::new([1, 2]))
        .with_proofs(vec![proof])
        .with_meta(meta());
    let full = draft([("a", full)]).with_defaults(ipld!({ "gas": 1 })).with_meta(meta());
    let task = ipld!({
        "sub": did,
        "cmd": "/image/edit",
        "args": {},
        "nonce": Ipld::Bytes(vec![1, 2]),
        "prf": [proof],
        "meta": { "tags": ["x"] },
    });
    assert_eq!(
        Ipld::Map(full.seal().unwrap().to_args()),
        ipld!({
            "v": "0.2.0",
            "tasks": { "a": task },
            "defaults": { "gas": 1 },
            "meta": { "tags": ["x"] },
        })
    );
}
