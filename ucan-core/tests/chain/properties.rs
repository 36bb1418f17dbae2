//! An honest chain proves what it should, and stops to when anything is moved.

use proptest::{prelude::*, sample::Index};
use ucan_core::{ChainError, Delegation, ProofRule, Verified};

use crate::parties::{Case, Party, party};

/// From wide to narrow, and so also in the order of text.
const COMMANDS: [&str; 4] = ["/", "/crud", "/crud/read", "/crud/read/all"];

/// The hops of an honest chain from party 0 to party `hops.len()`: for each, whether
/// it is a powerline, and its command.
#[derive(Clone, Debug)]
struct Honest {
    hops: Vec<(bool, usize)>,
}

fn honest() -> impl Strategy<Value = Honest> {
    let hop = (any::<bool>(), 0..COMMANDS.len());
    proptest::collection::vec(hop, 1..=6).prop_map(|mut hops| {
        // The root is no powerline, and a hop with a subject never widens the command.
        hops[0].0 = false;
        hops.iter_mut().fold(0, |in_force, (powerline, command)| {
            if !*powerline {
                *command = (*command).max(in_force);
            }
            in_force.max(*command)
        });
        Honest { hops }
    })
}

fn parties(count: usize) -> Vec<Party> {
    (0..=count).map(|seed| party(u8::try_from(seed).expect("few"))).collect()
}

impl Honest {
    fn tokens(&self) -> Vec<Verified<Delegation>> {
        let parties = parties(self.hops.len());
        let hops = self.hops.iter().zip(parties.windows(2));
        hops.map(|((powerline, command), pair)| {
            let subject = (!powerline).then_some(&parties[0]);
            pair[0].hop(&pair[1], subject, COMMANDS[*command])
        })
        .collect()
    }

    fn case(&self, tokens: Vec<Verified<Delegation>>) -> Case {
        let parties = parties(self.hops.len());
        let issuer = parties.last().expect("at least two");
        tokens.into_iter().fold(Case::new(issuer, &parties[0], "/crud/read/all"), Case::with)
    }

    /// What is wrong with the hop `found` when it stands at `place`.
    fn misplaced(&self, place: usize, found: usize) -> ProofRule {
        if place == 0 && self.hops[found].0 {
            return ProofRule::PowerlineRoot;
        }
        let parties = parties(self.hops.len());
        ProofRule::InvalidAudience {
            expected: parties[place].did.clone(),
            found: parties[found].did.clone(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_honest_chain_proves(honest in honest()) {
        let chain = honest.case(honest.tokens()).proves();
        prop_assert_eq!(chain.proofs().count(), honest.hops.len());
        let narrowest = honest.hops.iter().map(|(_, command)| COMMANDS[*command]).max();
        prop_assert_eq!(Some(chain.command().as_str()), narrowest);
    }

    #[test]
    fn no_hop_can_be_left_out(honest in honest(), at: Index) {
        let mut tokens = honest.tokens();
        let at = at.index(tokens.len());
        tokens.remove(at);
        let case = honest.case(tokens);
        let hops = honest.hops.len();
        if hops == 1 {
            case.refused(ChainError::NoProofs);
        } else if at == hops - 1 {
            let parties = parties(hops);
            case.refused(ChainError::FinalAudience {
                delegated_to: parties[at].did.clone(),
                issuer: parties[hops].did.clone(),
            });
        } else {
            case.refused_at(at, honest.misplaced(at, at + 1));
        }
    }

    #[test]
    fn no_two_hops_can_change_places(honest in honest(), a: Index, b: Index) {
        let mut tokens = honest.tokens();
        let (a, b) = (a.index(tokens.len()), b.index(tokens.len()));
        prop_assume!(a != b);
        tokens.swap(a, b);
        honest.case(tokens).refused_at(a.min(b), honest.misplaced(a.min(b), a.max(b)));
    }

    #[test]
    fn it_proves_nothing_about_another_subject(honest in honest(), other in 1_usize..=6) {
        let parties = parties(6);
        let mut case = honest.case(honest.tokens());
        case.subject = parties[other].did.clone();
        case.refused_at(0, ProofRule::InvalidSubject {
            expected: parties[other].did.clone(),
            found: parties[0].did.clone(),
        });
    }
}
