//! A signature shown to people and programs: as WIT, as an IPLD Schema, as a JSON Schema.
//!
//! ```
//! use ipld_wit::FunctionType;
//!
//! let resize: FunctionType =
//!     "func(to: record { width: u32, height: u32 }, picture: list<u8>) -> result<u64>".parse()?;
//! assert_eq!(resize.to_wit("resize"), "\
//! package local:component;
//!
//! world component {
//!     record to {
//!         width: u32,
//!         height: u32,
//!     }
//!     export resize: func(to: to, picture: list<u8>) -> result<u64>;
//! }
//! ");
//! assert_eq!(resize.to_ipld_schema(), "\
//! type To struct {
//!   width Int # u32
//!   height Int # u32
//! }
//!
//! type BytesOrLink union {
//!   | Bytes bytes
//!   | Link link
//! } representation kinded
//!
//! type Arguments struct {
//!   to To
//!   picture BytesOrLink # list<u8>, or a link to its content
//! } representation tuple
//!
//! type Unit struct {}
//!
//! type Output union {
//!   | Int \"ok\" # u64
//!   | Unit \"error\"
//! } representation keyed
//! ");
//! # Ok::<(), ipld_wit::TypeTextError>(())
//! ```

mod ipld_text;
mod json;
mod json_schema;
mod names;
mod wit_text;

use alloc::string::String;

use crate::function::FunctionType;

impl FunctionType {
    /// A WIT document with a world that exports a function of this signature under this name.
    ///
    /// Names that the mapping looks through are lost, so records, variants, enums and flags are
    /// called by where they stand. A name of the form `ns:pkg/iface@version#function` gives a
    /// package with that interface. What is no name in WIT, as that of a method, is changed into
    /// one.
    #[must_use]
    pub fn to_wit(&self, name: &str) -> String {
        wit_text::document(self, name)
    }

    /// An IPLD Schema with the type `Arguments` of the arguments, as a list, and the type `Output`
    /// of what the receipt says.
    ///
    /// It tells what a schema can: ranges of integers, the order of flags and of the keys of maps
    /// stand in comments at most.
    #[must_use]
    pub fn to_ipld_schema(&self) -> String {
        ipld_text::schema(self)
    }

    /// A JSON Schema (draft 2020-12) of the arguments, as a list in DAG-JSON.
    ///
    /// Every list of arguments that the mapping accepts is valid under it. What is valid may still
    /// be refused, where a schema cannot tell: an integer written with a fraction (`1.0` is a float
    /// in DAG-JSON), a float that an `f32` cannot hold exactly, the order of flags and of the keys
    /// of maps, base64 and CIDs that are none, and the budget.
    #[must_use]
    pub fn to_json_schema(&self) -> String {
        json_schema::of_arguments(self)
    }
}
