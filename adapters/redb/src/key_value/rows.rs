//! How values by name stand in the database.
//!
//! A key that has decayed is not seen by the engine: what stood there has vanished,
//! and something else has appeared. So there are two tables of each kind, in pages of
//! their own, that hold the same keys: where they differ, something has been lost.

use cid::Cid;
use ipvm_runtime::store::{Key, Namespace, Outcome, Previous};
use redb::TableDefinition;
use varsig::Block;

use crate::tables::{DamagedRow, seal, unseal};

type Rows = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// [`row_key`] → sealed CID of the value, and its bytes.
pub(crate) const VALUES: Rows = TableDefinition::new("key_value_values");
/// [`row_key`] of whatever has a value → nothing.
pub(crate) const NAMES: Rows = TableDefinition::new("key_value_names");
/// CID of the resolved task → sealed [`OutcomeRow`].
pub(crate) const OUTCOMES: Rows = TableDefinition::new("key_value_outcomes");
/// CID of the resolved task of whatever has an outcome → nothing.
pub(crate) const APPLIED: Rows = TableDefinition::new("key_value_applied");

/// All of them.
pub(crate) const TABLES: [Rows; 4] = [VALUES, NAMES, OUTCOMES, APPLIED];

/// The key of a row: the subject, a zero or, if it is secret, a one, which no DID has
/// in it, and the key. The rows of a namespace stand together, in the order of keys.
pub(super) fn row_key(namespace: &Namespace, key: &str) -> Vec<u8> {
    let mut row = namespace.subject().principal().as_bytes().to_vec();
    row.push(u8::from(namespace.is_secret()));
    row.extend(key.as_bytes());
    row
}

/// The key in the key of a row of `namespace`.
pub(super) fn key_of(namespace: &Namespace, row_key: &[u8]) -> Result<Key, DamagedRow> {
    let text = row_key.get(namespace.subject().principal().len() + 1..).ok_or(DamagedRow)?;
    let text = std::str::from_utf8(text).map_err(|_| DamagedRow)?;
    Key::new(text).map_err(|_| DamagedRow)
}

/// The row of a value. The CID vouches for the bytes, and is sealed with the key.
pub(super) fn encode_value(key: &[u8], value: &Block) -> Vec<u8> {
    let mut row = seal(key, &value.cid().to_bytes());
    row.extend(value.bytes());
    row
}

/// The CID of the value in a row, and its bytes, which are not looked at.
pub(super) fn decode_value<'a>(key: &[u8], row: &'a [u8]) -> Result<(Cid, &'a [u8]), DamagedRow> {
    // Where the CID ends, only the CID says.
    let mut rest = row.get(seal(key, &[]).len()..).ok_or(DamagedRow)?;
    let cid = Cid::read_bytes(&mut rest).map_err(|_| DamagedRow)?;
    let head = row.get(..row.len() - rest.len()).ok_or(DamagedRow)?;
    if unseal(key, head)? != cid.to_bytes() {
        return Err(DamagedRow);
    }
    Ok((cid, rest))
}

/// Whether the row of a value, its key and its bytes are what was written.
pub(crate) fn is_whole_value(key: &[u8], row: &[u8]) -> bool {
    decode_value(key, row).is_ok_and(|(cid, bytes)| Block::verify(cid, bytes).is_ok())
}

/// Whether the row of an outcome is what was written.
pub(crate) fn is_whole_outcome(key: &[u8], row: &[u8]) -> bool {
    OutcomeRow::decode(key, row).is_ok()
}

/// What a task has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OutcomeRow {
    /// What names the change.
    pub(super) fingerprint: Cid,
    pub(super) outcome: Outcome,
}

impl OutcomeRow {
    pub(super) fn encode(self, key: &[u8]) -> Vec<u8> {
        let (kind, found) = match self.outcome {
            Outcome::Made { previous: Previous::Absent } => (0, None),
            Outcome::Made { previous: Previous::Value(cid) } => (1, Some(cid)),
            Outcome::Made { previous: Previous::Damaged } => (2, None),
            Outcome::Conflict { found: None } => (3, None),
            Outcome::Conflict { found: Some(cid) } => (4, Some(cid)),
        };
        let mut value = vec![kind];
        value.extend(self.fingerprint.to_bytes());
        if let Some(found) = found {
            value.extend(found.to_bytes());
        }
        seal(key, &value)
    }

