//! None of these has a field that others can fill in, and nothing unverified stands in
//! for them.

use ucan_core::Did;
use ucan_invocation::v0_2::{
    Authorization, Encoded, Receipt, SignedTask, Task, VerifiedAuthorization, VerifiedReceipt,
};

fn speak_for(mut authorization: VerifiedAuthorization, invoker: Did) {
    authorization.invoker = invoker;
}

fn exchange<'a>(mut signed: SignedTask<'a>, task: &'a Encoded<Task>) {
    signed.task = task;
}

fn attest(mut verified: VerifiedReceipt, receipt: Encoded<Receipt>) {
    verified.receipt = receipt;
}

fn skip(authorization: &Authorization, task: &Encoded<Task>) {
    let _ = authorization.of_task(task);
}

fn main() {
    let _ = (speak_for, exchange, attest, skip);
}
