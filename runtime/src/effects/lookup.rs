//! What was computed from content, and what it came from: `/receipt/find`.
//!
//! | Argument | |
//! |---|---|
//! | `cid` | link: content, a program, a token, or a task |
//! | `role` | string, not required: `used`, `produced` or `answered`; all three if it is not there |
//! | `after` | link, not required: goes on after this receipt; wants a `role` |
//! | `limit` | integer from 1 to [`LIMIT`], not required: how many receipts of each role; 10 |
//!
//! On `ok` stands a list of maps, one for each receipt:
//!
//! | Key | |
//! |---|---|
//! | `receipt` | link: the receipt |
//! | `token` | bytes: the receipt itself, signed, so that nobody has to be believed; not there if it is larger than an answer may be |
//! | `task` | link: the task that it answers |
//! | `role` | string: how the content stands to it |
//! | `command` | string: what was to be done |
//! | `module`, `function` | link and string: what was called, if it was a function |
//!
//! Where very many receipts must not be shown, an answer may end early. Then its last map has
//! nothing but `role` and `after`: what to ask for, to go on.
//!
//! Questions like this one are no use of what they are about, and are found only by their own
//! task: else each answer would hold all before it.
//!
//! # Who sees what
//!
//! Receipts say what was computed, from what, and with which result. So whoever asks sees
//! those of tasks on the very subject of the task that asks (ruling I11), and needs the
//! authority of that subject for this command, as for any other. Receipts of secrets are
//! not found. [`Subjects::Any`] is safe.
//!
//! It is a query: a second later there may be more.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{EffectClass, HandlerDeclaration};
use ucan_core::{Check, DidKeyResolver, Envelope, FieldError, FieldRule, Proofs, Timestamp};
use ucan_invocation::{Invocation, Receipt};
use varsig::{Block, VerifierSet};

use super::arguments::{ArgumentError, command, effect, optional_number};
use crate::{
    Call, HandlerError, Registration, Subjects,
    store::{Lookup, ReceiptRecord, Receipts, Role, StoreError},
};

/// The command.
pub const FIND: &str = "/receipt/find";

/// The most receipts of one role in one answer.
pub const LIMIT: usize = 100;

/// How many receipts of one role there are in an answer unless it is said.
const DEFAULT_LIMIT: usize = 10;

/// How many receipts of one role are looked at for one answer.
const MOST_LOOKED_AT: usize = 1_000;

/// The most bytes of receipts in one answer. What is more is asked for with `after`.
const BYTES: usize = 4 << 20;

const ROLES: [(Role, &str); 3] =
    [(Role::Input, "used"), (Role::Output, "produced"), (Role::Task, "answered")];

struct Question {
    cid: Cid,
    role: Option<Role>,
    after: Option<Cid>,
    limit: usize,
}

/// Finds receipts in `receipts` for tasks on these subjects.
#[must_use]
pub fn find(receipts: Arc<dyn Receipts>, subjects: Subjects) -> Registration {
    let declaration = HandlerDeclaration::new(command(FIND), EffectClass::Query);
    effect(
        declaration,
        subjects,
        |fields| {
            let cid = fields.link("cid")?;
            let role = match fields.optional("role") {
                None => None,
                Some(Ipld::String(role)) => Some(role_of(&role)?),
                Some(_) => return Err(not_a_role()),
            };
            let after = match (fields.optional("after"), role) {
                (None, _) => None,
                (Some(Ipld::Link(after)), Some(_)) => Some(after),
                (Some(Ipld::Link(_)), None) => {
                    let expected = "left out, or given together with `role`";
                    return Err(FieldError::new("after", FieldRule::Value { expected }).into());
                }
                (Some(_), _) => {
                    return Err(
                        FieldError::new("after", FieldRule::Value { expected: "a link" }).into()
                    );
                }
            };
            let limit = optional_number(fields, "limit", 1..=LIMIT)?.unwrap_or(DEFAULT_LIMIT);
            Ok(Question { cid, role, after, limit })
        },
        move |question, call| answer(receipts.as_ref(), &question, call),
    )
    .with_lifetime(Duration::from_secs(1))
}

