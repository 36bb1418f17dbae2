//! The reader.

use cid::Cid;
use varsig::varint;

use super::error::{DagPbError, DagPbErrorKind as Kind};
use crate::protobuf::{Field, FieldValue, Fields};

/// A node: links and data, borrowed from the bytes of its block.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    links: NodeLinks<'a>,
    /// The data, and where it begins.
    data: Option<(&'a [u8], usize)>,
}

/// A link of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// What is linked to.
    pub cid: Cid,
    /// The name. What writers leave out some write as an empty name.
    pub name: Option<&'a str>,
    /// `Tsize`: how many bytes there are behind the link in all, as somebody says.
    pub total_size: Option<u64>,
}

impl<'a> Node<'a> {
    /// Reads a node, all of it. No bytes are a node without links and data.
    ///
    /// # Errors
    ///
    /// [`DagPbError`] with the first rule that is broken, and where.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, DagPbError> {
        let mut fields = Fields::new(bytes, 0);
        let mut data = None;
        let (mut links, mut first) = (0, None);
        let mut had_links_before_data = false;
        while let Some(field) = fields.next()? {
            let fail = |kind| Err(DagPbError { offset: field.offset, kind });
            match (field.number, field.value) {
                (1, FieldValue::Bytes(..)) if data.is_some() => {
                    return fail(Kind::DuplicateField { field: 1 });
                }
                (1, FieldValue::Bytes(value, start)) => {
                    data = Some((value, start));
                    had_links_before_data = links > 0;
                }
                (2, FieldValue::Bytes(..)) if data.is_some() && had_links_before_data => {
                    return fail(Kind::SplitLinks);
                }
                (2, FieldValue::Bytes(value, start)) => {
                    Link::decode(value, start, field.offset)?;
                    links += 1;
                    first.get_or_insert(field.offset);
                }
                (1 | 2, _) => return fail(Kind::WrongType { field: field.number }),
                (number, _) => return fail(Kind::UnknownField { field: number }),
            }
        }
        let from = first.unwrap_or(bytes.len());
        let rest = bytes.get(from..).unwrap_or_default();
        let links = NodeLinks { fields: Fields::new(rest, from), left: links };
        Ok(Self { links, data })
    }

    /// The links, in the order of the bytes.
    #[must_use]
    pub const fn links(&self) -> NodeLinks<'a> {
        self.links
    }

    /// The data, which may be there and empty.
    #[must_use]
    pub fn data(&self) -> Option<&'a [u8]> {
        self.data.map(|(bytes, _)| bytes)
    }

    /// Where the data begins in the block.
    pub(crate) fn data_start(&self) -> usize {
        self.data.map_or(0, |(_, start)| start)
    }
}

impl<'a> Link<'a> {
    /// Reads the link in the field at `offset`, of which the content begins at `start`.
    fn decode(bytes: &'a [u8], start: usize, offset: usize) -> Result<Self, DagPbError> {
        let mut fields = Fields::new(bytes, start);
        let (mut cid, mut name, mut total_size) = (None, None, None);
        let mut last = 0;
        while let Some(Field { number, offset, value }) = fields.next()? {
            let fail = |kind| DagPbError { offset, kind };
            if !(1..=3).contains(&number) {
                return Err(fail(Kind::UnknownField { field: number }));
            }
            if number == last {
                return Err(fail(Kind::DuplicateField { field: number }));
            }
            if number < last {
                return Err(fail(Kind::LinkFieldOrder { field: number }));
            }
            last = number;
            match (number, value) {
                (1, FieldValue::Bytes(bytes, _)) => cid = Some(exact_cid(bytes).map_err(fail)?),
                (2, FieldValue::Bytes(bytes, _)) => {
                    let text = core::str::from_utf8(bytes);
                    name = Some(text.map_err(|_| fail(Kind::NameNotUtf8))?);
                }
                (3, FieldValue::Varint(size)) => total_size = Some(size),
                _ => return Err(fail(Kind::WrongType { field: number })),
            }
        }
        let missing = DagPbError { offset, kind: Kind::MissingHash };
        Ok(Self { cid: cid.ok_or(missing)?, name, total_size })
    }
}

/// The CID that fills `bytes`, in the one form that it has.
fn exact_cid(bytes: &[u8]) -> Result<Cid, Kind> {
    let cid = Cid::try_from(bytes).map_err(|_| Kind::InvalidCid)?;
    if cid.codec().max(cid.hash().code()) > varint::MAX {
        return Err(Kind::InvalidCid);
    }
    if cid.encoded_len() != bytes.len() {
        return Err(Kind::CidTrailingBytes);
    }
    Ok(cid)
}

/// The links of a node, which were all read once before.
#[derive(Clone, Copy, Debug)]
pub struct NodeLinks<'a> {
    fields: Fields<'a>,
    left: usize,
}

impl<'a> Iterator for NodeLinks<'a> {
    type Item = Link<'a>;

    fn next(&mut self) -> Option<Link<'a>> {
        self.left = self.left.checked_sub(1)?;
        let field = self.fields.next().ok()??;
        match field.value {
            FieldValue::Bytes(bytes, start) => Link::decode(bytes, start, field.offset).ok(),
            _ => None,
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for NodeLinks<'_> {}
