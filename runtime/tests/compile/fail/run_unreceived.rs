use ipvm_runtime::{Executor, Quiet};
use ucan_invocation::Proven;

fn run(executor: &Executor, proven: &Proven) {
    executor.run(proven, &mut Quiet).unwrap();
}

fn main() {
    let _ = run;
}
