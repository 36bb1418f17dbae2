//! What stands where in the database, and how a row is written.
//!
//! Rows that no CID vouches for (who may read a block, which receipt a result
//! has, who claimed a mutation) begin with a check over key and value, so that
//! a damaged row is seen to be damaged.

use cid::Cid;
use ipvm_runtime::store::{Address, EffectClass, Revision, Visibility};
use redb::TableDefinition;
use sha2::{Digest as _, Sha256};

use crate::span::Span;

/// The number of the layout that this version reads and writes.
pub const FORMAT_VERSION: u64 = 6;

/// The number of the layout of the tables of values by name. Who does not know them
/// does them no harm, so that they have a number of their own.
pub(crate) const KEY_VALUE_VERSION: u64 = 1;

type Bytes = &'static [u8];
pub(crate) type Rows = TableDefinition<'static, Bytes, Bytes>;

/// What the file is: [`FORMAT`], [`KEY_VALUE`] and [`SESSION`].
pub(crate) const ABOUT: TableDefinition<'static, &str, u64> = TableDefinition::new("ipvm_store");
/// Key of [`ABOUT`]: the layout.
pub(crate) const FORMAT: &str = "format";
/// Key of [`ABOUT`]: the layout of the tables of values by name, which came later. A
/// store without it is whole, and is given them when it is opened.
pub(crate) const KEY_VALUE: &str = "key_value";
/// Key of [`ABOUT`]: how often the store has been opened.
pub(crate) const SESSION: &str = "session";

/// CID → [`BlockRow`].
pub(crate) const BLOCKS: Rows = TableDefinition::new("blocks");
/// CID → bytes of the block, if it is kept inline, or as much of them as fills pages.
pub(crate) const BLOCK_BYTES: Rows = TableDefinition::new("block_bytes");
/// CID → the rest of the bytes.
pub(crate) const BLOCK_TAILS: Rows = TableDefinition::new("block_tails");
/// Number → bytes of several blocks, one behind the other, or as much of them as fills pages.
pub(crate) const PACKS: Rows = TableDefinition::new("block_packs");
/// Number → the rest of the bytes.
pub(crate) const PACK_TAILS: Rows = TableDefinition::new("pack_tails");
/// Number of a pack and offset in it → length and CID of the block that is there, sealed.
///
/// A second record of what stands in [`BLOCKS`].
pub(crate) const PLACES: Rows = TableDefinition::new("block_places");
/// CID of a block and what stands for a DID → the DID, sealed.
pub(crate) const OWNERS: Rows = TableDefinition::new("block_owners");
/// CID → what a receipt is found by and its token.
pub(crate) const RECEIPTS: Rows = TableDefinition::new("receipt_records");
/// A role, a CID, what stands for a subject, and a receipt → nothing.
///
/// A second record of what stands in [`RECEIPTS`]: what is lost in one is seen in the
/// other. In front of them stand runs, with a number before the role.
pub(crate) const INDEX: Rows = TableDefinition::new("receipt_index");
/// CID of what is pinned → nothing, sealed.
pub(crate) const PINS: Rows = TableDefinition::new("pins");
/// CID of what is pinned → nothing, sealed: a second record, in pages of its own. What
/// stands in either is pinned.
pub(crate) const PINNED: Rows = TableDefinition::new("pinned");
/// [`address_key`] → [`MemoRow`].
pub(crate) const MEMO: Rows = TableDefinition::new("memo");
/// CID of the resolved task of a mutation → [`Revision`] of the claim.
pub(crate) const CLAIMS: Rows = TableDefinition::new("claims");

/// CID of the resolved task of a mutation that was begun and not released →
/// nothing.
///
/// A second record of the same fact, in pages of its own: the engine does not
/// see that a key has decayed, and where a result or a claim has vanished with
/// its key, this one still keeps the mutation from being run again.
pub(crate) const MUTATIONS: Rows = TableDefinition::new("mutations");

/// All of them but [`ABOUT`].
pub(crate) const TABLES: [Rows; 14] = [
    BLOCKS,
    BLOCK_BYTES,
    BLOCK_TAILS,
    PACKS,
    PACK_TAILS,
    PLACES,
    OWNERS,
    RECEIPTS,
    INDEX,
    MEMO,
    CLAIMS,
    MUTATIONS,
    PINS,
    PINNED,
];

