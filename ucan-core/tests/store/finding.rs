//! Which proofs are found.

use ipld_core::ipld;
use ucan_core::{Delegation, PassedOver};
use ucan_core::{FindError, Finder, InMemoryProofStore, Policy, Preference, Verified, Wanted};

use crate::stage::{
    NOW, Party, Revoked, assert_passed_over, at, check, cids, command, find, five, party, revoked,
    store,
};

const SHORTEST: Preference = Preference::Shortest;
const LONGEST: Preference = Preference::LongestLived;

fn nothing() -> FindError {
    FindError::NotFound { passed_over: PassedOver::default() }
}

/// What is found for Erin on Alice's things.
fn found(
    tokens: &[&Verified<Delegation>],
    preference: Preference,
) -> Result<Vec<cid::Cid>, FindError> {
    let [alice, .., erin] = five();
    find(&store(tokens.iter().copied()), &erin, &alice, &Revoked::new(), preference)
}

#[test]
fn one_s_own_subject_needs_no_proofs() {
    let [alice, ..] = five();
    let found = find(&InMemoryProofStore::new(), &alice, &alice, &Revoked::new(), LONGEST);
    assert_eq!(found, Ok(vec![]));
}

#[test]
fn a_chain_is_found_root_first() {
    let [alice, bob, carol, _, erin] = five();
    let first = alice.hop(&bob, Some(&alice), "/");
    let second = bob.hop(&carol, Some(&alice), "/crud");
    let third = carol.hop(&erin, Some(&alice), "/crud/read");
    let expected = Ok(cids([&first, &second, &third]));
    assert_eq!(found(&[&third, &first, &second], SHORTEST), expected);
    assert_eq!(found(&[&third, &first], SHORTEST), Err(nothing()));
}

#[test]
fn what_is_about_others_or_for_other_commands_is_of_no_use() {
    let [alice, bob, carol, _, erin] = five();
    for useless in [
        alice.hop(&erin, Some(&bob), "/crud"),
        alice.hop(&erin, Some(&alice), "/cru"),
        alice.hop(&erin, Some(&alice), "/crud/write"),
        alice.hop(&erin, Some(&alice), "/crud/read/all"),
        alice.hop(&carol, Some(&alice), "/crud"),
        bob.hop(&erin, Some(&alice), "/crud"),
    ] {
        assert_eq!(found(&[&useless], SHORTEST), Err(nothing()));
    }
}

#[test]
fn a_powerline_is_no_root_and_serves_behind_one() {
    let [alice, bob, _, _, erin] = five();
    let line = bob.hop(&erin, None, "/");
    assert_eq!(found(&[&alice.hop(&erin, None, "/crud"), &line], SHORTEST), Err(nothing()));
    let root = alice.hop(&bob, Some(&alice), "/crud/read");
    assert_eq!(found(&[&root, &line], SHORTEST), Ok(cids([&root, &line])));
    let about_bob = alice.hop(&bob, Some(&bob), "/crud");
    assert_eq!(found(&[&about_bob, &line], SHORTEST), Err(nothing()));
}

#[test]
fn a_hop_that_would_widen_is_avoided() {
    let [alice, bob, carol, dan, erin] = five();
    let narrow = alice.hop(&carol, Some(&alice), "/crud/read");
    let wide = [alice.hop(&bob, Some(&alice), "/crud"), bob.hop(&carol, Some(&alice), "/crud")];
    let last = carol.hop(&erin, Some(&alice), "/crud");
    let expected = Ok(cids([&wide[0], &wide[1], &last]));
    assert_eq!(found(&[&narrow, &wide[0], &wide[1], &last], SHORTEST), expected);
    assert_eq!(found(&[&narrow, &last], SHORTEST), Err(nothing()));
    // Behind a powerline, what is in force counts and not what the powerline says.
    let line = carol.hop(&dan, None, "/");
    let last = dan.hop(&erin, Some(&alice), "/crud");
    assert_eq!(found(&[&narrow, &line, &last], SHORTEST), Err(nothing()));
}

#[test]
fn the_shortest_or_the_longest_lived_is_preferred() {
    let [alice, bob, carol, _, erin] = five();
    let direct = alice.hop_for(&erin, &alice, 10);
    let late = [alice.hop_for(&bob, &alice, 99), bob.hop_for(&erin, &alice, 20)];
    let later = [alice.hop_for(&carol, &alice, 30), carol.hop_for(&bob, &alice, 40)];
    let last = bob.hop_for(&erin, &alice, 35);
    let early = alice.hop_for(&bob, &alice, 5);
    let all = [&direct, &late[0], &late[1], &later[0], &later[1], &last, &early];
    assert_eq!(found(&all, SHORTEST), Ok(cids([&direct])));
    assert_eq!(found(&all, LONGEST), Ok(cids([&late[0], &last])));
    // Of equally short ones the longer lived, of equally long lived ones the shorter.
    assert_eq!(found(&all[1..], SHORTEST), Ok(cids([&late[0], &last])));
    let capped = [&late[0], &later[0], &later[1], &late[1]];
    assert_eq!(found(&capped, LONGEST), Ok(cids([&late[0], &late[1]])));
    // A detour that lives longer is in vain if what follows does not.
    let short = alice.hop_for(&bob, &alice, 25);
    let detour = [&later[0], &later[1], &late[1], &short];
    assert_eq!(found(&detour, LONGEST), Ok(cids([&short, &late[1]])));
}

