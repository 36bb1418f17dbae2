//! The other end of the protocol.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, Write},
};

use ipvm_vectors_loader::{Block, Case, Value, parse};

use crate::{
    implementation::{Answer, Implementation},
    outcome::{Refusal, UNNAMED},
    protocol,
};

/// Answers requests of `protocol.md` for an implementation until `requests` end.
///
/// A case that the implementation does not answer at all is told as a refusal without a name,
/// which no case expects.
///
/// # Errors
///
/// What reading and writing give; and `InvalidData` for a line that is no request.
pub fn serve(
    implementation: &mut impl Implementation,
    requests: impl BufRead,
    mut answers: impl Write,
) -> io::Result<()> {
    for line in requests.lines() {
        let (id, request) = read(&line?).ok_or(io::ErrorKind::InvalidData)?;
        let answer = match request {
            Request::Describe => {
                let description = implementation.describe().map_err(io::Error::other)?;
                protocol::description(id, &description)
            }
            Request::Case(case, blocks) => {
                let answer = implementation.answer(&case, &blocks);
                let answer =
                    answer.unwrap_or_else(|broken| Answer::Refused(Refusal::new(UNNAMED, &broken)));
                protocol::answer(id, &answer)
            }
        };
        answers.write_all(answer.as_bytes())?;
        answers.flush()?;
    }
    Ok(())
}

enum Request {
    Describe,
    Case(Box<Case>, Vec<Block>),
}

fn read(line: &str) -> Option<(i64, Request)> {
    let Value::Map(mut fields) = parse(line).ok()? else { return None };
    let Some(Value::Integer(id)) = fields.remove("id") else { return None };
    let Some(Value::Text(operation)) = fields.remove("operation") else { return None };
    if operation == "describe" {
        return Some((id, Request::Describe));
    }
    let Some(Value::Map(input)) = fields.remove("input") else { return None };
    let name = match fields.remove("case") {
        Some(Value::Text(name)) => name,
        _ => String::new(),
    };
    let blocks = match fields.remove("blocks") {
        None => Vec::new(),
        Some(Value::List(blocks)) => blocks.into_iter().map(block).collect::<Option<Vec<_>>>()?,
        Some(_) => return None,
    };
    Some((id, Request::Case(Box::new(Case::asked(name, operation, input)), blocks)))
}

fn block(value: Value) -> Option<Block> {
    let Value::Map(mut fields): Value = value else { return None };
    let mut field = |name: &str| BTreeMap::remove(&mut fields, name);
    match (field("cid"), field("bytes")) {
        (Some(Value::Link(cid)), Some(Value::Bytes(bytes))) => Some(Block::new(cid, bytes)),
        _ => None,
    }
}