/// A row that does not match its check or makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DamagedRow;

/// Where the bytes of a block are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In [`BLOCK_BYTES`] and [`BLOCK_TAILS`].
    Inline,
    /// In a file of this many bytes.
    File(u64),
    /// In a pack.
    Packed(Span),
}

/// What is known of a block besides its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BlockRow {
    pub(crate) visibility: Visibility,
    pub(crate) place: Place,
}

impl BlockRow {
    pub(crate) fn encode(self, key: &[u8]) -> Vec<u8> {
        let visibility = match self.visibility {
            Visibility::Restricted => 0,
            Visibility::Public => 1,
        };
        match self.place {
            Place::Inline => seal(key, &[visibility, 0]),
            Place::File(length) => {
                let mut value = vec![visibility, 1];
                value.extend(length.to_be_bytes());
                seal(key, &value)
            }
            Place::Packed(span) => seal(key, &[&[visibility, 2], &span.encode()[..]].concat()),
        }
    }

    pub(crate) fn decode(key: &[u8], row: &[u8]) -> Result<Self, DamagedRow> {
        let [visibility, place @ ..] = unseal(key, row)? else { return Err(DamagedRow) };
        let visibility = match visibility {
            0 => Visibility::Restricted,
            1 => Visibility::Public,
            _ => return Err(DamagedRow),
        };
        let place = match place {
            [0] => Place::Inline,
            [1, length @ ..] => Place::File(number(length)?),
            [2, span @ ..] => Place::Packed(Span::decode(span)?),
            _ => return Err(DamagedRow),
        };
        Ok(Self { visibility, place })
    }
}

/// A remembered result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MemoRow {
    pub(crate) effect: EffectClass,
    pub(crate) receipt: Cid,
    /// For a mutation: whether this is the task that was claimed, so that it stands in
    /// [`MUTATIONS`]; a result is remembered at other addresses too.
    pub(crate) claimed: bool,
}

impl MemoRow {
    pub(crate) fn encode(self, key: &[u8]) -> Vec<u8> {
        let mut value = vec![match self.effect {
            EffectClass::Pure => 0,
            EffectClass::Query => 1,
            // Classes to come count as mutations: what is not known to be
            // repeatable is not repeated.
            _ if self.claimed => 2,
            _ => 3,
        }];
        value.extend(self.receipt.to_bytes());
        seal(key, &value)
    }

    pub(crate) fn decode(key: &[u8], row: &[u8]) -> Result<Self, DamagedRow> {
        let [effect, receipt @ ..] = unseal(key, row)? else { return Err(DamagedRow) };
        let (effect, claimed) = match effect {
            0 => (EffectClass::Pure, false),
            1 => (EffectClass::Query, false),
            2 => (EffectClass::Mutation, true),
            3 => (EffectClass::Mutation, false),
            _ => return Err(DamagedRow),
        };
        let receipt = Cid::try_from(receipt).map_err(|_| DamagedRow)?;
        Ok(Self { effect, receipt, claimed })
    }
}

/// The key of an address in [`MEMO`].
pub(crate) fn address_key(address: &Address) -> Vec<u8> {
    let (kind, cid) = match address {
        Address::Task(cid) => (b't', cid),
        Address::Computation(cid) => (b'c', cid),
    };
    let mut key = vec![kind];
    key.extend(cid.to_bytes());
    key
}

/// The address in a key of [`MEMO`].
pub(crate) fn address_of(key: &[u8]) -> Result<Address, DamagedRow> {
    let (kind, mut rest) = key.split_first().ok_or(DamagedRow)?;
    let cid = Cid::read_bytes(&mut rest).map_err(|_| DamagedRow)?;
    match (kind, rest) {
        (b't', []) => Ok(Address::Task(cid)),
        (b'c', []) => Ok(Address::Computation(cid)),
        _ => Err(DamagedRow),
    }
}

