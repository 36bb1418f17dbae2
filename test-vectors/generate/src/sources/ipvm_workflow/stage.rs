//! Tasks and documents, as they are written and as they are sealed.

use crate::{
    cid::{DAG_CBOR, RAW, cid_v1},
    dag_cbor, map,
    people::{BOB, Person},
    token::Token,
    value::Value,
};

/// A link to what has this name; any CID will do, as nobody looks into it.
pub(in crate::sources) fn link(name: &str) -> Value {
    Value::link(cid_v1(RAW, name.as_bytes()))
}

/// A map of one entry.
pub(in crate::sources) fn one(key: &str, value: impl Into<Value>) -> Value {
    Value::Map(vec![(key.to_owned(), value.into())])
}

/// A map without entries.
pub(in crate::sources) const fn empty() -> Value {
    Value::Map(Vec::new())
}

/// What stands where the failure is put in.
pub(in crate::sources) fn slot() -> Value {
    one("ipvm/failure", Value::Null)
}

/// A map of entries whose keys are not known beforehand.
pub(in crate::sources) fn entries<K: Into<String>>(
    entries: impl IntoIterator<Item = (K, Value)>,
) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// `map` with this field, in place of the one that may be there.
pub(in crate::sources) fn with(map: Value, name: &str, value: impl Into<Value>) -> Value {
    let Value::Map(mut fields) = without(map, name) else { return Value::Null };
    fields.push((name.to_owned(), value.into()));
    Value::Map(fields)
}

/// `map` without this field.
pub(in crate::sources) fn without(map: Value, name: &str) -> Value {
    let Value::Map(mut fields) = map else { return Value::Null };
    fields.retain(|(found, _)| found != name);
    Value::Map(fields)
}

/// A task with links in the place of labels, on what is Bob's.
#[derive(Clone, Debug)]
#[must_use]
pub(in crate::sources) struct Task {
    subject: Person,
    command: &'static str,
    args: Value,
    nonce: Vec<u8>,
    proofs: Vec<Value>,
    meta: Option<Value>,
}

/// A task of this command and with these arguments, with an empty nonce.
pub(in crate::sources) fn task(command: &'static str, args: Value) -> Task {
    let (nonce, proofs, meta) = (Vec::new(), Vec::new(), None);
    Task { subject: BOB, command, args, nonce, proofs, meta }
}

/// A call of `function` of some module.
pub(in crate::sources) fn call(function: &str, params: Value) -> Task {
    task("/wasm/run", wasm(function, params))
}

/// The arguments of a call of `function` of some module.
pub(in crate::sources) fn wasm(function: &str, params: Value) -> Value {
    map! { "mod" => link("a module"), "fun" => function, "params" => params }
}

impl Task {
    /// On what is somebody else's.
    pub(in crate::sources) const fn on(mut self, subject: Person) -> Self {
        self.subject = subject;
        self
    }

    pub(in crate::sources) fn nonce(mut self, nonce: impl Into<Vec<u8>>) -> Self {
        self.nonce = nonce.into();
        self
    }

    /// Which names these proofs, root first.
    pub(in crate::sources) fn proofs(mut self, proofs: &[Token]) -> Self {
        self.proofs = proofs.iter().map(Token::link).collect();
        self
    }

    pub(in crate::sources) fn meta(mut self, meta: Value) -> Self {
        self.meta = Some(meta);
        self
    }

    /// Configured so.
    pub(in crate::sources) fn config(self, config: Value) -> Self {
        self.meta(one("ipvm/config", config))
    }

    /// Its ID: the link to the map of its four fields.
    pub(in crate::sources) fn id(&self) -> Value {
        Value::link(cid_v1(DAG_CBOR, &dag_cbor::encode(&self.fields())))
    }

    /// Promises of this task.
    pub(in crate::sources) fn ok(&self) -> Value {
        one("await/ok", self.id())
    }

    pub(in crate::sources) fn error(&self) -> Value {
        one("await/error", self.id())
    }

    pub(in crate::sources) fn any(&self) -> Value {
        one("await/*", self.id())
    }

    fn fields(&self) -> Value {
        map! {
            "sub" => self.subject.did(),
            "cmd" => self.command,
            "args" => self.args.clone(),
            "nonce" => self.nonce.clone(),
        }
    }

    /// As it stands in a document.
    pub(in crate::sources) fn embedded(&self) -> Value {
        let embedded = with(self.fields(), "prf", self.proofs.clone());
        match &self.meta {
            None => embedded,
            Some(meta) => with(embedded, "meta", meta.clone()),
        }
    }
}

/// The document of these tasks.
pub(in crate::sources) fn document(tasks: &[(&str, &Task)]) -> Value {
    let tasks = entries(tasks.iter().map(|(label, task)| (*label, task.embedded())));
    map! { "v" => "0.2.0", "tasks" => tasks }
}

/// The draft of these tasks.
pub(in crate::sources) fn draft(tasks: Vec<(&str, Value)>) -> Value {
    map! { "v" => "0.2.0", "tasks" => entries(tasks) }
}

/// A task of a draft of which sealing fills in the rest.
pub(in crate::sources) fn step(command: &str, args: Value) -> Value {
    map! { "cmd" => command, "args" => args }
}
