//! The operations of the layer.

pub(super) mod errors;
mod wave;

use ipld_core::cid::Cid;
use ipld_core::ipld::Ipld;
use ipld_wit::wit::Wit;
use ipld_wit::{
    ArgumentError, Budget, FunctionType, Output, Parameter, Profile, Type, TypeTextError,
};
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text, valid};
use std::collections::BTreeMap;
use varsig::{Block, dag_cbor::Limits, dag_json};

use errors::refuse;

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ipld-wit.type.check" => {
            Ok(case.text("type")?.parse::<Type>().map(|_| valid()).map_err(|error| refuse(&error)))
        }
        "ipld-wit.decode" => decode(case),
        "ipld-wit.encode" => encode(case),
        "ipld-wit.params.canonical" => canonical(case),
        "ipld-wit.params.content-links" => content_links(case),
        "ipld-wit.result.encode" => result(case),
        "ipld-wit.exports" => exports(case),
        "ipld-wit.arguments.parse" => arguments(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

/// The function of one parameter of the type of a case, or with it as the result.
fn one(case: &Case) -> Result<(Type, FunctionType), Fault> {
    let ty: Type = input(case.text("type")?.parse())?;
    let function = FunctionType::new(vec![Parameter::new("a", ty.clone())], None);
    let function = function.map_err(|_| Fault::Invariant("the type is none of a parameter"))?;
    let finite = case.input.get("finite") == Some(&Value::Boolean(true));
    Ok((ty, if finite { function.refusing_non_finite() } else { function }))
}

fn decode(case: &Case) -> Run {
    let (ty, function) = one(case)?;
    let data = match case.input.get("float64") {
        Some(Value::Bytes(bytes)) => {
            let bytes = <[u8; 8]>::try_from(bytes.as_slice());
            let bytes = bytes.map_err(|_| Fault::Invariant("a float has eight bytes"))?;
            Ipld::Float(f64::from_be_bytes(bytes))
        }
        _ => from_json(case.text("data")?)?,
    };
    let contents = contents(case)?;
    let budget = budget(case)?;
    let alone = ipld_wit::decode(&ty, &data, &contents, &budget);
    let decoded = function.decode_params(std::slice::from_ref(&data), &contents, &budget);
    if !function.refuses_non_finite()
        && alone.as_ref().ok() != decoded.as_ref().ok().and_then(|values| values.first())
    {
        return Err(Fault::Invariant("alone it is another value than as an argument"));
    }
    Ok(decoded
        .map(|values| Outcome::Value(text(wave::write(&ty, &values[0]))))
        .map_err(|error| refuse(&error)))
}

fn encode(case: &Case) -> Run {
    let (ty, function) = one(case)?;
    let value = wave::read(&ty, case.text("value")?)?;
    if case.has_input("finite") {
        return Ok(match function.encode_params(&[value]) {
            Ok(params) => Ok(json(&params[0])?),
            Err(error) => Err(refuse(&error)),
        });
    }
    Ok(match ipld_wit::encode(&ty, &value, &budget(case)?) {
        Ok(data) => Ok(json(&data)?),
        Err(error) => Err(refuse(&error)),
    })
}

fn canonical(case: &Case) -> Run {
    let (function, params) = called(case)?;
    let values = match function.decode_params(&params, &contents(case)?, &Budget::default()) {
        Ok(values) => values,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let params = function.encode_params(&values);
    let params = params.map_err(|_| Fault::Invariant("what was decoded is not encoded"))?;
    Ok(Ok(json(&Ipld::List(params))?))
}

fn content_links(case: &Case) -> Run {
    let (function, params) = called(case)?;
    Ok(function
        .content_links(&params)
        .map(|cids| cids.iter().map(|cid| Value::Link(cid.to_string())).collect())
        .map(|links| Outcome::Value(Value::List(links)))
        .map_err(|error| refuse(&error)))
}

fn result(case: &Case) -> Run {
    let function: FunctionType = input(case.text("function")?.parse())?;
    let value = match (function.result(), case.has_input("value")) {
        (Some(ty), true) => Some(wave::read(ty, case.text("value")?)?),
        _ => None,
    };
    Ok(match function.encode_result(value, &Budget::default()) {
        Ok(Output::Ok(value)) => Ok(json(&Ipld::Map([("ok".into(), value)].into()))?),
        Ok(Output::Error(value)) => Ok(json(&Ipld::Map([("error".into(), value)].into()))?),
        Err(error) => Err(refuse(&error)),
    })
}

fn exports(case: &Case) -> Run {
    let mut profile = Profile::STRICT;
    for enabled in list(case, "enabled") {
        profile = match enabled {
            Value::Text(name) if name == "map" => profile.with_maps(),
            Value::Text(name) if name == "fixed-length-list" => profile.with_fixed_length_lists(),
            other => {
                return Err(Fault::Choice { input: "enabled", found: format!("{other:?}") });
            }
        };
    }
    let wit = match Wit::from_text(case.text("wit")?, None) {
        Ok(wit) => wit,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let mut exports = wit.exports(&profile);
    exports.sort_by(|a, b| a.name.cmp(&b.name));
    let mut found = Vec::new();
    for export in exports {
        match export.ty {
            Ok(function) => {
                let function = text(function.to_string());
                found.push(map([("name", text(export.name)), ("function", function)]));
            }
            Err(refused) => return Ok(Err(refuse(&refused))),
        }
    }
    Ok(Ok(Outcome::Value(Value::List(found))))
}

fn arguments(case: &Case) -> Run {
    let function: FunctionType = input(case.text("function")?.parse())?;
    let texts: Vec<&str> = list(case, "texts")
        .iter()
        .map(|text| match text {
            Value::Text(text) => Ok(text.as_str()),
            _ => Err(Fault::Invariant("an argument is no text")),
        })
        .collect::<Result<_, _>>()?;
    Ok(match function.parse_args(&texts) {
        Ok(arguments) => Ok(json(&Ipld::List(arguments))?),
        Err(error) => {
            let index = match &error {
                ArgumentError::Text { path, .. } => errors::argument(path),
                _ => None,
            };
            Err(refuse(&error).of_entry(index))
        }
    })
}

fn called(case: &Case) -> Result<(FunctionType, Vec<Ipld>), Fault> {
    let function = input(case.text("function")?.parse())?;
    match from_json(case.text("params")?)? {
        Ipld::List(params) => Ok((function, params)),
        _ => Err(Fault::Invariant("the arguments are no list")),
    }
}

fn input<T>(parsed: Result<T, TypeTextError>) -> Result<T, Fault> {
    parsed.map_err(|_| Fault::Invariant("the input is no type"))
}

fn list<'c>(case: &'c Case, name: &str) -> &'c [Value] {
    match case.input.get(name) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn contents(case: &Case) -> Result<BTreeMap<Cid, Vec<u8>>, Fault> {
    let block = |content: &Value| match content {
        Value::Bytes(bytes) => Ok((*Block::raw(bytes.clone()).cid(), bytes.clone())),
        _ => Err(Fault::Invariant("content is bytes")),
    };
    list(case, "contents").iter().map(block).collect()
}

fn budget(case: &Case) -> Result<Budget, Fault> {
    let mut budget = Budget::default();
    let Some(Value::Map(bounds)) = case.input.get("budget") else { return Ok(budget) };
    for (name, bound) in bounds {
        let Value::Integer(bound) = bound else {
            return Err(Fault::Invariant("a bound is an integer"));
        };
        let bound = usize::try_from(*bound).map_err(|_| Fault::Invariant("a negative bound"))?;
        budget = match name.as_str() {
            "depth" => budget.with_depth(bound),
            "elements" => budget.with_elements(bound),
            "bytes" => budget.with_bytes(bound),
            _ => return Err(Fault::Choice { input: "budget", found: name.clone() }),
        };
    }
    Ok(budget)
}

fn from_json(text: &str) -> Result<Ipld, Fault> {
    dag_json::decode_canonical(text.as_bytes(), &Limits::default())
        .map_err(|_| Fault::Invariant("the input is no canonical DAG-JSON"))
}

fn json(value: &Ipld) -> Result<Outcome, Fault> {
    let bytes =
        dag_json::encode(value).map_err(|_| Fault::Invariant("the value has no DAG-JSON form"))?;
    let written = String::from_utf8(bytes);
    let written = written.map_err(|_| Fault::Invariant("DAG-JSON is not UTF-8"))?;
    Ok(Outcome::Value(text(written)))
}
