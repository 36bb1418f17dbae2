//! Neither a proven task, nor an authorised one, nor a receipt, nor what a replay is
//! recognised by has a field that others can fill in.

use ucan_core::{Did, Timestamp};
use ucan_invocation::{
    AudienceCheck, Authorized, Proven, PublicResource, Receipt, ReplayKey, Task,
};

fn exchange(mut proven: Proven, task: Task) {
    proven.task = task;
}

fn widen(mut authorized: Authorized, resolved: Task) {
    authorized.resolved = resolved;
}

fn attest(mut receipt: Receipt, executor: Did) {
    receipt.executor = executor;
}

fn open(mut proven: Proven, resource: PublicResource) {
    proven.public = Some(resource);
}

fn pretend(mut authorized: Authorized) {
    authorized.audience_check = AudienceCheck::Matched;
}

fn shorten(mut key: ReplayKey) {
    key.until = Some(Timestamp::EPOCH);
}

fn main() {
    let _ = (exchange, widen, attest, open, pretend, shorten);
}
