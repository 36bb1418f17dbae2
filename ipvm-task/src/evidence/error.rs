//! Why evidence is none.

use alloc::string::String;

use cid::Cid;
use ucan_core::{Command, DecodeError, Did, FieldError, TokenCid, VerifyError};
use ucan_invocation::ReceiptError;
use varsig::dag_cbor::DagCborError;

use crate::{effect::EffectClass, fault::Fault};

/// Why bytes have not the form of evidence.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceFormError {
    /// They are not canonical DAG-CBOR (ruling T3).
    #[error(transparent)]
    Encoding(DagCborError),
    /// A field is missing, unknown, or of another kind.
    #[error(transparent)]
    Field(FieldError),
    /// There is no such kind of evidence.
    #[error("there is no evidence of the kind `{found}`")]
    Kind {
        /// The word found.
        found: String,
    },
    /// The value is no map.
    #[error("evidence is a map")]
    NotAMap,
    /// The receipts are not in the order of their CIDs, or one stands there twice: then
    /// the same evidence would have two addresses.
    #[error("the receipts are not two different ones in the order of their CIDs")]
    Order,
    /// There are too many proofs, or an empty list of them.
    #[error("the list of proofs has {found} entries; it has 1 to 128, or is left out")]
    Proofs {
        /// How many there are.
        found: usize,
    },
    /// There are not two receipts.
    #[error("evidence has two receipts, not {found}")]
    Receipts {
        /// How many there are.
        found: usize,
    },
    /// The task has not the four fields of one.
    #[error("the task: {0}")]
    Task(FieldError),
    /// The evidence would be too large or too deep to be read back.
    #[error("the evidence would be too large or too deep to be read back")]
    TooLarge,
    /// The version is another one.
    #[error("the version `{found}` is not supported; 0.1.0 is")]
    Version {
        /// The version found.
        found: String,
    },
}

impl From<FieldError> for EvidenceFormError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

/// Why evidence shows nothing. `index` is that of the receipt, in the order of their CIDs.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// A receipt is not for a task that came to this one.
    #[error("receipt {index} is for task {found}, not {expected}")]
    AnotherTask {
        /// Which receipt.
        index: usize,
        /// The task of the evidence.
        expected: Cid,
        /// The task of the receipt, as resolved if it says so.
        found: Cid,
    },
    /// The form cannot be written.
    #[error(transparent)]
    Form(EvidenceFormError),
    /// An executor can be held to its word only about what is declared, and nothing is.
    #[error("nothing is declared about {command}, so that it may be of any class")]
    NotDeclared {
        /// The command of the task.
        command: Command,
    },
    /// The task may be done twice: it is no mutation, or one that may be repeated.
    #[error("a {class} that may be repeated does no harm twice")]
    NotOnce {
        /// How far it reaches.
        class: EffectClass,
    },
    /// The task does not come to the same again.
    #[error("a {class} does not come to the same again")]
    NotReproducible {
        /// How far it reaches.
        class: EffectClass,
    },
    /// The receipts are of one executor, and have to be of two.
    #[error("both receipts are of {executor}")]
    OneExecutor {
        /// Whose they are.
        executor: Did,
    },
    /// The task has promises, so that it may come to different results in good faith.
    #[error("the task has promises; show it as it was resolved")]
    OpenPromise,
    /// The receipts name different computations: other code, or another profile.
    #[error("the receipts are about two computations, {} and {}", keys[0], keys[1])]
    OtherComputation {
        /// The computation keys.
        keys: [Cid; 2],
    },
    /// A fault says something about the executor, not about the task (rulings I8 and O40).
    #[error(
        "receipt {index}: {} says nothing about the task",
        fault.map_or("a fault that is not known", Fault::name)
    )]
    Passing {
        /// Which receipt.
        index: usize,
        /// The fault; `None` if its name is not known here.
        fault: Option<Fault>,
    },
    /// A token is no receipt, or its issuer may not attest for the executor.
    #[error("receipt {index}: {error}")]
    Receipt {
        /// Which one.
        index: usize,
        /// What is wrong with it.
        error: ReceiptError,
    },
    /// Both receipts say the same.
    #[error("both receipts say the same")]
    SameOutcome,
    /// A signature does not hold, or cannot be judged here.
    #[error("receipt {index}: {error}")]
    Signature {
        /// Which receipt.
        index: usize,
        /// What is wrong with it.
        error: VerifyError,
    },
    /// The signature of a token holds.
    #[error("the signature of the token holds")]
    SignatureHolds,
    /// Whether the signature of a token holds cannot be said here.
    #[error("whether the signature holds cannot be judged here: {0}")]
    SignatureUndecided(VerifyError),
    /// An answer was taken from the receipt of another: the executor vouched for it, and
    /// did not compute it (ruling O37).
    #[error("receipt {index}: its answer was taken from {}", TokenCid(from))]
    Taken {
        /// Which receipt.
        index: usize,
        /// The receipt from which it was taken.
        from: Cid,
    },
    /// A token is no invocation.
    #[error("token {index}: {error}")]
    Token {
        /// Which one.
        index: usize,
        /// What is wrong with it.
        error: DecodeError,
    },
    /// The receipts are of two executors, and have to be of one.
    #[error("the receipts are of {} and {}", executors[0], executors[1])]
    TwoExecutors {
        /// Whose they are.
        executors: [Did; 2],
    },
}

impl From<EvidenceFormError> for EvidenceError {
    fn from(error: EvidenceFormError) -> Self {
        Self::Form(error)
    }
}
