//! As much of JSON Schema 2020-12 as our schema uses. A keyword that is not known here
//! is an error, so that none is passed over in silence.

use regex_lite::Regex;
use serde_json::{Map, Value};

/// Checks `instance`, and says where and by which keyword it is refused.
pub(crate) fn evaluate(schema: &Value, instance: &Value) -> Result<(), String> {
    Evaluator { root: schema }.check(schema, instance, "")
}

struct Evaluator<'a> {
    root: &'a Value,
}

impl Evaluator<'_> {
    fn check(&self, schema: &Value, instance: &Value, at: &str) -> Result<(), String> {
        let schema = schema.as_object().expect("a schema is a map");
        for (keyword, argument) in schema {
            if !self.holds(keyword, argument, schema, instance, at)? {
                return Err(format!("{at}: {keyword} {argument} refuses {instance}"));
            }
        }
        Ok(())
    }

    /// One keyword; an error comes from further inside.
    fn holds(
        &self,
        keyword: &str,
        argument: &Value,
        schema: &Map<String, Value>,
        instance: &Value,
        at: &str,
    ) -> Result<bool, String> {
        let passes = |schema| self.check(schema, instance, at).is_ok();
        let schemas = || argument.as_array().expect("a list of schemas");
        Ok(match keyword {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let pointer = argument.as_str().and_then(|text| text.strip_prefix('#'));
                let target = pointer.and_then(|pointer| self.root.pointer(pointer));
                self.check(target.expect("a reference into the schema"), instance, at)?;
                true
            }
            "const" => instance == argument,
            "enum" => schemas().contains(instance),
            "type" => match argument {
                Value::Array(types) => types.iter().any(|name| is_of_type(name, instance)),
                name => is_of_type(name, instance),
            },
            "not" => !passes(argument),
            "anyOf" => schemas().iter().any(passes),
            "oneOf" => schemas().iter().filter(|schema| passes(schema)).count() == 1,
            "minLength" => instance
                .as_str()
                .is_none_or(|text| u64::try_from(text.chars().count()).ok() >= argument.as_u64()),
            "pattern" => instance.as_str().is_none_or(|text| {
                let pattern = argument.as_str().expect("a pattern");
                Regex::new(pattern).expect("a regular expression").is_match(text)
            }),
            "minimum" => number(instance).is_none_or(|it| Some(it) >= number(argument)),
            "maximum" => number(instance).is_none_or(|it| Some(it) <= number(argument)),
            "minItems" => instance
                .as_array()
                .is_none_or(|items| u64::try_from(items.len()).ok() >= argument.as_u64()),
            "uniqueItems" => instance.as_array().is_none_or(|items| {
                items.iter().enumerate().all(|(index, item)| !items[..index].contains(item))
            }),
            "items" => {
                for (index, item) in instance.as_array().into_iter().flatten().enumerate() {
                    self.check(argument, item, &format!("{at}/{index}"))?;
                }
                true
            }
            "required" => instance.as_object().is_none_or(|map| {
                schemas().iter().all(|name| map.contains_key(name.as_str().expect("a name")))
            }),
            "properties" => {
                for (name, schema) in argument.as_object().expect("schemas by name") {
                    if let Some(item) = instance.get(name) {
                        self.check(schema, item, &format!("{at}/{name}"))?;
                    }
                }
                true
            }
            "propertyNames" => {
                for name in instance.as_object().into_iter().flat_map(Map::keys) {
                    self.check(argument, &Value::String(name.clone()), &format!("{at}/{name}"))?;
                }
                true
            }
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object);
                for (name, item) in instance.as_object().into_iter().flatten() {
                    if known.is_some_and(|known| known.contains_key(name)) {
                        continue;
                    }
                    match argument {
                        Value::Bool(allowed) if *allowed => {}
                        Value::Bool(_) => return Err(format!("{at}: there is no field {name}")),
                        schema => self.check(schema, item, &format!("{at}/{name}"))?,
                    }
                }
                true
            }
            other => panic!("the keyword {other} is not evaluated here"),
        })
    }
}

fn is_of_type(name: &Value, instance: &Value) -> bool {
    match name.as_str() {
        Some("array") => instance.is_array(),
        Some("boolean") => instance.is_boolean(),
        Some("integer") => instance.is_i64() || instance.is_u64(),
        Some("null") => instance.is_null(),
        Some("object") => instance.is_object(),
        Some("string") => instance.is_string(),
        other => panic!("the type {other:?} is not evaluated here"),
    }
}

fn number(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}
