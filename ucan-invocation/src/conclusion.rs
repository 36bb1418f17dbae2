//! Receipts that somebody else delivers.

mod error;

use alloc::string::ToString;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Check, Command, Did, Envelope, Fields, Proofs, Resolver, TokenSet};
use varsig::{VerifierSet, dag_cbor::EncodeError};

pub use self::error::ConclusionError;
use crate::{
    invocation::Invocation,
    receipt::Receipt,
    task::{Arguments, Task},
};

/// The command that delivers a receipt to whoever awaits it (ruling O29).
pub const CONCLUDE_COMMAND: &str = "/ucan/conclude";

/// [`CONCLUDE_COMMAND`] as a command.
#[must_use]
pub fn conclude_command() -> Command {
    CONCLUDE_COMMAND.parse().expect("the constant is a command")
}

/// The delivery of a receipt by anybody: the arguments `{receipt: &Receipt}` of an
/// invocation of `/ucan/conclude` on the service that awaits the receipt (UCAN
/// extensions, Conclusion; ruling O29).
///
/// The link is that of the signed receipt, which travels in the same container. The
/// signature on the receipt decides what it is worth: whoever delivers it vouches for
/// nothing, gains nothing, and needs no authority beyond that of being heard, which a
/// service grants with a [`PublicResource`](crate::PublicResource) or a delegation.
/// Delivering twice is delivering once, so the nonce is empty.
///
/// ```
/// use ipld_core::ipld::Ipld;
/// use ucan_core::{Check, Did, DidKeyResolver, Proofs, Timestamp, TokenSet};
/// use ucan_invocation::{Attestation, Conclusion, Outcome};
/// use varsig::{Block, Ed25519Signer, VerifierSet};
///
/// let now = Timestamp::from_seconds(1_767_225_600)?;
/// let executor = Ed25519Signer::from_seed(&[9; 32]);
/// let ran = *Block::raw(*b"a task").cid();
/// let receipt = Attestation::new(ran, Outcome::Ok(Ipld::Null), now).sign(&executor)?;
///
/// let (bob, service): (Did, Did) = ("did:web:bob.test".parse()?, "did:web:up.test".parse()?);
/// let invocation = Conclusion::new(*receipt.cid()).invocation(bob, service)?;
///
/// // The service has what came in the container, and nothing else.
/// let container = TokenSet::from_iter([receipt.block().clone()]);
/// let delivered = Conclusion::read(invocation.task())?.receipt(
///     &container, &Proofs::new(), &DidKeyResolver, &VerifierSet::default(), &Check::at(now))?;
/// assert_eq!(delivered.executor(), &Did::from_signer(&executor));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conclusion {
    receipt: Cid,
}

impl Conclusion {
    /// The delivery of the receipt with this CID.
    #[must_use]
    pub const fn new(receipt: Cid) -> Self {
        Self { receipt }
    }

    /// The CID of the receipt that is delivered.
    #[must_use]
    pub const fn receipt_cid(&self) -> &Cid {
        &self.receipt
    }

    /// The arguments.
    #[must_use]
    pub fn to_args(&self) -> Arguments {
        Arguments::from([("receipt".into(), Ipld::Link(self.receipt))])
    }

    /// The invocation to sign: `deliverer` brings the receipt to `service`. Set an
    /// expiration within minutes.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if a CID of no bytes is named.
    pub fn invocation(&self, deliverer: Did, service: Did) -> Result<Invocation, EncodeError> {
        let task = Task::idempotent(service, conclude_command(), self.to_args())?;
        Ok(Invocation::new(deliverer, task))
    }

    /// Reads the delivery in a task.
    ///
    /// # Errors
    ///
    /// [`ConclusionError::Command`] for another command, [`ConclusionError::Field`] for
    /// other arguments.
    pub fn read(task: &Task) -> Result<Self, ConclusionError> {
        if task.command().as_str() != CONCLUDE_COMMAND {
            return Err(ConclusionError::Command { found: task.command().clone() });
        }
        let mut fields = Fields::new(task.args().clone());
        let receipt = fields.link("receipt").map_err(ConclusionError::Field)?;
        fields.finish().map_err(ConclusionError::Field)?;
        Ok(Self { receipt })
    }

    /// The receipt, from what came in the same container, by its own signature. A
    /// receipt of a delegate needs its `proofs`.
    ///
    /// Whether the executor that speaks in it is one to be believed is still to be
    /// decided (ruling I7): anybody can sign receipts of their own.
    ///
    /// # Errors
    ///
    /// [`ConclusionError::ReceiptNotFound`] if it did not come along,
    /// [`ConclusionError::Decode`] and [`ConclusionError::Verify`] if it is no
    /// invocation, or not signed by whom it names, [`ConclusionError::Receipt`] if it is
    /// no receipt.
    pub fn receipt(
        &self,
        came_with: &TokenSet,
        proofs: &Proofs,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
        check: &Check<'_>,
    ) -> Result<Receipt, ConclusionError> {
        let block = came_with
            .get(&self.receipt)
            .ok_or(ConclusionError::ReceiptNotFound { receipt: self.receipt })?;
        let verified = Envelope::<Invocation>::decode_block(block.clone())
            .map_err(ConclusionError::Decode)?
            .verify(resolver, verifiers)
            .map_err(ConclusionError::Verify)?;
        Receipt::accept(&verified, proofs, check).map_err(ConclusionError::Receipt)
    }
}

impl From<&ConclusionError> for crate::failure::Failure {
    /// The error for the receipt of the delivery: `ConclusionReceiptNotFound` as the
    /// text has it, and `ConclusionReceiptInvalid` for all else (ruling O29).
    fn from(error: &ConclusionError) -> Self {
        let name = match error {
            ConclusionError::ReceiptNotFound { .. } => "ConclusionReceiptNotFound",
            _ => "ConclusionReceiptInvalid",
        };
        Self::new(name, error.to_string())
    }
}
