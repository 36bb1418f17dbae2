//! A task is built, limited and explained: what holds for it, and who says so.
//!
//! Limits come from four places, the system, the workflow itself, the workflow's defaults and the
//! task, and an executor has its own besides. No engine runs here; this is what a planner does.

use std::error::Error;

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    Annotations, Cascade, ConfigLayer, Gas, InfoUnit, Measure, Module, Secrecy, SiPrefix, TimeUnit,
    WasmCall, WorkLimit, wasm_run,
};
use ucan_core::{Did, Meta, Nonce};
use ucan_invocation::Task;
use varsig::Block;

fn main() -> Result<(), Box<dyn Error>> {
    let subject: Did = "did:web:example.com".parse()?;
    let component = *Block::raw(*b"stands for a component").cid();
    let photograph = *Block::raw(*b"stands for a photograph").cid();
    let call = WasmCall::new(Module::Link(component), "crop", vec![Ipld::Link(photograph)]);
    let task = Task::new(subject, wasm_run(), call.to_args(), Nonce::empty())?;
    println!("task {}\n", task.id());

    // What stands beside the task: limits, and words for people. Neither changes its ID.
    let own = ConfigLayer::default()
        .with_memory(Measure::new(64, Some(SiPrefix::Mega), InfoUnit::Bytes)?)
        .with_time(Measure::new(30, None, TimeUnit::Seconds)?)
        .with_work(WorkLimit::of_gas(Gas::new(5_000).ok_or("more gas than there is fuel")?));
    let mut meta: Meta = own.to_meta();
    meta.insert("limits".into(), ipld!({ "fuel": 2_000_000_000, "time": [10, "seconds"] }));
    meta.insert("tags".into(), ipld!(["demo", "wasm"]));
    meta.insert("author".into(), ipld!("alice"));
    let annotations = Annotations::read(&meta)?;
    println!("tags: {}; author: {:?}\n", annotations.tags.join(", "), annotations.author);

    // Read again, as whoever receives it does: of two limits the smaller counts.
    let read = ConfigLayer::of_task(&meta)?;
    let cascade = Cascade::new(read)
        .with_defaults(ConfigLayer::read(&ipld!({ "check": "replay", "time": [1, "minutes"] }))?)
        .with_global(ConfigLayer::read(&ipld!({ "secret": null, "disk": [2, "mega", "bytes"] }))?);
    let config = cascade.resolve();
    println!("{}\n", cascade.explain());
    assert_eq!(config.work.fuel(), 2_000_000_000);
    assert_eq!(config.time.to_duration().as_secs(), 10);

    for reads_secret in [false, true] {
        let secrecy = Secrecy::of(config.secret, reads_secret);
        println!("reads something secret: {reads_secret}; the result is {secrecy}");
    }

    println!("\nrefused:");
    for wrong in [
        ipld!({ "disk": "200GB" }),
        ipld!({ "time": [5, "fortnights"] }),
        ipld!({ "memory": [i128::from(u64::MAX), "exa", "bytes"] }),
        ipld!({ "gas": i128::from(u64::MAX) }),
        ipld!({ "check": { "optimistic": 17, "referee": "did:web:example.com" } }),
        ipld!({ "timeout": 5 }),
    ] {
        match ConfigLayer::read(&wrong) {
            Ok(_) => return Err("what is wrong was read".into()),
            Err(error) => println!("  {error}"),
        }
    }
    Ok(())
}