fn role_of(name: &str) -> Result<Role, ArgumentError> {
    ROLES.iter().find(|(_, it)| *it == name).map(|(role, _)| *role).ok_or_else(not_a_role)
}

fn not_a_role() -> ArgumentError {
    let expected = "`used`, `produced` or `answered`";
    FieldError::new("role", FieldRule::Value { expected }).into()
}

fn answer(
    receipts: &dyn Receipts,
    question: &Question,
    call: &Call<'_>,
) -> Result<Ipld, HandlerError> {
    let mut found = Vec::new();
    let mut left = BYTES;
    for (role, name) in ROLES {
        if question.role.is_some_and(|wanted| wanted != role) {
            continue;
        }
        let lookup = Lookup::new(role, &question.cid).of(call.subject());
        let (mut after, end) = (question.after, found.len() + question.limit);
        let mut looked_at = 0;
        // What must not be shown takes no place from what may be.
        while found.len() < end && looked_at < MOST_LOOKED_AT {
            let wanted = end - found.len();
            let page = receipts.find(&lookup, after.as_ref(), wanted);
            let page = page.map_err(|error| failed(&error))?;
            let Some(last) = page.last() else { break };
            (after, looked_at) = (Some(*last), looked_at + page.len());
            for receipt in page {
                let record = match receipts.record(&receipt) {
                    Ok(Some(record)) => record,
                    Ok(None) | Err(StoreError::Damaged { .. }) => continue,
                    Err(error) => return Err(failed(&error)),
                };
                if role != Role::Task && is_question(&record) {
                    continue;
                }
                if is_secret(&record.block, call.now()) {
                    continue;
                }
                let token = record.block.bytes();
                let mut map = BTreeMap::from([
                    ("receipt".to_owned(), Ipld::Link(receipt)),
                    ("task".to_owned(), Ipld::Link(record.task)),
                    ("role".to_owned(), Ipld::String(name.to_owned())),
                ]);
                // One that fits into no answer would be in the way of all behind it.
                if token.len() <= BYTES {
                    let Some(rest) = left.checked_sub(token.len()) else {
                        return Ok(Ipld::List(found));
                    };
                    left = rest;
                    map.insert("token".to_owned(), Ipld::Bytes(token.to_vec()));
                }
                if let Some(about) = record.about {
                    map.insert("command".to_owned(), Ipld::String(about.command.to_string()));
                    if let Some(called) = about.call {
                        map.insert("module".to_owned(), Ipld::Link(called.module));
                        map.insert("function".to_owned(), Ipld::String(called.function));
                    }
                }
                found.push(Ipld::Map(map));
            }
        }
        if let Some(after) = after.filter(|_| found.len() < end && looked_at >= MOST_LOOKED_AT) {
            // There may be more, and the last that is shown is not the last that was looked at.
            found.push(Ipld::Map(BTreeMap::from([
                ("after".to_owned(), Ipld::Link(after)),
                ("role".to_owned(), Ipld::String(name.to_owned())),
            ])));
            return Ok(Ipld::List(found));
        }
    }
    Ok(Ipld::List(found))
}

/// Whether it is the receipt of a question like this one.
fn is_question(record: &ReceiptRecord) -> bool {
    record.about.as_ref().is_some_and(|about| about.command.as_str() == FIND)
}

/// Whether a token must not be shown: it is of a secret, or it is no sound receipt.
fn is_secret(token: &Block, now: Timestamp) -> bool {
    Envelope::<Invocation>::decode_block(token.clone())
        .ok()
        .and_then(|envelope| envelope.verify(&DidKeyResolver, &VerifierSet::default()).ok())
        .and_then(|it| Receipt::accept(&it, &Proofs::new(), &Check::at(now)).ok())
        .is_none_or(|receipt| receipt.meta().secret)
}

fn failed(error: &StoreError) -> HandlerError {
    tracing::error!(%error, "receipts could not be looked for");
    HandlerError::not_done("StoreFailed", "the store of receipts could not be read")
}
