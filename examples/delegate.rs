//! Tokens alone: no engine, no store, no clock.
//!
//! Alice may send mail as `example.com`. She lets Bob do so within the house; Bob lets Carol do so,
//! for one subject line. What Carol then asks for is judged from the bytes of the tokens alone, and
//! a refusal says which policy of whom it is that does not hold.

use std::error::Error;

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{
    Check, Command, Delegation, Did, DidKeyResolver, Envelope, Nonce, Policy, Proofs, Timestamp,
    policy::{self, Selector, Statement},
};
use ucan_invocation::{Arguments, Invocation, Proven, Task};
use varsig::{Ed25519Signer, VerifierSet};

fn main() -> Result<(), Box<dyn Error>> {
    // Seeds stand in the source so that everybody sees the same run; draw yours at random.
    let [alice, bob, carol] = [1, 2, 3].map(|seed| Ed25519Signer::from_seed(&[seed; 32]));
    let [alice_did, bob_did, carol_did] = [&alice, &bob, &carol].map(|it| Did::from_signer(it));
    let send: Command = "/msg/send".parse()?;
    let now = Timestamp::from_seconds(1_767_225_600)?;

    let to_bob = Delegation::new(
        alice_did.clone(),
        bob_did.clone(),
        alice_did.clone(),
        send.clone(),
        Nonce::new(*b"to-bob"),
    )
    .with_policy(Policy::new(vec![everybody_at("example.com")?])?)
    .with_expiration(now.saturating_add(3600));
    let to_bob = Envelope::sign(to_bob, &alice)?;

    let to_carol =
        Delegation::new(bob_did, carol_did.clone(), alice_did.clone(), send, Nonce::new(*b"to-c"))
            .with_policy(Policy::new(vec![policy::like(Selector::parse(".subject")?, "Lunch *")])?);
    let to_carol = Envelope::sign(to_carol, &bob)?;
    println!("Alice lets Bob send mail as her, to addresses at example.com, for an hour.");
    println!("Bob lets Carol do so, for subject lines that begin with \"Lunch\".\n");

    // What the other side has: bytes, the time, and what it knows of revocations.
    let mut proofs = Proofs::new();
    for token in [&to_bob, &to_carol] {
        proofs.add(token.block(), &DidKeyResolver, &VerifierSet::default());
    }
    let prove = |args: Ipld, at: Timestamp| -> Result<Proven, Box<dyn Error>> {
        let Ipld::Map(args) = args else { return Err("arguments are a map".into()) };
        let token = ask(&carol, &alice_did, args, vec![*to_bob.cid(), *to_carol.cid()])?;

        let verified = Envelope::<Invocation>::decode(&token)?
            .verify(&DidKeyResolver, &VerifierSet::default())?;
        Ok(Proven::prove(&verified, &proofs, &Check::at(at), None)?)
    };
    let judge = |args: Ipld, at: Timestamp| -> Result<(), Box<dyn Error>> {
        let proven = prove(args, at)?;
        let args = proven.task().args().clone();
        proven.authorize(args, &Check::at(at), &mut policy::Budget::default())?;
        Ok(())
    };

    let lunch = ipld!({ "to": ["dan@example.com"], "subject": "Lunch at noon" });
    let outside = ipld!({ "to": ["dan@elsewhere.test"], "subject": "Lunch at noon" });
    let other = ipld!({ "to": ["dan@example.com"], "subject": "Payday" });
    for (what, args, at, allowed) in [
        ("lunch, in the house", lunch.clone(), now, true),
        ("lunch, outside", outside.clone(), now, false),
        ("another subject line", other, now, false),
        ("lunch, tomorrow", lunch, now.saturating_add(86_400), false),
    ] {
        let judged = judge(args, at);
        match &judged {
            Ok(()) => println!("{what}: allowed"),
            Err(error) => println!("{what}: refused: {error}"),
        }
        if judged.is_ok() != allowed {
            return Err(format!("{what}: judged wrongly").into());
        }
    }

    // Whoever may see the arguments is told what it is about them.
    println!("\nWhy not outside?");
    let proven = prove(outside.clone(), now)?;
    println!("{}", proven.chain().explain(&outside, &mut policy::Budget::default()));
    Ok(())
}

fn everybody_at(host: &str) -> Result<Statement, Box<dyn Error>> {
    let address = policy::like(Selector::parse(".")?, format!("*@{host}"));
    Ok(policy::all(Selector::parse(".to")?, address))
}

/// The bytes of an invocation of `/msg/send` on the authority of `subject`.
fn ask(
    issuer: &Ed25519Signer,
    subject: &Did,
    args: Arguments,
    proofs: Vec<Cid>,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let drawn = [9; Nonce::RANDOM_LENGTH]; // at random, if it were sent
    let task = Task::unique(subject.clone(), "/msg/send".parse()?, args, drawn)?;
    let invocation = Invocation::new(Did::from_signer(issuer), task).with_proofs(proofs);
    Ok(Envelope::sign(invocation, issuer)?.bytes().to_vec())
}
