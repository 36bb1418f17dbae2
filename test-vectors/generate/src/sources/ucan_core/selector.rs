//! The syntax of selectors.

mod accepted;
mod refused;

use crate::{Topic, case, case::CaseBuilder, sources::DELEGATION};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "selector",
        "The syntax of selectors. What cannot be read is an error when it is read, and never \
         something that selects everything. The offset of an error is that of the dot, question \
         mark, character, bracket, number, quotation mark or escape at fault.",
        DELEGATION,
        [accepted::cases(), refused::cases()].concat(),
    )
}

fn parse(slug: &str, text: &str) -> CaseBuilder {
    case(slug).section("Selectors").operation("ucan.selector.parse").input("text", text)
}
