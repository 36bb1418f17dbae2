//! Canonical DAG-CBOR.

mod links;
mod numbers;
mod shape;
mod values;

use crate::{Topic, Value, case, case::CaseBuilder, sources::DAG_CBOR};

pub(super) fn topic() -> Topic {
    Topic::new(
        "codecs",
        "dag-cbor",
        "Canonical DAG-CBOR: one encoding for each value, and a refusal for anything else. The \
         offset of an error is that of the first byte of the item at fault; where bytes are \
         missing, that of the item that lacks them; of a key, that of the key; of what tag 42 \
         holds, that of the item behind the tag.",
        DAG_CBOR,
        [numbers::cases(), shape::cases(), links::cases(), values::cases()].concat(),
    )
}

fn check(slug: &str, bytes: impl Into<Value>, rule: &'static str) -> CaseBuilder {
    case(slug)
        .section("Strictness")
        .ruling("T3")
        .operation("dag-cbor.check")
        .input("bytes", bytes)
        .rules([rule])
}

/// Bytes that are canonical.
fn accepts(slug: &str, bytes: impl Into<Value>, rule: &'static str) -> CaseBuilder {
    check(slug, bytes, rule).expect_valid()
}

/// Bytes that are refused, and where.
fn refuses(
    slug: &str,
    bytes: impl Into<Value>,
    rule: &'static str,
    error: &'static str,
    offset: u32,
) -> CaseBuilder {
    check(slug, bytes, rule).expect_error_at(error, offset)
}
