//! What compiles: bytes are received, and what was received is run.

use ipvm_runtime::{Executor, Quiet};

#[test]
fn received_work_can_be_run() {
    // Naming the function is enough: it is type-checked.
    let _ = run;
}

fn run(executor: &Executor, token: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
    let job = executor.receive(token, &[])?;
    executor.run(&job, &mut Quiet)?;
    Ok(())
}
