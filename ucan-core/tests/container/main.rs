//! Containers, the header that carries them, and archives of tokens (ruling T12).

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod fixtures;
mod gzip;
mod http_header;
mod properties;
mod shape;
mod stage;
mod token_set;
