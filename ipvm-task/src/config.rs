//! What a task asks of its executor: limits, secrecy, verification.

mod cascade;
mod error;
mod explain;
mod layer;
mod read;

pub(crate) use self::read::{known_only, natural, required, text};
pub use self::{
    cascade::{Cascade, TaskConfig},
    error::{ConfigLayerError, ConfigRule},
    explain::{ConfigExplanation, Explained, Origin},
    layer::ConfigLayer,
};
