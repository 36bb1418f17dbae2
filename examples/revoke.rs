//! Two film tickets, and one of them is taken back.
//!
//! Alice hands the right to see the films X, Y and Z to Bob. He hands X and Y to Carol, and Y and Z
//! to Dan. Carol hands what she has to Dan too, who hands everything to Erin: she holds two tickets.
//! Then Alice lets Zelda, who stands in no chain, revoke what Carol gave Dan. Erin loses X, and
//! keeps Y and Z by her other ticket.

use std::{
    error::Error,
    sync::{Arc, RwLock},
};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{
    Check, Delegation, Did, DidKeyResolver, Envelope, Nonce, Policy, Proofs, Timestamp,
};
use ucan_invocation::{
    Invocation, Proven, Task,
    revocation::{Revocation, RevocationRecord, RevocationSet, Revoke},
};
use varsig::{Ed25519Signer, VerifierSet};

const SEE: &str = "/film/see";

fn main() -> Result<(), Box<dyn Error>> {
    // Seeds stand in the source so that everybody sees the same run; draw yours at random.
    let [alice, bob, carol, dan, erin, zelda] =
        [1, 2, 3, 4, 5, 6].map(|seed| Ed25519Signer::from_seed(&[seed; 32]));
    let now = Timestamp::from_seconds(1_767_225_600)?;
    let theatre = Did::from_signer(&alice);

    let tickets = [
        ticket(&theatre, &alice, &bob, &["X", "Y", "Z"])?,
        ticket(&theatre, &bob, &carol, &["X", "Y"])?,
        ticket(&theatre, &bob, &dan, &["Y", "Z"])?,
        ticket(&theatre, &carol, &dan, &["X", "Y"])?,
        ticket(&theatre, &dan, &erin, &["X", "Y", "Z"])?,
    ];
    let [alice_bob, bob_carol, bob_dan, carol_dan, dan_erin] =
        tickets.each_ref().map(|ticket| *ticket.cid());
    let by_carol = [alice_bob, bob_carol, carol_dan, dan_erin];
    let by_bob = [alice_bob, bob_dan, dan_erin];

    // At the door: what was presented, and what is known of revocations, shared by those who
    // judge and whoever hears of new ones. The door keeps what concerns its own tickets, and at
    // most 1000 revocations of which it cannot tell.
    let mut presented = Proofs::new();
    for token in &tickets {
        presented.add(token.block(), &DidKeyResolver, &VerifierSet::default());
    }
    let revocations = Arc::new(RwLock::new(RevocationSet::new([theatre.clone()], 1000)));
    let sees = |film: &str, chain: &[Cid]| -> Result<(), Box<dyn Error>> {
        let Ipld::Map(args) = ipld!({ "film": film }) else { return Err("no map".into()) };
        let task = Task::new(theatre.clone(), SEE.parse()?, args.clone(), Nonce::empty())?;
        let request = Invocation::new(Did::from_signer(&erin), task).with_proofs(chain.to_vec());
        let token = Envelope::sign(request, &erin)?;
        let token = token.verify(&DidKeyResolver, &VerifierSet::default())?;
        let check = Check::at(now).with_revocations(revocations.as_ref());
        let proven = Proven::prove(&token, &presented, &check, None)?;
        proven.authorize(args, &check, &mut Default::default())?;
        Ok(())
    };
    let show = |when: &str, expected: [bool; 4]| -> Result<(), Box<dyn Error>> {
        println!("{when}:");
        let asked = [("X", "Carol"), ("Y", "Carol"), ("Y", "Bob"), ("Z", "Bob")];
        for ((film, way), allowed) in asked.into_iter().zip(expected) {
            let chain = if way == "Carol" { &by_carol[..] } else { &by_bob[..] };
            let judged = sees(film, chain);
            match &judged {
                Ok(()) => println!("  Erin sees {film} by the ticket from {way}"),
                Err(error) => println!("  Erin does not see {film} by the one from {way}: {error}"),
            }
            if judged.is_ok() != allowed {
                return Err(format!("{film} by {way}: judged wrongly").into());
            }
        }
        Ok(())
    };
    show("before", [true; 4])?;

    // Zelda may revoke in Alice's name, and does, with the path that shows Alice at its root.
    let to_zelda = Delegation::new(
        theatre.clone(),
        Did::from_signer(&zelda),
        theatre.clone(),
        "/ucan/revoke".parse()?,
        Nonce::new(*b"to-zelda"),
    );
    let to_zelda = Envelope::sign(to_zelda, &alice)?;
    let token = Revoke::new(carol_dan)
        .with_path(vec![alice_bob, bob_carol, carol_dan])
        .in_the_name_of(theatre.clone(), vec![*to_zelda.cid()])
        .sign(&zelda)?;

    // A service accepts it and hands out a record of it; the door believes the record, not the
    // service. What Zelda was allowed comes along.
    let mut known = presented.clone();
    known.add(to_zelda.block(), &DidKeyResolver, &VerifierSet::default());
    let token = token.verify(&DidKeyResolver, &VerifierSet::default())?;
    let accepted = Revocation::accept_witnessed(&token, &known, &Check::at(now))?;
    let record = RevocationRecord::of(&accepted, now.try_into()?).ok_or("there is a path")?;
    let sent = record.encode()?;

    let received = RevocationRecord::decode(&sent)?;
    let mut proofs = Proofs::new();
    proofs.add(to_zelda.block(), &DidKeyResolver, &VerifierSet::default());
    let much_later = Check::at(now.saturating_add(86_400));
    let revocation =
        received.verify(&proofs, &DidKeyResolver, &VerifierSet::default(), &much_later)?;
    revocations.write().map_err(|_| "a panic elsewhere")?.insert(&revocation)?;
    show("after", [false, false, true, true])
}

/// A right to see some films, handed on.
fn ticket(
    theatre: &Did,
    from: &Ed25519Signer,
    to: &Ed25519Signer,
    films: &[&str],
) -> Result<Envelope<Delegation>, Box<dyn Error>> {
    let any: Vec<_> = films.iter().map(|it| format!(r#"["==", ".film", "{it}"]"#)).collect();
    let policy = format!(r#"[["or", [{}]]]"#, any.join(", "));
    let (issuer, audience) = (Did::from_signer(from), Did::from_signer(to));
    let ticket = Delegation::new(
        issuer,
        audience,
        theatre.clone(),
        SEE.parse()?,
        Nonce::new(films.concat().into_bytes()),
    );
    let ticket = ticket.with_policy(Policy::parse_dag_json(&policy)?);
    Ok(Envelope::sign(ticket, from)?)
}
