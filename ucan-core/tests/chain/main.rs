//! Proof chains: from the subject, hop by hop, to whoever acts.

mod alignment;
mod monotone;
mod order;
mod parties;
mod policies;
mod properties;
mod revocation;
mod time;
mod twins;
