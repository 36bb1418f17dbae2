//! Numbers: from an item to the guest's bytes, and from these to a head.

use super::lower::{Guest, Place};
use super::reader::{Integer, Item, Malformed, Reader, canonical_float, major};
use super::writer::{Head, not_finite};
use crate::error::DecodeError;
use crate::float::{FloatFault, canonical_f32, canonical_f64, integer_to_f64, narrow, text_to_f64};
use crate::kind::Kind;

/// Why an item is no number of the expected type.
pub(super) enum NumberFault {
    Malformed,
    Kind(Kind),
    Range,
    Float(FloatFault),
}

impl From<Malformed> for NumberFault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl From<FloatFault> for NumberFault {
    fn from(fault: FloatFault) -> Self {
        Self::Float(fault)
    }
}

/// A number type of WIT.
pub(super) trait Number: Copy {
    /// Bytes in memory.
    const SIZE: usize;

    /// Whether it may be something that is no number.
    const IS_FLOAT: bool;

    /// Reads one.
    fn read(reader: &mut Reader<'_>) -> Result<Self, NumberFault>;

    /// Hands it to the guest.
    fn put<G: Guest>(self, guest: &mut G, at: Place) -> Result<(), ::wasmtime::Error>;

    /// Writes it to memory of its size.
    fn store(self, room: &mut [u8]);

    /// Reads it from memory of its size.
    fn load(bytes: &[u8]) -> Option<Self>;

    /// Takes it from what a core function returned.
    fn of_slot(slot: u64) -> Option<Self>;

    fn is_finite(self) -> bool;

    /// A float as wide as floats are; of an integer nothing that is used.
    fn wide(self) -> f64;

    /// What it is written as; of a float that is finite.
    fn head(self) -> Head;

    /// What stands for it if it is no number.
    fn text(self) -> Option<&'static str>;
}

macro_rules! integers {
    ($($ty:ident: $wide:ident, $number:expr, $slot:expr, $head:expr;)*) => {$(
        impl Number for $ty {
            const SIZE: usize = size_of::<Self>();
            const IS_FLOAT: bool = false;

            #[inline]
            fn read(reader: &mut Reader<'_>) -> Result<Self, NumberFault> {
                let (major, argument) = match reader.integer_head() {
                    Some(head) => head,
                    None => {
                        let (head, next) = integer(*reader)?;
                        *reader = next;
                        head
                    }
                };
                let number: fn(u8, u64) -> Option<Self> = $number;
                number(major, argument).ok_or(NumberFault::Range)
            }

            #[inline]
            fn put<G: Guest>(self, guest: &mut G, at: Place) -> Result<(), ::wasmtime::Error> {
                match at {
                    Place::Memory(at) => guest.store(at, self.to_le_bytes()),
                    Place::Slot(at) => {
                        let slot: fn(Self) -> u64 = $slot;
                        guest.slot(at, slot(self))
                    }
                }
            }

            #[inline]
            fn store(self, room: &mut [u8]) {
                if let Some(room) = room.first_chunk_mut() {
                    *room = self.to_le_bytes();
                }
            }

            #[inline]
            fn load(bytes: &[u8]) -> Option<Self> {
                bytes.first_chunk().map(|bytes| Self::from_le_bytes(*bytes))
            }

            fn of_slot(slot: u64) -> Option<Self> {
                Self::load(&slot.to_le_bytes())
            }

            fn is_finite(self) -> bool {
                true
            }

            fn wide(self) -> f64 {
                0.0
            }

            #[inline]
            fn head(self) -> Head {
                let head: fn($wide) -> Head = $head;
                head(self.into())
            }

            fn text(self) -> Option<&'static str> {
                None
            }
        }
    )*};
}

/// The head of an integer, near the end or where there may be something else.
///
/// The cursor goes in and out by value, so that its owner can keep it in a register.
#[inline(never)]
fn integer(reader: Reader<'_>) -> Result<((u8, u64), Reader<'_>), NumberFault> {
    let mut next = reader;
    let (first, argument) = next.head()?;
    match first >> 5 {
        major @ (major::UNSIGNED | major::NEGATIVE) => Ok(((major, argument), next)),
        _ => Err(no_integer(reader)),
    }
}

#[cold]
fn no_integer(mut reader: Reader<'_>) -> NumberFault {
    match reader.item() {
        Ok(item) => NumberFault::Kind(item.kind()),
        Err(malformed) => malformed.into(),
    }
}

