use ipvm_runtime::{Executor, Job};
use ucan_invocation::Authorized;

fn run(executor: &Executor, authorized: Authorized, job: &Job) {
    executor.execute(authorized, &Default::default(), false, job).unwrap();
}

fn main() {
    let _ = run;
}
