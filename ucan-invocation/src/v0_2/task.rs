//! Tasks: an instruction with what it takes to run it.

use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, Fields, Meta};

use super::{
    dialect::Dialect,
    encoded::{Reference, Wire, links, map},
    error::{ReadError, WriteError},
    instruction::Instruction,
};

/// `{run, meta, prf, cause}` (UCAN Invocation 0.2, section 5.1).
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// What to run: by its address in the text, and mostly as itself in the field.
    pub run: Reference<Instruction>,
    /// Hints, limits and the like; empty if there are none.
    pub meta: Meta,
    /// The UCANs, of a version before 1.0, that prove the authority. Nothing here reads them.
    pub proofs: Vec<Cid>,
    /// The receipt that is said to have asked for this.
    pub cause: Option<Cid>,
}

impl Task {
    /// A task with nothing beside its instruction.
    #[must_use]
    pub const fn new(run: Reference<Instruction>) -> Self {
        Self { run, meta: Meta::new(), proofs: Vec::new(), cause: None }
    }

    /// The address of the instruction.
    #[must_use]
    pub const fn instruction(&self) -> &Cid {
        match &self.run {
            Reference::Inline(instruction) => instruction.address(),
            Reference::Link(cid) => cid,
        }
    }
}

impl Wire for Task {
    /// `prf` is required and a list of links: whatever else stands there is not "no proofs".
    fn read(value: Ipld) -> Result<Self, ReadError> {
        let mut fields = Fields::of("task", value)?;
        let task = Self {
            run: Reference::read(fields.required("run")?, Instruction::read)?,
            meta: fields.optional_map("meta")?.unwrap_or_default(),
            proofs: fields.links("prf")?,
            cause: nullable_link(&mut fields, "cause")?,
        };
        fields.finish()?;
        Ok(task)
    }

    fn write(&self, dialect: Dialect) -> Result<Ipld, WriteError> {
        let run = match &self.run {
            Reference::Inline(instruction) => instruction.write(dialect)?,
            Reference::Link(cid) => Ipld::Link(*cid),
        };
        Ok(map([
            ("run", Some(run)),
            ("meta", meta(&self.meta, dialect)),
            ("prf", Some(links(&self.proofs))),
            ("cause", nullable(self.cause.map(Ipld::Link), dialect)),
        ]))
    }
}

/// A link that may be absent, or null, which the field writes for the same.
fn nullable_link(fields: &mut Fields, name: &str) -> Result<Option<Cid>, FieldError> {
    match fields.optional(name) {
        None | Some(Ipld::Null) => Ok(None),
        Some(value) => {
            let mut one = Fields::new([(name.into(), value)].into());
            one.link(name).map(Some)
        }
    }
}

/// An optional field as the dialect has it where it is not there.
pub(super) fn nullable(value: Option<Ipld>, dialect: Dialect) -> Option<Ipld> {
    match (value, dialect) {
        (None, Dialect::Field) => Some(Ipld::Null),
        (value, _) => value,
    }
}

/// `meta` as the dialect has it where it is empty.
pub(super) fn meta(meta: &Meta, dialect: Dialect) -> Option<Ipld> {
    (dialect == Dialect::Field || !meta.is_empty()).then(|| Ipld::Map(meta.clone()))
}
