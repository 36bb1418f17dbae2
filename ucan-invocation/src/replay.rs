//! Keeping work from being done twice (ruling P11).

mod error;
mod key;
mod memory;
mod table;
mod window;

pub use self::{
    error::ReplayError,
    key::{ReplayAddress, ReplayKey},
    memory::InMemoryReplayWindow,
    table::{Admitted, Backing, ReplayLimits, ReplayTable},
    window::ReplayWindow,
};
