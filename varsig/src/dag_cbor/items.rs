//! Canonical DAG-CBOR taken apart, without a value made of all of it.

use ipld_core::{cid::Cid, ipld::Ipld};

use super::{
    DagCborError, Limits, check,
    read::{Reader, integer},
};

/// The items of canonical DAG-CBOR, one after the other.
///
/// For whoever knows what stands where and wants little of it: a map is its number of
/// entries, and then each key and value. The whole is checked first, as by
/// [`decode`](super::decode), so that what is passed over is canonical too.
///
/// Every function takes the next item if it is what is asked for. If it is anything else the
/// answer is `None`, and where the items stand then is not said: begin anew.
///
/// ```
/// use varsig::dag_cbor::{Items, Limits};
///
/// // {"a": [1, 2], "of": "us"}
/// let bytes = b"\xa2\x61a\x82\x01\x02\x62of\x62us";
/// let mut items = Items::new(bytes, &Limits::default())?;
/// assert_eq!(items.map(), Some(2));
/// assert_eq!(items.text(), Some("a"));
/// assert_eq!(items.skip(), Some(()));
/// assert_eq!(items.text(), Some("of"));
/// assert_eq!(items.text(), Some("us"));
/// assert_eq!(items.text(), None);
/// # Ok::<(), varsig::dag_cbor::DagCborError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Items<'a>(Reader<'a>);

impl<'a> Items<'a> {
    /// The items of `bytes`, of which there is one at the root.
    ///
    /// # Errors
    ///
    /// [`DagCborError`] as [`check`](super::check) gives it.
    pub fn new(bytes: &'a [u8], limits: &Limits) -> Result<Self, DagCborError> {
        check(bytes, limits)?;
        Ok(Self(Reader(bytes)))
    }

    /// A list, of so many items.
    pub fn list(&mut self) -> Option<u64> {
        self.argument(4)
    }

    /// A map, of so many entries; a key is a [text](Self::text).
    pub fn map(&mut self) -> Option<u64> {
        self.argument(5)
    }

