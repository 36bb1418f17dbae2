//! Limits and secrecy.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{ConfigLayer, Origin, Secrecy};
use ipvm_workflow::{Document, Planner};
use ucan_core::Proofs;

use crate::people::{check, configured, handlers, ok, plan, task, three, written};

#[test]
fn every_value_says_where_it_comes_from() {
    let math = configured(task("/math", ipld!(1)), ipld!({ "gas": 7 }));
    let mut args = written([("math", &math)]);
    args.insert("defaults".into(), ipld!({ "gas": 8, "time": [9, "seconds"] }));
    args.insert("config".into(), ipld!({ "time": [1, "seconds"], "memory": [2, "mega", "bytes"] }));
    let document = Document::read(&args).expect("a document");
    let (handlers, proofs) = (handlers(), Proofs::new());
    let layer = |config: Ipld| ConfigLayer::read(&config).expect("a layer");
    let planner = Planner::new(&handlers, &proofs, check())
        .with_system(layer(ipld!({ "memory": [3, "mega", "bytes"], "secret": true })));
    let plan = planner.plan(&document, &three()[1].did);
    let config = &plan.task("math").expect("it is there").config;
    assert_eq!((config.work.value.fuel(), config.work.origin), (7_000_000, Origin::Task));
    assert_eq!((config.time.value.magnitude(), config.time.origin), (9, Origin::Defaults));
    assert_eq!((config.memory.value.magnitude(), config.memory.origin), (2, Origin::Global));
    assert_eq!((config.secret.value, config.secret.origin), (Some(true), Origin::System));
    assert_eq!(config.disk.origin, Origin::BuiltIn);
}

#[test]
fn the_executor_s_own_limits_cut_what_is_said_and_raise_nothing() {
    let math = configured(
        task("/math", ipld!(1)),
        ipld!({ "gas": 7, "memory": [5, "bytes"], "time": [2, "minutes"] }),
    );
    let executor = ConfigLayer::read(
        &ipld!({ "gas": 2, "memory": [6, "bytes"], "time": [3, "minutes"], "disk": [1, "bytes"] }),
    )
    .expect("a layer");
    let (handlers, proofs) = (handlers(), Proofs::new());
    let planner = Planner::new(&handlers, &proofs, check()).with_executor_limits(executor);
    let plan = planner.plan(&crate::people::document([("math", &math)]), &three()[1].did);
    let limits = plan.task("math").expect("it is there").limits;
    assert_eq!((limits.work.fuel(), limits.memory.to_bytes()), (2_000_000, 5));
    assert_eq!(limits.time.to_duration().as_secs(), 120);
    assert_eq!(limits.disk.to_bytes(), 1);
    let said = "    no more than the executor allows: 1 bytes stored, 2000000 fuel\n";
    assert!(plan.to_string().contains(said));
}

#[test]
fn the_limits_of_all_tasks_are_added_up_and_of_memory_the_greatest_counts() {
    let tasks = [(1, 10), (2, 30), (3, 20)].map(|(gas, bytes)| {
        let config = ipld!({ "gas": gas, "memory": [bytes, "bytes"], "disk": [bytes, "bytes"] });
        configured(task("/math", ipld!(gas)), config)
    });
    let plan = plan(["a", "b", "c"].into_iter().zip(&tasks));
    let totals = plan.totals();
    assert_eq!((totals.fuel, totals.memory, totals.disk), (6_000_000, 30, 60));
}

#[test]
fn what_reads_a_secret_is_secret_and_says_of_whom() {
    let secret = configured(task("/math", ipld!(1)), ipld!({ "secret": true }));
    let (other, reads) = (task("/math", ipld!(2)), task("/math", ok(&secret)));
    let both = task("/math", ipld!([ok(&reads), ok(&other)]));
    let plan = plan([("secret", &secret), ("other", &other), ("reads", &reads), ("both", &both)]);
    let said = |label| {
        let task = plan.task(label).expect("it is there");
        (task.secrecy, task.reads_secret.clone())
    };
    assert_eq!(said("secret"), (Secrecy::Secret, vec![]));
    assert_eq!(said("other"), (Secrecy::Open, vec![]));
    assert_eq!(said("reads"), (Secrecy::Tainted, vec!["secret".to_string()]));
    assert_eq!(said("both"), (Secrecy::Tainted, vec!["reads".to_string()]));
    assert_eq!(plan.warnings(), []);
}
