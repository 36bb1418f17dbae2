//! Tokens, proof chains, and what they are made of.

mod chain;
mod command;
mod container;
mod dag_json;
mod delegation;
mod did;
mod pattern;
mod policy;
mod revocation_witness;
mod selection;
mod selector;
mod sign;
mod signature;
mod time;
mod token;

pub(super) use signature::high;

use crate::topic::Topic;

pub(super) fn topics() -> Vec<Topic> {
    let mut topics = vec![
        command::topic(),
        did::topic(),
        time::topic(),
        selector::topic(),
        selection::topic(),
        pattern::topic(),
        policy::parsing(),
        policy::judging(),
        token::topic(),
        delegation::topic(),
        dag_json::topic(),
        signature::topic(),
        sign::topic(),
        container::topic(),
    ];
    topics.extend(chain::topics());
    topics.push(revocation_witness::topic());
    topics
}
