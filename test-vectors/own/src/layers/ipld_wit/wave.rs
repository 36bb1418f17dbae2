//! Values in WAVE, as the vectors have them: everything spelled out. It shares nothing with the
//! parser of arguments, which is under test.

use ipld_core::cid::Cid;
use ipld_wit::{Type, Value};
use ipvm_conformance::Fault;

const NO_VALUE: Fault = Fault::Invariant("the input is no value of its type in WAVE");

/// The text of a value.
pub(crate) fn write(ty: &Type, value: &Value) -> String {
    match (ty, value) {
        (_, Value::Bool(it)) => it.to_string(),
        (_, Value::U8(it)) => it.to_string(),
        (_, Value::S8(it)) => it.to_string(),
        (_, Value::U16(it)) => it.to_string(),
        (_, Value::S16(it)) => it.to_string(),
        (_, Value::U32(it)) => it.to_string(),
        (_, Value::S32(it)) => it.to_string(),
        (_, Value::U64(it)) => it.to_string(),
        (_, Value::S64(it)) => it.to_string(),
        (_, Value::F32(it)) => float((*it).into(), it.to_string()),
        (_, Value::F64(it)) => float(*it, it.to_string()),
        (_, Value::Char(it)) => format!("'{it}'"),
        (_, Value::String(it)) => format!("{it:?}").replace("\\u{301}", "\u{301}"),
        (_, Value::Bytes(it)) => format!("{it:?}"),
        (_, Value::Link(cid)) => format!("{{ipld-cid: {:?}}}", cid.to_bytes()),
        (Type::List(ty) | Type::FixedLengthList(ty, _), Value::List(values)) => {
            format!("[{}]", joined(values.iter().map(|value| write(ty, value))))
        }
        (Type::Map(key, ty), Value::Map(pairs)) => {
            let pair = |(k, v): &(Value, Value)| format!("({}, {})", write(key, k), write(ty, v));
            format!("[{}]", joined(pairs.iter().map(pair)))
        }
        (Type::Tuple(types), Value::Tuple(values)) => {
            format!("({})", joined(types.iter().zip(values).map(|(ty, value)| write(ty, value))))
        }
        (Type::Record(fields), Value::Record(values)) => {
            let each = fields.iter().zip(values);
            let each =
                each.map(|(field, value)| format!("{}: {}", field.name, write(&field.ty, value)));
            format!("{{{}}}", joined(each))
        }
        (Type::Variant(cases), Value::Variant { case, payload }) => {
            carried(&cases[*case].name, cases[*case].payload.as_ref(), payload)
        }
        (Type::Enum(labels), Value::Enum(label)) => labels[*label].clone(),
        (Type::Flags(labels), Value::Flags(set)) => {
            let set = labels.iter().zip(set).filter(|(_, is_set)| **is_set);
            format!("{{{}}}", joined(set.map(|(label, _)| label.clone())))
        }
        (Type::Option(_), Value::Option(None)) => "none".to_string(),
        (Type::Option(ty), Value::Option(some)) => carried("some", Some(ty), some),
        (Type::Result { ok, .. }, Value::Result(Ok(it))) => carried("ok", ok.as_deref(), it),
        (Type::Result { error, .. }, Value::Result(Err(it))) => {
            carried("err", error.as_deref(), it)
        }
        (ty, value) => panic!("{ty} cannot be {}", value.kind()),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn carried(name: &str, ty: Option<&Type>, payload: &Option<Box<Value>>) -> String {
    match (ty, payload) {
        (Some(ty), Some(payload)) => format!("{name}({})", write(ty, payload)),
        _ => name.to_string(),
    }
}

fn float(float: f64, text: String) -> String {
    match float {
        float if float.is_nan() => "nan".to_string(),
        f64::INFINITY => "inf".to_string(),
        f64::NEG_INFINITY => "-inf".to_string(),
        _ => text,
    }
}

/// The value of a text.
pub(crate) fn read(ty: &Type, text: &str) -> Result<Value, Fault> {
    let mut reader = Reader { rest: text };
    let value = reader.value(ty)?;
    if reader.rest.is_empty() { Ok(value) } else { Err(NO_VALUE) }
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn value(&mut self, ty: &Type) -> Result<Value, Fault> {
        Ok(match ty {
            Type::Bool => Value::Bool(self.parsed()?),
            Type::U8 => Value::U8(self.parsed()?),
            Type::S8 => Value::S8(self.parsed()?),
            Type::U16 => Value::U16(self.parsed()?),
            Type::S16 => Value::S16(self.parsed()?),
            Type::U32 => Value::U32(self.parsed()?),
            Type::S32 => Value::S32(self.parsed()?),
            Type::U64 => Value::U64(self.parsed()?),
            Type::S64 => Value::S64(self.parsed()?),
            Type::F32 => Value::F32(self.parsed()?),
            Type::F64 => Value::F64(self.parsed()?),
            Type::Char => {
                let text = self.quoted('\'')?;
                Value::Char(text.parse().map_err(|_| NO_VALUE)?)
            }
            Type::String => Value::String(self.quoted('"')?.to_string()),
            Type::Link => {
                self.eat("{ipld-cid: ")?;
                let Value::Bytes(bytes) = self.value(&Type::list(Type::U8))? else {
                    return Err(NO_VALUE);
                };
                self.eat("}")?;
                Value::Link(Cid::try_from(bytes.as_slice()).map_err(|_| NO_VALUE)?)
            }
            Type::List(element) | Type::FixedLengthList(element, _) => {
                let values = self.parts("[", "]", |reader, _| reader.value(element))?;
                if **element == Type::U8 {
                    Value::Bytes(octets(values)?)
                } else {
                    Value::List(values)
                }
            }
            Type::Map(key, ty) => Value::Map(self.parts("[", "]", |reader, _| {
                reader.eat("(")?;
                let key = reader.value(key)?;
                reader.eat(", ")?;
                let value = reader.value(ty)?;
                reader.eat(")")?;
                Ok((key, value))
            })?),
            Type::Tuple(types) => {
                let types = |index| types.get(index).ok_or(NO_VALUE);
                Value::Tuple(self.parts("(", ")", |reader, index| reader.value(types(index)?))?)
            }
            Type::Record(fields) => Value::Record(self.parts("{", "}", |reader, index| {
                let field = fields.get(index).ok_or(NO_VALUE)?;
                reader.eat(&field.name)?;
                reader.eat(": ")?;
                reader.value(&field.ty)
            })?),
            Type::Variant(cases) => {
                let name = self.word();
                let case = cases.iter().position(|case| case.name == name).ok_or(NO_VALUE)?;
                let payload = self.payload(cases[case].payload.as_ref())?;
                Value::Variant { case, payload }
            }
            Type::Enum(labels) => {
                let name = self.word();
                Value::Enum(labels.iter().position(|label| label == name).ok_or(NO_VALUE)?)
            }
            Type::Flags(labels) => {
                let named = self.parts("{", "}", |reader, _| Ok(reader.word().to_string()))?;
                Value::Flags(labels.iter().map(|label| named.contains(label)).collect())
            }
            Type::Option(inner) => match self.word() {
                "none" => Value::Option(None),
                "some" => Value::Option(self.payload(Some(inner))?),
                _ => return Err(NO_VALUE),
            },
            Type::Result { ok, error } => match self.word() {
                "ok" => Value::Result(Ok(self.payload(ok.as_deref())?)),
                "err" => Value::Result(Err(self.payload(error.as_deref())?)),
                _ => return Err(NO_VALUE),
            },
            other => panic!("{other} is not read"),
        })
    }

    fn eat(&mut self, expected: &str) -> Result<(), Fault> {
        self.rest = self.rest.strip_prefix(expected).ok_or(NO_VALUE)?;
        Ok(())
    }

    fn word(&mut self) -> &'t str {
        let is_part = |char: char| char.is_ascii_alphanumeric() || "-+.".contains(char);
        let end = self.rest.find(|char| !is_part(char)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn parsed<T: std::str::FromStr>(&mut self) -> Result<T, Fault> {
        self.word().parse().map_err(|_| NO_VALUE)
    }

    /// The vectors have no escapes in values.
    fn quoted(&mut self, mark: char) -> Result<&'t str, Fault> {
        let inside = self.rest.strip_prefix(mark).ok_or(NO_VALUE)?;
        let (text, rest) = inside.split_once(mark).ok_or(NO_VALUE)?;
        self.rest = rest;
        Ok(text)
    }

    fn payload(&mut self, ty: Option<&Type>) -> Result<Option<Box<Value>>, Fault> {
        let Some(ty) = ty else { return Ok(None) };
        self.eat("(")?;
        let value = self.value(ty)?;
        self.eat(")")?;
        Ok(Some(Box::new(value)))
    }

    fn parts<T>(
        &mut self,
        begin: &str,
        end: &str,
        mut part: impl FnMut(&mut Self, usize) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.eat(begin)?;
        let mut parts = Vec::new();
        while self.eat(end).is_err() {
            if !parts.is_empty() {
                self.eat(", ")?;
            }
            parts.push(part(self, parts.len())?);
        }
        Ok(parts)
    }
}

fn octets(values: Vec<Value>) -> Result<Vec<u8>, Fault> {
    let octet = |value| match value {
        Value::U8(octet) => Ok(octet),
        _ => Err(NO_VALUE),
    };
    values.into_iter().map(octet).collect()
}
