//! From arguments to a handler.

use std::{ops::RangeInclusive, sync::Arc};

use ipld_core::ipld::Ipld;
use ipvm_content::ReferenceError;
use ipvm_task::HandlerDeclaration;
use ucan_core::{Command, FieldError, FieldRule, Fields};
use ucan_invocation::Arguments;
use varsig::dag_cbor::EncodeError;

use crate::{
    Call, Handler, HandlerError, Output, Registration, Subjects,
    store::{Key, KeyError, ValueTooLarge},
};

/// Why arguments are refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum ArgumentError {
    #[error(transparent)]
    Field(#[from] FieldError),
    #[error("field `content`: {0}")]
    Reference(ReferenceError),
    #[error("field `{field}`: {error}")]
    Key { field: &'static str, error: KeyError },
    #[error("field `value`: {0}")]
    Value(#[from] ValueTooLarge),
    #[error("field `value`: {0}")]
    Encode(#[from] EncodeError),
    #[error("field `{field}`: {found} is not between {} and {}", range.start(), range.end())]
    Range { field: &'static str, range: RangeInclusive<usize>, found: i128 },
    #[error("field `{field}`: it has {found} bytes, and {} to {} are allowed", range.start(), range.end())]
    Length { field: &'static str, range: RangeInclusive<usize>, found: usize },
}

/// Takes the arguments of one command out of the fields.
pub(super) type Read<A> = fn(&mut Fields) -> Result<A, ArgumentError>;

/// A function of arguments that are read strictly.
struct Effect<A, F> {
    read: Read<A>,
    function: F,
}

impl<A, F> Effect<A, F> {
    fn read(&self, args: &Arguments) -> Result<A, HandlerError> {
        let mut fields = Fields::new(args.clone());
        (self.read)(&mut fields)
            .and_then(|read| Ok(fields.finish().map(|()| read)?))
            .map_err(|error| HandlerError::not_done("InvalidArguments", error.to_string()))
    }
}

impl<A, F> Handler for Effect<A, F>
where
    F: Fn(A, &Call<'_>) -> Result<Ipld, HandlerError> + Send + Sync,
{
    fn accepts(&self, args: &Arguments) -> Result<(), HandlerError> {
        self.read(args).map(|_| ())
    }

    fn run(&self, call: &Call<'_>) -> Result<Output, HandlerError> {
        (self.function)(self.read(call.args())?, call).map(Output::new)
    }
}

/// The registration of `function` under what is declared of it.
pub(super) fn effect<A, F>(
    declaration: HandlerDeclaration,
    subjects: Subjects,
    read: Read<A>,
    function: F,
) -> Registration
where
    A: 'static,
    F: Fn(A, &Call<'_>) -> Result<Ipld, HandlerError> + Send + Sync + 'static,
{
    Registration::new(declaration, subjects, Arc::new(Effect { read, function }))
}

/// The command of a constant.
pub(super) fn command(text: &'static str) -> Command {
    text.parse().expect("the constant is a command")
}

/// A number in `range`, if the field is there.
pub(super) fn optional_number(
    fields: &mut Fields,
    field: &'static str,
    range: RangeInclusive<usize>,
) -> Result<Option<usize>, ArgumentError> {
    match fields.optional(field) {
        None => Ok(None),
        Some(Ipld::Integer(found)) => match usize::try_from(found) {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            _ => Err(ArgumentError::Range { field, range, found }),
        },
        Some(_) => Err(FieldError::new(field, FieldRule::Value { expected: "an integer" }).into()),
    }
}

/// A number in `range`.
pub(super) fn number(
    fields: &mut Fields,
    field: &'static str,
    range: RangeInclusive<usize>,
) -> Result<usize, ArgumentError> {
    optional_number(fields, field, range)?
        .ok_or_else(|| FieldError::new(field, FieldRule::Missing).into())
}

/// A text of so many bytes.
pub(super) fn text(
    fields: &mut Fields,
    field: &'static str,
    range: RangeInclusive<usize>,
) -> Result<String, ArgumentError> {
    let text = fields.string(field)?;
    let found = text.len();
    if range.contains(&found) {
        Ok(text)
    } else {
        Err(ArgumentError::Length { field, range, found })
    }
}

/// A key that a value is kept under.
pub(super) fn key(fields: &mut Fields, field: &'static str) -> Result<Key, ArgumentError> {
    Key::new(fields.string(field)?).map_err(|error| ArgumentError::Key { field, error })
}
