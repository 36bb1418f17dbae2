//! From a container of tokens to work that is done once: no engine, no store, no clock.
//!
//! Alice lets Bob send mail as her. Bob asks a broker to send one, and his container goes around:
//! the broker takes out what is for it, judges it, and does it. Of a second copy it does nothing.

use std::error::Error;

use ipld_core::ipld::Ipld;
use ucan_core::{
    Check, Command, Delegation, Did, DidKeyResolver, Envelope, Nonce, Proofs, Timestamp, TokenCid,
    TokenSet,
    container::{Container, ContainerLimits, ContainerWriter, Encoding},
};
use ucan_invocation::{
    Arguments, Authorized, InMemoryReplayWindow, Inbox, Invocation, Proven, ReplayLimits,
    ReplayWindow, Task,
};
use varsig::{Ed25519Signer, VerifierSet};

fn main() -> Result<(), Box<dyn Error>> {
    // Seeds and nonces stand in the source so that everybody sees the same run; draw yours at
    // random.
    let [alice, bob] = [1, 2].map(|seed| Ed25519Signer::from_seed(&[seed; 32]));
    let (alice_did, bob_did) = (Did::from_signer(&alice), Did::from_signer(&bob));
    let broker: Did = "did:web:broker.example".parse()?;
    let send: Command = "/msg/send".parse()?;
    let now = Timestamp::from_seconds(1_767_225_600)?;

    let nonce = Nonce::from_random([7; 12]);
    let delegation =
        Delegation::new(alice_did.clone(), bob_did.clone(), alice_did.clone(), send.clone(), nonce);
    let delegation = Envelope::sign(delegation, &alice)?;
    println!("Alice lets Bob use {send} as her: {}", TokenCid(delegation.cid()));

    // To send is to do something each time, so the task gets a nonce of its own.
    let args = Arguments::from([("to".into(), Ipld::String("dan@example.com".into()))]);
    let task = Task::unique(alice_did, send, args, [8; Nonce::RANDOM_LENGTH])?;
    println!("Bob wants a task done, which is known by its input: {}", task.id());
    let invocation = Invocation::new(bob_did.clone(), task)
        .with_proofs(vec![*delegation.cid()])
        .with_audience(broker.clone())
        .with_expiration(now.saturating_add(300));
    let invocation = Envelope::sign(invocation, &bob)?;

    // Something else of Bob's travels along, which is for nobody but himself.
    let note = Task::idempotent(bob_did.clone(), "/note/read".parse()?, Arguments::new())?;
    let note = Envelope::sign(Invocation::new(bob_did, note), &bob)?;

    let mut writer = ContainerWriter::new();
    for token in [delegation.block(), invocation.block(), note.block()] {
        writer.insert_block(token);
    }
    let bytes = writer.to_bytes(Encoding::default());
    println!("A container of {} bytes goes to {broker}.", bytes.len());

    // The broker: it has its DID, the time, what it remembers, and bytes.
    let window = InMemoryReplayWindow::new(ReplayLimits::default());
    for copy in ["first", "second"] {
        println!("\nThe {copy} copy comes in.");
        let tokens = Container::read(&bytes, &ContainerLimits::default())?.into_tokens();
        let [authorized] = judge(&tokens, &broker, now)?.try_into().map_err(|_| "one is for us")?;
        match window.claim_once(&authorized.replay_key(), now, ()) {
            Ok(_admitted) => println!("  It is new. Sent to {}.", to(&authorized)),
            Err(error) if copy == "second" => println!("  Refused: {error}."),
            Err(error) => return Err(error.into()),
        }
    }
    if window.len() != 1 {
        return Err("sent more or less than once".into());
    }
    println!("\nThe message went out once. The broker remembers it until nobody can ask again.");
    Ok(())
}

/// What may be done now, of all that came.
fn judge(tokens: &TokenSet, us: &Did, now: Timestamp) -> Result<Vec<Authorized>, Box<dyn Error>> {
    let (verifiers, check) = (VerifierSet::default(), Check::at(now));
    let inbox = Inbox::sort(tokens, us, &DidKeyResolver, &verifiers);
    println!(
        "  {} invocation for us, {} for somebody else, which is passed over.",
        inbox.for_us().len(),
        inbox.for_others().len()
    );
    let judged = inbox.for_us().iter().map(|invocation| {
        let mut proofs = Proofs::new();
        let named = invocation.payload().proofs();
        tokens.add_named_to(&mut proofs, named, &DidKeyResolver, &verifiers);
        let proven = Proven::prove(invocation, &proofs, &check, Some(us))?;
        println!("  Proven: {} holds {}.", proven.issuer(), proven.command());
        // Nothing is awaited here, so the arguments are used as they were signed.
        let args = proven.task().args().clone();
        Ok(proven.authorize(args, &check, &mut Default::default())?)
    });
    judged.collect()
}

/// To whom the message goes.
fn to(authorized: &Authorized) -> &str {
    match authorized.resolved().args().get("to") {
        Some(Ipld::String(to)) => to,
        _ => "nobody",
    }
}
