//! The lines of `test-vectors/protocol.md`.

use std::{borrow::Cow, collections::BTreeMap, fmt::Write as _};

use data_encoding::BASE64_NOPAD;
use ipvm_vectors_loader::{Block, Case, Value, parse};

use crate::{
    implementation::{Answer, Description, Garbage},
    outcome::{Refusal, map, text},
};

/// The version of the protocol that this speaks.
pub const PROTOCOL: &str = "1.0";

/// The request that comes first.
pub(crate) fn describe(id: i64) -> String {
    line(&map([
        ("id", Value::Integer(id)),
        ("operation", text("describe")),
        ("protocol", text(PROTOCOL)),
    ]))
}

/// The request of a case.
pub(crate) fn request(id: i64, case: &Case, blocks: &[Block]) -> String {
    let mut request = BTreeMap::from([
        ("id".to_owned(), Value::Integer(id)),
        ("case".to_owned(), text(case.id.as_str())),
        ("operation".to_owned(), text(case.operation.as_str())),
        ("input".to_owned(), Value::Map(case.input.clone())),
    ]);
    if !blocks.is_empty() {
        let block = |block: &Block| {
            map([
                ("cid", Value::Link(block.cid.clone())),
                ("bytes", Value::Bytes(block.bytes.clone())),
            ])
        };
        request.insert("blocks".to_owned(), Value::List(blocks.iter().map(block).collect()));
    }
    line(&Value::Map(request))
}

/// The answer to a case.
pub(crate) fn answer(id: i64, answer: &Answer) -> String {
    let mut fields = BTreeMap::from([("id".to_owned(), Value::Integer(id))]);
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    match answer {
        Answer::Value(value) => drop(put("value", value.clone())),
        Answer::Cid(cid) => drop(put("cid", Value::Link(cid.clone()))),
        Answer::Unsupported(why) => drop(put("unsupported", text(why.as_str()))),
        Answer::Refused(Refusal { name, offset, index, message }) => {
            put("error", text(name.as_ref()));
            put("message", text(message.as_str()));
            for (name, number) in [("offset", offset), ("index", index)] {
                if let Some(number) = number.and_then(|it| i64::try_from(it).ok()) {
                    put(name, Value::Integer(number));
                }
            }
        }
    }
    line(&Value::Map(fields))
}

/// The answer to `describe`.
pub(crate) fn description(id: i64, description: &Description) -> String {
    let mut fields = BTreeMap::from([
        ("protocol".to_owned(), text(PROTOCOL)),
        ("name".to_owned(), text(description.name.as_str())),
        ("version".to_owned(), text(description.version.as_str())),
    ]);
    if let Some(operations) = &description.operations {
        let names = operations.iter().map(|it| text(it.as_str())).collect();
        fields.insert("operations".to_owned(), Value::List(names));
    }
    if !description.places {
        fields.insert("places".to_owned(), Value::Boolean(false));
    }
    if let Some(notes) = &description.notes {
        fields.insert("notes".to_owned(), text(notes.as_str()));
    }
    line(&map([("id", Value::Integer(id)), ("describe", Value::Map(fields))]))
}

/// Reads a line into the fields of an answer to the request `id`.
fn fields(id: i64, line: &str) -> Result<BTreeMap<String, Value>, Garbage> {
    let value = parse(line).map_err(|error| Garbage::NotJson(error.to_string()))?;
    let Value::Map(mut fields) = value else { return Err(Garbage::NotOneAnswer) };
    match fields.remove("id") {
        Some(Value::Integer(found)) if found == id => Ok(fields),
        _ => Err(Garbage::AnotherId { expected: id }),
    }
}

fn optional_text(
    fields: &mut BTreeMap<String, Value>,
    field: &'static str,
) -> Result<Option<String>, Garbage> {
    match fields.remove(field) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text)),
        Some(_) => Err(Garbage::Field { field }),
    }
}

/// The description in a line, with the version of the protocol that it is of.
pub(crate) fn read_description(id: i64, line: &str) -> Result<(String, Description), Garbage> {
    let Some(Value::Map(mut fields)) = fields(id, line)?.remove("describe") else {
        return Err(Garbage::Field { field: "describe" });
    };
    let mut needed = |field| optional_text(&mut fields, field)?.ok_or(Garbage::Field { field });
    let protocol = needed("protocol")?;
    let mut description = Description::new(needed("name")?, needed("version")?);
    description.notes = optional_text(&mut fields, "notes")?;
    description.places = match fields.remove("places") {
        None => true,
        Some(Value::Boolean(places)) => places,
        Some(_) => return Err(Garbage::Field { field: "places" }),
    };
    description.operations = match fields.remove("operations") {
        None => None,
        Some(Value::List(names)) => {
            let name = |name| match name {
                Value::Text(name) => Ok(name),
                _ => Err(Garbage::Field { field: "operations" }),
            };
            Some(names.into_iter().map(name).collect::<Result<_, _>>()?)
        }
        Some(_) => return Err(Garbage::Field { field: "operations" }),
    };
    Ok((protocol, description))
}

