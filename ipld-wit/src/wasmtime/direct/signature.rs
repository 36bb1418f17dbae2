//! A signature with its layouts.

use core::sync::atomic::AtomicBool;

use super::layout::Layout;
use crate::function::FunctionType;
use crate::types::Type;

/// What is computed once for a function.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) ty: FunctionType,
    /// Of the tuple of parameters.
    pub(super) params: Layout,
    /// Of the tuple of results, of which there is one at most.
    pub(super) results: Layout,
    /// About how many bytes a small result takes.
    pub(super) room: usize,
    /// Whether all of its types have a layout.
    pub(super) is_direct: bool,
    /// Whether there are links in the result, whose bytes no budget counts.
    pub(super) returns_links: bool,
    /// Whether the engine's layout of the parameters was found to be the same.
    pub(super) verified_params: AtomicBool,
    /// The same of the results.
    pub(super) verified_results: AtomicBool,
}

impl Signature {
    pub(super) fn new(ty: FunctionType) -> Self {
        let params = Layout::of_params(ty.params().iter().map(|parameter| &parameter.ty));
        let results = Layout::of_params(ty.result().into_iter());
        let returns_links = ty.result().is_some_and(|ty| contains(ty, &|ty| *ty == Type::Link));
        let params_are_direct = ty.params().iter().all(|parameter| is_direct(&parameter.ty));
        let is_direct = params_are_direct && ty.result().is_none_or(is_direct);
        let room = results.estimate();
        let (verified_params, verified_results) = (AtomicBool::new(false), AtomicBool::new(false));
        Self {
            ty,
            params,
            results,
            room,
            is_direct,
            returns_links,
            verified_params,
            verified_results,
        }
    }
}

/// Whether neither maps nor lists of fixed length are in the type, which engines keep behind flags.
fn is_direct(ty: &Type) -> bool {
    !contains(ty, &|ty| matches!(ty, Type::Map(..) | Type::FixedLengthList(..)))
}

fn contains(ty: &Type, wanted: &dyn Fn(&Type) -> bool) -> bool {
    if wanted(ty) {
        return true;
    }
    let inside = |ty: &Type| contains(ty, wanted);
    match ty {
        Type::List(inner) | Type::FixedLengthList(inner, _) | Type::Option(inner) => inside(inner),
        Type::Map(key, value) => inside(key) || inside(value),
        Type::Tuple(types) => types.iter().any(inside),
        Type::Record(fields) => fields.iter().any(|field| inside(&field.ty)),
        Type::Variant(cases) => cases.iter().filter_map(|case| case.payload.as_ref()).any(inside),
        Type::Result { ok, error } => [ok, error].into_iter().flatten().any(|ty| inside(ty)),
        _ => false,
    }
}
