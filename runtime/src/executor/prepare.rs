//! What can be judged before anything is run or written.

use std::{collections::BTreeSet, sync::Arc};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipld_wit::FunctionType;
use ipvm_task::{EffectClass, WasmCall};
use ucan_invocation::Promise;

use super::{
    ContentError, Core, consult,
    content::Reader,
    error::PrepareError,
    job::{Job, JobTask, Runner},
};
use crate::{
    engine::{Component, Function},
    store::Address,
};

/// A call that is ready but for its parameters.
pub(super) struct Prepared {
    pub(super) component: Arc<Component>,
    pub(super) function: Function,
    pub(super) module: Cid,
}

impl Core {
    /// Judges a task as far as that is possible before the tasks that it awaits
    /// have ended: its command, its policies if no promise is open, the module,
    /// the function, the number of parameters, and content that is named. If it `is_new`,
    /// there is no receipt for it.
    pub(super) fn prepare(
        &self,
        task: &JobTask,
        job: &Job,
        is_new: bool,
    ) -> Result<(), PrepareError> {
        let proven = &task.proven;
        let runner = self.runner(proven.task())?;
        // What is verified in another way must not pass for a result once it is attested.
        let is_inquiry = consult::is_asked_for(&task.config);
        if is_inquiry {
            self.prepare_inquiry(task, &runner)?;
        }
        if proven.task().nonce().is_empty() && !runner.allows().empty_nonce {
            let command = proven.task().command().clone();
            return Err(PrepareError::EmptyNonce { command });
        }
        if is_inquiry {
            return Ok(());
        }
        let mut unknown = BTreeSet::new();
        let reader = Reader::new(job, Some(proven.task().subject()));
        for id in &task.outside {
            if self.promised(id, &reader)?.is_none() {
                unknown.insert(*id);
            }
        }
        if !unknown.is_empty() {
            return Err(PrepareError::UnknownPromise { tasks: unknown });
        }
        let args = proven.task().args();
        let is_open = args.values().any(Promise::stands_in);
        if !is_open {
            proven.authorize_as_written(&self.check(), &mut Default::default())?;
        }
        let registered = match runner {
            Runner::Wasm => return self.prepare_call(task, job, is_new),
            Runner::Handler(_, registered) => registered,
        };
        if is_open { Ok(()) } else { Ok(registered.accepts(args)?) }
    }

    /// Judges a call of a wasm function.
    fn prepare_call(&self, task: &JobTask, job: &Job, is_new: bool) -> Result<(), PrepareError> {
        let proven = &task.proven;
        let args = proven.task().args();
        // A module or a function that is itself awaited can only be judged later.
        let awaited = |name: &str| args.get(name).is_some_and(Promise::stands_in);
        if awaited("mod") || awaited("fun") || awaited("params") && promised_whole(args) {
            return Ok(());
        }
        let call = WasmCall::read(args)?;
        // What is remembered needs neither module nor content.
        let address = Address::Task(*proven.task().id());
        if !is_new && self.known_receipt(&address, EffectClass::Pure)?.is_some() {
            return Ok(());
        }
        let reader = Reader::new(job, Some(proven.task().subject()));
        match self.callee(&call, &reader) {
            Ok(prepared) => self.closed_content(&call, prepared.function.ty(), &reader),
            // What can be looked for elsewhere is, when the task starts.
            Err(PrepareError::Content(error)) if self.may_come(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether content that is not had here may be had elsewhere.
    fn may_come(&self, error: &ContentError) -> bool {
        self.outside.is_some() && matches!(error, ContentError::Unavailable { .. })
    }

    /// Judges the exception handler, as far as that is possible before there is a failure.
    pub(super) fn prepare_handler(&self, job: &Job) -> Result<(), PrepareError> {
        let Some(handler) = job.workflow().and_then(|workflow| workflow.document().handler())
        else {
            return Ok(());
        };
        let reader = Reader::new(job, Some(handler.task().subject()));
        match self.callee(&WasmCall::read(handler.task().args())?, &reader) {
            Err(PrepareError::Content(error)) if self.may_come(&error) => Ok(()),
            prepared => prepared.map(|_| ()),
        }
    }

    /// Finds what a call calls.
    pub(super) fn callee(
        &self,
        call: &WasmCall,
        reader: &Reader<'_>,
    ) -> Result<Prepared, PrepareError> {
        let module = self.module(call.module(), reader)?;
        let component = self.engine.load(&module)?;
        let function = component.function(call.function())?;
        let expected = function.ty().params().len();
        if call.params().len() != expected {
            return Err(PrepareError::Arity {
                function: call.function().to_owned(),
                expected,
                found: call.params().len(),
            });
        }
        Ok(Prepared { component, function, module: *module.cid() })
    }

    /// Looks for the content that parameters without promises name, and judges all
    /// of them by their types if there are no promises at all.
    fn closed_content(
        &self,
        call: &WasmCall,
        ty: &FunctionType,
        reader: &Reader<'_>,
    ) -> Result<(), PrepareError> {
        let mut named = Vec::new();
        if call.params().iter().any(Promise::stands_in) {
            for (parameter, value) in ty.params().iter().zip(call.params()) {
                // A value of another type is reported, with its place, when the
                // promises are kept.
                if !Promise::stands_in(value)
                    && let Ok(one) = FunctionType::new(vec![parameter.clone()], None)
                    && let Ok(links) = one.content_links(std::slice::from_ref(value))
                {
                    named.extend(links);
                }
            }
        } else {
            named = ty.content_links(call.params())?;
        }
        for cid in &named {
            match self.content(cid, reader) {
                Err(error) if self.may_come(&error) => {}
                found => drop(found?),
            }
        }
        Ok(())
    }
}

fn promised_whole(args: &ucan_invocation::Arguments) -> bool {
    !matches!(args.get("params"), Some(Ipld::List(_)))
}
