//! Receipts that may be used for a time (ruling I2).

use ucan_invocation::Promise;
use ucan_pipeline::{AdmitError, Pipeline, Progress, Settled, Standing};

use crate::stage::{arguments, attest, did, executor, later, now, ok, receipt, task, text, us};

fn until(seconds: i64, number: u8) -> ucan_invocation::Receipt {
    let attestation = attest(task("a"), ok("22 degrees")).with_expiration(later(seconds));
    attestation.sign(&executor(number)).unwrap()
}

#[test]
fn a_receipt_settles_until_its_last_second_and_no_longer() {
    let (a, mut settled) = (task("a"), Settled::new());
    let expired = AdmitError::Expired { expiration: later(10) };
    assert_eq!(settled.admit(&until(10, 0), &us(), later(11)), Err(expired));
    assert!(settled.get(&a).is_none());
    assert_eq!(settled.admit(&until(10, 0), &us(), later(10)).unwrap()[&a], Standing::Settles);
    assert_eq!(settled.expire(later(10)), []);
    assert!(settled.get(&a).is_some());
    assert_eq!(settled.expire(later(11)), [a]);
    assert!(settled.get(&a).is_none());
    assert_eq!(settled.expire(later(12)), []);
}

#[test]
fn of_receipts_that_agree_the_one_that_lasts_longest_is_kept() {
    for order in [[10, 20], [20, 10]] {
        let (a, mut settled) = (task("a"), Settled::new());
        for seconds in order {
            settled.admit(&until(seconds, 0), &us(), now()).unwrap();
        }
        assert_eq!(settled.expire(later(20)), []);
        assert_eq!(settled.expire(later(21)), [a]);
    }
    let (a, mut settled) = (task("a"), Settled::new());
    settled.admit(&until(10, 0), &us(), now()).unwrap();
    settled.admit(&receipt(a, ok("22 degrees")), &us(), now()).unwrap();
    assert_eq!(settled.expire(later(1_000_000)), []);
}

#[test]
fn what_expires_while_another_result_is_awaited_is_awaited_again() {
    let (a, b) = (task("a"), task("b"));
    let args = arguments(&[("a", Promise::ok(a).to_ipld()), ("b", Promise::ok(b).to_ipld())]);
    let mut pipeline = Pipeline::new(us());
    pipeline.wait("both", args, None, now()).unwrap();
    let admission = pipeline.admit(&until(10, 0), now()).unwrap();
    assert_eq!(admission.touched["both"], Progress::Waiting { missing: 1 });
    // The other one comes too late for the first.
    let admission = pipeline.admit(&receipt(b, ok("b")), later(11)).unwrap();
    assert_eq!(admission.touched["both"], Progress::Waiting { missing: 1 });
    assert_eq!(pipeline.needs(&"both").unwrap().collect::<Vec<_>>(), [&a]);
    let admission = pipeline.admit(&until(30, 0), later(12)).unwrap();
    let args = arguments(&[("a", text("22 degrees")), ("b", text("b"))]);
    assert_eq!(admission.touched["both"], Progress::Ready { args, passing: false });
}

#[test]
fn whom_expiry_sends_back_is_told_even_if_a_receipt_is_refused_meanwhile() {
    let (a, b) = (task("a"), task("b"));
    let args = arguments(&[("a", Promise::ok(a).to_ipld()), ("b", Promise::ok(b).to_ipld())]);
    let mut pipeline = Pipeline::new(us());
    pipeline.wait("both", args.clone(), None, now()).unwrap();
    pipeline.admit(&until(10, 0), now()).unwrap();
    let refused = pipeline.admit(&until(10, 0), later(11));
    assert_eq!(refused, Err(AdmitError::Expired { expiration: later(10) }));
    let stranger = pipeline.admit(&until(100, 5), later(11));
    assert_eq!(stranger, Err(AdmitError::NotTrusted { executor: did(5) }));
    assert_eq!(pipeline.expire(later(11)), [("both", Progress::Waiting { missing: 2 })].into());
    assert!(pipeline.expire(later(11)).is_empty());
    // And who comes now does not find what has expired.
    assert_eq!(pipeline.wait("new", args, None, later(11)), Ok(Progress::Waiting { missing: 2 }));
}

#[test]
fn what_counts_for_one_executor_by_name_expires_as_well() {
    let (a, b) = (task("a"), task("b"));
    let args = arguments(&[("a", Promise::ok(a).to_ipld()), ("b", Promise::ok(b).to_ipld())]);
    let mut pipeline = Pipeline::new(us());
    pipeline.wait("both", args, Some(did(3)), now()).unwrap();
    pipeline.admit(&until(10, 3), now()).unwrap();
    assert!(pipeline.expire(later(10)).is_empty());
    assert_eq!(pipeline.expire(later(11)), [("both", Progress::Waiting { missing: 2 })].into());
}
