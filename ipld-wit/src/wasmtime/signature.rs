//! What the signature of an export says, and whether it is accepted.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use ::wasmtime::component::types;

use crate::check::Checker;
use crate::function::{FunctionType, Parameter};
use crate::path::{Here, Step};
use crate::profile::Profile;
use crate::refused::{Refused, Unsupported};
use crate::types::{Case, Field, Type};

/// The signature of a component's function, under the profile that takes no choice.
///
/// # Errors
///
/// Those of [`function_type_in`].
pub fn function_type(function: &types::ComponentFunc) -> Result<FunctionType, Refused> {
    function_type_in(&Profile::STRICT, function)
}

/// The signature of a component's function.
///
/// Whether the function is asynchronous makes no difference here; whether it can be called is the
/// engine's to say.
///
/// # Errors
///
/// Any [`Refused`], with a path that starts at `params` or `result`.
pub fn function_type_in(
    profile: &Profile,
    function: &types::ComponentFunc,
) -> Result<FunctionType, Refused> {
    let mut reader = Reader { checker: Checker::default(), profile: *profile };
    let mut params = Vec::with_capacity(function.params().len());
    for (index, (name, ty)) in function.params().enumerate() {
        let name = reader.name(name, &Here::PARAMS)?;
        let ty = reader.ty(&ty, &Here::PARAMS.inside(Step::Index(index)))?;
        params.push(Parameter { name, ty });
    }
    let found = function.results().len();
    if found > 1 {
        return Err(Refused::SeveralResults { found });
    }
    let result = function.results().next();
    let result = result.map(|ty| reader.ty(&ty, &Here::start("result"))).transpose()?;
    Ok(FunctionType::new(params, result)?.under(profile))
}

/// Copies types out of wasmtime, counting as it goes: types are shared there and a tree here, so
/// that the copy may be larger by any factor.
struct Reader {
    checker: Checker,
    profile: Profile,
}

impl Reader {
    fn ty(&mut self, ty: &types::Type, here: &Here<'_>) -> Result<Type, Refused> {
        self.checker.node(here)?;
        Ok(match ty {
            types::Type::Bool => Type::Bool,
            types::Type::U8 => Type::U8,
            types::Type::S8 => Type::S8,
            types::Type::U16 => Type::U16,
            types::Type::S16 => Type::S16,
            types::Type::U32 => Type::U32,
            types::Type::S32 => Type::S32,
            types::Type::U64 => Type::U64,
            types::Type::S64 => Type::S64,
            types::Type::Float32 => Type::F32,
            types::Type::Float64 => Type::F64,
            types::Type::Char => Type::Char,
            types::Type::String => Type::String,
            types::Type::List(list) => {
                Type::list(self.ty(&list.ty(), &here.inside(Step::Element))?)
            }
            types::Type::Option(option) => {
                Type::option(self.ty(&option.ty(), &here.inside(Step::Through))?)
            }
            types::Type::Tuple(tuple) => {
                let mut types = Vec::new();
                for (index, ty) in tuple.types().enumerate() {
                    types.push(self.ty(&ty, &here.inside(Step::Index(index)))?);
                }
                Type::Tuple(types)
            }
            types::Type::Record(record) => {
                let mut fields = Vec::new();
                for field in record.fields() {
                    let name = self.name(field.name, here)?;
                    let ty = self.ty(&field.ty, &here.inside(Step::Name(field.name)))?;
                    fields.push(Field { name, ty });
                }
                Type::record(fields)
            }
            types::Type::Variant(variant) => {
                let mut cases = Vec::new();
                for case in variant.cases() {
                    let name = self.name(case.name, here)?;
                    let payload = self.payload(case.ty, case.name, here)?;
                    cases.push(Case { name, payload });
                }
                Type::Variant(cases)
            }
            types::Type::Enum(labels) => Type::Enum(self.labels(labels.names(), here)?),
            types::Type::Flags(labels) => Type::Flags(self.labels(labels.names(), here)?),
            types::Type::Result(result) => {
                let ok = self.payload(result.ok(), "ok", here)?.map(Box::new);
                let error = self.payload(result.err(), "error", here)?.map(Box::new);
                Type::Result { ok, error }
            }
            types::Type::Own(_) => return Err(unsupported(Unsupported::Own, here)),
            types::Type::Borrow(_) => return Err(unsupported(Unsupported::Borrow, here)),
            types::Type::Stream(_) => return Err(unsupported(Unsupported::Stream, here)),
            types::Type::Future(_) => return Err(unsupported(Unsupported::Future, here)),
            types::Type::ErrorContext => return Err(unsupported(Unsupported::ErrorContext, here)),
            types::Type::Map(map) => {
                self.enabled(Unsupported::Map, here)?;
                let entry = here.inside(Step::Element);
                Type::map(self.ty(&map.key(), &entry)?, self.ty(&map.value(), &entry)?)
            }
            types::Type::FixedLengthList(list) => {
                self.enabled(Unsupported::FixedLengthList, here)?;
                let element = self.ty(&list.ty(), &here.inside(Step::Element))?;
                Type::fixed_length_list(element, list.len())
            }
        })
    }

    fn enabled(&self, what: Unsupported, here: &Here<'_>) -> Result<(), Refused> {
        if self.profile.enables(what) {
            return Ok(());
        }
        Err(Refused::NotEnabled { path: here.path(), what })
    }

    fn payload(
        &mut self,
        ty: Option<types::Type>,
        name: &str,
        here: &Here<'_>,
    ) -> Result<Option<Type>, Refused> {
        ty.map(|ty| self.ty(&ty, &here.inside(Step::Name(name)))).transpose()
    }

    fn labels<'n>(
        &mut self,
        names: impl Iterator<Item = &'n str>,
        here: &Here<'_>,
    ) -> Result<Vec<String>, Refused> {
        names.map(|name| self.name(name, here)).collect()
    }

    fn name(&mut self, name: &str, here: &Here<'_>) -> Result<String, Refused> {
        self.checker.name(name, here)?;
        Ok(name.into())
    }
}

fn unsupported(what: Unsupported, here: &Here<'_>) -> Refused {
    Refused::Unsupported { path: here.path(), what }
}
