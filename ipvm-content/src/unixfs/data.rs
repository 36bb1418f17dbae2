//! The message inside of a node: what the node is.

use core::fmt;

use super::error::{UnixFsError, UnixFsErrorKind as Kind};
use crate::protobuf::{Field, FieldValue, Fields};

/// What a node of UnixFS is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NodeType {
    /// Content, as older writers made it.
    Raw,
    /// A directory in one block.
    Directory,
    /// A file, or a part of one.
    File,
    /// Metadata, which nobody writes.
    Metadata,
    /// A symbolic link.
    Symlink,
    /// A directory, or a part of one, that is spread over blocks.
    HamtShard,
}

impl fmt::Display for NodeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Raw => "raw content",
            Self::Directory => "a directory",
            Self::File => "a file",
            Self::Metadata => "metadata",
            Self::Symlink => "a symbolic link",
            Self::HamtShard => "a sharded directory",
        })
    }
}

/// The message of UnixFS, borrowed from the data of its node. Mode and time of modification
/// are read for what is wrong with them, and not kept.
#[derive(Clone, Copy, Debug)]
pub struct UnixFsData<'a> {
    node_type: NodeType,
    content: &'a [u8],
    content_start: usize,
    file_size: Option<u64>,
    sizes: Sizes<'a>,
    parts: usize,
}

/// The sizes of parts: fields that stand among others, which were all read once before.
#[derive(Clone, Copy, Debug)]
struct Sizes<'a> {
    fields: Fields<'a>,
    /// What is left of a packed list.
    packed: Fields<'a>,
}

impl<'a> UnixFsData<'a> {
    /// Reads the message, all of it. The fields may stand in any order, as Protocol Buffers
    /// has it; none may stand twice, and none be unknown. Offsets count from the start of
    /// the message.
    ///
    /// # Errors
    ///
    /// [`UnixFsError`] with the first rule that is broken, and where.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, UnixFsError> {
        let mut fields = Fields::new(bytes, 0);
        let (mut node_type, mut content, mut file_size) = (None, None, None);
        let mut parts = 0_usize;
        let mut seen = [false; 9];
        while let Some(Field { number, offset, value }) = fields.next()? {
            let fail = |kind| UnixFsError { offset, kind };
            let known = usize::try_from(number).ok().filter(|it| *it > 0);
            let Some(seen) = known.and_then(|index| seen.get_mut(index)) else {
                return Err(fail(Kind::UnknownField { field: number }));
            };
            if core::mem::replace(seen, true) && number != 4 {
                return Err(fail(Kind::DuplicateField { field: number }));
            }
            match (number, value) {
                (1, FieldValue::Varint(code)) => {
                    node_type =
                        Some(of_code(code).ok_or_else(|| fail(Kind::UnknownType { code }))?);
                }
                (2, FieldValue::Bytes(bytes, start)) => content = Some((bytes, start)),
                (3, FieldValue::Varint(size)) => file_size = Some(size),
                (4, FieldValue::Varint(_)) => parts += 1,
                (4, FieldValue::Bytes(bytes, start)) => {
                    let mut packed = Fields::new(bytes, start);
                    while !packed.is_at_end() {
                        packed.varint()?;
                        parts += 1;
                    }
                }
                (5 | 6, FieldValue::Varint(_)) => {}
                (7, FieldValue::Varint(mode)) if u32::try_from(mode).is_ok() => {}
                (7, FieldValue::Varint(_)) => return Err(fail(Kind::ModeTooLarge)),
                (8, FieldValue::Bytes(bytes, start)) => time(bytes, start, offset)?,
                _ => return Err(fail(Kind::WrongType { field: number })),
            }
        }
        let (content, content_start) = content.unwrap_or_default();
        Ok(Self {
            node_type: node_type.ok_or(UnixFsError { offset: 0, kind: Kind::MissingType })?,
            content,
            content_start,
            file_size,
            sizes: Sizes { fields: Fields::new(bytes, 0), packed: Fields::new(&[], 0) },
            parts,
        })
    }

    /// What the node is.
    #[must_use]
    pub const fn node_type(&self) -> NodeType {
        self.node_type
    }

    /// The content that stands in the node itself, before that of its parts; of a symbolic
    /// link, where it leads.
    #[must_use]
    pub const fn content(&self) -> &'a [u8] {
        self.content
    }

    /// Where the content begins in the message.
    pub(super) const fn content_start(&self) -> usize {
        self.content_start
    }

    /// How many bytes the file has in all, as the node says. A file that does not say it is
    /// said to have none.
    #[must_use]
    pub const fn file_size(&self) -> Option<u64> {
        self.file_size
    }

    /// How many parts the node gives a size for.
    #[must_use]
    pub const fn parts(&self) -> usize {
        self.parts
    }

    /// How many bytes each part has, in order.
    pub fn part_sizes(&self) -> impl Iterator<Item = u64> + use<'a> {
        self.sizes
    }
}

impl Iterator for Sizes<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        loop {
            if !self.packed.is_at_end() {
                return self.packed.varint().ok();
            }
            let field = self.fields.next().ok()??;
            match (field.number, field.value) {
                (4, FieldValue::Varint(size)) => return Some(size),
                (4, FieldValue::Bytes(bytes, start)) => self.packed = Fields::new(bytes, start),
                _ => {}
            }
        }
    }
}

const fn of_code(code: u64) -> Option<NodeType> {
    Some(match code {
        0 => NodeType::Raw,
        1 => NodeType::Directory,
        2 => NodeType::File,
        3 => NodeType::Metadata,
        4 => NodeType::Symlink,
        5 => NodeType::HamtShard,
        _ => return None,
    })
}

/// A time of modification: seconds, and maybe nanoseconds that are not zero.
fn time(bytes: &[u8], start: usize, message: usize) -> Result<(), UnixFsError> {
    let mut fields = Fields::new(bytes, start);
    let (mut seconds, mut nanoseconds) = (false, false);
    while let Some(Field { number, offset, value }) = fields.next()? {
        let fail = |kind| Err(UnixFsError { offset, kind });
        let seen = match number {
            1 => &mut seconds,
            2 => &mut nanoseconds,
            _ => return fail(Kind::UnknownField { field: number }),
        };
        if core::mem::replace(seen, true) {
            return fail(Kind::DuplicateField { field: number });
        }
        match (number, value) {
            (1, FieldValue::Varint(_)) | (2, FieldValue::Fixed32(1..=999_999_999)) => {}
            (2, FieldValue::Fixed32(found)) => return fail(Kind::Nanoseconds { found }),
            _ => return fail(Kind::WrongType { field: number }),
        }
    }
    if seconds { Ok(()) } else { Err(UnixFsError { offset: message, kind: Kind::MissingSeconds }) }
}
