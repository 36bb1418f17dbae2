//! Tasks, invocations and receipts.

use super::{Rule, rule};

/// Tasks, invocations and receipts.
pub(super) const ALL: &[Rule] = &[
    rule(
        "task.id",
        "The ID of a task is the CID of the map of subject, command, arguments and nonce.",
        "UCAN Invocation, Task; ruling I1",
    ),
    rule(
        "invocation.envelope",
        "A payload is an invocation only inside of a signed envelope.",
        "UCAN Invocation, Anatomy",
    ),
    rule(
        "invocation.tag",
        "An invocation has the tag of an invocation, in a version that is read.",
        "UCAN Invocation, Type Tag; ruling T1",
    ),
    rule(
        "invocation.signature",
        "An invocation is signed by the key that its issuer dereferences to.",
        "UCAN Invocation, Issuer",
    ),
    rule("invocation.signing", "An invocation is written in canonical form.", "ruling T1"),
    rule(
        "invocation.required",
        "Every required field is there.",
        "UCAN Invocation, Invocation Payload",
    ),
    rule("invocation.null", "Only exp may be null.", "UCAN Invocation, Expiration; ruling T4"),
    rule("invocation.unknown", "Each field is one of the table, once.", "ruling T4"),
    rule("invocation.kind", "Every field is of its kind.", "UCAN Invocation, Invocation Payload"),
    rule("invocation.did", "Principals are DIDs without path and query.", "ruling T14"),
    rule("invocation.command", "The command of an invocation is one.", "ruling T13"),
    rule("invocation.time", "Times, and no other numbers, are of 53 bits.", "ruling T5"),
    rule(
        "invocation.executor",
        "An invocation is for its audience, or else for its subject, and for nobody else.",
        "UCAN Invocation, Audience; ruling P3",
    ),
    rule(
        "invocation.audience-only",
        "The audience says who executes, and is compared with no proof.",
        "ruling P3",
    ),
    rule(
        "invocation.time-bounds",
        "An invocation is used from its nbf to its exp, and its iat proves nothing.",
        "UCAN Invocation, Expiration and Issued At; ruling P6",
    ),
    rule(
        "invocation.authority",
        "An issuer needs proofs for what is not their own.",
        "UCAN Invocation, Proof Chains; rulings P7 and P9",
    ),
    rule(
        "invocation.proofs",
        "Every proof that is listed is there and is judged, needed or not.",
        "UCAN Invocation, Proofs; rulings P7 and P8",
    ),
    rule("invocation.cause", "The cause is no authority, and is not looked for.", "ruling I9"),
    rule("invocation.revoked", "A revoked invocation asks for nothing.", "ruling P10"),
    rule(
        "authorize.policies",
        "Every policy of every proof holds for the arguments after resolution.",
        "UCAN Invocation, Arguments; ruling P5",
    ),
    rule("authorize.promise", "No promise is left in the arguments.", "rulings P5 and I4"),
    rule(
        "authorize.resolution",
        "The arguments are those that were signed, but where a promise stood.",
        "ruling P5",
    ),
    rule("authorize.again", "Time and revocations are judged a second time.", "ruling P5"),
    rule(
        "receipt.command",
        "A receipt is an invocation of /ucan/assert/receipt.",
        "ruling I2; UCAN Invocation Receipt, ReceiptPayload",
    ),
    rule(
        "receipt.issuer",
        "A receipt is issued by the executor, or by a delegate with a chain for it.",
        "UCAN Invocation Receipt, Receipt Issuer",
    ),
    rule(
        "receipt.subject",
        "The subject of a receipt is the executor.",
        "UCAN Invocation Receipt, Receipt Subject",
    ),
    rule("receipt.audience", "The audience of a receipt is absent or its subject.", "ruling I2"),
    rule("receipt.result", "A result has exactly one key, ok or error.", "ruling I2"),
    rule("receipt.ran", "A receipt links to the task that was run.", "ruling I2"),
    rule("receipt.effects", "Effects are tasks to fork and one to join.", "ruling I2"),
    rule("receipt.fields", "The arguments of a receipt have no other fields.", "ruling T4"),
    rule(
        "receipt.time",
        "The end of a receipt does not undo it; its beginning is honoured.",
        "ruling I2",
    ),
    rule("receipt.meta", "What the project writes in meta is of its kind.", "rulings I3 and O5"),
    rule("receipt.signature", "A receipt is signed by its issuer.", "ruling I2"),
    rule(
        "invocation.public",
        "What the executor lets anybody do needs no proof, and nothing else does without.",
        "UCAN Invocation, Public Resources; ruling P9",
    ),
    rule("batch.authority", "Each task of a batch has its own proofs.", "ruling O1"),
    rule("batch.shape", "A task of a batch is {sub, cmd, args, nonce, prf, meta?}.", "ruling O1"),
    rule("batch.whole", "A task of a batch is as good as the invocation around it.", "ruling O1"),
    rule(
        "batch.later",
        "Before a task of a batch starts, all that it rests on is judged again.",
        "rulings O1 and P5",
    ),
    rule(
        "replay.key",
        "Work is recognised by its task as resolved, its token and the token's twins.",
        "rulings P11 and T10",
    ),
    rule("replay.once", "A mutation is admitted once.", "ruling P11"),
    rule(
        "replay.bounded",
        "What cannot be remembered for as long as it can be used is not admitted.",
        "ruling P11",
    ),
    rule("replay.room", "A full window admits nothing and forgets nothing.", "ruling P11"),
    rule(
        "request.addressed",
        "Exactly one invocation of a request is for the server; others are passed over.",
        "HTTP Header UCAN Invocation, Request",
    ),
    rule(
        "conclusion.receipt",
        "What is delivered is a receipt that came along and stands by itself.",
        "UCAN Specification Extensions, Conclusion",
    ),
];
