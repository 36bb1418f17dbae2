//! Outcomes after catching, out of receipts.

use std::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld;
use ipvm_workflow::{Effective, EffectiveError, HandledError};
use ucan_invocation::{Branch, Outcome};

use super::id;

fn outcomes() -> BTreeMap<Cid, Outcome> {
    BTreeMap::from([
        (id("well"), Outcome::Ok(ipld!(7))),
        (id("failed"), Outcome::Error(ipld!("no paper"))),
        (id("mends"), Outcome::Ok(ipld!({ "ok": { "value": 8 } }))),
        (id("says"), Outcome::Ok(ipld!({ "msg": "buy paper" }))),
        (id("talks"), Outcome::Ok(ipld!(["buy paper"]))),
    ])
}

fn outcome(effective: Effective) -> Result<Outcome, EffectiveError> {
    let outcomes = outcomes();
    effective.outcome(|receipt| outcomes.get(receipt))
}

fn own(branch: Branch, receipt: &str) -> Effective {
    Effective::Own { branch, receipt: id(receipt) }
}

fn mended(handler: &str) -> Effective {
    Effective::Mended { failed: id("failed"), handler: id(handler) }
}

fn rethrown(failed: &str, handler: &str) -> Effective {
    Effective::Rethrown { failed: id(failed), handler: id(handler) }
}

#[test]
fn an_outcome_of_its_own_is_that_of_the_receipt() {
    assert_eq!(outcome(own(Branch::Ok, "well")), Ok(Outcome::Ok(ipld!(7))));
    assert_eq!(outcome(own(Branch::Error, "failed")), Ok(Outcome::Error(ipld!("no paper"))));
}

#[test]
fn a_mended_outcome_is_the_value_inside_the_answer() {
    assert_eq!(outcome(mended("mends")), Ok(Outcome::Ok(ipld!({ "value": 8 }))));
    assert_eq!(mended("mends").branch(), Branch::Ok);
}

#[test]
fn a_rethrown_outcome_has_the_message_of_the_one_and_the_error_of_the_other() {
    let error = ipld!({ "name": "Rethrown", "message": "buy paper", "cause": "no paper" });
    assert_eq!(outcome(rethrown("failed", "says")), Ok(Outcome::Error(error)));
    assert_eq!(rethrown("failed", "says").branch(), Branch::Error);
}

#[test]
fn refuses_receipts_that_say_something_else() {
    let receipt = id;
    let branch = |of: &str, expected| Err(EffectiveError::Branch { receipt: id(of), expected });
    let answer = |of: &str, expected| Err(EffectiveError::Answer { receipt: id(of), expected });
    let rows = [
        (own(Branch::Ok, "gone"), Err(EffectiveError::Unknown { receipt: receipt("gone") })),
        (own(Branch::Error, "well"), branch("well", Branch::Error)),
        (own(Branch::Ok, "failed"), branch("failed", Branch::Ok)),
        (mended("failed"), branch("failed", Branch::Ok)),
        (mended("says"), answer("says", "ok")),
        (rethrown("failed", "mends"), answer("mends", "msg")),
        (rethrown("well", "says"), branch("well", Branch::Error)),
        (
            mended("talks"),
            Err(EffectiveError::Handled { receipt: id("talks"), error: HandledError::NotAMap }),
        ),
    ];
    for (effective, expected) in rows {
        assert_eq!(outcome(effective), expected, "{effective:?}");
    }
}
