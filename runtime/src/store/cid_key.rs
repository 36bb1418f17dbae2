//! CIDs as the keys of tables in memory.

use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
};

use cid::{Cid, Version, multihash::Multihash};

use super::{Address, Role};

/// The code of SHA-256 as a multihash.
const SHA2_256: u64 = 0x12;

/// A CID as a key. One of version 1 with SHA-256, as nearly all are, takes 40 bytes and not 96.
///
/// It is equal to another, and comes before another, as the CID is and does. All of it is hashed:
/// links in arguments name nothing that anybody has to have, so that digests with the same
/// beginning, or one digest under many codecs, cost nothing to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CidKey {
    /// Version 1, with SHA-256.
    Sha256 { codec: u32, digest: [u8; 32] },
    /// Any other.
    Other(Box<Cid>),
}

impl CidKey {
    pub(crate) fn to_cid(&self) -> Cid {
        match self {
            Self::Sha256 { codec, digest } => {
                // 32 bytes are not too many for it.
                let hash = Multihash::wrap(SHA2_256, digest).unwrap_or_default();
                Cid::new_v1((*codec).into(), hash)
            }
            Self::Other(cid) => **cid,
        }
    }
}

impl CidKey {
    /// Hashes the key and what it is the key of, in one piece: tables are asked some thirty
    /// times for each task.
    fn hash_as(&self, what: u32, state: &mut impl Hasher) {
        match self {
            Self::Sha256 { codec, digest } => {
                let mut whole = [0; 40];
                whole[..4].copy_from_slice(&what.to_le_bytes());
                whole[4..8].copy_from_slice(&codec.to_le_bytes());
                whole[8..].copy_from_slice(digest);
                state.write(&whole);
            }
            Self::Other(cid) => {
                state.write_u32(what);
                cid.hash(state);
            }
        }
    }
}

impl Hash for CidKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash_as(0, state);
    }
}

impl From<&Cid> for CidKey {
    fn from(cid: &Cid) -> Self {
        let hash = cid.hash();
        if cid.version() == Version::V1
            && hash.code() == SHA2_256
            && let Ok(digest) = hash.digest().try_into()
            && let Ok(codec) = cid.codec().try_into()
        {
            return Self::Sha256 { codec, digest };
        }
        Self::Other(Box::new(*cid))
    }
}

impl Ord for CidKey {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (
                Self::Sha256 { codec, digest },
                Self::Sha256 { codec: other_codec, digest: other_digest },
            ) => {
                // Mostly the first bytes tell; the rest is looked at if they do not.
                let heads = head(digest).cmp(&head(other_digest));
                codec.cmp(other_codec).then(heads).then_with(|| digest.cmp(other_digest))
            }
            _ => self.to_cid().cmp(&other.to_cid()),
        }
    }
}

fn head(digest: &[u8; 32]) -> u64 {
    digest.first_chunk().map_or(0, |head| u64::from_be_bytes(*head))
}

impl PartialOrd for CidKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An address as a key, with the order of the addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AddressKey {
    Task(CidKey),
    Computation(CidKey),
}

impl Hash for AddressKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Task(cid) => cid.hash_as(1, state),
            Self::Computation(cid) => cid.hash_as(2, state),
        }
    }
}

/// How a CID stands to receipts, and which it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RoleKey {
    pub(super) role: Role,
    pub(super) cid: CidKey,
}

impl Hash for RoleKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let what = match self.role {
            Role::Task => 3,
            Role::Input => 4,
            Role::Output => 5,
        };
        self.cid.hash_as(what, state);
    }
}

impl AddressKey {
    pub(crate) fn to_address(&self) -> Address {
        match self {
            Self::Task(cid) => Address::Task(cid.to_cid()),
            Self::Computation(cid) => Address::Computation(cid.to_cid()),
        }
    }
}

impl From<&Address> for AddressKey {
    fn from(address: &Address) -> Self {
        match address {
            Address::Task(cid) => Self::Task(cid.into()),
            Address::Computation(cid) => Self::Computation(cid.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cids() -> impl Strategy<Value = Cid> {
        let hash = (
            prop_oneof![Just(SHA2_256), Just(0_u64), Just(0x1e), any::<u64>()],
            prop_oneof![
                proptest::collection::vec(0..2_u8, 32),
                proptest::collection::vec(0..2_u8, 0..=64),
            ],
        );
        let codec = prop_oneof![Just(0x55_u64), Just(0x71), Just(0x70), any::<u64>()];
        (any::<bool>(), codec, hash).prop_map(|(is_v0, codec, (code, digest))| {
            let v0 =
                Multihash::wrap(SHA2_256, &digest).ok().and_then(|hash| Cid::new_v0(hash).ok());
            let v1 = Cid::new_v1(codec, Multihash::wrap(code, &digest).expect("it is short"));
            v0.filter(|_| is_v0).unwrap_or(v1)
        })
    }

    proptest! {
        #[test]
        fn a_key_stands_for_its_cid(cid in cids()) {
            prop_assert_eq!(CidKey::from(&cid).to_cid(), cid);
            for address in [Address::Task(cid), Address::Computation(cid)] {
                prop_assert_eq!(AddressKey::from(&address).to_address(), address);
            }
        }

        #[test]
        fn keys_compare_as_their_cids(one in cids(), other in cids()) {
            let (key, other_key) = (CidKey::from(&one), CidKey::from(&other));
            prop_assert_eq!(key.cmp(&other_key), one.cmp(&other));
            prop_assert_eq!(key == other_key, one == other);
        }
    }

    #[test]
    fn links_that_differ_in_little_do_not_meet_in_a_table() {
        use std::{
            collections::HashSet,
            hash::{BuildHasher as _, RandomState},
        };
        let with = |codec: u16, ending: u16| {
            let mut digest = [7; 32];
            digest[30..].copy_from_slice(&ending.to_be_bytes());
            let hash = Multihash::wrap(SHA2_256, &digest).expect("it is short");
            CidKey::from(&Cid::new_v1(codec.into(), hash))
        };
        let state = RandomState::new();
        let codecs: HashSet<u64> = (0..1_000).map(|it| state.hash_one(with(it, 0))).collect();
        let endings: HashSet<u64> = (0..1_000).map(|it| state.hash_one(with(0, it))).collect();
        assert_eq!((codecs.len(), endings.len()), (1_000, 1_000));
    }

    #[test]
    fn what_a_key_is_the_key_of_is_hashed_too() {
        use std::{
            collections::HashSet,
            hash::{BuildHasher as _, RandomState},
        };
        let long = Multihash::wrap(0x13, &[1; 64]).expect("it is short");
        for cid in [*varsig::Block::raw(*b"content").cid(), Cid::new_v1(0x55, long)] {
            let (state, key) = (RandomState::new(), CidKey::from(&cid));
            let mut hashes = HashSet::from([state.hash_one(&key)]);
            hashes.insert(state.hash_one(AddressKey::Task(key.clone())));
            hashes.insert(state.hash_one(AddressKey::Computation(key.clone())));
            for role in [Role::Task, Role::Input, Role::Output] {
                hashes.insert(state.hash_one(RoleKey { role, cid: key.clone() }));
            }
            assert_eq!(hashes.len(), 6, "{cid}");
        }
    }

    #[test]
    fn nearly_all_of_them_are_small() {
        assert!(size_of::<CidKey>() <= 40, "{}", size_of::<CidKey>());
        let usual = *varsig::Block::raw(*b"content").cid();
        assert!(matches!(CidKey::from(&usual), CidKey::Sha256 { .. }));
    }
}
