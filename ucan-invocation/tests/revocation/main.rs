//! Revocations: made, accepted, kept, recorded (UCAN Revocation; ruling P10).

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod accepting;
mod delegated;
mod film_tickets;
mod firehose;
mod keeping;
mod laws;
mod making;
mod recorded_at;
mod recording;
mod stage;
