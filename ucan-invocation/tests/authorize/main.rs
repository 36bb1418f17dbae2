//! From verified to proven to authorised, and admitted once.

mod batch;
mod embedded;
mod executor;
mod inbox;
mod parties;
mod properties;
mod public;
// Without `std`, a window in memory is for one thread.
#[cfg(feature = "std")]
mod racing;
mod replay;
mod replay_properties;
mod resolution;
mod window;
