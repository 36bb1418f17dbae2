//! What a guest writes goes to the embedder, and nowhere else.

use ipvm_runtime::{
    TaskOutcome,
    engine::{EngineConfig, Limits},
};
use ipvm_wasi::Wasi;
use ucan_core::Meta;

use crate::{
    guests::printing,
    stage::{Guest, Stage, returned, silent},
};

#[test]
fn output_is_kept_up_to_a_bound_and_the_rest_is_counted() {
    let wasi = Wasi::new().with_output(20);
    let guest = Guest::hosted(&printing(), EngineConfig::default(), wasi);
    let execution = guest.easily(3);
    assert_eq!(execution.ended, returned(3));
    let stdout = &execution.output.stdout;
    assert_eq!((stdout.bytes(), stdout.omitted()), (&b"abcdefg\nabcdefg\nabcd"[..], 4));
    assert!(execution.output.stderr.is_empty());
    // The guest cannot tell.
    let whole = Guest::new(&printing()).easily(3);
    assert_eq!((whole.ended, whole.fuel), (execution.ended, execution.fuel));
    assert_eq!(whole.output.stdout.to_string(), "abcdefg\n".repeat(3));
}

#[test]
fn a_guest_that_was_stopped_has_written_what_it_wrote() {
    let limits = Limits::default().with_fuel(10_000);
    let execution = Guest::new(&printing()).run(u64::MAX, limits);
    assert!(execution.output.stdout.bytes().starts_with(b"abcdefg\nabcdefg\n"));
}

#[test]
fn output_is_in_the_report_of_the_run_and_in_no_receipt() {
    let stage = Stage::new();
    let module = stage.publish(&printing());
    let first = stage.run(1, module, 2);
    assert_eq!(first.output.stdout.to_string(), "abcdefg\nabcdefg\n");
    let receipt = first.attested().unwrap().released();
    let inside = |needle: &[u8]| {
        receipt.block().bytes().windows(needle.len()).any(|window| window == needle)
    };
    assert!(!inside(b"abcdefg"));
    // Who was answered from the receipt has had nothing run.
    let again = stage.run(1, module, 2);
    assert!(matches!(again.outcome, TaskOutcome::Reused { .. }));
    assert_eq!(again.output, silent());
}

#[test]
fn what_a_secret_task_writes_is_not_told() {
    use std::collections::BTreeMap;

    use ipld_core::ipld::Ipld;

    let stage = Stage::new();
    let module = stage.publish(&printing());
    let config = BTreeMap::from([("secret".to_owned(), Ipld::Bool(true))]);
    let meta: Meta = BTreeMap::from([("ipvm/config".to_owned(), Ipld::Map(config))]);
    let report = stage.run_with(1, module, 2, |invocation| invocation.with_meta(meta));
    assert!(report.is_secret());
    assert!(matches!(report.outcome, TaskOutcome::Executed { .. }));
    assert_eq!(report.output, silent());
}
