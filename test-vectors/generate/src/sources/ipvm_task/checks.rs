//! Verification strategies as they are written.

use super::config::{holds, resolve};
use crate::{
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, DAN},
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [accepted(), refused()].concat()
}

fn check(slug: &str, check: Value) -> CaseBuilder {
    resolve(slug, vec![("task", map! { "check" => check })]).ruling("O35")
}

fn consensus(agents: Value, threshold: i32) -> Value {
    map! { "consensus" => map! { "agents" => agents, "threshold" => threshold } }
}

fn accepted() -> Vec<CaseBuilder> {
    let case = |slug: &str, written: Value, title: &str| {
        check(slug, written.clone())
            .title(title)
            .why("What is verified in another way than was asked for is not verified.")
            .expect_value(holds(vec![("check", written, "task")]))
            .rules(["task.check-one", "task.check-parameters"])
    };
    let (alice, bob, carol) = (ALICE.did(), BOB.did(), CAROL.did());
    let agents = || list![alice.clone(), bob.clone(), carol.clone()];
    vec![
        case("check-attestation", "attestation".into(), "Attestation is a word."),
        case("check-replay", "replay".into(), "Replay is a word."),
        case(
            "check-optimistic",
            map! { "optimistic" => map! { "confirmations" => 1, "referee" => BOB.did() } },
            "One confirmation is the least there is.",
        )
        .rules(["task.check-confirmations"]),
        case(
            "check-oracle",
            map! { "oracle" => map! { "did" => "did:web:oracle.example" } },
            "An oracle has a DID of any method.",
        ),
        case(
            "check-consensus-of-all",
            map! { "consensus" => map! { "agents" => agents() } },
            "Without a threshold all agents must agree.",
        )
        .rules(["task.check-agents"]),
        case("check-two-of-three", consensus(agents(), 2), "Two of three are a majority.")
            .rules(["task.check-majority"]),
        case("check-three-of-three", consensus(agents(), 3), "All of three are a majority.")
            .rules(["task.check-majority"]),
        case("check-one-of-one", consensus(list![BOB.did()], 1), "One of one is a majority."),
        case(
            "check-zkp",
            map! { "zkp" => "groth16" },
            "A proof can be asked for, though nobody here can verify it.",
        )
        .rules(["task.check-proof"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let bad = |slug: &str, written: Value, error: &'static str, rule: &'static str, title: &str| {
        check(slug, written)
            .title(title)
            .why("What cannot be read must not end as no verification at all.")
            .expect_error(error)
            .rules([rule])
    };
    let referee = |confirmations: Value| {
        map! { "optimistic" => map! { "confirmations" => confirmations, "referee" => BOB.did() } }
    };
    let four = || list![ALICE.did(), BOB.did(), CAROL.did(), DAN.did()];
    let (one, parameters) = ("task.check-one", "task.check-parameters");
    let (agents, majority) = ("task.check-agents", "task.check-majority");
    vec![
        bad("check-number", 17.into(), "ConfigField", one, "A number is no strategy."),
        bad("check-null", Value::Null, "ConfigField", one, "Null is no strategy."),
        bad("check-unknown", "trust".into(), "CheckUnknown", one, "A word that is no strategy."),
        bad(
            "check-capitals",
            "Replay".into(),
            "CheckUnknown",
            one,
            "Strategies are in lower case.",
        ),
        bad(
            "check-unknown-map",
            map! { "vote" => map! {} },
            "CheckUnknown",
            one,
            "A key that is no strategy.",
        ),
        bad("check-empty", map! {}, "CheckStrategies", one, "An empty map names no strategy."),
        bad(
            "check-of-the-example",
            map! { "optimistic" => 17, "referee" => BOB.did() },
            "CheckStrategies",
            one,
            "The spelling of one of the draft's examples, with two keys.",
        ),
        bad(
            "check-oracle-word",
            "oracle".into(),
            "CheckParameters",
            parameters,
            "An oracle without a DID.",
        ),
        bad(
            "check-replay-map",
            map! { "replay" => map! {} },
            "CheckParameters",
            parameters,
            "Replay takes no parameters.",
        ),
        bad(
            "check-attestation-map",
            map! { "attestation" => Value::Null },
            "CheckParameters",
            parameters,
            "Attestation takes no parameters, not even null.",
        ),
        bad(
            "check-oracle-text",
            map! { "oracle" => BOB.did() },
            "ConfigField",
            parameters,
            "Parameters are a map.",
        ),
        bad(
            "check-oracle-nobody",
            map! { "oracle" => map! {} },
            "ConfigMissing",
            parameters,
            "An oracle has to be somebody.",
        ),
        bad(
            "check-oracle-no-did",
            map! { "oracle" => map! { "did" => "oracle.example" } },
            "ConfigDid",
            parameters,
            "An oracle is a DID.",
        ),
        bad(
            "check-oracle-more",
            map! { "oracle" => map! { "did" => BOB.did(), "name" => "Bob" } },
            "ConfigUnknown",
            parameters,
            "An oracle has no other parameter.",
        ),
        bad(
            "check-no-referee",
            map! { "optimistic" => map! { "confirmations" => 2 } },
            "ConfigMissing",
            parameters,
            "Somebody has to decide a dispute.",
        ),
        bad(
            "check-confirmations-text",
            referee("2".into()),
            "ConfigField",
            parameters,
            "Confirmations are a number.",
        ),
        bad(
            "check-confirmations-zero",
            referee(0.into()),
            "CheckConfirmations",
            "task.check-confirmations",
            "No confirmation is no verification.",
        ),
        bad(
            "check-no-agents",
            map! { "consensus" => map! { "agents" => list![] } },
            "CheckNoAgents",
            agents,
            "Nobody comes to no consensus.",
        ),
        bad(
            "check-agent-twice",
            map! { "consensus" => map! { "agents" => list![BOB.did(), CAROL.did(), BOB.did()] } },
            "CheckRepeatedAgent",
            agents,
            "No agent has two voices.",
        ),
        bad(
            "check-agent-number",
            map! { "consensus" => map! { "agents" => list![7] } },
            "ConfigField",
            agents,
            "An agent is a DID.",
        ),
        bad(
            "check-half",
            consensus(four(), 2),
            "CheckThreshold",
            majority,
            "Half of the agents are no majority.",
        ),
        bad(
            "check-too-many",
            consensus(four(), 5),
            "CheckThreshold",
            majority,
            "More than all agents cannot agree.",
        ),
        bad(
            "check-threshold-zero",
            consensus(four(), 0),
            "CheckThreshold",
            majority,
            "None of the agents are no majority.",
        ),
        bad(
            "check-proof-unknown",
            map! { "zkp" => "plonk" },
            "CheckProofSystem",
            "task.check-proof",
            "A system of proofs that the draft does not name.",
        ),
    ]
}
