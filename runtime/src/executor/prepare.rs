//! What can be judged before anything is run or written.

use std::sync::Arc;

use ipld_core::ipld::Ipld;
use ipld_wit::FunctionType;
use ipvm_task::{VerificationKind, WASM_RUN, WasmCall};
use ucan_invocation::Promise;

use super::{
    Executor,
    error::PrepareError,
    job::{Job, JobTask},
};
use crate::{
    engine::{Component, Function},
    store::Address,
};

/// A call that is ready but for its parameters.
pub(super) struct Prepared {
    pub(super) component: Arc<Component>,
    pub(super) function: Function,
    pub(super) module: cid::Cid,
}

impl Executor {
    /// Judges a task as far as that is possible before the tasks that it awaits
    /// have ended: its command, its policies if no promise is open, the module,
    /// the function, the number of parameters, and content that is named.
    pub(super) fn prepare(&self, task: &JobTask, job: &Job) -> Result<(), PrepareError> {
        let proven = &task.proven;
        if proven.task().command().as_str() != WASM_RUN {
            let command = proven.task().command().clone();
            return Err(PrepareError::UnknownCommand { command });
        }
        // What is verified in another way must not pass for a result once it is attested.
        let check = task.config.check.kind();
        if check != VerificationKind::Attestation {
            return Err(PrepareError::Verification { check });
        }
        let unknown = task
            .outside
            .iter()
            .filter(|id| !matches!(self.known(&Address::Task(**id)), Ok(Some(_))))
            .copied()
            .collect::<std::collections::BTreeSet<_>>();
        if !unknown.is_empty() {
            return Err(PrepareError::UnknownPromise { tasks: unknown });
        }
        let args = proven.task().args();
        if !args.values().any(Promise::stands_in) {
            proven.authorize(args.clone(), &self.check(), &mut Default::default())?;
        }
        // A module or a function that is itself awaited can only be judged later.
        let awaited = |name: &str| args.get(name).is_some_and(Promise::stands_in);
        if awaited("mod") || awaited("fun") || awaited("params") && promised_whole(args) {
            return Ok(());
        }
        let call = WasmCall::read(args)?;
        // What is remembered needs neither module nor content.
        if self.known(&Address::Task(*proven.task().id()))?.is_some() {
            return Ok(());
        }
        let prepared = self.callee(&call, job)?;
        self.closed_content(&call, prepared.function.ty(), job)
    }

    /// Finds what a call calls.
    pub(super) fn callee(&self, call: &WasmCall, job: &Job) -> Result<Prepared, PrepareError> {
        let module = self.module(call.module(), job)?;
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
        job: &Job,
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
        named.iter().try_for_each(|cid| self.content(cid, job).map(|_| ()))?;
        Ok(())
    }
}

fn promised_whole(args: &ucan_invocation::Arguments) -> bool {
    !matches!(args.get("params"), Some(Ipld::List(_)))
}
