//! Types and signatures from the text that they are shown as.

use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

use crate::check::TypeError;
use crate::cursor::Cursor;
use crate::function::{FunctionType, Parameter};
use crate::types::{Case, Field, Type};

/// Why a text is no type, or no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TypeTextError {
    /// Something else stands where a part of a type is expected.
    #[error("at byte {offset}: expected {expected}")]
    Expected {
        /// Where, in bytes from the start.
        offset: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// There is no type of this name.
    #[error("at byte {offset}: there is no type of this name")]
    UnknownType {
        /// Where, in bytes from the start.
        offset: usize,
    },
    /// More levels than [`Type::MAX_DEPTH`].
    #[error("at byte {offset}: the type is nested deeper than {maximum} levels")]
    TooDeep {
        /// Where the first level too many begins, in bytes from the start.
        offset: usize,
        /// The greatest number of levels.
        maximum: usize,
    },
    /// The text is of the right form, and what it says is no type.
    #[error(transparent)]
    Type(#[from] TypeError),
}

impl FromStr for Type {
    type Err = TypeTextError;

    /// Reads what `Display` writes: WIT, with records, variants, enums and flags in place, and
    /// `link` for a link.
    ///
    /// ```
    /// use ipld_wit::{Field, Type};
    ///
    /// let ty: Type = "list<record { name: string, at: option<link> }>".parse()?;
    /// let fields =
    ///     vec![Field::new("name", Type::String), Field::new("at", Type::option(Type::Link))];
    /// assert_eq!(ty, Type::list(Type::record(fields)));
    /// # Ok::<(), ipld_wit::TypeTextError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parser = Parser { cursor: Cursor::new(text) };
        let ty = parser.ty(1)?;
        parser.end()?;
        ty.check()?;
        Ok(ty)
    }
}

impl FromStr for FunctionType {
    type Err = TypeTextError;

    /// Reads what `Display` writes: `func(a: u8) -> string`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parser = Parser { cursor: Cursor::new(text) };
        parser.token("func")?;
        parser.token("(")?;
        let params = parser.separated(")", |parser| {
            let name = parser.name()?;
            parser.token(":")?;
            Ok(Parameter { name, ty: parser.ty(1)? })
        })?;
        parser.cursor.space();
        let result = if parser.cursor.eat("->") { Some(parser.ty(1)?) } else { None };
        parser.end()?;
        Ok(Self::new(params, result)?)
    }
}

struct Parser<'t> {
    cursor: Cursor<'t>,
}

