//! Some of the receipts in a store, run again.

use ipvm_runtime::{
    Cancellation, SpotCheck, SpotFault, SpotReport,
    store::{Blocks, ReceiptRecord, Receipts, Visibility},
};
use ucan_invocation::Task;
use varsig::Block;

use crate::{
    reexecute::{block, call, found, ok, says},
    stage::{Stage, carol, did, number},
};

/// So many receipts of Carol, of which those with these numbers are lies; the tasks are
/// kept as blocks.
fn filled(many: i128, lies: &[i128]) -> (Stage, Vec<Task>) {
    let stage = Stage::new();
    let mut tasks = Vec::new();
    for index in 0..many {
        let task = call(&stage, "add-one", vec![number(index)]);
        let outcome = if lies.contains(&index) { ok(-1) } else { ok(index + 1) };
        let receipt = says(&carol(), &task, outcome);
        let record = ReceiptRecord::new(receipt.block().clone(), *task.id());
        Receipts::put(&*stage.store, &record).unwrap();
        tasks.push(task);
    }
    let blocks: Vec<_> = tasks.iter().map(|task| (block(task), Visibility::Restricted)).collect();
    stage.store.put_all(&blocks).unwrap();
    (stage, tasks)
}

fn counts(report: &SpotReport) -> [u64; 6] {
    let SpotReport { listed, checked, confirmed, not_reproducible, undecided, .. } = report;
    [*listed, *checked, *confirmed, *not_reproducible, *undecided, report.faults()]
}

#[test]
fn one_lie_in_a_thousand_is_found_with_evidence() {
    let (stage, tasks) = filled(1000, &[617]);
    let report = stage.executor.spot_check(&SpotCheck::of_all()).unwrap();
    assert_eq!(counts(&report), [1000, 1000, 999, 0, 0, 1]);
    assert!(!report.is_cancelled && report.more_findings == 0);
    let [finding] = report.findings.as_slice() else { panic!("{:?}", report.findings) };
    let SpotFault::Refuted { evidence: Some(evidence) } = &finding.what else {
        panic!("{finding:?}");
    };
    assert_eq!(evidence.task(), Some(&tasks[617]));
    let shown = found(evidence);
    assert!(shown.statements().iter().any(|it| it.executor == did(&carol())));
    // Nothing was written.
    assert_eq!(stage.store.page(None, 2000).unwrap().len(), 1000);
}

#[test]
fn the_seed_decides_and_nothing_else() {
    let (stage, _) = filled(100, &[3, 41, 77]);
    let faults = |stage: &Stage, sample, seed| -> Vec<cid::Cid> {
        let report = stage.executor.spot_check(&SpotCheck::of(sample, [seed; 32])).unwrap();
        assert_eq!((report.listed, report.checked), (100, u64::try_from(sample).unwrap()));
        report.findings.iter().map(|it| it.receipt).collect()
    };
    let (other, _) = filled(100, &[3, 41, 77]);
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..20 {
        let found = faults(&stage, 20, seed);
        assert_eq!(found, faults(&stage, 20, seed), "{seed}");
        assert_eq!(found, faults(&other, 20, seed), "{seed}");
        // A larger sample has the smaller one in it.
        let more = faults(&stage, 50, seed);
        assert!(found.iter().all(|it| more.contains(it)), "{seed}");
        seen.insert(found);
    }
    assert!(seen.len() > 1, "every seed chooses the same");
    assert_eq!(faults(&stage, 100, 0).len(), 3);
    let none = stage.executor.spot_check(&SpotCheck::of(0, [0; 32])).unwrap();
    assert_eq!(counts(&none), [100, 0, 0, 0, 0, 0]);
}

#[test]
fn what_cannot_be_compared_is_passed_over_and_counted() {
    let (stage, _) = filled(3, &[]);
    let put = |receipt: &ucan_invocation::Receipt| {
        let record = ReceiptRecord::new(receipt.block().clone(), *receipt.ran());
        Receipts::put(&*stage.store, &record).unwrap();
    };
    // Nobody has the task.
    put(&says(&carol(), &call(&stage, "add-one", vec![number(500)]), ok(501)));
    // A secret.
    let task = call(&stage, "add-one", vec![number(501)]);
    let meta = ucan_invocation::ReceiptMeta::default().with_secret(true);
    let now = crate::stage::seconds(crate::stage::NOW);
    let secret = ucan_invocation::Attestation::new(*task.id(), ok(502), now).with_meta(meta);
    put(&secret.sign(&carol()).unwrap());
    let report = stage.executor.spot_check(&SpotCheck::of_all()).unwrap();
    assert_eq!(counts(&report), [5, 5, 3, 1, 1, 0]);
    // With the task it can be told.
    let task = block(&call(&stage, "add-one", vec![number(500)]));
    let report = stage.executor.spot_check(&SpotCheck::of_all().with_blocks([task])).unwrap();
    assert_eq!(counts(&report), [5, 5, 4, 1, 0, 0]);
}

#[test]
fn a_token_that_is_not_signed_and_what_is_no_receipt_are_findings() {
    let (stage, tasks) = filled(2, &[]);
    let forged = {
        let receipt = says(&carol(), &tasks[0], ok(13));
        let mut bytes = receipt.block().bytes().to_vec();
        // The outcome after it was signed.
        let place = bytes.windows(3).position(|it| it == b"\x62ok").unwrap() + 3;
        assert_eq!(bytes[place], 13);
        bytes[place] = 14;
        Block::dag_cbor(bytes).unwrap()
    };
    let stray = Block::raw(*b"no receipt");
    for block in [&forged, &stray] {
        let record = ReceiptRecord::new(block.clone(), *tasks[0].id());
        Receipts::put(&*stage.store, &record).unwrap();
    }
    let report = stage.executor.spot_check(&SpotCheck::of_all()).unwrap();
    assert_eq!(counts(&report), [4, 4, 2, 0, 0, 2]);
    for finding in &report.findings {
        match &finding.what {
            SpotFault::NotSigned { error, evidence: Some(evidence) } => {
                assert_eq!(&finding.receipt, forged.cid());
                assert_eq!(*error, ucan_core::VerifyError::InvalidSignature);
                let shown = found(evidence);
                assert_eq!(shown.against(), None);
                let named = did(&carol());
                assert_eq!(shown, ipvm_task::Finding::NotSigned { token: *forged.cid(), named });
            }
            SpotFault::NotAReceipt { error: None } => assert_eq!(&finding.receipt, stray.cid()),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn it_ends_when_it_is_cancelled() {
    let (stage, _) = filled(10, &[]);
    let wish = Cancellation::new();
    wish.cancel();
    for check in [SpotCheck::of_all(), SpotCheck::of(5, [1; 32])] {
        let report = stage.executor.spot_check(&check.with_cancellation(wish.clone())).unwrap();
        assert!(report.is_cancelled);
        assert_eq!(counts(&report), [0; 6]);
    }
}
