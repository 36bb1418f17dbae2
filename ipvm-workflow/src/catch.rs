//! The exception handler: what it gets, what it answers, what comes of that.

mod answer;
mod effective;
mod failure;
mod handled;

pub use self::{
    answer::{Answer, Caught, HandlerFailure},
    effective::{Effective, EffectiveError},
    failure::{CaughtFailure, CaughtFailureError},
    handled::{Handled, HandledError, rethrown},
};
