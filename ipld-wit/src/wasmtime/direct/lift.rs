//! From the guest to encoded data, driven by the type.
//!
//! What is written is canonical, so the fields of a record are lifted in the order of their keys. The
//! rules are those of `encode.rs`, and an error is the one that they give: a value that is refused is
//! looked at once more, in the order of declaration and without writing.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;

use ::wasmtime::Error;

use super::layout::{Cases, Layout, Part, Parts, Shape, Width};
use super::number::Number;
use super::reader::exact_cid;
use super::writer::{Head, LONGEST_HEAD, Nothing, Write};
use crate::budget::{Budget, Exceeded, Meter};
use crate::display::brief;
use crate::error::EncodeError;
use crate::path::{Here, Step};
use crate::types::{Case, Field, Type};
use crate::wasmtime::ValueMismatch;

/// What a function returned, as the branch of a receipt, encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodedOutput {
    /// The canonical DAG-CBOR of [`Output::Ok`](crate::Output::Ok).
    Ok(Vec<u8>),
    /// The canonical DAG-CBOR of [`Output::Error`](crate::Output::Error).
    Error(Vec<u8>),
}

/// Why a result was not lifted.
#[derive(Debug)]
pub(super) enum Fault {
    /// The guest broke the canonical ABI, or gave more than the engine takes.
    Engine(Error),
    /// It gave a value that is none.
    Mismatch(Box<ValueMismatch>),
    /// It gave a value without encoding.
    Encode(Box<EncodeError>),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl From<EncodeError> for Fault {
    fn from(error: EncodeError) -> Self {
        Self::Encode(Box::new(error))
    }
}

/// What is lifted from.
pub(super) trait Guest<'m> {
    fn memory(&self) -> &'m [u8];

    /// Takes host-call fuel for data of the guest that is copied.
    fn charge(&mut self, count: usize, each: usize) -> Result<(), Error>;

    /// Lifts a string from the encoding of the guest. What cannot be borrowed is charged.
    fn text(&mut self, pointer: u32, length: u32) -> Result<Cow<'m, str>, Error>;
}

/// The same guest, looked at again.
struct Again<'g, G>(&'g mut G);

impl<'m, G: Guest<'m>> Guest<'m> for Again<'_, G> {
    fn memory(&self) -> &'m [u8] {
        self.0.memory()
    }

    fn charge(&mut self, _: usize, _: usize) -> Result<(), Error> {
        Ok(())
    }

    fn text(&mut self, pointer: u32, length: u32) -> Result<Cow<'m, str>, Error> {
        self.0.text(pointer, length)
    }
}

/// Where a value comes from: memory of its size, or the one core value that was returned.
#[derive(Clone, Copy)]
pub(super) enum Source<'m> {
    Memory(&'m [u8]),
    Slot(u64),
}

impl<'m> Source<'m> {
    fn part(self, part: &Part) -> Result<Self, Fault> {
        match self {
            Self::Memory(bytes) => slice(bytes, part.offset, part.layout.size).map(Self::Memory),
            // The only one, or the count of core values would be greater.
            Self::Slot(_) => Ok(self),
        }
    }

    fn payload(self, cases: &Cases, layout: &Layout) -> Result<Self, Fault> {
        match self {
            Self::Memory(bytes) => slice(bytes, cases.payload, layout.size).map(Self::Memory),
            Self::Slot(_) => Err(no_layout()),
        }
    }

    #[inline]
    fn number<N: Number>(self) -> Result<N, Fault> {
        match self {
            Self::Memory(bytes) => N::load(bytes),
            Self::Slot(slot) => N::of_slot(slot),
        }
        .ok_or_else(no_layout)
    }

