//! Stores full of what strangers put there.

use ucan_core::{
    Check, Delegation, FindError, Finder, InMemoryProofStore, Policy, Preference, Verified, Wanted,
};

use crate::stage::{NOW, Party, Revoked, at, check, cids, command, party, store};

fn find(
    store: &InMemoryProofStore,
    issuer: &Party,
    max_steps: usize,
    preference: Preference,
) -> Result<Vec<cid::Cid>, FindError> {
    let (subject, command) = (party(0), command("/crud/read"));
    let wanted = Wanted::new(&issuer.did, &subject.did, &command);
    let finder = Finder::new(store).with_max_steps(max_steps);
    finder.find(&wanted, &Check::at(at(NOW)), preference).map(|found| found.named())
}

/// Everybody delegates to everybody, with every kind of hop.
fn clique(people: u16) -> Vec<Verified<Delegation>> {
    let subject = party(0);
    let mut tokens = Vec::new();
    for from in 0..people {
        for to in 0..people {
            let (from, to) = (party(from), party(to));
            tokens.push(from.hop(&to, Some(&subject), "/crud"));
            tokens.push(from.hop(&to, Some(&subject), "/crud/read"));
            tokens.push(from.hop(&to, None, "/"));
        }
    }
    tokens
}

#[test]
fn loops_come_to_an_end() {
    let store = store(&clique(12));
    for preference in [Preference::Shortest, Preference::LongestLived] {
        let steps = Finder::DEFAULT_MAX_STEPS;
        assert_eq!(find(&store, &party(11), steps, preference).map(|named| named.len()), Ok(1));
        assert!(matches!(
            find(&store, &party(99), steps, preference),
            Err(FindError::NotFound { .. })
        ));
    }
}

#[test]
fn a_crowd_at_one_end_does_no_harm_and_at_both_ends_it_takes_steps() {
    let [subject, middle, issuer] = [0, 1, 2].map(party);
    let chain = [subject.hop(&middle, Some(&subject), "/crud"), middle.hop(&issuer, None, "/")];
    let receivers: Vec<_> =
        (10..1010).map(|n| subject.hop(&party(n), Some(&subject), "/crud")).collect();
    let senders: Vec<_> =
        (1010..2010).map(|n| party(n).hop(&issuer, Some(&subject), "/crud")).collect();
    let expected = Ok(cids([&chain[0], &chain[1]]));
    for crowd in [&receivers, &senders] {
        let store = store(chain.iter().chain(crowd));
        assert_eq!(find(&store, &issuer, 800, Preference::Shortest), expected);
    }
    let store = store(chain.iter().chain(&receivers).chain(&senders));
    let limit = 2000;
    let given_up = Err(FindError::StepsExceeded { limit });
    assert_eq!(find(&store, &issuer, limit, Preference::Shortest), given_up);
    let steps = Finder::DEFAULT_MAX_STEPS;
    assert_eq!(find(&store, &issuer, steps, Preference::Shortest), expected);
}

#[test]
fn a_maze_of_revocations_comes_to_an_end() {
    // Sixteen times there is a choice of two people. Behind that, sixteen times there is
    // a choice of two hops, of which each of the two people revoked one: whom a way went
    // by matters, and there are 65536 ways. All for nothing, as the last hop was revoked
    // by both of the first two.
    const STEPS: u16 = 16;
    let people = |step: u16| [party(1 + 2 * step), party(2 + 2 * step)];
    let [subject, issuer] = [0, 999].map(party);
    let gate = |step: u16| party(100 + step);
    let hop = |from: &Party, to: &Party| from.hop(to, Some(&subject), "/crud");
    let mut tokens = people(0).map(|to| hop(&subject, &to)).to_vec();
    let mut revocations = Revoked::new();
    for step in 0..STEPS {
        for from in people(step) {
            if step + 1 < STEPS {
                tokens.extend(people(step + 1).map(|to| hop(&from, &to)));
            } else {
                tokens.push(hop(&from, &gate(0)));
            }
        }
        let (from, to) = (gate(step), gate(step + 1));
        let choice = [hop(&from, &to), from.hop_for(&to, &subject, 1000)];
        for (token, by) in choice.iter().zip(people(step)) {
            revocations.insert((*token.cid(), by.did));
        }
        tokens.extend(choice);
    }
    let last = hop(&gate(STEPS), &issuer);
    revocations.extend(people(0).map(|by| (*last.cid(), by.did)));
    tokens.push(last);

    let (store, command) = (store(&tokens), command("/crud"));
    let wanted = Wanted::new(&issuer.did, &subject.did, &command);
    for preference in [Preference::Shortest, Preference::LongestLived] {
        let found = Finder::new(&store).find(&wanted, &check(&revocations), preference);
        let limit = Finder::DEFAULT_MAX_STEPS;
        assert_eq!(found.map(|found| found.named()), Err(FindError::StepsExceeded { limit }));
    }
}

#[test]
fn no_number_of_steps_is_too_small_to_be_kept() {
    let store = store(&clique(4));
    let least = (0..2000)
        .find(|steps| match find(&store, &party(3), *steps, Preference::LongestLived) {
            Ok(named) => named.len() == 1,
            Err(error) => {
                assert_eq!(error, FindError::StepsExceeded { limit: *steps });
                false
            }
        })
        .expect("enough");
    assert!(least > 20, "{least}");
}

#[test]
fn the_longest_chain_that_proves_is_found_and_no_longer_one() {
    let subject = party(0);
    let mut hops: Vec<_> =
        (0..64).map(|n| party(n).hop(&party(n + 1), Some(&subject), "/crud")).collect();
    let steps = Finder::DEFAULT_MAX_STEPS;
    let found = find(&store(&hops), &party(64), steps, Preference::Shortest);
    assert_eq!(found, Ok(hops.iter().map(|hop| *hop.cid()).collect()));
    hops.push(party(64).hop(&party(65), Some(&subject), "/crud"));
    let found = find(&store(&hops), &party(65), steps, Preference::Shortest);
    assert!(matches!(found, Err(FindError::NotFound { .. })), "{found:?}");
}

#[test]
fn a_policy_that_takes_too_long_is_passed_over() {
    let (subject, issuer) = (party(0), party(1));
    let policy: Policy = r#"[["all", ".", ["any", ".", ["==", ".", 0]]]]"#.parse().unwrap();
    let costly = subject.delegates(&issuer, Some(&subject), "/crud").with_policy(policy);
    let simple = subject.hop_for(&issuer, &subject, 10);
    let store = store([&subject.signs(costly), &simple]);
    let row = ipld_core::ipld::Ipld::List(vec![ipld_core::ipld!(1); 200]);
    let mut row = vec![row; 200];
    for row in &mut row {
        let ipld_core::ipld::Ipld::List(row) = row else { unreachable!() };
        row.push(ipld_core::ipld!(0));
    }
    let args = ipld_core::ipld::Ipld::List(row);
    let command = command("/crud");
    let wanted = Wanted::new(&issuer.did, &subject.did, &command).with_args(&args);
    let found = Finder::new(&store)
        .find(&wanted, &Check::at(at(NOW)), Preference::LongestLived)
        .expect("the simple one");
    assert_eq!(found.named(), cids([&simple]));
}
