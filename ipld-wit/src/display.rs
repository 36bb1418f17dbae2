//! Types and signatures as text.

use alloc::string::{String, ToString};
use core::fmt::{self, Display, Write as _};

use crate::function::FunctionType;
use crate::types::Type;

impl Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::U8 => f.write_str("u8"),
            Self::S8 => f.write_str("s8"),
            Self::U16 => f.write_str("u16"),
            Self::S16 => f.write_str("s16"),
            Self::U32 => f.write_str("u32"),
            Self::S32 => f.write_str("s32"),
            Self::U64 => f.write_str("u64"),
            Self::S64 => f.write_str("s64"),
            Self::F32 => f.write_str("f32"),
            Self::F64 => f.write_str("f64"),
            Self::Char => f.write_str("char"),
            Self::String => f.write_str("string"),
            Self::Link => f.write_str("link"),
            Self::List(element) => write!(f, "list<{element}>"),
            Self::FixedLengthList(element, length) => write!(f, "list<{element}, {length}>"),
            Self::Map(key, value) => write!(f, "map<{key}, {value}>"),
            Self::Option(inner) => write!(f, "option<{inner}>"),
            Self::Tuple(types) => {
                f.write_str("tuple<")?;
                separated(f, types, |f, ty| ty.fmt(f))?;
                f.write_str(">")
            }
            Self::Record(fields) => {
                f.write_str("record { ")?;
                separated(f, fields, |f, field| write!(f, "{}: {}", field.name, field.ty))?;
                f.write_str(" }")
            }
            Self::Variant(cases) => {
                f.write_str("variant { ")?;
                separated(f, cases, |f, case| match &case.payload {
                    None => f.write_str(&case.name),
                    Some(payload) => write!(f, "{}({payload})", case.name),
                })?;
                f.write_str(" }")
            }
            Self::Enum(labels) => {
                f.write_str("enum { ")?;
                separated(f, labels, |f, label| f.write_str(label))?;
                f.write_str(" }")
            }
            Self::Flags(labels) => {
                f.write_str("flags { ")?;
                separated(f, labels, |f, label| f.write_str(label))?;
                f.write_str(" }")
            }
            Self::Result { ok: None, error: None } => f.write_str("result"),
            Self::Result { ok: Some(ok), error: None } => write!(f, "result<{ok}>"),
            Self::Result { ok: None, error: Some(error) } => write!(f, "result<_, {error}>"),
            Self::Result { ok: Some(ok), error: Some(error) } => write!(f, "result<{ok}, {error}>"),
        }
    }
}

impl Display for FunctionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("func(")?;
        separated(f, self.params(), |f, parameter| {
            write!(f, "{}: {}", parameter.name, parameter.ty)
        })?;
        f.write_str(")")?;
        match self.result() {
            None => Ok(()),
            Some(result) => write!(f, " -> {result}"),
        }
    }
}

fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    mut write: impl FnMut(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            f.write_str(", ")?;
        }
        write(f, item)?;
    }
    Ok(())
}

/// How many bytes an error spends on one text that comes from a type or from data.
const BRIEF: usize = 120;

/// The text of `what`, cut with an ellipsis so that no error grows with its input.
pub(crate) fn brief(what: &(impl Display + ?Sized)) -> String {
    let mut text = Brief { text: String::new() };
    match write!(text, "{what}") {
        Ok(()) => text.text,
        Err(fmt::Error) => text.text + "…",
    }
}

/// Takes text until [`BRIEF`] bytes are there, then ends the writing.
struct Brief {
    text: String,
}

impl fmt::Write for Brief {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let room = BRIEF - self.text.len();
        if part.len() <= room {
            self.text.push_str(part);
            return Ok(());
        }
        let end = part.floor_char_boundary(room);
        self.text.push_str(&part[..end]);
        Err(fmt::Error)
    }
}

/// What an absent payload must be, said in the words of an expected type.
pub(crate) fn expected_null() -> String {
    "null, since the case carries nothing".to_string()
}

/// The same for a result.
pub(crate) fn expected_unit() -> String {
    "an empty map, since the branch carries nothing".to_string()
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::{Case, Field, Parameter};

    #[test]
    fn types_read_like_wit() {
        let ty = Type::result(
            Some(Type::record(vec![
                Field::new("name", Type::option(Type::String)),
                Field::new("mode", Type::Flags(vec!["read".into(), "write".into()])),
                Field::new("pair", Type::Tuple(vec![Type::U8, Type::Link])),
            ])),
            Some(Type::Variant(vec![
                Case::new("gone", None),
                Case::new("late", Some(Type::list(Type::S64))),
            ])),
        );
        assert_eq!(
            ty.to_string(),
            "result<record { name: option<string>, mode: flags { read, write }, \
             pair: tuple<u8, link> }, variant { gone, late(list<s64>) }>"
        );
        assert_eq!(Type::result(None, None).to_string(), "result");
        assert_eq!(Type::result(Some(Type::Char), None).to_string(), "result<char>");
        assert_eq!(Type::result(None, Some(Type::Bool)).to_string(), "result<_, bool>");
        assert_eq!(Type::Enum(vec!["on".into()]).to_string(), "enum { on }");
    }

    #[test]
    fn signatures_read_like_wit() {
        let nothing = FunctionType::new(vec![], None).unwrap();
        assert_eq!(nothing.to_string(), "func()");
        let add = FunctionType::new(
            vec![Parameter::new("a", Type::S32), Parameter::new("b", Type::F32)],
            Some(Type::F64),
        );
        assert_eq!(add.unwrap().to_string(), "func(a: s32, b: f32) -> f64");
    }

    #[test]
    fn texts_in_errors_are_cut_between_characters() {
        let short = "é".repeat(60);
        assert_eq!(brief(&short), short);
        assert_eq!(brief(&"é".repeat(61)), "é".repeat(60) + "…");
        let odd = "x".to_string() + &"é".repeat(60);
        assert_eq!(brief(&odd), "x".to_string() + &"é".repeat(59) + "…");
        let wide = Type::Tuple(vec![Type::String; 1000]);
        assert!(brief(&wide).len() <= BRIEF + "…".len());
    }
}
