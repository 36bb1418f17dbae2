//! The one pass over the bytes, behind every reader.

use alloc::vec::Vec;
use core::cmp::Ordering;

use cid::Cid;

use super::{
    cursor::{Cursor, Fault, Number, Scanned, Style},
    error::{DagJsonError, DagJsonErrorKind as Kind, Expected},
    link,
    reserved::{self, Class, FormKind, Shape},
    string::Text,
};
use crate::{
    dag_cbor::Limits,
    path::{Path, PathSegment},
};

/// What becomes of the values that are read.
pub(super) trait Sink {
    /// Takes a value that holds no others.
    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<(), Kind>;
    /// A list begins.
    fn open_list(&mut self);
    /// A map begins.
    fn open_map(&mut self);
    /// Takes the key of the value that comes next.
    fn key(&mut self, key: Text<'_>) -> Result<(), Kind>;
    /// The innermost list or map ends.
    fn close(&mut self);
}

/// A value that holds no others.
pub(super) enum Scalar<'a> {
    Bool(bool),
    /// The base64 of bytes.
    Bytes(Text<'a>),
    Float(f64),
    Integer(i128),
    Link(Cid),
    Null,
    Text(Text<'a>),
}

/// Reads exactly one value.
pub(super) fn scan<S: Sink>(
    bytes: &[u8],
    limits: &Limits,
    style: Style,
    sink: &mut S,
) -> Result<(), DagJsonError> {
    let mut scanner = Scanner {
        cursor: Cursor::new(bytes, style),
        frames: Vec::new(),
        inside: true,
        items: 0,
        limits: limits.with_depth(limits.depth.min(Limits::MAX_DEPTH)),
        sink,
    };
    scanner.document().map_err(|Fault { offset, kind }| {
        let path = scanner.path();
        DagJsonError { offset, kind, path }
    })
}

/// A stack of its own instead of recursion: nesting costs no call stack whatever the
/// limits, and the stack is the path when an error needs one.
struct Scanner<'a, S> {
    cursor: Cursor<'a>,
    frames: Vec<Frame<'a>>,
    /// Whether the innermost frame's current entry is being read, or the frame itself.
    inside: bool,
    items: usize,
    limits: Limits,
    sink: &'a mut S,
}

/// A list or map that is open.
enum Frame<'a> {
    List { index: u64 },
    Map { at: usize, key: Text<'a>, shape: Shape },
}

impl<S: Sink> Scanner<'_, S> {
    fn document(&mut self) -> Scanned<()> {
        let bytes = self.cursor.rest();
        if bytes.len() > self.limits.bytes {
            return self.cursor.fault(0, Kind::TooLarge { limit: self.limits.bytes });
        }
        if bytes.starts_with(b"\xef\xbb\xbf") {
            return self.cursor.fault(0, Kind::ByteOrderMark);
        }
        loop {
            self.inside = true;
            let Some(class) = self.value()? else { continue };
            if !self.next(class)? {
                break;
            }
        }
        self.cursor.space()?;
        match self.cursor.peek() {
            Some(_) => self.cursor.fault(self.cursor.offset, Kind::TrailingBytes),
            None => Ok(()),
        }
    }

    /// Reads a value, or the beginning of one: then there is no class yet, and what comes
    /// next is its first entry.
    fn value(&mut self) -> Scanned<Option<Class>> {
        self.cursor.space()?;
        let at = self.cursor.offset;
        let Some(first) = self.cursor.peek() else {
            return self.cursor.unexpected(Expected::Value);
        };
        self.count(at)?;
        let scalar = match first {
            b'{' => return self.map_or_form(at),
            b'[' => return self.list(at),
            b'"' => {
                let text = self.cursor.string()?;
                self.scalar(at, Scalar::Text(text))?;
                return Ok(Some(Class::Text));
            }
            b'-' | b'0'..=b'9' => match self.cursor.number()? {
                Number::Float(float) => Scalar::Float(float),
                Number::Integer(integer) => Scalar::Integer(integer),
            },
            b't' => self.cursor.word("true").map(|()| Scalar::Bool(true))?,
            b'f' => self.cursor.word("false").map(|()| Scalar::Bool(false))?,
            b'n' => self.cursor.word("null").map(|()| Scalar::Null)?,
            _ => return self.cursor.unexpected(Expected::Value),
        };
        self.scalar(at, scalar).map(Some)
    }

    /// Counts a value or a key.
    fn count(&mut self, at: usize) -> Scanned<()> {
        self.items += 1;
        if self.items > self.limits.items {
            return self.cursor.fault(at, Kind::TooManyItems { limit: self.limits.items });
        }
        Ok(())
    }

