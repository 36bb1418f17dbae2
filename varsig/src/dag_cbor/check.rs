//! The single pass over the bytes.

use super::{
    error::{DagCborError, DagCborErrorKind as Kind},
    limits::Limits,
    reader::{Checked, Fault, Reader, major},
};
use crate::path::{Path, PathSegment};

/// Checks that `bytes` are exactly one value in canonical DAG-CBOR.
///
/// Takes no memory for input that is in order, and two KiB of stack whatever
/// the input.
///
/// # Errors
///
/// [`DagCborError`] with the offset of the item at fault, the path to it and the
/// broken rule.
pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), DagCborError> {
    if bytes.len() > limits.bytes {
        return Err(DagCborError::new(0, Kind::TooLarge { limit: limits.bytes }));
    }
    let mut enclosing = [Place::NONE; Limits::MAX_DEPTH];
    let mut walk = Walk::new(bytes, limits);
    loop {
        match walk.step(&mut enclosing) {
            Ok(Progress::More) => {}
            Ok(Progress::Done) => return Ok(()),
            Err(fault) => return Err(walk.locate(fault, &enclosing)),
        }
    }
}

/// Where the walk is in a list or a map: all that is kept of those further out.
#[derive(Clone, Copy)]
struct Place {
    /// How many items or entries are still to come.
    left: usize,
    /// In a list, where its head is. In a map, where the current key is, or the
    /// head of the map before the first one.
    mark: usize,
}

impl Place {
    const NONE: Self = Self { left: 0, mark: 0 };
}

/// What a step has led to.
enum Progress {
    More,
    Done,
}

