//! Evidence: what shows that somebody's word does not hold, as data.

mod check;
mod error;
mod finding;
mod form;

use alloc::{string::String, vec::Vec};

use ucan_invocation::Task;
use varsig::Block;

pub use self::{
    error::{EvidenceError, EvidenceFormError},
    finding::Finding,
};

/// What shows that somebody's word does not hold, in one block that carries everything
/// which that hangs on: the task, and the signed tokens byte for byte (ruling O70).
///
/// Whoever hands it over need not be believed: [`Evidence::check`] verifies every
/// signature again and says what follows, or which rule the evidence breaks. Its CID
/// names it; the same two receipts make the same evidence, whoever puts them together.
///
/// | Kind | Is | Speaks against |
/// |---|---|---|
/// | [`Equivocation`](EvidenceKind::Equivocation) | two receipts of one executor for one reproducible task, with different outcomes | that executor, by its signatures alone |
/// | [`Contradiction`](EvidenceKind::Contradiction) | the same, of two executors | one of them: whoever runs the task again knows which |
/// | [`RanTwice`](EvidenceKind::RanTwice) | receipts of two executors for one mutation | neither by itself: what is done once was done twice |
/// | [`Signature`](EvidenceKind::Signature) | a token whose signature does not hold | nobody, since nobody signed it |
///
/// The program and the content that a task names are not in it. Evidence of a secret task
/// tells the secret.
///
/// ```
/// use ipld_core::ipld;
/// use ipvm_task::{Evidence, Finding, HandlerDeclarations, Module, WasmCall, wasm_run};
/// use ucan_core::{Check, Did, DidKeyResolver, Timestamp};
/// use ucan_invocation::{Attestation, Outcome, Task};
/// use varsig::{Block, Ed25519Signer, VerifierSet};
///
/// let module = *Block::raw(*b"\0asm").cid();
/// let call = WasmCall::new(Module::Link(module), "add-one", vec![41.into()]);
/// let task = Task::idempotent("did:web:example.com".parse()?, wasm_run(), call.to_args())?;
/// let liar = Ed25519Signer::from_seed(&[1; 32]);
/// let now = Timestamp::from_seconds(1_767_225_600)?;
/// let says = |number: i128| {
///     Attestation::new(*task.id(), Outcome::Ok(number.into()), now).sign(&liar)
/// };
/// let handlers = HandlerDeclarations::built_in();
/// let evidence = Evidence::between(&task, [&says(42)?, &says(13)?], &[], &handlers)?;
///
/// // A third party gets the bytes, and nobody's word.
/// let shown = Evidence::decode(evidence.block().bytes())?;
/// assert_eq!(shown.block().cid(), evidence.block().cid());
/// let check = Check::at(now);
/// let finding = shown.check(&handlers, &check, &DidKeyResolver, &VerifierSet::default())?;
/// assert_eq!(finding.against(), Some(&Did::from_signer(&liar)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    block: Block,
    content: Content,
}

/// The kinds of evidence, by the word that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum EvidenceKind {
    /// `contradiction`: two executors attest to different outcomes of one reproducible
    /// task.
    Contradiction,
    /// `equivocation`: one executor attests to different outcomes of one reproducible
    /// task.
    Equivocation,
    /// `ran-twice`: two executors attest to one mutation (ruling O39).
    RanTwice,
    /// `signature`: a token whose signature does not hold.
    Signature,
}

impl EvidenceKind {
    /// All of them, by name.
    pub const ALL: [Self; 4] =
        [Self::Contradiction, Self::Equivocation, Self::RanTwice, Self::Signature];

    /// The word that is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Equivocation => "equivocation",
            Self::RanTwice => "ran-twice",
            Self::Signature => "signature",
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl core::fmt::Display for EvidenceKind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// What stands in a piece of evidence.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// Two receipts about one task.
    Pair(Pair),
    /// A token as it came.
    Token(Block),
}

/// Two receipts about one task.
#[derive(Clone, Debug, PartialEq)]
struct Pair {
    kind: EvidenceKind,
    /// The task as resolved.
    task: Task,
    /// In the order of their CIDs.
    receipts: [Block; 2],
    /// The delegations by which somebody signed for an executor.
    proofs: Vec<Block>,
}

impl Evidence {
    /// How many delegations may come with two receipts: a chain of the longest for each.
    pub const MAX_PROOFS: usize = 128;

    /// The version that is written and read.
    pub const VERSION: &str = "0.1.0";

    /// The evidence as a block.
    #[must_use]
    pub const fn block(&self) -> &Block {
        &self.block
    }

    /// Of what kind it says that it is.
    #[must_use]
    pub const fn kind(&self) -> EvidenceKind {
        match &self.content {
            Content::Pair(pair) => pair.kind,
            Content::Token(_) => EvidenceKind::Signature,
        }
    }

    /// The task that it is about, as resolved: without promises. `None` for a token.
    #[must_use]
    pub const fn task(&self) -> Option<&Task> {
        match &self.content {
            Content::Pair(pair) => Some(&pair.task),
            Content::Token(_) => None,
        }
    }

    /// The tokens in it as they came: two receipts in the order of their CIDs, or the one
    /// token.
    #[must_use]
    pub const fn tokens(&self) -> &[Block] {
        match &self.content {
            Content::Pair(pair) => &pair.receipts,
            Content::Token(token) => core::slice::from_ref(token),
        }
    }
}

/// One clause: `equivocation about task bafy…, evidence bafy…`.
impl core::fmt::Display for Evidence {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let about = match &self.content {
            Content::Pair(pair) => *pair.task.id(),
            Content::Token(token) => *token.cid(),
        };
        let what = if self.task().is_some() { "task" } else { "token" };
        write!(f, "{} about {what} {about}, evidence {}", self.kind(), self.block.cid())
    }
}

fn text(text: &str) -> ipld_core::ipld::Ipld {
    ipld_core::ipld::Ipld::String(String::from(text))
}
