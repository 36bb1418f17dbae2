//! Arguments as people type them.
//!
//! [`FunctionType::parse_args`] turns texts such as `hello`, `42`, `true` or `{"a": 1}` into
//! arguments. The types decide what a text means, so that nothing is guessed: `42` is the text
//! `"42"` for a `string`, and the float `42.0` for an `f64`. What comes out is in canonical form.
//!
//! # What a text may be
//!
//! Two notations are read, and may be mixed: WAVE, the value encoding of WebAssembly components, and
//! DAG-JSON as the mapping has it.
//!
//! | Type | Text |
//! |---|---|
//! | `bool` | `true`, `false` |
//! | integers | decimal, within the type |
//! | floats | as in JSON; `nan`, `inf`, `-inf`; `"NaN"`, `"Infinity"`, `"-Infinity"`. An integer must be exact; any other number is rounded to the nearest of the type |
//! | `char` | `'x'`, `"x"`, and alone just `x` |
//! | `string` | `"…"` with the escapes of JSON and of WAVE; alone, any text that does not begin with `"` |
//! | `list<T>`, `list<T, N>` | `[…]` |
//! | the same of `u8` | besides, `{"/": {"bytes": "…"}}` and, as a content handle, `{"/": "bafk…"}` |
//! | `map<K, V>` | `[(k, v), …]` or `[[k, v], …]` in any order; for `string` keys `{"k": v}` |
//! | `tuple<…>` | `(…)` or `[…]` |
//! | `record` | `{name: …}`, where absent options may be left out, or `{"name": …}`, where they may not |
//! | `variant` | `case`, `case(…)`, `{"case": …}` |
//! | `enum` | `label`, `"label"` |
//! | `flags` | `{a, b}`, `["a", "b"]`, in any order |
//! | `option<T>` | `none`, `null`, `some(…)`; or just the value, where T is no option; or `[…]`, where it is one |
//! | `result<T, E>` | `ok`, `ok(…)`, `err`, `err(…)`; `{"ok": …}`, `{"error": …}`; or just the value of success, where T is neither option nor result |
//! | link | `{"/": "bafk…"}`, `{ipld-cid: […]}`, and alone just the CID |
//!
//! "Alone" is an argument that is of the type itself, not inside another. A name may have a percent
//! sign in front, as WAVE demands where it would be a keyword. White space and comments from `//`
//! to the end of a line are free, and so is a comma behind the last part of something. WAVE's
//! strings of several lines (`"""`) are not read.

mod composite;
mod error;
mod number;
mod scalar;
mod text;

use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use crate::cursor::Cursor;
use crate::display::brief;
use crate::function::FunctionType;
use crate::names::Names;
use crate::path::{Here, Step};
use crate::types::Type;

pub use error::{ArgumentError, ArgumentFault};