#[derive(Clone, Copy)]
struct Walk<'a> {
    reader: Reader<'a>,
    limits: Limits,
    /// How many items the limits leave.
    items: usize,
    /// How many lists and maps are open. Around them is a place with one item.
    depth: usize,
    place: Place,
    /// Whether the innermost open thing is a map.
    in_map: bool,
    /// Whether what is being read is a key.
    at_key: bool,
    /// The last key of the innermost map.
    previous: Option<&'a [u8]>,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8], limits: &Limits) -> Self {
        Self {
            reader: Reader { bytes, offset: 0 },
            limits: limits.with_depth(limits.depth.min(Limits::MAX_DEPTH)),
            items: limits.items,
            depth: 0,
            place: Place { left: 1, mark: 0 },
            in_map: false,
            at_key: false,
            previous: None,
        }
    }

    /// Reads one item and, in a map, the key before it.
    #[inline]
    fn step(&mut self, enclosing: &mut [Place]) -> Checked<Progress> {
        while self.place.left == 0 {
            if self.depth == 0 {
                return self.end();
            }
            self.leave(enclosing);
        }
        self.place.left -= 1;
        if self.in_map {
            self.key()?;
        }
        self.count()?;
        self.value(enclosing)?;
        Ok(Progress::More)
    }

    #[inline]
    fn end(&self) -> Checked<Progress> {
        if self.reader.offset < self.reader.bytes.len() {
            return Err(Fault { offset: self.reader.offset, kind: Kind::TrailingBytes });
        }
        Ok(Progress::Done)
    }

    #[inline]
    fn count(&mut self) -> Checked<()> {
        match self.items.checked_sub(1) {
            Some(items) => self.items = items,
            None => {
                let kind = Kind::TooManyItems { limit: self.limits.items };
                return Err(Fault { offset: self.reader.offset, kind });
            }
        }
        Ok(())
    }

    #[inline]
    fn key(&mut self) -> Checked<()> {
        self.at_key = true;
        self.count()?;
        let offset = self.reader.offset;
        let fail = |kind| Err(Fault { offset, kind });
        let head = self.reader.head()?;
        if head.major() != major::TEXT {
            return fail(Kind::NonStringKey);
        }
        let key = self.reader.text(head.argument, offset)?;
        if let Some(previous) = self.previous {
            // Shorter keys first, and those of one length bytewise.
            if key.len() < previous.len() || key.len() == previous.len() && key < previous {
                return fail(Kind::UnsortedKeys);
            }
            if key == previous {
                return fail(Kind::DuplicateKey);
            }
        }
        self.previous = Some(key);
        self.place.mark = offset;
        self.at_key = false;
        Ok(())
    }

    #[inline]
    fn value(&mut self, enclosing: &mut [Place]) -> Checked<()> {
        let offset = self.reader.offset;
        let fail = |kind| Err(Fault { offset, kind });
        let head = self.reader.head()?;
        match head.major() {
            major::UNSIGNED | major::NEGATIVE => Ok(()),
            major::BYTES => self.reader.take(head.argument, offset).map(drop),
            major::TEXT => self.reader.text(head.argument, offset).map(drop),
            major::LIST | major::MAP => {
                let place =
                    enclosing.get_mut(self.depth).filter(|_| self.depth < self.limits.depth);
                let Some(place) = place else {
                    return fail(Kind::TooDeep { limit: self.limits.depth });
                };
                *place = self.place;
                self.depth += 1;
                // More items than can be counted are more than there are bytes.
                let left = usize::try_from(head.argument).unwrap_or(usize::MAX);
                self.place = Place { left, mark: offset };
                self.in_map = head.major() == major::MAP;
                self.previous = None;
                Ok(())
            }
            major::TAG if head.argument == 42 => self.reader.link(),
            major::TAG => fail(Kind::UnsupportedTag { tag: head.argument }),
            _ => match head.information() {
                20..=22 => Ok(()),
                25 | 26 => fail(Kind::NarrowFloat),
                27 => match f64::from_bits(head.argument) {
                    float if !float.is_finite() => fail(Kind::NonFiniteFloat),
                    float if float == 0.0 && float.is_sign_negative() => fail(Kind::NegativeZero),
                    _ => Ok(()),
                },
                _ => fail(Kind::UnsupportedSimple),
            },
        }
    }

    /// Goes back to what encloses the list or map that has been read.
    #[inline]
    fn leave(&mut self, enclosing: &[Place]) {
        self.depth -= 1;
        self.place = enclosing.get(self.depth).copied().unwrap_or(Place::NONE);
        self.previous = if self.depth == 0 { None } else { self.key_at(self.place.mark) };
        self.in_map = self.previous.is_some();
    }

    /// The key at `offset`, which has been checked, if that is one.
    #[inline]
    fn key_at(&self, offset: usize) -> Option<&'a [u8]> {
        let mut reader = Reader { offset, ..self.reader };
        let head = reader.head().ok().filter(|head| head.major() == major::TEXT)?;
        reader.take(head.argument, offset).ok()
    }

    /// The error for a fault at which the walk has stopped. By value, so that the
    /// walk itself can stay in registers.
    #[cold]
    fn locate(self, fault: Fault, enclosing: &[Place]) -> DagCborError {
        // The outermost place is that around the value, which is no step.
        let outer = enclosing.get(1..self.depth).unwrap_or_default().iter();
        let inner = (self.depth > 0 && !self.at_key).then_some(&self.place);
        let path: Path = outer.chain(inner).map(|place| self.segment(*place)).collect();
        DagCborError { path, ..fault.into() }
    }

    /// The step that leads from a list or map to the item that is being read.
    fn segment(&self, place: Place) -> PathSegment {
        if let Some(key) = self.key_at(place.mark) {
            return PathSegment::key(core::str::from_utf8(key).unwrap_or_default());
        }
        let mut reader = Reader { offset: place.mark, ..self.reader };
        let length = reader.head().map_or(0, |head| head.argument);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let index = length.saturating_sub(place.left).saturating_sub(1);
        PathSegment::Index(u64::try_from(index).unwrap_or(u64::MAX))
    }
}
