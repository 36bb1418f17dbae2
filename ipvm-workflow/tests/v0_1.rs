//! The document of IPVM Workflow 0.1, read and converted.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{ConfigRule, HandlerDeclarations, MeasureRule, ModuleError, VerificationRule};
use ipvm_workflow::{
    ConfigPlace, DraftPlace, HandlerDraft, OlderTaskError, Parent, Sealer, awaits,
    v0_1::{self, Converted, Loss, ReadError},
};
use ucan_core::{CommandError, Did, FieldError, FieldRule, Nonce};
use ucan_invocation::v0_2::{OperationError, UriError};
use ucan_pipeline::{Place, Segment};
use varsig::Block;

fn link(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

/// A document with these tasks.
fn document(run: Ipld) -> Ipld {
    ipld!({ "ipvm/workflow": { "v": "0.1.0", "tasks": { "v": "0.1.0", "run": run } } })
}

/// A document with a field put into the workflow, or taken out for `None`.
fn with(name: &str, value: Option<Ipld>) -> Ipld {
    let Ipld::Map(mut outer) = document(ipld!({})) else { panic!("a map") };
    let Some(Ipld::Map(inner)) = outer.get_mut("ipvm/workflow") else { panic!("a map") };
    match value {
        Some(value) => inner.insert(name.into(), value),
        None => inner.remove(name),
    };
    Ipld::Map(outer)
}

fn one(task: Ipld) -> Result<Converted, ReadError> {
    v0_1::read(document(ipld!({ "a": task })))
}

/// The arguments of the only task, which is read without fault.
fn args(task: Ipld) -> Ipld {
    Ipld::Map(one(task).expect("a task").draft.tasks()["a"].args().clone())
}

fn key(key: &str) -> Segment<'static> {
    Segment::Key(key.to_owned().into())
}

/// The first example of the text (2.3), with the commas that it leaves out.
const EXAMPLE: &str = r#"{
  "ipvm/workflow": {
    "v": "0.1.0",
    "meta": {"tags": ["fission", "bacalhau", "dag-house"]},
    "global": {"time": [10, "minutes"]},
    "defaults": {"gas": 1000, "memory": [10, "mega", "bytes"]},
    "catch": "bafkreifsaaztjgknuha7tju6sugvrlbiwbyx5jf2pky2yxx5ifrpjscyhe",
    "tasks": {
      "v": "0.1.0",
      "nnc": "02468",
      "prf": [
        {"/": "bafkreie2cyfsaqv5jjy2gadr7mmupmearkvcg7llybfdd7b6fvzzmhazuy"},
        {"/": "bafkreibbz5pksvfjyima4x4mduqpmvql2l4gh5afaj4ktmw6rwompxynx4"}
      ],
      "run": {
        "notify-bob": {
          "with": "mailto://alice@example.com",
          "do": "msg/send",
          "inputs": [{"to": "bob@example.com", "subject": "DNSLink for example.com",
                      "body": "Hello Bob!"}],
          "meta": {"ipvm/config": {"time": [30, "minutes"], "secret": true}}
        },
        "log-as-done": {
          "with": "https://example.com/report",
          "do": "crud/update",
          "inputs": {
            "from": "mailto://alice@exmaple.com",
            "to": ["bob@exmaple.com"],
            "event": "email-notification",
            "value": {"ucan/promise": ["/", "notify-bob"]}
          }
        }
      }
    }
  },
  "sig": {"/": {"bytes:": "5vNn4--uTeGk_vayyPuNTYJ71Yr2nWkc6AkTv1QPWSgetpsu8SHegWoDakPVTdxkWb6nhVKAz6JdpgnjABppC7"}}
}"#;

