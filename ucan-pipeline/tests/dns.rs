//! The example of the texts, between two executors that exchange containers as bytes.

#[path = "../../examples/pipeline.rs"]
mod program;

use std::collections::BTreeMap;

use ipld_core::{ipld, ipld::Ipld};

fn results() -> BTreeMap<&'static str, Ipld> {
    BTreeMap::from([
        ("update", ipld!({ "changed": "dns:example.com?TYPE=TXT", "arguments": 2 })),
        ("tell bob", ipld!({ "delivered": "bob@example.com" })),
        ("tell carol", ipld!({ "delivered": "carol@example.com" })),
        ("report", ipld!({ "changed": "https://example.com/report", "arguments": 2 })),
    ])
}

#[test]
fn serially_every_step_is_a_round_trip() {
    let story = program::serially().unwrap();
    assert_eq!(story.results, results());
    assert_eq!((story.sent, story.received), (4, 4));
}

#[test]
fn batched_one_container_goes_out_and_receipts_come_back_level_by_level() {
    let story = program::batched().unwrap();
    assert_eq!(story.results, results());
    // Both mails are told of in one container.
    assert_eq!((story.sent, story.received), (1, 3));
}

#[test]
fn both_ways_run_the_same_tasks() {
    let (serial, batched) = (program::serially().unwrap(), program::batched().unwrap());
    assert_eq!(serial.tasks, batched.tasks);
    assert_eq!(serial.tasks.len(), 4);
    program::main().unwrap();
}
