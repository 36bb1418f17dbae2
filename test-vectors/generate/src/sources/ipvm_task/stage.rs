//! Receipts, and what is judged by them.

use crate::{
    case,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_v1},
    dag_cbor, map,
    people::Person,
    token::Invocation,
    value::Value,
};

/// The second in which everything happens.
pub(super) const NOW: i64 = 1_767_225_600;

/// A link to content of this name; nobody looks into it.
pub(super) fn named(name: &str) -> Value {
    Value::link(cid_v1(RAW, name.as_bytes()))
}

/// The DIDs of people.
pub(super) fn dids(people: &[Person]) -> Value {
    Value::List(people.iter().map(|it| it.did().into()).collect())
}

/// A map of one entry.
fn one(key: &str, value: impl Into<Value>) -> Value {
    Value::Map(vec![(key.to_owned(), value.into())])
}

/// The address of an outcome.
pub(super) fn address(branch: &str, value: impl Into<Value>) -> Value {
    Value::link(cid_v1(DAG_CBOR, &dag_cbor::encode(&one(branch, value))))
}

/// The address of an outcome that asks for the task of this name.
pub(super) fn address_joining(value: impl Into<Value>, task: &str) -> Value {
    let outcome = map! { "ok" => value.into(), "fx" => map! { "join" => named(task) } };
    Value::link(cid_v1(DAG_CBOR, &dag_cbor::encode(&outcome)))
}

/// A receipt in the making.
#[derive(Clone, Debug)]
#[must_use]
pub(super) struct Receipt {
    executor: Person,
    ran: Value,
    out: Value,
    issued: i64,
    expiration: Value,
    meta: Vec<(String, Value)>,
    asks: Option<Value>,
}

/// Somebody says that the task ended well, with this number.
pub(super) fn says(executor: Person, number: i32) -> Receipt {
    Receipt {
        executor,
        ran: named("task"),
        out: one("ok", number),
        issued: 0,
        expiration: Value::Null,
        meta: Vec::new(),
        asks: None,
    }
}

/// Somebody says that the task failed, with this value.
pub(super) fn failed(executor: Person, value: impl Into<Value>) -> Receipt {
    Receipt { out: one("error", value), ..says(executor, 0) }
}

/// Somebody says that they could not end the task.
pub(super) fn fault(executor: Person, name: &str, message: &str) -> Receipt {
    failed(executor, map! { "name" => name, "message" => message }).meta("ipvm/fault", true)
}

impl Receipt {
    /// About another task.
    pub(super) fn about(mut self, task: &str) -> Self {
        self.ran = named(task);
        self
    }

    /// Issued so many seconds after now.
    pub(super) const fn at(mut self, seconds: i64) -> Self {
        self.issued = seconds;
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

    /// Asking for the task of this name.
    pub(super) fn joining(mut self, task: &str) -> Self {
        self.asks = Some(map! { "join" => named(task) });
        self
    }

    /// Taken from this receipt.
    pub(super) fn from(self, source: &Self) -> Self {
        let source = Value::link(cid_v1(DAG_CBOR, &source.bytes()));
        self.meta("ipvm/from", source)
    }

    fn bytes(&self) -> Vec<u8> {
        let mut args =
            vec![("ran".to_owned(), self.ran.clone()), ("out".to_owned(), self.out.clone())];
        args.extend(self.asks.clone().map(|asks| ("fx".to_owned(), asks)));
        let draft = Invocation::new(self.executor, self.executor)
            .with("cmd", "/ucan/assert/receipt")
            .with("args", Value::Map(args))
            .with("nonce", Vec::<u8>::new())
            .with("exp", self.expiration.clone())
            .with("iat", NOW + self.issued);
        let draft = match self.meta.is_empty() {
            true => draft,
            false => draft.with("meta", Value::Map(self.meta.clone())),
        };
        draft.sign().bytes()
    }
}

/// What is judged, and by what.
#[derive(Clone, Debug)]
#[must_use]
pub(super) struct Stage {
    class: &'static str,
    check: Value,
    trusted: Vec<Person>,
    receipts: Vec<Receipt>,
    seconds: i64,
}

/// A pure task with this check, by these receipts.
pub(super) fn judged(check: impl Into<Value>, receipts: impl Into<Vec<Receipt>>) -> Stage {
    let check = check.into();
    Stage { class: "pure", check, trusted: Vec::new(), receipts: receipts.into(), seconds: 0 }
}

impl Stage {
    /// Of this class.
    pub(super) const fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// Where the word of these counts.
    pub(super) fn trusting(mut self, people: &[Person]) -> Self {
        self.trusted = people.to_vec();
        self
    }

    /// So many seconds later.
    pub(super) const fn later(mut self, seconds: i64) -> Self {
        self.seconds = seconds;
        self
    }

    fn case(&self, slug: &str, operation: &'static str) -> CaseBuilder {
        let receipts = self.receipts.iter().map(|it| it.bytes().into()).collect::<Vec<Value>>();
        case(slug)
            .operation(operation)
            .input("task", named("task"))
            .input("class", self.class)
            .input("check", self.check.clone())
            .input("trusted", dids(&self.trusted))
            .input("receipts", receipts)
            .input("now", NOW + self.seconds)
    }

    /// Whether the result counts.
    pub(super) fn accept(&self, slug: &str) -> CaseBuilder {
        self.case(slug, "task.judge.accept")
    }

    /// The verdict, with these fields, and what each receipt does.
    pub(super) fn verdict(
        &self,
        slug: &str,
        verdict: &str,
        fields: Vec<(&str, Value)>,
        receipts: &[&str],
    ) -> CaseBuilder {
        let mut all = vec![("verdict".to_owned(), Value::from(verdict))];
        all.extend(fields.into_iter().map(|(key, value)| (key.to_owned(), value)));
        let receipts = receipts.iter().map(|it| (*it).into()).collect::<Vec<Value>>();
        all.push(("receipts".to_owned(), receipts.into()));
        self.case(slug, "task.judge.verdict").expect_value(Value::Map(all))
    }
}
