//! Where the engine hands over: the one place that needs its unstable interface, and `unsafe`.
//!
//! One pair of types serves all signatures. [`Arguments`] says that it takes as many core arguments as
//! a function may have, and [`Returned`] as many core results, so that the engine always asks for these;
//! whether arguments or results stand in memory instead is decided here, as the engine's own dynamic
//! calls do it. That is sound because
//!
//! * every core argument is initialised, whether the function takes it or not;
//! * memory is only reached through slices, whose bounds are checked;
//! * before the first call the layouts are compared with what the engine has computed for the function,
//!   down to the core types of its arguments and results.

#![expect(unsafe_code, reason = "the traits of the engine are unsafe to implement")]
#![deny(unsafe_op_in_unsafe_fn)]

use alloc::borrow::Cow;
use alloc::string::String;
use core::cell::Cell;
use core::mem::MaybeUninit;
use core::str;
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use ::wasmtime::component::__internal::{
    CanonicalAbiInfo, ComponentTypes, InstanceType, InterfaceType, LiftContext, LowerContext,
    wasmtime_environ::{
        ModuleInternedTypeIndex, WasmFuncType, WasmValType,
        component::{MAX_FLAT_PARAMS, MAX_FLAT_RESULTS, StringEncoding},
    },
};
use ::wasmtime::component::{ComponentNamedList, ComponentType, Lift, Lower};
use ::wasmtime::{Error, Result, ValRaw};

use super::layout::{Core, Layout, MOST_FLAT_PARAMS, Shape};
use super::lift::{self, EncodedOutput, Source, lift};
use super::lower::{self, Lowering, Place};
use super::signature::Signature;
use crate::budget::Budget;
use crate::contents::Contents;

// What this module takes for granted of the engine's representation of core values.
const _: () = {
    assert!(MAX_FLAT_PARAMS == MOST_FLAT_PARAMS);
    assert!(MAX_FLAT_RESULTS == 1);
    assert!(size_of::<ValRaw>() == 16);
    assert!(size_of::<[ValRaw; MAX_FLAT_PARAMS]>() == 16 * MAX_FLAT_PARAMS);
    assert!(align_of::<[ValRaw; MAX_FLAT_PARAMS]>() == align_of::<ValRaw>());
    assert!(CanonicalAbiInfo::POINTER_PAIR.size32 == 8);
    assert!(CanonicalAbiInfo::POINTER_PAIR.align32 == 4);
};

/// Encoded arguments on their way to the guest.
pub(super) struct Arguments<'a> {
    pub(super) signature: &'a Signature,
    pub(super) params: &'a [u8],
    pub(super) contents: &'a (dyn Contents + Sync),
    pub(super) budget: &'a Budget,
    /// Set once all of them are with the guest.
    pub(super) lowered: &'a AtomicBool,
}

/// A fault of the arguments on its way through the engine.
#[derive(Debug)]
pub(super) struct Refused(pub(super) lower::Fault);

impl core::fmt::Display for Refused {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the arguments are refused")
    }
}

impl core::error::Error for Refused {}

// SAFETY: `Lower` is as many core values as any function takes directly, so that the engine provides
// room for all of them. `ABI` would be used for arguments that the engine itself puts into memory,
// which it does for more core values only.
unsafe impl ComponentType for Arguments<'_> {
    type Lower = [ValRaw; MAX_FLAT_PARAMS];

    const ABI: CanonicalAbiInfo = CanonicalAbiInfo::ZERO;

    fn typecheck(ty: &InterfaceType, _: &InstanceType<'_>) -> Result<()> {
        tuple(ty)
    }
}

// SAFETY: the parameters of a function are a tuple, which `typecheck` makes sure of.
unsafe impl ComponentNamedList for Arguments<'_> {}

