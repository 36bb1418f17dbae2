//! What cannot be written: evidence that nobody checked. Beside each case that does
//! not compile stands its twin, which says the same in the way that is meant.

#[test]
fn evidence_comes_only_from_checking() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile/*_refused.rs");
    cases.pass("tests/compile/*_allowed.rs");
}