#[test]
fn the_example_of_the_text_is_read_and_what_is_not_kept_is_listed() {
    let Converted { draft, losses } = v0_1::from_dag_json(EXAMPLE.as_bytes()).unwrap();
    assert_eq!(draft.meta()["tags"], ipld!(["fission", "bacalhau", "dag-house"]));
    assert_eq!(draft.config(), Some(&ipld!({ "time": [10, "minutes"] })));
    assert_eq!(draft.defaults(), Some(&ipld!({ "gas": 1000, "memory": [10, "mega", "bytes"] })));
    let module: Cid =
        "bafkreifsaaztjgknuha7tju6sugvrlbiwbyx5jf2pky2yxx5ifrpjscyhe".parse().unwrap();
    assert_eq!(draft.handler(), Some(&HandlerDraft::Module(module)));

    let notify = &draft.tasks()["notify-bob"];
    assert_eq!((notify.subject(), notify.command().as_str()), (None, "/msg/send"));
    let mail = ipld!({
        "to": "bob@example.com", "subject": "DNSLink for example.com", "body": "Hello Bob!",
    });
    assert_eq!(
        Ipld::Map(notify.args().clone()),
        ipld!({ "uri": "mailto://alice@example.com", "inputs": [mail] })
    );
    assert_eq!(notify.meta()["ipvm/config"], ipld!({ "time": [30, "minutes"], "secret": true }));
    assert_eq!(notify.nonce(), None);
    let log = &draft.tasks()["log-as-done"];
    assert_eq!(log.command().as_str(), "/crud/update");
    assert_eq!(
        Ipld::Map(log.args().clone()),
        ipld!({
            "uri": "https://example.com/report",
            "from": "mailto://alice@exmaple.com",
            "to": ["bob@exmaple.com"],
            "event": "email-notification",
            "value": awaits("notify-bob"),
        })
    );
    let proofs = [
        "bafkreie2cyfsaqv5jjy2gadr7mmupmearkvcg7llybfdd7b6fvzzmhazuy",
        "bafkreibbz5pksvfjyima4x4mduqpmvql2l4gh5afaj4ktmw6rwompxynx4",
    ];
    assert_eq!(
        losses,
        [
            Loss::Signature { field: "sig" },
            Loss::Nonce { nonce: "02468".into() },
            Loss::Proofs { proofs: proofs.map(|cid| cid.parse().unwrap()).into() },
            Loss::Resource { task: "log-as-done".into() },
            Loss::Resource { task: "notify-bob".into() },
        ]
    );
}

#[test]
fn the_example_of_the_text_is_sealed() {
    let Converted { draft, .. } = v0_1::from_dag_json(EXAMPLE.as_bytes()).unwrap();
    let issuer: Did = "did:web:alice.example".parse().unwrap();
    let mut drawn = 0;
    let sealed = Sealer::new()
        .with_issuer(issuer.clone())
        .with_handlers(&HandlerDeclarations::built_in())
        .with_nonces(|| {
            drawn += 1;
            Nonce::from_random([drawn; 12])
        })
        .seal(draft)
        .unwrap();
    assert_eq!(sealed.document().order(), ["notify-bob", "log-as-done"]);
    let notify = sealed.task("notify-bob").unwrap();
    assert_eq!(notify.subject(), &issuer);
    assert_eq!(
        sealed.task("log-as-done").unwrap().args()["value"],
        ipld!({ "await/ok": *notify.id() })
    );
    let config = sealed.document().step("notify-bob").unwrap().config();
    assert_eq!(config.secret, Some(true));
    assert_eq!(config.time.to_ipld(), ipld!([30, "minutes"]));
}

#[test]
fn the_example_of_a_wasm_task_is_a_call_on_the_issuer() {
    let referee = "did:key:zStEZpzSMtTt9k2vszgvCwF4fLQQSyA15W5AQ4z3AR6Bx4eFJ5crJFbuGxKmbma4";
    let task = ipld!({
        "with": "ipfs://bafkreicgincymfzzumcqcrpmquyildzqppa3s2gv3scfy2csaqpgqpp7ke",
        "do": "wasm/run",
        "inputs": {
            "func": "calculate",
            "args": [
                1,
                "hello world",
                { "c": { "ucan/promise": ["/", "some-other-action"] } },
                { "a": 1, "b": 2, "c": 3 },
            ],
        },
        "ipvm/config": {
            "secret": false,
            "check": { "optimistic": 17, "referee": referee },
        },
    });
    let Converted { draft, losses } = one(task).unwrap();
    let task = &draft.tasks()["a"];
    assert_eq!((task.subject(), task.command().as_str()), (None, "/wasm/run"));
    assert_eq!(
        Ipld::Map(task.args().clone()),
        ipld!({
            "mod": "ipfs://bafkreicgincymfzzumcqcrpmquyildzqppa3s2gv3scfy2csaqpgqpp7ke",
            "fun": "calculate",
            "params": [
                1, "hello world", { "c": awaits("some-other-action") }, { "a": 1, "b": 2, "c": 3 },
            ],
        })
    );
    assert_eq!(
        task.meta()["ipvm/config"],
        ipld!({
            "secret": false,
            "check": {
                "optimistic": { "confirmations": 17, "referee": referee },
            },
        })
    );
    assert_eq!(losses, []);
}

