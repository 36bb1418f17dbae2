//! Garbage collection: what no root reaches goes (ruling O79).

mod error;
mod mark;
mod plan;
mod report;
mod roots;
mod run;
mod why;

pub use error::CollectError;
pub use plan::{Garbage, Plan};
pub use report::{Planned, Swept, Unread};
pub(crate) use roots::is_mutation;
pub use roots::{Keep, Root, RootKind, Roots};
