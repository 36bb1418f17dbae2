//! Content-addressed archives, version 1: blocks one after the other, and which
//! of them to begin with.
//!
//! Implements [CARv1] (`ipld/ipld` at `297e29c`). A CAR carries what is more than
//! signed tokens: tasks, modules and outputs (ruling T12). Every block is hashed
//! against its CID as it is read; nothing in an archive is believed for standing
//! in it.
//!
//! What the text leaves open, or leaves to its readers, is decided so:
//!
//! | Question | Here |
//! |---|---|
//! | Header | strict DAG-CBOR with the keys `roots` and `version`, no other |
//! | Version | 1; the pragma of version 2 is refused by name |
//! | Number of roots, of blocks | any, also none |
//! | Roots without a block | read, and told by [`Car::missing_roots`] |
//! | CIDs of blocks | version 1, and version 0 as the text allows, with sha2-256 |
//! | Identity CIDs | refused for blocks (they are their own content), read as roots |
//! | Duplicate blocks | read once, and told by [`Car::duplicates`] |
//! | Lengths | varints in their shortest form (ruling T8) |
//! | Empty sections, as some pad with | refused: every section must be valid |
//!
//! ```
//! use varsig::{Block, car::{Car, CarLimits, CarWriter}};
//!
//! let block = Block::raw(*b"hello");
//! let mut writer = CarWriter::new(&[*block.cid()]);
//! writer.insert(&block);
//! let archive = writer.finish();
//!
//! let car = Car::read(&archive, &CarLimits::default())?;
//! assert_eq!(car.roots(), [*block.cid()]);
//! assert_eq!(car.blocks(), [block]);
//! # Ok::<(), varsig::car::CarError>(())
//! ```
//!
//! [CARv1]: https://github.com/ipld/ipld/blob/297e29c726e3881ce2f4b18f57a934edccf4431b/specs/transport/car/carv1/index.md

mod archive;
mod cid_bytes;
mod error;
mod header;
mod limits;
mod reader;
#[cfg(feature = "std")]
mod stream;
mod writer;

pub use archive::{Car, Duplicate};
pub use error::{CarError, CarErrorKind};
pub use limits::CarLimits;
pub use reader::{CarReader, Section};
#[cfg(feature = "std")]
pub use stream::{CarStreamError, CarStreamReader, CarStreamWriter};
pub use writer::CarWriter;
