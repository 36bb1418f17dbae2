//! DAG-JSON: one text per value to sign over, and a strict reader of what people write.
//!
//! [`check`] and [`decode_canonical`] accept the one canonical text of a value, as
//! [`encode`] writes it. [`decode`] also accepts other layout: whitespace, any order of
//! keys, any JSON escape and any spelling of a float. Nothing else is relaxed: what
//! [`decode`] accepts has one meaning, and [`encode`] can write it again.
//!
//! Spec: [DAG-JSON] in `ipld/ipld`, which leaves some of the text open. Here is what is
//! decided, and what the implementations in the field do.
//!
//! | | Canonical text | Elsewhere |
//! |---|---|---|
//! | layout | no whitespace, no byte order mark, nothing behind the value | same |
//! | maps | keys unique, in the order of their UTF-8 bytes (spec, Serialization) | JavaScript orders by UTF-16 units, which differs beyond U+FFFF |
//! | strings | `\"` `\\` `\b` `\f` `\n` `\r` `\t`, other controls as `\u001f` in lower case, all else as itself (as `JSON.stringify`, RFC 8785 and `serde_json`) | Go also escapes U+2028 and U+2029, and writes `\u0008` and `\u000c` |
//! | integers | shortest decimal in [−2^64, 2^64 − 1], no `-0` | Go stops at 64 bits |
//! | floats | as ECMAScript prints them (RFC 8785), plus `.0` where neither a point nor an exponent would stand: `1.0`, `0.000001`, `1e-7`, `100000000000000000000.0`, `1e+21` | JavaScript the same; Go forgets the `.0`; `serde_ipld_dagjson` has an exponent from 1e16 up and below 1e-5 |
//! | bytes | `{"/":{"bytes":"…"}}`, base64 of RFC 4648 §4 without padding or stray bits | readers in Go take padding |
//! | links | `{"/":"…"}`, CIDv1 in base32 lower case, CIDv0 in base58btc | readers elsewhere take any multibase |
//!
//! # Numbers
//!
//! A literal with a point or an exponent is a float, and stays one when it is whole; any
//! other is an integer, and is refused rather than rounded if it is out of range. Floats
//! are read to the nearest value, so a nonzero literal too small for a float is zero, and
//! one too large is refused. Negative zero is refused in both kinds, and NaN and the
//! infinities have no text.
//!
//! # Reserved maps
//!
//! The key `/` is not reserved as such, only these maps are (spec, The Reserved
//! Namespace), taking "first key" as the least in canonical order, so that the order
//! in which somebody wrote the keys does not change what they say:
//!
//! - the least key is `/` and its value is a string: a link, if there is no other key;
//! - the least key is `/` and its value is a map whose least key is `bytes` with a string:
//!   bytes, if neither map has another key.
//!
//! A reserved map that is no link and no bytes is refused, by [`encode`] too. Everything
//! else is a map like any other: `{"/":true}`, `{"/":{"bytes":1}}`, `{"!":1,"/":"a"}`,
//! `{"/":{"a":1,"bytes":"b"}}`. Links and bytes count as one item and as no nesting.
//!
//! # Example
//!
//! ```
//! use varsig::{dag_cbor::Limits, dag_json};
//!
//! let written = br#"{ "half": 5E-1, "bytes": {"/": {"bytes": "3q2+7w"}} }"#;
//! let value = dag_json::decode(written, &Limits::default())?;
//! let canonical = dag_json::encode(&value)?;
//! assert_eq!(canonical, br#"{"bytes":{"/":{"bytes":"3q2+7w"}},"half":0.5}"#);
//! dag_json::check(&canonical, &Limits::default())?;
//!
//! let error = dag_json::check(written, &Limits::default()).unwrap_err();
//! assert_eq!(error.to_string(), "DAG-JSON, byte 1: whitespace is not allowed here");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [DAG-JSON]: https://ipld.io/specs/codecs/dag-json/spec/

mod base;
mod cursor;
mod encode;
mod error;
mod float;
mod link;
mod number;
mod read;
mod reserved;
mod scanner;
mod string;
mod tree;

pub use encode::encode;
pub use error::{DagJsonError, DagJsonErrorKind, EncodeError, EncodeErrorKind, Expected};
pub use read::{check, decode, decode_canonical};
