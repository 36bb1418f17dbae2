//! The protocol of test-vectors/protocol.md for adapters in Rust: a module that they include by
//! its path. It knows nothing of any implementation.

use std::io::{BufRead, Write};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use serde_json::{Value, json};

/// What an operation comes to.
pub enum Answer {
    /// It succeeded, with this value in DAG-JSON.
    Value(Value),
    /// It succeeded, with the link that has this text.
    Cid(String),
    /// It was refused: the neutral name, and what the implementation said.
    Error(&'static str, String),
    /// The implementation cannot do this: what is missing.
    Unsupported(String),
}

/// The value of operations that give nothing but that they succeeded.
pub fn valid() -> Answer {
    Answer::Value(json!({"valid": true}))
}

/// Bytes as the protocol writes them.
pub fn bytes_out(bytes: &[u8]) -> Value {
    json!({"/": {"bytes": STANDARD_NO_PAD.encode(bytes)}})
}

/// The bytes in a field of an input, if the field is there.
pub fn bytes_in(input: &Value, field: &str) -> Option<Vec<u8>> {
    let text = input[field]["/"]["bytes"].as_str()?;
    Some(STANDARD_NO_PAD.decode(text).expect("the runner writes base64"))
}

/// Answers requests until standard input ends. `operate` is given the names in `operations`.
pub fn serve(describe: Value, operations: &[&str], operate: impl Fn(&str, &Value) -> Answer) {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line.expect("lines of UTF-8")).expect("JSON");
        let operation = request["operation"].as_str().expect("an operation");
        let mut answer = if operation == "describe" {
            let mut describe = describe.clone();
            describe["protocol"] = json!("1.0");
            describe["operations"] = json!(operations);
            json!({"describe": describe})
        } else if operations.contains(&operation) {
            match operate(operation, &request["input"]) {
                Answer::Value(value) => json!({"value": value}),
                Answer::Cid(cid) => json!({"cid": {"/": cid}}),
                Answer::Error(name, message) => json!({"error": name, "message": message}),
                Answer::Unsupported(reason) => json!({"unsupported": reason}),
            }
        } else {
            json!({"unsupported": "no such operation"})
        };
        answer["id"] = request["id"].clone();
        writeln!(output, "{answer}").expect("the runner listens");
        output.flush().expect("the runner listens");
    }
}