    fn scalar(&mut self, at: usize, scalar: Scalar<'_>) -> Scanned<Class> {
        match self.sink.scalar(scalar) {
            Ok(()) => Ok(Class::Other),
            Err(kind) => self.cursor.fault(at, kind),
        }
    }

    fn list(&mut self, at: usize) -> Scanned<Option<Class>> {
        self.descend(at)?;
        self.sink.open_list();
        self.frames.push(Frame::List { index: 0 });
        self.inside = false;
        self.cursor.space()?;
        if self.cursor.eat(b']') { self.close().map(Some) } else { Ok(None) }
    }

    fn map_or_form(&mut self, at: usize) -> Scanned<Option<Class>> {
        if let Some(form) = reserved::form(&mut self.cursor) {
            let scalar = match form.kind {
                FormKind::Bytes => Scalar::Bytes(form.text),
                FormKind::Link => match link::read(&form.text.unescaped()) {
                    Ok(cid) => Scalar::Link(cid),
                    Err(kind) => return self.cursor.fault(form.at, kind),
                },
            };
            return self.scalar(form.at, scalar).map(Some);
        }
        self.descend(at)?;
        self.sink.open_map();
        let (key, shape) = (Text::new("", false), Shape::default());
        self.frames.push(Frame::Map { at, key, shape });
        self.inside = false;
        self.cursor.space()?;
        if self.cursor.eat(b'}') {
            return self.close().map(Some);
        }
        self.key(None)?;
        Ok(None)
    }

    /// Passes over an opening bracket, if the limits allow it.
    fn descend(&mut self, at: usize) -> Scanned<()> {
        if self.frames.len() >= self.limits.depth {
            return self.cursor.fault(at, Kind::TooDeep { limit: self.limits.depth });
        }
        self.cursor.offset += 1;
        Ok(())
    }

    /// Reads a key and its colon.
    fn key(&mut self, previous: Option<Text<'_>>) -> Scanned<()> {
        self.cursor.space()?;
        let at = self.cursor.offset;
        if self.cursor.peek() != Some(b'"') {
            return self.cursor.unexpected(Expected::Key);
        }
        self.count(at)?;
        let key = self.cursor.string()?;
        if let Some(previous) = previous.filter(|_| self.cursor.style == Style::Canonical) {
            match previous.compare(key) {
                Ordering::Less => {}
                Ordering::Equal => return self.cursor.fault(at, Kind::DuplicateKey),
                Ordering::Greater => return self.cursor.fault(at, Kind::UnsortedKeys),
            }
        }
        self.sink.key(key).or_else(|kind| self.cursor.fault(at, kind))?;
        if let Some(Frame::Map { key: current, .. }) = self.frames.last_mut() {
            *current = key;
        }
        self.cursor.space()?;
        if self.cursor.eat(b':') { Ok(()) } else { self.cursor.unexpected(Expected::Colon) }
    }

    /// Goes on behind a value of this class: closes what ends here, and says whether
    /// another value follows.
    fn next(&mut self, mut class: Class) -> Scanned<bool> {
        loop {
            self.inside = false;
            let Some(frame) = self.frames.last_mut() else { return Ok(false) };
            if let Frame::Map { key, shape, .. } = frame {
                shape.entry(*key, class);
            }
            self.cursor.space()?;
            let (bracket, expected) = match frame {
                Frame::List { .. } => (b']', Expected::CommaOrBracket),
                Frame::Map { .. } => (b'}', Expected::CommaOrBrace),
            };
            if self.cursor.eat(b',') {
                match frame {
                    Frame::List { index } => *index += 1,
                    Frame::Map { key, .. } => {
                        let previous = *key;
                        self.key(Some(previous))?;
                    }
                }
                return Ok(true);
            }
            if !self.cursor.eat(bracket) {
                return self.cursor.unexpected(expected);
            }
            class = self.close()?;
        }
    }

    /// Ends the innermost list or map, whose bracket was read.
    fn close(&mut self) -> Scanned<Class> {
        self.inside = true;
        self.sink.close();
        match self.frames.pop() {
            Some(Frame::Map { at, shape, .. }) if shape.is_reserved() => {
                self.cursor.fault(at, Kind::ReservedMap)
            }
            Some(Frame::Map { shape, .. }) => Ok(shape.class()),
            _ => Ok(Class::Other),
        }
    }

    /// Where reading stopped.
    fn path(&self) -> Path {
        let depth = self.frames.len() - usize::from(!self.inside && !self.frames.is_empty());
        let segments = self.frames.iter().take(depth).map(|frame| match frame {
            Frame::List { index } => PathSegment::Index(*index),
            Frame::Map { key, .. } => PathSegment::key(&key.unescaped()),
        });
        segments.collect()
    }
}
