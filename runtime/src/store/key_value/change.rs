//! Changes of values, and what comes of them.

use cid::Cid;
use varsig::Block;

use super::{Key, Namespace};

/// Bytes of the largest value. What is larger belongs among the blocks, with a link
/// to it as the value.
pub const VALUE_LIMIT: usize = 256 * 1024;

/// One change of one value.
///
/// The bounds are part of the type: a store gets none that it must refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    key: Key,
    condition: Condition,
    value: Option<Block>,
}

/// What has to stand under a key for a change to be made.
///
/// Values are told apart by their CIDs, not by a count of changes: a CID means the
/// same in every store and after a restore, and whoever has the value has it. In
/// return a value that was changed and changed back counts as unchanged; who minds
/// puts a number into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Whatever stands there.
    Any,
    /// Nothing stands there.
    Absent,
    /// The value with this CID stands there.
    Equals(Cid),
}

impl Change {
    /// Sets the value of `key`, whatever stood there.
    ///
    /// # Errors
    ///
    /// [`ValueTooLarge`] for a value of more than [`VALUE_LIMIT`] bytes.
    pub fn put(key: Key, value: Block) -> Result<Self, ValueTooLarge> {
        Self::swap(key, Condition::Any, Some(value))
    }

    /// Takes away the value of `key`, whatever stood there.
    #[must_use]
    pub const fn delete(key: Key) -> Self {
        Self { key, condition: Condition::Any, value: None }
    }

    /// Sets the value of `key`, or takes it away, if `condition` holds.
    ///
    /// # Errors
    ///
    /// [`ValueTooLarge`] for a value of more than [`VALUE_LIMIT`] bytes.
    pub fn swap(
        key: Key,
        condition: Condition,
        value: Option<Block>,
    ) -> Result<Self, ValueTooLarge> {
        let found = value.as_ref().map_or(0, |value| value.bytes().len());
        if found > VALUE_LIMIT {
            return Err(ValueTooLarge { limit: VALUE_LIMIT, found });
        }
        Ok(Self { key, condition, value })
    }

    /// The key whose value is changed.
    #[must_use]
    pub const fn key(&self) -> &Key {
        &self.key
    }

    /// What has to stand there.
    #[must_use]
    pub const fn condition(&self) -> Condition {
        self.condition
    }

    /// What is to stand there afterwards.
    #[must_use]
    pub const fn value(&self) -> Option<&Block> {
        self.value.as_ref()
    }

    /// What names this change of a value in `namespace`: a store keeps it beside the
    /// outcome, to notice a task that comes back with another change.
    #[must_use]
    pub fn fingerprint(&self, namespace: &Namespace) -> Cid {
        // No DID has these bytes in it, a CID ends by itself, and the key is the rest.
        let mut bytes = namespace.subject().principal().as_bytes().to_vec();
        bytes.push(u8::from(namespace.is_secret()));
        match self.condition {
            Condition::Any => bytes.push(0),
            Condition::Absent => bytes.push(1),
            Condition::Equals(cid) => {
                bytes.push(2);
                bytes.extend(cid.to_bytes());
            }
        }
        match &self.value {
            None => bytes.push(0),
            Some(value) => {
                bytes.push(1);
                bytes.extend(value.cid().to_bytes());
            }
        }
        bytes.extend(self.key.as_str().as_bytes());
        *Block::raw(bytes).cid()
    }
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was made. To put what stands there already, or to delete what does not,
    /// counts as made.
    Made {
        /// What stood there before.
        previous: Previous,
    },
    /// Its condition did not hold, and nothing was changed.
    Conflict {
        /// The CID of the value that stood there instead.
        found: Option<Cid>,
    },
}

/// What stood under a key before a change was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Previous {
    /// Nothing.
    Absent,
    /// The value with this CID.
    Value(Cid),
    /// Something that cannot be read any more; the change has mended it.
    Damaged,
}

/// A value is larger than every store has to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value has {found} bytes of at most {limit}; keep it as content, and put a link to it")]
pub struct ValueTooLarge {
    /// The most that are allowed.
    pub limit: usize,
    /// How many there are.
    pub found: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::new(text).expect("a key")
    }

    fn open(text: &str) -> Namespace {
        Namespace::open(text.parse().expect("a DID"))
    }

    #[test]
    fn takes_values_up_to_the_limit() {
        let value = |length| Block::raw(vec![7; length]);
        assert!(Change::put(key("k"), value(VALUE_LIMIT)).is_ok());
        let too_large = ValueTooLarge { limit: VALUE_LIMIT, found: VALUE_LIMIT + 1 };
        assert_eq!(Change::put(key("k"), value(VALUE_LIMIT + 1)), Err(too_large));
        let swap = Change::swap(key("k"), Condition::Absent, Some(value(VALUE_LIMIT + 1)));
        assert_eq!(swap, Err(too_large));
    }

    #[test]
    fn two_changes_have_two_fingerprints() {
        let (one, two) = (Block::raw(*b"one"), Block::raw(*b"two"));
        let (alice, bob) = (open("did:web:alice.example"), open("did:web:bob.example"));
        let secret = Namespace::secret(alice.subject().clone());
        let conditions = [
            Condition::Any,
            Condition::Absent,
            Condition::Equals(*one.cid()),
            Condition::Equals(*two.cid()),
        ];
        let mut seen = Vec::new();
        for namespace in [&alice, &bob, &secret] {
            for name in ["a", "ab", "a\0"] {
                for condition in conditions {
                    for value in [None, Some(one.clone()), Some(two.clone())] {
                        let change = Change::swap(key(name), condition, value).expect("small");
                        seen.push(change.fingerprint(namespace));
                    }
                }
            }
        }
        let made = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((made, seen.len()), (108, 108));
    }

    #[test]
    fn a_fragment_does_not_make_another_subject() {
        let change = Change::delete(key("k"));
        assert_eq!(
            change.fingerprint(&open("did:web:alice.example#key-1")),
            change.fingerprint(&open("did:web:alice.example"))
        );
    }
}
