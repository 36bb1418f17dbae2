//! Documents as drafts again.

use ipld_core::ipld::Ipld;
use ipvm_task::ConfigLayer;
use ucan_invocation::{Arguments, EmbeddedTask, Promise};
use varsig::dag_json::EncodeError;

use super::{
    Draft,
    error::{DraftError, DraftPlace},
    handler::HandlerDraft,
    json::encode,
    labels::first_place,
    task::TaskDraft,
};
use crate::{WORKFLOW_VERSION, document::Document};

impl Document {
    /// The arguments that [`Document::read`] reads as this document. What may be left out
    /// and says nothing, as an empty configuration, is.
    #[must_use]
    pub fn to_args(&self) -> Arguments {
        let layer = |layer: &ConfigLayer| (*layer != ConfigLayer::EMPTY).then(|| layer.to_ipld());
        let tasks = self.steps().iter().map(|(label, step)| (label.clone(), step.embedded()));
        let tasks = tasks.map(|(label, task)| (label, task.to_ipld())).collect();
        let meta = (!self.meta().is_empty()).then(|| Ipld::Map(self.meta().clone()));
        let fields = [
            ("v", Some(Ipld::String(WORKFLOW_VERSION.into()))),
            ("meta", meta),
            ("parent", self.parent().map(|parent| parent.to_ipld())),
            ("config", layer(self.config())),
            ("defaults", layer(self.defaults())),
            ("tasks", Some(Ipld::Map(tasks))),
            ("catch", self.handler().map(EmbeddedTask::to_ipld)),
        ];
        fields.into_iter().filter_map(|(key, value)| Some((key.into(), value?))).collect()
    }

    /// [`Document::to_args`] as canonical DAG-JSON.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] for data that has no DAG-JSON text.
    pub fn to_dag_json(&self) -> Result<String, EncodeError> {
        encode(&Ipld::Map(self.to_args()))
    }
}

impl Draft {
    /// A document as a draft, to be changed and sealed again. Its promises keep their
    /// links, so that a task that is changed has to be awaited anew, by its label.
    ///
    /// # Errors
    ///
    /// [`DraftError::LooksLikeLabel`] for data that would be taken for a label. No document
    /// that was sealed here has any.
    pub fn of_document(document: &Document) -> Result<Self, DraftError> {
        let mut draft = Self::new().with_meta(document.meta().clone());
        draft.parent = document.parent().cloned();
        let layer = |layer: &ConfigLayer| (*layer != ConfigLayer::EMPTY).then(|| layer.to_ipld());
        draft.config = layer(document.config());
        draft.defaults = layer(document.defaults());
        for (label, step) in document.steps() {
            let task = of_embedded(step.embedded(), || DraftPlace::Task(label.clone()))?;
            draft.tasks.insert(label.clone(), task);
        }
        if let Some(handler) = document.handler() {
            let task = of_embedded(handler, || DraftPlace::Handler)?;
            draft.handler = Some(HandlerDraft::from(task));
        }
        Ok(draft)
    }
}

fn of_embedded(
    embedded: &EmbeddedTask,
    at: impl Fn() -> DraftPlace,
) -> Result<TaskDraft, DraftError> {
    let task = embedded.task();
    if let Some(place) = first_place(task.args(), |value| {
        matches!(Promise::form_of(value), Some((_, Ipld::String(_))))
    }) {
        return Err(DraftError::LooksLikeLabel { at: at(), place });
    }
    Ok(TaskDraft::new(task.subject().clone(), task.command().clone(), task.args().clone())
        .with_nonce(task.nonce().clone())
        .with_proofs(embedded.proofs().to_vec())
        .with_meta(embedded.meta().clone()))
}