    /// A discriminant, or a set of flags.
    fn discriminant(self, width: Width) -> Result<u32, Fault> {
        match (self, width) {
            // All of it, although fewer bits would do.
            (Self::Slot(_), _) | (_, Width::Four) => self.number::<u32>(),
            (_, Width::One) => self.number::<u8>().map(u32::from),
            (_, Width::Two) => self.number::<u16>().map(u32::from),
        }
    }

    /// The address and the length of a list or a string.
    fn pointer(self) -> Result<(u32, u32), Fault> {
        let Self::Memory(bytes) = self else { return Err(no_layout()) };
        let pointer = u32::load(bytes).ok_or_else(no_layout)?;
        let length = bytes.get(4..).and_then(u32::load).ok_or_else(no_layout)?;
        Ok((pointer, length))
    }
}

/// Lifts the result of a function of `ty`, which was checked.
pub(super) fn lift<'m>(
    guest: &mut impl Guest<'m>,
    source: Source<'m>,
    ty: &Type,
    layout: &Layout,
    budget: &Budget,
    finite: bool,
    room: usize,
) -> Result<EncodedOutput, Fault> {
    let mut lifting = Lifting {
        guest: &mut *guest,
        out: Vec::with_capacity(room),
        meter: Meter::new(*budget),
        finite,
        links: true,
    };
    let fault = match lifting.output(ty, layout, source, &Here::start("result")) {
        Ok(true) => return Ok(EncodedOutput::Ok(lifting.out)),
        Ok(false) => return Ok(EncodedOutput::Error(lifting.out)),
        Err(fault) => fault,
    };
    // What the engine would refuse comes first, then bad links, then what has no encoding; all of it in
    // the order of declaration, and as far as the budget goes.
    for (start, links, encodes) in
        [("value", false, false), ("value", true, false), ("result", false, true)]
    {
        let mut again = Lifting {
            guest: &mut Again(&mut *guest),
            out: Nothing,
            meter: Meter::new(*budget),
            finite: finite && encodes,
            links,
        };
        match again.output(ty, layout, source, &Here::start(start)) {
            Err(Fault::Encode(_)) if !encodes => {}
            Err(fault) => return Err(fault),
            Ok(_) => {}
        }
        if matches!(fault, Fault::Engine(_)) {
            // The fuel, which is not charged again.
            break;
        }
    }
    Err(fault)
}

struct Lifting<'g, G, W> {
    guest: &'g mut G,
    out: W,
    meter: Meter,
    finite: bool,
    /// Whether links are looked at.
    links: bool,
}

