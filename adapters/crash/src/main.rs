//! One process: does the works of a round, and those of the rounds before it
//! once more, until it ends.
//!
//! `ipvm-crash-child STORE EFFECTS ROUND THREADS LAST`: the directory of the
//! store, the file of effects, the number of the round, by how many threads,
//! and where to end.

#![forbid(unsafe_code)]

use std::{env, error::Error, process::ExitCode, sync::Arc, thread};

use ipvm_crash::{Answer, Crashing, Effects, Executing, Line, Steps, Work, works_of};
use ipvm_redb::RedbStore;
use ipvm_runtime::Stores;

/// For how many rounds a work is asked for again.
const AGAIN: u64 = 3;
/// From how many rounds later on an indeterminate mutation is settled.
const SETTLED: u64 = 2;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [store, effects, round, threads, last] = arguments.as_slice() else {
        return Err("usage: STORE EFFECTS ROUND THREADS LAST".into());
    };
    let round: u64 = round.parse()?;
    let threads: usize = threads.parse()?;
    let steps = Arc::new(Steps::new(last.parse()?));
    let store = RedbStore::open(store)?;
    Line::Open.say();
    let stores = Stores::from(Arc::new(Crashing::new(store, Arc::clone(&steps))));
    let executing = Executing::new(stores, &steps, Effects::new(effects), round)?;

    // The new ones first: what comes before them would be found to be done.
    let rounds = (round.saturating_sub(AGAIN)..=round).rev();
    let works: Vec<Work> = rounds.flat_map(works_of).collect();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads)
            .map(|thread| {
                let (executing, mut works) = (&executing, works.clone());
                // All of them want everything, each in an order of its own.
                let first = thread * works.len() / threads;
                works.rotate_left(first);
                scope.spawn(move || {
                    works.into_iter().try_for_each(|work| ask(executing, work, round))
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| match thread.join() {
            Ok(asked) => asked,
            Err(_) => Err("a thread panicked".to_owned()),
        })
    })?;
    Line::Finished.say();
    Ok(())
}

fn ask(executing: &Executing, work: Work, round: u64) -> Result<(), String> {
    let failed = |error| format!("{work:?}: {error}");
    let task = *work.task().id();
    match executing.perform(work).map_err(failed)? {
        Answer::Done(receipt) => Line::Done { task, receipt }.say(),
        Answer::Indeterminate(asked) if round >= work.round + SETTLED => {
            let receipt = executing.settle(&asked).map_err(failed)?;
            Line::Settled { task, receipt }.say();
        }
        Answer::Indeterminate(_) => Line::Indeterminate { task }.say(),
    }
    Ok(())
}
