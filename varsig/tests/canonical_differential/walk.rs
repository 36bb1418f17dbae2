//! Follows the path of an error through the bytes.

use varsig::{
    PathSegment,
    dag_cbor::{DagCborError, DagCborErrorKind as Kind},
};

/// Whether offset and path of `error` are about one item, and that is in the input.
pub(crate) fn leads_to_the_fault(bytes: &[u8], error: &DagCborError) -> bool {
    let offset = error.offset;
    let segments = error.path().segments();
    if offset > bytes.len() {
        return false;
    }
    if error.kind == Kind::TrailingBytes {
        return segments.is_empty() && skip(bytes, 0) == Some(offset) && offset < bytes.len();
    }
    let mut at = 0;
    for segment in segments {
        match follow(bytes, at, segment) {
            Some(next) => at = next,
            None => return false,
        }
    }
    // The item itself, the content of a tag, or one of the keys of a map.
    offset == at
        || bytes[at..].starts_with(&[0xd8, 0x2a]) && offset == at + 2
        || is_a_key(bytes, at, offset)
}

/// The major type, the argument, and where the head at `at` ends.
fn head(bytes: &[u8], at: usize) -> Option<(u8, usize, usize)> {
    let first = *bytes.get(at)?;
    let width = match first & 0x1f {
        information @ 0..=23 => return Some((first >> 5, usize::from(information), at + 1)),
        information @ 24..=27 => 1 << (information - 24),
        _ => return None,
    };
    let argument = bytes.get(at + 1..at + 1 + width)?;
    let argument = argument.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    Some((first >> 5, usize::try_from(argument).ok()?, at + 1 + width))
}

/// Where the item at `at` ends.
fn skip(bytes: &[u8], at: usize) -> Option<usize> {
    let (major, argument, end) = head(bytes, at)?;
    match major {
        2 | 3 => end.checked_add(argument).filter(|end| *end <= bytes.len()),
        4 => (0..argument).try_fold(end, |at, _| skip(bytes, at)),
        5 => (0..argument).try_fold(end, |at, _| skip(bytes, skip(bytes, at)?)),
        6 => skip(bytes, end),
        _ => Some(end),
    }
}

/// Where the item starts to which `segment` leads from the one at `at`. The values
/// of these tests have no two long keys in one map that begin alike.
fn follow(bytes: &[u8], at: usize, segment: &PathSegment) -> Option<usize> {
    let (major, length, mut at) = head(bytes, at)?;
    if let PathSegment::Index(index) = segment {
        let index = usize::try_from(*index).ok().filter(|index| major == 4 && *index < length)?;
        return (0..index).try_fold(at, |at, _| skip(bytes, at));
    }
    for _ in 0..(if major == 5 { length } else { 0 }) {
        let (_, _, start) = head(bytes, at)?;
        let end = skip(bytes, at)?;
        let key = std::str::from_utf8(&bytes[start..end]).ok()?;
        let found = match segment {
            PathSegment::Key(whole) => key == whole,
            PathSegment::LongKey { start, length } => {
                key.starts_with(start) && key.len() == *length
            }
            _ => false,
        };
        if found {
            return Some(end);
        }
        at = skip(bytes, end)?;
    }
    None
}

fn is_a_key(bytes: &[u8], at: usize, offset: usize) -> bool {
    let Some((5, length, mut at)) = head(bytes, at) else { return false };
    for _ in 0..length {
        if at == offset {
            return true;
        }
        match skip(bytes, at).and_then(|value| skip(bytes, value)) {
            Some(next) => at = next,
            None => return false,
        }
    }
    false
}