impl<'m, G: Guest<'m>, W: Write> Lifting<'_, G, W> {
    /// Lifts a whole result, and says whether it is the branch of success.
    fn output(
        &mut self,
        ty: &Type,
        layout: &Layout,
        source: Source<'m>,
        here: &Here<'_>,
    ) -> Result<bool, Fault> {
        let (Type::Result { ok, error }, Shape::Cases(cases)) = (ty, &layout.shape) else {
            self.root(ty, layout, source, here)?;
            return Ok(true);
        };
        let (name, payload, index) = branch(ok, error, cases, source)?;
        let layout = cases.cases.get(index).and_then(Option::as_ref);
        self.branch(payload, layout, cases, source, &here.inside(Step::Name(name)))?;
        Ok(index == 0)
    }

    /// Lifts a value that is not counted yet.
    fn root(
        &mut self,
        ty: &Type,
        layout: &Layout,
        source: Source<'m>,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        self.elements(1, here)?;
        self.value(ty, layout, source, here)
    }

    fn value(
        &mut self,
        ty: &Type,
        layout: &Layout,
        source: Source<'m>,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        self.meter.level(here.depth()).map_err(|exceeded| over(exceeded, here))?;
        match (ty, &layout.shape) {
            (Type::Bool, _) => {
                let is_set = match source {
                    Source::Slot(_) => source.number::<u32>()? != 0,
                    Source::Memory(_) => source.number::<u8>()? != 0,
                };
                self.out.raw(&[0xf4 + u8::from(is_set)]);
                Ok(())
            }
            (Type::U8, _) => self.integer::<u8>(source),
            (Type::S8, _) => self.integer::<i8>(source),
            (Type::U16, _) => self.integer::<u16>(source),
            (Type::S16, _) => self.integer::<i16>(source),
            (Type::U32, _) => self.integer::<u32>(source),
            (Type::S32, _) => self.integer::<i32>(source),
            (Type::U64, _) => self.integer::<u64>(source),
            (Type::S64, _) => self.integer::<i64>(source),
            (Type::F32, _) => self.float::<f32>(source, ty, here),
            (Type::F64, _) => self.float::<f64>(source, ty, here),
            (Type::Char, _) => {
                let char = char::try_from(source.number::<u32>()?).map_err(Error::from)?;
                self.text(char.encode_utf8(&mut [0; 4]), here)
            }
            (Type::String, _) => {
                let (pointer, length) = source.pointer()?;
                let text = self.guest.text(pointer, length)?;
                self.bytes(text.len(), here)?;
                // What is the host's own already was charged when it was made.
                if let Cow::Borrowed(text) = text {
                    self.guest.charge(text.len(), 1)?;
                }
                self.out.text(&text);
                Ok(())
            }
            (Type::Link, _) => {
                let bytes = self.byte_list(source)?;
                self.guest.charge(bytes.len(), 1)?;
                if self.links && exact_cid(bytes).is_none() {
                    let mismatch = ValueMismatch::NotACid { path: here.path() };
                    return Err(Fault::Mismatch(Box::new(mismatch)));
                }
                self.out.link(bytes);
                Ok(())
            }
            (Type::List(_), Shape::Leaf) => {
                let bytes = self.byte_list(source)?;
                self.bytes(bytes.len(), here)?;
                self.guest.charge(bytes.len(), 1)?;
                self.out.bytes(bytes);
                Ok(())
            }
            (Type::List(element), Shape::List(layout)) => self.list(element, layout, source, here),
            (Type::Tuple(types), Shape::Parts(parts)) => {
                self.elements(types.len(), here)?;
                self.out.list(types.len());
                for (index, (ty, part)) in types.iter().zip(&parts.parts).enumerate() {
                    let source = source.part(part)?;
                    self.value(ty, &part.layout, source, &here.inside(Step::Index(index)))?;
                }
                Ok(())
            }
            (Type::Record(fields), Shape::Parts(parts)) => self.record(fields, parts, source, here),
            (Type::Variant(names), Shape::Cases(cases)) => self.variant(names, cases, source, here),
            (Type::Enum(labels), Shape::Labels { discriminant }) => {
                let case = source.discriminant(*discriminant)?;
                let label = usize::try_from(case).ok().and_then(|index| labels.get(index));
                let label = label.ok_or_else(|| no_case(case, labels.len()))?;
                self.text(label, here)
            }
            (Type::Flags(labels), Shape::Flags(width)) => {
                self.flags(labels, source.discriminant(*width)?, here)
            }
            (Type::Option(inner), Shape::Cases(cases)) => self.option(inner, cases, source, here),
            (Type::Result { ok, error }, Shape::Cases(cases)) => {
                let (name, payload, index) = branch(ok, error, cases, source)?;
                let layout = cases.cases.get(index).and_then(Option::as_ref);
                self.out.map(1);
                self.out.text(name);
                self.branch(payload, layout, cases, source, &here.inside(Step::Name(name)))
            }
            _ => Err(no_layout()),
        }
    }

    #[inline]
    fn integer<N: Number>(&mut self, source: Source<'m>) -> Result<(), Fault> {
        self.out.head_of(source.number::<N>()?.head());
        Ok(())
    }

    fn float<N: Number>(
        &mut self,
        source: Source<'m>,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        let float = source.number::<N>()?;
        match float.text() {
            None => self.out.head_of(float.head()),
            Some(_) if self.finite => {
                let (path, expected) = (here.path(), brief(ty));
                return Err(EncodeError::NonFinite { path, expected }.into());
            }
            Some(text) => self.out.text(text),
        }
        Ok(())
    }

    fn text(&mut self, text: &str, here: &Here<'_>) -> Result<(), Fault> {
        self.bytes(text.len(), here)?;
        self.out.text(text);
        Ok(())
    }

    /// The bytes of a `list<u8>`, where they stand.
    fn byte_list(&self, source: Source<'m>) -> Result<&'m [u8], Fault> {
        let (pointer, length) = source.pointer()?;
        self.elements_of(pointer, length, 1, 1)
    }

    /// The elements of a list, where they stand.
    fn elements_of(
        &self,
        pointer: u32,
        count: u32,
        size: usize,
        align: usize,
    ) -> Result<&'m [u8], Fault> {
        let outside = || Error::msg("list pointer/length out of bounds of memory");
        let pointer = usize::try_from(pointer).map_err(|_| outside())?;
        let count = usize::try_from(count).map_err(|_| outside())?;
        let length = count.checked_mul(size).ok_or_else(outside)?;
        let bytes = self.guest.memory().get(pointer..).and_then(|rest| rest.get(..length));
        let bytes = bytes.ok_or_else(outside)?;
        if !pointer.is_multiple_of(align) {
            return Err(Error::msg("list pointer is not aligned").into());
        }
        Ok(bytes)
    }

    fn list(
        &mut self,
        element: &Type,
        layout: &Layout,
        source: Source<'m>,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        let (pointer, length) = source.pointer()?;
        let bytes = self.elements_of(pointer, length, layout.size, layout.align)?;
        let count = bytes.len() / layout.size;
        self.elements(count, here)?;
        self.guest.charge(count, LONGEST_HEAD)?;
        self.out.list(count);
        if count > 0 {
            let inside = here.inside(Step::Index(0));
            self.meter.level(inside.depth()).map_err(|exceeded| over(exceeded, &inside))?;
        }
        match element {
            Type::U16 => self.numbers::<u16>(bytes),
            Type::S8 => self.numbers::<i8>(bytes),
            Type::S16 => self.numbers::<i16>(bytes),
            Type::U32 => self.numbers::<u32>(bytes),
            Type::S32 => self.numbers::<i32>(bytes),
            Type::U64 => self.numbers::<u64>(bytes),
            Type::S64 => self.numbers::<i64>(bytes),
            Type::F32 if all_finite::<f32>(bytes) => self.numbers::<f32>(bytes),
            Type::F64 if all_finite::<f64>(bytes) => self.numbers::<f64>(bytes),
            _ => {
                for (index, bytes) in bytes.chunks_exact(layout.size).enumerate() {
                    let source = Source::Memory(bytes);
                    self.value(element, layout, source, &here.inside(Step::Index(index)))?;
                }
            }
        }
        Ok(())
    }

    fn numbers<N: Number>(&mut self, bytes: &[u8]) {
        let mut elements = bytes.chunks_exact(N::SIZE);
        let next = |_| {
            let number = elements.next().and_then(N::load);
            Ok::<_, Infallible>(number.map_or_else(|| Head::unsigned(0), N::head))
        };
        let Ok(()) = self.out.numbers(bytes.len() / N::SIZE, next);
    }

    fn record(
        &mut self,
        fields: &[Field],
        parts: &Parts,
        source: Source<'m>,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        self.elements(fields.len(), here)?;
        self.out.map(fields.len());
        for position in 0..fields.len() {
            let index = if W::KEEPS { parts.order.get(position).copied() } else { Some(position) };
            let field = index.and_then(|index| fields.get(index).zip(parts.parts.get(index)));
            let (Field { name, ty }, part) = field.ok_or_else(no_layout)?;
            self.bytes(name.len(), here)?;
            self.out.raw(&part.key);
            let source = source.part(part)?;
            self.value(ty, &part.layout, source, &here.inside(Step::Name(name)))?;
        }
        Ok(())
    }

    fn variant(
        &mut self,
        names: &[Case],
        cases: &Cases,
        source: Source<'m>,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        let case = source.discriminant(cases.discriminant)?;
        let index = usize::try_from(case).unwrap_or(usize::MAX);
        let known = names.get(index).zip(cases.cases.get(index));
        let (Case { name, payload }, layout) = known.ok_or_else(|| no_case(case, names.len()))?;
        self.bytes(name.len(), here)?;
        self.out.map(1);
        self.out.text(name);
        match (payload, layout) {
            (Some(ty), Some(layout)) => {
                let source = source.payload(cases, layout)?;
                self.root(ty, layout, source, &here.inside(Step::Name(name)))
            }
            _ => {
                self.out.null();
                Ok(())
            }
        }
    }

    fn flags(&mut self, labels: &[String], set: u32, here: &Here<'_>) -> Result<(), Fault> {
        let is_set = |index: &usize| set >> index & 1 == 1;
        self.out.list((0..labels.len()).filter(is_set).count());
        for (_, label) in labels.iter().enumerate().filter(|(index, _)| is_set(index)) {
            self.text(label, here)?;
        }
        Ok(())
    }

    fn option(
        &mut self,
        inner: &Type,
        cases: &Cases,
        source: Source<'m>,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        match (source.discriminant(cases.discriminant)?, &*cases.cases) {
            (0, _) => {
                self.out.null();
                Ok(())
            }
            (1, [_, Some(layout)]) => {
                let source = source.payload(cases, layout)?;
                if matches!(inner, Type::Option(_)) {
                    self.out.list(1);
                    return self.root(inner, layout, source, &here.inside(Step::Index(0)));
                }
                self.root(inner, layout, source, &here.inside(Step::Through))
            }
            (case, _) => Err(no_case(case, 2)),
        }
    }

    /// The payload of a branch of a result.
    fn branch(
        &mut self,
        payload: Option<&Type>,
        layout: Option<&Layout>,
        cases: &Cases,
        source: Source<'m>,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        match (payload, layout) {
            (Some(ty), Some(layout)) => self.root(ty, layout, source.payload(cases, layout)?, here),
            _ => {
                self.out.map(0);
                Ok(())
            }
        }
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

