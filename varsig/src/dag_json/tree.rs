//! What becomes of the values that are read: nothing, or a tree.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use ipld_core::ipld::Ipld;

use super::{
    base::{BASE64, Malformed},
    error::DagJsonErrorKind as Kind,
    scanner::{Scalar, Sink},
    string::Text,
};

/// Holds on to nothing.
pub(super) struct Discard;

impl Sink for Discard {
    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<(), Kind> {
        match scalar {
            Scalar::Bytes(text) => base64(text, |_| ()),
            _ => Ok(()),
        }
    }

    fn open_list(&mut self) {}

    fn open_map(&mut self) {}

    fn key(&mut self, _: Text<'_>) -> Result<(), Kind> {
        Ok(())
    }

    fn close(&mut self) {}
}

/// Builds the value.
#[derive(Default)]
pub(super) struct Tree {
    open: Vec<Open>,
    root: Option<Ipld>,
}

/// A list or map that is not complete.
enum Open {
    List(Vec<Ipld>),
    Map { entries: BTreeMap<String, Ipld>, key: String },
}

impl Tree {
    /// The value, once it was read to its end.
    pub(super) fn into_root(self) -> Option<Ipld> {
        self.root
    }

    fn put(&mut self, value: Ipld) {
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(Open::List(items)) => items.push(value),
            Some(Open::Map { entries, key }) => {
                entries.insert(core::mem::take(key), value);
            }
        }
    }
}

impl Sink for Tree {
    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<(), Kind> {
        self.put(match scalar {
            Scalar::Bool(bool) => Ipld::Bool(bool),
            Scalar::Bytes(text) => {
                let mut bytes = Vec::new();
                base64(text, |some| bytes.extend_from_slice(some))?;
                Ipld::Bytes(bytes)
            }
            Scalar::Float(float) => Ipld::Float(float),
            Scalar::Integer(integer) => Ipld::Integer(integer),
            Scalar::Link(cid) => Ipld::Link(cid),
            Scalar::Null => Ipld::Null,
            Scalar::Text(text) => Ipld::String(text.unescaped().into_owned()),
        });
        Ok(())
    }

    fn open_list(&mut self) {
        self.open.push(Open::List(Vec::new()));
    }

    fn open_map(&mut self) {
        self.open.push(Open::Map { entries: BTreeMap::new(), key: String::new() });
    }

    fn key(&mut self, text: Text<'_>) -> Result<(), Kind> {
        if let Some(Open::Map { entries, key }) = self.open.last_mut() {
            let text = text.unescaped();
            if entries.contains_key(&*text) {
                return Err(Kind::DuplicateKey);
            }
            *key = text.into_owned();
        }
        Ok(())
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::List(items)) => self.put(Ipld::List(items)),
            Some(Open::Map { entries, .. }) => self.put(Ipld::Map(entries)),
            None => {}
        }
    }
}

fn base64(text: Text<'_>, emit: impl FnMut(&[u8])) -> Result<(), Kind> {
    BASE64.decode(&text.unescaped(), emit).map_err(|malformed| match malformed {
        Malformed::Alphabet => Kind::InvalidBase64,
        Malformed::Padding => Kind::Base64Padding,
        Malformed::StrayBits => Kind::Base64StrayBits,
    })
}
