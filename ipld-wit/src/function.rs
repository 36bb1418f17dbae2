//! Signatures: the arguments and the result of a function.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;

use crate::budget::Budget;
use crate::check::{Checker, TypeError};
use crate::contents::Contents;
use crate::decode::{Decoder, Source};
use crate::display::brief;
use crate::encode::Encoder;
use crate::error::{DecodeError, EncodeError};
use crate::path::{Here, Step};
#[cfg(any(feature = "wit", feature = "wasmtime"))]
use crate::profile::Profile;
use crate::types::Type;
use crate::value::Value;

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parameter {
    /// The kebab-case name. Arguments go by position; the name is for people.
    pub name: String,
    /// The type.
    pub ty: Type,
}

impl Parameter {
    /// A parameter of this name and type.
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        Self { name: name.into(), ty }
    }
}

/// The signature of a function whose arguments and result have IPLD data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionType {
    params: Vec<Parameter>,
    result: Option<Type>,
    finite: bool,
}

/// What a function returned, as the branch of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// The result, or the success of one that is a WIT `result`, or `{}` if there is none.
    Ok(Ipld),
    /// The failure of a WIT `result`, carried as it is.
    Error(Ipld),
}

impl FunctionType {
    /// The signature with these parameters and this result.
    ///
    /// # Errors
    ///
    /// Any [`TypeError`], with a path that starts at `params` or `result`. The number of
    /// [nodes](Type::MAX_NODES) counts for the signature as a whole.
    pub fn new(params: Vec<Parameter>, result: Option<Type>) -> Result<Self, TypeError> {
        let mut checker = Checker::default();
        checker.names(params.iter().map(|parameter| parameter.name.as_str()), &Here::PARAMS)?;
        for (index, parameter) in params.iter().enumerate() {
            checker.ty(&parameter.ty, &Here::PARAMS.inside(Step::Index(index)))?;
        }
        if let Some(result) = &result {
            checker.ty(result, &Here::start("result"))?;
        }
        Ok(Self { params, result, finite: false })
    }

    /// The same signature, but refusing NaN and infinities among arguments and in the result
    /// instead of writing them as Strings.
    #[must_use]
    pub const fn refusing_non_finite(mut self) -> Self {
        self.finite = true;
        self
    }

    /// The same signature, with what a profile says of values.
    #[cfg(any(feature = "wit", feature = "wasmtime"))]
    pub(crate) const fn under(mut self, profile: &Profile) -> Self {
        self.finite = profile.refuses_non_finite();
        self
    }

    /// The parameters, in order.
    #[must_use]
    pub fn params(&self) -> &[Parameter] {
        &self.params
    }

    /// The type of the result, if the function returns something.
    #[must_use]
    pub const fn result(&self) -> Option<&Type> {
        self.result.as_ref()
    }

    /// Whether NaN and infinities are [refused](Self::refusing_non_finite).
    #[must_use]
    pub const fn refuses_non_finite(&self) -> bool {
        self.finite
    }

    /// The content handles among `params`: the Links that stand where a `list<u8>` is expected, once
    /// each, in the order they are met. Whoever wants to [decode](Self::decode_params) must have
    /// their content at hand.
    ///
    /// It takes no budget, since nothing is fetched or copied yet.
    ///
    /// # Errors
    ///
    /// Those of [`decode_params`](Self::decode_params), but neither
    /// [`ContentUnavailable`](DecodeError::ContentUnavailable) nor [`Budget`](DecodeError::Budget).
    pub fn content_links(&self, params: &[Ipld]) -> Result<Vec<Cid>, DecodeError> {
        let mut decoder = Decoder::listing().finite(self.finite);
        self.decode_each(params, &mut decoder)?;
        Ok(decoder.listed())
    }

