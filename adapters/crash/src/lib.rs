//! What a process leaves behind that ends at any moment.
//!
//! The binary `ipvm-crash-child` opens an embedded store and has an executor do
//! the works of a round: mutations, whose effect is a line in a file, and pure
//! tasks. It ends
//! itself without a word at the step that it is told, or is killed from outside
//! at any time. The tests start it again and again over the same store and hold
//! what is there against what it had acknowledged.
//!
//! A step is a call of the store, or the effect of a handler; a process can end
//! before it and after it. So every boundary is a place to crash, and the
//! product has no code for that.

#![forbid(unsafe_code)]

mod answer;
mod effects;
mod executing;
mod line;
mod steps;
mod store;
mod work;

pub use answer::{Answer, PerformError};
pub use effects::Effects;
pub use executing::Executing;
pub use line::Line;
pub use steps::{Last, NoPlace, Side, Step, Steps};
pub use store::Crashing;
pub use work::{Work, executor_key, works_of};
