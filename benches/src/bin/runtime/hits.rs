//! Results that are known.

use std::{hint::black_box, io, sync::Arc};

use ipvm_benches::{Table, alone, beside};
use ipvm_redb::RedbStore;
use ipvm_runtime::{Stores, store::MemoryStore};
use ucan_core::Did;
use varsig::Signer as _;

use crate::{
    microseconds,
    stage::{authorized, caller, executor, signed, verified},
    times,
};

pub(crate) fn measure(table: &mut Table<impl io::Write>) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let redb = RedbStore::open(folder.path().join("store")).map_err(io::Error::other)?;
    let redb = Arc::new(redb);
    let (warm, module) = executor(Stores::from(Arc::clone(&redb)), |it| it);
    let alice = caller(1);
    let invocation = signed(&alice, warm.did(), module, 1);
    let run = || {
        let job = warm.receive(invocation.bytes(), &[]).expect("it is authorised");
        warm.submit(&job).expect("it is kept").wait()
    };
    assert_eq!(run().executed(), 1);

    let task = authorized(&invocation, warm.did());
    let hit = alone(|| warm.recall(&task));
    table.row("authorised, warm", hit.nanoseconds, f64::NAN, microseconds(hit.nanoseconds, 0.5))?;
    // Nothing is kept in memory but that it was believed before.
    let (cold, _) = executor(Stores::from(Arc::clone(&redb)), |it| it.with_warm_bytes(0));
    assert!(cold.recall(&task).is_ok_and(|known| known.is_some()));
    let hit = alone(|| cold.recall(&task));
    table.row(
        "authorised, from the store",
        hit.nanoseconds,
        f64::NAN,
        microseconds(hit.nanoseconds, 3.0),
    )?;

    // The signature alone, over the same bytes.
    let token = verified(&invocation);
    let (signature, bytes) =
        (token.envelope().signature().to_vec(), token.envelope().signed_bytes().to_vec());
    let algorithm = token.envelope().header().algorithm();
    let set = varsig::VerifierSet::default();
    let verify = || set.verify(algorithm, token.key(), &bytes, &signature).is_ok();
    assert!(verify());
    let bytes = beside(run, verify);
    table.row(
        "from the bytes of the invocation",
        bytes.nanoseconds,
        bytes.other,
        times(bytes.ratio, 1.3),
    )?;

    Ok(())
}

/// Results of others.
pub(crate) fn measure_strangers(table: &mut Table<impl io::Write>) -> io::Result<()> {
    let alice = caller(1);
    // A stranger each time: the same computation, on somebody else's authority. What is
    // written goes to memory.
    let (shared, module) = executor(Stores::from(Arc::new(MemoryStore::new())), |it| it);
    let first = signed(&alice, shared.did(), module, 1);
    let run = |block: &varsig::Block| {
        let job = shared.receive(block.bytes(), &[]).expect("it is authorised");
        shared.submit(&job).expect("it is kept").wait()
    };
    assert_eq!(run(&first).executed(), 1);
    let strangers: Vec<_> = (0..60_000_u32)
        .map(|number| {
            let mut seed = [3; 32];
            seed[..4].copy_from_slice(&number.to_be_bytes());
            signed(&varsig::Ed25519Signer::from_seed(&seed), shared.did(), module, 1)
        })
        .collect();
    let mut next = strangers.iter().cycle();
    let signer = crate::stage::key();
    let message = [7; 400];
    let measured = beside(
        || {
            let report = run(next.next().expect("it goes round"));
            assert_eq!(report.executed(), 0);
            report
        },
        || {
            black_box(run(&first));
            signer.try_sign(&message).expect("a key at hand")
        },
    );
    table.row(
        "a stranger's, beside one's own + sign",
        measured.nanoseconds,
        measured.other,
        times(measured.ratio, 1.5),
    )?;
    let _: &Did = shared.did();
    Ok(())
}