#[test]
fn what_never_expires_lives_longest() {
    let [alice, .., erin] = five();
    let last_second = alice
        .signs(alice.delegates(&erin, Some(&alice), "/crud").with_expiration(at((1 << 53) - 1)));
    let forever = alice.hop(&erin, Some(&alice), "/crud");
    assert_eq!(found(&[&last_second, &forever], LONGEST), Ok(cids([&forever])));
}

#[test]
fn what_is_out_of_time_revoked_or_forbidden_by_policy_is_passed_over_and_counted() {
    let [alice, .., erin] = five();
    let early = alice.delegates(&erin, Some(&alice), "/").with_not_before(at(NOW + 1));
    let policy: Policy = r#"[["==", ".size", 1]]"#.parse().expect("a policy");
    let strict = alice.signs(alice.delegates(&erin, Some(&alice), "/").with_policy(policy));
    let out = alice.hop(&erin, Some(&alice), "/crud");
    let store = store([&alice.hop_for(&erin, &alice, -1), &alice.signs(early), &strict, &out]);
    let command = command("/crud/read");
    let wanted = Wanted::new(&erin.did, &alice.did, &command);
    let revocations = revoked(&[(&out, &alice)]);
    let find = |wanted| Finder::new(&store).find(&wanted, &check(&revocations), SHORTEST);
    let (one, two) = (ipld!({"size": 1}), ipld!({"size": 2}));
    assert_passed_over(find(wanted.with_args(&two)), (2, 1, 1));
    let fits = find(wanted.with_args(&one)).expect("found");
    assert_eq!(fits.named(), cids([&strict]));
    assert_eq!(find(wanted).expect("found").named(), cids([&strict]));
}

#[test]
fn the_leeway_is_that_of_the_check() {
    let [alice, .., erin] = five();
    let store = store([&alice.hop_for(&erin, &alice, -60)]);
    let command = command("/crud");
    let wanted = Wanted::new(&erin.did, &alice.did, &command);
    let find = |now| {
        let check = ucan_core::Check::at(at(now));
        Finder::new(&store).find(&wanted, &check, SHORTEST).map(|found| found.named().len())
    };
    assert_eq!(find(NOW), Ok(1));
    assert!(find(NOW + 1).is_err());
}

#[test]
fn a_revocation_by_somebody_before_leads_around_them() {
    // Bob and Carol both reach Dan. Bob, who is preferred, revoked what Dan hands on.
    let [alice, bob, carol, dan, erin] = five();
    let by_bob = [alice.hop(&bob, Some(&alice), "/"), bob.hop(&dan, Some(&alice), "/")];
    let by_carol = [alice.hop_for(&carol, &alice, 10), carol.hop_for(&dan, &alice, 10)];
    let last = dan.hop(&erin, Some(&alice), "/crud");
    let store = store([&by_bob[0], &by_bob[1], &by_carol[0], &by_carol[1], &last]);
    for preference in [SHORTEST, LONGEST] {
        let find = |set: &Revoked| find(&store, &erin, &alice, set, preference);
        assert_eq!(find(&Revoked::new()), Ok(cids([&by_bob[0], &by_bob[1], &last])));
        let expected = Ok(cids([&by_carol[0], &by_carol[1], &last]));
        assert_eq!(find(&revoked(&[(&last, &bob)])), expected);
        assert!(find(&revoked(&[(&last, &bob), (&last, &carol)])).is_err());
        // A stranger's revocation, or one by somebody behind, changes nothing.
        let (by_erin, by_stranger) = ((&by_bob[1], &erin), (&last, &party(9)));
        let expected = Ok(cids([&by_bob[0], &by_bob[1], &last]));
        assert_eq!(find(&revoked(&[by_erin, by_stranger])), expected);
    }
}

#[test]
fn the_order_in_which_a_store_was_filled_does_not_matter() {
    let [alice, bob, carol, dan, erin] = five();
    let by = |middle: &Party| {
        [alice.hop(middle, Some(&alice), "/crud"), middle.hop(&erin, Some(&alice), "/crud")]
    };
    let mut tokens: Vec<_> = [&bob, &carol, &dan].into_iter().flat_map(by).collect();
    for preference in [SHORTEST, LONGEST] {
        let all = |tokens: &[Verified<Delegation>]| {
            found(&tokens.iter().collect::<Vec<_>>(), preference).expect("found")
        };
        let first = all(&tokens);
        for _ in 0..tokens.len() {
            tokens.rotate_left(1);
            assert_eq!(all(&tokens), first);
        }
        tokens.reverse();
        assert_eq!(all(&tokens), first);
    }
}
