//! From the types of the WIT parser to ours.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use wit_parser::{Function, Handle, Resolve, Type as WitType, TypeDefKind};

use crate::check::Checker;
use crate::function::{FunctionType, Parameter};
use crate::path::{Here, Step};
use crate::profile::Profile;
use crate::refused::{Refused, Unsupported};
use crate::types::{Case, Field, Type};

/// The signature of a function.
pub(super) fn function_type(
    resolve: &Resolve,
    profile: &Profile,
    function: &Function,
) -> Result<FunctionType, Refused> {
    let mut reader = Reader { resolve, checker: Checker::default(), profile: *profile };
    let mut params = Vec::with_capacity(function.params.len());
    for (index, parameter) in function.params.iter().enumerate() {
        let name = reader.name(&parameter.name, &Here::PARAMS)?;
        let ty = reader.ty(&parameter.ty, &Here::PARAMS.inside(Step::Index(index)))?;
        params.push(Parameter { name, ty });
    }
    let result = function.result.as_ref();
    let result = result.map(|ty| reader.ty(ty, &Here::start("result"))).transpose()?;
    Ok(FunctionType::new(params, result)?.under(profile))
}

/// Copies types out of the parser's arena, counting as it goes: types are shared there and a tree
/// here, so that the copy may be larger by any factor.
struct Reader<'r> {
    resolve: &'r Resolve,
    checker: Checker,
    profile: Profile,
}

impl<'r> Reader<'r> {
    fn ty(&mut self, ty: &WitType, here: &Here<'_>) -> Result<Type, Refused> {
        self.checker.node(here)?;
        let mut ty = *ty;
        loop {
            let WitType::Id(id) = ty else { return primitive(ty, here) };
            match &self.resolve.types[id].kind {
                // Aliases are looked through.
                TypeDefKind::Type(aliased) => ty = *aliased,
                kind => return self.defined(kind, here),
            }
        }
    }

    fn defined(&mut self, kind: &'r TypeDefKind, here: &Here<'_>) -> Result<Type, Refused> {
        Ok(match kind {
            TypeDefKind::List(element) => {
                Type::list(self.ty(element, &here.inside(Step::Element))?)
            }
            TypeDefKind::FixedLengthList(element, length) => {
                self.enabled(Unsupported::FixedLengthList, here)?;
                let element = self.ty(element, &here.inside(Step::Element))?;
                Type::fixed_length_list(element, *length)
            }
            TypeDefKind::Map(key, value) => {
                self.enabled(Unsupported::Map, here)?;
                let entry = here.inside(Step::Element);
                Type::map(self.ty(key, &entry)?, self.ty(value, &entry)?)
            }
            TypeDefKind::Option(inner) => {
                Type::option(self.ty(inner, &here.inside(Step::Through))?)
            }
            TypeDefKind::Tuple(tuple) => {
                let mut types = Vec::with_capacity(tuple.types.len());
                for (index, ty) in tuple.types.iter().enumerate() {
                    types.push(self.ty(ty, &here.inside(Step::Index(index)))?);
                }
                Type::Tuple(types)
            }
            TypeDefKind::Record(record) => {
                let mut fields = Vec::with_capacity(record.fields.len());
                for field in &record.fields {
                    let name = self.name(&field.name, here)?;
                    let ty = self.ty(&field.ty, &here.inside(Step::Name(&field.name)))?;
                    fields.push(Field { name, ty });
                }
                Type::record(fields)
            }
            TypeDefKind::Variant(variant) => {
                let mut cases = Vec::with_capacity(variant.cases.len());
                for case in &variant.cases {
                    let name = self.name(&case.name, here)?;
                    let payload = self.payload(case.ty.as_ref(), &case.name, here)?;
                    cases.push(Case { name, payload });
                }
                Type::Variant(cases)
            }
            TypeDefKind::Enum(labels) => {
                Type::Enum(self.labels(labels.cases.iter().map(|case| &case.name), here)?)
            }
            TypeDefKind::Flags(flags) => {
                Type::Flags(self.labels(flags.flags.iter().map(|flag| &flag.name), here)?)
            }
            TypeDefKind::Result(result) => {
                let ok = self.payload(result.ok.as_ref(), "ok", here)?.map(Box::new);
                let error = self.payload(result.err.as_ref(), "error", here)?.map(Box::new);
                Type::Result { ok, error }
            }
            TypeDefKind::Handle(Handle::Borrow(_)) => {
                return Err(unsupported(Unsupported::Borrow, here));
            }
            // The parser keeps the last three out of the types of functions.
            TypeDefKind::Handle(Handle::Own(_))
            | TypeDefKind::Resource
            | TypeDefKind::Type(_)
            | TypeDefKind::Unknown => return Err(unsupported(Unsupported::Own, here)),
            TypeDefKind::Future(_) => return Err(unsupported(Unsupported::Future, here)),
            TypeDefKind::Stream(_) => return Err(unsupported(Unsupported::Stream, here)),
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
        ty: Option<&WitType>,
        name: &str,
        here: &Here<'_>,
    ) -> Result<Option<Type>, Refused> {
        ty.map(|ty| self.ty(ty, &here.inside(Step::Name(name)))).transpose()
    }

    fn labels<'n>(
        &mut self,
        names: impl Iterator<Item = &'n String>,
        here: &Here<'_>,
    ) -> Result<Vec<String>, Refused> {
        names.map(|name| self.name(name, here)).collect()
    }

    fn name(&mut self, name: &str, here: &Here<'_>) -> Result<String, Refused> {
        self.checker.name(name, here)?;
        Ok(name.into())
    }
}

fn primitive(ty: WitType, here: &Here<'_>) -> Result<Type, Refused> {
    Ok(match ty {
        WitType::Bool => Type::Bool,
        WitType::U8 => Type::U8,
        WitType::S8 => Type::S8,
        WitType::U16 => Type::U16,
        WitType::S16 => Type::S16,
        WitType::U32 => Type::U32,
        WitType::S32 => Type::S32,
        WitType::U64 => Type::U64,
        WitType::S64 => Type::S64,
        WitType::F32 => Type::F32,
        WitType::F64 => Type::F64,
        WitType::Char => Type::Char,
        WitType::String => Type::String,
        // The caller has followed what has an id.
        WitType::ErrorContext | WitType::Id(_) => {
            return Err(unsupported(Unsupported::ErrorContext, here));
        }
    })
}

fn unsupported(what: Unsupported, here: &Here<'_>) -> Refused {
    Refused::Unsupported { path: here.path(), what }
}
