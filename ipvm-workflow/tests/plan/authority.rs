//! By what authority, what is missing of it, and what its policies wait for.

use std::collections::BTreeSet;

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{
    Authority, Awaited, Expiration, FindingState, MAX_POLICY_FINDINGS, MissingProof, Plan,
    PlanPart, PlanWarning, Planner, Standing, Workflow, workflow_run,
};
use ucan_core::{
    ChainError, Check, Delegation, DidKeyResolver, Envelope, Proofs, Validity, Verified,
};
use ucan_invocation::{EmbeddedTask, Invocation, Promise, Proven, Task};
use varsig::VerifierSet;

use crate::people::{
    NOW, Party, catch_on, catching, check, command_of, document, handlers, link, names, ok, plan,
    task, task_on, three, time, written,
};

/// A delegation of Alice to Bob with a policy, and a task of Bob's that names it.
fn delegated(policy: &str, value: Ipld) -> (Verified<Delegation>, EmbeddedTask) {
    let [alice, bob, _] = three();
    let delegation = alice.delegates(&bob, "/math").with_policy(policy.parse().expect(policy));
    let delegation = alice.signs(delegation);
    let task = task_on(&alice, "/math", value).with_proofs(vec![*delegation.cid()]);
    (delegation, task)
}

fn planned(proofs: &Proofs, tasks: &[(&str, &EmbeddedTask)], check: Check<'_>) -> Plan {
    let handlers = handlers();
    let document = document(tasks.iter().copied());
    Planner::new(&handlers, proofs, check).plan(&document, &three()[1].did)
}

fn holding(delegations: impl IntoIterator<Item = Verified<Delegation>>) -> Proofs {
    let mut proofs = Proofs::new();
    delegations.into_iter().for_each(|delegation| proofs.insert(delegation));
    proofs
}

fn authority<'p>(plan: &'p Plan, label: &str) -> &'p Authority {
    &plan.task(label).expect(label).authority
}

#[test]
fn one_s_own_subject_needs_no_proof() {
    let plan = plan([("own", &task("/math", ipld!(1)))]);
    assert_eq!(authority(&plan, "own").standing, Standing::Own);
    assert!(authority(&plan, "own").is_sound());
}

#[test]
fn a_chain_says_the_command_in_force_and_until_when_it_is_valid() {
    let [alice, bob, carol] = three();
    let root = alice.delegates(&carol, "/").with_expiration(time(NOW + 50));
    let next = Delegation::new(
        carol.did.clone(),
        bob.did.clone(),
        alice.did.clone(),
        command_of("/math"),
        ucan_core::Nonce::empty(),
    );
    let (root, next) = (alice.signs(root), carol.signs(next.with_not_before(time(NOW - 5))));
    let named = vec![*root.cid(), *next.cid()];
    let task = task_on(&alice, "/math", ipld!(1)).with_proofs(named.clone());
    let plan = planned(&holding([root, next]), &[("a", &task)], check());
    let validity = Validity::new(Some(time(NOW - 5)), Some(time(NOW + 50)));
    let standing = Standing::Proven { command: command_of("/math"), validity };
    assert_eq!(authority(&plan, "a").standing, standing);
    assert_eq!(authority(&plan, "a").proofs, named);
    let issuers: BTreeSet<_> = plan.proofs().values().map(|it| it.payload().issuer()).collect();
    assert_eq!(issuers, [&alice.did, &carol.did].into());
    assert_eq!(plan.warnings(), []);
}

#[test]
fn every_proof_that_is_not_at_hand_is_named_with_its_place() {
    let (delegation, task) = delegated("[]", ipld!(1));
    let named = vec![link("x"), *delegation.cid(), link("y")];
    let task = task.with_proofs(named);
    let plan = planned(&holding([delegation]), &[("a", &task)], check());
    let missing =
        vec![MissingProof { index: 0, cid: link("x") }, MissingProof { index: 2, cid: link("y") }];
    assert_eq!(authority(&plan, "a").standing, Standing::Missing(missing.clone()));
    let part = PlanPart::Task("a".into());
    assert_eq!(plan.warnings(), [PlanWarning::MissingProofs { part, missing }]);
    assert!(!authority(&plan, "a").is_sound());
}

#[test]
fn a_proof_that_is_at_hand_and_bad_is_not_missing() {
    let (_, task) = delegated("[]", ipld!(1));
    let bad = varsig::Block::dag_cbor([0xa0]).expect("a block");
    let mut proofs = Proofs::new();
    proofs.add(&bad, &DidKeyResolver, &VerifierSet::default());
    let task = task.with_proofs(vec![*bad.cid(), link("x")]);
    let plan = planned(&proofs, &[("a", &task)], check());
    let missing = vec![MissingProof { index: 1, cid: link("x") }];
    assert_eq!(authority(&plan, "a").standing, Standing::Missing(missing));
    let task = task.with_proofs(vec![*bad.cid()]);
    let plan = planned(&proofs, &[("a", &task)], check());
    assert!(matches!(authority(&plan, "a").standing, Standing::Refused(ChainError::Proof(_))));
}

