//! DAG-CBOR put together, without a value made of all of it.

use alloc::vec::Vec;

use ipld_core::{cid::Cid, ipld::Ipld};

use super::{
    DagCborError, EncodeError, Limits, append, check, check_link,
    write::{BYTES, LIST, MAP, TEXT, head, integer, link, string},
};

/// Writes DAG-CBOR one item after the other.
///
/// For whoever knows what is to stand where: a map is its number of entries, and then each
/// key and value. Every item is written in its only form, but the whole is the caller's:
/// that a map has as many entries as were announced, and its keys in their order, shorter
/// ones first and then by their bytes. Where that is not plain, have it
/// [checked](super::check).
///
/// ```
/// use varsig::dag_cbor::{self, Encoder};
///
/// let mut encoder = Encoder::new();
/// encoder.map(2);
/// encoder.text("a");
/// encoder.list(2);
/// encoder.integer(1);
/// encoder.integer(2);
/// encoder.text("of");
/// encoder.text("us");
/// assert_eq!(encoder.finish(), b"\xa2\x61a\x82\x01\x02\x62of\x62us");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Encoder(Vec<u8>);

impl Encoder {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self(Vec::with_capacity(512))
    }

    /// The head of a list of so many items.
    pub fn list(&mut self, items: u64) {
        head(LIST, items, &mut self.0);
    }

    /// The head of a map of so many entries.
    pub fn map(&mut self, entries: u64) {
        head(MAP, entries, &mut self.0);
    }

    /// A string.
    pub fn text(&mut self, text: &str) {
        string(TEXT, text.as_bytes(), &mut self.0);
    }

    /// A byte string.
    pub fn bytes(&mut self, bytes: &[u8]) {
        string(BYTES, bytes, &mut self.0);
    }

    /// An integer.
    pub fn integer(&mut self, number: i64) {
        integer(number.into(), &mut self.0).expect("it has no more than 64 bits");
    }

    /// Null.
    pub fn null(&mut self) {
        self.0.push(0xf6);
    }

    /// True or false.
    pub fn boolean(&mut self, value: bool) {
        self.0.push(if value { 0xf5 } else { 0xf4 });
    }

    /// A link.
    ///
    /// # Errors
    ///
    /// [`EncodeError::InvalidCid`] for a CID with a code number beyond 63 bits.
    pub fn link(&mut self, cid: &Cid) -> Result<(), EncodeError> {
        check_link(cid)?;
        link(cid, &mut self.0);
        Ok(())
    }

    /// Any value, around which so many lists and maps are open.
    ///
    /// # Errors
    ///
    /// As [`encode`](super::encode).
    pub fn value(&mut self, value: &Ipld, depth: usize) -> Result<(), EncodeError> {
        append(value, depth, &mut self.0)
    }

    /// One item that is encoded already.
    ///
    /// # Errors
    ///
    /// [`DagCborError`] as [`check`](super::check) gives it.
    pub fn encoded(&mut self, item: &[u8], limits: &Limits) -> Result<(), DagCborError> {
        check(item, limits)?;
        self.0.extend_from_slice(item);
        Ok(())
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}
