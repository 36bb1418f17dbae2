//! What is said of a version, before and after it is signed.

use alloc::string::{String, ToString};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Command, Did, FieldError, FieldRule, Fields};
use ucan_invocation::{Arguments, Invocation};
use varsig::{RAW, SUPPORTED_HASH, dag_cbor::EncodeError};

use crate::{
    name::{NameError, PackageName},
    version::{Version, VersionError},
};

/// The command whose invocation is a release. `/ucan` is kept for the texts of UCAN.
pub const RELEASE_COMMAND: &str = "/ipvm/assert/release";
/// The command whose invocation is a yank.
pub const YANK_COMMAND: &str = "/ipvm/assert/yank";

/// [`RELEASE_COMMAND`] as a command, to delegate it.
#[must_use]
pub fn release_command() -> Command {
    RELEASE_COMMAND.parse().expect("the constant is a command")
}

/// [`YANK_COMMAND`] as a command, to delegate it.
#[must_use]
pub fn yank_command() -> Command {
    YANK_COMMAND.parse().expect("the constant is a command")
}

/// What a release says: this version of this name is that component, and these are its types.
///
/// Its arguments are `{name, version, component: &component, wit}` and nothing else (ruling
/// O83), so that a policy can say for which names somebody may publish:
/// `["==", ".name", "image-ops"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseStatement {
    name: PackageName,
    version: Version,
    component: Cid,
    wit: String,
}

impl ReleaseStatement {
    /// How many bytes the WIT text may have.
    pub const MAX_WIT_BYTES: usize = 1 << 18;

    /// The statement that `version` of `name` is `component`, whose exports are those of the
    /// only world of the WIT package `wit`.
    ///
    /// # Errors
    ///
    /// [`StatementError::Component`] unless it is a CIDv1 of plain bytes with sha2-256,
    /// [`StatementError::WitTooLong`].
    pub fn new(
        name: PackageName,
        version: Version,
        component: Cid,
        wit: impl Into<String>,
    ) -> Result<Self, StatementError> {
        let wit = wit.into();
        // Anything else would give one program several addresses, or name what is no program.
        if component.version() != cid::Version::V1
            || component.codec() != RAW
            || component.hash().code() != SUPPORTED_HASH
        {
            return Err(StatementError::Component { found: component });
        }
        if wit.len() > Self::MAX_WIT_BYTES {
            return Err(StatementError::WitTooLong { found: wit.len() });
        }
        Ok(Self { name, version, component, wit })
    }

    /// Reads the arguments of a [release](RELEASE_COMMAND).
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new), [`StatementError::Field`] if a field is missing, of the
    /// wrong kind or not known, [`StatementError::Name`], [`StatementError::Version`].
    pub fn read(args: Arguments) -> Result<Self, StatementError> {
        let mut fields = Fields::new(args);
        let name = name(&mut fields)?;
        let version = version(&mut fields)?;
        let component = fields.link("component").map_err(StatementError::Field)?;
        let wit = fields.string("wit").map_err(StatementError::Field)?;
        fields.finish().map_err(StatementError::Field)?;
        Self::new(name, version, component, wit)
    }

    /// The arguments.
    #[must_use]
    pub fn to_args(&self) -> Arguments {
        Arguments::from([
            ("name".into(), Ipld::String(self.name.to_string())),
            ("version".into(), Ipld::String(self.version.to_string())),
            ("component".into(), Ipld::Link(self.component)),
            ("wit".into(), Ipld::String(self.wit.clone())),
        ])
    }

    /// The invocation by which `issuer` says so for `owner`, to be
    /// [signed](ucan_core::Envelope::sign). Somebody other than the owner
    /// [names the proofs](Invocation::with_proofs).
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if the text has no DAG-CBOR form, being too long.
    pub fn to_invocation(&self, owner: Did, issuer: Did) -> Result<Invocation, EncodeError> {
        invocation(owner, issuer, release_command(), self.to_args())
    }

    /// What the owner calls it.
    #[must_use]
    pub const fn name(&self) -> &PackageName {
        &self.name
    }

    /// Which version of it.
    #[must_use]
    pub const fn version(&self) -> &Version {
        &self.version
    }

    /// The component.
    #[must_use]
    pub const fn component(&self) -> &Cid {
        &self.component
    }

    /// A WIT package with one world, whose exports are those of the component.
    #[must_use]
    pub fn wit(&self) -> &str {
        &self.wit
    }
}

/// What a yank says: this version of this name is not to be chosen any more.
///
/// Its arguments are `{name, version, reason?}` and nothing else (ruling O83).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YankStatement {
    name: PackageName,
    version: Version,
    reason: Option<String>,
}

