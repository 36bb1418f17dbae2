//! A writer of CBOR that slips where it is told to.

use ipld_core::ipld::Ipld;
use proptest::{collection, prelude::*};

/// What goes wrong, in the order of the chances; mostly nothing.
pub(crate) fn slips() -> impl Strategy<Value = Vec<u8>> {
    collection::vec(prop_oneof![40 => Just(0_u8), 1 => 1_u8..=8], 0..64)
}

/// Writes `value`, and says whether a slip has made a difference.
pub(crate) fn write(value: &Ipld, slips: &[u8]) -> (Vec<u8>, bool) {
    let mut writer = Writer { out: Vec::new(), slips: slips.iter(), slipped: false };
    writer.value(value);
    (writer.out, writer.slipped)
}

struct Writer<'a> {
    out: Vec<u8>,
    slips: std::slice::Iter<'a, u8>,
    slipped: bool,
}

impl Writer<'_> {
    fn slip(&mut self, number: u8) -> bool {
        let slips = self.slips.next() == Some(&number);
        self.slipped |= slips;
        slips
    }

    fn head(&mut self, major: u8, argument: u64) {
        let mut width = match argument {
            0..=23 => 0,
            24..=0xff => 1,
            0x100..=0xffff => 2,
            0x1_0000..=0xffff_ffff => 4,
            _ => 8,
        };
        if width < 8 && self.slip(1) {
            width = if width == 0 { 1 } else { width * 2 };
        }
        let information = match width {
            0 => u8::try_from(argument).unwrap(),
            1 => 24,
            2 => 25,
            4 => 26,
            _ => 27,
        };
        self.out.push(major << 5 | information);
        self.out.extend(&argument.to_be_bytes()[8 - width..]);
    }

    /// A byte string or a string, or either in pieces without a length.
    fn string(&mut self, major: u8, content: &[u8]) {
        if self.slip(2) {
            self.out.push(major << 5 | 31);
            self.head(major, u64::try_from(content.len()).unwrap());
            self.out.extend(content);
            self.out.push(0xff);
            return;
        }
        self.head(major, u64::try_from(content.len()).unwrap());
        self.out.extend(content);
    }

    fn many(&mut self, major: u8, length: usize, each: impl FnOnce(&mut Self)) {
        if self.slip(3) {
            self.out.push(major << 5 | 31);
            each(self);
            self.out.push(0xff);
            return;
        }
        self.head(major, u64::try_from(length).unwrap());
        each(self);
    }

    fn value(&mut self, value: &Ipld) {
        if self.slip(4) {
            // A tag that means nothing in DAG-CBOR.
            self.head(6, 55_799);
        }
        match value {
            Ipld::Null if self.slip(5) => self.out.push(0xf7),
            Ipld::Null => self.out.push(0xf6),
            Ipld::Bool(value) => self.out.push(0xf4 + u8::from(*value)),
            Ipld::Integer(number) => match u64::try_from(*number) {
                Ok(number) => self.head(0, number),
                Err(_) => self.head(1, u64::try_from(-1 - *number).unwrap()),
            },
            Ipld::Float(_) if self.slip(5) => self.out.extend([0xfb, 0x80, 0, 0, 0, 0, 0, 0, 0]),
            Ipld::Float(_) if self.slip(6) => self.out.extend([0xfb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0]),
            Ipld::Float(_) if self.slip(7) => self.out.extend([0xfa, 0x3f, 0x80, 0, 0]),
            Ipld::Float(_) if self.slip(8) => self.out.extend([0xf9, 0x3c, 0]),
            Ipld::Float(float) => {
                // Negative zero is no value of the data model.
                self.out.push(0xfb);
                self.out.extend((float + 0.0).to_be_bytes());
            }
            Ipld::String(_) if self.slip(5) => self.string(3, &[0xc3, 0x28]),
            Ipld::String(text) => self.string(3, text.as_bytes()),
            Ipld::Bytes(bytes) => self.string(2, bytes),
            Ipld::List(items) => {
                self.many(4, items.len(), |writer| {
                    items.iter().for_each(|item| writer.value(item));
                });
            }
            Ipld::Map(map) => {
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_by_key(|(key, _)| (key.len(), key.as_str()));
                if entries.len() > 1 && self.slip(5) {
                    entries.swap(0, 1);
                } else if entries.len() > 1 && self.slip(6) {
                    entries[1].0 = entries[0].0;
                }
                self.many(5, entries.len(), |writer| {
                    for (key, value) in entries {
                        if writer.slip(7) {
                            writer.head(0, 1);
                        } else {
                            writer.string(3, key.as_bytes());
                        }
                        writer.value(value);
                    }
                });
            }
            Ipld::Link(cid) => {
                self.head(6, 42);
                let mut content = cid.to_bytes();
                if !self.slip(5) {
                    content.insert(0, 0);
                }
                if self.slip(6) {
                    content.push(0);
                } else if self.slip(7) {
                    content.pop();
                }
                self.string(2, &content);
            }
        }
    }
}
