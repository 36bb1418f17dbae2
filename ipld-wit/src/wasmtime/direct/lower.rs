//! From encoded arguments to the guest, driven by the types.
//!
//! The same rules as in `decode.rs`, in the same order, so that the same mistakes get the same errors.
//! Fields are looked up, and lowered in the order of their declaration: in which order a guest is asked
//! for memory is something that it can see.

mod record;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use ::wasmtime::Error;

use super::layout::{Cases, Layout, Part, Shape, Width};
use super::number::{Number, NumberFault};
use super::reader::{Item, Malformed, Reader};
use crate::budget::{Budget, Exceeded, Meter};
use crate::contents::Contents;
use crate::display::{brief, expected_null, expected_unit};
use crate::error::DecodeError;
use crate::function::Parameter;
use crate::kind::Kind;
use crate::names::Names;
use crate::path::{Here, Step};
use crate::types::{Case, Type};

/// Why arguments were not lowered.
#[derive(Debug)]
pub(super) enum Fault {
    /// They are not canonical DAG-CBOR.
    Malformed,
    /// They are none of the function.
    Decode(Box<DecodeError>),
    /// The guest, or the engine, has no room for them.
    Engine(Error),
}

impl From<Malformed> for Fault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

/// Where a value goes: to an address, or to the core arguments from one position on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Memory(usize),
    Slot(usize),
}

impl Place {
    const fn part(self, part: &Part) -> Self {
        match self {
            Self::Memory(at) => Self::Memory(at.saturating_add(part.offset)),
            Self::Slot(at) => Self::Slot(at.saturating_add(part.slot)),
        }
    }

    const fn payload(self, cases: &Cases) -> Self {
        match self {
            Self::Memory(at) => Self::Memory(at.saturating_add(cases.payload)),
            Self::Slot(at) => Self::Slot(at.saturating_add(1)),
        }
    }
}

/// Takes what is lowered.
pub(super) trait Guest {
    /// Asks the guest for memory.
    fn allocate(&mut self, align: usize, size: usize) -> Result<usize, Error>;

    /// Memory that was allocated, or nothing if none is kept.
    fn room(&mut self, at: usize, size: usize) -> Result<&mut [u8], Error>;

    fn store<const N: usize>(&mut self, at: usize, bytes: [u8; N]) -> Result<(), Error>;

    fn slot(&mut self, at: usize, slot: u64) -> Result<(), Error>;

    /// Lowers a string in the encoding of the guest.
    fn text(&mut self, at: Place, text: &str) -> Result<(), Error>;
}

/// Takes nothing, for a look at the arguments alone.
pub(super) struct Nowhere;

impl Guest for Nowhere {
    fn allocate(&mut self, _: usize, _: usize) -> Result<usize, Error> {
        Ok(0)
    }

    fn room(&mut self, _: usize, _: usize) -> Result<&mut [u8], Error> {
        Ok(&mut [])
    }

    fn store<const N: usize>(&mut self, _: usize, _: [u8; N]) -> Result<(), Error> {
        Ok(())
    }

    fn slot(&mut self, _: usize, _: u64) -> Result<(), Error> {
        Ok(())
    }

    fn text(&mut self, _: Place, _: &str) -> Result<(), Error> {
        Ok(())
    }
}

/// A place where the arguments are not in canonical form, and what stands there in it.
pub(super) struct Relaxed<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) canonical: Canonical<'a>,
}

pub(super) enum Canonical<'a> {
    Float(f64),
    Bytes(&'a [u8]),
}

/// Lowers arguments of types that were checked.
pub(super) struct Lowering<'a, G> {
    reader: Reader<'a>,
    contents: &'a dyn Contents,
    meter: Meter,
    names: Names<'a>,
    finite: bool,
    relaxed: Option<Vec<Relaxed<'a>>>,
    guest: G,
}

impl<'a, G: Guest> Lowering<'a, G> {
    pub(super) fn new(
        params: &'a [u8],
        contents: &'a dyn Contents,
        budget: &Budget,
        finite: bool,
        guest: G,
    ) -> Self {
        Self {
            reader: Reader::new(params),
            contents,
            meter: Meter::new(*budget),
            names: Names::default(),
            finite,
            relaxed: None,
            guest,
        }
    }