impl FunctionType {
    /// The arguments that these texts stand for, one text for each parameter, in canonical form.
    ///
    /// ```
    /// use ipld_core::ipld;
    /// use ipld_wit::FunctionType;
    ///
    /// let function: FunctionType =
    ///     "func(who: string, times: u32, loud: bool, more: record { a: option<f64> })".parse()?;
    /// let arguments = function.parse_args(&["hello", "42", "true", r#"{"a": 1}"#])?;
    /// assert_eq!(arguments[..3], [ipld!("hello"), ipld!(42), ipld!(true)]);
    /// assert_eq!(arguments[3], ipld!({"a": 1.0}));
    ///
    /// let error = function.parse_args(&["hello", "4x", "true", "{a: none}"]).unwrap_err();
    /// assert_eq!(error.to_string(), "params[1] at byte 1: expected u32, but more text follows it");
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ArgumentError::Count`] if there are too few texts or too many, and [`ArgumentError::Text`]
    /// if one is no value of its parameter.
    pub fn parse_args<T: AsRef<str>>(&self, texts: &[T]) -> Result<Vec<Ipld>, ArgumentError> {
        let (expected, found) = (self.params().len(), texts.len());
        if expected != found {
            let signature = brief(self);
            return Err(ArgumentError::Count { expected, found, signature });
        }
        let typed = self.params().iter().zip(texts).enumerate();
        typed
            .map(|(index, (parameter, text))| {
                let here = Here::PARAMS.inside(Step::Index(index));
                Parser::new(text.as_ref(), self.refuses_non_finite()).argument(&parameter.ty, &here)
            })
            .collect()
    }
}

/// Reads one argument. Its recursion is that of the type, which is bounded.
struct Parser<'t, 'f> {
    cursor: Cursor<'t>,
    names: Names<'f>,
    finite: bool,
}

type Parsed = Result<Ipld, ArgumentError>;

impl<'t, 'f> Parser<'t, 'f> {
    fn new(text: &'t str, finite: bool) -> Self {
        Self { cursor: Cursor::new(text), names: Names::default(), finite }
    }

    /// The whole text as a value that is inside nothing else.
    fn argument(mut self, ty: &'f Type, here: &Here<'_>) -> Parsed {
        if let Some(taken) = self.alone(ty, here) {
            return taken;
        }
        let value = self.value(ty, here)?;
        self.space();
        if self.cursor.rest().is_empty() {
            return Ok(value);
        }
        Err(self.fault(ArgumentFault::MoreText, ty, here))
    }

    fn value(&mut self, ty: &'f Type, here: &Here<'_>) -> Parsed {
        self.space();
        match ty {
            Type::Bool => self.bool(ty, here),
            Type::U8 => self.integer::<u8>(ty, here),
            Type::S8 => self.integer::<i8>(ty, here),
            Type::U16 => self.integer::<u16>(ty, here),
            Type::S16 => self.integer::<i16>(ty, here),
            Type::U32 => self.integer::<u32>(ty, here),
            Type::S32 => self.integer::<i32>(ty, here),
            Type::U64 => self.integer::<u64>(ty, here),
            Type::S64 => self.integer::<i64>(ty, here),
            Type::F32 | Type::F64 => self.float(ty, here),
            Type::Char => self.char(ty, here),
            Type::String => self.quoted(ty, here).map(Ipld::String),
            Type::Link => self.link(ty, here),
            Type::List(element) => self.list(element, None, ty, here),
            Type::FixedLengthList(element, length) => self.list(element, Some(*length), ty, here),
            Type::Map(key, value) => self.map(key, value, ty, here),
            Type::Tuple(types) => self.tuple(types, ty, here),
            Type::Record(fields) => self.record(fields, ty, here),
            Type::Variant(cases) => self.variant(cases, ty, here),
            Type::Enum(labels) => self.label(labels, ty, here).map(Ipld::String),
            Type::Flags(labels) => self.flags(labels, ty, here),
            Type::Option(inner) => self.option(inner, ty, here),
            Type::Result { ok, error } => self.result(ok.as_deref(), error.as_deref(), ty, here),
        }
    }

    /// Takes white space and comments.
    fn space(&mut self) {
        self.cursor.space();
        while self.cursor.rest().starts_with("//") {
            self.cursor.take(|char| char != '\n');
            self.cursor.space();
        }
    }

    fn eat(&mut self, expected: &str) -> bool {
        self.space();
        self.cursor.eat(expected)
    }

    fn token(&mut self, expected: &str, ty: &Type, here: &Here<'_>) -> Result<(), ArgumentError> {
        if self.eat(expected) {
            return Ok(());
        }
        Err(self.unexpected(ty, here))
    }

    /// What comes next does not belong here.
    fn unexpected(&self, ty: &Type, here: &Here<'_>) -> ArgumentError {
        let fault = self.cursor.peek().map_or(ArgumentFault::End, ArgumentFault::Unexpected);
        self.fault(fault, ty, here)
    }

    fn fault(&self, fault: ArgumentFault, ty: &Type, here: &Here<'_>) -> ArgumentError {
        fault_at(self.cursor.offset(), fault, ty, here)
    }
}

fn fault_at(offset: usize, fault: ArgumentFault, ty: &Type, here: &Here<'_>) -> ArgumentError {
    ArgumentError::Text { path: here.path(), offset, expected: brief(ty), fault }
}
