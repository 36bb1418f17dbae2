//! What an owner has signed, or a delegate for it.

use core::fmt;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    Chain, ChainError, Check, Claim, Command, Did, Proofs, Timestamp, Validity, Verified,
};
use ucan_invocation::Invocation;
use varsig::Block;

use crate::{
    package::Package,
    statement::{RELEASE_COMMAND, ReleaseStatement, StatementError, YANK_COMMAND, YankStatement},
};

/// A release or a yank, which its owner signed, or somebody with a chain from the owner for
/// that command and these arguments.
///
/// Only [`Assertion::accept`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assertion {
    /// A version is a component.
    Release(Release),
    /// A version is not to be chosen any more.
    Yank(Yank),
}

impl Assertion {
    /// Accepts what somebody says of a name.
    ///
    /// As with receipts, its own expiry is not judged: that there was a release does not
    /// become untrue, and only a yank takes it back. All else is, at the time of `check`: when
    /// it begins, and time, revocation, command and policy of every delegation in the chain.
    /// What a delegate says therefore counts from bytes as long as it is one; an owner who
    /// wants it to last says the same again, which is no conflict (ruling O83).
    ///
    /// # Errors
    ///
    /// [`AssertionError::Command`] for another command, [`AssertionError::Audience`] if an
    /// audience other than the owner is named, [`AssertionError::Chain`] if the issuer may not
    /// say so for the owner, [`AssertionError::Statement`] for malformed arguments.
    pub fn accept(
        verified: &Verified<Invocation>,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, AssertionError> {
        let invocation = verified.payload();
        let task = invocation.task();
        let is_release = match task.command().as_str() {
            RELEASE_COMMAND => true,
            YANK_COMMAND => false,
            _ => return Err(AssertionError::Command { found: task.command().clone() }),
        };
        if invocation.executor() != task.subject() {
            return Err(AssertionError::Audience { found: invocation.executor().clone() });
        }
        Chain::prove(
            &Claim {
                token: verified.cid(),
                twins: verified.twins(),
                issuer: invocation.issuer(),
                subject: task.subject(),
                command: task.command(),
                validity: Validity::new(invocation.validity().not_before(), None),
                proofs: invocation.proofs(),
            },
            proofs,
            check,
        )
        .and_then(|chain| chain.judge(&Ipld::Map(task.args().clone()), &mut Default::default()))
        .map_err(AssertionError::Chain)?;
        let args = task.args().clone();
        let (owner, token) = (task.subject().clone(), Token::of(verified));
        if is_release {
            let statement = ReleaseStatement::read(args).map_err(AssertionError::Statement)?;
            let package = Package::new(owner, statement.name().clone());
            Ok(Self::Release(Release { package, statement, token }))
        } else {
            let statement = YankStatement::read(args).map_err(AssertionError::Statement)?;
            let package = Package::new(owner, statement.name().clone());
            Ok(Self::Yank(Yank { package, statement, token }))
        }
    }

    /// Of what it speaks.
    #[must_use]
    pub const fn package(&self) -> &Package {
        match self {
            Self::Release(release) => &release.package,
            Self::Yank(yank) => &yank.package,
        }
    }

    /// The CID of the token.
    #[must_use]
    pub const fn cid(&self) -> &Cid {
        match self {
            Self::Release(release) => release.cid(),
            Self::Yank(yank) => yank.cid(),
        }
    }
}

/// What every assertion keeps of its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    block: Block,
    /// The least of all CIDs under which the token verifies (ruling T10), so that it is one
    /// assertion whoever turned its signature.
    pub(crate) address: Cid,
    issuer: Did,
    issued_at: Option<Timestamp>,
}

impl Token {
    fn of(verified: &Verified<Invocation>) -> Self {
        let cids = verified.twins().iter().chain([verified.cid()]);
        Self {
            block: verified.envelope().block().clone(),
            address: cids.min().copied().unwrap_or_else(|| *verified.cid()),
            issuer: verified.payload().issuer().clone(),
            issued_at: verified.payload().issued_at(),
        }
    }

    /// Which of two spellings of one token is kept, whichever came first.
    pub(crate) fn precedes(&self, other: &Self) -> bool {
        self.block.cid() < other.block.cid()
    }
}

/// The word of an owner, or of a delegate, that a version is a component.
///
/// Only [`Assertion::accept`] makes one. It is shown as `owner/name@version`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    package: Package,
    statement: ReleaseStatement,
    pub(crate) token: Token,
}

impl Release {
    /// Of which package.
    #[must_use]
    pub const fn package(&self) -> &Package {
        &self.package
    }

    /// What it says.
    #[must_use]
    pub const fn statement(&self) -> &ReleaseStatement {
        &self.statement
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.package, self.statement.version())
    }
}

/// The word of an owner, or of a delegate, that a version is not to be chosen any more.
///
/// Only [`Assertion::accept`] makes one. It is shown as `owner/name@version: reason`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yank {
    package: Package,
    statement: YankStatement,
    pub(crate) token: Token,
}

impl Yank {
    /// Of which package.
    #[must_use]
    pub const fn package(&self) -> &Package {
        &self.package
    }

    /// What it says.
    #[must_use]
    pub const fn statement(&self) -> &YankStatement {
        &self.statement
    }
}

impl fmt::Display for Yank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.package, self.statement.version())?;
        self.statement.reason().map_or(Ok(()), |reason| write!(f, ": {reason}"))
    }
}

macro_rules! signed {
    ($($of:ident),*) => {
        $(impl $of {
            /// The CID of the token.
            #[must_use]
            pub const fn cid(&self) -> &Cid {
                self.token.block.cid()
            }

            /// The signed token.
            #[must_use]
            pub const fn block(&self) -> &Block {
                &self.token.block
            }

            /// Who signed: the owner, or a delegate of it.
            #[must_use]
            pub const fn issuer(&self) -> &Did {
                &self.token.issuer
            }

            /// When the issuer says that it did.
            #[must_use]
            pub const fn issued_at(&self) -> Option<Timestamp> {
                self.token.issued_at
            }
        })*
    };
}

signed!(Release, Yank);

/// Why an invocation is not taken for an assertion about a name.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AssertionError {
    /// An audience other than the owner is named.
    #[error("an assertion about a name has no audience but its owner; this names {found}")]
    Audience {
        /// The audience found.
        found: Did,
    },
    /// The issuer may not say so for the owner.
    #[error(transparent)]
    Chain(ChainError),
    /// It is an invocation of something else.
    #[error("names are asserted by {RELEASE_COMMAND} and {YANK_COMMAND}, not by {found}")]
    Command {
        /// The command found.
        found: Command,
    },
    /// The arguments are malformed.
    #[error(transparent)]
    Statement(StatementError),
}
