//! Workflows: documents, sealing, walks, catching and receipts.

use super::{
    Field, Kind, Operation, boolean, bytes, link, list, map, optional, text,
    token::{NOW, PROOFS},
};

const fn any(name: &'static str, meaning: &'static str) -> Field {
    Field { name, kind: Kind::Any, optional: false, meaning }
}

const DRAFT: Field = map(
    "draft",
    "The draft: a document in which labels may stand in the place of links, and tasks may lack \
     \"sub\", \"nonce\", \"prf\" and \"meta\"; \"catch\" may be a link to a module.",
);
const ISSUER: Field = optional(text("issuer", "The DID of who will sign."));
const CLASSES: Field = optional(map(
    "classes",
    "What is declared of commands beside /wasm/run, which is pure: \"pure\", \"query\", \
     \"mutation\", or \"idempotent\" for a mutation that may be repeated.",
));
const NONCES: Field =
    optional(list("nonces", "The nonces that are drawn, one after the other; none is left out."));
const INVOCATION: Field = bytes("invocation", "The token in DAG-CBOR.");
const TASKS: Field = map(
    "tasks",
    "By label {\"task\", \"class\", \"awaits\"}: the ID as a link, \"pure\", \"query\" or \
     \"mutation\", and by label the promises, a list of \"ok\", \"error\" and \"*\".",
);
const HANDLER: Field = boolean("handler", "Whether there is an exception handler.");
const TOLD: Field = list(
    "told",
    "What is told, one after the other: {\"end\": label} with {\"ok\": receipt}, {\"error\": \
     receipt, \"value\": error} or {\"none\": word}; {\"handled\": label} with {\"ok\": receipt, \
     \"output\"}, {\"error\": receipt} or {\"none\": true}; {\"cancel\": true}. The index of an \
     error is that of what is not heard.",
);

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "workflow.document.read",
        summary: "Reads the arguments of a workflow's invocation; nothing is proven.",
        inputs: &[map("args", "The arguments.")],
        gives: "value",
        result: "{\"order\", \"tasks\", \"parent\", \"handler\"}: the labels, each after what it awaits, \
                 the least first of those that could come next; by label {\"id\", \"awaits\", \"outside\", \
                 \"secrecy\", \"config\"}; the parent; and the ID of the handler; null for none. Of \
                 what is awaited the list of branches on which all promises are kept; IDs outside \
                 are sorted by their bytes. Secrecy is open, public, declassified, tainted or \
                 secret. Of the configuration what holds, as task.config.resolve gives it, \
                 and \"secret\" after taint.",
    },
    Operation {
        name: "workflow.seal",
        summary: "Seals a draft: labels become links, in the order of need, and what was left open \
                  is filled in. What comes out, sealed again, is the same.",
        inputs: &[DRAFT, ISSUER, CLASSES, NONCES],
        gives: "value",
        result: "{\"document\", \"ids\"}: the arguments for the invocation, and the IDs of the tasks by \
                 label.",
    },
    Operation {
        name: "workflow.seal.fault",
        summary: "Says why a draft cannot be sealed whose labels are wrong.",
        inputs: &[DRAFT, ISSUER],
        gives: "value",
        result: "{\"task\", \"place\", \"label\", \"suggestion\"} for an unknown label: the task that awaits \
                 it, the keys and indices that lead to it in the arguments, the label, and the one \
                 that differs little from it, or null. {\"ring\"} for tasks that wait for each \
                 other: the labels from the least on, each awaiting the next.",
    },
    Operation {
        name: "workflow.open",
        summary: "Proves an invocation, reads the document in it and proves every task in it, and \
                  the exception handler. Errors come in the order command, policy, document, tasks \
                  by label, handler.",
        inputs: &[INVOCATION, PROOFS, NOW],
        gives: "value",
        result: "{\"tasks\", \"handler\"}: by label {\"id\", \"issuer\", \"command\"}, where the command is \
                 the narrowest of the proofs of the task; and the ID of the handler or null.",
    },
    Operation {
        name: "workflow.handler.call",
        summary: "Opens a workflow and calls its exception handler.",
        inputs: &[INVOCATION, PROOFS, NOW, map("failure", "The failure.")],
        gives: "value",
        result: "{\"id\", \"params\"}: the ID of the call, and its parameters.",
    },
    Operation {
        name: "workflow.schedule",
        summary: "Walks through tasks. What may be done next is taken at first and after each word \
                  that is told.",
        inputs: &[TASKS, HANDLER, TOLD],
        gives: "value",
        result: "{\"steps\", \"ends\"}. Each step is the list of what is handed out then: [\"run\", label], \
                 [\"broken\", label] for a task of which only the receipt of a broken promise is \
                 made, [\"ask\", label] for a question to the handler, all by the place in the \
                 dataflow and then by label; and behind these [\"skip\", label, word] for tasks that \
                 never run, by label. The ends, by label, are as in workflow.results.read, or \
                 {\"state\"} of a task that has not ended: waiting, running, caught or rewired.",
    },
    Operation {
        name: "workflow.schedule.mended",
        summary: "Walks through tasks, and says whose receipts are not those of the tasks as written.",
        inputs: &[TASKS, HANDLER, TOLD],
        gives: "value",
        result: "The labels, in order, of the tasks of which an input came by mending, or was made from \
                 one that did. Their receipts are remembered under the task as resolved alone.",
    },
    Operation {
        name: "workflow.failure.write",
        summary: "Gives the failure of a task as the exception handler gets it.",
        inputs: &[
            text("label", "The label of the task."),
            link("task", "The ID of the task."),
            any("error", "The error in its receipt."),
        ],
        gives: "value",
        result: "The map {\"label\", \"task\", \"name\", \"message\", \"value\"}.",
    },
    Operation {
        name: "workflow.failure.read",
        summary: "Reads such a map.",
        inputs: &[any("failure", "The map.")],
        gives: "value",
        result: "{\"label\", \"task\", \"error\"}.",
    },
    Operation {
        name: "workflow.answer.read",
        summary: "Reads the output of an exception handler.",
        inputs: &[any("output", "The output.")],
        gives: "value",
        result: "{\"answer\", \"value\"}: \"ok\", \"rewire\" or \"msg\", and what stands there.",
    },
    Operation {
        name: "workflow.outcome",
        summary: "Gives the outcome of a task after catching.",
        inputs: &[
            text("effective", "\"own-ok\", \"own-error\", \"mended\" or \"rethrown\"."),
            map("task", "The outcome in the receipt of the task, {\"ok\"} or {\"error\"}."),
            optional(map("handler", "The outcome in the receipt of the handler.")),
        ],
        gives: "value",
        result: "The outcome, {\"ok\"} or {\"error\"}.",
    },
    Operation {
        name: "workflow.results.write",
        summary: "Walks through tasks and gives the outcome of the workflow.",
        inputs: &[TASKS, HANDLER, TOLD],
        gives: "value",
        result: "The outcome, {\"ok\"} or {\"error\"}. It is read again as workflow.results.read does.",
    },
    Operation {
        name: "workflow.results.read",
        summary: "Reads the outcome of a workflow.",
        inputs: &[map("outcome", "The outcome, {\"ok\"} or {\"error\"}.")],
        gives: "value",
        result: ENDS_OF_RESULTS,
    },
    Operation {
        name: "workflow.plan.stages",
        summary: "Says in which stages the tasks of a document run.",
        inputs: &[ARGS, SIGNER, CLASSES],
        gives: "value",
        result: "The list of stages, {\"kind\", \"tasks\", \"width\", \"length\"}: queries, computation, \
                 mutations or after; the labels, each after those that it awaits; how many run side \
                 by side, if all take the same time; and how many in a row.",
    },
    Operation {
        name: "workflow.plan.warnings",
        summary: "Says what looks wrong in a document.",
        inputs: &[ARGS, SIGNER, CLASSES],
        gives: "value",
        result: "The list of pairs of a word and whether the workflow cannot succeed, sorted.",
    },
    Operation {
        name: "workflow.plan.authority",
        summary: "Says by what authority a task would run.",
        inputs: &[
            ARGS,
            SIGNER,
            CLASSES,
            PROOFS,
            NOW,
            text("label", "The label of the task; ipvm/catch for the exception handler."),
        ],
        gives: "value",
        result: "{\"standing\", \"holding\", \"findings\"}. The standing is {\"is\"}: own, proven (with \
                 the \"command\" in force), missing (with the places of the \"proofs\" that are not at \
                 hand) or refused; then how many statements of policies hold, and the others, those \
                 that fail first: {\"proof\", \"statement\", \"is\", \"for\"}, which fail or wait, and \
                 for what: {\"label\"}, {\"task\"}, or {\"failure\"}, true, that a handler is told of.",
    },
    Operation {
        name: "workflow.plan.cost",
        summary: "Says what need not run, and what bounds how soon everything can be done.",
        inputs: &[
            ARGS,
            SIGNER,
            CLASSES,
            list("known", "What has ended before, {\"task\", \"branch\"}."),
            map("likely", "The fuel that tasks are likely to use, by label."),
        ],
        gives: "value",
        result: "{\"predictions\", \"critical-path\"}: by label remembered, already-done (of a mutation), \
                 may-be-remembered (once its inputs are there), will-run or mismatch (a promise is \
                 known to be broken); and {\"tasks\", \"fuel\", \"unknown\"} of the longest way: labels, \
                 the sum, and how many of them are not known.",
    },
    Operation {
        name: "workflow.draft.read",
        summary: "Reads a draft as people write it.",
        inputs: &[text("text", "DAG-JSON of any layout.")],
        gives: "value",
        result: "The draft, as it is written again.",
    },
    Operation {
        name: "workflow.v0-1.read",
        summary: "Converts a document of version 0.1 into a draft.",
        inputs: &[map("document", "The document, in its envelope.")],
        gives: "value",
        result: "{\"draft\", \"losses\"}: the draft, and what is not in it, in the order of fields and \
                 labels: [\"signature\"], [\"parent\"], [\"nonce\"], [\"proofs\"], [\"resource\", label].",
    },
    Operation {
        name: "workflow.list.read",
        summary: "Converts a list of tasks of the field into a draft.",
        inputs: &[map("list", "The map {\"tasks\"}.")],
        gives: "value",
        result: "{\"draft\", \"losses\"}: the draft, and what is not in it, in the order of the list: \
                 [\"outside\", label, address], [\"resource\", label], [\"proofs\", label], [\"cause\", label].",
    },
    Operation {
        name: "workflow.list.write",
        summary: "Writes a document as a list of tasks of the field.",
        inputs: &[ARGS],
        gives: "value",
        result: "The map {\"tasks\"}.",
    },
];

const ARGS: Field = map("args", "The document.");
const SIGNER: Field = text("issuer", "The DID of who will sign.");

const ENDS_OF_RESULTS: &str = "{\"conclusion\", \"ends\"}: \"ok\", \"failed\" or \"cancelled\"; and by label {\"branch\", \
     \"receipt\"} of the effective outcome, with the receipt of the task whose outcome it is and, \
     if it was caught, that of the \"handler\"; or {\"none\": word} for a task without a receipt.";
