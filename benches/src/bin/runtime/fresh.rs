//! Results that are not known.

use std::{io, sync::Arc};

use ipld_core::ipld::Ipld;
use ipvm_benches::Table;
use ipvm_runtime::{Job, Stores, store::MemoryStore};

use crate::{
    microseconds,
    stage::{caller, executor, signed, verified},
};

/// How many tasks one round takes: few, so that each is run soon after it was received, as it
/// would be, and is not fetched from far away in memory first.
const TASKS: u32 = 10;
/// Thirty thousand in all are kept in the end, and the more there are the longer one takes.
const ROUNDS: u32 = 3_000;

pub(crate) fn measure(table: &mut Table<impl io::Write>) -> io::Result<()> {
    let most = if cfg!(feature = "aws-lc") { 20.0 } else { 30.0 };
    let (executor, module) = executor(Stores::from(Arc::new(MemoryStore::new())), |it| it);
    let alice = caller(1);
    // Jobs that were received, and are new: instantiated, called, attested, kept in memory.
    let mut number = 0;
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let jobs: Vec<Job> = (0..TASKS)
                .map(|_| {
                    number += 1;
                    let block = signed(&alice, executor.did(), module, number);
                    executor.receive(block.bytes(), &[]).expect("it is authorised")
                })
                .collect();
            let mut jobs = jobs.iter();
            let spent = ipvm_benches::spent(|| {
                for job in jobs.by_ref() {
                    let report = executor.submit(job).expect("it is kept").wait();
                    assert_eq!(report.executed(), 1);
                }
            });
            spent.as_secs_f64() * 1e9 / f64::from(TASKS)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    let fresh = rounds[rounds.len() / 2];
    table.row("a trivial task, received", fresh, f64::NAN, microseconds(fresh, most))?;

    // What of that is signing the receipt.
    let token = verified(&signed(&alice, executor.did(), module, 1));
    let outcome = ucan_invocation::Outcome::Ok(Ipld::Integer(2));
    let ran = *token.payload().task().id();
    let key = crate::stage::key();
    let sign = ipvm_benches::alone(|| {
        ucan_invocation::Attestation::new(ran, outcome.clone(), crate::stage::now())
            .sign(&key)
            .expect("a key at hand")
    });
    table.row(
        "  the receipt of that",
        sign.nanoseconds,
        f64::NAN,
        microseconds(sign.nanoseconds, most),
    )
}
