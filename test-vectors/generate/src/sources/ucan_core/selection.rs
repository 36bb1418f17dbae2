//! What selectors select.

mod each;
mod indices;
mod keys;

use crate::{Topic, case, case::CaseBuilder, sources::DELEGATION};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "selection",
        "What selectors select. To select null and to select nothing are two things: what selects \
         nothing is an error here, and makes its statement false in a policy.",
        DELEGATION,
        [keys::cases(), indices::cases(), each::cases()].concat(),
    )
}

fn resolve(slug: &str, selector: &str, value: &str) -> CaseBuilder {
    case(slug)
        .section("Selectors")
        .operation("ucan.selector.resolve")
        .input("selector", selector)
        .input("value", value)
}

/// The selector selects `expected`, which is in canonical DAG-JSON as the value is.
fn selects(slug: &str, selector: &str, value: &str, expected: &str) -> CaseBuilder {
    resolve(slug, selector, value).expect_value(expected)
}

fn selects_nothing(slug: &str, selector: &str, value: &str) -> CaseBuilder {
    resolve(slug, selector, value).expect_error("SelectorUnresolvable")
}
