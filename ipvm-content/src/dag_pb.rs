//! DAG-PB: bytes with links, in Protocol Buffers.
//!
//! Spec: [DAG-PB] in `ipld/ipld`, its section on strictness included. One pass over borrowed
//! bytes, without allocation. What the text leaves open is decided by ruling O82: varints
//! are in their shortest form, names are UTF-8, and the links stand together. The order of
//! the links is that of the bytes: the text asks writers to sort them, and readers to leave
//! them as they are.
//!
//! ```
//! use ipvm_content::dag_pb::Node;
//!
//! // A node with the data "hello" and no links.
//! let node = Node::decode(b"\x0a\x05hello")?;
//! assert_eq!(node.data(), Some(&b"hello"[..]));
//! assert_eq!(node.links().count(), 0);
//! # Ok::<(), ipvm_content::dag_pb::DagPbError>(())
//! ```
//!
//! [DAG-PB]: https://ipld.io/specs/codecs/dag-pb/spec/

mod error;
mod node;

pub use crate::protobuf::WireError;
pub use error::{DagPbError, DagPbErrorKind};
pub use node::{Link, Node, NodeLinks};
