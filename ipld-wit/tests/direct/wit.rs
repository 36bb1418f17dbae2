//! A type of the mapping as WIT text.

use std::fmt::Write as _;

use ipld_wit::{Case, Field, Type};

/// Declarations, each of a name of its own.
#[derive(Default)]
pub(crate) struct Declarations {
    text: String,
    count: usize,
}

impl Declarations {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// How the type is written, after what has to be declared for it.
    pub(crate) fn ty(&mut self, ty: &Type) -> String {
        match ty {
            Type::List(element) => format!("list<{}>", self.ty(element)),
            Type::Option(inner) => format!("option<{}>", self.ty(inner)),
            Type::Tuple(types) => {
                let types: Vec<String> = types.iter().map(|ty| self.ty(ty)).collect();
                format!("tuple<{}>", types.join(", "))
            }
            Type::Result { ok, error } => {
                let ok = ok.as_ref().map_or_else(|| "_".into(), |ok| self.ty(ok));
                match error {
                    Some(error) => format!("result<{ok}, {}>", self.ty(error)),
                    None if ok == "_" => "result".into(),
                    None => format!("result<{ok}>"),
                }
            }
            Type::Record(fields) => {
                let fields = fields.iter();
                let fields: Vec<String> =
                    fields.map(|Field { name, ty }| format!("{name}: {}", self.ty(ty))).collect();
                self.declare("record", &fields)
            }
            Type::Link => self.declare("record", &["ipld-cid: list<u8>".into()]),
            Type::Variant(cases) => {
                let cases = cases.iter().map(|Case { name, payload }| match payload {
                    None => name.clone(),
                    Some(payload) => format!("{name}({})", self.ty(payload)),
                });
                let cases: Vec<String> = cases.collect();
                self.declare("variant", &cases)
            }
            Type::Enum(labels) => self.declare("enum", labels),
            Type::Flags(labels) => self.declare("flags", labels),
            scalar => scalar.to_string(),
        }
    }

    fn declare(&mut self, what: &str, parts: &[String]) -> String {
        let name = format!("t{}", self.count);
        self.count += 1;
        writeln!(self.text, "{what} {name} {{ {} }}", parts.join(", ")).expect("a string");
        name
    }
}

/// The same type, with names that are names in WIT texts as well.
pub(crate) fn named(ty: Type) -> Type {
    let name = |name: String| name.replace('-', "-x");
    let boxed = |ty: Box<Type>| Box::new(named(*ty));
    match ty {
        Type::List(element) => Type::List(boxed(element)),
        Type::Option(inner) => Type::Option(boxed(inner)),
        Type::Tuple(types) => Type::Tuple(types.into_iter().map(named).collect()),
        Type::Result { ok, error } => Type::Result { ok: ok.map(boxed), error: error.map(boxed) },
        Type::Record(fields) => Type::Record(
            fields.into_iter().map(|field| Field::new(name(field.name), named(field.ty))).collect(),
        ),
        Type::Variant(cases) => Type::Variant(
            cases
                .into_iter()
                .map(|case| Case::new(name(case.name), case.payload.map(named)))
                .collect(),
        ),
        Type::Enum(labels) => Type::Enum(labels.into_iter().map(name).collect()),
        Type::Flags(labels) => Type::Flags(labels.into_iter().map(name).collect()),
        other => other,
    }
}
