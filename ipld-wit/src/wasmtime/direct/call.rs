//! Functions that are called with encoded arguments.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use ::wasmtime::AsContextMut;
use ::wasmtime::component::{ComponentExportIndex, Instance, TypedFunc, Val};
use cid::Cid;
use ipld_core::ipld::Ipld;
use varsig::dag_cbor::{self, Limits};

use super::abi::{Arguments, Job, Refused, Returned};
use super::error::{ArgumentsError, CallError};
use super::lift::{self, EncodedOutput};
use super::lower::{Canonical, Fault, Lowering, Nowhere, Relaxed};
use super::portable;
use super::signature::Signature;
use super::writer::{LONGEST_HEAD, Write};
use crate::budget::Budget;
use crate::contents::Contents;
use crate::function::FunctionType;
use crate::types::Type;

/// What is asked of encoded data beyond its form: no more than any type can be.
pub(super) fn limits() -> Limits {
    Limits::default().with_depth(Limits::MAX_DEPTH).with_bytes(usize::MAX).with_items(usize::MAX)
}

/// How many bytes a CID takes at the most, and what names its field: a version, two numbers of 63 bits,
/// and a digest of 64 bytes behind its length.
const LONGEST_CID: usize = 1 + 9 + 9 + 1 + 64 + Type::LINK_FIELD.len();

/// An exported function, prepared for calls with encoded arguments.
///
/// The signature is laid out once; a call then moves data between its encoding and the memory of the
/// guest without a value in between. What it accepts, what it returns and which errors it gives is what
/// [`FunctionType::decode_params`], [`to_val`](crate::wasmtime::to_val), a dynamic call,
/// [`from_val`](crate::wasmtime::from_val) and [`FunctionType::encode_result`] do one after the other.
///
/// Two things are told apart differently. A result that breaks several rules at once is refused for
/// what stands within the [`Budget`]; and the engine counts host-call fuel by bytes, not by dynamic
/// values ([`host_call_fuel`](Self::host_call_fuel)).
#[derive(Clone, Debug)]
pub struct DirectFunction {
    signature: Arc<Signature>,
    export: ComponentExportIndex,
    interface: Interface,
}

/// Which interface of the engine is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Interface {
    Direct,
    Dynamic,
}

impl DirectFunction {
    /// The function behind `export`, whose signature is `ty`: as
    /// [`function_type`](crate::wasmtime::function_type) reads it, whether it takes floats that are not
    /// finite or [not](FunctionType::refusing_non_finite).
    ///
    /// With a map or a list of fixed length in its signature, which engines keep behind flags, it is
    /// called [through dynamic values](Self::through_dynamic_values).
    ///
    /// A signature whose layout is not that of the export is refused by the first call.
    #[must_use]
    pub fn new(ty: FunctionType, export: ComponentExportIndex) -> Self {
        let signature = Arc::new(Signature::new(ty));
        let interface = if signature.is_direct { Interface::Direct } else { Interface::Dynamic };
        Self { signature, export, interface }
    }

    /// The same function, called through the dynamic interface of the engine: slower by orders of
    /// magnitude, with the same results, and independent of what the engine keeps unstable.
    #[must_use]
    pub const fn through_dynamic_values(mut self) -> Self {
        self.interface = Interface::Dynamic;
        self
    }

    /// The signature.
    #[must_use]
    pub fn ty(&self) -> &FunctionType {
        &self.signature.ty
    }

    /// The host-call fuel that a store needs (`Store::set_hostcall_fuel`) so that whatever is within
    /// `budget` can be returned, and hardly more than that.
    ///
    /// Arguments take none. A result takes a byte for each byte of its byte lists and links, one or two
    /// for each byte of its strings depending on the guest's encoding, and nine for each element of a
    /// list, the most that a number takes when it is written. More is allowed for strings that are looked
    /// at again because the result is refused.
    ///
    /// Dynamic values take [`size_of::<Val>()`](Val) for each element and each byte, and the names.
    #[must_use]
    pub fn host_call_fuel(&self, budget: &Budget) -> usize {
        let (each_number, each_byte, more) = match self.interface {
            Interface::Direct => (LONGEST_HEAD, 1, 7),
            Interface::Dynamic => (size_of::<Val>(), size_of::<Val>(), 4),
        };
        // Links are elements as far as the budget goes.
        let link = if self.signature.returns_links { LONGEST_CID * each_byte } else { 0 };
        let elements = budget.elements().saturating_mul(each_number + link);
        elements.saturating_add(budget.bytes().saturating_mul(each_byte + more))
    }

