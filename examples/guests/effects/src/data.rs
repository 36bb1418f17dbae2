//! Just enough DAG-CBOR to write arguments, and to know the address of a task.

use sha2::{Digest, Sha256};

use crate::bindings::ipvm::task::types::Task;

/// Data, as arguments have it.
pub(crate) enum Data {
    /// Not below zero.
    Integer(u64),
    /// In UTF-8.
    Text(String),
    /// Raw.
    Bytes(Vec<u8>),
    /// A CID in binary form.
    Link(Vec<u8>),
    /// In this order.
    List(Vec<Data>),
    /// In any order: it is written in the canonical one.
    Map(Vec<(&'static str, Data)>),
    /// Already encoded.
    Encoded(Vec<u8>),
}

impl Data {
    /// In canonical DAG-CBOR.
    pub(crate) fn encode(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        bytes
    }

    fn write(self, into: &mut Vec<u8>) {
        match self {
            Self::Integer(number) => head(0, number, into),
            Self::Bytes(bytes) => string(2, &bytes, into),
            Self::Text(text) => string(3, text.as_bytes(), into),
            Self::Link(cid) => {
                // Tag 42, and a zero byte for the base.
                head(6, 42, into);
                head(2, length(&cid) + 1, into);
                into.push(0);
                into.extend(cid);
            }
            Self::List(items) => {
                head(4, length(&items), into);
                items.into_iter().for_each(|item| item.write(into));
            }
            Self::Map(mut entries) => {
                head(5, length(&entries), into);
                entries.sort_by_key(|(key, _)| (key.len(), *key));
                for (key, value) in entries {
                    string(3, key.as_bytes(), into);
                    value.write(into);
                }
            }
            Self::Encoded(bytes) => into.extend(bytes),
        }
    }
}

/// The address of a task, as a binary CID: version 1, DAG-CBOR, SHA-256.
pub(crate) fn id(task: &Task) -> Vec<u8> {
    let fields = Data::Map(vec![
        ("sub", Data::Text(task.subject.clone())),
        ("cmd", Data::Text(task.command.clone())),
        ("args", Data::Encoded(task.arguments.clone())),
        ("nonce", Data::Bytes(task.nonce.clone())),
    ]);
    [&[1, 0x71, 0x12, 32][..], Sha256::digest(fields.encode()).as_slice()].concat()
}

fn length<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}

fn string(major: u8, bytes: &[u8], into: &mut Vec<u8>) {
    head(major, length(bytes), into);
    into.extend(bytes);
}

/// The head of an item: its major type, and a number in the fewest bytes.
fn head(major: u8, number: u64, into: &mut Vec<u8>) {
    let all = number.to_be_bytes();
    let width = match number {
        0..24 => {
            into.push(major << 5 | all[7]);
            return;
        }
        24..0x100 => 1,
        0x100..0x1_0000 => 2,
        0x1_0000..0x1_0000_0000 => 4,
        _ => 8,
    };
    let information = match width {
        1 => 24,
        2 => 25,
        4 => 26,
        _ => 27,
    };
    into.push(major << 5 | information);
    into.extend(&all[8 - width..]);
}

#[cfg(test)]
mod tests {
    use super::{Data, id};
    use crate::bindings::ipvm::task::types::Task;

    #[test]
    fn numbers_take_the_fewest_bytes() {
        for (number, bytes) in [
            (23, &b"\x17"[..]),
            (24, b"\x18\x18"),
            (255, b"\x18\xff"),
            (256, b"\x19\x01\x00"),
            (65_536, b"\x1a\x00\x01\x00\x00"),
            (1 << 32, b"\x1b\x00\x00\x00\x01\x00\x00\x00\x00"),
        ] {
            assert_eq!(Data::Integer(number).encode(), bytes, "{number}");
        }
    }

    #[test]
    fn keys_are_in_the_order_of_length_and_then_of_bytes() {
        let map = Data::Map(vec![
            ("bb", Data::Integer(1)),
            ("c", Data::Text("x".into())),
            ("aa", Data::List(vec![])),
            ("a", Data::Bytes(vec![9])),
        ]);
        assert_eq!(map.encode(), b"\xa4\x61a\x41\x09\x61c\x61x\x62aa\x80\x62bb\x01");
    }

    #[test]
    fn the_address_of_a_task_is_that_of_the_map_of_its_four_fields() {
        let task = Task {
            subject: "did:web:example.com".into(),
            command: "/msg/send".into(),
            arguments: b"\xa0".to_vec(),
            nonce: Vec::new(),
        };
        let map =
            b"\xa4\x63cmd\x69/msg/send\x63sub\x73did:web:example.com\x64args\xa0\x65nonce\x40";
        let hash = <sha2::Sha256 as sha2::Digest>::digest(map);
        assert_eq!(id(&task)[..4], [1, 0x71, 0x12, 32]);
        assert_eq!(id(&task)[4..], hash[..]);
    }
}
