//! A JSON Schema of arguments.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::json::Json;
use crate::display::brief;
use crate::function::FunctionType;
use crate::types::{Case, Field, Type};

pub(super) fn of_arguments(function: &FunctionType) -> String {
    let writer = Writer { finite: function.refuses_non_finite() };
    let mut items = Vec::with_capacity(function.params().len());
    for parameter in function.params() {
        let schema = writer.ty(&parameter.ty);
        let described = schema
            .with("title", Json::text(parameter.name.as_str()))
            .with("description", Json::text(brief(&parameter.ty)));
        items.push(described);
    }
    let count = integer(items.len());
    let mut schema = Json::map([
        ("$schema", Json::text("https://json-schema.org/draft/2020-12/schema")),
        ("title", Json::text(brief(function))),
        ("type", Json::text("array")),
    ]);
    // An empty list is none that the meta-schema allows here.
    if !items.is_empty() {
        schema = schema.with("prefixItems", Json::List(items));
    }
    schema
        .with("items", Json::Bool(false))
        .with("minItems", count)
        .with("$defs", Writer::definitions())
        .write()
}

struct Writer {
    finite: bool,
}

impl Writer {
    /// What DAG-JSON has for links and bytes, and the mapping for what is no number.
    fn definitions() -> Json {
        let text = || Json::map([("type", Json::text("string"))]);
        let base64 = text().with("pattern", Json::text("^[A-Za-z0-9+/]*$"));
        Json::map([
            ("link", object([("/", text())])),
            ("bytes", object([("/", object([("bytes", base64)]))])),
            ("non-finite", Json::map([("enum", Json::texts(["NaN", "Infinity", "-Infinity"]))])),
        ])
    }

    fn ty(&self, ty: &Type) -> Json {
        match ty {
            Type::Bool => Json::map([("type", Json::text("boolean"))]),
            Type::U8 => range(0, u8::MAX.into()),
            Type::S8 => range(i8::MIN.into(), i8::MAX.into()),
            Type::U16 => range(0, u16::MAX.into()),
            Type::S16 => range(i16::MIN.into(), i16::MAX.into()),
            Type::U32 => range(0, u32::MAX.into()),
            Type::S32 => range(i32::MIN.into(), i32::MAX.into()),
            Type::U64 => range(0, u64::MAX.into()),
            Type::S64 => range(i64::MIN.into(), i64::MAX.into()),
            Type::F32 | Type::F64 => {
                let number = Json::map([("type", Json::text("number"))]);
                if self.finite { number } else { any_of([number, reference("non-finite")]) }
            }
            Type::Char => Json::map([
                ("type", Json::text("string")),
                ("minLength", Json::Integer(1)),
                ("maxLength", Json::Integer(1)),
            ]),
            Type::String => Json::map([("type", Json::text("string"))]),
            Type::Link => any_of([reference("link")]),
            Type::List(element) if **element == Type::U8 => {
                any_of([reference("bytes"), reference("link")])
            }
            Type::FixedLengthList(element, length) if **element == Type::U8 => {
                let digits = Json::Integer((i128::from(*length) * 4 + 2) / 3);
                let base64 = Json::map([
                    ("type", Json::text("string")),
                    ("pattern", Json::text("^[A-Za-z0-9+/]*$")),
                    ("minLength", Json::Integer((i128::from(*length) * 4 + 2) / 3)),
                    ("maxLength", digits),
                ]);
                any_of([object([("/", object([("bytes", base64)]))]), reference("link")])
            }
            Type::List(element) => list(self.ty(element)),
            Type::FixedLengthList(element, length) => list(self.ty(element))
                .with("minItems", Json::Integer((*length).into()))
                .with("maxItems", Json::Integer((*length).into())),
            Type::Map(key, value) if **key == Type::String => Json::map([
                ("type", Json::text("object")),
                ("additionalProperties", self.ty(value)),
            ]),
            Type::Map(key, value) => list(tuple(Vec::from([self.ty(key), self.ty(value)]))),
            Type::Tuple(types) => tuple(types.iter().map(|ty| self.ty(ty)).collect()),
            Type::Record(fields) => self.record(fields),
            Type::Variant(cases) => self.variant(cases),
            Type::Enum(labels) => labels_of(labels),
            Type::Flags(labels) => list(labels_of(labels)).with("uniqueItems", Json::Bool(true)),
            Type::Option(inner) => {
                let null = Json::map([("type", Json::text("null"))]);
                let present = match **inner {
                    Type::Option(_) => tuple(Vec::from([self.ty(inner)])),
                    _ => self.ty(inner),
                };
                any_of([null, present])
            }
            Type::Result { ok, error } => {
                let branch = |ty: &Option<_>| ty.as_deref().map_or_else(unit, |ty| self.ty(ty));
                any_of([object([("ok", branch(ok))]), object([("error", branch(error))])])
            }
        }
    }

    fn record(&self, fields: &[Field]) -> Json {
        let properties = fields.iter().map(|field| (field.name.clone(), self.ty(&field.ty)));
        let required = Json::texts(fields.iter().map(|field| field.name.as_str()));
        Json::map([
            ("type", Json::text("object")),
            ("properties", Json::Map(properties.collect())),
            ("required", required),
            ("additionalProperties", Json::Bool(false)),
        ])
    }

    fn variant(&self, cases: &[Case]) -> Json {
        let cases = cases.iter().map(|case| {
            let null = || Json::map([("type", Json::text("null"))]);
            let payload = case.payload.as_ref().map_or_else(null, |ty| self.ty(ty));
            object([(case.name.as_str(), payload)])
        });
        Json::map([("anyOf", Json::List(cases.collect()))])
    }
}

fn range(minimum: i128, maximum: i128) -> Json {
    Json::map([
        ("type", Json::text("integer")),
        ("minimum", Json::Integer(minimum)),
        ("maximum", Json::Integer(maximum)),
    ])
}

fn reference(name: &str) -> Json {
    Json::map([("$ref", Json::text(format!("#/$defs/{name}")))])
}

fn any_of<const N: usize>(schemas: [Json; N]) -> Json {
    Json::map([("anyOf", Json::List(schemas.into()))])
}

fn list(items: Json) -> Json {
    Json::map([("type", Json::text("array")), ("items", items)])
}

fn tuple(items: Vec<Json>) -> Json {
    let count = integer(items.len());
    Json::map([
        ("type", Json::text("array")),
        ("prefixItems", Json::List(items)),
        ("items", Json::Bool(false)),
        ("minItems", count),
    ])
}

/// A map of exactly these entries.
fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    let required = Json::texts(entries.iter().map(|(key, _)| *key));
    let properties = entries.into_iter().map(|(key, schema)| (key.to_string(), schema));
    Json::map([
        ("type", Json::text("object")),
        ("properties", Json::Map(properties.collect())),
        ("required", required),
        ("additionalProperties", Json::Bool(false)),
    ])
}

fn unit() -> Json {
    Json::map([("type", Json::text("object")), ("maxProperties", Json::Integer(0))])
}

fn labels_of(labels: &[String]) -> Json {
    Json::map([("enum", Json::texts(labels.iter().map(String::as_str)))])
}

fn integer(count: usize) -> Json {
    Json::Integer(i128::try_from(count).unwrap_or(i128::MAX))
}
