//! What is found proves, and what can be proven is found.

use cid::Cid;
use proptest::prelude::*;
use ucan_core::{
    Chain, Delegation, FindError, Finder, Preference, Proofs, Timestamp, Verified, Wanted,
};

use crate::stage::{NOW, Revoked, at, check, command, party, prove, store};

const PARTIES: u16 = 4;
const COMMANDS: [&str; 5] = ["/", "/crud", "/crud", "/crud/read", "/msg"];
/// The longest list of proofs that is tried by force.
const LONGEST: usize = 4;

#[derive(Clone, Debug)]
struct Hop {
    from: u16,
    to: u16,
    /// Party 0, whose things are wanted, more often than not; or nobody, or party 1.
    subject: Option<u16>,
    command: usize,
    expires_in: Option<i64>,
}

fn hop() -> impl Strategy<Value = Hop> {
    (
        0..PARTIES - 1,
        1..PARTIES,
        prop_oneof![5 => Just(Some(0)), 3 => Just(None), 1 => Just(Some(1))],
        0..COMMANDS.len(),
        proptest::option::weighted(0.7, -1..4_i64),
    )
        .prop_map(|(from, to, subject, command, expires_in)| Hop {
            from,
            to,
            subject,
            command,
            expires_in,
        })
}

fn tokens(hops: &[Hop]) -> Vec<Verified<Delegation>> {
    let sign = |hop: &Hop| {
        let (from, to, subject) = (party(hop.from), party(hop.to), hop.subject.map(party));
        let delegation = from.delegates(&to, subject.as_ref(), COMMANDS[hop.command]);
        from.signs(match hop.expires_in {
            Some(seconds) => delegation.with_expiration(at(NOW + seconds)),
            None => delegation,
        })
    };
    hops.iter().map(sign).collect()
}

/// Every list of up to [`LONGEST`] proofs that proves.
fn by_force(tokens: &[Verified<Delegation>], revocations: &Revoked) -> Vec<Chain> {
    let mut proofs = Proofs::new();
    tokens.iter().for_each(|token| proofs.insert(token.clone()));
    let mut lists: Vec<Vec<Cid>> = vec![vec![]];
    let mut proven = Vec::new();
    for _ in 0..LONGEST {
        lists = lists
            .iter()
            .flat_map(|list| {
                tokens.iter().map(move |token| {
                    let mut list = list.clone();
                    list.push(*token.cid());
                    list
                })
            })
            .collect();
        let all = lists.iter();
        proven.extend(all.filter_map(|list| {
            prove(list, &proofs, &party(PARTIES - 1), &party(0), revocations).ok()
        }));
    }
    proven
}

fn ends(expiration: Option<Timestamp>) -> i64 {
    expiration.map_or(i64::MAX, Timestamp::seconds)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_found_proves_and_nothing_better_can_be_proven(
        hops in proptest::collection::vec(hop(), 1..=7),
        revoked in proptest::collection::vec((0..7_usize, 0..PARTIES), 0..4),
    ) {
        let tokens = tokens(&hops);
        let revocations: Revoked = revoked
            .iter()
            .filter_map(|(token, by)| Some((*tokens.get(*token)?.cid(), party(*by).did)))
            .collect();
        let store = store(&tokens);
        let (issuer, subject) = (party(PARTIES - 1), party(0));
        let command = command("/crud/read");
        let wanted = Wanted::new(&issuer.did, &subject.did, &command);
        let proven = by_force(&tokens, &revocations);
        for preference in [Preference::Shortest, Preference::LongestLived] {
            let found = match Finder::new(&store).find(&wanted, &check(&revocations), preference) {
                Ok(found) => found,
                Err(error) => {
                    let not_found = matches!(error, FindError::NotFound { .. });
                    prop_assert!(not_found && proven.is_empty(), "{:?}: {:?}", error, proven);
                    continue;
                }
            };
            let chain = prove(&found.named(), &found.to_proofs(), &issuer, &subject, &revocations);
            let chain = chain.expect("what is found proves");
            prop_assert_eq!(chain.validity(), found.validity());
            let rank = |chain: &Chain| {
                let (length, end) =
                    (i64::try_from(chain.proofs().count()).expect("few"), -ends(chain.validity().expiration()));
                if preference == Preference::Shortest { (length, end) } else { (end, length) }
            };
            if let Some(best) = proven.iter().map(rank).min() {
                prop_assert!(rank(&chain) <= best);
                prop_assert!(chain.proofs().count() > LONGEST || rank(&chain) == best);
            }
        }
    }
}
