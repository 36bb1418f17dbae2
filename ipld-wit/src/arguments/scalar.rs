//! Bools, links and bytes.

use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;

use super::{ArgumentError, ArgumentFault, Parsed, Parser, fault_at};
use crate::path::Here;
use crate::types::Type;

impl Parser<'_, '_> {
    pub(super) fn bool(&mut self, ty: &Type, here: &Here<'_>) -> Parsed {
        if self.keyword("true") {
            return Ok(Ipld::Bool(true));
        }
        if self.keyword("false") {
            return Ok(Ipld::Bool(false));
        }
        Err(self.unexpected(ty, here))
    }

    pub(super) fn link(&mut self, ty: &Type, here: &Here<'_>) -> Parsed {
        let before = self.cursor;
        self.token("{", ty, here)?;
        self.space();
        if self.cursor.rest().starts_with('"') {
            self.cursor = before;
            return match self.dag_json(ty, here)? {
                link @ Ipld::Link(_) => Ok(link),
                _ => Err(fault_at(before.offset(), ArgumentFault::NotACid, ty, here)),
            };
        }
        // In WAVE it is the record that WIT has.
        if !self.keyword(Type::LINK_FIELD) {
            return Err(self.unexpected(ty, here));
        }
        self.token(":", ty, here)?;
        self.space();
        let offset = self.cursor.offset();
        let value = self.list(&Type::U8, None, ty, here)?;
        self.eat(",");
        self.token("}", ty, here)?;
        let cid = match &value {
            Ipld::Bytes(bytes) => {
                Cid::try_from(bytes.as_slice()).ok().filter(|cid| cid.to_bytes() == *bytes)
            }
            _ => None,
        };
        let no_cid = || fault_at(offset, ArgumentFault::NotACid, ty, here);
        cid.map(Ipld::Link).ok_or_else(no_cid)
    }

    /// `{"/": "…"}` or `{"/": {"bytes": "…"}}`, the forms that DAG-JSON has for links and bytes.
    pub(super) fn dag_json(&mut self, ty: &Type, here: &Here<'_>) -> Parsed {
        self.token("{", ty, here)?;
        self.key("/", ty, here)?;
        self.space();
        let value = if self.cursor.rest().starts_with('"') {
            let offset = self.cursor.offset();
            let text = self.quoted(ty, here)?;
            cid(&text, offset, ty, here)?
        } else {
            self.token("{", ty, here)?;
            self.key("bytes", ty, here)?;
            self.space();
            let offset = self.cursor.offset();
            let text = self.quoted(ty, here)?;
            self.token("}", ty, here)?;
            let no_base64 = || fault_at(offset, ArgumentFault::NotBase64, ty, here);
            Ipld::Bytes(base64(&text).ok_or_else(no_base64)?)
        };
        self.token("}", ty, here)?;
        Ok(value)
    }

    fn key(&mut self, key: &str, ty: &Type, here: &Here<'_>) -> Result<(), ArgumentError> {
        self.space();
        let before = self.cursor;
        if self.quoted(ty, here)? != key {
            self.cursor = before;
            return Err(self.unexpected(ty, here));
        }
        self.token(":", ty, here)
    }
}

/// The link that a text names: just a CID, and not a path or an address with one in it, which the
/// parser of CIDs would take as well.
pub(super) fn cid(text: &str, offset: usize, ty: &Type, here: &Here<'_>) -> Parsed {
    let cid = if text.contains('/') { None } else { Cid::try_from(text).ok() };
    let no_cid = || fault_at(offset, ArgumentFault::NotACid, ty, here);
    cid.map(Ipld::Link).ok_or_else(no_cid)
}

/// The bytes of canonical base64 without padding.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for byte in group {
            let digit = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(digit);
        }
        let count = match group.len() {
            4 => 3,
            3 => 2,
            2 => 1,
            _ => return None,
        };
        let filled = bits << (6 * (4 - group.len()));
        let [_, octets @ ..] = filled.to_be_bytes();
        // What is behind the last byte must be zero, or one value has several texts.
        if octets[count..].iter().any(|octet| *octet != 0) {
            return None;
        }
        bytes.extend_from_slice(&octets[..count]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648_without_padding() {
        // RFC 4648, section 10.
        for (text, bytes) in [
            ("", ""),
            ("Zg", "f"),
            ("Zm8", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg", "foob"),
            ("Zm9vYmE", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ] {
            assert_eq!(base64(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(base64("+/+/"), Some([0xfb, 0xff, 0xbf].into()));
        for text in ["Z", "Zg==", "Zh", "Zm9", "Zm9vY", "-_-_", "Zm 9v", "é"] {
            assert_eq!(base64(text), None, "{text}");
        }
    }
}
