//! What stands around an instruction.

use alloc::vec::Vec;

use ucan_core::{Did, Meta};

use super::{
    super::{encoded::Reference, task::Task},
    ConversionError, Links,
};
use crate::{invocation::Invocation, task::Task as NewTask};

impl Task {
    /// The invocation of 1.0 that asks for the same, by `issuer`, who signs it anew.
    ///
    /// `task` is what the instruction was converted to; `cause` goes through [`Links`].
    ///
    /// # Errors
    ///
    /// [`ConversionError::OtherTask`] if `task` is not the counterpart of the instruction,
    /// [`ConversionError::Proofs`] if there are proofs, which are tokens of a version before
    /// 1.0, and [`ConversionError::UnknownLink`].
    pub fn to_invocation(
        &self,
        issuer: Did,
        task: NewTask,
        links: &Links,
    ) -> Result<Invocation, ConversionError> {
        let instruction = *self.instruction();
        if links.to_new(&instruction)? != *task.id() {
            return Err(ConversionError::OtherTask { instruction, task: *task.id() });
        }
        no_proofs(self.proofs.len())?;
        let mut invocation = Invocation::new(issuer, task);
        if !self.meta.is_empty() {
            invocation = invocation.with_meta(self.meta.clone());
        }
        if let Some(cause) = &self.cause {
            invocation = invocation.with_cause(links.to_new(cause)?);
        }
        Ok(invocation)
    }

    /// The task that asks for the same as an invocation of 1.0, with its instruction by
    /// address, beside the issuer, for whom this wire has no place here: the inverse of
    /// [`Task::to_invocation`].
    ///
    /// # Errors
    ///
    /// [`ConversionError::NoPlace`] for an audience and for times, which this wire has in its
    /// proofs, [`ConversionError::Empty`] for data that is there and empty,
    /// [`ConversionError::Proofs`] if there are proofs, and [`ConversionError::UnknownLink`].
    pub fn from_invocation(
        invocation: &Invocation,
        links: &Links,
    ) -> Result<(Did, Self), ConversionError> {
        for (field, is_there) in [
            ("aud", invocation.audience().is_some()),
            ("exp", invocation.validity().expiration().is_some()),
            ("nbf", invocation.validity().not_before().is_some()),
            ("iat", invocation.issued_at().is_some()),
        ] {
            if is_there {
                return Err(ConversionError::NoPlace { field });
            }
        }
        no_proofs(invocation.proofs().len())?;
        if invocation.meta().is_some_and(Meta::is_empty) {
            return Err(ConversionError::Empty { field: "meta" });
        }
        let task = Self {
            run: Reference::Link(links.to_old(invocation.task().id())?),
            meta: invocation.meta().cloned().unwrap_or_default(),
            proofs: Vec::new(),
            cause: invocation.cause().map(|new| links.to_old(new)).transpose()?,
        };
        Ok((invocation.issuer().clone(), task))
    }
}

/// Proofs of one wire prove nothing in the other, and authority is never dropped in silence.
pub(super) const fn no_proofs(count: usize) -> Result<(), ConversionError> {
    if count == 0 { Ok(()) } else { Err(ConversionError::Proofs { count }) }
}
