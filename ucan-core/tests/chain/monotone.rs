//! A chain never grants what a part of it does not.

use ipld_core::ipld;
use proptest::prelude::*;
use ucan_core::{
    Chain, ChainError, Delegation, Leeway, Policy, Proofs, Validity, Verified, policy::Budget,
};

use crate::parties::{Case, NOW, Party, at, exactly, party};

const COMMANDS: [&str; 5] = ["/", "/crud", "/crud/read", "/crud/read/all", "/msg"];
const POLICIES: [&str; 4] =
    ["[]", r#"[["<",".size",3]]"#, r#"[["==",".size",1]]"#, r#"[["not",["==",".size",2]]]"#];

#[derive(Clone, Debug)]
struct Hop {
    powerline: bool,
    command: usize,
    policy: usize,
    not_before: Option<i64>,
    expiration: Option<i64>,
    /// A slip: it is issued by, or about, somebody else.
    slip: Option<bool>,
}

fn hop() -> impl Strategy<Value = Hop> {
    (
        prop::bool::weighted(0.3),
        prop_oneof![4 => 0..3_usize, 1 => 0..COMMANDS.len()],
        0..POLICIES.len(),
        proptest::option::of(-9..2_i64),
        proptest::option::of(-1..9_i64),
        proptest::option::weighted(0.05, any::<bool>()),
    )
        .prop_map(|(powerline, command, policy, not_before, expiration, slip)| Hop {
            powerline,
            command,
            policy,
            not_before,
            expiration,
            slip,
        })
}

/// Chains of which a good part proves: commands mostly get narrower, roots are mostly
/// no powerlines.
fn hops() -> impl Strategy<Value = Vec<Hop>> {
    (proptest::collection::vec(hop(), 1..=5), prop::bool::weighted(0.8)).prop_map(
        |(mut hops, tidy)| {
            if tidy {
                hops[0].powerline = false;
                let mut commands: Vec<_> = hops.iter().map(|hop| hop.command).collect();
                commands.sort_unstable();
                for (hop, command) in hops.iter_mut().zip(commands) {
                    hop.command = command;
                }
            }
            hops
        },
    )
}

fn people(count: usize) -> Vec<Party> {
    (0..=count).map(|n| party(u8::try_from(n).expect("few"))).collect()
}

fn tokens(hops: &[Hop], timed: bool) -> Vec<Verified<Delegation>> {
    let people = people(hops.len());
    let stranger = party(99);
    hops.iter()
        .zip(people.windows(2))
        .map(|(hop, pair)| {
            let issuer = if hop.slip == Some(true) { &stranger } else { &pair[0] };
            let subject = if hop.slip == Some(false) { &stranger } else { &people[0] };
            let subject = (!hop.powerline).then_some(subject);
            let mut delegation = issuer
                .delegates(&pair[1], subject, COMMANDS[hop.command])
                .with_policy(POLICIES[hop.policy].parse::<Policy>().expect("a policy"));
            if let Some(seconds) = hop.not_before.filter(|_| timed) {
                delegation = delegation.with_not_before(at(NOW + seconds));
            }
            if let Some(seconds) = hop.expiration.filter(|_| timed) {
                delegation = delegation.with_expiration(at(NOW + seconds));
            }
            issuer.signs(delegation)
        })
        .collect()
}

/// The claim of whom the first `length` hops reach.
fn prefix(tokens: &[Verified<Delegation>], length: usize, command: &str) -> Case {
    let people = people(tokens.len());
    let case = Case::new(&people[length], &people[0], command);
    tokens.iter().take(length).cloned().fold(case, Case::with)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_chain_grants_nothing_that_a_prefix_does_not(
        hops in hops(),
        wanted in 1..COMMANDS.len(),
        size in 0..4_i64,
    ) {
        let tokens = tokens(&hops, false);
        let args = ipld!({ "size": size });
        let granted = |length: usize| {
            let chain = prefix(&tokens, length, COMMANDS[wanted]).prove()?;
            chain.judge(&args, &mut Budget::default())?;
            Ok::<_, ChainError>(chain)
        };
        // Once it is lost, it stays lost; and what is in force only gets narrower.
        let mut before: Option<Chain> = None;
        for length in 1..=tokens.len() {
            let chain = granted(length).ok();
            if let (Some(chain), true) = (&chain, length > 1) {
                let before = before.as_ref();
                prop_assert!(before.is_some(), "{} hops grant what fewer do not", length);
                prop_assert!(before.is_none_or(|b| b.command().covers(chain.command())));
            }
            before = chain;
        }
    }

    #[test]
    fn a_chain_that_proves_a_command_proves_those_below(hops in hops(), wanted in 1..4_usize) {
        let tokens = tokens(&hops, false);
        let proves = |command| prefix(&tokens, tokens.len(), command).prove().is_ok();
        if proves(COMMANDS[wanted]) {
            prop_assert!(proves(COMMANDS[3]));
        }
    }

    #[test]
    fn its_validity_is_when_it_proves(
        hops in hops(),
        own in any::<(Option<i8>, Option<i8>)>(),
        now in -12..12_i64,
        leeway in 0..3_u32,
    ) {
        let tokens = tokens(&hops, true);
        let claim = prefix(&tokens, tokens.len(), "/crud/read/all");
        // A validity can be empty: then it proves never, and there is nothing to compare.
        let own = (own.0.map(|s| NOW + i64::from(s % 16)), own.1.map(|s| NOW + i64::from(s % 16)));
        let claim = claim.valid(own.0, own.1);
        let all = tokens.iter().map(|token| token.payload().validity());
        let expected = all.fold(claim.validity, Validity::intersection);
        let (leeway, now_at) = (Leeway::from_seconds(leeway), at(NOW + now));
        let check = exactly(NOW + now).with_leeway(leeway);
        match claim.prove_by(&check) {
            Ok(chain) => {
                prop_assert_eq!(chain.validity(), expected);
                prop_assert!(expected.contains(now_at, leeway));
                prop_assert_eq!(chain.recheck(&check), Ok(()));
                for other in -20..20 {
                    let check = exactly(NOW + other).with_leeway(leeway);
                    let valid = expected.contains(at(NOW + other), leeway);
                    prop_assert_eq!(chain.recheck(&check).is_ok(), valid);
                    prop_assert_eq!(claim.prove_by(&check).map(|_| ()), chain.recheck(&check));
                }
            }
            Err(error) => {
                let of_time = match &error {
                    ChainError::Expired { .. } | ChainError::TooEarly { .. } => true,
                    ChainError::Proof(error) => matches!(
                        error.rule,
                        ucan_core::ProofRule::Expired { .. } | ucan_core::ProofRule::TooEarly { .. }
                    ),
                    _ => false,
                };
                prop_assert!(!of_time || !expected.contains(now_at, leeway));
            }
        }
    }

    #[test]
    fn the_error_depends_on_the_claim_alone(
        hops in hops(),
        wanted in 0..COMMANDS.len(),
        missing in proptest::option::weighted(0.2, 0..5_usize),
    ) {
        let tokens = tokens(&hops, true);
        let mut case = prefix(&tokens, tokens.len(), COMMANDS[wanted]);
        let at_hand = || tokens.iter().enumerate().filter(|(n, _)| Some(*n) != missing);
        let mut judged = |proofs: Proofs| {
            case.at_hand = proofs;
            case.prove().map(|chain| (chain.command().clone(), chain.validity()))
        };
        let (mut forwards, mut backwards) = (Proofs::new(), Proofs::new());
        at_hand().for_each(|(_, token)| forwards.insert(token.clone()));
        at_hand().rev().for_each(|(_, token)| backwards.insert(token.clone()));
        // What is not named makes no difference.
        backwards.insert(party(50).hop(&party(51), None, "/"));
        prop_assert_eq!(judged(forwards), judged(backwards));
    }
}
