//! DAG-JSON in a fixed, readable layout.

use crate::{base_encoding::base64, value::Value};

/// A container goes on one line if it fits this many columns.
const WIDTH: usize = 100;

/// Prints `value` as DAG-JSON: two spaces of indentation, short containers on
/// one line, entries in the order given, a newline at the end. Equal values give
/// equal bytes.
#[must_use]
pub fn print(value: &Value) -> String {
    let mut out = String::new();
    layout(value, 0, 0, &mut out);
    out.push('\n');
    out
}

/// Appends `value`, which starts at column `used` of a line indented by `indent`.
fn layout(value: &Value, indent: usize, used: usize, out: &mut String) {
    let mut line = String::new();
    compact(value, &mut line);
    // What goes deeper than a list or map of scalars is easier to read laid out.
    let simple = match value {
        Value::List(items) => items.iter().all(is_leaf),
        Value::Map(entries) => entries.iter().all(|(_, item)| is_leaf(item)),
        _ => true,
    };
    if is_leaf(value) || (simple && used + line.chars().count() <= WIDTH) {
        out.push_str(&line);
        return;
    }
    let inner = indent + 2;
    let (open, close) = if matches!(value, Value::List(_)) { ('[', ']') } else { ('{', '}') };
    out.push(open);
    let mut first = true;
    let mut next = |out: &mut String| {
        out.push_str(if first { "\n" } else { ",\n" });
        out.push_str(&" ".repeat(inner));
        first = false;
    };
    match value {
        Value::List(items) => {
            for item in items {
                next(out);
                layout(item, inner, inner, out);
            }
        }
        Value::Map(entries) => {
            for (key, item) in entries {
                next(out);
                let mut label = String::new();
                string(key, &mut label);
                label.push_str(": ");
                out.push_str(&label);
                layout(item, inner, inner + label.chars().count(), out);
            }
        }
        _ => {}
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(close);
}

/// What is never broken over lines.
fn is_leaf(value: &Value) -> bool {
    match value {
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => true,
    }
}

fn compact(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Integer(value) => out.push_str(&value.to_string()),
        Value::Text(text) => string(text, out),
        Value::Bytes(bytes) => {
            out.push_str(r#"{"/": {"bytes": ""#);
            out.push_str(&base64(bytes));
            out.push_str(r#""}}"#);
        }
        Value::Link(cid) => {
            out.push_str(r#"{"/": "#);
            string(cid, out);
            out.push('}');
        }
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                compact(item, out);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push('{');
            for (index, (key, item)) in entries.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                string(key, out);
                out.push_str(": ");
                compact(item, out);
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
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // The rest of the controls, and what editors do not show.
            '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{feff}' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{list, map};

    #[test]
    fn keeps_short_containers_on_a_line_and_breaks_nested_ones() {
        let value = map! { "b" => list![1, 2], "a" => map! { "x" => [0xff_u8], "y" => map! {} } };
        assert_eq!(
            print(&value),
            "{\n  \"b\": [1, 2],\n  \"a\": {\"x\": {\"/\": {\"bytes\": \"/w\"}}, \"y\": {}}\n}\n"
        );
    }

    #[test]
    fn escapes_what_json_or_an_editor_would_hide() {
        assert_eq!(print(&"\"\\\n\u{1}\u{feff}é".into()), "\"\\\"\\\\\\n\\u0001\\ufeffé\"\n");
    }
}
