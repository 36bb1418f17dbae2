//! Policies and statements as text.

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::policy::{
    MAX_NESTING, Policy, PolicyError, PolicyTextError, Selector, Statement, all, any, at_most,
    equal, less, like, not,
};
use varsig::dag_json::{DagJsonErrorKind, EncodeErrorKind};

fn selector(text: &str) -> Selector {
    text.parse().expect(text)
}

#[test]
fn a_policy_prints_as_canonical_dag_json() {
    let policy = Policy::new(vec![
        equal(selector(".from"), "alice@example.com"),
        any(selector(".to"), like(selector("."), r"*\*@example.com")),
        not(less(selector(".[\"é\\n\"]"), -1.0)),
        equal(selector("."), ipld!({ "b": [null, 1, 1.5], "a": {} })),
        at_most(selector(".size?"), u64::MAX),
        equal(selector("."), Ipld::Bytes([0xd6, 0xa9].into())),
    ])
    .unwrap();
    let text = r#"[["==",".from","alice@example.com"],["any",".to",["like",".","*\\*@example.com"]],["not",["<",".[\"é\\n\"]",-1.0]],["==",".",{"a":{},"b":[null,1,1.5]}],["<=",".size?",18446744073709551615],["==",".",{"/":{"bytes":"1qk"}}]]"#;
    assert_eq!(policy.to_string(), text);
    assert_eq!(policy.to_dag_json().unwrap(), text);
    assert_eq!(Policy::parse_dag_json(text), Ok(policy.clone()));
    assert_eq!(Policy::parse_dag_json(text.as_bytes()), Ok(policy));
    assert_eq!(Policy::empty().to_string(), "[]");
    assert_eq!("[]".parse(), Ok(Policy::empty()));
}

#[test]
fn a_statement_prints_as_its_part_of_the_policy() {
    let statement = all(selector(".l"), equal(selector("."), 1));
    let text = r#"["all",".l",["==",".",1]]"#;
    assert_eq!(statement.to_string(), text);
    assert_eq!(statement.to_dag_json().unwrap(), text);
    assert_eq!(text.parse(), Ok(statement.clone()));
    assert_eq!(Statement::parse_dag_json(text), Ok(statement.clone()));
    assert_eq!(Statement::parse(&statement.to_ipld()), Ok(statement));
}

#[test]
fn people_may_lay_out_a_policy_as_they_like() {
    let policy: Policy = "\n[ [ \"==\", \".\\u0061\", {\"b\":1, \"a\":2} ] ]\n".parse().unwrap();
    assert_eq!(policy.to_string(), r#"[["==",".a",{"a":2,"b":1}]]"#);
}

#[test]
fn a_text_that_is_not_dag_json_is_refused() {
    let refused = |text: &str| match Policy::parse_dag_json(text) {
        Err(PolicyTextError::DagJson(error)) => (error.offset, error.kind),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(refused(""), (0, DagJsonErrorKind::UnexpectedEnd));
    assert_eq!(refused(r#"[["==",".a",1]"#), (14, DagJsonErrorKind::UnexpectedEnd));
    assert_eq!(refused(r#"[["==",".a",-0.0]]"#).1, DagJsonErrorKind::NegativeZero);
    assert_eq!(refused(r#"[["==",".a",{"/":"x"}]]"#).1, DagJsonErrorKind::InvalidCid);
    assert_eq!(refused("[] []").1, DagJsonErrorKind::TrailingBytes);
    let deep = "[".repeat(100_000);
    assert!(matches!(refused(&deep).1, DagJsonErrorKind::TooDeep { .. }));
}

#[test]
fn dag_json_that_is_no_policy_is_refused_with_its_place() {
    assert_eq!(
        "{}".parse::<Policy>(),
        Err(PolicyTextError::Policy(PolicyError::PolicyNotList { found: "a map" }))
    );
    let error = r#"[["==",".a",1],["<",".b","2"]]"#.parse::<Policy>().unwrap_err();
    assert_eq!(error.to_string(), "the bound at [1][2] is not a number but a string");
    let error = r#"["not",["<",".b","2"]]"#.parse::<Statement>().unwrap_err();
    assert_eq!(error.to_string(), "the bound at [1][2] is not a number but a string");
    let error = "1".parse::<Statement>().unwrap_err();
    assert_eq!(error.to_string(), "the statement at the top is not a list but an integer");
}

#[test]
fn the_deepest_policies_have_a_text() {
    let lists = (3..MAX_NESTING).fold(ipld!([]), |inner, _| Ipld::List(vec![inner]));
    for statement in [
        equal(selector("."), lists),
        (2..MAX_NESTING).fold(less(selector("."), 1), |inner, _| not(inner)),
    ] {
        let policy = Policy::new(vec![statement.clone()]).unwrap();
        assert_eq!(policy.to_string().parse(), Ok(policy.clone()));
        assert_eq!(policy.to_dag_json(), Ok(policy.to_string()));
        assert!(Policy::new(vec![not(statement)]).is_err());
    }
}

/// A map that is data in DAG-CBOR, but would read as a link, as bytes or not at all in
/// DAG-JSON.
#[test]
fn a_value_without_dag_json_is_never_printed_as_another_one() {
    for value in [
        ipld!({ "/": "bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy" }),
        ipld!({ "/": { "bytes": "1qk" } }),
        ipld!({ "/": "text", "a": 1 }),
    ] {
        let policy = Policy::new(vec![equal(selector(".a"), vec![value.clone()])]).unwrap();
        assert_eq!(policy.to_dag_json().unwrap_err().kind, EncodeErrorKind::ReservedMap);
        let printed = policy.to_string();
        assert!(matches!(printed.parse::<Policy>(), Err(PolicyTextError::DagJson(_))), "{printed}");
        // As data it is still exact.
        assert_eq!(Policy::parse(&policy.to_ipld()), Ok(policy));
    }
}