// SAFETY: all of `dst` is written before this returns `Ok`, and the values are those of the core types
// that the function takes: `Signature::verify` has compared them.
unsafe impl Lower for Arguments<'_> {
    fn linear_lower_to_flat<T>(
        &self,
        cx: &mut LowerContext<'_, T>,
        ty: InterfaceType,
        dst: &mut MaybeUninit<Self::Lower>,
    ) -> Result<()> {
        let signature = self.signature;
        let verified = &signature.verified_params;
        if !verified.load(Ordering::Relaxed) {
            let core = core_type(cx.options().core_type, cx.types).params();
            verify(&signature.params, ty, cx.types, core, MAX_FLAT_PARAMS)?;
            verified.store(true, Ordering::Relaxed);
        }
        let finite = signature.ty.refuses_non_finite();
        let slots = dst.write([ValRaw::u64(0); MAX_FLAT_PARAMS]);
        let guest = Slots { cx, slots };
        let mut lowering = Lowering::new(self.params, self.contents, self.budget, finite, guest);
        match lowering.params(signature.ty.params(), &signature.params) {
            Ok(()) => {}
            Err(lower::Fault::Engine(error)) => return Err(error),
            Err(fault) => return Err(Error::new(Refused(fault))),
        }
        self.lowered.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn linear_lower_to_memory<T>(
        &self,
        _: &mut LowerContext<'_, T>,
        _: InterfaceType,
        _: usize,
    ) -> Result<()> {
        Err(Error::msg("arguments are no value in memory"))
    }
}

/// The guest while arguments are lowered, and the core arguments so far.
struct Slots<'c, 'a, T: 'static> {
    cx: &'c mut LowerContext<'a, T>,
    slots: &'c mut [ValRaw; MAX_FLAT_PARAMS],
}

impl<T: 'static> lower::Guest for Slots<'_, '_, T> {
    fn allocate(&mut self, align: usize, size: usize) -> Result<usize> {
        // The engine checks the alignment and the bounds of what the guest gives.
        self.cx.realloc(0, 0, u32::try_from(align)?, size)
    }

    fn room(&mut self, at: usize, size: usize) -> Result<&mut [u8]> {
        let room = self.cx.as_slice_mut().get_mut(at..).and_then(|rest| rest.get_mut(..size));
        room.ok_or_else(outside)
    }

    #[inline]
    fn store<const N: usize>(&mut self, at: usize, bytes: [u8; N]) -> Result<()> {
        let room = self.cx.as_slice_mut().get_mut(at..).and_then(<[u8]>::first_chunk_mut);
        *room.ok_or_else(outside)? = bytes;
        Ok(())
    }

    #[inline]
    fn slot(&mut self, at: usize, slot: u64) -> Result<()> {
        *self.slots.get_mut(at).ok_or_else(outside)? = ValRaw::u64(slot);
        Ok(())
    }

    fn text(&mut self, at: Place, text: &str) -> Result<()> {
        let ty = InterfaceType::String;
        match at {
            Place::Memory(at) => text.linear_lower_to_memory(self.cx, ty, at),
            Place::Slot(at) => {
                let mut pair = MaybeUninit::new([ValRaw::u64(0); 2]);
                text.linear_lower_to_flat(self.cx, ty, &mut pair)?;
                // SAFETY: it was initialised before, and the engine writes whole core values.
                let [pointer, length] = unsafe { pair.assume_init() };
                self.slot(at, pointer.get_u64())?;
                self.slot(at + 1, length.get_u64())
            }
        }
    }
}

/// What is to be done with the result of the call that this thread is in.
///
/// The engine lifts without a value of ours at hand, so that it has to be left somewhere.
pub(super) struct Job {
    pub(super) signature: Arc<Signature>,
    pub(super) budget: Budget,
}

std::thread_local! {
    static JOB: Cell<Option<Job>> = const { Cell::new(None) };
}

impl Job {
    /// Calls with this job set. The guest may call the host, and that another guest.
    pub(super) fn during<R>(self, call: impl FnOnce() -> R) -> R {
        struct Restore(Option<Job>);
        impl Drop for Restore {
            fn drop(&mut self) {
                JOB.with(|job| job.set(self.0.take()));
            }
        }
        let _restore = Restore(JOB.replace(Some(self)));
        call()
    }
}

/// What the guest returned: encoded, or why it is not.
pub(super) struct Returned(pub(super) Result<EncodedOutput, lift::Fault>);

// SAFETY: `Lower` is as many core values as any function returns directly. `ABI` would be used for
// results that the engine itself finds in memory, which it does for more core values only.
unsafe impl ComponentType for Returned {
    type Lower = [ValRaw; MAX_FLAT_RESULTS];

    const ABI: CanonicalAbiInfo = CanonicalAbiInfo::ZERO;

    fn typecheck(ty: &InterfaceType, _: &InstanceType<'_>) -> Result<()> {
        tuple(ty)
    }
}

