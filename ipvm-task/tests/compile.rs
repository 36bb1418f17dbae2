//! What cannot be written: a content handle that no custodian made, that another made,
//! or that outlives its own. Beside the cases stands their twin, which compiles.

#[test]
fn content_handles_come_only_from_their_custodian() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile/*_refused.rs");
    cases.pass("tests/compile/*_allowed.rs");
}
