//! The strict mapping between IPLD data and WIT values, driven by the type in both directions.
//!
//! A component speaks WIT: typed parameters in, a typed result out. Tasks and receipts speak IPLD:
//! untyped, content-addressed data. This crate stands between the two. It never looks at a value to
//! guess what was meant; the signature of the function decides, on the way in and on the way out.
//!
//! # Which text
//!
//! The one published mapping is Homestar's "Interpreting between IPLD and WIT". It is driven by the
//! *value* on the way out, so it has to guess (is this string a CID? is this list bytes?) and loses
//! data doing so. The strict mapping implemented here supersedes it:
//!
//! | WIT | IPLD | Notes |
//! |---|---|---|
//! | `bool` | Bool | |
//! | `u8` … `s64` | Integer in range | a Float is refused, even `3.0` |
//! | `f32`, `f64` | Float | read as well: an Integer that is exact; NaN and infinities are the Strings `"NaN"`, `"Infinity"`, `"-Infinity"`; minus zero is written as zero |
//! | `char`, `string` | String | a `char` is one Unicode scalar value |
//! | `list<u8>`, `list<u8, N>` | Bytes, also when empty | read as well: a Link, a *content handle* that stands for the bytes it names |
//! | `list<T>`, `list<T, N>` | List, of exactly N | lists of fixed length only where the [`Profile`] enables them |
//! | `map<string, V>` | Map | maps only where the [`Profile`] enables them |
//! | `map<K, V>` | List of pairs, in the order of the DAG-CBOR bytes of the keys | no key twice |
//! | `tuple<…>` | List of the exact length | |
//! | `record { … }` | Map of exactly the fields | an absent option is an explicit Null |
//! | `variant { … }` | Map with one key, the case | a case without payload carries Null |
//! | `enum { … }` | String | |
//! | `flags { … }` | List of Strings in declaration order | |
//! | `option<T>` | Null or T | where T is itself an option, a present value is `[v]` |
//! | `result<O, E>` | `{"ok": v}` or `{"error": e}` | an absent payload is `{}`; a result that is the function's whole result chooses the branch of the receipt |
//! | `record { ipld-cid: list<u8> }` | Link | recognised by its exact shape, [`Type::Link`] |
//! | no result | `{}` in the ok branch | |
//! | the parameters | List of the exact length | |
//!
//! # Laws
//!
//! For every type `T` that [`Type::check`] accepts, and property-tested as such:
//!
//! 1. encoding succeeds for every value of `T`, within the [`Budget`], but for a map that has a key
//!    twice, which no type excludes;
//! 2. `decode(encode(v)) == v`, where all NaNs are one, minus zero is zero and maps are sets of
//!    pairs;
//! 3. decoding accepts the canonical form only, with two relaxations: an Integer for a float and a
//!    Link for `list<u8>`. So `encode(decode(i))` is canonical, and one value has one address;
//! 4. no input makes it panic, recurse without bound or allocate without bound;
//! 5. an error names the path (`params[3].name`), the expected type and the kind that was found. It
//!    never repeats a value, which may be secret.
//!
//! # Example
//!
//! ```
//! use ipld_core::{ipld, ipld::Ipld};
//! use ipld_wit::{Budget, Field, FunctionType, NoContents, Output, Parameter, Type, Value};
//!
//! // resize: func(size: record { width: u32, height: u32 }, image: list<u8>) -> result<u64, string>
//! let size = Type::record(vec![Field::new("width", Type::U32), Field::new("height", Type::U32)]);
//! let resize = FunctionType::new(
//!     vec![Parameter::new("size", size), Parameter::new("image", Type::list(Type::U8))],
//!     Some(Type::result(Some(Type::U64), Some(Type::String))),
//! )?;
//!
//! let arguments = [ipld!({"width": 500, "height": 400}), Ipld::Bytes(vec![1, 2, 3])];
//! let values = resize.decode_params(&arguments, &NoContents, &Budget::default())?;
//! assert_eq!(values[0], Value::Record(vec![Value::U32(500), Value::U32(400)]));
//! assert_eq!(resize.encode_params(&values)?, arguments);
//!
//! // What the component returned becomes the branch of the receipt.
//! let returned = Value::Result(Err(Some(Box::new(Value::String("too large".into())))));
//! let output = resize.encode_result(Some(returned), &Budget::default())?;
//! assert_eq!(output, Output::Error(ipld!("too large")));
//!
//! // A mistake is named by place, expectation and kind.
//! let mistaken = [ipld!({"width": 1.5, "height": 400}), Ipld::Bytes(vec![])];
//! let error = resize.decode_params(&mistaken, &NoContents, &Budget::default()).unwrap_err();
//! assert_eq!(error.to_string(), "params[0].width: expected u32, found a float");
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # Beside the mapping
//!
//! * [`FunctionType::parse_args`] reads arguments as people type them ([`arguments`]).
//! * [`FunctionType::to_wit`], [`to_ipld_schema`](FunctionType::to_ipld_schema) and
//!   [`to_json_schema`](FunctionType::to_json_schema) show what a function wants ([`schema`]).
//! * Types and signatures are read from the text they are shown as, by their `FromStr`.
//! * [`TASK_WIT`] is the WIT package `ipvm:task` for guests.
//! * [`homestar`] reproduces the other mapping for compatibility, with all that it loses.
//!
//! # Features
//!
//! | Feature | Default | What it adds |
//! |---|---|---|
//! | `std` | yes | the standard library in the dependencies; without it the crate is `no_std + alloc` |
//! | `wasmtime` | no | the module `wasmtime`: signatures from a compiled component, values to and from `wasmtime::component::Val`, and calls on encoded data without such values |
//! | `wit` | no | the module `wit`: signatures from WIT text, and from the bytes of a component without an engine |
//!
//! # What it does not do
//!
//! * Guess: there is no lenient mode that is chosen by looking at data.
//! * Resources, streams, futures and error contexts: a signature with one is refused. The two
//!   exceptions that the mapping allows to be opted into, a resource that is a content handle and
//!   `stream<u8>`, are not offered.
//! * Fetch content, check it against its CID, or read codecs: the caller hands the bytes over
//!   through [`Contents`].
//! * Promises: they are resolved before the arguments come here.

#![no_std]

extern crate alloc;
#[cfg(feature = "wasmtime")]
extern crate std;

pub mod arguments;
mod budget;
mod check;
mod contents;
mod cursor;
mod decode;
mod display;
mod effects;
mod encode;
mod error;
mod float;
mod function;
pub mod homestar;
mod kind;
mod map_key;
mod names;
mod parse;
mod path;
mod profile;
mod refused;
pub mod schema;
mod types;
mod value;
#[cfg(feature = "wasmtime")]
pub mod wasmtime;
#[cfg(feature = "wit")]
pub mod wit;

pub use arguments::{ArgumentError, ArgumentFault};
/// The WIT package `ipvm:task@0.1.0` for guests: the `link` record, and the records by which a
/// function asks for effects. It stands in `wit/task.wit` of this crate.
pub const TASK_WIT: &str = include_str!("../wit/task.wit");

pub use budget::{Budget, Exceeded, Limit};
pub use check::TypeError;
pub use contents::{Contents, NoContents};
pub use decode::decode;
pub use encode::encode;
pub use error::{DecodeError, EncodeError};
pub use function::{FunctionType, Output, Parameter};
pub use kind::Kind;
pub use parse::TypeTextError;
pub use path::{Path, Segment};
pub use profile::Profile;
pub use refused::{Refused, Unsupported};
pub use types::{Case, Field, Type};
pub use value::Value;
