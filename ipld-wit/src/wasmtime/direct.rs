//! Calls on encoded data: DAG-CBOR in, DAG-CBOR out, and no dynamic value in between.

mod abi;
mod call;
mod error;
mod layout;
mod lift;
mod lower;
mod number;
mod portable;
mod reader;
mod signature;
mod writer;

pub use call::{BoundFunction, DirectFunction};
pub use error::{ArgumentsError, CallError};
pub use lift::EncodedOutput;
