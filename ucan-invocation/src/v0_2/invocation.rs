//! Invocations: a task with its authorization.

use ipld_core::ipld::Ipld;
use ucan_core::Fields;

use super::{
    authorization::Authorization,
    dialect::Dialect,
    encoded::{Encoded, Reference, Wire, map},
    error::{ReadError, WriteError},
    task::Task,
};

/// `{task, auth}` (UCAN Invocation 0.2, section 5.2).
///
/// What is in it has been read and not verified; [`Authorization::verify`] does that.
#[derive(Clone, Debug, PartialEq)]
pub struct Invocation {
    /// The task, with its bytes, over whose address the authorization is.
    pub task: Reference<Encoded<Task>>,
    /// The authorization. The field has none at all, and nothing runs on such a word.
    pub authorization: Option<Reference<Authorization>>,
}

impl Wire for Invocation {
    fn read(value: Ipld) -> Result<Self, ReadError> {
        let mut fields = Fields::of("invocation", value)?;
        let task = Reference::read(fields.required("task")?, Encoded::of)?;
        let authorization = fields
            .optional("auth")
            .map(|value| Reference::read(value, Authorization::read))
            .transpose()?;
        fields.finish()?;
        Ok(Self { task, authorization })
    }

    /// A task that stands inside keeps its bytes, whatever the dialect.
    fn write(&self, dialect: Dialect) -> Result<Ipld, WriteError> {
        let task = match &self.task {
            Reference::Inline(task) => task.to_ipld(),
            Reference::Link(cid) => Ipld::Link(*cid),
        };
        let authorization = match &self.authorization {
            Some(_) if dialect == Dialect::Field => {
                return Err(WriteError::NoPlace { field: "auth", dialect });
            }
            None => None,
            Some(Reference::Inline(authorization)) => Some(authorization.write(dialect)?),
            Some(Reference::Link(cid)) => Some(Ipld::Link(*cid)),
        };
        Ok(map([("task", Some(task)), ("auth", authorization)]))
    }
}
