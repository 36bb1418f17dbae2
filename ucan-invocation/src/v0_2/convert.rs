//! From this wire to the types of 1.0, and back.

mod error;
mod instruction;
mod invocation;
mod links;
mod receipt;
mod wasm;

pub use error::ConversionError;
pub use links::Links;
pub use receipt::Attested;
