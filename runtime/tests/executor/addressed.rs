//! Asking an executor for one task of one's own, and publishing what it reads.

use std::sync::Arc;

use ipld_core::ipld;
use ipvm_runtime::{
    Executor, Job, ReceiveError,
    store::{Blocks, Visibility},
};
use ipvm_task::WasmCall;
use ucan_core::ChainError;
use ucan_invocation::{Outcome, ProveError};
use varsig::{Block, Ed25519Signer};

use crate::stage::{Moving, NOW, Stage, alice, bob, did, number, seconds, store};

#[test]
fn a_call_of_ones_own_is_run_in_three_lines() {
    let stage = Stage::new();
    let task = WasmCall::new(stage.numbers, "add-one", vec![number(41)]).to_task(did(&bob()));
    let token = stage.executor.request(task.unwrap(), &bob()).unwrap();
    let report = stage.executor.submit(&stage.executor.receive(token.bytes(), &[]).unwrap());
    let report = report.unwrap().wait();
    assert_eq!(report.result(), Some(&Outcome::Ok(number(42))));
    assert_eq!((report.executed(), report.tasks[0].label.as_str()), (1, Job::SINGLE));
}

#[test]
fn a_request_is_for_one_executor() {
    let stage = Stage::new();
    let other = Ed25519Signer::from_seed(&[10; 32]);
    let there = Executor::builder(Arc::new(other), store()).build().unwrap();
    let task = WasmCall::new(stage.numbers, "add-one", vec![number(41)]).to_task(did(&bob()));
    let token = there.request(task.unwrap(), &bob()).unwrap();
    let refused = stage.executor.receive(token.bytes(), &[]).unwrap_err();
    let (named, us) = (there.did().clone(), stage.executor.did().clone());
    assert_eq!(refused, ReceiveError::Prove(ProveError::NotForUs { named, us }));
}

#[test]
fn a_request_is_good_for_five_minutes() {
    let clock = Moving::new();
    let stage = Stage::with(|it| it.with_clock(clock.clone()));
    let task = WasmCall::new(stage.numbers, "add-one", vec![number(41)]).to_task(did(&bob()));
    let token = stage.executor.request(task.unwrap(), &bob()).unwrap();
    clock.advance(300);
    assert!(stage.executor.receive(token.bytes(), &[]).is_ok());
    clock.advance(1);
    let refused = stage.executor.receive(token.bytes(), &[]).unwrap_err();
    let (expiration, now) = (seconds(NOW + 300), seconds(NOW + 301));
    let expired = ChainError::Expired { expiration, now };
    assert_eq!(refused, ReceiveError::Prove(ProveError::Chain(expired)));
}

#[test]
fn a_request_proves_nothing_over_somebody_else() {
    let stage = Stage::new();
    let task = WasmCall::new(stage.numbers, "add-one", vec![number(41)]).to_task(did(&alice()));
    let token = stage.executor.request(task.unwrap(), &bob()).unwrap();
    let refused = stage.executor.receive(token.bytes(), &[]).unwrap_err();
    assert!(matches!(refused, ReceiveError::Prove(ProveError::Chain(_))), "{refused}");
}

#[test]
fn a_block_of_any_codec_is_published_as_it_is() {
    let stage = Stage::new();
    let block = Block::encode(&ipld!({ "goods": "tea" })).unwrap();
    stage.executor.publish_block(&block).unwrap();
    assert_eq!(stage.store.get(block.cid()), Ok(Some(block.clone())));
    assert_eq!(stage.store.visibility(block.cid()), Ok(Some(Visibility::Public)));
    // The same bytes under another codec are another block.
    let raw = stage.executor.publish(block.bytes()).unwrap();
    assert_ne!(&raw, block.cid());
    assert_eq!(stage.store.get(&raw).unwrap().unwrap().bytes(), block.bytes());
}
