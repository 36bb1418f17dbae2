//! Tasks, invocations, and the receipts for them.

mod authorize;
mod batch;
mod conclusion;
mod inbox;
mod invocation;
mod judged;
mod prove;
mod public;
mod receipt;
mod replay;
mod revocation;
mod task;
mod v0_2;

use crate::topic::Topic;

pub(super) fn topics() -> Vec<Topic> {
    let mut topics = vec![task::topic()];
    topics.extend(invocation::topics());
    topics.extend([prove::topic(), authorize::topic()]);
    topics.extend([public::topic(), batch::topic(), replay::topic()]);
    topics.extend(receipt::topics());
    topics.extend([conclusion::topic(), inbox::topic()]);
    topics.extend(v0_2::topics());
    topics.extend(revocation::topics());
    topics
}