    /// The values of the arguments, one for each parameter.
    ///
    /// # Errors
    ///
    /// * [`ArgumentCount`](DecodeError::ArgumentCount) if there are too few or too many;
    /// * [`ContentUnavailable`](DecodeError::ContentUnavailable) if `contents` lacks what a content
    ///   handle names;
    /// * [`Budget`](DecodeError::Budget) if all of them together exceed `budget`;
    /// * [`NonFinite`](DecodeError::NonFinite) if that is [refused](Self::refusing_non_finite);
    /// * any other [`DecodeError`] but [`Type`](DecodeError::Type) if an argument is no value of its
    ///   parameter.
    pub fn decode_params(
        &self,
        params: &[Ipld],
        contents: &dyn Contents,
        budget: &Budget,
    ) -> Result<Vec<Value>, DecodeError> {
        let decoder = Decoder::new(Source::Contents(contents), budget);
        self.decode_each(params, &mut decoder.finite(self.finite))
    }

    fn decode_each<'a>(
        &'a self,
        params: &[Ipld],
        decoder: &mut Decoder<'a>,
    ) -> Result<Vec<Value>, DecodeError> {
        let (expected, found) = (self.params.len(), params.len());
        if expected != found {
            return Err(DecodeError::ArgumentCount { expected, found });
        }
        let mut values = Vec::with_capacity(found);
        for (index, (parameter, ipld)) in self.params.iter().zip(params).enumerate() {
            let here = Here::PARAMS.inside(Step::Index(index));
            values.push(decoder.root(&parameter.ty, ipld, &here)?);
        }
        Ok(values)
    }

    /// The canonical form of the arguments: what the computation key is made of (ruling I6). A
    /// content handle has become the bytes it stood for.
    ///
    /// It takes no budget, since values that were decoded have had theirs.
    ///
    /// # Errors
    ///
    /// Those of [`encode`](crate::encode), but neither [`Budget`](EncodeError::Budget) nor
    /// [`Type`](EncodeError::Type); [`ArgumentCount`](EncodeError::ArgumentCount) if there are too
    /// few or too many; [`NonFinite`](EncodeError::NonFinite) if that is
    /// [refused](Self::refusing_non_finite).
    pub fn encode_params(&self, values: &[Value]) -> Result<Vec<Ipld>, EncodeError> {
        let (expected, found) = (self.params.len(), values.len());
        if expected != found {
            return Err(EncodeError::ArgumentCount { expected, found });
        }
        let mut encoder = Encoder::new(&Budget::UNBOUNDED).finite(self.finite);
        let mut params = Vec::with_capacity(found);
        for (index, (parameter, value)) in self.params.iter().zip(values).enumerate() {
            let here = Here::PARAMS.inside(Step::Index(index));
            params.push(encoder.root(&parameter.ty, value.clone(), &here)?);
        }
        Ok(params)
    }

    /// The branch of the receipt that a returned value makes.
    ///
    /// # Errors
    ///
    /// Those of [`encode`](crate::encode) but [`Type`](EncodeError::Type);
    /// [`MissingResult`](EncodeError::MissingResult) and
    /// [`UnexpectedResult`](EncodeError::UnexpectedResult) if there is no value where the function
    /// returns one, or the other way round; [`NonFinite`](EncodeError::NonFinite) if that is
    /// [refused](Self::refusing_non_finite).
    pub fn encode_result(
        &self,
        value: Option<Value>,
        budget: &Budget,
    ) -> Result<Output, EncodeError> {
        let here = Here::start("result");
        let mut encoder = Encoder::new(budget).finite(self.finite);
        match (&self.result, value) {
            (None, None) => Ok(Output::Ok(Ipld::Map(BTreeMap::new()))),
            (None, Some(value)) => Err(EncodeError::UnexpectedResult { found: value.kind() }),
            (Some(ty), None) => Err(EncodeError::MissingResult { expected: brief(ty) }),
            (Some(ty @ Type::Result { ok, .. }), Some(Value::Result(Ok(value)))) => {
                let inside = here.inside(Step::Name("ok"));
                encoder.branch(ok.as_deref(), value, ty, &inside).map(Output::Ok)
            }
            (Some(ty @ Type::Result { error, .. }), Some(Value::Result(Err(value)))) => {
                let inside = here.inside(Step::Name("error"));
                encoder.branch(error.as_deref(), value, ty, &inside).map(Output::Error)
            }
            (Some(ty), Some(value)) => encoder.root(ty, value, &here).map(Output::Ok),
        }
    }
}
