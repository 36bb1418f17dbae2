//! The picture of the text (UCAN Revocation, Scope): Erin holds two tickets.
//!
//! Alice hands X, Y and Z to Bob, who hands X and Y to Carol, and Y and Z to Dan. Carol hands
//! X and Y to Dan, and Dan all three to Erin. Whoever takes back what Carol gave Dan takes X
//! from Erin, and neither Y nor Z.

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{ChainError, Delegation, Envelope, Nonce, Policy, Proofs, Verified};
use ucan_invocation::{
    AuthorizeError, Invocation, ProveError, Proven, Task,
    revocation::{RevocationSet, Revoke},
};

use crate::stage::{NOW, Party, accepted, at_hand, exactly, party, received};

struct Tickets {
    people: [Party; 5],
    /// Alice to Bob, Bob to Carol, Bob to Dan, Carol to Dan, Dan to Erin.
    tokens: [Verified<Delegation>; 5],
    proofs: Proofs,
}

fn tickets() -> Tickets {
    let people = [1, 2, 3, 4, 5].map(party);
    let [alice, bob, carol, dan, erin] = &people;
    let hands = |from: &Party, to: &Party, what: &[&str]| {
        let any = what.iter().map(|it| format!(r#"["==", ".film", "{it}"]"#)).collect::<Vec<_>>();
        let policy = format!(r#"[["or", [{}]]]"#, any.join(","));
        let delegation = from.delegates(to, alice, "/film/see");
        from.signs(delegation.with_policy(Policy::parse_dag_json(&policy).unwrap()))
    };
    let tokens = [
        hands(alice, bob, &["X", "Y", "Z"]),
        hands(bob, carol, &["X", "Y"]),
        hands(bob, dan, &["Y", "Z"]),
        hands(carol, dan, &["X", "Y"]),
        hands(dan, erin, &["X", "Y", "Z"]),
    ];
    let proofs = at_hand(&tokens);
    Tickets { people, tokens, proofs }
}

/// The two ways from Alice to Erin, and the one to Dan by way of Carol.
const BY_CAROL: &[usize] = &[0, 1, 3, 4];
const BY_BOB: &[usize] = &[0, 2, 4];

impl Tickets {
    /// Whether `who` sees `film` by these tickets.
    fn sees(&self, who: usize, film: &str, by: &[usize], set: &RevocationSet) -> Seen {
        let Ipld::Map(args) = ipld!({ "film": film }) else { panic!("a map") };
        let [alice, ..] = &self.people;
        let who = &self.people[who];
        let command = "/film/see".parse().unwrap();
        let task = Task::new(alice.did.clone(), command, args.clone(), Nonce::empty()).unwrap();
        let named = by.iter().map(|place| *self.tokens[*place].cid()).collect();
        let invocation = Invocation::new(who.did.clone(), task).with_proofs(named);
        let token = received(&Envelope::sign(invocation, &who.key).unwrap());
        let check = exactly(NOW).with_revocations(set);
        let judged = Proven::prove(&token, &self.proofs, &check, None)
            .map(|proven| proven.authorize(args, &check, &mut Default::default()));
        match judged {
            Ok(Ok(_)) => Seen::Film,
            Ok(Err(AuthorizeError::Chain(ChainError::Proof(_)))) => Seen::NotOnTheTicket,
            Err(ProveError::Chain(ChainError::Revoked { index, .. })) => Seen::Revoked(index),
            other => panic!("{other:?}"),
        }
    }

    /// What is known after one of them revoked a ticket, with a path to it.
    fn revoked(&self, by: usize, place: usize, path: &[usize]) -> RevocationSet {
        let named = path.iter().map(|place| *self.tokens[*place].cid()).collect();
        let revoke = Revoke::new(*self.tokens[place].cid()).with_path(named);
        let revocation = accepted(&self.people[by].revokes(revoke), &self.tokens);
        let mut set = RevocationSet::new([self.people[0].did.clone()], 0);
        assert_eq!(set.insert(&revocation), Ok(true));
        set
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Film,
    NotOnTheTicket,
    Revoked(Option<usize>),
}

#[test]
fn at_first_erin_sees_everything() {
    let tickets = tickets();
    let none = RevocationSet::default();
    for (film, by, seen) in [
        ("X", BY_CAROL, Seen::Film),
        ("Y", BY_CAROL, Seen::Film),
        ("Z", BY_CAROL, Seen::NotOnTheTicket),
        ("X", BY_BOB, Seen::NotOnTheTicket),
        ("Y", BY_BOB, Seen::Film),
        ("Z", BY_BOB, Seen::Film),
    ] {
        assert_eq!(tickets.sees(4, film, by, &none), seen, "{film} by {by:?}");
    }
}

#[test]
fn without_the_ticket_from_carol_erin_has_still_the_one_from_bob() {
    let tickets = tickets();
    // Alice, Bob and Carol can each take it back.
    for by in 0..3 {
        let set = tickets.revoked(by, 3, &[0, 1, 3]);
        for film in ["X", "Y"] {
            assert_eq!(tickets.sees(4, film, BY_CAROL, &set), Seen::Revoked(Some(2)), "{film}");
        }
        for film in ["Y", "Z"] {
            assert_eq!(tickets.sees(4, film, BY_BOB, &set), Seen::Film, "{film}");
        }
        // Carol herself keeps what she has.
        assert_eq!(tickets.sees(2, "X", &[0, 1], &set), Seen::Film);
    }
}

#[test]
fn every_chain_through_a_revoked_ticket_is_out_and_no_other() {
    let tickets = tickets();
    let chains: [(usize, &[usize]); 7] = [
        (1, &[0]),
        (2, &[0, 1]),
        (3, &[0, 2]),
        (3, &[0, 1, 3]),
        (4, BY_CAROL),
        (4, BY_BOB),
        (0, &[]),
    ];
    // Each ticket by Alice, by a path that leads to it.
    for (place, path) in
        [(0, &[0][..]), (1, &[0, 1]), (2, &[0, 2]), (3, &[0, 1, 3]), (4, &[0, 2, 4])]
    {
        let set = tickets.revoked(0, place, path);
        for (who, by) in chains {
            let expected = by
                .iter()
                .position(|ticket| *ticket == place)
                .map_or(Seen::Film, |index| Seen::Revoked(Some(index)));
            let seen = tickets.sees(who, "Y", by, &set);
            assert_eq!(seen, expected, "ticket {place}, chain {by:?}");
        }
    }
}