#[inline]
fn unsigned<N: TryFrom<u64>>(major: u8, argument: u64) -> Option<N> {
    if major == major::UNSIGNED { N::try_from(argument).ok() } else { None }
}

#[inline]
fn signed<N: TryFrom<i64>>(major: u8, argument: u64) -> Option<N> {
    // A negative number is written as what its bits are when they are inverted.
    let integer = i64::try_from(argument).ok()? ^ -i64::from(major);
    N::try_from(integer).ok()
}

// Core arguments of 32 bits have the sign extended to these, and nothing above.
integers! {
    u8: u64, unsigned, u64::from, Head::unsigned;
    u16: u64, unsigned, u64::from, Head::unsigned;
    u32: u64, unsigned, u64::from, Head::unsigned;
    u64: u64, unsigned, |number| number, Head::unsigned;
    i8: i64, signed, |number| i32::from(number).cast_unsigned().into(), Head::signed;
    i16: i64, signed, |number| i32::from(number).cast_unsigned().into(), Head::signed;
    i32: i64, signed, |number| number.cast_unsigned().into(), Head::signed;
    i64: i64, signed, i64::cast_unsigned, Head::signed;
}

/// The float that an item is, and the kind of the item.
#[inline]
fn float(reader: &mut Reader<'_>) -> Result<(f64, Kind), NumberFault> {
    let before = *reader;
    let (first, argument) = reader.head()?;
    match first {
        0xfb => Ok((canonical_float(argument)?, Kind::Float)),
        _ => {
            *reader = before;
            let item = reader.item()?;
            let float = match item {
                Item::Float(float) => float,
                Item::Integer(integer) => integer_to_f64(Integer::into(integer))?,
                Item::Text(text) => text_to_f64(text)?,
                _ => return Err(NumberFault::Kind(item.kind())),
            };
            Ok((float, item.kind()))
        }
    }
}

macro_rules! floats {
    ($($number:ident, $canonical:ident, $narrow:expr;)*) => {$(
        impl Number for $number {
            const SIZE: usize = size_of::<Self>();
            const IS_FLOAT: bool = true;

            #[inline]
            fn read(reader: &mut Reader<'_>) -> Result<Self, NumberFault> {
                let (float, kind) = float(reader)?;
                let narrow: fn(f64, Kind) -> Result<Self, FloatFault> = $narrow;
                Ok($canonical(narrow(float, kind)?))
            }

            #[inline]
            fn put<G: Guest>(self, guest: &mut G, at: Place) -> Result<(), ::wasmtime::Error> {
                match at {
                    Place::Memory(at) => guest.store(at, self.to_le_bytes()),
                    Place::Slot(at) => guest.slot(at, self.to_bits().into()),
                }
            }

            #[inline]
            fn store(self, room: &mut [u8]) {
                if let Some(room) = room.first_chunk_mut() {
                    *room = self.to_le_bytes();
                }
            }

            #[inline]
            fn load(bytes: &[u8]) -> Option<Self> {
                bytes.first_chunk().map(|bytes| Self::from_le_bytes(*bytes))
            }

            fn of_slot(slot: u64) -> Option<Self> {
                Self::load(&slot.to_le_bytes())
            }

            #[inline]
            fn is_finite(self) -> bool {
                self.is_finite()
            }

            fn wide(self) -> f64 {
                self.into()
            }

            #[inline]
            fn head(self) -> Head {
                Head::float(self.into())
            }

            fn text(self) -> Option<&'static str> {
                not_finite(self.into())
            }
        }
    )*};
}

floats! {
    f32, canonical_f32, narrow;
    f64, canonical_f64, |float, _| Ok(float);
}

impl NumberFault {
    /// The same fault of data where a value of type `expected` should stand.
    pub(super) fn error(
        self,
        path: crate::path::Path,
        expected: alloc::string::String,
    ) -> Option<DecodeError> {
        Some(match self {
            Self::Malformed => return None,
            Self::Kind(found) | Self::Float(FloatFault::Kind(found)) => {
                DecodeError::Kind { path, expected, found }
            }
            Self::Range => DecodeError::IntegerRange { path, expected },
            Self::Float(FloatFault::Inexact(found)) => {
                DecodeError::Inexact { path, expected, found }
            }
            Self::Float(FloatFault::NotCanonical) => {
                DecodeError::FloatNotCanonical { path, expected }
            }
        })
    }
}
