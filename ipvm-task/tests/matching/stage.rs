//! Tasks, offers and the time.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{ConfigLayer, Needs, Offer, TaskConfig, Terms, WASM_RUN};
use ucan_core::{Check, Command, Did, Leeway, Nonce, Timestamp};
use ucan_invocation::Task;
use varsig::{Block, Ed25519Signer};

pub(crate) const NOW: i64 = 1_767_225_600;

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

pub(crate) fn now() -> Check<'static> {
    Check::at(at(NOW)).with_leeway(Leeway::NONE)
}

pub(crate) fn link(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

pub(crate) fn key(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32])
}

pub(crate) fn did(seed: u8) -> Did {
    Did::from_signer(&key(seed))
}

pub(crate) fn wasm() -> Command {
    ipvm_task::wasm_run()
}

/// Terms for `/wasm/run`, from which a test departs.
pub(crate) fn terms() -> Terms {
    Terms::new([wasm()])
}

pub(crate) fn offer(seed: u8, terms: Terms) -> Offer {
    Offer::sign(terms, &key(seed), at(NOW), at(NOW + 60)).unwrap()
}

/// A call of a module on two contents, one inside of a map, and on a promise.
pub(crate) fn task() -> Task {
    let args = ipld!({
        "mod": link("module"),
        "fun": "blend",
        "params": [link("photo"), { "mask": link("mask"), "strength": 3 }, { "await/ok": link("task") }]
    });
    let Ipld::Map(args) = args else { panic!("a map") };
    Task::new(did(99), WASM_RUN.parse().unwrap(), args, Nonce::empty()).unwrap()
}

pub(crate) fn needs() -> Needs {
    Needs::of_task(&task(), TaskConfig::system_default())
}

/// A configuration that departs from the system's.
pub(crate) fn config(value: Ipld) -> TaskConfig {
    ipvm_task::Cascade::new(ConfigLayer::read(&value).unwrap()).resolve()
}
