//! What does not compile, with the messages, beside what does.

#[test]
fn what_was_verified_on_the_older_wire_is_made_by_verification_only() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/v0_2/compile/verified_allowed.rs");
    cases.compile_fail("tests/v0_2/compile/verified_refused.rs");
}
