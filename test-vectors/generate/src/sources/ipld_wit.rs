//! The mapping between IPLD and WIT.

mod arguments;
mod calls;
mod composites;
mod content;
mod exports;
mod scalars;
mod types;

use crate::{
    case,
    case::CaseBuilder,
    topic::{Spec, Topic},
};

/// The mapping as the crate `ipld-wit` states it.
const MAPPING: Spec = Spec { name: "IPLD-WIT mapping", version: "1", commit: None };

pub(super) fn topics() -> Vec<Topic> {
    let topic =
        |name, description, cases| Topic::new("ipld-wit", name, description, MAPPING, cases);
    vec![
        topic("types", "Which texts are types of the mapping.", types::cases()),
        topic(
            "scalars",
            "Bools, numbers, characters and strings, both ways, and what is none.",
            scalars::cases(),
        ),
        topic(
            "composites",
            "Lists, tuples, maps, records, variants, enums, flags, options, results and links, both \
             ways, and what is none.",
            composites::cases(),
        ),
        topic("content", "Bytes, and the links that stand for them; budgets.", content::cases()),
        topic(
            "calls",
            "Arguments in canonical form, and the branch of the receipt.",
            calls::cases(),
        ),
        topic(
            "exports",
            "What the world of a WIT text exports, and what is refused.",
            exports::cases(),
        ),
        topic(
            "arguments",
            "Arguments as people type them: WAVE, DAG-JSON, and what stands for itself.",
            arguments::cases(),
        ),
    ]
}

/// One row of the table: what its cases have in common.
#[derive(Clone, Copy)]
struct Row {
    section: &'static str,
    slug: &'static str,
    rule: &'static str,
    why: &'static str,
}

impl Row {
    fn case(self, slug: &str, operation: &'static str) -> CaseBuilder {
        case(format!("{}-{slug}", self.slug))
            .section(self.section)
            .operation(operation)
            .why(self.why)
            .rules([self.rule])
    }

    /// Data that is read as a value.
    fn reads(self, slug: &str, ty: &str, data: &str, value: &str) -> CaseBuilder {
        self.case(slug, "ipld-wit.decode")
            .title(format!("{data} is {value} of {ty}."))
            .input("type", ty)
            .input("data", data)
            .expect_value(value)
    }

    /// A value that is written as data.
    fn writes(self, slug: &str, ty: &str, value: &str, data: &str) -> CaseBuilder {
        self.case(&format!("{slug}-out"), "ipld-wit.encode")
            .title(format!("{value} of {ty} is {data}."))
            .input("type", ty)
            .input("value", value)
            .expect_value(data)
    }

    /// Both ways.
    fn is(self, slug: &str, ty: &str, data: &str, value: &str) -> Vec<CaseBuilder> {
        vec![self.reads(slug, ty, data, value), self.writes(slug, ty, value, data)]
    }

    /// Data that is refused.
    fn refuses(self, slug: &str, ty: &str, data: &str, error: &'static str) -> CaseBuilder {
        self.case(slug, "ipld-wit.decode")
            .title(format!("{data} is no value of {ty}."))
            .input("type", ty)
            .input("data", data)
            .expect_error(error)
    }
}