    /// Whether `params` are arguments of the function: the DAG-CBOR of a list with one value for each
    /// parameter. Needs no guest.
    ///
    /// # Errors
    ///
    /// [`ArgumentsError`].
    pub fn check(
        &self,
        params: &[u8],
        contents: &dyn Contents,
        budget: &Budget,
    ) -> Result<(), ArgumentsError> {
        match self.interface {
            Interface::Direct => self.look(params, contents, budget, false).map(drop),
            Interface::Dynamic => portable::decode(self.ty(), params, contents, budget).map(drop),
        }
    }

    /// The content handles among `params`, as [`FunctionType::content_links`] has them.
    ///
    /// # Errors
    ///
    /// [`ArgumentsError`], but neither
    /// [`ContentUnavailable`](crate::DecodeError::ContentUnavailable) nor
    /// [`Budget`](crate::DecodeError::Budget).
    pub fn content_links(&self, params: &[u8]) -> Result<Vec<Cid>, ArgumentsError> {
        if self.interface == Interface::Dynamic {
            return portable::content_links(self.ty(), params);
        }
        let listing = Listing::default();
        self.look(params, &listing, &Budget::UNBOUNDED, false)?;
        Ok(listing.0.into_inner().1)
    }

    /// The canonical form of `params`: what the computation key is made of (ruling I6). It is `params`
    /// itself unless there is an integer in the place of a float or a content handle in that of bytes.
    ///
    /// # Errors
    ///
    /// [`ArgumentsError`].
    pub fn canonical<'p>(
        &self,
        params: &'p [u8],
        contents: &dyn Contents,
        budget: &Budget,
    ) -> Result<Cow<'p, [u8]>, ArgumentsError> {
        if self.interface == Interface::Dynamic {
            let values = portable::decode(self.ty(), params, contents, budget)?;
            let params =
                self.ty().encode_params(&values).map_err(|_| ArgumentsError::Unreadable)?;
            return Ok(Cow::Owned(portable::encoded(&Ipld::List(params))));
        }
        let mut relaxed = self.look(params, contents, budget, true)?;
        if relaxed.is_empty() {
            return Ok(Cow::Borrowed(params));
        }
        relaxed.sort_by_key(|relaxed| relaxed.start);
        let mut canonical = Vec::new();
        let mut end = 0;
        for relaxed in relaxed {
            canonical.raw(params.get(end..relaxed.start).unwrap_or_default());
            match relaxed.canonical {
                Canonical::Float(float) => canonical.float(float),
                Canonical::Bytes(bytes) => canonical.bytes(bytes),
            }
            end = relaxed.end;
        }
        canonical.raw(params.get(end..).unwrap_or_default());
        Ok(Cow::Owned(canonical))
    }

    /// Finds the function in an instance.
    ///
    /// # Errors
    ///
    /// [`NoFunction`](CallError::NoFunction) if the instance is of another component.
    ///
    /// # Panics
    ///
    /// If `instance` is not of `store`.
    pub fn bind(
        &self,
        mut store: impl AsContextMut,
        instance: &Instance,
    ) -> Result<BoundFunction<'_>, CallError> {
        let callee = instance.get_func(store.as_context_mut(), self.export);
        let callee = callee.ok_or(CallError::NoFunction)?;
        let typed = callee.typed(store.as_context_mut()).map_err(CallError::Engine)?;
        Ok(BoundFunction { function: self, typed })
    }

    /// [Binds](Self::bind) the function to an instance, and [calls](BoundFunction::call) it there.
    ///
    /// # Errors
    ///
    /// [`CallError`]. Whatever the guest does, it ends in one of them.
    ///
    /// # Panics
    ///
    /// If `instance` is not of `store`.
    pub fn call(
        &self,
        mut store: impl AsContextMut<Data: 'static>,
        instance: &Instance,
        params: &[u8],
        contents: &(dyn Contents + Sync),
        budget: &Budget,
    ) -> Result<EncodedOutput, CallError> {
        let bound = self.bind(store.as_context_mut(), instance)?;
        bound.call(store, params, contents, budget)
    }

    /// Looks at arguments without a guest.
    fn look<'a>(
        &'a self,
        params: &'a [u8],
        contents: &'a dyn Contents,
        budget: &Budget,
        noting: bool,
    ) -> Result<Vec<Relaxed<'a>>, ArgumentsError> {
        let finite = self.ty().refuses_non_finite();
        let mut lowering = Lowering::new(params, contents, budget, finite, Nowhere);
        if noting {
            lowering = lowering.noting_relaxed();
        }
        match lowering.params(self.ty().params(), &self.signature.params) {
            Ok(()) => Ok(lowering.into_relaxed()),
            Err(fault) => Err(explain(params, fault)),
        }
    }
}