impl YankStatement {
    /// How many bytes the reason may have.
    pub const MAX_REASON_BYTES: usize = 1024;

    /// The statement that `version` of `name` is not to be chosen any more.
    #[must_use]
    pub const fn new(name: PackageName, version: Version) -> Self {
        Self { name, version, reason: None }
    }

    /// Says why, for people.
    ///
    /// # Errors
    ///
    /// [`StatementError::ReasonTooLong`].
    pub fn with_reason(mut self, reason: impl Into<String>) -> Result<Self, StatementError> {
        let reason = reason.into();
        if reason.len() > Self::MAX_REASON_BYTES {
            return Err(StatementError::ReasonTooLong { found: reason.len() });
        }
        self.reason = Some(reason);
        Ok(self)
    }

    /// Reads the arguments of a [yank](YANK_COMMAND).
    ///
    /// # Errors
    ///
    /// As [`ReleaseStatement::read`], and [`StatementError::ReasonTooLong`].
    pub fn read(args: Arguments) -> Result<Self, StatementError> {
        let mut fields = Fields::new(args);
        let said = Self::new(name(&mut fields)?, version(&mut fields)?);
        let reason = match fields.optional("reason") {
            None => None,
            // An absent reason is left out, not null: one yank has one form.
            Some(Ipld::String(reason)) => Some(reason),
            Some(_) => {
                let rule = FieldRule::Value { expected: "a text" };
                return Err(StatementError::Field(FieldError::new("reason", rule)));
            }
        };
        fields.finish().map_err(StatementError::Field)?;
        match reason {
            None => Ok(said),
            Some(reason) => said.with_reason(reason),
        }
    }

    /// The arguments.
    #[must_use]
    pub fn to_args(&self) -> Arguments {
        let mut args = Arguments::from([
            ("name".into(), Ipld::String(self.name.to_string())),
            ("version".into(), Ipld::String(self.version.to_string())),
        ]);
        args.extend(self.reason.clone().map(|reason| ("reason".into(), Ipld::String(reason))));
        args
    }

    /// The invocation by which `issuer` says so for `owner`: as
    /// [`ReleaseStatement::to_invocation`].
    ///
    /// # Errors
    ///
    /// [`EncodeError`] as there.
    pub fn to_invocation(&self, owner: Did, issuer: Did) -> Result<Invocation, EncodeError> {
        invocation(owner, issuer, yank_command(), self.to_args())
    }

    /// What the owner calls it.
    #[must_use]
    pub const fn name(&self) -> &PackageName {
        &self.name
    }

    /// Which version of it.
    #[must_use]
    pub const fn version(&self) -> &Version {
        &self.version
    }

    /// Why, if somebody said so.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }
}

fn invocation(
    owner: Did,
    issuer: Did,
    command: Command,
    args: Arguments,
) -> Result<Invocation, EncodeError> {
    // Said twice it is the same, so that its nonce is empty.
    let task = ucan_invocation::Task::idempotent(owner, command, args)?;
    Ok(Invocation::new(issuer, task))
}

fn name(fields: &mut Fields) -> Result<PackageName, StatementError> {
    fields.string("name").map_err(StatementError::Field)?.parse().map_err(StatementError::Name)
}

fn version(fields: &mut Fields) -> Result<Version, StatementError> {
    let version = fields.string("version").map_err(StatementError::Field)?;
    version.parse().map_err(StatementError::Version)
}

/// Why arguments are not those of a release, or of a yank.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// The CID is not one under which a component is kept.
    #[error("a component is named by a CIDv1 of plain bytes with sha2-256, not by {found}")]
    Component {
        /// The CID found.
        found: Cid,
    },
    /// An argument is missing, of the wrong kind, or not known.
    #[error(transparent)]
    Field(FieldError),
    /// The name is none.
    #[error(transparent)]
    Name(NameError),
    /// The reason is longer than [`YankStatement::MAX_REASON_BYTES`].
    #[error("the reason has {found} bytes, where {} are allowed", YankStatement::MAX_REASON_BYTES)]
    ReasonTooLong {
        /// How many bytes it has.
        found: usize,
    },
    /// The version is none.
    #[error(transparent)]
    Version(VersionError),
    /// The WIT text is longer than [`ReleaseStatement::MAX_WIT_BYTES`].
    #[error("the WIT has {found} bytes, where {} are allowed", ReleaseStatement::MAX_WIT_BYTES)]
    WitTooLong {
        /// How many bytes it has.
        found: usize,
    },
}
