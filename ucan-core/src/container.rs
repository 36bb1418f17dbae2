//! Containers: signed tokens bundled for any transport.
//!
//! Implements [UCAN Container] 0.1.0 (`ucan-wg/container` at `e2d733d`) with
//! ruling T12. A container is a CBOR map with the one key `ctn-v1` and a list of
//! tokens in bytes, compressed or not, in base64 or not, behind a byte that says
//! which. It names no CIDs: whoever reads one hashes every token
//! (Container, Why not include the UCAN CIDs).
//!
//! Reader and writer are apart, as the text recommends: [`ContainerWriter`] takes
//! any bytes, [`Container`] is a read-only view.
//!
//! ```
//! use ucan_core::{
//!     Command, Delegation, Did, Envelope, Nonce,
//!     container::{Container, ContainerLimits, ContainerWriter, Encoding},
//! };
//! use varsig::Ed25519Signer;
//!
//! let alice = Ed25519Signer::from_seed(&[1; 32]);
//! let bob = Did::from_signer(&Ed25519Signer::from_seed(&[2; 32]));
//! let subject = Did::from_signer(&alice);
//! let command = "/msg/send".parse::<Command>()?;
//! let delegation =
//!     Delegation::new(subject.clone(), bob, subject, command, Nonce::new([0; 12]));
//! let token = Envelope::sign(delegation, &alice)?;
//!
//! let mut writer = ContainerWriter::new();
//! writer.insert(token.bytes());
//! let bytes = writer.to_bytes(Encoding::default());
//!
//! let container = Container::read(&bytes, &ContainerLimits::default())?;
//! assert_eq!(container.tokens().blocks(), [token.block().clone()]);
//! for delegation in container.tokens().of::<Delegation>() {
//!     assert_eq!(delegation?.cid(), token.cid());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the text leaves open
//!
//! | Question | Here |
//! |---|---|
//! | The CBOR of the container itself | canonical DAG-CBOR, as all peers write it |
//! | Tokens out of order, or twice | read once each and told; refused by [`Container::read_strict`] |
//! | Bytes that are no canonical DAG-CBOR | kept as [`Opaque`] and told |
//! | No tokens at all | read |
//! | gzip | one member that ends with the input; extra fields, name, comment are passed over |
//! | base64 | in its one spelling: padding as named, no line ends, no stray bits |
//!
//! [UCAN Container]: https://github.com/ucan-wg/container/tree/e2d733deafee7e556921235d0885f65df4e2aa14

mod base64;
mod cbor;
mod encoding;
mod error;
mod gzip;
mod limits;
mod reader;
mod writer;

pub use encoding::{Encoding, Profile};
pub use error::{ContainerError, GzipError};
pub use limits::ContainerLimits;
pub use reader::{Container, Opaque};
pub use writer::ContainerWriter;
