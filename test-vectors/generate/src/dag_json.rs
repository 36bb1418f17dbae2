//! Canonical DAG-JSON, written in a few lines of our own.

use crate::{base_encoding::base64, value::Value};

/// `value` in canonical DAG-JSON: no white space, keys in the order of their bytes.
///
/// # Panics
///
/// On a string with a control character, which no case has.
#[must_use]
pub fn encode(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Text(text) => string(text),
        Value::Bytes(bytes) => format!(r#"{{"/":{{"bytes":"{}"}}}}"#, base64(bytes)),
        Value::Link(cid) => format!(r#"{{"/":"{cid}"}}"#),
        Value::List(items) => {
            format!("[{}]", items.iter().map(encode).collect::<Vec<_>>().join(","))
        }
        Value::Map(entries) => {
            let mut entries = entries.iter().collect::<Vec<_>>();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", string(key), encode(value)))
                .collect::<Vec<_>>();
            format!("{{{}}}", entries.join(","))
        }
    }
}

fn string(text: &str) -> String {
    assert!(!text.chars().any(|it| it < ' '), "a control character in {text:?}");
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{list, map};

    #[test]
    fn writes_the_examples_of_the_text() {
        let value = map! { "b" => list![1, Value::Null], "aa" => [0xff_u8], "c" => "\"\\" };
        assert_eq!(encode(&value), r#"{"aa":{"/":{"bytes":"/w"}},"b":[1,null],"c":"\"\\"}"#);
    }
}
