//! Values by name: `/kv/get`, `/kv/list`, `/kv/put`, `/kv/delete`, `/kv/swap`.
//!
//! The values of a subject stand under keys, in a [`KeyValue`] store of the embedder's
//! choice. A value is any data; it is kept as canonical DAG-CBOR, of
//! [`VALUE_LIMIT`](crate::store::VALUE_LIMIT) bytes at most. A key is text of 1 to
//! [`KEY_LIMIT`] bytes. The CID of a value is that of its DAG-CBOR: whoever has the value
//! has the CID, and a link to it is not permission to read it.
//!
//! # Queries
//!
//! | Command | Argument | | On `ok` |
//! |---|---|---|---|
//! | `/kv/get` | `key` | text | the value |
//! | `/kv/list` | `prefix` | text, may be empty | `{entries: [{key, value}], more}`, where `value` is a link and `more` says whether there are more |
//! | | `after` | text, optional: only keys behind this one | |
//! | | `limit` | integer from 1 to [`LIST_LIMIT`], optional: 100 unless it is given | |
//!
//! A key without a value is the error `NotFound`. Keys come in the order of their bytes.
//!
//! For a second the same query is answered from its receipt. Whoever has to see a change
//! that was made before gives the query a nonce of its own.
//!
//! # Mutations
//!
//! | Command | Argument | | On `ok` |
//! |---|---|---|---|
//! | `/kv/put` | `key` | text | `{previous, value}`: links to what stood there, or null, and to what stands there now |
//! | | `value` | anything | |
//! | `/kv/delete` | `key` | text | `{previous}` |
//! | `/kv/swap` | `key` | text | as of `/kv/put`, or of `/kv/delete` |
//! | | `expected` | link to the value that has to stand there, or null if there must be none | |
//! | | `value` | anything, optional: without it the value is taken away | |
//!
//! If something else stands there, `/kv/swap` changes nothing, and its error is
//! `Conflict` with the link `found`, or null. If what stood there could not be read any
//! more, `previous` is null and `damaged` is true beside it; only a change without a
//! condition is made then.
//!
//! # Once per task
//!
//! They are idempotent by task ID, and rightly so: the store makes the change and enters
//! the task in one step ([`KeyValue::apply`]). A task that was interrupted is run again,
//! changes nothing that it has changed already, and has the outcome that it had. Since
//! such a task may have an empty nonce, mind that the same put under the same nonce is
//! the *same* task, also a year later: to put a value back, give it another nonce.
//!
//! # Secrets
//!
//! What a secret task puts is found by secret tasks only, and so is what a tainted one
//! puts: the store keeps them apart ([`Namespace`]), keys and CIDs included. An open task
//! finds nothing there and learns nothing of it. To release a value, get it in a secret
//! task and put it in one that says that it is not secret. Where strangers may read the
//! store, hand over a [`KeyValue`] that keeps the secret namespaces somewhere else.

use std::{sync::Arc, time::Duration};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{EffectClass, HandlerDeclaration};
use ucan_core::Fields;
use ucan_invocation::Failure;
use varsig::{
    Block, RAW,
    dag_cbor::{self, Limits},
    multicodec::DAG_CBOR,
};

use super::arguments::{ArgumentError, command, effect, key, optional_number, text};
use crate::{
    Call, HandlerError, Registration, Subjects,
    store::{
        Change, Condition, KEY_LIMIT, Key, KeyValue, KeyValueError, Namespace, Outcome, Previous,
    },
};

/// The command that reads a value.
pub const GET: &str = "/kv/get";
/// The command that lists keys.
pub const LIST: &str = "/kv/list";
/// The command that sets a value.
pub const PUT: &str = "/kv/put";
/// The command that takes a value away.
pub const DELETE: &str = "/kv/delete";
/// The command that changes a value if it is the expected one.
pub const SWAP: &str = "/kv/swap";

/// The most keys of one answer.
pub const LIST_LIMIT: usize = 1000;

/// How many keys are listed unless the task says.
const LISTED: usize = 100;

/// How long the answer of a query may be used.
const LIFETIME: Duration = Duration::from_secs(1);

/// Reads the values of these subjects: [`GET`] and [`LIST`].
#[must_use]
pub fn queries(store: Arc<dyn KeyValue>, subjects: Subjects) -> [Registration; 2] {
    let query = |text| HandlerDeclaration::new(command(text), EffectClass::Query);
    let lists = Arc::clone(&store);
    let get = effect(
        query(GET),
        subjects.clone(),
        |fields| key(fields, "key"),
        move |key, call| get(&*store, &key, call),
    );
    let list = effect(query(LIST), subjects, Listing::read, move |listing, call| {
        listing.run(&*lists, call)
    });
    [get.with_lifetime(LIFETIME), list.with_lifetime(LIFETIME)]
}

/// Changes the values of these subjects: [`PUT`], [`DELETE`] and [`SWAP`].
///
/// An executor refuses them for [`Subjects::Any`]: everybody has a DID, and nobody's disk
/// is everybody's.
#[must_use]
pub fn mutations(store: Arc<dyn KeyValue>, subjects: Subjects) -> [Registration; 3] {
    let changes: [(_, fn(&mut Fields) -> _); 3] = [
        (PUT, |fields| Ok(Change::put(key(fields, "key")?, value(fields.required("value")?)?)?)),
        (DELETE, |fields| Ok(Change::delete(key(fields, "key")?))),
        (SWAP, read_swap),
    ];
    changes.map(|(text, read)| {
        let store = Arc::clone(&store);
        let declaration = HandlerDeclaration::new(command(text), EffectClass::Mutation);
        effect(declaration.idempotent(), subjects.clone(), read, move |change, call| {
            apply(&*store, &change, call)
        })
    })
}