#[test]
fn the_names_that_only_examples_have_are_read() {
    let task = ipld!({
        "with": "dns://example.com?TYPE=TXT",
        "do": "crud/update",
        "inputs": { "value": "hello world" },
        "meta": { "x": 1, "ipvm/config": {
            "secret": false,
            "timeout": [500, "milli", "seconds"],
            "verification": "attestation",
        } },
    });
    let converted = one(task).unwrap();
    assert_eq!(
        Ipld::Map(converted.draft.tasks()["a"].meta().clone()),
        ipld!({ "x": 1, "ipvm/config": {
            "secret": false, "time": [500, "milli", "seconds"], "check": "attestation",
        } })
    );
    let misspelt = v0_1::read(with("defauts", Some(ipld!({ "gas": 1 })))).unwrap();
    assert_eq!(misspelt.draft.defaults(), Some(&ipld!({ "gas": 1 })));
    let table = v0_1::read(with("config", Some(ipld!({ "gas": 1 })))).unwrap();
    assert_eq!(table.draft.config(), Some(&ipld!({ "gas": 1 })));
}

#[test]
fn both_names_of_one_field_are_refused() {
    let two = |names| ReadError::TwoNames { at: DraftPlace::Workflow, names };
    for names in [["global", "config"], ["defaults", "defauts"]] {
        let Ipld::Map(mut outer) = document(ipld!({})) else { panic!("a map") };
        let Some(Ipld::Map(inner)) = outer.get_mut("ipvm/workflow") else { panic!("a map") };
        inner.extend(names.map(|name| (name.into(), ipld!({}))));
        assert_eq!(v0_1::read(Ipld::Map(outer)).unwrap_err(), two(names));
    }
    let Ipld::Map(mut outer) = document(ipld!({})) else { panic!("a map") };
    outer.extend(["sig", "signature"].map(|name| (name.into(), Ipld::Null)));
    assert_eq!(v0_1::read(Ipld::Map(outer)).unwrap_err(), two(["sig", "signature"]));
    for names in [["time", "timeout"], ["check", "verification"]] {
        let config: Ipld = Ipld::Map(names.map(|name| (name.into(), ipld!("x"))).into());
        let at = DraftPlace::Workflow;
        let error = v0_1::read(with("global", Some(config.clone()))).unwrap_err();
        assert_eq!(error, ReadError::TwoNames { at, names });
        let task = ipld!({ "with": "a:b", "do": "x", "inputs": {}, "ipvm/config": config });
        let at = DraftPlace::Task("a".into());
        assert_eq!(one(task).unwrap_err(), ReadError::TwoNames { at, names });
    }
    let task = ipld!({
        "with": "a:b", "do": "x", "inputs": {},
        "ipvm/config": {}, "meta": { "ipvm/config": {} },
    });
    let names = ["meta/ipvm/config", "ipvm/config"];
    let at = DraftPlace::Task("a".into());
    assert_eq!(one(task).unwrap_err(), ReadError::TwoNames { at, names });
}

#[test]
fn a_signature_has_either_name_or_is_missing() {
    for (field, losses) in [
        (None, vec![]),
        (Some("sig"), vec![Loss::Signature { field: "sig" }]),
        (Some("signature"), vec![Loss::Signature { field: "signature" }]),
    ] {
        let Ipld::Map(mut outer) = document(ipld!({})) else { panic!("a map") };
        outer.extend(field.map(|name| (name.into(), Ipld::Bytes(vec![1]))));
        assert_eq!(v0_1::read(Ipld::Map(outer)).unwrap().losses, losses);
    }
}