// SAFETY: the results of a function are a tuple, which `typecheck` makes sure of.
unsafe impl ComponentNamedList for Returned {}

// SAFETY: `src` is read as the core type that the function returns: `verify` has compared it. It is
// initialised even if the function returns nothing, since it shares its place with the arguments.
unsafe impl Lift for Returned {
    fn linear_lift_from_flat(
        cx: &mut LiftContext<'_>,
        ty: InterfaceType,
        src: &Self::Lower,
    ) -> Result<Self> {
        let job = JOB.take();
        let Job { signature, budget } = job.ok_or_else(|| Error::msg("no call is under way"))?;
        let layout = &signature.results;
        let verified = &signature.verified_results;
        if !verified.load(Ordering::Relaxed) {
            let core = core_type(cx.options().core_type, cx.types).results();
            verify(layout, ty, cx.types, core, MAX_FLAT_RESULTS)?;
            verified.store(true, Ordering::Relaxed);
        }
        let Shape::Parts(parts) = &layout.shape else { return Err(other_signature()) };
        let (Some(ty), [part]) = (signature.ty.result(), &*parts.parts) else {
            return Ok(Self(Ok(EncodedOutput::Ok([0xa0].into()))));
        };
        let [slot] = src;
        let source = if part.layout.flat.as_ref().is_some_and(|flat| flat.len() <= MAX_FLAT_RESULTS)
        {
            Source::Slot(slot.get_u64())
        } else {
            let pointer = usize::try_from(slot.get_u32())?;
            if !pointer.is_multiple_of(layout.align) {
                return Err(Error::msg("return pointer not aligned"));
            }
            let bytes = cx.memory().get(pointer..).and_then(|rest| rest.get(..layout.size));
            Source::Memory(bytes.ok_or_else(|| Error::msg("pointer out of bounds of memory"))?)
        };
        let finite = signature.ty.refuses_non_finite();
        match lift(&mut Guest { cx }, source, ty, &part.layout, &budget, finite, signature.room) {
            Err(lift::Fault::Engine(error)) => Err(error),
            lifted => Ok(Self(lifted)),
        }
    }

    fn linear_lift_from_memory(
        _: &mut LiftContext<'_>,
        _: InterfaceType,
        _: &[u8],
    ) -> Result<Self> {
        Err(Error::msg("results are no value in memory"))
    }
}

/// The guest while its result is lifted.
struct Guest<'c, 'm> {
    cx: &'c mut LiftContext<'m>,
}

impl<'m> lift::Guest<'m> for Guest<'_, 'm> {
    fn memory(&self) -> &'m [u8] {
        self.cx.memory()
    }

    fn charge(&mut self, count: usize, each: usize) -> Result<()> {
        self.cx.consume_fuel_array(count, each)
    }

    fn text(&mut self, pointer: u32, length: u32) -> Result<Cow<'m, str>> {
        if self.cx.options().string_encoding == StringEncoding::Utf8 {
            let outside = || Error::msg("string pointer/length out of bounds of memory");
            let (pointer, length) = (usize::try_from(pointer)?, usize::try_from(length)?);
            let bytes = self.cx.memory().get(pointer..).and_then(|rest| rest.get(..length));
            let bytes = bytes.ok_or_else(outside)?;
            return Ok(Cow::Borrowed(str::from_utf8(bytes)?));
        }
        // What is not written as it stands is the engine's to convert.
        let pair = [ValRaw::u32(pointer), ValRaw::u32(length)];
        String::linear_lift_from_flat(self.cx, InterfaceType::String, &pair).map(Cow::Owned)
    }
}

/// Refuses what is no list of parameters or results. Their types are compared later, when there is a
/// layout to compare them with.
fn tuple(ty: &InterfaceType) -> Result<()> {
    match ty {
        InterfaceType::Tuple(_) => Ok(()),
        _ => Err(other_signature()),
    }
}

/// Compares a layout with the engine's: of the types, and of the core function behind them. Memories of
/// 64 bits are refused thereby, since their addresses are other core values.
fn verify(
    layout: &Layout,
    ty: InterfaceType,
    types: &ComponentTypes,
    core: &[WasmValType],
    most: usize,
) -> Result<()> {
    if !is_layout_of(layout, &ty, types) {
        return Err(other_signature());
    }
    let flat = layout.flat.as_deref().filter(|flat| flat.len() <= most);
    let expected = flat.unwrap_or(&[Core::I32]);
    let is_same = |(core, expected): (&WasmValType, &Core)| {
        matches!(
            (core, expected),
            (WasmValType::I32, Core::I32)
                | (WasmValType::I64, Core::I64)
                | (WasmValType::F32, Core::F32)
                | (WasmValType::F64, Core::F64)
        )
    };
    if core.len() != expected.len() || !core.iter().zip(expected).all(is_same) {
        return Err(other_signature());
    }
    Ok(())
}

