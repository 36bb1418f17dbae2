//! What is too deep or too large.

use ipld_core::ipld::Ipld;
use ucan_core::Nonce;
use ucan_invocation::{Arguments, Outcome, Promise, Task};
use ucan_pipeline::{
    MAX_DEPTH, MAX_SUBSTITUTED, Pipeline, Progress, ResolveError, Settled, Step, resolve,
};

use crate::stage::{arguments, did, nested, now, ok, settled, task, us};

fn too_deep(place: &str, step: Result<Step, ResolveError>) {
    let Err(ResolveError::TooDeep { limit: MAX_DEPTH, place: found }) = step else {
        panic!("not refused: {step:?}");
    };
    assert_eq!(found.to_string(), place);
}

fn has_task(args: Arguments) -> bool {
    Task::new(did(0), "/x".parse().unwrap(), args, Nonce::empty()).is_ok()
}

#[test]
fn arguments_are_as_deep_as_those_of_a_task_may_be() {
    let deepest = arguments(&[("x", nested(Ipld::Null, MAX_DEPTH - 1))]);
    assert_eq!(resolve(&deepest, &Settled::new()), Ok(Step::Ready(deepest.clone())));
    assert!(has_task(deepest));
    let deeper = arguments(&[("x", nested(Ipld::Null, MAX_DEPTH))]);
    too_deep(&format!(".x{}", "[0]".repeat(MAX_DEPTH - 1)), resolve(&deeper, &Settled::new()));
    assert!(!has_task(deeper));
}

#[test]
fn what_no_decoder_would_let_through_takes_no_stack_either() {
    let deep = Arguments::from([("x".into(), nested(Promise::ok(task("a")).to_ipld(), 100_000))]);
    let step = resolve(&deep, &Settled::new());
    assert!(matches!(step, Err(ResolveError::TooDeep { .. })));
    std::mem::forget(deep);
    let mut pipeline = Pipeline::new(us());
    let deep = arguments(&[("x", nested(Promise::ok(task("a")).to_ipld(), 100))]);
    let progress = pipeline.wait("deep", deep, None, now()).unwrap();
    assert!(matches!(progress, Progress::Refused(ResolveError::TooDeep { .. })));
    assert!(pipeline.is_empty());
}

#[test]
fn a_result_is_put_no_deeper_than_a_task_may_be() {
    let a = task("a");
    let known = settled(&[(a, Outcome::Ok(nested(Ipld::Null, 3)))]);
    let args = |promise: Promise, lists| arguments(&[("x", nested(promise.to_ipld(), lists))]);
    for (promise, deepest) in [(Promise::ok(a), MAX_DEPTH - 4), (Promise::any(a), MAX_DEPTH - 5)] {
        let Ok(Step::Ready(args_of)) = resolve(&args(promise, deepest), &known) else {
            panic!("refused");
        };
        assert!(has_task(args_of));
        let place = format!(".x{}", "[0]".repeat(deepest + 1));
        too_deep(&place, resolve(&args(promise, deepest + 1), &known));
    }
    // What is neither a list nor a map nests no deeper.
    let flat = settled(&[(a, ok("flat"))]);
    let step = resolve(&args(Promise::ok(a), MAX_DEPTH - 2), &flat);
    assert!(matches!(step, Ok(Step::Ready(_))));
}

#[test]
fn a_small_document_cannot_ask_for_any_amount_of_memory() {
    let a = task("a");
    let known = settled(&[(a, Outcome::Ok(Ipld::Bytes(vec![0; 1 << 20])))]);
    let times = |promise: Promise, count| {
        let promises = Ipld::List(vec![promise.to_ipld(); count]);
        // Nested, so that the sum is seen to be over everything.
        resolve(&arguments(&[("x", Ipld::List(vec![promises.clone(), promises]))]), &known)
    };
    let too_large = Err(ResolveError::TooLarge { limit: MAX_SUBSTITUTED });
    assert!(matches!(times(Promise::ok(a), 10), Ok(Step::Ready(_))));
    assert_eq!(times(Promise::ok(a), 128), too_large);
    assert_eq!(times(Promise::any(a), 10_000), too_large);
    // Of a result on the other branch nothing is copied.
    assert!(matches!(times(Promise::error(a), 10_000), Ok(Step::BranchMismatch(_))));
}

#[test]
fn keys_and_small_values_take_memory_too() {
    let a = task("a");
    let key = "k".repeat(1 << 20);
    for (output, refused) in [
        (Ipld::Map([(key, Ipld::Null)].into()), 256),
        (Ipld::List(vec![Ipld::Null; 1 << 14]), 128),
        (Ipld::String("s".repeat(1 << 20)), 256),
    ] {
        let known = settled(&[(a, Outcome::Ok(output))]);
        let args = arguments(&[("x", Ipld::List(vec![Promise::ok(a).to_ipld(); refused]))]);
        let step = resolve(&args, &known);
        assert_eq!(step, Err(ResolveError::TooLarge { limit: MAX_SUBSTITUTED }));
    }
}

#[test]
fn one_long_key_above_many_promises_is_not_copied_for_each() {
    let promises = Ipld::List(vec![Promise::ok(task("a")).to_ipld(); 20_000]);
    let args = Arguments::from([("k".repeat(1 << 24), promises)]);
    // Three hundred gigabytes, if it were.
    let found: Vec<_> = ucan_pipeline::promises(&args).collect();
    assert_eq!(found.len(), 20_000);
    let step = resolve(&args, &settled(&[(task("a"), ok("x"))]));
    assert!(matches!(step, Ok(Step::Ready(_))));
}
