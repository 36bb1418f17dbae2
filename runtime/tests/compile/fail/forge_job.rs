use ipvm_runtime::{Executor, Job, Quiet};

fn run(executor: &Executor, received: Job) {
    let job = Job { tasks: Default::default(), ..received };
    executor.run(&job, &mut Quiet).unwrap();
}

fn main() {
    let _ = run;
}
