//! Signatures from WIT text, and from what a component says of itself.
//!
//! A component carries the types of its exports. [`Wit::from_component`] reads them without
//! compiling anything, so that a plan can be checked and a schema shown on a machine that has no
//! engine; [`Wit::from_text`] reads the same out of a WIT document. What comes out knows nothing of
//! either: a [`FunctionType`](crate::FunctionType) for each exported function, or the reason why the
//! mapping refuses it. What the engine says of a compiled component (module `wasmtime`) is the same,
//! to the word.
//!
//! Some components that an engine accepts cannot be read here: the reader demands what WIT demands,
//! so that a hand-written component whose root exports types anonymously is
//! [refused](WitError::Component).
//!
//! ```
//! use ipld_wit::{Profile, wit::Wit};
//!
//! let wit = Wit::from_text(
//!     "package demo:pictures@1.0.0;
//!      interface edit {
//!          record size { width: u32, height: u32 }
//!          resize: func(picture: list<u8>, to: size) -> result<list<u8>, string>;
//!      }
//!      world pictures { export edit; export version: func() -> string; }",
//!     None,
//! )?;
//! let signatures: Vec<String> = wit
//!     .exports(&Profile::STRICT)
//!     .iter()
//!     .map(|export| format!("{}: {}", export.name, export.ty.as_ref().unwrap()))
//!     .collect();
//! assert_eq!(signatures, [
//!     "version: func() -> string",
//!     "demo:pictures/edit@1.0.0#resize: func(picture: list<u8>, \
//!      to: record { width: u32, height: u32 }) -> result<list<u8>, string>",
//! ]);
//! # Ok::<(), ipld_wit::wit::WitError>(())
//! ```

mod error;
mod reader;
mod source;

pub use error::WitError;
pub use source::{Export, Wit};
