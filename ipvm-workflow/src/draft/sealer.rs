//! From labels to links.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{HandlerDeclaration, HandlerDeclarations};
use ucan_core::{Did, Nonce};
use ucan_invocation::{Arguments, EmbeddedTask, Task};
use ucan_pipeline::{Cycle, Graph};
use varsig::dag_cbor::Limits;

use super::{
    Draft,
    error::{DraftPlace, SealError},
    handler::HandlerDraft,
    labels::{Misplaced, is_whole_promise, labels, link},
    suggestion::nearest,
    task::TaskDraft,
};
use crate::{
    WORKFLOW_VERSION,
    document::{DocumentError, MAX_TASKS},
    sealed::Sealed,
};

/// Seals drafts: fills in what they leave open, and replaces labels with links.
///
/// | Left open | Filled in |
/// |---|---|
/// | the subject of a task | the workflow's issuer |
/// | the nonce of a task that may be asked for with an empty one (ruling T11), by the declaration of its handler | the empty nonce |
/// | the nonce of any other task, also of one for which no handler is declared | one that is drawn |
/// | `catch` as a link | a call of the function `catch` of that module |
/// | the place for the failure in the `params` of `catch` | behind the last of them |
///
/// ```
/// use ipvm_task::{EffectClass, HandlerDeclaration, HandlerDeclarations};
/// use ipvm_workflow::{Draft, Sealer, TaskDraft, awaits};
/// use ucan_core::{Did, Nonce};
///
/// let bob: Did = "did:web:bob.example".parse()?;
/// let mut handlers = HandlerDeclarations::built_in();
/// handlers.declare(HandlerDeclaration::new("/crud/read".parse()?, EffectClass::Query))?;
/// let mut drawn = 0;
/// let draft = Draft::new()
///     .with_task("read", TaskDraft::of_issuer("/crud/read".parse()?, [].into()))
///     .with_task(
///         "send",
///         TaskDraft::of_issuer("/msg/send".parse()?, [("body".into(), awaits("read"))].into()),
///     );
/// let sealed = Sealer::new()
///     .with_issuer(bob)
///     .with_handlers(&handlers)
///     .with_nonces(|| {
///         drawn += 1;
///         Nonce::from_random([drawn; 12]) // from the system, in earnest
///     })
///     .seal(draft)?;
/// assert!(sealed.task("read").unwrap().nonce().is_empty());
/// assert_eq!(sealed.task("send").unwrap().nonce().as_bytes(), [1; 12]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Sealer<'a> {
    issuer: Option<Did>,
    handlers: Cow<'a, HandlerDeclarations>,
    nonces: Option<Box<dyn FnMut() -> Nonce + 'a>>,
}

