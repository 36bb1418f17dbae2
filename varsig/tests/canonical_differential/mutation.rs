//! Changes to bytes.

use proptest::{collection, prelude::*, sample::Index};

#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    Flip(Index, u8),
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Delete(Index, usize),
    /// Copies a part of the input to another place, over what is there.
    Splice(Index, usize, Index, usize),
}

/// One change mostly, sometimes a few.
pub(crate) fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let any_index = any::<Index>;
    let mutation = prop_oneof![
        (any_index(), 0_u8..8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        (any_index(), telling_byte()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        (any_index(), collection::vec(telling_byte(), 1..4))
            .prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        (any_index(), 1_usize..6).prop_map(|(at, length)| Mutation::Delete(at, length)),
        (any_index(), 1_usize..12, any_index(), 0_usize..12)
            .prop_map(|(from, length, to, over)| Mutation::Splice(from, length, to, over)),
    ];
    prop_oneof![
        3 => collection::vec(mutation.clone(), 1),
        1 => collection::vec(mutation, 2..4),
    ]
}

/// Any byte, or one that means much to a reader of DAG-CBOR.
pub(crate) fn telling_byte() -> impl Strategy<Value = u8> {
    const HEADS: &[u8] = &[
        0x00, 0x01, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1f, 0x20, 0x38, 0x40, 0x41, 0x42, 0x58,
        0x59, 0x5f, 0x60, 0x61, 0x62, 0x78, 0x7f, 0x80, 0x81, 0x82, 0x98, 0x9f, 0xa0, 0xa1, 0xa2,
        0xb8, 0xbf, 0xc0, 0xc2, 0xd8, 0x2a, 0x12, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb,
        0xff,
    ];
    prop_oneof![3 => proptest::sample::select(HEADS), 1 => any::<u8>()]
}

pub(crate) fn apply(bytes: &[u8], mutations: &[Mutation]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for mutation in mutations {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match mutation {
            Mutation::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
            Mutation::Set(at, byte) => bytes[at.index(length)] = *byte,
            Mutation::Insert(at, inserted) => {
                let at = at.index(length + 1);
                bytes.splice(at..at, inserted.iter().copied());
            }
            Mutation::Delete(at, count) => {
                let at = at.index(length);
                bytes.drain(at..length.min(at + count));
            }
            Mutation::Splice(from, count, to, over) => {
                let from = from.index(length);
                let part = bytes[from..length.min(from + count)].to_vec();
                let to = to.index(length);
                bytes.splice(to..length.min(to + over), part);
            }
        }
    }
    bytes
}

/// Whether ten bytes in a row could be one varint: nine that say that more follows
/// and one that ends it. Only then can the CIDs of the two ways differ.
pub(crate) fn has_a_long_varint(bytes: &[u8]) -> bool {
    bytes.windows(10).any(|ten| ten[..9].iter().all(|byte| byte & 0x80 != 0) && ten[9] == 0x01)
}
