//! Strategies of verification: read and written.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    ConfigRule, Consensus, Optimistic, ProofSystem, Verification, VerificationKind,
    VerificationRule,
};
use ucan_core::{Did, FieldRule};

fn did(text: &str) -> Did {
    text.parse().unwrap()
}

#[test]
fn every_strategy_is_written_as_it_is_read() {
    let (a, b, c) = (did("did:web:a"), did("did:web:b"), did("did:web:c"));
    let agents = vec![c, a.clone(), b];
    let cases = [
        (ipld!("attestation"), Verification::Attestation),
        (ipld!("replay"), Verification::Replay),
        (
            ipld!({ "optimistic": { "confirmations": 17, "referee": "did:web:a" } }),
            Verification::Optimistic(Optimistic::new(17, a.clone()).unwrap()),
        ),
        (
            ipld!({ "consensus": { "agents": ["did:web:c", "did:web:a", "did:web:b"] } }),
            Verification::Consensus(Consensus::new(agents.clone(), None).unwrap()),
        ),
        (
            ipld!({ "consensus": {
                "agents": ["did:web:c", "did:web:a", "did:web:b"], "threshold": 2
            } }),
            Verification::Consensus(Consensus::new(agents, Some(2)).unwrap()),
        ),
        (ipld!({ "oracle": { "did": "did:web:a" } }), Verification::Oracle(a)),
        (ipld!({ "zkp": "groth16" }), Verification::ZeroKnowledge(ProofSystem::Groth16)),
        (ipld!({ "zkp": "nova" }), Verification::ZeroKnowledge(ProofSystem::Nova)),
        (ipld!({ "zkp": "nova2" }), Verification::ZeroKnowledge(ProofSystem::Nova2)),
    ];
    let mut kinds = std::collections::BTreeSet::new();
    for (written, strategy) in cases {
        assert_eq!(Verification::read(&written).as_ref(), Ok(&strategy));
        assert_eq!(strategy.to_ipld(), written);
        kinds.insert(strategy.kind());
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), VerificationKind::ALL);
}

#[test]
fn a_consensus_without_a_threshold_is_of_all() {
    let agents = || vec![did("did:web:a"), did("did:web:b")];
    assert_eq!(Consensus::new(agents(), None).unwrap().threshold(), 2);
    assert_eq!(Consensus::new(agents(), Some(2)).unwrap().threshold(), 2);
}

#[test]
fn refuses_what_two_results_could_reach_and_what_no_result_can() {
    let agents = |count: usize| (0..count).map(|n| did(&format!("did:web:{n}"))).collect();
    for (count, least) in [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3)] {
        for threshold in 0..=6 {
            let consensus = Consensus::new(agents(count), Some(threshold));
            let (agents, found) = (u64::try_from(count).unwrap(), threshold);
            if (least..=agents).contains(&threshold) {
                assert_eq!(consensus.unwrap().threshold(), threshold);
            } else {
                let expected = VerificationRule::Threshold { agents, found };
                assert_eq!(consensus, Err(expected), "{threshold} of {count}");
            }
        }
    }
}

#[test]
fn refusals_name_the_rule_and_the_place() {
    let refused = |value: Ipld| {
        let error = Verification::read(&value).unwrap_err();
        (error.at.to_string(), error.rule)
    };
    let rule = |at: &str, rule: VerificationRule| (at.to_owned(), ConfigRule::Verification(rule));
    let field = |at: &str, rule: FieldRule| (at.to_owned(), ConfigRule::Field(rule));
    let kind = |expected, found| FieldRule::Kind { expected, found };

    let two = ipld!({ "optimistic": 17, "referee": "did:web:a" });
    assert_eq!(refused(two), rule("", VerificationRule::OneStrategy { found: 2 }));
    assert_eq!(refused(ipld!({})), rule("", VerificationRule::OneStrategy { found: 0 }));
    assert_eq!(refused(ipld!({ "optimistic": 2 })), field("/optimistic", kind("map", "integer")));
    assert_eq!(refused(ipld!(null)), field("", kind("strategy: a string or a map", "null")));
    let bare = VerificationRule::Parameters { strategy: "consensus" };
    assert_eq!(refused(ipld!("consensus")), rule("", bare));
    let bare = VerificationRule::Parameters { strategy: "zkp" };
    assert_eq!(refused(ipld!("zkp")), rule("", bare));
    let with = VerificationRule::NoParameters { strategy: "replay" };
    assert_eq!(refused(ipld!({ "replay": {} })), rule("/replay", with));
    let unknown = VerificationRule::Strategy { found: "Attestation".into() };
    assert_eq!(refused(ipld!("Attestation")), rule("", unknown));
    let system = VerificationRule::System { found: "stark".into() };
    assert_eq!(refused(ipld!({ "zkp": "stark" })), rule("/zkp", system));

    assert_eq!(
        refused(ipld!({ "optimistic": { "confirmations": 0, "referee": "did:web:a" } })),
        rule("/optimistic/confirmations", VerificationRule::NoConfirmations)
    );
    assert_eq!(
        refused(ipld!({ "optimistic": { "confirmations": 1 } })),
        field("/optimistic/referee", FieldRule::Missing)
    );
    assert_eq!(
        refused(ipld!({ "consensus": { "agents": [] } })),
        rule("/consensus/agents", VerificationRule::NoAgents)
    );
    // A fragment names a key, not another principal.
    assert_eq!(
        refused(ipld!({ "consensus": { "agents": ["did:web:a", "did:web:a#key-2"] } })),
        rule("/consensus/agents", VerificationRule::RepeatedAgent { index: 1 })
    );
    assert_eq!(
        refused(ipld!({ "consensus": { "agents": ["did:web:a", "did:web:b"], "threshold": 1 } })),
        rule("/consensus/threshold", VerificationRule::Threshold { agents: 2, found: 1 })
    );
    assert_eq!(
        refused(ipld!({ "consensus": { "agents": ["did:web:a"], "quorum": 1 } })),
        field("/consensus/quorum", FieldRule::Unknown)
    );
    let (at, error) = refused(ipld!({ "oracle": { "did": "example.com" } }));
    assert_eq!(at, "/oracle/did");
    assert!(matches!(error, ConfigRule::Field(FieldRule::Did(_))));
}
