//! Tasks of older wires, which have a resource and an operation.

use std::borrow::Cow;

use ipld_core::ipld::Ipld;
use ipvm_task::{Module, ModuleError};
use ucan_core::{Command, CommandError, Did, DidError, FieldError, FieldRule, Fields};
use ucan_invocation::{
    Arguments, Promise,
    v0_2::{Operation, OperationError, Uri, UriError},
};
use ucan_pipeline::{Place, Segment};
use varsig::dag_cbor::Limits;

use super::task::TaskDraft;

/// The operation whose resource is a program.
const WASM: &str = "wasm/run";

/// The argument that has the resource, where it is neither a subject nor a program.
const URI: &str = "uri";

/// The argument that has the inputs, where they are no map.
const INPUTS: &str = "inputs";

/// Why a task of an older wire has no counterpart.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OlderTaskError {
    /// The operation is no command, as when it has capital letters.
    #[error("the operation is no command: {0}")]
    Command(CommandError),
    /// A field, or one of the inputs of `wasm/run`, is missing, malformed or unknown.
    #[error(transparent)]
    Field(FieldError),
    /// The resource of `wasm/run` names no program.
    #[error("the resource is no program: {0}")]
    Module(ModuleError),
    /// The operation has no form.
    #[error("the operation is none: {0}")]
    Operation(OperationError),
    /// The resource is a URI with the scheme `did` and no DID.
    #[error("the resource is no subject: {0}")]
    Subject(DidError),
    /// The resource is no URI.
    #[error("the resource is no URI: {0}")]
    Uri(UriError),
    /// The resource has no place, as the inputs have an argument of that name.
    #[error("the resource becomes the argument `{URI}`, and there is one already")]
    UriTaken,
    /// An operation with `*`, which stands for many.
    #[error("an operation with `*` names nothing to do")]
    Wildcard,
}

/// A task of an older wire, converted.
pub(crate) struct OlderTask {
    pub(crate) task: TaskDraft,
    /// The resource, if it became an argument.
    pub(crate) resource: Option<Ipld>,
}

/// Converts a task, in which promises are labels already.
pub(crate) fn convert(
    operation: String,
    resource: Ipld,
    inputs: Ipld,
) -> Result<OlderTask, OlderTaskError> {
    let operation = Operation::try_from(operation).map_err(OlderTaskError::Operation)?;
    if operation.is_wildcard() {
        return Err(OlderTaskError::Wildcard);
    }
    let command = Command::try_from(format!("/{operation}")).map_err(OlderTaskError::Command)?;
    if operation.as_str() == WASM {
        let args = call(resource, inputs)?;
        return Ok(OlderTask { task: TaskDraft::of_issuer(command, args), resource: None });
    }
    let mut args = match inputs {
        Ipld::Map(inputs) if Promise::form_of(&Ipld::Map(inputs.clone())).is_none() => inputs,
        other => Arguments::from([(INPUTS.into(), other)]),
    };
    if let Ipld::String(text) = &resource {
        let uri: Uri = text.parse().map_err(OlderTaskError::Uri)?;
        if uri.scheme() == "did" {
            let subject: Did = text.parse().map_err(OlderTaskError::Subject)?;
            return Ok(OlderTask { task: TaskDraft::new(subject, command, args), resource: None });
        }
    }
    if args.insert(URI.into(), resource.clone()).is_some() {
        return Err(OlderTaskError::UriTaken);
    }
    Ok(OlderTask { task: TaskDraft::of_issuer(command, args), resource: Some(resource) })
}

/// `{func, args}` on a module is `{mod, fun, params}`.
fn call(resource: Ipld, inputs: Ipld) -> Result<Arguments, OlderTaskError> {
    if Promise::form_of(&resource).is_none() {
        Module::read(&resource).map_err(OlderTaskError::Module)?;
    }
    let mut fields = Fields::of(INPUTS, inputs).map_err(OlderTaskError::Field)?;
    let function = fields.string("func").map_err(OlderTaskError::Field)?;
    let params = fields.required("args").map_err(OlderTaskError::Field)?;
    let Ipld::List(_) = params else {
        let rule = FieldRule::Value { expected: "a list of parameters" };
        return Err(OlderTaskError::Field(FieldError::new("args", rule)));
    };
    fields.finish().map_err(OlderTaskError::Field)?;
    Ok(Arguments::from([
        ("mod".into(), resource),
        ("fun".into(), Ipld::String(function)),
        ("params".into(), params),
    ]))
}

/// What to do with a value on the way through data.
pub(crate) enum Replaced {
    /// It stays, and what stands in it is looked at.
    No,
    /// It is this now, and is not looked into.
    By(Ipld),
}

/// Why data of an older wire is not converted.
pub(crate) struct Offence<E> {
    pub(crate) place: Place<'static>,
    pub(crate) error: E,
}

/// Replaces values in data, from the outside inwards. `name` is that of the field which
/// the data stands in.
pub(crate) fn replace<E>(
    name: &str,
    value: &mut Ipld,
    by: &mut dyn FnMut(&Ipld) -> Result<Replaced, E>,
) -> Result<(), Offence<E>> {
    let mut way = vec![Segment::Key(Cow::Owned(name.to_owned()))];
    replace_in(value, &mut way, by)
}

fn replace_in<E>(
    value: &mut Ipld,
    way: &mut Vec<Segment<'static>>,
    by: &mut dyn FnMut(&Ipld) -> Result<Replaced, E>,
) -> Result<(), Offence<E>> {
    match by(value) {
        Err(error) => return Err(Offence { place: Place::new(way.clone()), error }),
        Ok(Replaced::By(other)) => {
            *value = other;
            return Ok(());
        }
        Ok(Replaced::No) => {}
    }
    // What is deeper has no form on the wire, which is found when it is sealed.
    if way.len() > Limits::MAX_DEPTH {
        return Ok(());
    }
    match value {
        Ipld::List(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                way.push(Segment::Index(index));
                replace_in(item, way, by)?;
                way.pop();
            }
        }
        Ipld::Map(map) => {
            for (key, item) in map {
                way.push(Segment::Key(Cow::Owned(key.clone())));
                replace_in(item, way, by)?;
                way.pop();
            }
        }
        _ => {}
    }
    Ok(())
}
