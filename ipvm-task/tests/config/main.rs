//! Configurations: read, written, put above each other (IPVM Workflow, Configuration).

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod cascade;
mod read;
mod verification;
