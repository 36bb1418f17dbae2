//! Policies: their shape, and what they allow.

mod absence;
mod comparisons;
mod connectives;
mod cost;
mod numbers;
mod quantifiers;
mod shape;

use crate::{Topic, case, case::CaseBuilder, map, sources::DELEGATION};

pub(super) fn parsing() -> Topic {
    Topic::new(
        "ucan-core",
        "policy-shape",
        "What is a policy. Whatever is wrong with one is an error when it is read, also in a \
         statement that no evaluation would come to.",
        DELEGATION,
        [shape::read(), shape::refused(), cost::shapes()].concat(),
    )
}

pub(super) fn judging() -> Topic {
    Topic::new(
        "ucan-core",
        "policy",
        "What policies allow: given the arguments of an invocation, whether all of the statements \
         hold.",
        DELEGATION,
        [
            comparisons::cases(),
            numbers::cases(),
            absence::cases(),
            connectives::cases(),
            quantifiers::cases(),
            cost::evaluations(),
        ]
        .concat(),
    )
}

/// Whether `args` are allowed by the policy of these statements.
fn judge(slug: &str, statements: &str, args: &str, holds: bool) -> CaseBuilder {
    case(slug)
        .section("Validation")
        .operation("ucan.policy.judge")
        .input("policy", format!("[{statements}]"))
        .input("args", args)
        .expect_value(map! { "holds" => holds })
}

fn holds(slug: &str, statements: &str, args: &str) -> CaseBuilder {
    judge(slug, statements, args, true)
}

fn fails(slug: &str, statements: &str, args: &str) -> CaseBuilder {
    judge(slug, statements, args, false)
}

fn parse(slug: &str, policy: &str) -> CaseBuilder {
    case(slug).section("Policy").operation("ucan.policy.parse").input("policy", policy)
}
