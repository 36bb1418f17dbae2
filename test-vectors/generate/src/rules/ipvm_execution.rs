//! Tasks that are received, run and attested to.

use super::{Rule, rule};

pub(super) const ALL: &[Rule] = &[
    rule(
        "execution.result",
        "What the function gives is the result, on its branch, at one address.",
        "UCAN Invocation, Inline WebAssembly; ruling O36",
    ),
    rule(
        "execution.trap",
        "An error that the guest returns is its own, and a trap is a fault.",
        "rulings I3 and O40",
    ),
    rule(
        "execution.convention",
        "What a guest gives is lifted as the component model has it, or the call is given up.",
        "Component model, Canonical ABI; ruling O16",
    ),
    rule(
        "execution.promise",
        "A task is given what it awaits, once it is known.",
        "UCAN Promise, Resolution",
    ),
    rule(
        "execution.workflow",
        "A workflow is run whole, or refused before anything starts.",
        "rulings O1 and O10",
    ),
    rule("execution.limits", "A task gets no more than its limits.", "rulings I8 and O34"),
    rule(
        "execution.call",
        "A call fits the function, or is refused before it starts.",
        "ruling O10",
    ),
    rule(
        "execution.content",
        "The program is the one of the task, and a component.",
        "UCAN Invocation, Inline WebAssembly",
    ),
    rule(
        "execution.reading",
        "A task reads what came along, what is its subject's, and what a chain lets its issuer read.",
        "rulings I11 and O75",
    ),
    rule(
        "execution.authority",
        "A task on what is somebody else's is run with a chain of proofs for exactly that.",
        "UCAN Invocation, Proof Chains; ruling P5",
    ),
    rule(
        "execution.token",
        "What is run was signed by its issuer, for this executor, and is in time.",
        "UCAN Invocation, Invocation Payload",
    ),
    rule("execution.known", "What is known is not computed again, and all else is.", "ruling I6"),
    rule(
        "execution.secret",
        "What is secret is not shared, and hands that on to what reads it.",
        "rulings I6 and O58",
    ),
    rule(
        "execution.resolved",
        "Policies are judged on the arguments as they are resolved.",
        "ruling P5",
    ),
];