/// The answer in a line, to the request `id`.
pub(crate) fn read_answer(id: i64, line: &str) -> Result<Answer, Garbage> {
    let mut fields = fields(id, line)?;
    let given = ["value", "cid", "error", "unsupported"];
    let mut given = given.into_iter().filter(|it| fields.contains_key(*it));
    let (Some(field), None) = (given.next(), given.next()) else {
        return Err(Garbage::NotOneAnswer);
    };
    match (field, fields.remove(field)) {
        ("value", Some(value)) => Ok(Answer::Value(value)),
        ("cid", Some(Value::Link(cid))) => Ok(Answer::Cid(cid)),
        ("unsupported", Some(Value::Text(why))) => Ok(Answer::Unsupported(why)),
        ("error", Some(Value::Text(name))) => {
            let message = optional_text(&mut fields, "message")?.unwrap_or_default();
            let mut number = |field| match fields.remove(field) {
                None => Ok(None),
                Some(Value::Integer(number)) => {
                    u64::try_from(number).map(Some).map_err(|_| Garbage::Field { field })
                }
                Some(_) => Err(Garbage::Field { field }),
            };
            let (offset, index) = (number("offset")?, number("index")?);
            Ok(Answer::Refused(Refusal { name: Cow::Owned(name), offset, index, message }))
        }
        (field, _) => Err(Garbage::Field { field }),
    }
}

/// A value as one line of DAG-JSON, with its end.
fn line(value: &Value) -> String {
    let mut line = String::new();
    write(value, &mut line);
    line.push('\n');
    line
}

/// A value as DAG-JSON without white space.
pub(crate) fn compact(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        // A string takes whatever is written to it.
        Value::Integer(value) => write!(out, "{value}").unwrap_or_default(),
        Value::Text(value) => string(value, out),
        Value::Link(cid) => {
            out.push_str("{\"/\":");
            string(cid, out);
            out.push('}');
        }
        Value::Bytes(bytes) => {
            out.push_str("{\"/\":{\"bytes\":\"");
            BASE64_NOPAD.encode_append(bytes, out);
            out.push_str("\"}}");
        }
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push('{');
            for (index, (key, item)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                string(key, out);
                out.push(':');
                write(item, out);
            }
            out.push('}');
        }
    }
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // Also the two that end a line in some languages and none in JSON.
            control if control < ' ' || matches!(control, '\u{7f}' | '\u{2028}' | '\u{2029}') => {
                write!(out, "\\u{:04x}", u32::from(control)).unwrap_or_default();
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let answers = [
            Answer::Value(map([
                ("text", text("line\nbreak \u{2028} \"quoted\\")),
                ("bytes", Value::Bytes(vec![0, 255, 7])),
                ("list", Value::List(vec![Value::Null, Value::Boolean(true), Value::Integer(-9)])),
            ])),
            Answer::Cid("bafyreif".into()),
            Answer::Unsupported("no such thing".into()),
            Answer::Refused(Refusal::new("Wrong", &"said").at(7).of_entry(0)),
        ];
        for expected in answers {
            let line = answer(9, &expected);
            assert_eq!(line.matches('\n').count(), 1);
            assert_eq!(read_answer(9, &line), Ok(expected));
        }
    }

    #[test]
    fn what_is_no_answer_is_told_apart() {
        let refused = |line: &str| read_answer(1, line).unwrap_err();
        assert!(matches!(refused("no"), Garbage::NotJson(_)));
        assert!(matches!(refused("{\"id\":1,\"value\":1.5}"), Garbage::NotJson(_)));
        assert_eq!(refused("[]"), Garbage::NotOneAnswer);
        assert_eq!(refused("{\"id\":2,\"value\":1}"), Garbage::AnotherId { expected: 1 });
        assert_eq!(refused("{\"value\":1}"), Garbage::AnotherId { expected: 1 });
        assert_eq!(refused("{\"id\":1}"), Garbage::NotOneAnswer);
        assert_eq!(refused("{\"id\":1,\"value\":1,\"error\":\"A\"}"), Garbage::NotOneAnswer);
        assert_eq!(refused("{\"id\":1,\"cid\":\"bafy\"}"), Garbage::Field { field: "cid" });
        assert_eq!(refused("{\"id\":1,\"error\":7}"), Garbage::Field { field: "error" });
        let offset = "{\"id\":1,\"error\":\"A\",\"offset\":-1}";
        assert_eq!(refused(offset), Garbage::Field { field: "offset" });
    }

    #[test]
    fn a_description_is_read_again() {
        let mut expected = Description::new("ours", "0.1");
        for operations in [None, Some(vec!["a.b".to_owned()])] {
            expected.operations = operations;
            expected.places = !expected.places;
            let read = read_description(0, &description(0, &expected));
            assert_eq!(read, Ok((PROTOCOL.to_owned(), expected.clone())));
        }
    }
}
