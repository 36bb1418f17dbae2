//! From the name of content to content that is here: `/content/resolve`.
//!
//! | Argument | |
//! |---|---|
//! | `content` | a link, or a string: a CID, `cid:…`, `ipfs://…` with a path or without, or `data:…` |
//!
//! On `ok` stands a map:
//!
//! | Key | |
//! |---|---|
//! | `content` | link: the raw block that holds all of it, or the block that was named |
//! | `size` | integer: how many bytes it has |
//!
//! Other tasks on the same subject take that link as an argument, and read it. It is found
//! here, as far as this task may read it (ruling I11), or by the executor's
//! [resolver](crate::ExecutorBuilder::with_resolver), within the time of the task. A file of
//! UnixFS is put together from its blocks, and kept in one for the subject of the task; a
//! directory that is spread over blocks by hashes is refused plainly.
//!
//! # Errors
//!
//! What is no name of content is refused as an argument. What is not to be had is an error of
//! the executor, `ContentUnavailable`, that is never remembered, with `at-fault`: `requestor`,
//! `environment` or `runner`. What is kept, the bytes of a file or of a `data:` URI, counts as
//! what the task adds to the store: `LimitReached` of `disk`, if that is more than it may. What
//! is here and no file is the task's own error, `NotAFile`.
//!
//! It is a query: what is here for a minute may be gone later.

use std::{collections::BTreeMap, fmt::Display};

use ipld_core::ipld::Ipld;
use ipvm_content::{
    ContentPath, Reference,
    unixfs::{File, FileLimits, ReadError},
};
use ipvm_task::{AtFault, EffectClass, Fault, HandlerDeclaration};
use ucan_core::{FieldError, FieldRule};
use ucan_invocation::Failure;
use varsig::{Block, multicodec::DAG_PB};

use super::arguments::{ArgumentError, command, effect};
use crate::{Call, ContentError, HandlerError, KeepError, Registration, Subjects};

/// The command.
pub const RESOLVE: &str = "/content/resolve";

/// Resolves names of content for tasks on these subjects. It gives nobody anything that
/// tasks on their subject may not read, so that [`Subjects::Any`] is safe.
#[must_use]
pub fn resolve(subjects: Subjects) -> Registration {
    let declaration = HandlerDeclaration::new(command(RESOLVE), EffectClass::Query);
    effect(
        declaration,
        subjects,
        |fields| match fields.required("content")? {
            Ipld::Link(cid) => Ok(Reference::Cid(cid)),
            Ipld::String(text) => Reference::parse(&text).map_err(ArgumentError::Reference),
            _ => {
                let expected = "a link, or a string that names content";
                Err(FieldError::new("content", FieldRule::Value { expected }).into())
            }
        },
        answer,
    )
}

fn answer(reference: Reference, call: &Call<'_>) -> Result<Ipld, HandlerError> {
    let block = match reference {
        Reference::Data(data) => {
            let block = Block::raw(data.into_bytes());
            keep(&block, call)?;
            block
        }
        Reference::Cid(cid) if cid.codec() != DAG_PB => found(call.content(&cid))?,
        Reference::Ipfs { cid, path } if path.is_empty() && cid.codec() != DAG_PB => {
            found(call.content(&cid))?
        }
        Reference::Cid(cid) => file(File::new(cid, &ContentPath::default(), limits()), call)?,
        Reference::Ipfs { cid, path } => file(File::new(cid, &path, limits()), call)?,
    };
    let size = Ipld::Integer(i128::try_from(block.bytes().len()).unwrap_or(i128::MAX));
    let content = ("content".to_owned(), Ipld::Link(*block.cid()));
    Ok(Ipld::Map(BTreeMap::from([content, ("size".to_owned(), size)])))
}

fn limits() -> FileLimits {
    FileLimits::default()
}

fn file(file: File, call: &Call<'_>) -> Result<Block, HandlerError> {
    let bytes = file.read(|cid| call.content(cid)).map_err(|error| match error {
        ReadError::Block { error, .. } => unavailable(&error),
        ReadError::File(error) => HandlerError::failed("NotAFile", error.to_string()),
        _ => failure("the content could not be read", AtFault::Runner),
    })?;
    let block = Block::raw(bytes);
    keep(&block, call)?;
    Ok(block)
}

fn keep(block: &Block, call: &Call<'_>) -> Result<(), HandlerError> {
    call.keep(block).map_err(|error| {
        if let KeepError::Store(error) = &error {
            tracing::error!(%error, "content could not be kept");
        }
        HandlerError::NotDone(error.to_failure())
    })
}

fn found(block: Result<Block, ContentError>) -> Result<Block, HandlerError> {
    block.map_err(|error| unavailable(&error))
}

fn unavailable(error: &ContentError) -> HandlerError {
    match error {
        ContentError::Store(error) => {
            tracing::error!(%error, "content could not be read");
            failure("the store of content could not be read", AtFault::Runner)
        }
        error => failure(error, error.at_fault()),
    }
}

fn failure(message: impl Display, at_fault: AtFault) -> HandlerError {
    let failure = Failure::new(Fault::ContentUnavailable.name(), message.to_string())
        .with_detail("at-fault", Ipld::String(at_fault.to_string()));
    HandlerError::NotDone(failure)
}
