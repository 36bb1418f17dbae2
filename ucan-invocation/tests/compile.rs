//! What cannot be written: a task that may run, or a receipt, that nobody judged.
//! Beside each case that does not compile stands its twin, which says the same in
//! the way that is meant.

#[test]
fn evidence_comes_only_from_judging() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile/*_refused.rs");
    cases.pass("tests/compile/*_allowed.rs");
}
