//! What can go wrong, by stage.

use std::collections::BTreeSet;

use cid::Cid;
use ipld_wit::{DecodeError as ValueError, wasmtime::ArgumentsError};
use ipvm_task::{RefusalReason, Verdict, VerificationKind, WasmCallError};
use ipvm_workflow::OpenError;
use ucan_core::{ChainError, Command, DecodeError, Did, SignError, TokenCid, VerifyError};
use ucan_invocation::{AuthorizeError, ProveError};
use ucan_pipeline::ResolveError;
use varsig::dag_cbor::EncodeError;

use super::content::ContentError;
use crate::{
    engine::{CallError, FunctionError, LoadError},
    handler::HandlerError,
    store::StoreError,
};

/// Why an invocation was not received. Nothing was written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// The bytes are no invocation.
    #[error("not an invocation: {0}")]
    Decode(DecodeError),
    /// The executor does not take this issuer's work.
    #[error("this executor does not take the work of {issuer}")]
    NotAdmitted {
        /// Who asks.
        issuer: Did,
    },
    /// The workflow in it is refused.
    #[error("workflow: {0}")]
    Open(OpenError),
    /// The authority is not proven.
    #[error("not authorised: {0}")]
    Prove(ProveError),
    /// A receipt is a statement, not a request.
    #[error("this is a receipt; it cannot be run")]
    Receipt,
    /// The invocation is not believed to come from its issuer.
    #[error("invocation: {0}")]
    Verify(VerifyError),
}

/// Why a program was not taken in. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// It is not a component that can be run here.
    #[error(transparent)]
    Load(LoadError),
    /// It cannot be kept.
    #[error(transparent)]
    Store(StoreError),
}

/// Why a program cannot be looked at.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// It is not a component that can be run here.
    #[error(transparent)]
    Load(LoadError),
    /// It was never put here.
    #[error("no program {module} is kept here; publish it first")]
    NotHere {
        /// The program that was asked for.
        module: Cid,
    },
    /// It cannot be read.
    #[error(transparent)]
    Store(StoreError),
}

/// Why a job was not run. Nothing was written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A task could not be prepared, so that none was started.
    #[error("task `{task}`: {error}")]
    Prepare {
        /// The label of the task.
        task: String,
        /// What is wrong with it.
        error: PrepareError,
    },
    /// The tokens could not be kept.
    #[error(transparent)]
    Store(StoreError),
}

/// Why a task could not be prepared.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// The number of parameters is not the function's.
    #[error("`{function}` takes {expected} parameters, not {found}")]
    Arity {
        /// The function.
        function: String,
        /// How many it takes.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// The arguments may not be used so.
    #[error("not authorised: {0}")]
    Authorize(AuthorizeError),
    /// The arguments are no call of a wasm function.
    #[error(transparent)]
    Call(WasmCallError),
    /// The authority has ended since it was proven.
    #[error("not authorised: {0}")]
    Chain(ChainError),
    /// Content is not to be had.
    #[error(transparent)]
    Content(ContentError),
    /// The task does something each time it is asked for, and its nonce is empty (ruling
    /// I10).
    #[error("{command} does something each time; give the task a nonce of its own")]
    EmptyNonce {
        /// The command.
        command: Command,
    },
    /// The exception handler is not proven any more, or cannot be called with this failure.
    #[error("the exception handler is not authorised: {0}")]
    ExceptionHandler(Box<ProveError>),
    /// The function cannot be called.
    #[error(transparent)]
    Function(FunctionError),
    /// The handler will not do it with these arguments, and has done nothing.
    #[error("the handler refuses it: {0}")]
    Handler(HandlerError),
    /// The module cannot be run.
    #[error(transparent)]
    Load(LoadError),
    /// A parameter is not of the function's type.
    #[error("the arguments do not fit the function: {0}")]
    Params(ValueError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// Nothing here runs this command.
    #[error("this executor has no handler for {command}")]
    UnknownCommand {
        /// The command.
        command: Command,
    },
    /// The command has a handler here, and not on this subject (ruling P9).
    #[error("this executor does not run {command} on {subject}")]
    UnknownSubject {
        /// The command.
        command: Command,
        /// The subject.
        subject: Box<Did>,
    },
    /// Tasks are awaited that are neither in the job nor known here.
    #[error("awaits tasks that are neither in this workflow nor known here: {}", list(tasks))]
    UnknownPromise {
        /// Their IDs.
        tasks: BTreeSet<Cid>,
    },
    /// The result is to be verified in a way in which it cannot be.
    #[error(transparent)]
    Inquiry(InquiryError),
    /// The function does not take parameters that were encoded for it, for another
    /// reason than what they are: a bug worth reporting.
    #[error(
        "the parameters were not encoded as the function takes them; please report it: {error}"
    )]
    Value {
        /// What the engine says.
        error: CallError,
    },
    /// The result is to be verified by asking others, and this executor has nobody to ask.
    #[error("the result is to be verified by {check}; this executor only attests")]
    Verification {
        /// The strategy.
        check: VerificationKind,
    },
}

