//! The guest that answers for tasks that failed: it takes what a workflow tells it, and its answers
//! are answers.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{CaughtFailure, Handled};
use ucan_invocation::{Failure, Outcome};
use varsig::Block;

use crate::host::Guest;

fn answer(function: &str, param: Ipld, error: &Ipld) -> Handled {
    let task = *Block::raw(*b"a task").cid();
    let failure = CaughtFailure::new("blur", task, error.clone()).unwrap();
    match Guest::load("exception-handler").call(function, vec![param, failure.to_ipld()]) {
        Outcome::Ok(output) => Handled::read(output).unwrap(),
        Outcome::Error(error) => panic!("{function}: {error:?}"),
    }
}

#[test]
fn what_reached_a_limit_is_mended() {
    let error = Failure::new("LimitReached", "the fuel was used up").to_ipld();
    let label = answer("end-as", ipld!("crop"), &error);
    assert_eq!(label, Handled::Rewire("crop".to_owned()));
    let bytes = Ipld::Bytes(vec![0, 0xff]);
    assert_eq!(answer("end-with", bytes.clone(), &error), Handled::Ok(bytes));
}

#[test]
fn what_failed_otherwise_stays_failed() {
    let trap = Failure::new("Trapped", "the guest divided by zero").to_ipld();
    let expected = Handled::Msg("blur ended with Trapped: the guest divided by zero".to_owned());
    assert_eq!(answer("end-as", ipld!("crop"), &trap), expected);
    assert_eq!(answer("end-with", Ipld::Bytes(vec![]), &trap), expected);
    // An error need not have a name and a message.
    let Handled::Msg(message) = answer("end-as", ipld!("crop"), &ipld!("no")) else {
        panic!("mended")
    };
    assert_eq!(message, "blur ended with Error: the error has no name and message of its own");
}