    /// Notes where the arguments are not in canonical form.
    pub(super) fn noting_relaxed(mut self) -> Self {
        self.relaxed = Some(Vec::new());
        self
    }

    /// What was noted.
    pub(super) fn into_relaxed(self) -> Vec<Relaxed<'a>> {
        self.relaxed.unwrap_or_default()
    }

    /// Lowers all arguments. Nothing may follow them.
    pub(super) fn params(
        &mut self,
        params: &'a [Parameter],
        layout: &'a Layout,
    ) -> Result<(), Fault> {
        let found = match self.reader.item()? {
            Item::List(found) => found,
            item => {
                return Err(wrong_kind("a list of arguments".into(), item.kind(), &Here::PARAMS));
            }
        };
        let expected = params.len();
        if expected != found {
            return Err(DecodeError::ArgumentCount { expected, found }.into());
        }
        let at = if layout.flat.is_some() {
            Place::Slot(0)
        } else {
            let at = self.guest.allocate(layout.align, layout.size)?;
            self.guest.slot(0, address(at))?;
            Place::Memory(at)
        };
        if let Shape::Parts(parts) = &layout.shape {
            for (index, (parameter, part)) in params.iter().zip(&parts.parts).enumerate() {
                let here = Here::PARAMS.inside(Step::Index(index));
                self.root(&parameter.ty, &part.layout, at.part(part), &here)?;
            }
        }
        if self.reader.is_at_end() { Ok(()) } else { Err(Fault::Malformed) }
    }

    /// Lowers a value that is not counted yet.
    fn root(
        &mut self,
        ty: &'a Type,
        layout: &'a Layout,
        at: Place,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        self.elements(1, here)?;
        self.value(ty, layout, at, here)
    }

    fn value(
        &mut self,
        ty: &'a Type,
        layout: &'a Layout,
        at: Place,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        self.level(here)?;
        match ty {
            Type::U8 => return self.number::<u8>(ty, at, here),
            Type::S8 => return self.number::<i8>(ty, at, here),
            Type::U16 => return self.number::<u16>(ty, at, here),
            Type::S16 => return self.number::<i16>(ty, at, here),
            Type::U32 => return self.number::<u32>(ty, at, here),
            Type::S32 => return self.number::<i32>(ty, at, here),
            Type::U64 => return self.number::<u64>(ty, at, here),
            Type::S64 => return self.number::<i64>(ty, at, here),
            Type::F32 => return self.number::<f32>(ty, at, here),
            Type::F64 => return self.number::<f64>(ty, at, here),
            Type::Option(inner) => return self.option(inner, ty, layout, at, here),
            _ => {}
        }
        let start = self.reader.offset();
        let item = self.reader.item()?;
        match (ty, &layout.shape, item) {
            (Type::Bool, _, Item::Bool(bool)) => Ok(u8::from(bool).put(&mut self.guest, at)?),
            (Type::Char, _, Item::Text(text)) => {
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(char), None) => Ok(u32::from(char).put(&mut self.guest, at)?),
                    _ => Err(DecodeError::NotOneChar { path: here.path() }.into()),
                }
            }
            (Type::String, _, Item::Text(text)) => {
                self.bytes(text.len(), here)?;
                Ok(self.guest.text(at, text)?)
            }
            (Type::List(_), Shape::Leaf, Item::Bytes(bytes)) => self.byte_list(bytes, at, here),
            (Type::List(_), Shape::Leaf, Item::Link(cid, _)) => {
                let unavailable = || DecodeError::ContentUnavailable { cid, path: here.path() };
                let bytes = self.contents.content(&cid).ok_or_else(unavailable)?;
                self.note(start, Canonical::Bytes(bytes));
                self.byte_list(bytes, at, here)
            }
            (Type::Link, _, Item::Link(_, bytes)) => self.put_bytes(bytes, at),
            (Type::List(element), Shape::List(layout), Item::List(count)) => {
                self.list(element, layout, count, at, here)
            }
            (Type::Tuple(types), Shape::Parts(parts), Item::List(count)) => {
                exactly(types.len(), count, ty, here)?;
                self.elements(count, here)?;
                for (index, (ty, part)) in types.iter().zip(&parts.parts).enumerate() {
                    let here = here.inside(Step::Index(index));
                    self.value(ty, &part.layout, at.part(part), &here)?;
                }
                Ok(())
            }
            (Type::Record(fields), Shape::Parts(parts), Item::Map(count)) => {
                self.record(fields, parts, count, at, here)
            }
            (Type::Variant(names), Shape::Cases(cases), Item::Map(count)) => {
                self.variant(names, cases, count, ty, at, here)
            }
            (Type::Result { ok, error }, Shape::Cases(cases), Item::Map(count)) => {
                self.result([ok.as_deref(), error.as_deref()], cases, count, ty, at, here)
            }
            (Type::Enum(labels), Shape::Labels { discriminant }, Item::Text(label)) => {
                let position = self.names.position(labels, label);
                let position = position.ok_or_else(|| unknown_label(ty, here))?;
                self.discriminant(*discriminant, position, at)
            }
            (Type::Flags(labels), Shape::Flags(width), Item::List(count)) => {
                let set = self.flags(labels, count, ty, here)?;
                self.discriminant(*width, set, at)
            }
            (_, _, item) => Err(wrong_kind(brief(ty), item.kind(), here)),
        }
    }

    #[inline]
    fn number<N: Number>(&mut self, ty: &Type, at: Place, here: &Here<'_>) -> Result<(), Fault> {
        let start = self.reader;
        let number = N::read(&mut self.reader).map_err(|fault| no_number(fault, ty, here))?;
        if N::IS_FLOAT {
            if self.finite && !number.is_finite() {
                return Err(non_finite(ty, here));
            }
            if self.relaxed.is_some() && matches!({ start }.item(), Ok(Item::Integer(_))) {
                self.note(start.offset(), Canonical::Float(number.wide()));
            }
        }
        Ok(number.put(&mut self.guest, at)?)
    }

    fn list(
        &mut self,
        element: &'a Type,
        layout: &'a Layout,
        count: usize,
        at: Place,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        self.elements(count, here)?;
        let size = count.checked_mul(layout.size);
        let size = size.ok_or_else(|| Error::msg("the size of a list overflows"))?;
        let start = self.guest.allocate(layout.align, size)?;
        if count > 0 {
            self.level(&here.inside(Step::Index(0)))?;
        }
        // Floats may be relaxed, which is noted one by one.
        let plain = self.relaxed.is_none();
        match element {
            Type::U16 => self.numbers::<u16>(element, count, start, here)?,
            Type::S8 => self.numbers::<i8>(element, count, start, here)?,
            Type::S16 => self.numbers::<i16>(element, count, start, here)?,
            Type::U32 => self.numbers::<u32>(element, count, start, here)?,
            Type::S32 => self.numbers::<i32>(element, count, start, here)?,
            Type::U64 => self.numbers::<u64>(element, count, start, here)?,
            Type::S64 => self.numbers::<i64>(element, count, start, here)?,
            Type::F32 if plain => self.numbers::<f32>(element, count, start, here)?,
            Type::F64 if plain => self.numbers::<f64>(element, count, start, here)?,
            _ => {
                for index in 0..count {
                    let at = Place::Memory(start.saturating_add(index * layout.size));
                    self.value(element, layout, at, &here.inside(Step::Index(index)))?;
                }
            }
        }
        self.pointer(start, count, at)
    }

    /// The elements of a list of numbers, of which the guest's memory is looked up once.
    fn numbers<N: Number>(
        &mut self,
        ty: &Type,
        count: usize,
        start: usize,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        // A cursor of its own, which stays in a register.
        let mut reader = self.reader;
        let room = self.guest.room(start, count.saturating_mul(N::SIZE))?;
        let mut room = room.chunks_exact_mut(N::SIZE);
        for index in 0..count {
            let here = || here.inside(Step::Index(index));
            let number = match N::read(&mut reader) {
                Ok(number) => number,
                Err(fault) => return Err(no_number(fault, ty, &here())),
            };
            if N::IS_FLOAT && self.finite && !number.is_finite() {
                return Err(non_finite(ty, &here()));
            }
            if let Some(room) = room.next() {
                number.store(room);
            }
        }
        self.reader = reader;
        Ok(())
    }

    fn byte_list(&mut self, bytes: &[u8], at: Place, here: &Here<'_>) -> Result<(), Fault> {
        self.bytes(bytes.len(), here)?;
        self.put_bytes(bytes, at)
    }

    fn put_bytes(&mut self, bytes: &[u8], at: Place) -> Result<(), Fault> {
        let start = self.guest.allocate(1, bytes.len())?;
        let room = self.guest.room(start, bytes.len())?;
        if room.len() == bytes.len() {
            room.copy_from_slice(bytes);
        }
        self.pointer(start, bytes.len(), at)
    }

    /// Where the elements of a list stand, and how many.
    fn pointer(&mut self, start: usize, count: usize, at: Place) -> Result<(), Fault> {
        match at {
            Place::Memory(at) => {
                let too_far = |_| Error::msg("a list does not fit into a memory of 32 bits");
                let start = u32::try_from(start).map_err(too_far)?;
                let count = u32::try_from(count).map_err(too_far)?;
                let both = u64::from(start) | (u64::from(count) << 32);
                self.guest.store(at, both.to_le_bytes())?;
            }
            Place::Slot(at) => {
                self.guest.slot(at, address(start))?;
                self.guest.slot(at.saturating_add(1), address(count))?;
            }
        }
        Ok(())
    }

    fn variant(
        &mut self,
        names: &'a [Case],
        cases: &'a Cases,
        count: usize,
        ty: &Type,
        at: Place,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        let name = self.only_key(count, ty, here)?;
        let position = self.names.position(names, name);
        let case = position.ok_or_else(|| unknown_case(name, ty, here))?;
        self.discriminant(cases.discriminant, case, at)?;
        let inside = here.inside(Step::Name(name));
        match (&names[case].payload, &cases.cases[case]) {
            (Some(ty), Some(layout)) => self.root(ty, layout, at.payload(cases), &inside),
            _ => match self.reader.item()? {
                Item::Null => Ok(()),
                item => Err(wrong_kind(expected_null(), item.kind(), &inside)),
            },
        }
    }

    fn result(
        &mut self,
        payloads: [Option<&'a Type>; 2],
        cases: &'a Cases,
        count: usize,
        ty: &Type,
        at: Place,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        let branch = self.only_key(count, ty, here)?;
        let case = match branch {
            "ok" => 0,
            "error" => 1,
            _ => return Err(unknown_case(branch, ty, here)),
        };
        self.discriminant(cases.discriminant, case, at)?;
        let inside = here.inside(Step::Name(branch));
        match (payloads[case], &cases.cases[case]) {
            (Some(ty), Some(layout)) => self.root(ty, layout, at.payload(cases), &inside),
            _ => match self.reader.item()? {
                Item::Map(0) => Ok(()),
                item => Err(wrong_kind(expected_unit(), item.kind(), &inside)),
            },
        }
    }

    fn option(
        &mut self,
        inner: &'a Type,
        ty: &'a Type,
        layout: &'a Layout,
        at: Place,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        let Shape::Cases(cases) = &layout.shape else { return Err(no_layout()) };
        let [_, Some(layout)] = &*cases.cases else { return Err(no_layout()) };
        if self.reader.passes_null() {
            return self.discriminant(cases.discriminant, 0, at);
        }
        self.discriminant(cases.discriminant, 1, at)?;
        if !matches!(inner, Type::Option(_)) {
            return self.root(inner, layout, at.payload(cases), &here.inside(Step::Through));
        }
        match self.reader.item()? {
            Item::List(count) => {
                exactly(1, count, ty, here)?;
                self.root(inner, layout, at.payload(cases), &here.inside(Step::Index(0)))
            }
            item => Err(wrong_kind(brief(ty), item.kind(), here)),
        }
    }

    /// The flags that are set, the first of them the lowest bit.
    fn flags(
        &mut self,
        labels: &[String],
        count: usize,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<usize, Fault> {
        let (mut set, mut next) = (0_usize, 0);
        for index in 0..count {
            let here = here.inside(Step::Index(index));
            let label = match self.reader.item()? {
                Item::Text(label) => label,
                item => return Err(wrong_kind(brief(ty), item.kind(), &here)),
            };
            let position = labels.iter().position(|known| known == label);
            let position = position.ok_or_else(|| unknown_label(ty, &here))?;
            if position < next {
                let (path, expected) = (here.path(), brief(ty));
                return Err(DecodeError::FlagOrder { path, expected }.into());
            }
            set |= 1 << position;
            next = position + 1;
        }
        Ok(set)
    }

    /// A discriminant, or a set of flags.
    fn discriminant(&mut self, width: Width, number: usize, at: Place) -> Result<(), Fault> {
        let number = u32::try_from(number).map_err(|_| no_layout())?;
        let [low, second, ..] = number.to_le_bytes();
        match width {
            _ if matches!(at, Place::Slot(_)) => number.put(&mut self.guest, at)?,
            Width::One => low.put(&mut self.guest, at)?,
            Width::Two => u16::from_le_bytes([low, second]).put(&mut self.guest, at)?,
            Width::Four => number.put(&mut self.guest, at)?,
        }
        Ok(())
    }

    /// The key of a map that must have one entry.
    fn only_key(&mut self, count: usize, ty: &Type, here: &Here<'_>) -> Result<&'a str, Fault> {
        if count != 1 {
            let (path, expected) = (here.path(), brief(ty));
            return Err(DecodeError::EntryCount { path, expected, found: count }.into());
        }
        Ok(self.reader.key()?)
    }

    /// Notes that what has been read from `start` on is not in canonical form.
    fn note(&mut self, start: usize, canonical: Canonical<'a>) {
        if let Some(relaxed) = &mut self.relaxed {
            relaxed.push(Relaxed { start, end: self.reader.offset(), canonical });
        }
    }

    #[inline]
    fn level(&self, here: &Here<'_>) -> Result<(), Fault> {
        self.meter.level(here.depth()).map_err(|exceeded| over(exceeded, here))
    }

    #[inline]
    fn elements(&mut self, count: usize, here: &Here<'_>) -> Result<(), Fault> {
        self.meter.elements(count).map_err(|exceeded| over(exceeded, here))
    }

    #[inline]
    fn bytes(&mut self, count: usize, here: &Here<'_>) -> Result<(), Fault> {
        self.meter.bytes(count).map_err(|exceeded| over(exceeded, here))
    }
}

/// An address or a length, as core arguments have it.
fn address(address: usize) -> u64 {
    // No memory is larger than that.
    u64::try_from(address).unwrap_or(u64::MAX)
}

fn exactly(elements: usize, found: usize, ty: &Type, here: &Here<'_>) -> Result<(), Fault> {
    if elements != found {
        let (path, expected) = (here.path(), brief(ty));
        return Err(DecodeError::Length { path, expected, elements, found }.into());
    }
    Ok(())
}

#[cold]
fn no_number(fault: NumberFault, ty: &Type, here: &Here<'_>) -> Fault {
    fault.error(here.path(), brief(ty)).map_or(Fault::Malformed, Fault::from)
}

#[cold]
fn non_finite(ty: &Type, here: &Here<'_>) -> Fault {
    DecodeError::NonFinite { path: here.path(), expected: brief(ty) }.into()
}

#[cold]
fn wrong_kind(expected: String, found: Kind, here: &Here<'_>) -> Fault {
    DecodeError::Kind { path: here.path(), expected, found }.into()
}

#[cold]
fn unknown_case(name: &str, ty: &Type, here: &Here<'_>) -> Fault {
    let (path, expected) = (here.path(), brief(ty));
    DecodeError::UnknownCase { path, expected, name: brief(name) }.into()
}

#[cold]
fn unknown_label(ty: &Type, here: &Here<'_>) -> Fault {
    DecodeError::UnknownLabel { path: here.path(), expected: brief(ty) }.into()
}

#[cold]
fn over(exceeded: Exceeded, here: &Here<'_>) -> Fault {
    DecodeError::Budget { path: here.path(), exceeded }.into()
}

/// A layout that is not that of its type, which no signature makes.
#[cold]
fn no_layout() -> Fault {
    Fault::Engine(Error::msg("the layout is not that of the type"))
}
