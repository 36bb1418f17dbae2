use ipvm_runtime::{Executor, Job, Quiet};

fn run(executor: &Executor, received: Job) {
    let job = Job(received.0);
    executor.run(&job, &mut Quiet).unwrap();
}

fn main() {
    let _ = run;
}
