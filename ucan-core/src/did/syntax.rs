//! The syntax of DIDs (W3C Decentralized Identifiers 1.0, section 3.1).

use super::{Did, DidError};

/// Reads a DID and gives the length of the part before the fragment.
pub(super) fn principal_length(text: &str) -> Result<usize, DidError> {
    let bytes = text.as_bytes();
    if bytes.len() > Did::MAX_LENGTH {
        return Err(DidError::TooLong { limit: Did::MAX_LENGTH, found: bytes.len() });
    }
    let method = "did:".len();
    if !bytes.starts_with(b"did:") {
        return Err(DidError::NotADid);
    }
    let rest = bytes.get(method..).unwrap_or_default();
    let length = rest.iter().position(|byte| *byte == b':').ok_or(DidError::NotADid)?;
    let name = rest.get(..length).unwrap_or_default();
    let fault = name.iter().position(|byte| !matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
    if let Some(fault) = fault.or_else(|| name.is_empty().then_some(0)) {
        return Err(DidError::Method { offset: method + fault });
    }

    let identifier = method + length + 1;
    let end = run(bytes, identifier, is_identifier);
    match bytes.get(end) {
        Some(b'/' | b'?') => return Err(DidError::PathOrQuery { offset: end }),
        // The last of the parts that colons separate is not empty.
        None | Some(b'#') if bytes.get(end - 1) != Some(&b':') => {}
        _ => return Err(DidError::Identifier { offset: end }),
    }
    let fault = if end < bytes.len() { run(bytes, end + 1, is_fragment) } else { end };
    if fault < bytes.len() {
        return Err(DidError::Fragment { offset: fault });
    }
    Ok(end)
}

/// Where a run of allowed and escaped characters ends that starts at `offset`.
fn run(bytes: &[u8], mut offset: usize, allowed: impl Fn(u8) -> bool) -> usize {
    loop {
        match bytes.get(offset..).unwrap_or_default() {
            [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                offset += 3;
            }
            [byte, ..] if allowed(*byte) => offset += 1,
            _ => return offset,
        }
    }
}

/// `idchar` and the colon; an escape is three of these.
const fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':')
}

/// `pchar`, slash and question mark (RFC 3986, appendix A).
const fn is_fragment(byte: u8) -> bool {
    is_identifier(byte)
        || matches!(byte, b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+')
        || matches!(byte, b',' | b';' | b'=' | b'@' | b'/' | b'?')
}
