//! The form of the later slides.

use alloc::{string::String, vec::Vec};

use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Fields};

use super::{
    dialect::Dialect,
    encoded::{Wire, map},
    error::{InstructionError, ReadError, WriteError, kind},
    instruction::Instruction,
    operation::Operation,
    uri::Uri,
};
use crate::task::Arguments;

/// `{uri, call, input: {func, args}}`: an instruction as the later slides write it.
///
/// Read and written where it is asked for by name; nothing takes one for an instruction.
/// Promises may stand anywhere in `args`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What is acted on.
    pub uri: Uri,
    /// What is done.
    pub call: Operation,
    /// The function to call.
    pub function: String,
    /// Its arguments.
    pub args: Vec<Ipld>,
}

impl Call {
    /// The same as an instruction without a nonce.
    ///
    /// # Errors
    ///
    /// [`InstructionError::Encode`] if the arguments have no DAG-CBOR form.
    pub fn to_instruction(&self) -> Result<Instruction, InstructionError> {
        Instruction::new(self.uri.clone(), self.call.clone(), self.input())
    }

    /// The instruction in this form, which it has if it is of values, without a nonce, and its
    /// input is `{func, args}`.
    #[must_use]
    pub fn of_instruction(instruction: &Instruction) -> Option<Self> {
        let uri = instruction.resource().value()?.clone();
        let nonce = instruction.nonce().value()?;
        let input = instruction.input().value()?;
        let (function, args) = function_and_args(input)?;
        nonce.is_empty().then(|| Self {
            uri,
            call: instruction.operation().clone(),
            function: function.into(),
            args: args.into(),
        })
    }

    fn input(&self) -> Arguments {
        [
            ("func".into(), Ipld::String(self.function.clone())),
            ("args".into(), Ipld::List(self.args.clone())),
        ]
        .into()
    }
}

/// The parts of an input that is exactly `{func, args}`.
pub(super) fn function_and_args(input: &Arguments) -> Option<(&str, &[Ipld])> {
    match (input.len(), input.get("func"), input.get("args")) {
        (2, Some(Ipld::String(function)), Some(Ipld::List(args))) => Some((function, args)),
        _ => None,
    }
}

impl Wire for Call {
    fn read(value: Ipld) -> Result<Self, ReadError> {
        let mut fields = Fields::of("call", value)?;
        let uri = Uri::try_from(fields.string("uri")?).map_err(ReadError::Resource)?;
        let call = Operation::try_from(fields.string("call")?).map_err(ReadError::Operation)?;
        let mut input = Fields::of("input", fields.required("input")?)?;
        fields.finish()?;
        let function = input.string("func")?;
        let args = match input.required("args")? {
            Ipld::List(args) => args,
            other => {
                let rule = FieldRule::Kind { expected: "list", found: kind(&other) };
                return Err(FieldError::new("args", rule).into());
            }
        };
        input.finish()?;
        Ok(Self { uri, call, function, args })
    }

    /// The same in both dialects.
    fn write(&self, _: Dialect) -> Result<Ipld, WriteError> {
        Ok(map([
            ("uri", Some(Ipld::String(self.uri.as_str().into()))),
            ("call", Some(Ipld::String(self.call.as_str().into()))),
            ("input", Some(Ipld::Map(self.input()))),
        ]))
    }
}