impl Default for Sealer<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Sealer<'a> {
    /// A sealer that knows no issuer, the handlers that every executor has, and no source
    /// of nonces.
    #[must_use]
    pub fn new() -> Self {
        Self { issuer: None, handlers: Cow::Owned(HandlerDeclarations::built_in()), nonces: None }
    }

    /// Names the issuer of the workflow.
    #[must_use]
    pub fn with_issuer(mut self, issuer: Did) -> Self {
        self.issuer = Some(issuer);
        self
    }

    /// Says what the handlers of commands declare, in place of [`HandlerDeclarations::built_in`].
    #[must_use]
    pub fn with_handlers(mut self, handlers: &'a HandlerDeclarations) -> Self {
        self.handlers = Cow::Borrowed(handlers);
        self
    }

    /// Gives a source of nonces, such as [`Nonce::from_random`] of what the system draws.
    /// It is asked once for each task that needs one, in the order of their labels.
    #[must_use]
    pub fn with_nonces(mut self, nonces: impl FnMut() -> Nonce + 'a) -> Self {
        self.nonces = Some(Box::new(nonces));
        self
    }

    /// Replaces every label with the link of its task, in the order of need.
    ///
    /// Promises that have links already stay as they are; one of a task of this workflow
    /// makes it a dependency like a label. What was sealed, drafted again and sealed again,
    /// is the same document.
    ///
    /// # Errors
    ///
    /// [`SealError`] for the first rule that is broken: of the labels, of the rings, of
    /// what is filled in, task by task in the order of the labels, and of the document.
    pub fn seal(&mut self, draft: Draft) -> Result<Sealed, SealError> {
        let Draft { meta, parent, config, defaults, mut tasks, handler } = draft;
        if tasks.len() > MAX_TASKS {
            let error = DocumentError::TooManyTasks { limit: MAX_TASKS };
            return Err(SealError::Document(error));
        }
        let order = order(&tasks)?;
        self.fill_nonces(&mut tasks)?;
        let mut ids: BTreeMap<String, Cid> = BTreeMap::new();
        let mut sealed = BTreeMap::new();
        for label in order {
            let Some(mut task) = tasks.remove(&label) else { continue };
            link(&mut task.args, &ids);
            let task = self.embed(task, &DraftPlace::Task(label.clone()))?;
            ids.insert(label.clone(), *task.task().id());
            sealed.insert(label, task.to_ipld());
        }
        let mut args = Arguments::from([
            ("v".into(), Ipld::String(WORKFLOW_VERSION.into())),
            ("tasks".into(), Ipld::Map(sealed)),
        ]);
        let fields = [
            ("meta", (!meta.is_empty()).then_some(Ipld::Map(meta))),
            ("parent", parent.map(|parent| parent.to_ipld())),
            ("config", config),
            ("defaults", defaults),
            ("catch", handler.map(|handler| self.handler(handler)).transpose()?),
        ];
        args.extend(fields.into_iter().filter_map(|(key, value)| Some((key.into(), value?))));
        Sealed::read(args).map_err(SealError::Document)
    }

    /// Gives every task the nonce that it needs.
    fn fill_nonces(&mut self, tasks: &mut BTreeMap<String, TaskDraft>) -> Result<(), SealError> {
        let mut drawn = BTreeSet::new();
        for (label, task) in tasks {
            if task.nonce.is_some() {
                continue;
            }
            let declared = self.handlers.of(&task.command).map(HandlerDeclaration::allows);
            if declared.is_some_and(|allows| allows.empty_nonce) {
                task.nonce = Some(Nonce::empty());
                continue;
            }
            let at = || DraftPlace::Task(label.clone());
            let Some(nonces) = &mut self.nonces else {
                return Err(SealError::NoNonceSource { at: at() });
            };
            let nonce = nonces();
            if nonce.is_empty() {
                return Err(SealError::EmptyNonce { at: at() });
            }
            if !drawn.insert(nonce.clone()) {
                return Err(SealError::RepeatedNonce { at: at() });
            }
            task.nonce = Some(nonce);
        }
        Ok(())
    }

    /// A handler awaits nothing, and is pure whatever is declared of its command.
    fn handler(&self, handler: HandlerDraft) -> Result<Ipld, SealError> {
        let task = handler.into_task();
        labels(&task.args, |_| false)
            .map_err(|Misplaced { place, label }| SealError::HandlerAwaits { place, label })?;
        self.embed(task, &DraftPlace::Handler).map(|task| task.to_ipld())
    }

    fn embed(&self, task: TaskDraft, at: &DraftPlace) -> Result<EmbeddedTask, SealError> {
        let TaskDraft { subject, command, args, nonce, proofs, meta } = task;
        let Some(subject) = subject.or_else(|| self.issuer.clone()) else {
            return Err(SealError::NoIssuer { at: at.clone() });
        };
        let task = Task::new(subject, command, args, nonce.unwrap_or_default())
            .map_err(|error| SealError::Encode { at: at.clone(), error })?;
        // By itself it may be deeper than within the token that is going to be signed.
        let limit = Limits::default().depth.saturating_sub(LEVELS_AROUND_ARGS);
        if !task.args().values().chain(meta.values()).all(|value| is_within(value, limit)) {
            return Err(SealError::TooDeep { at: at.clone(), limit });
        }
        Ok(EmbeddedTask::new(task).with_proofs(proofs).with_meta(meta))
    }
}

/// How many lists and maps stand around the values of a task's arguments once they are
/// signed: signature and payload, header and payload, the payload, its arguments, the
/// tasks, the task, and its arguments.
const LEVELS_AROUND_ARGS: usize = 7;

/// Whether lists and maps nest no deeper than `levels` in `value`; no deeper is looked.
fn is_within(value: &Ipld, levels: usize) -> bool {
    let inner = levels.checked_sub(1);
    match value {
        Ipld::List(items) => {
            inner.is_some_and(|levels| items.iter().all(|item| is_within(item, levels)))
        }
        Ipld::Map(map) => {
            inner.is_some_and(|levels| map.values().all(|item| is_within(item, levels)))
        }
        _ => true,
    }
}

/// The labels in an order in which every task comes after those whose labels it has.
fn order(tasks: &BTreeMap<String, TaskDraft>) -> Result<Vec<String>, SealError> {
    let mut edges = Vec::with_capacity(tasks.len());
    for (task, draft) in tasks {
        if is_whole_promise(&draft.args) {
            return Err(SealError::WholeArguments { task: task.clone() });
        }
        let awaited = labels(&draft.args, |label| tasks.contains_key(label)).map_err(
            |Misplaced { place, label }| {
                let suggestion = nearest(&label, tasks.keys().map(String::as_str));
                let suggestion = suggestion.map(str::to_owned);
                SealError::UnknownLabel { task: task.clone(), place, label, suggestion }
            },
        )?;
        edges.push((task.as_str(), awaited));
    }
    match Graph::new(edges).order() {
        Ok(order) => Ok(order.into_iter().map(str::to_owned).collect()),
        Err(Cycle(ring)) => {
            Err(SealError::Cycle(Cycle(ring.into_iter().map(str::to_owned).collect())))
        }
    }
}
