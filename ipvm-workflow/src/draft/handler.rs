//! The exception handler of a draft.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{Module, WasmCall, wasm_run};

use super::task::TaskDraft;
use crate::document::failure_slot;

/// The exception handler of a draft.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum HandlerDraft {
    /// The function `catch` of a module, on the workflow's issuer.
    Module(Cid),
    /// A task of `/wasm/run`. Where its `params` have no place for the failure, sealing
    /// puts one behind the last.
    Task(Box<TaskDraft>),
}

impl HandlerDraft {
    /// The function that is called if only a module is named.
    pub const FUNCTION: &str = "catch";

    /// The whole task, with a place for the failure.
    pub(super) fn into_task(self) -> TaskDraft {
        let mut task = match self {
            Self::Module(module) => {
                let call = WasmCall::new(Module::Link(module), Self::FUNCTION, Vec::new());
                TaskDraft::of_issuer(wasm_run(), call.to_args())
            }
            Self::Task(task) => *task,
        };
        let slot = failure_slot();
        let params = task.args.entry("params".into()).or_insert_with(|| Ipld::List(Vec::new()));
        if slot.count(params) == 0
            && let Ipld::List(params) = params
        {
            params.push(slot.to_ipld());
        }
        task
    }
}

impl From<Cid> for HandlerDraft {
    fn from(module: Cid) -> Self {
        Self::Module(module)
    }
}

impl From<TaskDraft> for HandlerDraft {
    fn from(task: TaskDraft) -> Self {
        Self::Task(Box::new(task))
    }
}