fn all_finite<N: Number>(bytes: &[u8]) -> bool {
    bytes.chunks_exact(N::SIZE).all(|bytes| N::load(bytes).is_some_and(N::is_finite))
}

/// The branch of a result: its name, the type of its payload, and its number.
fn branch<'t>(
    ok: &'t Option<Box<Type>>,
    error: &'t Option<Box<Type>>,
    cases: &Cases,
    source: Source<'_>,
) -> Result<(&'static str, Option<&'t Type>, usize), Fault> {
    match source.discriminant(cases.discriminant)? {
        0 => Ok(("ok", ok.as_deref(), 0)),
        1 => Ok(("error", error.as_deref(), 1)),
        case => Err(no_case(case, 2)),
    }
}

fn slice(bytes: &[u8], offset: usize, size: usize) -> Result<&[u8], Fault> {
    let bytes = bytes.get(offset..).and_then(|rest| rest.get(..size));
    bytes.ok_or_else(no_layout)
}

#[cold]
fn no_case(found: u32, cases: usize) -> Fault {
    Error::msg(alloc::format!("discriminant {found} out of range [0..{cases})")).into()
}

#[cold]
fn over(exceeded: Exceeded, here: &Here<'_>) -> Fault {
    EncodeError::Budget { path: here.path(), exceeded }.into()
}

/// A layout that is not that of its type, which no signature makes.
#[cold]
fn no_layout() -> Fault {
    Error::msg("the layout is not that of the type").into()
}
