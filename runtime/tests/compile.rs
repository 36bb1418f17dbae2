//! An executor cannot be called with less than it takes.
//!
//! Each case in `compile/fail` must not compile; its twin in `compile/pass` is part
//! of this very file, so that what fails does so for its own reason. (As a case of
//! `trybuild` it would have the whole engine built a second time.)

#[path = "compile/pass/run_received.rs"]
mod run_received;

#[test]
fn nothing_less_than_received_work_can_be_run() {
    trybuild::TestCases::new().compile_fail("tests/compile/fail/*.rs");
}
