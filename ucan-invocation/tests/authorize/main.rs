//! From verified to proven to authorised.

mod embedded;
mod parties;
mod properties;
mod resolution;
