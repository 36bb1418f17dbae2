//! What `/ucan/revoke` is asked to do.

use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Command, FieldError, Fields};

use crate::task::Arguments;

/// The command whose invocation is a revocation. The text of 2023 writes it without the
/// slash; this is the form of ruling P10, and no other is read, since it is no command
/// (ruling T13).
pub const REVOKE_COMMAND: &str = "/ucan/revoke";

/// [`REVOKE_COMMAND`] as a command.
#[must_use]
pub fn revoke_command() -> Command {
    REVOKE_COMMAND.parse().expect("the constant is a command")
}

/// The arguments of `/ucan/revoke` (UCAN Revocation, Arguments).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokeArguments {
    /// `revoke`: the CID of the delegation to be revoked.
    pub revoke: Cid,
    /// `path`: the CIDs of delegations that lead from a root to it, root first, with the
    /// revoker among their issuers. An empty path is not the same as none.
    pub path: Option<Vec<Cid>>,
}

impl RevokeArguments {
    /// Reads the arguments of an invocation.
    ///
    /// # Errors
    ///
    /// [`FieldError`] with the rule [`Missing`](ucan_core::FieldRule::Missing) without
    /// `revoke`, [`Kind`](ucan_core::FieldRule::Kind) for what is no link or list of links, a
    /// promise included, and [`Unknown`](ucan_core::FieldRule::Unknown) for any other
    /// argument.
    pub fn read(args: &Arguments) -> Result<Self, FieldError> {
        let mut fields = Fields::new(args.clone());
        let read = Self { revoke: fields.link("revoke")?, path: fields.optional_links("path")? };
        fields.finish()?;
        Ok(read)
    }

    /// As they stand in an invocation.
    #[must_use]
    pub fn to_arguments(&self) -> Arguments {
        let mut args = Arguments::from([("revoke".into(), Ipld::Link(self.revoke))]);
        if let Some(path) = &self.path {
            let path = path.iter().copied().map(Ipld::Link).collect();
            args.insert("path".into(), Ipld::List(path));
        }
        args
    }
}