#[test]
fn a_size_as_text_is_refused() {
    let task = ipld!({
        "with": { "ucan/promise": ["/", "previous_action"] },
        "do": "docker/run",
        "inputs": { "entrypoint": ["/", "home"] },
        "meta": { "ipvm/config": { "disk": "200GB" } },
    });
    let ReadError::Config { place, error } = one(task).unwrap_err() else { panic!("a config") };
    assert_eq!((place, error.at.to_string()), (ConfigPlace::Task("a".into()), "/disk".into()));
    assert_eq!(error.rule, ConfigRule::Measure(MeasureRule::Kind { found: "string" }));
    for (field, place) in [
        ("global", ConfigPlace::Workflow),
        ("config", ConfigPlace::Workflow),
        ("defaults", ConfigPlace::Defaults),
    ] {
        let error = v0_1::read(with(field, Some(ipld!({ "check": "maybe" })))).unwrap_err();
        let ReadError::Config { place: found, error } = error else { panic!("{error}") };
        let rule = VerificationRule::Strategy { found: "maybe".into() };
        assert_eq!((found, error.rule), (place, ConfigRule::Verification(rule)));
    }
}

#[test]
fn a_resource_is_a_subject_a_program_or_an_argument() {
    let did = "did:web:example.com";
    let task = ipld!({ "with": did, "do": "msg/send", "inputs": { "to": "x" } });
    let Converted { draft, losses } = one(task).unwrap();
    assert_eq!(draft.tasks()["a"].subject(), Some(&did.parse().unwrap()));
    assert_eq!(draft.tasks()["a"].args(), &[("to".into(), ipld!("x"))].into());
    assert_eq!(losses, []);

    let previous = || ipld!({ "ucan/promise": ["/", "previous"] });
    let docker = ipld!({ "with": previous(), "do": "docker/run", "inputs": { "x": 1 } });
    assert_eq!(args(docker), ipld!({ "uri": awaits("previous"), "x": 1 }));
    let wasm =
        ipld!({ "with": previous(), "do": "wasm/run", "inputs": { "func": "f", "args": [] } });
    assert_eq!(args(wasm), ipld!({ "mod": awaits("previous"), "fun": "f", "params": [] }));
}

#[test]
fn inputs_that_are_no_map_are_one_argument() {
    let task = |inputs: Ipld| ipld!({ "with": "a:b", "do": "x/y", "inputs": inputs });
    for inputs in [ipld!([]), ipld!("x"), ipld!(1), Ipld::Null, Ipld::Bytes(vec![1])] {
        assert_eq!(args(task(inputs.clone())), ipld!({ "uri": "a:b", "inputs": inputs }));
    }
    // As a whole they may be promised; arguments may not (ruling O12).
    let promise = ipld!({ "ucan/promise": ["/", "b"] });
    assert_eq!(args(task(promise)), ipld!({ "uri": "a:b", "inputs": awaits("b") }));
}

