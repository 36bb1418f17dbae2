//! What can be wrong with data, and with values.

use alloc::string::String;

use cid::Cid;

use crate::budget::Exceeded;
use crate::check::TypeError;
use crate::kind::Kind;
use crate::path::Path;

/// Why IPLD data is no value of the expected type.
///
/// Texts in it (`expected`, `name`) are cut if they are long; values are never repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The function takes another number of arguments.
    #[error("expected {expected} arguments, found {found}")]
    ArgumentCount {
        /// How many parameters the function has.
        expected: usize,
        /// How many arguments there are.
        found: usize,
    },
    /// Data of a kind that is no value of the type.
    #[error("{path}: expected {expected}, found {found}")]
    Kind {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
        /// The kind of the data.
        found: Kind,
    },
    /// An Integer outside the type.
    #[error("{path}: expected {expected}, found an integer out of its range")]
    IntegerRange {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
    },
    /// A number that the float type cannot hold exactly.
    #[error("{path}: expected {expected}, found {found} that it cannot hold exactly")]
    Inexact {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
        /// An Integer or a Float.
        found: Kind,
    },
    /// A Float that is NaN, infinite or minus zero, which no canonical encoding has.
    #[error(
        "{path}: expected {expected}, found a float without canonical form; write zero without \
         sign, and the others as the strings NaN, Infinity or -Infinity"
    )]
    FloatNotCanonical {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
    },
    /// NaN or an infinity, where the caller wants none.
    #[error("{path}: expected a finite {expected}")]
    NonFinite {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
    },
    /// Two entries of a map with the same key.
    #[error("{path}: the key stands twice in the map")]
    DuplicateKey {
        /// Where the second stands, among the entries.
        path: Path,
    },
    /// Entries of a map, as a List of pairs, that are not in the order of their keys.
    #[error("{path}: the entries are not in the order of the DAG-CBOR bytes of their keys")]
    KeyOrder {
        /// Where the first out of order stands, among the entries.
        path: Path,
    },
    /// A String for a `char` that is not one Unicode scalar value.
    #[error("{path}: expected a char, found a string of none or several")]
    NotOneChar {
        /// Where it stands.
        path: Path,
    },
    /// A List of another length: of a tuple, of a list of fixed length, of an entry of a map, or
    /// around a present value in an option of an option; or Bytes of another length.
    #[error("{path}: expected {expected} (length {elements}), found length {found}")]
    Length {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
        /// How many elements the List must have.
        elements: usize,
        /// How many it has.
        found: usize,
    },
    /// A Map that lacks a field. An absent option is an explicit Null.
    #[error("{path}: the field `{name}` is missing")]
    MissingField {
        /// Where the record stands.
        path: Path,
        /// The field.
        name: String,
    },
    /// A Map with an entry that is no field.
    #[error("{path}: the record has no field `{name}`")]
    UnexpectedField {
        /// Where the record stands.
        path: Path,
        /// The first such key.
        name: String,
    },
    /// A Map for a variant or a result that does not have exactly one entry.
    #[error("{path}: expected {expected}, a map with one entry, found {found}")]
    EntryCount {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
        /// How many entries it has.
        found: usize,
    },
    /// A name that is no case of the variant or branch of the result.
    #[error("{path}: expected {expected}, which has no case `{name}`")]
    UnknownCase {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
        /// The key of the Map.
        name: String,
    },
    /// A String that is no label of the enum or of the flags.
    #[error("{path}: expected {expected}, found a string that is none of its labels")]
    UnknownLabel {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
    },
    /// Flags out of the order of their declaration, or twice.
    #[error("{path}: expected {expected}, each at most once and in this order")]
    FlagOrder {
        /// Where the first flag out of order stands.
        path: Path,
        /// The type, as text.
        expected: String,
    },
    /// The content that a Link in a `list<u8>` position stands for is not at hand.
    ///
    /// This is a passing fault: nothing derived from it may be remembered.
    #[error("{path}: the content of {cid} is not available")]
    ContentUnavailable {
        /// The Link.
        cid: Cid,
        /// Where it stands.
        path: Path,
    },
    /// The data is larger than the caller allows.
    #[error("{path}: {exceeded}")]
    Budget {
        /// What was reached when the budget ran out.
        path: Path,
        /// Which bound it was.
        exceeded: Exceeded,
    },
    /// What was given as a type is none.
    #[error(transparent)]
    Type(#[from] TypeError),
}

impl DecodeError {
    /// Whether the same data may well be accepted at another time: content that was not at hand.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::ContentUnavailable { .. })
    }
}

/// Why a value has no IPLD data under the expected type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The function takes another number of arguments.
    #[error("expected {expected} arguments, found {found}")]
    ArgumentCount {
        /// How many parameters the function has.
        expected: usize,
        /// How many values there are.
        found: usize,
    },
    /// The function has a result, but there is no value.
    #[error("expected a result of type {expected}, found none")]
    MissingResult {
        /// The type, as text.
        expected: String,
    },
    /// The function has no result, but there is a value.
    #[error("expected no result, found {found}")]
    UnexpectedResult {
        /// The kind of the value.
        found: &'static str,
    },
    /// A value of another type.
    #[error("{path}: expected {expected}, found {found}")]
    Mismatch {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
        /// The kind of the value.
        found: &'static str,
    },
    /// A tuple, record, flags or list of fixed length of another length.
    #[error("{path}: expected {expected} (length {elements}), found length {found}")]
    Length {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
        /// How many elements the type has.
        elements: usize,
        /// How many the value has.
        found: usize,
    },
    /// The position of a case or a label that the type does not have.
    #[error("{path}: expected {expected}, which has no case number {found}")]
    UnknownCase {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
        /// The position.
        found: usize,
    },
    /// A case or a branch with a payload it does not carry, or without one it does.
    #[error("{path}: expected {expected}, where the payload is {found}", found = if *.found { "one too many" } else { "missing" })]
    Payload {
        /// Where the payload stands or should.
        path: Path,
        /// The type around it, as text.
        expected: String,
        /// Whether the value has a payload.
        found: bool,
    },
    /// NaN or an infinity, where the caller wants none.
    #[error("{path}: expected a finite {expected}")]
    NonFinite {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
    },
    /// Two entries of a map with the same key: a fault of a value that no type excludes.
    #[error("{path}: the key stands twice in the map")]
    DuplicateKey {
        /// Where the second stands, among the entries in the order of their keys.
        path: Path,
    },
    /// The value is larger than the caller allows.
    #[error("{path}: {exceeded}")]
    Budget {
        /// What was reached when the budget ran out.
        path: Path,
        /// Which bound it was.
        exceeded: Exceeded,
    },
    /// What was given as a type is none.
    #[error(transparent)]
    Type(#[from] TypeError),
}
