//! What an executor offers, and its word for it.

mod terms;

use ucan_core::{
    Chain, ChainError, Check, Claim, Command, Did, Envelope, Nonce, Proofs, SignError, Timestamp,
    Validity, Verified,
};
use ucan_invocation::{Invocation, Task};
use varsig::{Block, Signer};

pub use self::terms::Terms;
use crate::config::ConfigLayerError;

/// The command whose invocation is an offer. `/ucan` is kept for the texts of UCAN.
pub const OFFER_COMMAND: &str = "/ipvm/assert/offer";

/// [`OFFER_COMMAND`] as a command.
#[must_use]
pub fn offer_command() -> Command {
    OFFER_COMMAND.parse().expect("the constant is a command")
}

/// Terms that an executor has signed, as an assertion on its own DID, or a delegate with
/// a chain for [`OFFER_COMMAND`] from it. An offer always ends: what it says of modules
/// and data does not stay true.
///
/// Only [`Offer::sign`] and [`Offer::accept`] make one.
#[derive(Clone, Debug)]
pub struct Offer {
    block: Block,
    executor: Did,
    terms: Terms,
    validity: Validity,
}

impl Offer {
    /// Signs terms as the executor, from now until the end of `expiration`.
    ///
    /// # Errors
    ///
    /// [`SignError`] as [`Envelope::sign`] gives it.
    pub fn sign(
        terms: Terms,
        executor: &dyn Signer,
        issued_at: Timestamp,
        expiration: Timestamp,
    ) -> Result<Self, SignError> {
        let did = Did::from_signer(executor);
        let task = Task::new(did.clone(), offer_command(), terms.to_args(), Nonce::empty())
            .map_err(SignError::Encode)?;
        let invocation = Invocation::new(did.clone(), task)
            .with_issued_at(issued_at)
            .with_expiration(expiration);
        let validity = invocation.validity();
        let envelope = Envelope::sign(invocation, executor)?;
        Ok(Self { block: envelope.block().clone(), executor: did, terms, validity })
    }

    /// Accepts somebody's offer.
    ///
    /// # Errors
    ///
    /// [`OfferError::Command`] for another command, [`OfferError::Audience`] if an
    /// audience other than the executor is named, [`OfferError::NoExpiration`] for an
    /// offer without end, [`OfferError::Chain`] if it is not valid now, or its issuer may
    /// not make it for the executor, [`OfferError::Terms`] for malformed terms.
    pub fn accept(
        verified: &Verified<Invocation>,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, OfferError> {
        let invocation = verified.payload();
        let task = invocation.task();
        if task.command().as_str() != OFFER_COMMAND {
            return Err(OfferError::Command { found: task.command().clone() });
        }
        if invocation.executor() != task.subject() {
            return Err(OfferError::Audience { found: invocation.executor().clone() });
        }
        let validity = invocation.validity();
        if validity.expiration().is_none() {
            return Err(OfferError::NoExpiration);
        }
        let claim = Claim {
            token: verified.cid(),
            twins: verified.twins(),
            issuer: invocation.issuer(),
            subject: task.subject(),
            command: task.command(),
            validity,
            proofs: invocation.proofs(),
        };
        let args = ipld_core::ipld::Ipld::Map(task.args().clone());
        Chain::prove(&claim, proofs, check)
            .and_then(|chain| chain.judge(&args, &mut Default::default()))
            .map_err(OfferError::Chain)?;
        let terms = Terms::read(task.args()).map_err(OfferError::Terms)?;
        let block = verified.envelope().block().clone();
        Ok(Self { block, executor: task.subject().clone(), terms, validity })
    }

    /// The CID of the offer.
    #[must_use]
    pub const fn cid(&self) -> &cid::Cid {
        self.block.cid()
    }

    /// The signed token.
    #[must_use]
    pub const fn block(&self) -> &Block {
        &self.block
    }

    /// Who offers.
    #[must_use]
    pub const fn executor(&self) -> &Did {
        &self.executor
    }

    /// What is offered.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// From when and until when.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }
}

/// Why an invocation is not taken for an offer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OfferError {
    /// An audience other than the executor is named.
    #[error("an offer names no audience but its executor; this names {found}")]
    Audience {
        /// The audience found.
        found: Did,
    },
    /// It is not valid now, or its issuer may not make it for the executor.
    #[error(transparent)]
    Chain(ChainError),
    /// It is an invocation of something else.
    #[error("an offer is an invocation of {OFFER_COMMAND}, not of {found}")]
    Command {
        /// The command found.
        found: Command,
    },
    /// It has no end.
    #[error("an offer has an expiration")]
    NoExpiration,
    /// The terms are malformed.
    #[error(transparent)]
    Terms(ConfigLayerError),
}