    /// A byte string.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.argument(2)?;
        self.0.string(length)
    }

    /// A string.
    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.argument(3)?;
        core::str::from_utf8(self.0.string(length)?).ok()
    }

    /// An integer.
    pub fn integer(&mut self) -> Option<i128> {
        let (major, argument) = self.0.head()?;
        (major < 2).then(|| integer(major, argument))
    }

    /// A link.
    pub fn link(&mut self) -> Option<Cid> {
        (self.argument(6)? == 42).then(|| self.0.cid())?
    }

    /// Any value, made.
    pub fn value(&mut self) -> Option<Ipld> {
        self.0.value()
    }

    /// Any value, passed over.
    pub fn skip(&mut self) -> Option<()> {
        let mut open = 1_u64;
        while open > 0 {
            open -= 1;
            let (major, argument) = self.0.head()?;
            match major {
                2 | 3 => drop(self.0.string(argument)?),
                // The check bounds how many there are.
                4 => open = open.checked_add(argument)?,
                5 => open = open.checked_add(argument.checked_mul(2)?)?,
                6 => open = open.checked_add(1)?,
                _ => {}
            }
        }
        Some(())
    }

    fn argument(&mut self, expected: u8) -> Option<u64> {
        let (major, argument) = self.0.head()?;
        (major == expected).then_some(argument)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, string::String, vec::Vec};
    use proptest::prelude::*;

    use super::*;
    use crate::dag_cbor::{Encoder, encode};

    fn value() -> impl Strategy<Value = Ipld> {
        let scalar = prop_oneof![
            Just(Ipld::Null),
            any::<bool>().prop_map(Ipld::Bool),
            any::<i64>().prop_map(|number| Ipld::Integer(number.into())),
            any::<u64>().prop_map(|number| Ipld::Integer(number.into())),
            any::<i32>().prop_map(|number| Ipld::Float(f64::from(number) + 0.5)),
            ".{0,40}".prop_map(Ipld::String),
            proptest::collection::vec(any::<u8>(), 0..300).prop_map(Ipld::Bytes),
            any::<u16>().prop_map(|it| Ipld::Link(*crate::Block::raw(it.to_be_bytes()).cid())),
        ];
        scalar.prop_recursive(4, 48, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Ipld::List),
                proptest::collection::btree_map("[a-z]{0,3}", inner, 0..6).prop_map(Ipld::Map),
            ]
        })
    }

    /// The value again, taken apart item by item.
    fn taken(items: &mut Items<'_>, like: &Ipld) -> Option<Ipld> {
        Some(match like {
            Ipld::Null | Ipld::Bool(_) | Ipld::Float(_) => items.value()?,
            Ipld::Integer(_) => Ipld::Integer(items.integer()?),
            Ipld::String(_) => Ipld::String(items.text()?.into()),
            Ipld::Bytes(_) => Ipld::Bytes(items.bytes()?.into()),
            Ipld::Link(_) => Ipld::Link(items.link()?),
            Ipld::List(inner) => {
                let count = items.list()?;
                assert_eq!(count, u64::try_from(inner.len()).unwrap());
                let inner: Option<Vec<_>> = inner.iter().map(|it| taken(items, it)).collect();
                Ipld::List(inner?)
            }
            Ipld::Map(map) => {
                let mut found = BTreeMap::<String, Ipld>::new();
                for _ in 0..items.map()? {
                    let key = items.text()?;
                    found.insert(key.into(), taken(items, map.get(key)?)?);
                }
                Ipld::Map(found)
            }
        })
    }

    /// The value item by item, in the order of its keys.
    fn put(encoder: &mut Encoder, value: &Ipld, depth: usize) {
        match value {
            Ipld::Null => encoder.null(),
            Ipld::Bool(value) => encoder.boolean(*value),
            Ipld::String(text) => encoder.text(text),
            Ipld::Bytes(bytes) => encoder.bytes(bytes),
            Ipld::Link(cid) => encoder.link(cid).unwrap(),
            Ipld::Integer(number) if i64::try_from(*number).is_ok() => {
                encoder.integer(i64::try_from(*number).unwrap());
            }
            Ipld::Integer(_) | Ipld::Float(_) => encoder.value(value, depth).unwrap(),
            Ipld::List(inner) => {
                encoder.list(u64::try_from(inner.len()).unwrap());
                inner.iter().for_each(|it| put(encoder, it, depth + 1));
            }
            Ipld::Map(map) => {
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_by_key(|(key, _)| (key.len(), (*key).clone()));
                encoder.map(u64::try_from(entries.len()).unwrap());
                for (key, value) in entries {
                    encoder.text(key);
                    let bytes = encode(value).unwrap();
                    encoder.encoded(&bytes, &Limits::default()).unwrap();
                }
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_apart_is_what_was_put_together(value in value()) {
            let bytes = encode(&value).unwrap();
            let mut encoder = Encoder::new();
            put(&mut encoder, &value, 0);
            prop_assert_eq!(&encoder.finish(), &bytes);
            let mut items = Items::new(&bytes, &Limits::default()).unwrap();
            prop_assert_eq!(taken(&mut items, &value), Some(value));
            prop_assert_eq!(items.value(), None);
            let mut items = Items::new(&bytes, &Limits::default()).unwrap();
            prop_assert_eq!(items.skip(), Some(()));
            prop_assert_eq!(items.skip(), None);
        }
    }

    #[test]
    fn whatever_is_no_canonical_dag_cbor_has_no_items() {
        for bytes in [&b""[..], b"\x18\x01", b"\xa1", b"\x80\x80", b"\xc0\x00", b"\x9f\xff"] {
            let refused = Items::new(bytes, &Limits::default()).map(drop);
            assert_eq!(refused, check(bytes, &Limits::default()).map(drop), "{bytes:?}");
            assert!(refused.is_err());
            assert!(Encoder::new().encoded(bytes, &Limits::default()).is_err());
        }
    }

    #[test]
    fn an_item_of_another_kind_is_none() {
        let bytes = b"\x87\x01\x20\x41a\x61a\x80\xa0\xf6";
        let begin = || Items::new(bytes, &Limits::default()).unwrap();
        assert_eq!(begin().map(), None);
        assert_eq!(begin().text(), None);
        assert_eq!(begin().bytes(), None);
        assert_eq!(begin().link(), None);
        assert_eq!(begin().integer(), None);
        let mut items = begin();
        assert_eq!(items.list(), Some(7));
        assert_eq!(items.integer(), Some(1));
        assert_eq!(items.integer(), Some(-1));
        assert_eq!(items.clone().text(), None);
        assert_eq!(items.bytes(), Some(&b"a"[..]));
        assert_eq!(items.clone().bytes(), None);
        assert_eq!(items.text(), Some("a"));
        assert_eq!(items.clone().map(), None);
        assert_eq!(items.list(), Some(0));
        assert_eq!(items.clone().list(), None);
        assert_eq!(items.map(), Some(0));
        assert_eq!(items.clone().integer(), None);
        assert_eq!(items.value(), Some(Ipld::Null));
    }
}