/// Why a result cannot be verified as its task asks for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InquiryError {
    /// The task awaits others, so that no agent could have been invited to run it.
    #[error("a task that awaits others cannot be verified by {check}: ask for what it comes to")]
    OpenPromise {
        /// The strategy.
        check: VerificationKind,
    },
    /// No receipts could ever settle it.
    #[error(transparent)]
    Refused {
        /// Why not.
        #[from]
        why: RefusalReason,
    },
}

/// Why a task ended without a receipt.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TaskError {
    /// The receipt could not be signed.
    #[error("the receipt could not be signed: {0}")]
    Attest(SignError),
    /// A task that this one awaits ended without a receipt.
    #[error("a task that it awaits ended without a receipt")]
    Awaited,
    /// The job was cancelled before the task began.
    #[error("the job was cancelled before it began")]
    Cancelled,
    /// Somebody settled the mutation while it was being done, and said something else
    /// became of it. Both receipts are kept.
    #[error("receipt {} says that it ended otherwise than in {}", TokenCid(known), TokenCid(ours))]
    Contradicted {
        /// The receipt that stands.
        known: Cid,
        /// The receipt of this run.
        ours: Cid,
    },
    /// The arguments have no canonical form.
    #[error("the arguments have no canonical form: {0}")]
    Encode(EncodeError),
    /// Others verified a result that is another than the one that this executor came to
    /// itself. It attests to neither of them as verified. Both receipts are kept.
    #[error(
        "receipt {} carries the verdict, and this executor came to another in {}",
        TokenCid(theirs),
        TokenCid(ours)
    )]
    Dissent {
        /// The receipt of this executor.
        ours: Cid,
        /// A receipt that carries the verdict.
        theirs: Cid,
    },
    /// The executor itself failed: a bug worth reporting.
    #[error("the executor failed on this task; please report it")]
    Panicked,
    /// The task was refused on its resolved arguments.
    #[error(transparent)]
    Refused(PrepareError),
    /// A result cannot stand in the place of its promise.
    #[error(transparent)]
    Resolve(ResolveError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// It lies beyond the transaction of the workflow, and that failed: see what failed
    /// there.
    #[error("the tasks before it failed, so that it was not begun")]
    Transaction,
    /// The result does not count by the strategy that the task asks for. The receipts that
    /// came are kept.
    #[error("the result was not verified: {verdict}")]
    Unverified {
        /// What the judge says.
        verdict: Box<Verdict>,
        /// The CIDs of evidence, which is kept in blocks that no task may read; not kept
        /// for a secret task. Nothing names them but this: pin them before garbage is collected
        /// (`Inventory::pin`), or put the same together again from the receipts.
        evidence: Vec<Cid>,
    },
}

/// Why something indeterminate is not settled.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SettleError {
    /// The receipt could not be made.
    #[error(transparent)]
    Attest(Box<TaskError>),
    /// The receipt does not say that something is indeterminate, or is another executor's.
    #[error("receipt {} is none of ours that says that a task is indeterminate", TokenCid(receipt))]
    NotIndeterminate {
        /// The receipt.
        receipt: Cid,
    },
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// There is no such receipt.
    #[error("no receipt {} is kept here", TokenCid(receipt))]
    Unknown {
        /// The receipt.
        receipt: Cid,
    },
}

fn list(tasks: &BTreeSet<Cid>) -> String {
    tasks.iter().map(Cid::to_string).collect::<Vec<_>>().join(", ")
}

impl From<ArgumentsError> for PrepareError {
    fn from(error: ArgumentsError) -> Self {
        match error {
            ArgumentsError::Decode(error) => Self::Params(error),
            other => Self::Value { error: CallError::Arguments(other) },
        }
    }
}

impl From<CallError> for PrepareError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Arguments(error) => error.into(),
            other => Self::Value { error: other },
        }
    }
}

impl From<HandlerError> for TaskError {
    fn from(error: HandlerError) -> Self {
        Self::Refused(error.into())
    }
}

macro_rules! from {
    ($($source:ty => $target:ident::$variant:ident,)*) => {$(
        impl From<$source> for $target {
            fn from(error: $source) -> Self {
                Self::$variant(error)
            }
        }
    )*};
}

from! {
    WasmCallError => PrepareError::Call,
    AuthorizeError => PrepareError::Authorize,
    ContentError => PrepareError::Content,
    FunctionError => PrepareError::Function,
    HandlerError => PrepareError::Handler,
    InquiryError => PrepareError::Inquiry,
    LoadError => PrepareError::Load,
    ValueError => PrepareError::Params,
    StoreError => PrepareError::Store,
    PrepareError => TaskError::Refused,
    EncodeError => TaskError::Encode,
    SignError => TaskError::Attest,
    ResolveError => TaskError::Resolve,
    StoreError => TaskError::Store,
}
