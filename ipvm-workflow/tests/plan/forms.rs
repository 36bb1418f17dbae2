//! One workflow in all its forms: a DNS update that two e-mails tell of, and a report of
//! both.

use ipld_core::ipld;
use ipvm_workflow::{Plan, Planner};
use ucan_core::{Proofs, Validity};

use crate::people::{NOW, check, document, handlers, ok, task_on, three, time};

fn example() -> Plan {
    let [alice, bob, carol] = three();
    let policy = r#"[["like",".value.to","*@example.com"],["==",".value.dns.ok",true]]"#;
    let policy = policy.parse().expect("a policy");
    let mail = alice.delegates(&bob, "/msg").with_expiration(time(NOW + 3600)).with_policy(policy);
    let mail = alice.signs(mail);
    let report = carol.signs(carol.delegates(&bob, "/crud"));
    let dns = task_on(&bob, "/dns/update", ipld!({ "value": "hello world" }));
    let send = |to: &str| {
        task_on(&alice, "/msg/send", ipld!({ "to": to, "dns": ok(&dns) }))
            .with_proofs(vec![*mail.cid()])
    };
    let (first, second) = (send("bob@example.com"), send("carol@example.com"));
    let update = task_on(&carol, "/crud/update", ipld!([ok(&first), ok(&second)]))
        .with_proofs(vec![*report.cid()]);
    let mut proofs = Proofs::new();
    proofs.insert(mail);
    let document = document([
        ("update-dns", &dns),
        ("notify-bob", &first),
        ("notify-carol", &second),
        ("report", &update),
    ]);
    let handlers = handlers();
    let validity = Validity::new(None, Some(time(NOW + 7200)));
    let planner = Planner::new(&handlers, &proofs, check()).with_validity(validity);
    planner.plan(&document, &bob.did)
}

#[test]
fn the_example_as_text() {
    assert_eq!(example().to_string(), include_str!("forms/plan.txt").trim_end());
}

#[test]
fn the_example_as_dag_json() {
    let json = example().to_dag_json().expect("it has a text");
    let json = String::from_utf8(json).expect("text");
    assert_eq!(json, include_str!("forms/plan.json").trim_end());
}

#[test]
fn the_example_for_graphviz() {
    assert_eq!(example().to_dot(), include_str!("forms/plan.dot"));
}

#[test]
fn the_example_for_mermaid() {
    assert_eq!(example().to_mermaid(), include_str!("forms/plan.mmd"));
}