#[test]
fn a_task_without_a_counterpart_is_refused_with_its_label() {
    let task = |with: &str, ability: &str, inputs: Ipld| ipld!({ "with": with, "do": ability, "inputs": inputs });
    let field = |name: &str, rule| OlderTaskError::Field(FieldError::new(name, rule));
    let module = "ipfs://bafkreicgincymfzzumcqcrpmquyildzqppa3s2gv3scfy2csaqpgqpp7ke";
    for (task, error) in [
        (task("a:b", "Msg/Send", ipld!({})), OlderTaskError::Command(CommandError::NotLowercase)),
        (
            task("a:b", "/msg/send", ipld!({})),
            OlderTaskError::Operation(OperationError::EmptySegment),
        ),
        (task("a:b", "msg/*", ipld!({})), OlderTaskError::Wildcard),
        (task("a b", "x", ipld!({})), OlderTaskError::Uri(UriError::NoScheme)),
        (task("a:b", "x", ipld!({ "uri": 1 })), OlderTaskError::UriTaken),
        (task("ipfs://x/y", "wasm/run", ipld!({})), OlderTaskError::Module(ModuleError::Path)),
        (
            task("https://x", "wasm/run", ipld!({})),
            OlderTaskError::Module(ModuleError::Scheme { found: "https".into() }),
        ),
        (task(module, "wasm/run", ipld!({})), field("func", FieldRule::Missing)),
        (
            task(module, "wasm/run", ipld!([])),
            field("inputs", FieldRule::Kind { expected: "map", found: "list" }),
        ),
        (
            task(module, "wasm/run", ipld!({ "func": "f", "args": {} })),
            field("args", FieldRule::Value { expected: "a list of parameters" }),
        ),
        (
            task(module, "wasm/run", ipld!({ "func": "f", "args": [], "env": {} })),
            field("env", FieldRule::Unknown),
        ),
    ] {
        assert_eq!(one(task).unwrap_err(), ReadError::Task { task: "a".into(), error });
    }
    let no_did = one(task("did:x", "x", ipld!({}))).unwrap_err();
    assert!(
        matches!(no_did, ReadError::Task { error: OlderTaskError::Subject(_), .. }),
        "{no_did}"
    );
}

#[test]
fn a_promise_is_of_a_label_in_the_same_invocation() {
    let task = |promise: Ipld| ipld!({ "with": "a:b", "do": "x", "inputs": { "in": [{ "ucan/promise": promise }] } });
    let place = || Place::new(vec![key("inputs"), key("in"), Segment::Index(0)]);
    let label = || "a".to_owned();
    for promise in [ipld!([]), ipld!(["/"]), ipld!(["/", 1]), ipld!("b"), ipld!(["/", "b", "c"])] {
        let error = ReadError::Promise { task: label(), place: place() };
        assert_eq!(one(task(promise.clone())).unwrap_err(), error, "{promise:?}");
    }
    for promise in [ipld!([link("an invocation"), "b"]), ipld!(["bafy", "b"])] {
        let error = ReadError::OtherInvocation { task: label(), place: place() };
        assert_eq!(one(task(promise)).unwrap_err(), error);
    }
    // Beside another key it is data.
    let data = ipld!({ "ucan/promise": ["/", "b"], "x": 1 });
    let task = ipld!({ "with": "a:b", "do": "x", "inputs": { "in": data.clone() } });
    assert_eq!(args(task), ipld!({ "uri": "a:b", "in": data }));
}

#[test]
fn data_that_would_be_a_promise_now_is_refused() {
    for data in [awaits("b"), ipld!({ "await/*": link("a task") })] {
        let task = ipld!({ "with": "a:b", "do": "x", "inputs": { "in": data } });
        let place = Place::new(vec![key("inputs"), key("in")]);
        let error = ReadError::LooksLikePromise { task: "a".into(), place };
        assert_eq!(one(task).unwrap_err(), error);
    }
    let task = ipld!({ "with": "a:b", "do": "x", "inputs": { "in": { "await/ok": 1 } } });
    assert_eq!(args(task), ipld!({ "uri": "a:b", "in": { "await/ok": 1 } }));
}

#[test]
fn a_parent_keeps_its_label_or_is_listed() {
    let read = |value: Ipld| v0_1::read(with("parent", Some(value)));
    let both = read(ipld!([link("a workflow"), "up"])).unwrap();
    let parent = Parent { workflow: link("a workflow"), label: "up".into() };
    assert_eq!((both.draft.parent(), both.losses), (Some(&parent), vec![]));
    let alone = read(Ipld::Link(link("a task"))).unwrap();
    assert_eq!(alone.draft.parent(), None);
    assert_eq!(alone.losses, [Loss::Parent { task: link("a task") }]);
    assert_eq!(read(Ipld::Null).unwrap().draft.parent(), None);
    for wrong in [ipld!("x"), ipld!([]), ipld!([link("x")])] {
        assert_eq!(read(wrong).unwrap_err(), ReadError::Parent);
    }
}

