//! Executors offer, a task has needs, and the reasons are printed.
//!
//! An offer is signed by its executor; nothing here talks to a network. Whoever posts the task ranks
//! the offers and pushes it to the best; whoever accepts tasks judges its own offer by what is posted.

use std::error::Error;

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    Cascade, ConfigLayer, Locality, Matching, Module, Needs, Offer, Price, SiPrefix, Terms,
    WasmCall, wasm_run,
};
use ucan_core::{Check, Did, DidKeyResolver, Envelope, Nonce, Proofs, Timestamp};
use ucan_invocation::{Invocation, Task};
use varsig::{Block, Ed25519Signer, VerifierSet};

fn main() -> Result<(), Box<dyn Error>> {
    let subject: Did = "did:web:example.com".parse()?;
    let component = *Block::raw(*b"stands for a component").cid();
    let photograph = *Block::raw(*b"stands for a photograph").cid();
    let call = WasmCall::new(Module::Link(component), "blur", vec![Ipld::Link(photograph)]);
    let task = Task::new(subject, wasm_run(), call.to_args(), Nonce::empty())?;

    let config = ConfigLayer::read(&ipld!({ "gas": 20_000, "memory": [256, "mega", "bytes"] }))?;
    let price = |magnitude| Price::new(magnitude, Some(SiPrefix::Nano), "eur");
    let needs = Needs::of_task(&task, Cascade::new(config).resolve())
        .with_size(component, 300_000)
        .with_size(photograph, 1_900_000)
        .with_price(price(20)?);

    let small = ConfigLayer::read(&ipld!({ "memory": [64, "mega", "bytes"], "gas": 5_000 }))?;
    let wasm = || Terms::new([wasm_run()]);
    let now = Timestamp::from_seconds(1_767_225_600)?;
    let mut offers = Vec::new();
    for (seed, terms) in (1..).zip([
        wasm().with_modules([component]),
        wasm().with_modules([component]).with_data([photograph]).with_price(price(9)?),
        wasm().with_data([photograph]).with_price(price(50)?),
        wasm().with_limits(small),
        Terms::new(["/crud/read".parse()?]),
    ]) {
        let executor = Ed25519Signer::from_seed(&[seed; 32]);
        let offer = Offer::sign(terms, &executor, now, now.saturating_add(60))?;
        // Elsewhere, from the bytes alone.
        let token = Envelope::<Invocation>::decode(offer.block().bytes())?
            .verify(&DidKeyResolver, &VerifierSet::default())?;
        offers.push(Offer::accept(&token, &Proofs::new(), &Check::at(now))?);
    }

    let matching = Matching::rank(&needs, &offers, &Check::at(now));
    println!("what is nearest to the data stands first\n{matching}");
    let best = matching.best().ok_or("nobody can run it")?;
    assert_eq!(best.executor, Did::from_signer(&Ed25519Signer::from_seed(&[2; 32])));

    let stays = needs.clone().with_locality(Locality::Required);
    println!(
        "the photograph may not be moved\n{}",
        Matching::rank(&stays, &offers, &Check::at(now))
    );

    let tomorrow = Check::at(now.saturating_add(86_400));
    println!("a day later\n{}", Matching::rank(&needs, &offers, &tomorrow));

    // The other way round: an executor looks at what is posted.
    match offers[3].fit(&needs, &Check::at(now)) {
        Ok(fit) => println!("the fourth may take it: {fit}"),
        Err(reasons) => println!("the fourth may not take it, for {} reasons", reasons.len()),
    }
    Ok(())
}
