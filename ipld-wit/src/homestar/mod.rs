//! The mapping of Homestar, for results that must come out as they did there.
//!
//! Homestar published the only other mapping between IPLD and WIT. On the way out it is driven by
//! the value, so that it guesses; on the way in it forgives, so that many arguments are one value.
//! This module gives what it gives, **for compatibility only**: nothing here is ever chosen by
//! looking at data, and nothing else in this crate calls it. Whoever must reproduce a result of that
//! executor names [`decode_params`] and [`encode`], and keeps what comes out apart from what the
//! strict mapping gives: the same call has another result here, so that it needs another profile in
//! its computation key.
//!
//! # Hazards
//!
//! On the way in:
//!
//! | Data | Becomes | Lost |
//! |---|---|---|
//! | Float for an integer, not `s64` | cut off, and held to the range: 3.7 is 3, 300.0 is 255, NaN is 0 | the number |
//! | Integer for a float | rounded: 16777217 is 16777216 for an `f32` | the number |
//! | Float for an `f32` | rounded, 1e40 to infinity | the number |
//! | List for a bool, an integer or a string | its first element; for a bool, an empty one is false | all others |
//! | Null for a string | `"null"` | that it was none |
//! | Bytes for a string | base64 | that it was bytes |
//! | Link for a string | the text of the CID | that it was a link |
//! | List of integers for `list<u8>` | the same as Bytes | one of two forms |
//! | Map for a list of pairs | pairs in the order of the keys, where values are read as keys are: fine if both are strings, refused otherwise | – |
//! | List for a tuple | the elements it has; more are dropped | the rest |
//! | Map for a record | the fields it has; others are dropped | the rest |
//! | Map for a variant | the case of its least key; others are dropped | the rest |
//! | payload for a case or branch that has none | none | the payload |
//! | flags in any order, or twice | the set | the order |
//! | `[null, null]` for a result | success | that it may be a failure |
//! | Null for an option of an option | nothing | that nothing may be there |
//! | more arguments than parameters | the first | the rest |
//!
//! On the way out:
//!
//! | Value | Becomes | Lost |
//! |---|---|---|
//! | `f32` | a Float of seven significant decimal digits: 0.1 is 0.1 | half of all values between zero and one |
//! | `f32` beyond decimals | refused above 7.9 × 10²⁸, after the task ran; zero below 10⁻²⁸ | the result, the number |
//! | NaN, infinities of `f64` | a Float that no encoding has | the receipt |
//! | the string `"null"` | Null | the string |
//! | a string in which the parser of CIDs finds one, also `https://…/ipfs/bafy…` | a Link | the string |
//! | empty bytes | an empty List | that it was bytes |
//! | a list of pairs | a Map | the order, and all but the last of equal keys |
//! | a list of other tuples | refused, after the task ran | the result |
//! | `ok` and `err` without payload | `[1, null]` and `[null, 1]` | that there is no number |
//! | `some(none)` | Null | that something was there |
//!
//! # What is not reproduced
//!
//! * A Map for a list of anything else stops Homestar with a panic; here it is refused.
//! * Names of functions tried in six spellings; the unwrapping of `["ok", x]` among arguments; any
//!   map of one key with a link taken for a promise: these stand before the mapping.
//! * Numbers in DAG-JSON that turn into floats when they are large: that is the codec.
//! * Data beyond the depth of the type is not walked, where Homestar walks it without bound.
//! * Maps and lists of fixed length, which it does not know, are refused.

mod base64;
mod decimal;
mod decode;
mod encode;
mod error;

pub use decode::{decode, decode_params};
pub use encode::encode;
pub use error::HomestarError;