    pub(super) fn decode(key: &[u8], row: &[u8]) -> Result<Self, DamagedRow> {
        let (kind, mut rest) = unseal(key, row)?.split_first().ok_or(DamagedRow)?;
        let fingerprint = Cid::read_bytes(&mut rest).map_err(|_| DamagedRow)?;
        let found =
            if rest.is_empty() { None } else { Some(Cid::try_from(rest).map_err(|_| DamagedRow)?) };
        let outcome = match (kind, found) {
            (0, None) => Outcome::Made { previous: Previous::Absent },
            (1, Some(cid)) => Outcome::Made { previous: Previous::Value(cid) },
            (2, None) => Outcome::Made { previous: Previous::Damaged },
            (3, None) => Outcome::Conflict { found: None },
            (4, found @ Some(_)) => Outcome::Conflict { found },
            _ => return Err(DamagedRow),
        };
        Ok(Self { fingerprint, outcome })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alice() -> Namespace {
        Namespace::open("did:web:alice.example#key-1".parse().unwrap())
    }

    #[test]
    fn keys_come_back_as_they_were_and_the_fragment_does_not_count() {
        let key = row_key(&alice(), "a\0ü");
        assert_eq!(key, b"did:web:alice.example\0a\0\xc3\xbc");
        assert_eq!(key_of(&alice(), &key), Ok(Key::new("a\0ü").unwrap()));
        assert_eq!(key_of(&alice(), b"did:web:alice.example\0"), Err(DamagedRow));
        assert_eq!(key_of(&alice(), b"did:web:alice.example\0\xff"), Err(DamagedRow));
        assert_eq!(key_of(&alice(), b"did"), Err(DamagedRow));
        let secret = Namespace::secret(alice().subject().clone());
        assert_eq!(row_key(&secret, "a"), b"did:web:alice.example\x01a");
    }

    #[test]
    fn outcomes_come_back_as_they_were() {
        let (fingerprint, cid) = (*Block::raw(*b"change").cid(), *Block::raw(*b"value").cid());
        for outcome in [
            Outcome::Made { previous: Previous::Absent },
            Outcome::Made { previous: Previous::Value(cid) },
            Outcome::Made { previous: Previous::Damaged },
            Outcome::Conflict { found: None },
            Outcome::Conflict { found: Some(cid) },
        ] {
            let row = OutcomeRow { fingerprint, outcome };
            assert_eq!(OutcomeRow::decode(b"key", &row.encode(b"key")), Ok(row));
        }
    }

    #[test]
    fn refuses_every_flipped_bit_in_front_of_the_bytes_of_a_value() {
        let value = Block::raw(*b"value");
        let row = encode_value(b"key", &value);
        assert_eq!(decode_value(b"key", &row), Ok((*value.cid(), value.bytes())));
        assert_eq!(decode_value(b"other key", &row), Err(DamagedRow));
        let head = row.len() - value.bytes().len();
        for length in 0..head {
            assert_eq!(decode_value(b"key", &row[..length]), Err(DamagedRow));
        }
        for bit in 0..head * 8 {
            let mut flipped = row.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode_value(b"key", &flipped), Err(DamagedRow), "bit {bit}");
        }
    }

    #[test]
    fn refuses_every_flipped_bit_and_every_truncation_of_an_outcome() {
        let fingerprint = *Block::raw(*b"change").cid();
        let outcome = Outcome::Made { previous: Previous::Absent };
        let row = OutcomeRow { fingerprint, outcome }.encode(b"key");
        for length in 0..row.len() {
            assert_eq!(OutcomeRow::decode(b"key", &row[..length]), Err(DamagedRow));
        }
        for bit in 0..row.len() * 8 {
            let mut flipped = row.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(OutcomeRow::decode(b"key", &flipped), Err(DamagedRow), "bit {bit}");
        }
    }
}