fn core_type(index: ModuleInternedTypeIndex, types: &ComponentTypes) -> &WasmFuncType {
    types.module_types()[index].unwrap_func()
}

/// Whether this is the layout that the engine has for the type, with all that is in it.
fn is_layout_of(layout: &Layout, ty: &InterfaceType, types: &ComponentTypes) -> bool {
    let abi = types.canonical_abi(ty);
    let flat = layout.flat.as_ref().map(|flat| flat.len());
    if u32::try_from(layout.size) != Ok(abi.size32)
        || u32::try_from(layout.align) != Ok(abi.align32)
        || flat != abi.flat_count(MAX_FLAT_PARAMS)
    {
        return false;
    }
    let each = |layouts: &mut dyn Iterator<Item = Option<&Layout>>,
                tys: &mut dyn Iterator<Item = Option<InterfaceType>>| {
        loop {
            match (layouts.next(), tys.next()) {
                (None, None) => return true,
                (Some(None), Some(None)) => {}
                (Some(Some(layout)), Some(Some(ty))) if is_layout_of(layout, &ty, types) => {}
                _ => return false,
            }
        }
    };
    let cases = |layouts: &[Option<Layout>],
                 tys: &mut dyn Iterator<Item = Option<InterfaceType>>| {
        each(&mut layouts.iter().map(Option::as_ref), tys)
    };
    match (&layout.shape, ty) {
        (
            Shape::Leaf,
            InterfaceType::Bool
            | InterfaceType::S8
            | InterfaceType::U8
            | InterfaceType::S16
            | InterfaceType::U16
            | InterfaceType::S32
            | InterfaceType::U32
            | InterfaceType::S64
            | InterfaceType::U64
            | InterfaceType::Float32
            | InterfaceType::Float64
            | InterfaceType::Char
            | InterfaceType::String,
        ) => true,
        (Shape::Leaf, InterfaceType::List(list)) => types[*list].element == InterfaceType::U8,
        // A link.
        (Shape::Leaf, InterfaceType::Record(record)) => match &*types[*record].fields {
            [field] => is_layout_of(layout, &field.ty, types),
            _ => false,
        },
        (Shape::List(element), InterfaceType::List(list)) => {
            is_layout_of(element, &types[*list].element, types)
        }
        (Shape::Parts(parts), InterfaceType::Tuple(tuple)) => each(
            &mut parts.parts.iter().map(|part| Some(&part.layout)),
            &mut types[*tuple].types.iter().map(|ty| Some(*ty)),
        ),
        (Shape::Parts(parts), InterfaceType::Record(record)) => each(
            &mut parts.parts.iter().map(|part| Some(&part.layout)),
            &mut types[*record].fields.iter().map(|field| Some(field.ty)),
        ),
        (Shape::Cases(own), InterfaceType::Variant(variant)) => {
            let variant = &types[*variant];
            u32::try_from(own.payload) == Ok(variant.info.payload_offset32)
                && cases(&own.cases, &mut variant.cases.values().copied())
        }
        (Shape::Cases(own), InterfaceType::Option(option)) => {
            let option = &types[*option];
            u32::try_from(own.payload) == Ok(option.info.payload_offset32)
                && cases(&own.cases, &mut [None, Some(option.ty)].into_iter())
        }
        (Shape::Cases(own), InterfaceType::Result(result)) => {
            let result = &types[*result];
            u32::try_from(own.payload) == Ok(result.info.payload_offset32)
                && cases(&own.cases, &mut [result.ok, result.err].into_iter())
        }
        (Shape::Labels { .. }, InterfaceType::Enum(_))
        | (Shape::Flags(_), InterfaceType::Flags(_)) => true,
        _ => false,
    }
}

#[cold]
fn other_signature() -> Error {
    Error::msg("the function has another signature than the one it is called with")
}

#[cold]
fn outside() -> Error {
    Error::msg("the guest gave memory that is not there")
}
