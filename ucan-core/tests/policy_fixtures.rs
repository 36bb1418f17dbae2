//! The public policy fixtures of UCAN 1.0.0 (`ucan-wg/spec`,
//! `fixtures/1.0.0/policy.json` at `22d31d8`; the file at the head of the main branch
//! is not valid JSON).
//!
//! They are read from the directory that the environment variable `IPVM_FIXTURES`
//! names. Without it the test says on stderr that nothing was tested.

use std::{env, fs, path::Path};

use ipld_core::ipld::Ipld;
use ucan_core::policy::{Budget, Policy, PolicyFailure};

/// Every pair of arguments and policy of a part of the file.
fn pairs(fixtures: &Ipld, part: &str) -> Vec<(Ipld, Ipld)> {
    let Ok(Some(Ipld::List(groups))) = fixtures.get(part) else {
        panic!("{part:?} is no list");
    };
    let mut pairs = Vec::new();
    for group in groups {
        let Ok(Some(args)) = group.get("args") else { panic!("no args in {group:?}") };
        let Ok(Some(Ipld::List(policies))) = group.get("policies") else {
            panic!("no policies in {group:?}");
        };
        pairs.extend(policies.iter().map(|policy| (args.clone(), policy.clone())));
    }
    pairs
}

#[test]
fn every_public_fixture_is_judged_as_it_says() {
    let Some(directory) = env::var_os("IPVM_FIXTURES") else {
        eprintln!("SKIPPED: set IPVM_FIXTURES to the directory with the public fixtures");
        return;
    };
    let file = Path::new(&directory).join("ucan-spec-1.0.0").join("policy.json");
    let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let fixtures: Ipld = serde_ipld_dagjson::from_slice(&bytes).expect("DAG-JSON");

    let valid = pairs(&fixtures, "valid");
    assert_eq!(valid.len(), 17);
    for (args, ipld) in &valid {
        let policy = Policy::parse(ipld).unwrap();
        assert_eq!(policy.judge(args, &mut Budget::default()), Ok(()), "{ipld:?} on {args:?}");
        assert_eq!(&policy.to_ipld(), ipld);
        assert_eq!(policy.to_string().parse(), Ok(policy.clone()));
        assert_eq!(policy.explain(args, &mut Budget::default()).verdict(), Ok(()));
    }

    let invalid = pairs(&fixtures, "invalid");
    assert_eq!(invalid.len(), 8);
    for (args, ipld) in &invalid {
        let policy = Policy::parse(ipld).unwrap();
        let judged = policy.judge(args, &mut Budget::default());
        assert!(matches!(judged, Err(PolicyFailure::Unsatisfied { .. })), "{ipld:?} on {args:?}");
        let explanation = policy.explain(args, &mut Budget::default());
        assert_eq!(explanation.verdict().map_err(Clone::clone), judged);
    }
}
