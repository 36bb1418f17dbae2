//! The form of workflows in the field, read and written.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::WorkLimit;
use ipvm_workflow::{
    Draft, OlderTaskError, Parent, Sealer, TaskDraft, awaits, awaits_either, awaits_error,
    task_list::{self, Converted, Loss, ReadError, WriteError},
};
use proptest::prelude::*;
use ucan_core::{Did, FieldError, FieldRule, Nonce};
use ucan_invocation::v0_2::{self, ConversionError};
use ucan_pipeline::{Place, Segment};
use varsig::{Block, dag_json};

/// A module, and the address of `add_one(1)` on it, as Homestar has it.
const MODULE: &str = "ipfs://bafybeibk42jwhq7w2zcpe6q3wgtleugp3ymfs3pa5gerjmnakqihhqx4zq";
const ADD_ONE: &str = "bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du";

fn add_one() -> Cid {
    ADD_ONE.parse().expect("a CID")
}

fn link(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

fn bob() -> Did {
    "did:web:bob.example".parse().expect("a DID")
}

/// A call of a function, as the field writes it.
fn call(function: &str, args: Ipld) -> Ipld {
    let input = ipld!({ "func": function, "args": args });
    ipld!({
        "cause": null, "meta": {}, "prf": [],
        "run": { "input": input, "nnc": "", "op": "wasm/run", "rsc": MODULE },
    })
}

fn list(tasks: Vec<Ipld>) -> Ipld {
    ipld!({ "tasks": Ipld::List(tasks) })
}

/// A task with a field put in.
fn with(task: Ipld, name: &str, value: Ipld) -> Ipld {
    let Ipld::Map(mut task) = task else { panic!("a map") };
    task.insert(name.into(), value);
    Ipld::Map(task)
}

/// A task with a field put into its instruction.
fn with_run(task: Ipld, name: &str, value: Ipld) -> Ipld {
    let Ipld::Map(mut task) = task else { panic!("a map") };
    let run = task.remove("run").expect("an instruction");
    task.insert("run".into(), with(run, name, value));
    Ipld::Map(task)
}

fn read_one(task: Ipld) -> Result<Converted, ReadError> {
    task_list::read(list(vec![task]))
}

fn write(draft: Draft) -> Result<Ipld, WriteError> {
    let nonces = || Nonce::from_random([1; 12]);
    let sealed = Sealer::new().with_issuer(bob()).with_nonces(nonces).seal(draft);
    task_list::write(sealed.expect("nothing is wrong with it").document())
}

#[test]
fn promises_of_instructions_are_labels_made_of_functions() {
    let tasks = vec![
        call("add_one", ipld!([1])),
        call("add_one", ipld!([{ "await/ok": add_one() }])),
        call("f", ipld!([{ "await/*": add_one() }, [{ "deep": { "await/error": add_one() } }]])),
    ];
    let Converted { draft, losses } = task_list::read(list(tasks)).unwrap();
    let task = |label: &str| draft.tasks()[label].clone();
    assert_eq!(draft.tasks().keys().collect::<Vec<_>>(), ["add_one", "add_one-2", "f"]);
    let call = |function: &str, params: Ipld| {
        let args = ipld!({ "mod": MODULE, "fun": function, "params": params });
        let Ipld::Map(args) = args else { panic!("a map") };
        TaskDraft::of_issuer("/wasm/run".parse().unwrap(), args)
    };
    assert_eq!(task("add_one"), call("add_one", ipld!([1])));
    assert_eq!(task("add_one-2"), call("add_one", ipld!([awaits("add_one")])));
    assert_eq!(
        task("f"),
        call("f", ipld!([awaits_either("add_one"), [{ "deep": awaits_error("add_one") }]]))
    );
    assert_eq!(losses, []);
}

#[test]
fn what_is_read_is_written_back_in_the_order_of_need() {
    let first = call("add_one", ipld!([1]));
    let second = call("add_one", ipld!([{ "await/ok": add_one() }]));
    let limits = ipld!({ "fuel": 7, "memory": 1024, "time": null, "tag": "x" });
    let third = with(call("z", ipld!([])), "meta", limits);
    let nonce = with_run(call("zz", ipld!([])), "nnc", Ipld::Bytes(vec![9; 12]));
    let text = with_run(call("zzz", ipld!([])), "nnc", ipld!("1sod60ml6g26mfhsrsa0"));
    let written = [&second, &third, &nonce, &text, &first].map(Clone::clone);
    let Converted { draft, losses } = task_list::read(list(written.into())).unwrap();
    assert_eq!(losses, []);
    let read: Vec<&str> = draft.tasks().keys().map(String::as_str).collect();
    assert_eq!(read, ["add_one", "add_one-2", "z", "zz", "zzz"]);
    let again = write(draft).unwrap();
    assert_eq!(again, list(vec![first, second, third, nonce, text]));
    // The address of what was written is the one that the field has.
    let text = dag_json::encode(&again).unwrap();
    assert!(String::from_utf8(text).unwrap().contains(ADD_ONE));
}

#[test]
fn limits_of_the_field_limit_something() {
    let meta = ipld!({ "fuel": 7, "memory": 1024, "time": 500 });
    let Converted { draft, .. } = read_one(with(call("f", ipld!([])), "meta", meta)).unwrap();
    let sealed = Sealer::new().with_issuer(bob()).seal(draft).unwrap();
    let config = sealed.document().step("f").unwrap().config();
    assert_eq!(config.work, WorkLimit::of_fuel(7));
    assert_eq!(config.memory.to_ipld(), ipld!([1024, "bytes"]));
    assert_eq!(config.time.to_ipld(), ipld!([500, "milli", "seconds"]));
    let twice = ipld!({ "limits": { "fuel": 1 } });
    assert_eq!(
        read_one(with(call("f", ipld!([])), "meta", twice)).unwrap_err(),
        ReadError::Limits { index: 0 }
    );
}

#[test]
fn what_is_awaited_outside_of_the_list_stays_and_is_listed() {
    let outside = ipld!([{ "await/ok": add_one() }, { "await/*": add_one() }]);
    let task = call("f", outside.clone());
    let Converted { draft, losses } = read_one(task.clone()).unwrap();
    assert_eq!(draft.tasks()["f"].args()["params"], outside);
    assert_eq!(losses, [Loss::Outside { task: "f".into(), instruction: add_one() }]);
    assert_eq!(write(draft).unwrap(), list(vec![task]));
    // A link that is no promise is data.
    let data = ipld!([{ "image": add_one() }]);
    assert_eq!(read_one(call("f", data)).unwrap().losses, []);
}

#[test]
fn causes_and_proofs_are_listed_and_not_kept() {
    let task = with(call("f", ipld!([])), "cause", Ipld::Link(link("a receipt")));
    let task = with(task, "prf", ipld!([link("a proof")]));
    let Converted { draft, losses } = read_one(task).unwrap();
    assert_eq!(draft.tasks()["f"].proofs(), []);
    assert_eq!(
        losses,
        [
            Loss::Proofs { task: "f".into(), proofs: vec![link("a proof")] },
            Loss::Cause { task: "f".into(), cause: link("a receipt") },
        ]
    );
}

#[test]
fn other_operations_are_read_by_their_resource() {
    let run = |resource: &str| {
        let input = ipld!({ "to": "x" });
        ipld!({
            "cause": null, "meta": {}, "prf": [],
            "run": { "input": input, "nnc": "", "op": "msg/send", "rsc": resource },
        })
    };
    let Converted { draft, losses } = read_one(run("did:web:alice.example")).unwrap();
    let task = &draft.tasks()["msg/send"];
    assert_eq!(task.subject(), Some(&"did:web:alice.example".parse().unwrap()));
    assert_eq!((task.command().as_str(), task.nonce()), ("/msg/send", None));
    assert_eq!(losses, []);
    let Converted { draft, losses } = read_one(run("mailto:alice@example.com")).unwrap();
    let task = &draft.tasks()["msg/send"];
    assert_eq!(task.subject(), None);
    assert_eq!(task.args()["uri"], ipld!("mailto:alice@example.com"));
    assert_eq!(losses, [Loss::Resource { task: "msg/send".into() }]);
}

#[test]
fn a_task_without_a_counterpart_is_refused_with_its_place() {
    let good = || call("f", ipld!([]));
    let promise = ipld!({ "await/ok": add_one() });
    let linked = with(good(), "run", Ipld::Link(add_one()));
    let data = call("f", ipld!([awaits("x")]));
    let place = Place::new(vec![
        Segment::Key("input".into()),
        Segment::Key("args".into()),
        Segment::Index(0),
    ]);
    let missing = FieldError::new("op", FieldRule::Missing);
    let Ipld::Map(no_operation) = ipld!({ "input": {}, "rsc": MODULE }) else { panic!("a map") };
    let wildcard = with_run(good(), "op", ipld!("wasm/*"));
    for (task, error) in [
        (linked, ReadError::ByLink { index: 1 }),
        (
            with_run(good(), "input", promise.clone()),
            ReadError::Deferred { index: 1, field: "input" },
        ),
        (with_run(good(), "nnc", promise), ReadError::Deferred { index: 1, field: "nnc" }),
        (
            with_run(good(), "nnc", ipld!("twelve bytes")),
            ReadError::NonceForm { index: 1, length: 12 },
        ),
        (data, ReadError::LooksLikeLabel { index: 1, place }),
        (wildcard, ReadError::Older { index: 1, error: OlderTaskError::Wildcard }),
        (
            with(good(), "run", Ipld::Map(no_operation)),
            ReadError::Task { index: 1, error: v0_2::ReadError::Field(missing) },
        ),
    ] {
        assert_eq!(task_list::read(list(vec![call("g", ipld!([])), task])).unwrap_err(), error);
    }
}

#[test]
fn what_is_no_list_of_tasks_is_refused() {
    let field = |name: &str, rule| ReadError::Field(FieldError::new(name, rule));
    for (value, error) in [
        (ipld!({}), field("tasks", FieldRule::Missing)),
        (ipld!({ "tasks": {} }), field("tasks", FieldRule::Value { expected: "a list of tasks" })),
        (ipld!({ "tasks": [], "v": 1 }), field("v", FieldRule::Unknown)),
        (list(vec![Ipld::Null; 100_001]), ReadError::TooManyTasks { limit: 100_000 }),
    ] {
        assert_eq!(task_list::read(value).unwrap_err(), error);
    }
    assert!(matches!(task_list::from_dag_json(b"{\"tasks\""), Err(ReadError::Json(_))));
    assert_eq!(task_list::read(list(vec![])).unwrap().draft, Draft::new());
}

#[test]
fn what_a_list_has_no_place_for_is_not_written() {
    let draft = || read_one(call("f", ipld!([]))).unwrap().draft;
    let parent = Parent { workflow: link("a workflow"), label: "up".into() };
    for (draft, field) in [
        (draft().with_meta([("x".into(), ipld!(1))].into()), "meta"),
        (draft().with_parent(parent), "parent"),
        (draft().with_config(ipld!({ "gas": 1 })), "config"),
        (draft().with_defaults(ipld!({ "gas": 1 })), "defaults"),
        (draft().with_catch(link("a module")), "catch"),
    ] {
        assert_eq!(write(draft).unwrap_err(), WriteError::NoPlace { field });
    }
    let one = |change: fn(TaskDraft) -> TaskDraft| {
        let task = draft().tasks()["f"].clone();
        write(Draft::new().with_task("f", change(task))).unwrap_err()
    };
    let task = || "f".to_owned();
    assert_eq!(
        one(|task| task.with_proofs(vec![link("a proof")])),
        WriteError::Proofs { task: task(), count: 1 }
    );
    assert_eq!(
        one(|task| task.with_nonce(Nonce::new([0xff]))),
        WriteError::Convert { task: task(), error: ConversionError::NonceLength { length: 1 } }
    );
    let limits = || [("fuel".into(), ipld!(1)), ("limits".into(), ipld!({ "fuel": 2 }))].into();
    assert_eq!(
        write(Draft::new().with_task("f", draft().tasks()["f"].clone().with_meta(limits()))),
        Err(WriteError::Limits { task: task(), field: "fuel" })
    );
    // A limit that the field does not have stays where it is.
    let disk = || [("limits".into(), ipld!({ "disk": 1, "fuel": 2 }))].into();
    let written =
        write(Draft::new().with_task("f", draft().tasks()["f"].clone().with_meta(disk())));
    let meta = ipld!({ "fuel": 2, "limits": { "disk": 1 } });
    assert_eq!(written, Ok(list(vec![with(call("f", ipld!([])), "meta", meta)])));
    let by_link = ipld!({ "mod": link("a module"), "fun": "f", "params": [] });
    let Ipld::Map(by_link) = by_link else { panic!("a map") };
    let by_link = TaskDraft::of_issuer("/wasm/run".parse().unwrap(), by_link);
    assert_eq!(
        write(Draft::new().with_task("f", by_link)),
        Err(WriteError::Convert { task: task(), error: ConversionError::NotWasm })
    );
    let unknown = ipld!([{ "await/ok": link("a task of 1.0") }]);
    let Converted { draft, .. } = read_one(call("f", unknown)).unwrap();
    let error = ConversionError::UnknownLink { link: link("a task of 1.0") };
    assert_eq!(write(draft), Err(WriteError::Convert { task: task(), error }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_list_that_was_written_is_read_as_the_same_draft(
        edges in proptest::collection::vec(proptest::collection::btree_set(0..8_usize, 0..3), 1..8)
    ) {
        let name = |number: usize| format!("f{number}");
        let mut draft = Draft::new();
        for (number, awaited) in edges.iter().enumerate() {
            let params = awaited.iter().filter(|other| **other < number).map(|it| awaits(&name(*it)));
            let args = [
                ("mod".into(), ipld!(MODULE)),
                ("fun".into(), ipld!(name(number))),
                ("params".into(), Ipld::List(params.collect())),
            ];
            let task = TaskDraft::of_issuer("/wasm/run".parse().unwrap(), args.into());
            draft = draft.with_task(name(number), task);
        }
        let sealed = Sealer::new().with_issuer(bob()).seal(draft.clone()).unwrap();
        let text = task_list::to_dag_json(sealed.document()).unwrap();
        let Converted { draft: read, losses } = task_list::from_dag_json(text.as_bytes()).unwrap();
        prop_assert_eq!(read, draft);
        prop_assert_eq!(losses, []);
    }
}
