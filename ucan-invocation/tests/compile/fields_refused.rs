//! Neither a proven task, nor an authorised one, nor a receipt has a field that
//! others can fill in.

use ucan_core::Did;
use ucan_invocation::{Authorized, Proven, Receipt, Task};

fn exchange(mut proven: Proven, task: Task) {
    proven.task = task;
}

fn widen(mut authorized: Authorized, resolved: Task) {
    authorized.resolved = resolved;
}

fn attest(mut receipt: Receipt, executor: Did) {
    receipt.executor = executor;
}

fn main() {
    let _ = (exchange, widen, attest);
}
