//! The document of IPVM Workflow 0.1, read and converted into a [`Draft`].
//!
//! The text (`ipvm-wg/workflow` at `993447c`) is from before UCAN 1.0: it has an envelope of
//! its own, tasks with a resource and an ability, and promises of labels. What comes out is
//! a draft, to be sealed and signed anew; a [`Loss`] says what of the document is not in it.
//!
//! ```
//! use ipvm_workflow::v0_1::{self, Loss};
//!
//! let converted = v0_1::from_dag_json(br#"{"ipvm/workflow": {
//!   "v": "0.1.0",
//!   "defaults": {"gas": 1000, "memory": [10, "mega", "bytes"]},
//!   "tasks": {"v": "0.1.0", "nnc": "02468", "prf": [], "run": {
//!     "notify-bob": {"with": "mailto://alice@example.com", "do": "msg/send",
//!                    "inputs": {"to": "bob@example.com"}},
//!     "log-as-done": {"with": "https://example.com/report", "do": "crud/update",
//!                     "inputs": {"value": {"ucan/promise": ["/", "notify-bob"]}}}
//!   }}
//! }}"#)?;
//! let task = &converted.draft.tasks()["log-as-done"];
//! assert_eq!(task.command().as_str(), "/crud/update");
//! assert_eq!(task.args()["value"], ipvm_workflow::awaits("notify-bob"));
//! assert_eq!(converted.losses[0], Loss::Nonce { nonce: "02468".into() });
//! # Ok::<(), v0_1::ReadError>(())
//! ```
//!
//! # What is read, and what becomes of it
//!
//! The schema of the text, its tables and its examples differ. Each of these is read, and
//! both names of one thing at once are refused.
//!
//! | There | Here |
//! |---|---|
//! | `{"ipvm/workflow": …}`, with `sig`, with `signature` or without | a draft; no signature is verified or kept ([`Loss::Signature`]) |
//! | `global` (schema, example) or `config` (table) | `config` |
//! | `defaults` (table, example) or `defauts` (schema) | `defaults` |
//! | `parent`: a link and a label; a link alone (2.1.3) | `parent`; nothing, as a label is missing ([`Loss::Parent`]) |
//! | `catch`: a link, the text of a CID, null, `{}` | a link to the module; absent |
//! | `nnc` of the tasks | the invocation is signed with a nonce of its own ([`Loss::Nonce`]) |
//! | `prf` of the tasks | nothing: proofs of then prove nothing now ([`Loss::Proofs`]) |
//! | `with` and `do`: `ipfs://…` and `wasm/run` | `/wasm/run` with the URI as `mod`, on the issuer |
//! | a DID as `with` | the subject |
//! | any other URI as `with` | `args.uri`, on the issuer, whose authority over it nobody gave ([`Loss::Resource`]) |
//! | a promise as `with` | `args.uri`, or `args.mod` of `wasm/run` |
//! | `inputs` of `wasm/run`, `{func, args}` | `{mod, fun, params}` |
//! | other `inputs`: a map; anything else | `args`; `args.inputs` |
//! | `{"ucan/promise": ["/", label]}` at any depth | `{"await/ok": label}` |
//! | `ipvm/config` in `meta`, or beside it (4.2) | `ipvm/config` in `meta` |
//! | `timeout` and `verification` of a configuration (4.2) | `time` and `check` |
//! | `{"optimistic": 17, "referee": did}` (4.2) | `{"optimistic": {"confirmations": 17, "referee": did}}` |
//! | a size as text, `"200GB"` (4.2) | refused, as in every configuration |
//!
//! Refused too are abilities with `*` or capital letters, promises of other invocations,
//! whose results nobody can find by a label, and data with the form that promises have now.

mod config;
mod error;
mod loss;
mod promise;
mod task;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::Fields;

pub use self::{error::ReadError, loss::Loss};
use crate::{
    document::{ConfigPlace, Parent},
    draft::{Draft, DraftPlace, decode},
};

/// The version of the document and of the tasks in it.
pub const VERSION: &str = "0.1.0";

/// What a document of 0.1 became.
#[derive(Clone, Debug, PartialEq)]
pub struct Converted {
    /// The draft. It is nobody's word: its signature, if there was one, was not verified.
    pub draft: Draft,
    /// What of the document is not in the draft, in the order of the document's fields and
    /// of the labels.
    pub losses: Vec<Loss>,
}