fn read_swap(fields: &mut Fields) -> Result<Change, ArgumentError> {
    let key = key(fields, "key")?;
    let condition = match fields.required("expected")? {
        Ipld::Null => Condition::Absent,
        other => {
            let mut field = Fields::new([("expected".to_owned(), other)].into());
            Condition::Equals(field.link("expected")?)
        }
    };
    let value = fields.optional("value").map(value).transpose()?;
    Ok(Change::swap(key, condition, value)?)
}

fn value(value: Ipld) -> Result<Block, ArgumentError> {
    Ok(Block::encode(&value)?)
}

/// Among which names a task works.
fn namespace(call: &Call<'_>) -> Namespace {
    let subject = call.subject().clone();
    if call.is_secret() { Namespace::secret(subject) } else { Namespace::open(subject) }
}

fn get(store: &dyn KeyValue, key: &Key, call: &Call<'_>) -> Result<Ipld, HandlerError> {
    let found = store.get(&namespace(call), key).map_err(not_read)?;
    let found = found.ok_or_else(|| {
        let failure = Failure::new("NotFound", "the key has no value");
        HandlerError::Failed(failure.with_detail("key", key.as_str().into()).to_ipld())
    })?;
    // What else is in the store, the embedder has put there.
    match found.cid().codec() {
        RAW => Ok(Ipld::Bytes(found.bytes().to_vec())),
        DAG_CBOR => dag_cbor::decode(found.bytes(), &Limits::default()).map_err(|_| unreadable()),
        _ => Err(unreadable()),
    }
}

fn unreadable() -> HandlerError {
    HandlerError::not_done("UnreadableValue", "the value is neither DAG-CBOR nor bytes")
}

/// What `/kv/list` asks for.
struct Listing {
    prefix: String,
    after: Option<Key>,
    limit: usize,
}

impl Listing {
    fn read(fields: &mut Fields) -> Result<Self, ArgumentError> {
        let prefix = text(fields, "prefix", 0..=KEY_LIMIT)?;
        let after = match fields.optional("after") {
            None => None,
            Some(after) => {
                Some(key(&mut Fields::new([("after".to_owned(), after)].into()), "after")?)
            }
        };
        let limit = optional_number(fields, "limit", 1..=LIST_LIMIT)?.unwrap_or(LISTED);
        Ok(Self { prefix, after, limit })
    }

    fn run(&self, store: &dyn KeyValue, call: &Call<'_>) -> Result<Ipld, HandlerError> {
        // One more than is told says whether there are more.
        let mut listed = store
            .list(&namespace(call), &self.prefix, self.after.as_ref(), self.limit + 1)
            .map_err(not_read)?;
        let more = listed.len() > self.limit;
        listed.truncate(self.limit);
        let entries = listed
            .into_iter()
            .map(|row| map([("key", row.key.as_str().into()), ("value", Ipld::Link(row.value))]));
        Ok(map([("entries", Ipld::List(entries.collect())), ("more", more.into())]))
    }
}

fn apply(store: &dyn KeyValue, change: &Change, call: &Call<'_>) -> Result<Ipld, HandlerError> {
    match store.apply(call.id(), &namespace(call), change).map_err(not_applied)? {
        Outcome::Made { previous } => {
            let mut made = Vec::new();
            let cid = match previous {
                Previous::Absent => None,
                Previous::Value(cid) => Some(cid),
                Previous::Damaged => {
                    made.push(("damaged", true.into()));
                    None
                }
            };
            made.push(("previous", link(cid)));
            if let Some(value) = change.value() {
                made.push(("value", Ipld::Link(*value.cid())));
            }
            Ok(map(made))
        }
        Outcome::Conflict { found } => {
            let failure = Failure::new("Conflict", "another value stands there than was expected");
            Err(HandlerError::Failed(failure.with_detail("found", link(found)).to_ipld()))
        }
    }
}

fn link(cid: Option<Cid>) -> Ipld {
    cid.map_or(Ipld::Null, Ipld::Link)
}

fn map(entries: impl IntoIterator<Item = (&'static str, Ipld)>) -> Ipld {
    Ipld::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// What a query says of a failed store: nothing of the machine that it is on.
fn not_read(error: KeyValueError) -> HandlerError {
    match error {
        KeyValueError::DamagedValue { .. } => damaged_value(),
        _ => HandlerError::not_done("StoreFailed", "the store of values could not be read"),
    }
}

fn not_applied(error: KeyValueError) -> HandlerError {
    match error {
        KeyValueError::DamagedValue { .. } => damaged_value(),
        KeyValueError::OtherChange { .. } => HandlerError::not_done(
            "OtherChange",
            "the task has made another change before, secret or not, and makes one only",
        ),
        KeyValueError::DamagedOutcome { .. } => HandlerError::unknown(
            "DamagedOutcome",
            "what the task has done before is damaged, and it is not done again",
        ),
        // It may have been made all the same; to ask again is safe.
        _ => HandlerError::unknown("StoreFailed", "the store of values could not be written"),
    }
}

fn damaged_value() -> HandlerError {
    HandlerError::not_done("DamagedValue", "what stands there is damaged; put or delete it")
}

#[cfg(test)]
mod tests;
