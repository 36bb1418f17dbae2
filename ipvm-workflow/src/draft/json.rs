//! Drafts as text.

use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, Fields, Nonce};
use varsig::{
    dag_cbor::Limits,
    dag_json::{self, EncodeError},
};

use super::{
    Draft,
    error::{DraftError, DraftPlace},
    handler::HandlerDraft,
    task::TaskDraft,
};
use crate::{WORKFLOW_VERSION, document::Parent};

impl Draft {
    /// Reads a draft in DAG-JSON of any layout:
    ///
    /// ```json
    /// {"v": "0.2.0", "meta": {}, "parent": null, "config": {}, "defaults": {}, "catch": null,
    ///  "tasks": {"label": {"sub": "did:…", "cmd": "/wasm/run", "args": {},
    ///                      "nonce": {"/": {"bytes": ""}}, "prf": [], "meta": {}}}}
    /// ```
    ///
    /// Only `v` and `tasks` are required, and of a task `cmd` and `args`. `catch` is a task
    /// likewise, or a link to a module.
    ///
    /// # Errors
    ///
    /// [`DraftError::Json`] for what is not DAG-JSON, and as [`Draft::read`].
    pub fn from_dag_json(text: &[u8]) -> Result<Self, DraftError> {
        decode(text).and_then(Self::read)
    }

    /// Reads the data of a draft.
    ///
    /// # Errors
    ///
    /// [`DraftError::Version`], [`DraftError::Field`] and [`DraftError::Parent`]. Whether
    /// labels are known, configurations are right and tasks are few enough is judged by
    /// [`Draft::seal`].
    pub fn read(value: Ipld) -> Result<Self, DraftError> {
        let workflow = |error| DraftError::Field { at: DraftPlace::Workflow, error };
        let mut fields = Fields::of("workflow", value).map_err(workflow)?;
        let version = fields.string("v").map_err(workflow)?;
        if version != WORKFLOW_VERSION {
            return Err(DraftError::Version { found: version });
        }
        let meta = fields.optional_map("meta").map_err(workflow)?.unwrap_or_default();
        let parent = match fields.optional("parent") {
            None | Some(Ipld::Null) => None,
            Some(value) => Some(Parent::of(value).ok_or(DraftError::Parent)?),
        };
        let (config, defaults) = (fields.optional("config"), fields.optional("defaults"));
        let labelled = fields.map("tasks").map_err(workflow)?;
        let handler = match fields.optional("catch") {
            None | Some(Ipld::Null) => None,
            Some(Ipld::Link(module)) => Some(HandlerDraft::Module(module)),
            Some(value) => {
                let task = TaskDraft::read("catch", value)
                    .map_err(|error| DraftError::Field { at: DraftPlace::Handler, error })?;
                Some(HandlerDraft::from(task))
            }
        };
        fields.finish().map_err(workflow)?;
        let mut tasks = std::collections::BTreeMap::new();
        for (label, value) in labelled {
            let task = TaskDraft::read(&label, value).map_err(|error| DraftError::Field {
                at: DraftPlace::Task(label.clone()),
                error,
            })?;
            tasks.insert(label, task);
        }
        Ok(Self { meta, parent, config, defaults, tasks, handler })
    }

    /// The data that [`Draft::read`] reads.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let tasks = self.tasks.iter().map(|(label, task)| (label.clone(), task.to_ipld()));
        let handler = self.handler.as_ref().map(|handler| match handler {
            HandlerDraft::Module(module) => Ipld::Link(*module),
            HandlerDraft::Task(task) => task.to_ipld(),
        });
        map([
            ("v", Some(Ipld::String(WORKFLOW_VERSION.into()))),
            ("meta", (!self.meta.is_empty()).then(|| Ipld::Map(self.meta.clone()))),
            ("parent", self.parent.as_ref().map(Parent::to_ipld)),
            ("config", self.config.clone()),
            ("defaults", self.defaults.clone()),
            ("tasks", Some(Ipld::Map(tasks.collect()))),
            ("catch", handler),
        ])
    }

    /// The draft as canonical DAG-JSON.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] for data that has no DAG-JSON text.
    pub fn to_dag_json(&self) -> Result<String, EncodeError> {
        encode(&self.to_ipld())
    }
}

impl TaskDraft {
    fn read(name: &str, value: Ipld) -> Result<Self, FieldError> {
        let mut fields = Fields::of(name, value)?;
        let task = Self {
            subject: fields.optional_did("sub")?,
            command: fields.command("cmd")?,
            args: fields.map("args")?,
            nonce: match fields.optional("nonce") {
                None => None,
                Some(value) => {
                    let mut one = Fields::new([("nonce".into(), value)].into());
                    Some(Nonce::new(one.bytes("nonce")?))
                }
            },
            proofs: fields.optional_links("prf")?.unwrap_or_default(),
            meta: fields.optional_map("meta")?.unwrap_or_default(),
        };
        fields.finish()?;
        Ok(task)
    }

    fn to_ipld(&self) -> Ipld {
        let proofs = self.proofs.iter().copied().map(Ipld::Link).collect();
        map([
            ("sub", self.subject.as_ref().map(|subject| Ipld::String(subject.as_str().into()))),
            ("cmd", Some(Ipld::String(self.command.as_str().into()))),
            ("args", Some(Ipld::Map(self.args.clone()))),
            ("nonce", self.nonce.as_ref().map(|nonce| Ipld::Bytes(nonce.as_bytes().into()))),
            ("prf", (!self.proofs.is_empty()).then_some(Ipld::List(proofs))),
            ("meta", (!self.meta.is_empty()).then(|| Ipld::Map(self.meta.clone()))),
        ])
    }
}

impl Parent {
    /// Reads the list of a link and a label.
    pub(crate) fn of(value: Ipld) -> Option<Self> {
        let Ipld::List(items) = value else { return None };
        match <[Ipld; 2]>::try_from(items) {
            Ok([Ipld::Link(workflow), Ipld::String(label)]) => Some(Self { workflow, label }),
            _ => None,
        }
    }
}

/// A map of those fields that there are.
fn map<const N: usize>(fields: [(&str, Option<Ipld>); N]) -> Ipld {
    let present = fields.into_iter().filter_map(|(name, value)| Some((name.into(), value?)));
    Ipld::Map(present.collect())
}

/// Reads DAG-JSON of any layout.
pub(crate) fn decode(text: &[u8]) -> Result<Ipld, DraftError> {
    dag_json::decode(text, &Limits::default()).map_err(|error| {
        let (line, column) = position(text, error.offset);
        DraftError::Json { line, column, error }
    })
}

/// Writes canonical DAG-JSON.
pub(crate) fn encode(value: &Ipld) -> Result<String, EncodeError> {
    let text = dag_json::encode(value)?;
    Ok(String::from_utf8(text).expect("DAG-JSON is written from strings"))
}

/// The line of a byte and its place in the line, both from 1.
fn position(text: &[u8], offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before.rsplit(|byte| *byte == b'\n').next().map_or(0, <[u8]>::len);
    (line, column + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_begin_with_one() {
        for (text, offset, expected) in [
            ("", 0, (1, 1)),
            ("{", 1, (1, 2)),
            ("{\n", 2, (2, 1)),
            ("{\n \"v\": x}", 8, (2, 7)),
            ("ab", 9, (1, 3)),
        ] {
            assert_eq!(position(text.as_bytes(), offset), expected, "{text:?} {offset}");
        }
    }
}