/// Reads a document in DAG-JSON of any layout.
///
/// # Errors
///
/// [`ReadError::Json`] for what is not DAG-JSON, as the text's own first example with its
/// missing commas, and as [`read`].
pub fn from_dag_json(text: &[u8]) -> Result<Converted, ReadError> {
    decode(text).map_err(ReadError::Json).and_then(read)
}

/// Reads the data of a document.
///
/// # Errors
///
/// [`ReadError`] for the first rule that is broken.
pub fn read(value: Ipld) -> Result<Converted, ReadError> {
    let workflow = |error| ReadError::Field { at: DraftPlace::Workflow, error };
    let mut losses = Vec::new();
    let mut envelope = Fields::of("workflow", value).map_err(workflow)?;
    let inner = envelope.required("ipvm/workflow").map_err(workflow)?;
    if let Some((field, _)) = one_of(&mut envelope, DraftPlace::Workflow, ["sig", "signature"])? {
        losses.push(Loss::Signature { field });
    }
    envelope.finish().map_err(workflow)?;

    let mut fields = Fields::of("ipvm/workflow", inner).map_err(workflow)?;
    let version = fields.string("v").map_err(workflow)?;
    if version != VERSION {
        return Err(ReadError::Version { found: version });
    }
    let meta = fields.optional_map("meta").map_err(workflow)?.unwrap_or_default();
    let mut draft = Draft::new().with_meta(meta);
    match fields.optional("parent") {
        None | Some(Ipld::Null) => {}
        Some(Ipld::Link(task)) => losses.push(Loss::Parent { task }),
        Some(value) => {
            draft = draft.with_parent(Parent::of(value).ok_or(ReadError::Parent)?);
        }
    }
    if let Some((_, value)) = one_of(&mut fields, DraftPlace::Workflow, ["global", "config"])? {
        draft = draft.with_config(config::convert(value, ConfigPlace::Workflow)?);
    }
    if let Some((_, value)) = one_of(&mut fields, DraftPlace::Workflow, ["defaults", "defauts"])? {
        draft = draft.with_defaults(config::convert(value, ConfigPlace::Defaults)?);
    }
    if let Some(module) = module(fields.optional("catch"))? {
        draft = draft.with_catch(module);
    }
    let tasks = fields.map("tasks").map_err(workflow)?;
    fields.finish().map_err(workflow)?;

    let mut fields = Fields::new(tasks);
    let version = fields.string("v").map_err(workflow)?;
    if version != VERSION {
        return Err(ReadError::InvocationVersion { found: version });
    }
    if let Some(value) = fields.optional("nnc") {
        let nonce = Fields::new([("nnc".into(), value)].into()).string("nnc").map_err(workflow)?;
        losses.push(Loss::Nonce { nonce });
    }
    let proofs = fields.optional_links("prf").map_err(workflow)?.unwrap_or_default();
    if !proofs.is_empty() {
        losses.push(Loss::Proofs { proofs });
    }
    let run = fields.map("run").map_err(workflow)?;
    fields.finish().map_err(workflow)?;
    for (label, value) in run {
        let task = task::convert(&label, value, &mut losses)?;
        draft = draft.with_task(label, task);
    }
    Ok(Converted { draft, losses })
}

/// The field under one of its two names, with the name.
fn one_of(
    fields: &mut Fields,
    at: DraftPlace,
    names: [&'static str; 2],
) -> Result<Option<(&'static str, Ipld)>, ReadError> {
    let [first, second] = names;
    match (fields.optional(first), fields.optional(second)) {
        (Some(_), Some(_)) => Err(ReadError::TwoNames { at, names }),
        (Some(value), None) => Ok(Some((first, value))),
        (None, Some(value)) => Ok(Some((second, value))),
        (None, None) => Ok(None),
    }
}

fn module(value: Option<Ipld>) -> Result<Option<Cid>, ReadError> {
    match value {
        None | Some(Ipld::Null) => Ok(None),
        Some(Ipld::Map(map)) if map.is_empty() => Ok(None),
        Some(Ipld::Link(module)) => Ok(Some(module)),
        // The parser of CIDs would skip over a path in front.
        Some(Ipld::String(text)) if !text.contains('/') => {
            text.parse().map(Some).map_err(|_| ReadError::Catch)
        }
        Some(_) => Err(ReadError::Catch),
    }
}
