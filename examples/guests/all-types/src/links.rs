//! What the bytes of a CID say, read as the CID specification has them.

/// The head of a CID, and the digest behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) version: u8,
    pub(crate) codec: u64,
    pub(crate) hash: u64,
    pub(crate) digest: Vec<u8>,
}

/// Why bytes are no CID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeadError {
    /// A number that ends too late or not at all.
    #[error("the CID has a number that does not end in time")]
    Number,
    /// A version that is not 1, in the form that has a version.
    #[error("the CID has version {found}, expected 1")]
    Version {
        /// What stands there.
        found: u64,
    },
    /// A digest that is longer or shorter than is said.
    #[error("the digest of the CID has {found} bytes, expected {expected}")]
    Digest {
        /// The length that the CID gives.
        expected: u64,
        /// The bytes that are left.
        found: usize,
    },
}

/// The multicodec of DAG-PB, which CIDs of version 0 have without saying so.
const DAG_PB: u64 = 0x70;

/// Reads a binary CID of version 0 or 1.
pub(crate) fn head(mut bytes: &[u8]) -> Result<Head, HeadError> {
    // Version 0 is the bare multihash: SHA-256, of 32 bytes.
    let (version, codec) = if bytes.starts_with(&[0x12, 0x20]) {
        (0, DAG_PB)
    } else {
        match number(&mut bytes)? {
            1 => (1, number(&mut bytes)?),
            found => return Err(HeadError::Version { found }),
        }
    };
    let hash = number(&mut bytes)?;
    let expected = number(&mut bytes)?;
    let found = bytes.len();
    if u64::try_from(found) != Ok(expected) {
        return Err(HeadError::Digest { expected, found });
    }
    Ok(Head { version, codec, hash, digest: bytes.to_vec() })
}

/// An unsigned varint of multiformats: seven bits a byte, the low ones first, nine bytes at most.
fn number(bytes: &mut &[u8]) -> Result<u64, HeadError> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(HeadError::Number)?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(HeadError::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_versions() {
        let mut bytes = vec![0x12, 0x20];
        bytes.extend([7; 32]);
        let expected = Head { version: 0, codec: 0x70, hash: 0x12, digest: vec![7; 32] };
        assert_eq!(head(&bytes), Ok(expected));
        // dag-json (0x0129, two bytes as a number), identity hash of one byte.
        let expected = Head { version: 1, codec: 0x0129, hash: 0, digest: vec![9] };
        assert_eq!(head(&[1, 0xa9, 0x02, 0, 1, 9]), Ok(expected));
    }

    #[test]
    fn refuses_what_is_no_cid() {
        assert_eq!(head(&[]), Err(HeadError::Number));
        assert_eq!(head(&[1, 0x80]), Err(HeadError::Number));
        assert_eq!(head(&[0xff; 20]), Err(HeadError::Number));
        assert_eq!(head(&[3, 0x55, 0, 0]), Err(HeadError::Version { found: 3 }));
        let cut = HeadError::Digest { expected: 2, found: 1 };
        assert_eq!(head(&[1, 0x55, 0, 2, 9]), Err(cut));
        let long = HeadError::Digest { expected: 0, found: 1 };
        assert_eq!(head(&[1, 0x55, 0, 0, 9]), Err(long));
    }
}