/// The row of a claim in [`CLAIMS`].
pub(crate) fn encode_revision(key: &[u8], revision: Revision) -> Vec<u8> {
    let mut value = revision.session.to_be_bytes().to_vec();
    value.extend(revision.number.to_be_bytes());
    seal(key, &value)
}

/// The claim in a row of [`CLAIMS`].
pub(crate) fn decode_revision(key: &[u8], row: &[u8]) -> Result<Revision, DamagedRow> {
    let (session, number_bytes) = unseal(key, row)?.split_at_checked(8).ok_or(DamagedRow)?;
    Ok(Revision { session: number(session)?, number: number(number_bytes)? })
}

pub(crate) fn number(bytes: &[u8]) -> Result<u64, DamagedRow> {
    bytes.try_into().map(u64::from_be_bytes).map_err(|_| DamagedRow)
}

const CHECK_LENGTH: usize = 8;

/// `value` after a check over itself and its key.
pub(crate) fn seal(key: &[u8], value: &[u8]) -> Vec<u8> {
    [&check(key, value)[..], value].concat()
}

/// The value of a row, if its check is right.
pub(crate) fn unseal<'a>(key: &[u8], row: &'a [u8]) -> Result<&'a [u8], DamagedRow> {
    let (found, value) = row.split_at_checked(CHECK_LENGTH).ok_or(DamagedRow)?;
    if found == check(key, value) { Ok(value) } else { Err(DamagedRow) }
}

/// The first bytes of the sha2-256 of key and value. It guards against decay,
/// not against whoever may write to the file.
fn check(key: &[u8], value: &[u8]) -> [u8; CHECK_LENGTH] {
    let hashed = Sha256::new().chain_update(key).chain_update(value).finalize();
    std::array::from_fn(|byte| hashed[byte])
}

#[cfg(test)]
mod tests {
    use varsig::Block;

    use super::*;

    #[test]
    fn rows_come_back_as_they_were() {
        let receipt = *Block::raw(*b"receipt").cid();
        for effect in [EffectClass::Pure, EffectClass::Query, EffectClass::Mutation] {
            for claimed in [effect == EffectClass::Mutation, false] {
                let row = MemoRow { effect, receipt, claimed };
                assert_eq!(MemoRow::decode(b"key", &row.encode(b"key")), Ok(row));
            }
        }
        let span = Span { pack: 3, offset: u32::MAX, length: 1 };
        for place in [Place::Inline, Place::File(0), Place::File(u64::MAX), Place::Packed(span)] {
            for visibility in [Visibility::Restricted, Visibility::Public] {
                let row = BlockRow { visibility, place };
                assert_eq!(BlockRow::decode(b"key", &row.encode(b"key")), Ok(row));
            }
        }
        let revision = Revision { session: 7, number: u64::MAX };
        assert_eq!(decode_revision(b"key", &encode_revision(b"key", revision)), Ok(revision));
    }

    #[test]
    fn refuses_every_single_flipped_bit_and_every_truncation() {
        let row = BlockRow { visibility: Visibility::Restricted, place: Place::File(300_000) };
        let bytes = row.encode(b"key");
        for length in 0..bytes.len() {
            assert_eq!(BlockRow::decode(b"key", &bytes[..length]), Err(DamagedRow));
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(BlockRow::decode(b"key", &flipped), Err(DamagedRow), "bit {bit}");
        }
    }

    #[test]
    fn refuses_a_row_that_belongs_to_another_key() {
        let row = encode_revision(b"one", Revision { session: 1, number: 1 });
        assert_eq!(decode_revision(b"two", &row), Err(DamagedRow));
    }

    #[test]
    fn tells_a_task_from_a_computation_of_the_same_cid() {
        let cid = *Block::raw(*b"same").cid();
        assert_ne!(address_key(&Address::Task(cid)), address_key(&Address::Computation(cid)));
        for address in [Address::Task(cid), Address::Computation(cid)] {
            let key = address_key(&address);
            assert_eq!(address_of(&key), Ok(address));
            assert_eq!(address_of(&key[1..]), Err(DamagedRow));
            assert_eq!(address_of(&[&key[..], b"x"].concat()), Err(DamagedRow));
        }
    }
}
