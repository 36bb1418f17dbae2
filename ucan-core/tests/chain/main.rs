//! Proof chains: from the subject, hop by hop, to whoever acts.

mod alignment;
mod order;
mod parties;
mod properties;
mod revocation;
mod time;
