//! What holds for a task, of all that is said about it.

use std::time::Duration;

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    ConfigLayer, ConfigRule, FUEL_PER_GAS, MeasureRule, Secrecy, TaskConfig, Verification,
};
use ipvm_workflow::{ConfigPlace, DocumentError, SealError, awaits};
use ucan_core::FieldRule;

use crate::{
    document::{refused, with, with_task_field},
    parties::{draft, step, three},
};

#[test]
fn a_task_goes_before_the_defaults_and_those_before_the_workflow() {
    let [_, bob, _] = three();
    let sealed = draft([
        ("default", step(&bob, ipld!({}))),
        ("own", step(&bob, ipld!({})).with_config(ipld!({ "gas": 7, "secret": false }))),
    ])
    .with_config(ipld!({ "gas": 3, "disk": [1, "mega", "bytes"], "time": [9, "minutes"] }))
    .with_defaults(ipld!({ "gas": 5, "secret": true, "time": [3, "minutes"] }))
    .seal()
    .unwrap();
    let config = |label: &str| sealed.document().step(label).unwrap().config();
    for (label, gas, secret) in [("default", 5, true), ("own", 7, false)] {
        assert_eq!(config(label).work.fuel(), gas * FUEL_PER_GAS);
        assert_eq!(config(label).secret, Some(secret));
        assert_eq!(config(label).time.to_duration(), Duration::from_secs(180));
        assert_eq!(config(label).disk.to_ipld(), ipld!([1, "mega", "bytes"]));
        assert_eq!(config(label).memory, TaskConfig::system_default().memory);
    }
    let document = sealed.document();
    assert_eq!(document.config().work.map(|work| work.fuel()), Some(3 * FUEL_PER_GAS));
    assert_eq!(document.defaults().work.map(|work| work.fuel()), Some(5 * FUEL_PER_GAS));
}

#[test]
fn what_is_not_configured_is_as_the_system_says() {
    let [_, bob, _] = three();
    let sealed = draft([("a", step(&bob, ipld!({})))]).seal().unwrap();
    let document = sealed.document();
    assert_eq!(document.step("a").unwrap().config(), &TaskConfig::system_default());
    assert_eq!(document.config(), &ConfigLayer::EMPTY);
    assert_eq!(document.defaults(), &ConfigLayer::EMPTY);
}

#[test]
fn a_configuration_that_is_refused_is_named_by_its_place() {
    let parts = |document| match refused(document) {
        DocumentError::Config { place, error } => (place, error.at.to_string(), error.rule),
        other => panic!("{other}"),
    };
    let wrong = ConfigRule::Measure(MeasureRule::Kind { found: "string" });
    for (field, place) in [("defaults", ConfigPlace::Defaults), ("config", ConfigPlace::Workflow)] {
        assert_eq!(
            parts(with(field, Some(ipld!({ "disk": "200GB" })))),
            (place.clone(), "/disk".into(), wrong.clone())
        );
        let kind = ConfigRule::Field(FieldRule::Kind { expected: "map", found: "null" });
        assert_eq!(parts(with(field, Some(Ipld::Null))), (place, String::new(), kind));
    }
    let meta = ipld!({ "ipvm/config": { "disk": "200GB" } });
    assert_eq!(
        parts(with_task_field("meta", meta)),
        (ConfigPlace::Task("a".into()), "/ipvm~1config/disk".into(), wrong)
    );
}

#[test]
fn a_configuration_that_is_refused_is_refused_when_it_is_sealed() {
    let [_, bob, _] = three();
    let task = step(&bob, ipld!({})).with_config(ipld!({ "disk": "200GB" }));
    let error = draft([("crop", task)]).seal().unwrap_err();
    assert_eq!(
        error.to_string(),
        "configuration of task `crop`: `/ipvm~1config/disk`: expected a list such as \
         [200, \"giga\", \"bytes\"], found string"
    );
    assert!(matches!(error, SealError::Document(DocumentError::Config { .. })));
}

#[test]
fn what_awaits_something_secret_is_secret_unless_it_says_otherwise() {
    let [_, bob, _] = three();
    let with = |args, config: Ipld| step(&bob, args).with_config(config);
    // By their labels these stand in another order than by their needs.
    let sealed = draft([
        ("z", with(ipld!({}), ipld!({ "secret": true }))),
        ("b", step(&bob, ipld!({ "in": awaits("z") }))),
        ("a", step(&bob, ipld!({ "in": awaits("b") }))),
        ("open", with(ipld!({ "in": awaits("a") }), ipld!({ "secret": false }))),
        ("after", step(&bob, ipld!({ "in": awaits("open") }))),
    ])
    .seal()
    .unwrap();
    let step = |label: &str| sealed.document().step(label).unwrap();
    let secret = |label: &str| step(label).config().secret;
    assert_eq!(
        ["z", "b", "a", "open", "after"].map(secret),
        [Some(true), Some(true), Some(true), Some(false), None]
    );
    assert_eq!(step("a").secrecy(), Secrecy::Tainted);
    assert_ne!(step("z").secrecy(), Secrecy::Tainted);
}

/// A workflow that names thousands for its thousands of tasks would take the product of both.
#[test]
fn whom_a_workflow_names_for_all_of_its_tasks_they_share() {
    let [_, bob, _] = three();
    let agents = ["did:web:one.test", "did:web:two.test"].map(|it| Ipld::String(it.into()));
    let check = ipld!({ "check": { "consensus": { "agents": agents.to_vec() } } });
    let sealed =
        draft([("a", step(&bob, ipld!({ "n": 1 }))), ("b", step(&bob, ipld!({ "n": 2 })))])
            .with_config(check)
            .seal()
            .unwrap();
    let [a, b] =
        ["a", "b"].map(|label| match &sealed.document().step(label).unwrap().config().check {
            Verification::Consensus(consensus) => consensus.agents(),
            other => panic!("{other:?}"),
        });
    assert_eq!(a.len(), 2);
    assert!(std::ptr::eq(a, b));
}