impl Parser<'_> {
    fn ty(&mut self, depth: usize) -> Result<Type, TypeTextError> {
        self.cursor.space();
        let offset = self.cursor.offset();
        let maximum = Type::MAX_DEPTH;
        if depth > maximum {
            return Err(TypeTextError::TooDeep { offset, maximum });
        }
        let inner = depth + 1;
        Ok(match self.word() {
            "bool" => Type::Bool,
            "u8" => Type::U8,
            "s8" => Type::S8,
            "u16" => Type::U16,
            "s16" => Type::S16,
            "u32" => Type::U32,
            "s32" => Type::S32,
            "u64" => Type::U64,
            "s64" => Type::S64,
            "f32" => Type::F32,
            "f64" => Type::F64,
            "char" => Type::Char,
            "string" => Type::String,
            "link" => Type::Link,
            "list" => {
                self.token("<")?;
                let element = self.ty(inner)?;
                self.cursor.space();
                let length = if self.cursor.eat(",") { Some(self.length()?) } else { None };
                self.token(">")?;
                match length {
                    None => Type::list(element),
                    Some(length) => Type::fixed_length_list(element, length),
                }
            }
            "map" => {
                self.token("<")?;
                let key = self.ty(inner)?;
                self.token(",")?;
                let value = self.ty(inner)?;
                self.token(">")?;
                Type::map(key, value)
            }
            "option" => {
                self.token("<")?;
                let some = self.ty(inner)?;
                self.token(">")?;
                Type::option(some)
            }
            "tuple" => {
                self.token("<")?;
                Type::Tuple(self.separated(">", |parser| parser.ty(inner))?)
            }
            "record" => {
                self.token("{")?;
                Type::record(self.separated("}", |parser| {
                    let name = parser.name()?;
                    parser.token(":")?;
                    Ok(Field { name, ty: parser.ty(inner)? })
                })?)
            }
            "variant" => {
                self.token("{")?;
                Type::Variant(self.separated("}", |parser| {
                    let name = parser.name()?;
                    parser.cursor.space();
                    let payload = if parser.cursor.eat("(") {
                        let payload = parser.ty(inner)?;
                        parser.token(")")?;
                        Some(payload)
                    } else {
                        None
                    };
                    Ok(Case { name, payload })
                })?)
            }
            "enum" => {
                self.token("{")?;
                Type::Enum(self.separated("}", Self::name)?)
            }
            "flags" => {
                self.token("{")?;
                Type::Flags(self.separated("}", Self::name)?)
            }
            "result" => self.result(inner)?,
            _ => return Err(TypeTextError::UnknownType { offset }),
        })
    }

    fn result(&mut self, depth: usize) -> Result<Type, TypeTextError> {
        self.cursor.space();
        if !self.cursor.eat("<") {
            return Ok(Type::result(None, None));
        }
        self.cursor.space();
        let ok = if self.cursor.eat("_") { None } else { Some(self.ty(depth)?) };
        self.cursor.space();
        // After `_` there must be an error.
        let error = if ok.is_none() || self.cursor.rest().starts_with(',') {
            self.token(",")?;
            Some(self.ty(depth)?)
        } else {
            None
        };
        self.token(">")?;
        Ok(Type::result(ok, error))
    }

    /// Parts up to the end, with commas between them; one may stand behind the last.
    fn separated<T>(
        &mut self,
        end: &'static str,
        mut part: impl FnMut(&mut Self) -> Result<T, TypeTextError>,
    ) -> Result<Vec<T>, TypeTextError> {
        let mut parts = Vec::new();
        loop {
            self.cursor.space();
            if self.cursor.eat(end) {
                return Ok(parts);
            }
            parts.push(part(self)?);
            self.cursor.space();
            if !self.cursor.eat(",") {
                self.token(end)?;
                return Ok(parts);
            }
        }
    }

    fn name(&mut self) -> Result<String, TypeTextError> {
        self.cursor.space();
        // WIT writes names that are keywords with this in front; it is no part of the name.
        self.cursor.eat("%");
        let offset = self.cursor.offset();
        match self.word() {
            "" => Err(TypeTextError::Expected { offset, expected: "a name" }),
            name => Ok(name.into()),
        }
    }

    fn length(&mut self) -> Result<u32, TypeTextError> {
        self.cursor.space();
        let offset = self.cursor.offset();
        let digits = self.cursor.take(|char| char.is_ascii_digit());
        digits.parse().map_err(|_| TypeTextError::Expected { offset, expected: "a length" })
    }

    fn word(&mut self) -> &str {
        self.cursor.take(|char| char.is_ascii_alphanumeric() || char == '-')
    }

    fn token(&mut self, expected: &'static str) -> Result<(), TypeTextError> {
        self.cursor.space();
        if self.cursor.eat(expected) {
            return Ok(());
        }
        Err(TypeTextError::Expected { offset: self.cursor.offset(), expected })
    }

    fn end(&mut self) -> Result<(), TypeTextError> {
        self.cursor.space();
        if self.cursor.rest().is_empty() {
            return Ok(());
        }
        Err(TypeTextError::Expected { offset: self.cursor.offset(), expected: "the end" })
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn spaces_trailing_commas_and_escaped_names_are_free() {
        let ty: Type = " record{%list:u8 ,b :\n tuple< u8,> ,} ".parse().unwrap();
        assert_eq!(ty.to_string(), "record { list: u8, b: tuple<u8> }");
        assert_eq!("result < _ , u8 >".parse(), Ok(Type::result(None, Some(Type::U8))));
        let signature: FunctionType = "func ( a : u8, ) -> result".parse().unwrap();
        assert_eq!(signature.to_string(), "func(a: u8) -> result");
    }

    #[test]
    fn says_where_a_text_is_no_type() {
        let error = |text: &str| text.parse::<Type>().unwrap_err().to_string();
        assert_eq!(error("list<u7>"), "at byte 5: there is no type of this name");
        assert_eq!(error("list<u8"), "at byte 7: expected >");
        assert_eq!(error("u8 u8"), "at byte 3: expected the end");
        assert_eq!(error("list<u8, 4294967296>"), "at byte 9: expected a length");
        assert_eq!(error("result<_>"), "at byte 8: expected ,");
        assert_eq!(error("enum { a b }"), "at byte 9: expected }");
        assert_eq!(error("enum { , }"), "at byte 7: expected a name");
        assert_eq!(error("enum { }"), "type: the type has no element, field, case or label");
        assert_eq!(error("map<f32, u8>"), "type: the keys of a map cannot be f32");
        let deep = "list<".repeat(100_000);
        assert_eq!(error(&deep), "at byte 240: the type is nested deeper than 48 levels");
        assert_eq!(
            "func(a u8)".parse::<FunctionType>().unwrap_err().to_string(),
            "at byte 7: expected :"
        );
    }
}
