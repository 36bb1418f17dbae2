//! Canonical DAG-JSON, and what a reader may forgive.

mod lenient;
mod numbers;
mod reserved;
mod strings;
mod structure;
mod values;

use crate::{Topic, case, case::CaseBuilder, sources::DAG_JSON};

pub(super) fn topic() -> Topic {
    Topic::new(
        "codecs",
        "dag-json",
        "DAG-JSON. The check accepts one text for each value. Decoding also accepts white space, \
         any order of keys, any escape of JSON and any spelling of a float, and nothing else. The \
         offset of an error is that of the first byte of the token at fault; inside of a string \
         that of the escape or byte; where the text ends too early its length; of a key that of \
         the key.",
        DAG_JSON,
        [
            structure::cases(),
            strings::cases(),
            numbers::cases(),
            reserved::cases(),
            lenient::cases(),
            values::cases(),
        ]
        .concat(),
    )
}

fn check(slug: &str, text: &str, rule: &'static str) -> CaseBuilder {
    case(slug)
        .section("Serialization")
        .operation("dag-json.check")
        .input("text", text)
        .rules([rule])
}

/// Text that is canonical.
fn accepts(slug: &str, text: &str, rule: &'static str) -> CaseBuilder {
    check(slug, text, rule).expect_valid()
}

/// Text that is refused, and where.
fn refuses(
    slug: &str,
    text: &str,
    rule: &'static str,
    error: &'static str,
    offset: u32,
) -> CaseBuilder {
    check(slug, text, rule).expect_error_at(error, offset)
}
