//! How receipts are found: one table, whose keys say it all.
//!
//! A key is the role of a CID, the CID, what stands for the subject, and the receipt, one
//! behind the other: CIDs say themselves where they end. So what is looked for stands
//! together, of one subject or of all, and is read in one go.

use cid::Cid;
use ipvm_runtime::store::Role;
use sha2::{Digest as _, Sha256};
use ucan_core::Did;

use crate::{runs::in_place, tables::DamagedRow};

/// The length of what stands for a subject.
const GROUP_LENGTH: usize = 16;

/// What stands for a subject: the first bytes of the sha2-256 of the DID without its
/// fragment; zeros for none. Who makes two DIDs with one of these shares what is his.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group([u8; GROUP_LENGTH]);

impl Group {
    pub(crate) fn of(subject: Option<&Did>) -> Self {
        let mut group = Self::default();
        if let Some(subject) = subject {
            let hashed = Sha256::digest(subject.principal().as_bytes());
            for (byte, digest) in group.0.iter_mut().zip(hashed) {
                *byte = digest;
            }
        }
        group
    }
}

/// A key of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IndexKey {
    pub(crate) role: Role,
    pub(crate) cid: Cid,
    pub(crate) group: Group,
    pub(crate) receipt: Cid,
}

impl IndexKey {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut key = prefix(self.role, &self.cid, Some(self.group));
        write_cid(&self.receipt, &mut key);
        key
    }

    /// Reads a key, be it in its place or in a run.
    pub(crate) fn decode(key: &[u8]) -> Result<Self, DamagedRow> {
        let (role, mut rest) = in_place(key).split_first().ok_or(DamagedRow)?;
        let role = match role {
            b't' => Role::Task,
            b'i' => Role::Input,
            b'o' => Role::Output,
            _ => return Err(DamagedRow),
        };
        let cid = Cid::read_bytes(&mut rest).map_err(|_| DamagedRow)?;
        let (group, receipt) = rest.split_first_chunk().ok_or(DamagedRow)?;
        let receipt = whole_cid(receipt)?;
        Ok(Self { role, cid, group: Group(*group), receipt })
    }
}

/// Room for a key with two CIDs of sha2-256.
const KEY_ROOM: usize = 96;

/// Writes a CID behind what is written.
pub(crate) fn write_cid(cid: &Cid, bytes: &mut Vec<u8>) {
    // A vector takes whatever is written to it.
    drop(cid.write_bytes(bytes));
}

/// With what the keys begin under which a CID stands so to receipts, of one subject or of
/// all.
pub(crate) fn prefix(role: Role, cid: &Cid, group: Option<Group>) -> Vec<u8> {
    let mut key = Vec::with_capacity(KEY_ROOM);
    key.push(match role {
        Role::Task => b't',
        Role::Input => b'i',
        Role::Output => b'o',
    });
    write_cid(cid, &mut key);
    key.extend(group.iter().flat_map(|group| group.0));
    key
}

/// The key of an owner of a block.
pub(crate) fn owner_key(cid: &Cid, owner: &Did) -> Vec<u8> {
    let mut key = cid.to_bytes();
    key.extend(Group::of(Some(owner)).0);
    key
}

/// The CID that a key is, up to its end.
pub(crate) fn whole_cid(key: &[u8]) -> Result<Cid, DamagedRow> {
    let mut rest = key;
    let cid = Cid::read_bytes(&mut rest).map_err(|_| DamagedRow)?;
    if rest.is_empty() { Ok(cid) } else { Err(DamagedRow) }
}

/// The block in the key of an owner.
pub(crate) fn owned(key: &[u8]) -> Result<Cid, DamagedRow> {
    let mut rest = key;
    let cid = Cid::read_bytes(&mut rest).map_err(|_| DamagedRow)?;
    if rest.len() == GROUP_LENGTH { Ok(cid) } else { Err(DamagedRow) }
}

#[cfg(test)]
mod tests {
    use varsig::Block;

    use super::*;

    fn did(name: &str) -> Did {
        format!("did:web:{name}.example").parse().unwrap()
    }

    #[test]
    fn keys_come_back_as_they_were() {
        let (cid, receipt) = (*Block::raw(*b"cid").cid(), *Block::raw(*b"receipt").cid());
        for role in [Role::Task, Role::Input, Role::Output] {
            for subject in [None, Some(&did("alice"))] {
                let key = IndexKey { role, cid, group: Group::of(subject), receipt };
                assert_eq!(IndexKey::decode(&key.encode()), Ok(key));
                assert!(key.encode().starts_with(&prefix(role, &cid, None)));
            }
        }
        let key = owner_key(&cid, &did("alice"));
        assert_eq!(owned(&key), Ok(cid));
        assert_eq!(owned(&key[1..]), Err(DamagedRow));
        assert_eq!(owned(&key[..key.len() - 1]), Err(DamagedRow));
    }

    #[test]
    fn refuses_every_truncation_and_an_unknown_role() {
        let (cid, receipt) = (*Block::raw(*b"cid").cid(), *Block::raw(*b"receipt").cid());
        let key = IndexKey { role: Role::Input, cid, group: Group::of(None), receipt }.encode();
        for length in 0..key.len() {
            assert_eq!(IndexKey::decode(&key[..length]), Err(DamagedRow), "{length} bytes");
        }
        assert_eq!(IndexKey::decode(&[&key[..], b"x"].concat()), Err(DamagedRow));
        assert_eq!(IndexKey::decode(&[b"x", &key[1..]].concat()), Err(DamagedRow));
    }

    #[test]
    fn groups_differ_by_subject_and_not_by_fragment() {
        assert_eq!(Group::of(None), Group([0; GROUP_LENGTH]));
        assert_ne!(Group::of(Some(&did("alice"))), Group::of(Some(&did("bob"))));
        let key = "did:web:alice.example#key-1".parse().unwrap();
        assert_eq!(Group::of(Some(&did("alice"))), Group::of(Some(&key)));
    }
}