#[test]
fn a_chain_that_does_not_carry_the_authority_says_why() {
    let [_, bob, carol] = three();
    let task = task_on(&carol, "/math", ipld!(1));
    let plan = plan([("a", &task)]);
    assert_eq!(authority(&plan, "a").standing, Standing::Refused(ChainError::NoProofs));
    let part = PlanPart::Task("a".into());
    assert_eq!(plan.warnings(), [PlanWarning::Chain { part, error: ChainError::NoProofs }]);

    let expired = carol.signs(carol.delegates(&bob, "/math").with_expiration(time(NOW - 1)));
    let task = task.with_proofs(vec![*expired.cid()]);
    let plan = planned(&holding([expired]), &[("a", &task)], check());
    assert_eq!(names(&plan), [("chain", true)]);
}

#[test]
fn statements_hold_fail_or_wait_for_the_promise_that_they_reach() {
    let first = task("/math", ipld!(1));
    let outside = link("outside");
    let policy = r#"[["==",".value.x",1],["<",".value.a",5],["==",".value.x",2],
        ["and",[[">",".value.a",0],[">",".value.b",0]]],["any",".value[]",["==",".",1]]]"#;
    let value = ipld!({ "x": 1, "a": ok(&first), "b": Promise::any(outside).to_ipld() });
    let (delegation, task) = delegated(policy, value);
    let cid = *delegation.cid();
    let proofs = holding([delegation]);
    let plan = planned(&proofs, &[("first", &first), ("a", &task)], check());
    let policies = &authority(&plan, "a").policies;
    assert_eq!((policies.holding, policies.omitted), (2, 0));
    assert!(!authority(&plan, "a").is_sound() && authority(&plan, "first").is_sound());
    let found: Vec<_> = policies.findings.iter().map(|it| (it.statement, &it.state)).collect();
    let (label, other) = (Awaited::Task("first".into()), Awaited::Outside(outside));
    assert_eq!(
        found,
        [
            (2, &FindingState::Fails),
            (1, &FindingState::Waits([label.clone()].into())),
            (3, &FindingState::Waits([label, other].into())),
        ]
    );
    let part = PlanPart::Task("a".into());
    let warning = PlanWarning::Policy { part, proof: 0, cid, statement: 2 };
    assert_eq!(plan.warnings(), [warning]);
    let text = plan.to_string();
    assert!(text.contains(r#"      waits for `first`: proof 0, statement 1, ["<",".value.a",5]"#));
}

#[test]
fn of_many_statements_those_that_fail_are_kept() {
    let first = task("/math", ipld!(1));
    let many = MAX_POLICY_FINDINGS + 3;
    let mut statements = vec![r#"["==",".value",1]"#; many];
    statements.push(r#"["==",".missing",1]"#);
    let (delegation, task) = delegated(&format!("[{}]", statements.join(",")), ok(&first));
    let plan = planned(&holding([delegation]), &[("first", &first), ("a", &task)], check());
    let policies = &authority(&plan, "a").policies;
    assert_eq!((policies.findings.len(), policies.omitted), (MAX_POLICY_FINDINGS, 4));
    assert_eq!((policies.findings[0].statement, policies.fails()), (many, true));
    assert!(plan.to_string().contains("      and 4 more that do not hold yet\n"));
}

#[test]
fn what_costs_too_much_to_judge_is_said_and_not_guessed() {
    let (delegation, task) = delegated(r#"[["==",".value",1]]"#, ipld!(1));
    let (handlers, proofs) = (handlers(), holding([delegation]));
    let planner = Planner::new(&handlers, &proofs, check()).with_policy_steps(2);
    let plan = planner.plan(&document([("a", &task)]), &three()[1].did);
    let policies = &authority(&plan, "a").policies;
    assert_eq!(policies.holding, 0);
    assert_eq!(policies.findings[0].state, FindingState::NotJudged);
    assert!(!policies.fails());

    // What one task costs is not there for the next.
    let planner = Planner::new(&handlers, &proofs, check()).with_policy_steps(5);
    let plan = planner.plan(&document([("a", &task), ("b", &task)]), &three()[1].did);
    let holding = |label| authority(&plan, label).policies.holding;
    assert_eq!([holding("a"), holding("b")], [1, 0]);
}

#[test]
fn a_handler_is_proven_too_and_its_policies_wait_for_the_failure() {
    let [alice, bob, _] = three();
    let policy = r#"[["==",".params[0].label","a"],["==",".fun","catch"]]"#;
    let delegation = alice.delegates(&bob, "/wasm").with_policy(policy.parse().expect(policy));
    let delegation = alice.signs(delegation);
    let catch = catch_on(&alice).with_proofs(vec![*delegation.cid()]);
    let (handlers, proofs) = (handlers(), holding([delegation]));
    let document = catching([("a", &task("/math", ipld!(1)))], &catch);
    let plan = Planner::new(&handlers, &proofs, check()).plan(&document, &bob.did);
    let policies = &plan.handler().expect("there is one").authority.policies;
    assert_eq!(policies.holding, 1);
    assert_eq!(policies.findings[0].state, FindingState::Waits([Awaited::Failure].into()));

    let nothing = Proofs::new();
    let plan = Planner::new(&handlers, &nothing, check()).plan(&document, &bob.did);
    assert_eq!(names(&plan), [("missing-proofs", true)]);
    assert!(plan.warnings()[0].to_string().starts_with("the exception handler names proofs"));
}

#[test]
fn a_proof_that_expires_before_the_workflow_is_said() {
    let [alice, bob, _] = three();
    let end = time(NOW + 100);
    let delegation = alice.signs(alice.delegates(&bob, "/math").with_expiration(end));
    let cid = *delegation.cid();
    let task = task_on(&alice, "/math", ipld!(1)).with_proofs(vec![cid]);
    let (handlers, proofs) = (handlers(), holding([delegation]));
    let warnings = |until: Option<Validity>| {
        let mut planner = Planner::new(&handlers, &proofs, check());
        if let Some(validity) = until {
            planner = planner.with_validity(validity);
        }
        planner.plan(&document([("a", &task)]), &bob.did).warnings().to_vec()
    };
    let warning = |workflow| {
        let part = PlanPart::Task("a".into());
        vec![PlanWarning::ProofExpires { part, proof: 0, cid, expiration: end, workflow }]
    };
    let until = |seconds| Some(Validity::new(None, Some(time(seconds))));
    assert_eq!(warnings(None), []);
    assert_eq!(warnings(until(NOW + 100)), []);
    assert_eq!(warnings(until(NOW + 101)), warning(Expiration::At(time(NOW + 101))));
    assert_eq!(warnings(Some(Validity::ALWAYS)), warning(Expiration::Never));
}

/// Bob's workflow, signed and opened.
fn opened(tasks: &[(&str, &EmbeddedTask)], proofs: &Proofs, bob: &Party) -> Workflow {
    let args = written(tasks.iter().copied());
    let task = Task::new(bob.did.clone(), workflow_run(), args, ucan_core::Nonce::empty());
    let invocation = Invocation::new(bob.did.clone(), task.expect("DAG-CBOR"));
    let token = Envelope::sign(invocation.with_expiration(time(NOW + 60)), &bob.key);
    let token = Envelope::<Invocation>::decode(token.expect("the issuer signs").bytes())
        .expect("a token")
        .verify(&DidKeyResolver, &VerifierSet::default())
        .expect("a good signature");
    let proven = Proven::prove(&token, &Proofs::new(), &check(), None).expect("a good chain");
    Workflow::open(proven, proofs, &check()).expect("a workflow")
}

#[test]
fn an_opened_workflow_is_planned_by_the_chains_that_it_was_opened_with() {
    let (delegation, task) = delegated("[]", ipld!(1));
    let proofs = holding([delegation]);
    let workflow = opened(&[("a", &task)], &proofs, &three()[1]);
    let (handlers, nothing) = (handlers(), Proofs::new());
    let plan = Planner::new(&handlers, &nothing, check()).plan_workflow(&workflow);
    let validity = Validity::new(None, Some(time(NOW + 60)));
    let standing = Standing::Proven { command: command_of("/math"), validity };
    assert_eq!(authority(&plan, "a").standing, standing);
    assert_eq!((plan.issuer(), plan.warnings()), (&three()[1].did, &[][..]));

    let later = Check::at(time(NOW + 61)).with_leeway(ucan_core::Leeway::NONE);
    let plan = Planner::new(&handlers, &nothing, later).plan_workflow(&workflow);
    let error = ChainError::Expired { expiration: time(NOW + 60), now: time(NOW + 61) };
    assert_eq!(authority(&plan, "a").standing, Standing::Refused(error));
}

#[test]
fn a_revoked_proof_is_seen_beforehand() {
    struct Everything;
    impl ucan_core::Revocations for Everything {
        fn is_revoked_by(&self, _: &Cid, _: &ucan_core::Did) -> bool {
            true
        }
    }
    let (delegation, task) = delegated("[]", ipld!(1));
    let (cid, revoker) = (*delegation.cid(), three()[0].did.clone());
    let plan =
        planned(&holding([delegation]), &[("a", &task)], check().with_revocations(&Everything));
    let error = ChainError::Revoked { index: Some(0), cid, revoker };
    assert_eq!(authority(&plan, "a").standing, Standing::Refused(error));
}
