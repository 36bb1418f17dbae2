//! Tasks, receipts, and what is done with them.

use crate::{
    case,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_v1},
    dag_cbor, map,
    people::{ALICE, Person},
    token::Token,
    value::Value,
};

/// The second in which everything happens.
pub(super) const NOW: i64 = 1_767_225_600;

/// The executor that asks; its receipts are its own.
pub(super) const OURS: Person = ALICE;

/// A link to the task with this name; any CID will do, as nobody looks into it.
pub(super) fn task(name: &str) -> Value {
    Value::link(cid_v1(RAW, name.as_bytes()))
}

/// A map of one entry.
pub(super) fn one(key: &str, value: impl Into<Value>) -> Value {
    Value::Map(vec![(key.to_owned(), value.into())])
}

/// A promise of what stands on the `ok` branch of a task.
pub(super) fn await_ok(name: &str) -> Value {
    one("await/ok", task(name))
}

/// A promise of what stands on the `error` branch of a task.
pub(super) fn await_error(name: &str) -> Value {
    one("await/error", task(name))
}

/// A promise of the whole result of a task.
pub(super) fn await_any(name: &str) -> Value {
    one("await/*", task(name))
}

/// `value` inside of so many lists.
pub(super) fn nested(value: Value, lists: usize) -> Value {
    (0..lists).fold(value, |value, _| Value::List(vec![value]))
}

/// A receipt in the making.
#[derive(Clone, Debug)]
#[must_use]
pub(super) struct Receipt {
    executor: Person,
    ran: Value,
    out: Value,
    expiration: Value,
    meta: Vec<(String, Value)>,
}

/// The receipt of this executor that a task ended well, with `value`.
pub(super) fn ended(name: &str, value: impl Into<Value>) -> Receipt {
    receipt(name, one("ok", value))
}

/// The receipt of this executor that a task failed, with `value`.
pub(super) fn failed(name: &str, value: impl Into<Value>) -> Receipt {
    receipt(name, one("error", value))
}

fn receipt(name: &str, out: Value) -> Receipt {
    Receipt { executor: OURS, ran: task(name), out, expiration: Value::Null, meta: Vec::new() }
}

impl Receipt {
    /// Of another executor.
    pub(super) const fn by(mut self, executor: Person) -> Self {
        self.executor = executor;
        self
    }

    /// To be used until so many seconds after now.
    pub(super) fn until(mut self, seconds: i64) -> Self {
        self.expiration = (NOW + seconds).into();
        self
    }

    /// With this entry of `meta`.
    pub(super) fn meta(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.meta.push((key.to_owned(), value.into()));
        self
    }

    /// Marked as an error of the executor itself.
    pub(super) fn fault(self) -> Self {
        self.meta("ipvm/fault", true)
    }

    fn token(&self) -> Token {
        let did = self.executor.did();
        let mut payload = vec![
            ("iss", Value::from(did.clone())),
            ("sub", did.into()),
            ("cmd", "/ucan/assert/receipt".into()),
            ("args", map! { "ran" => self.ran.clone(), "out" => self.out.clone() }),
            ("prf", Value::List(Vec::new())),
            ("nonce", Value::Bytes(Vec::new())),
            ("exp", self.expiration.clone()),
            ("iat", NOW.into()),
        ];
        if !self.meta.is_empty() {
            payload.push(("meta", Value::Map(self.meta.clone())));
        }
        let payload = payload.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let message = dag_cbor::encode(&map! {
            "h" => self.executor.header(),
            "ucan/inv@1.0.0" => Value::Map(payload),
        });
        Token::new(self.executor.sign(&message), message)
    }

    /// The link to the receipt.
    pub(super) fn link(&self) -> Value {
        Value::link(cid_v1(DAG_CBOR, &self.token().bytes()))
    }

    fn bytes(&self) -> Value {
        self.token().bytes().into()
    }
}

/// What comes in, and whose word counts besides that of this executor.
#[derive(Clone, Debug, Default)]
#[must_use]
pub(super) struct Stage {
    receipts: Vec<Receipt>,
    trusted: Vec<Person>,
    named: Option<Person>,
    quorums: Vec<Value>,
    seconds: i64,
}

/// These receipts come in, in this order.
pub(super) fn given(receipts: impl Into<Vec<Receipt>>) -> Stage {
    Stage { receipts: receipts.into(), ..Stage::default() }
}

impl Stage {
    /// Where this executor is trusted explicitly.
    pub(super) fn trusting(mut self, executor: Person) -> Self {
        self.trusted.push(executor);
        self
    }

    /// Where the waiting invocation names this executor.
    pub(super) const fn naming(mut self, executor: Person) -> Self {
        self.named = Some(executor);
        self
    }

    /// Where so many of these executors settle a task.
    pub(super) fn demanding(mut self, name: &str, least: i64, panel: &[Person]) -> Self {
        let panel = panel.iter().map(|it| it.did().into()).collect::<Vec<Value>>();
        self.quorums.push(map! { "task" => task(name), "least" => least, "panel" => panel });
        self
    }

    /// So many seconds later.
    pub(super) const fn later(mut self, seconds: i64) -> Self {
        self.seconds = seconds;
        self
    }

    /// A case that resolves these arguments.
    pub(super) fn resolve(&self, slug: &str, args: Value) -> CaseBuilder {
        self.case(slug, "ucan.pipeline.resolve").input("args", args)
    }

    /// A case in which these tasks wait.
    pub(super) fn wait(&self, slug: &str, waiting: Value) -> CaseBuilder {
        self.case(slug, "ucan.pipeline.await").input("waiting", waiting)
    }

    /// A case that says what becomes of the receipts.
    pub(super) fn admit(&self, slug: &str) -> CaseBuilder {
        self.case(slug, "ucan.pipeline.admit")
    }

    fn case(&self, slug: &str, operation: &'static str) -> CaseBuilder {
        let receipts = self.receipts.iter().map(Receipt::bytes).collect::<Vec<Value>>();
        let mut case = case(slug)
            .operation(operation)
            .input("receipts", receipts)
            .input("executor", OURS.did())
            .input("now", NOW + self.seconds);
        if !self.trusted.is_empty() {
            let trusted = self.trusted.iter().map(|it| it.did().into()).collect::<Vec<Value>>();
            case = case.input("trusted", trusted);
        }
        if let Some(named) = self.named {
            case = case.input("named", named.did());
        }
        if !self.quorums.is_empty() {
            case = case.input("quorums", self.quorums.clone());
        }
        case
    }
}