#[test]
fn a_handler_is_a_module_by_link_or_by_the_text_of_its_cid_or_none() {
    let read = |value: Ipld| v0_1::read(with("catch", Some(value)));
    let module = link("a module");
    for value in [Ipld::Link(module), Ipld::String(module.to_string())] {
        assert_eq!(read(value).unwrap().draft.handler(), Some(&HandlerDraft::Module(module)));
    }
    for value in [Ipld::Null, ipld!({})] {
        assert_eq!(read(value).unwrap().draft.handler(), None);
    }
    for wrong in [ipld!("x"), ipld!(1), ipld!({ "x": 1 }), Ipld::String(format!("/ipfs/{module}"))]
    {
        assert_eq!(read(wrong).unwrap_err(), ReadError::Catch);
    }
}

#[test]
fn versions_and_fields_are_read_strictly() {
    let field = |at, name: &str, rule| ReadError::Field { at, error: FieldError::new(name, rule) };
    let workflow = || DraftPlace::Workflow;
    let task = || DraftPlace::Task("a".into());
    let kind = |expected, found| FieldRule::Kind { expected, found };
    let in_tasks = |name: &str, value: Ipld| {
        let mut tasks = std::collections::BTreeMap::from([("v".to_owned(), ipld!("0.1.0"))]);
        tasks.insert("run".into(), ipld!({}));
        tasks.insert(name.into(), value);
        with("tasks", Some(Ipld::Map(tasks)))
    };
    for (value, error) in [
        (ipld!([]), field(workflow(), "workflow", kind("map", "list"))),
        (ipld!({}), field(workflow(), "ipvm/workflow", FieldRule::Missing)),
        (with("v", Some(ipld!("0.2.0"))), ReadError::Version { found: "0.2.0".into() }),
        (with("v", None), field(workflow(), "v", FieldRule::Missing)),
        (with("tasks", None), field(workflow(), "tasks", FieldRule::Missing)),
        (with("globals", Some(ipld!({}))), field(workflow(), "globals", FieldRule::Unknown)),
        (in_tasks("v", ipld!("1")), ReadError::InvocationVersion { found: "1".into() }),
        (in_tasks("nnc", ipld!(1)), field(workflow(), "nnc", kind("string", "integer"))),
        (in_tasks("run", ipld!([])), field(workflow(), "run", kind("map", "list"))),
        (in_tasks("ext", ipld!({})), field(workflow(), "ext", FieldRule::Unknown)),
        (document(ipld!({ "a": 1 })), field(task(), "a", kind("map", "integer"))),
        (
            document(ipld!({ "a": { "do": "x", "inputs": {} } })),
            field(task(), "with", FieldRule::Missing),
        ),
        (
            document(ipld!({ "a": { "with": "a:b", "inputs": {} } })),
            field(task(), "do", FieldRule::Missing),
        ),
        (
            document(ipld!({ "a": { "with": "a:b", "do": "x" } })),
            field(task(), "inputs", FieldRule::Missing),
        ),
        (
            document(ipld!({ "a": { "with": "a:b", "do": "x", "inputs": {}, "y": 1 } })),
            field(task(), "y", FieldRule::Unknown),
        ),
        (
            document(ipld!({ "a": { "with": 1, "do": "x", "inputs": {} } })),
            field(task(), "with", FieldRule::Value { expected: "a URI or a promise" }),
        ),
    ] {
        assert_eq!(v0_1::read(value.clone()).unwrap_err(), error, "{value:?}");
    }
    assert!(matches!(v0_1::from_dag_json(b"{"), Err(ReadError::Json(_))));
}

#[test]
fn losses_say_what_they_are() {
    let Converted { losses, .. } = v0_1::from_dag_json(EXAMPLE.as_bytes()).unwrap();
    assert_eq!(
        losses.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "the signature in `sig` is left out and was not verified",
            "the nonce `02468` of the tasks is left out",
            "2 proofs are left out, which prove nothing in UCAN 1.0",
            "the resource of task `log-as-done` is an argument, and its subject the issuer",
            "the resource of task `notify-bob` is an argument, and its subject the issuer",
        ]
    );
}
