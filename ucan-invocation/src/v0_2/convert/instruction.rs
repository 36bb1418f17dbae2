//! Instructions on what belongs to somebody.

use alloc::{format, string::ToString};

use ucan_core::{Command, Did, Nonce};

use super::{
    super::{
        awaiting::Deferrable, error::InstructionError, instruction::Instruction,
        nonce::Nonce as OldNonce, operation::Operation, uri::Uri,
    },
    ConversionError, Links,
    links::convert_promises,
};
use crate::task::{Arguments, Task};

impl Instruction {
    /// The task of 1.0 that says the same, if the resource is a DID: its subject.
    ///
    /// Promises go to the tasks that [`Links`] has for them; the new pair is entered there.
    ///
    /// # Errors
    ///
    /// [`ConversionError`] as its variants say.
    pub fn to_task(&self, links: &mut Links) -> Result<Task, ConversionError> {
        let resource = value(self.resource(), "rsc")?;
        let subject: Did = resource.as_str().parse().map_err(ConversionError::Resource)?;
        let args = convert_promises(value(self.input(), "input")?, &|old| links.to_new(old))?;
        let task = Task::new(subject, command(self.operation())?, args, new_nonce(self)?)
            .map_err(ConversionError::Encode)?;
        links.insert(*self.address(), *task.id())?;
        Ok(task)
    }

    /// The instruction that says the same as a task of 1.0: the inverse of
    /// [`Instruction::to_task`].
    ///
    /// # Errors
    ///
    /// [`ConversionError`] as its variants say.
    pub fn from_task(task: &Task, links: &mut Links) -> Result<Self, ConversionError> {
        let resource: Uri = task.subject().as_str().parse().map_err(ConversionError::Subject)?;
        let input = convert_promises(task.args(), &|new| links.to_old(new))?;
        let operation = operation(task.command())?;
        let instruction = assemble(resource, operation, input, old_nonce(task.nonce())?)?;
        links.insert(*instruction.address(), *task.id())?;
        Ok(instruction)
    }
}

pub(super) fn value<'a, T>(
    field: &'a Deferrable<T>,
    name: &'static str,
) -> Result<&'a T, ConversionError> {
    field.value().ok_or(ConversionError::Deferred { field: name })
}

pub(super) fn assemble(
    resource: Uri,
    operation: Operation,
    input: Arguments,
    nonce: OldNonce,
) -> Result<Instruction, ConversionError> {
    Instruction::with(
        Deferrable::Value(resource),
        operation,
        Deferrable::Value(input),
        Deferrable::Value(nonce),
    )
    .map_err(|error| match error {
        InstructionError::Encode(error) => ConversionError::Encode(error),
        InstructionError::InputIsPromise => ConversionError::Deferred { field: "args" },
    })
}

/// `msg/send` is `/msg/send`.
fn command(operation: &Operation) -> Result<Command, ConversionError> {
    if operation.is_wildcard() {
        return Err(ConversionError::Wildcard);
    }
    Command::try_from(format!("/{operation}")).map_err(ConversionError::Command)
}

fn operation(command: &Command) -> Result<Operation, ConversionError> {
    let text = command.as_str().strip_prefix('/').unwrap_or_default();
    let operation: Operation = text.parse().map_err(ConversionError::Operation)?;
    if operation.is_wildcard() { Err(ConversionError::Wildcard) } else { Ok(operation) }
}

/// Bytes stay bytes, and ASCII becomes its bytes where they cannot be taken for the former.
pub(super) fn new_nonce(instruction: &Instruction) -> Result<Nonce, ConversionError> {
    let nonce = value(instruction.nonce(), "nnc")?;
    match (nonce.as_bytes(), nonce.as_text()) {
        (Some(bytes), _) => Ok(Nonce::new(bytes)),
        (None, Some(text)) if OldNonce::bytes(text.as_bytes()).is_ok() => {
            Err(ConversionError::NonceForm { length: text.len() })
        }
        (None, text) => Ok(Nonce::new(text.unwrap_or_default().to_string().into_bytes())),
    }
}

pub(super) fn old_nonce(nonce: &Nonce) -> Result<OldNonce, ConversionError> {
    let bytes = nonce.as_bytes();
    let text = || {
        let text = core::str::from_utf8(bytes).ok()?;
        OldNonce::text(text).ok()
    };
    OldNonce::bytes(bytes)
        .ok()
        .or_else(text)
        .ok_or(ConversionError::NonceLength { length: bytes.len() })
}