/// A function in an instance.
#[derive(Clone, Copy)]
pub struct BoundFunction<'f> {
    function: &'f DirectFunction,
    typed: TypedFunc<Arguments<'static>, Returned>,
}

impl BoundFunction<'_> {
    /// Calls the function with the DAG-CBOR of a list of arguments, and gives the DAG-CBOR of what it
    /// returns.
    ///
    /// `budget` bounds the arguments and the result, each for itself.
    ///
    /// # Errors
    ///
    /// [`CallError`]. Whatever the guest does, it ends in one of them.
    ///
    /// # Panics
    ///
    /// If `store` is not the one of the instance.
    pub fn call(
        &self,
        store: impl AsContextMut<Data: 'static>,
        params: &[u8],
        contents: &(dyn Contents + Sync),
        budget: &Budget,
    ) -> Result<EncodedOutput, CallError> {
        let function = self.function;
        if function.interface == Interface::Dynamic {
            let values = portable::decode(function.ty(), params, contents, budget)?;
            return portable::call(function.ty(), store, *self.typed.func(), values, budget);
        }
        let lowered = AtomicBool::new(false);
        let signature = &*function.signature;
        let job = Job { signature: Arc::clone(&function.signature), budget: *budget };
        let arguments = Arguments { signature, params, contents, budget, lowered: &lowered };
        // The function takes arguments of any lifetime.
        let typed: TypedFunc<Arguments<'_>, Returned> = self.typed;
        let error = match job.during(|| typed.call(store, arguments)) {
            Ok(Returned(Ok(output))) => return Ok(output),
            Ok(Returned(Err(fault))) => {
                return Err(match fault {
                    lift::Fault::Engine(error) => CallError::Engine(error),
                    lift::Fault::Mismatch(mismatch) => CallError::Result(*mismatch),
                    lift::Fault::Encode(error) => CallError::Encode(*error),
                });
            }
            Err(error) => error,
        };
        match error.downcast::<Refused>() {
            Ok(Refused(fault)) => Err(explain(params, fault).into()),
            Err(error) => {
                // Had the arguments been looked at first, they would have been refused first.
                if !lowered.load(Ordering::Relaxed) {
                    function.check(params, contents, budget)?;
                }
                Err(CallError::Engine(error))
            }
        }
    }
}

impl fmt::Debug for BoundFunction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundFunction").field("function", self.function).finish_non_exhaustive()
    }
}

/// Why arguments are refused: first of all because they are not canonical, wherever that is.
#[cold]
fn explain(params: &[u8], fault: Fault) -> ArgumentsError {
    if let Err(error) = dag_cbor::check(params, &limits()) {
        return error.into();
    }
    match fault {
        Fault::Decode(error) => (*error).into(),
        Fault::Malformed | Fault::Engine(_) => ArgumentsError::Unreadable,
    }
}

/// Notes which contents are asked for, once each.
#[derive(Default)]
struct Listing(RefCell<(BTreeSet<Cid>, Vec<Cid>)>);

impl Contents for Listing {
    fn content(&self, cid: &Cid) -> Option<&[u8]> {
        let (seen, listed) = &mut *self.0.borrow_mut();
        if seen.insert(*cid) {
            listed.push(*cid);
        }
        Some(&[])
    }
}
