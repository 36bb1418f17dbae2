//! A large workflow, beside the sum of its parts.

use std::{io, sync::Arc};

use ipld_core::ipld::Ipld;
use ipvm_benches::{Table, spent};
use ipvm_runtime::{Stores, store::MemoryStore};
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_workflow::{Draft, TaskDraft, awaits};
use ucan_core::{Did, Envelope, Nonce};
use ucan_invocation::Promise;

use crate::{
    microseconds,
    stage::{caller, executor, signed_with, verified},
};

const TASKS: u32 = 10_000;

pub(crate) fn measure(table: &mut Table<impl io::Write>) -> io::Result<()> {
    let per_task = |time: std::time::Duration| time.as_secs_f64() * 1e9 / f64::from(TASKS);
    for (name, is_chain) in [("side by side", false), ("one after the other", true)] {
        let (mut whole, mut parts) = (Vec::new(), Vec::new());
        for _ in 0..5 {
            whole.push(per_task(workflow(is_chain)));
            parts.push(per_task(singly(is_chain)));
        }
        let median = |figures: &mut Vec<f64>| {
            figures.sort_by(f64::total_cmp);
            figures[figures.len() / 2]
        };
        let (whole, parts) = (median(&mut whole), median(&mut parts));
        table.row(name, whole, parts, microseconds(whole - parts, 10.0))?;
    }
    Ok(())
}

/// The time of a workflow that was received.
fn workflow(is_chain: bool) -> std::time::Duration {
    let (executor, module) = executor(Stores::from(Arc::new(MemoryStore::new())), |it| it);
    let alice = caller(1);
    let own = Did::from_signer(&alice);
    let label = |number: u32| format!("task {number:05}");
    let draft = (0..TASKS).fold(Draft::new(), |draft, number| {
        let param = match number.checked_sub(1) {
            Some(before) if is_chain => awaits(&label(before)),
            _ => Ipld::Integer(number.into()),
        };
        let call = WasmCall::new(Module::Link(module), "add-one", vec![param]);
        let task = TaskDraft::new(own.clone(), wasm_run(), call.to_args());
        draft.with_task(label(number), task.with_nonce(Nonce::empty()))
    });
    let invocation = draft
        .seal()
        .expect("there is no ring")
        .invocation(own, executor.did().clone(), Nonce::new([1; 12]))
        .expect("it is not deep");
    let block = Envelope::sign(invocation, &alice).expect("a key at hand").block().clone();
    let job = executor.receive(block.bytes(), &[]).expect("it is authorised");
    spent(|| {
        let report = executor.submit(&job).expect("it is kept").wait();
        assert_eq!((report.executed(), report.is_ok()), (10_000, true));
    })
}

/// The time of the same tasks as jobs of their own, which were received; in a chain each awaits
/// the task of the job before.
fn singly(is_chain: bool) -> std::time::Duration {
    let (executor, module) = executor(Stores::from(Arc::new(MemoryStore::new())), |it| it);
    let alice = caller(1);
    let mut before = None;
    let jobs: Vec<_> = (0..TASKS)
        .map(|number| {
            let param = match before.filter(|_| is_chain) {
                Some(task) => Promise::ok(task).to_ipld(),
                None => Ipld::Integer(number.into()),
            };
            let block = signed_with(&alice, executor.did(), module, param);
            before = Some(*verified(&block).payload().task().id());
            executor.receive(block.bytes(), &[]).expect("it is authorised")
        })
        .collect();
    spent(|| {
        for job in &jobs {
            assert_eq!(executor.submit(job).expect("it is kept").wait().executed(), 1);
        }
    })
}
