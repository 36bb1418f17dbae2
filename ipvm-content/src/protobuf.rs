//! The wire format of Protocol Buffers, as strict as one encoding for each value needs it.

/// What can be wrong with the wire format, whatever the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// A group, or one of the two wire types that have no meaning.
    #[error("wire type {found} is not used")]
    WireType {
        /// The wire type found.
        found: u8,
    },
    /// A varint could have been written in fewer bytes (ruling T8).
    #[error("a varint is not in its shortest form")]
    NotShortest,
    /// A varint does not fit 64 bits.
    #[error("a varint does not fit 64 bits")]
    TooLong,
    /// The bytes end inside a field.
    #[error("the bytes end inside a field")]
    UnexpectedEnd,
}

/// The fields of one message, one after the other. Offsets count from the start of the block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'a> {
    bytes: &'a [u8],
    offset: usize,
}

/// One field, and where it begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    pub(crate) number: u64,
    pub(crate) offset: usize,
    pub(crate) value: FieldValue<'a>,
}

/// The value of a field by its wire type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FieldValue<'a> {
    Varint(u64),
    Fixed64,
    /// The bytes, and where they begin.
    Bytes(&'a [u8], usize),
    Fixed32(u32),
}

/// A fault of the wire format, and where the field or varint at fault begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WireFault {
    pub(crate) offset: usize,
    pub(crate) error: WireError,
}

impl<'a> Fields<'a> {
    /// The fields of a message that begins at `offset` of its block.
    pub(crate) const fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self { bytes, offset }
    }

    /// The next field, or nothing at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Field<'a>>, WireFault> {
        if self.bytes.is_empty() {
            return Ok(None);
        }
        let offset = self.offset;
        let key = self.varint()?;
        let fail = |error| Err(WireFault { offset, error });
        let (number, wire) = (key >> 3, key & 7);
        let ended = WireFault { offset, error: WireError::UnexpectedEnd };
        let value = match wire {
            0 => FieldValue::Varint(self.varint()?),
            1 => self.take(8).map(|_| FieldValue::Fixed64).ok_or(ended)?,
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| ended)?;
                let start = self.offset;
                FieldValue::Bytes(self.take(length).ok_or(ended)?, start)
            }
            5 => {
                let bytes = self.take(4).and_then(|bytes| bytes.try_into().ok()).ok_or(ended)?;
                FieldValue::Fixed32(u32::from_le_bytes(bytes))
            }
            _ => return fail(WireError::WireType { found: wire.to_le_bytes()[0] }),
        };
        Ok(Some(Field { number, offset, value }))
    }

    /// The next varint: of a key, a value, or a packed list.
    pub(crate) fn varint(&mut self) -> Result<u64, WireFault> {
        let offset = self.offset;
        let fail = |error| Err(WireFault { offset, error });
        let mut value = 0_u64;
        for index in 0..10_u32 {
            let Some(byte) = self.take(1).and_then(|taken| taken.first().copied()) else {
                return fail(WireError::UnexpectedEnd);
            };
            // The tenth byte has one bit left to say.
            if index == 9 && byte > 1 {
                return fail(WireError::TooLong);
            }
            value |= u64::from(byte & 0x7f) << (7 * index);
            if byte & 0x80 == 0 {
                let is_longer = byte == 0 && index > 0;
                return if is_longer { fail(WireError::NotShortest) } else { Ok(value) };
            }
        }
        fail(WireError::TooLong)
    }

    /// Whether all of the message was read.
    pub(crate) const fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        self.offset += length;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn varint(bytes: &[u8]) -> Result<u64, WireError> {
        Fields::new(bytes, 0).varint().map_err(|fault| fault.error)
    }

    #[test]
    fn a_varint_has_64_bits_and_one_form() {
        assert_eq!(varint(&[0]), Ok(0));
        assert_eq!(varint(&[0xac, 0x02]), Ok(300));
        let mut largest = [0xff; 10];
        largest[9] = 1;
        assert_eq!(varint(&largest), Ok(u64::MAX));
        largest[9] = 2;
        assert_eq!(varint(&largest), Err(WireError::TooLong));
        assert_eq!(varint(&[0xff; 11]), Err(WireError::TooLong));
        assert_eq!(varint(&[0x80, 0]), Err(WireError::NotShortest));
        assert_eq!(varint(&[0x80]), Err(WireError::UnexpectedEnd));
        assert_eq!(varint(&[]), Err(WireError::UnexpectedEnd));
    }

    #[test]
    fn a_claimed_length_beyond_the_end_is_refused_where_its_field_begins() {
        let bytes = [0x08, 0x01, 0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        let mut fields = Fields::new(&bytes, 100);
        assert_eq!(fields.next().unwrap().unwrap().number, 1);
        let fault = fields.next().unwrap_err();
        assert_eq!(fault, WireFault { offset: 102, error: WireError::UnexpectedEnd });
    }

    #[test]
    fn groups_have_no_meaning() {
        for (key, found) in [(0x0b, 3), (0x0c, 4), (0x0e, 6), (0x0f, 7)] {
            let fault = Fields::new(&[key, 0, 0, 0], 0).next().unwrap_err();
            assert_eq!(fault, WireFault { offset: 0, error: WireError::WireType { found } });
        }
    }
}
