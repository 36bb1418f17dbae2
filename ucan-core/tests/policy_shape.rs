//! What is refused when a policy is read or made, and what comes out again
//! (rulings Q6 and Q10).

use ipld_core::ipld::Ipld;
use ucan_core::policy::{
    Budget, MAX_NESTING, MAX_STATEMENTS, Policy, PolicyError, PolicyFailure, Selector,
    SelectorError, Statement, all, and, any, at_least, at_most, equal, greater, less, like, not,
    not_equal, or,
};
use varsig::dag_cbor::{self, Limits};

fn data(json: &str) -> Ipld {
    serde_ipld_dagjson::from_slice(json.as_bytes()).expect(json)
}

fn refused(json: &str) -> PolicyError {
    Policy::parse(&data(json)).expect_err(json)
}

fn selector(text: &str) -> Selector {
    text.parse().expect(text)
}

/// Takes a deep value apart from the outside, since dropping it whole needs as much
/// stack as it is deep.
fn dismantle(mut value: Ipld) {
    while let Ipld::List(items) = value {
        let Some(last) = items.into_iter().next_back() else { return };
        value = last;
    }
}

#[test]
fn every_item_of_a_statement_must_be_of_its_kind() {
    assert_eq!(refused("{}"), PolicyError::PolicyNotList { found: "a map" });
    assert_eq!(
        refused(r#"[["and",[]],"and"]"#),
        PolicyError::StatementNotList { at: vec![1].into(), found: "a string" }
    );
    assert_eq!(refused("[[]]"), PolicyError::MissingOperator { at: vec![0].into() });
    assert_eq!(
        refused(r#"[[1,".a",1]]"#),
        PolicyError::OperatorNotString { at: vec![0, 0].into(), found: "an integer" }
    );
    assert_eq!(
        refused(r#"[["==",null,1]]"#),
        PolicyError::SelectorNotString { at: vec![0, 1].into(), found: "null" }
    );
    assert_eq!(
        refused(r#"[["not",["<",".a","1"]]]"#),
        PolicyError::BoundNotNumber { at: vec![0, 1, 2].into(), found: "a string" }
    );
    assert_eq!(
        refused(r#"[["like",".a",1.5]]"#),
        PolicyError::PatternNotString { at: vec![0, 2].into(), found: "a float" }
    );
    assert_eq!(
        refused(r#"[["or",{}]]"#),
        PolicyError::StatementsNotList { at: vec![0, 1].into(), found: "a map" }
    );
    assert_eq!(
        refused(r#"[["and",["==",".a",1]]]"#),
        PolicyError::StatementNotList { at: vec![0, 1, 0].into(), found: "a string" }
    );
    assert_eq!(
        refused(r#"[["any",".a",[["==",".a",1]]]]"#),
        PolicyError::OperatorNotString { at: vec![0, 2, 0].into(), found: "a list" }
    );
}

#[test]
fn operators_are_known_and_exact() {
    for operator in ["=", "AND", "==\0", "nor", "", "every"] {
        let json = format!("[[\"==\",\".\",1],{}]", serde_json::json!([operator, ".", 1]));
        assert_eq!(
            refused(&json),
            PolicyError::UnknownOperator { at: vec![1, 0].into(), operator: operator.to_owned() }
        );
    }
}

#[test]
fn statements_have_exactly_their_items() {
    let arity = |operator, expected, found| PolicyError::WrongArity {
        at: vec![0].into(),
        operator,
        expected,
        found,
    };
    for operator in ["==", "!=", "<", "<=", ">", ">=", "like", "all", "any"] {
        for (rest, found) in [("", 1), (r#",".""#, 2), (r#",".",1,2"#, 4)] {
            assert_eq!(refused(&format!(r#"[["{operator}"{rest}]]"#)), arity(operator, 3, found));
        }
    }
    for operator in ["and", "or", "not"] {
        assert_eq!(refused(&format!(r#"[["{operator}"]]"#)), arity(operator, 2, 1));
        assert_eq!(refused(&format!(r#"[["{operator}",[],[]]]"#)), arity(operator, 2, 3));
    }
}

#[test]
fn selectors_are_read_with_the_policy() {
    assert_eq!(
        refused(r#"[["and",[["==",".a..b",1]]]]"#),
        PolicyError::Selector {
            at: vec![0, 1, 0, 1].into(),
            error: SelectorError::RepeatedDot { offset: 3 },
        }
    );
    assert_eq!(
        refused(r#"[["==",".???!!!",1]]"#),
        PolicyError::Selector {
            at: vec![0, 1].into(),
            error: SelectorError::DanglingOptional { offset: 1 },
        }
    );
}

#[test]
fn numbers_must_be_encodable() {
    let bound = |number: Ipld| {
        Policy::parse(&Ipld::List(vec![Ipld::List(vec![
            Ipld::String("<".into()),
            Ipld::String(".".into()),
            number,
        ])]))
    };
    let unencodable = PolicyError::UnencodableNumber { at: vec![0, 2].into() };
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0] {
        assert_eq!(bound(Ipld::Float(float)), Err(unencodable.clone()));
        let nested = Ipld::List(vec![Ipld::Float(float)]);
        assert_eq!(Policy::new(vec![equal(selector("."), nested)]), Err(unencodable.clone()));
        let map = Ipld::Map([("k".to_owned(), Ipld::Float(float))].into());
        assert_eq!(Policy::new(vec![not_equal(selector("."), map)]), Err(unencodable.clone()));
        for made in [less, at_most, greater, at_least] {
            let made = made(selector("."), float);
            assert_eq!(Policy::new(vec![made.clone()]), Err(unencodable.clone()));
            let inside = |at: Vec<usize>| Err(PolicyError::UnencodableNumber { at: at.into() });
            for quantified in [all, any] {
                let quantified = quantified(selector("."), not(or([made.clone()])));
                assert_eq!(Policy::new(vec![quantified]), inside(vec![0, 2, 1, 1, 0, 2]));
            }
        }
    }
    assert_eq!(bound(Ipld::Integer(1 << 64)), Err(unencodable.clone()));
    assert_eq!(bound(Ipld::Integer(-(1 << 64) - 1)), Err(unencodable));
    assert!(bound(Ipld::Integer((1 << 64) - 1)).is_ok());
    assert!(bound(Ipld::Integer(-(1 << 64))).is_ok());
    assert!(bound(Ipld::Float(0.0)).is_ok());
}

/// A policy of negations, one inside of the other, around an `and` without statements: a
/// list for itself, for each `not`, and two for the `and`.
fn negations(count: usize) -> Ipld {
    let not = |inner| Ipld::List(vec![Ipld::String("not".into()), inner]);
    Ipld::List(vec![(0..count).fold(data(r#"["and",[]]"#), |inner, _| not(inner))])
}

/// A policy that compares with lists, one inside of the other: a list for itself, one for
/// the statement, and those.
fn compared_with_lists(count: usize) -> Ipld {
    let mut policy = data(r#"[["==",".",0]]"#);
    let lists = (1..count).fold(Ipld::List(vec![]), |inner, _| Ipld::List(vec![inner]));
    let Ipld::List(statements) = &mut policy else { panic!("a list") };
    let Ipld::List(items) = &mut statements[0] else { panic!("a list") };
    items[2] = lists;
    policy
}

#[test]
fn a_policy_ten_thousand_statements_deep_is_refused() {
    let deep = negations(10_000);
    let mut at = vec![0];
    at.extend([1; MAX_NESTING - 1]);
    assert_eq!(Policy::parse(&deep), Err(PolicyError::TooDeep { at: at.into() }));
    dismantle(deep);
}

#[test]
fn statements_nest_up_to_the_bound() {
    let deepest = Policy::parse(&negations(MAX_NESTING - 3)).unwrap();
    assert_eq!(Policy::parse(&deepest.to_ipld()), Ok(deepest.clone()));
    assert_eq!(Policy::new(deepest.statements().to_vec()), Ok(deepest.clone()));
    // An even number of negations of what is true.
    assert_eq!(deepest.judge(&Ipld::Null, &mut Budget::default()), Ok(()));

    // The list of the `and` is too deep, then the `and` itself.
    for more in [1, 2] {
        let mut at = vec![0];
        at.extend([1; MAX_NESTING - 1]);
        let too_deep = Err(PolicyError::TooDeep { at: at.into() });
        let ipld = negations(MAX_NESTING - 3 + more);
        assert_eq!(Policy::parse(&ipld), too_deep);
        let Ipld::List(statements) = &ipld else { panic!("a list") };
        let statement = Statement::parse(&statements[0]);
        // A statement alone has one list less around it.
        assert_eq!(statement.is_ok(), more == 1);
        if let Ok(statement) = statement {
            assert_eq!(Policy::new(vec![statement]), too_deep);
        }
    }
}

#[test]
fn a_value_ten_thousand_levels_deep_is_refused() {
    let too_deep = Err(PolicyError::LiteralTooDeep { at: vec![0, 2].into() });
    let deepest = Policy::parse(&compared_with_lists(MAX_NESTING - 2)).unwrap();
    assert_eq!(Policy::new(deepest.statements().to_vec()), Ok(deepest));
    assert_eq!(Policy::parse(&compared_with_lists(MAX_NESTING - 1)), too_deep);
    let statement = |nesting: usize| {
        let map = (1..nesting)
            .fold(Ipld::Map([].into()), |inner, _| Ipld::Map([("k".to_owned(), inner)].into()));
        Policy::new(vec![not_equal(selector("."), map)])
    };
    assert!(statement(MAX_NESTING - 2).is_ok());
    assert_eq!(statement(MAX_NESTING - 1), too_deep);
    let deep = compared_with_lists(10_000);
    assert_eq!(Policy::parse(&deep), too_deep);
    dismantle(deep);
}

#[test]
fn every_policy_that_may_exist_fits_a_token() {
    for policy in [negations(MAX_NESTING - 3), compared_with_lists(MAX_NESTING - 2)] {
        assert!(Policy::parse(&policy).is_ok());
        let payload = Ipld::Map([("pol".to_owned(), policy)].into());
        let signed = Ipld::Map([("ucan/dlg@1.0.0".to_owned(), payload)].into());
        let token = Ipld::List(vec![Ipld::Bytes(vec![]), signed]);
        let bytes = dag_cbor::encode(&token).unwrap();
        assert_eq!(dag_cbor::decode(&bytes, &Limits::default()), Ok(token.clone()));
        // And no deeper one does.
        assert!(dag_cbor::encode(&Ipld::List(vec![token])).is_err());
    }
}

#[test]
fn arguments_may_be_deep() {
    let policy = Policy::new(vec![
        equal(selector(".[0][0]"), Ipld::List(vec![])),
        not_equal(selector("."), 1),
    ])
    .unwrap();
    let args = (0..10_000).fold(Ipld::List(vec![]), |inner, _| Ipld::List(vec![inner]));
    assert_eq!(
        policy.judge(&args, &mut Budget::default()),
        Err(PolicyFailure::Unsatisfied { statement: vec![0].into() })
    );
    dismantle(args);
}

#[test]
fn the_number_of_statements_is_bounded_wherever_they_stand() {
    let many = |count| Policy::new(vec![or(vec![and([]); count])]);
    assert!(many(MAX_STATEMENTS - 1).is_ok());
    let too_many = PolicyError::TooManyStatements { at: vec![0, 1, MAX_STATEMENTS - 1].into() };
    assert_eq!(many(MAX_STATEMENTS), Err(too_many));
    let wide = Ipld::List(vec![data(r#"["and",[]]"#); MAX_STATEMENTS + 1]);
    assert_eq!(
        Policy::parse(&wide),
        Err(PolicyError::TooManyStatements { at: vec![MAX_STATEMENTS].into() })
    );
}

#[test]
fn nested_quantifiers_cannot_multiply_beyond_the_budget() {
    let list = Ipld::List(vec![Ipld::List(vec![Ipld::Integer(1); 1000]); 1000]);
    let policy =
        Policy::new(vec![any(selector("."), any(selector("."), not(at_least(selector("."), 0))))])
            .unwrap();
    assert_eq!(
        policy.judge(&list, &mut Budget::default()),
        Err(PolicyFailure::BudgetExceeded {
            statement: vec![0].into(),
            limit: Budget::DEFAULT_STEPS,
        })
    );
    // A selector that gathers a million values is stopped as well.
    let each = Policy::new(vec![equal(selector(".[][][]?"), 1)]).unwrap();
    assert_eq!(
        each.judge(&list, &mut Budget::default()),
        Err(PolicyFailure::BudgetExceeded {
            statement: vec![0].into(),
            limit: Budget::DEFAULT_STEPS,
        })
    );
}

#[test]
fn a_pattern_of_sixty_characters_does_not_blow_up() {
    let pattern = "*a".repeat(29) + "*b";
    assert_eq!(pattern.len(), 60);
    let policy = Policy::new(vec![like(selector("."), pattern.as_str())]).unwrap();
    let text = Ipld::String("a".repeat(500_000));
    assert_eq!(
        policy.judge(&text, &mut Budget::default()),
        Err(PolicyFailure::Unsatisfied { statement: vec![0].into() })
    );
    let budget = &mut Budget::new(100_000);
    assert_eq!(
        policy.judge(&text, budget),
        Err(PolicyFailure::BudgetExceeded { statement: vec![0].into(), limit: 100_000 })
    );
}

#[test]
fn a_policy_is_written_as_it_was_read() {
    for json in [
        "[]",
        r#"[["==",".foo???",1],["==",".[\"foo\"]",1.5],["!=",".é.[0]",{"a":[null,true]}]]"#,
        r#"[["<",".",1],["<=",".",-1],[">",".",2.5],[">=",".",9007199254740993]]"#,
        r#"[["like",".","a\\*b\\"],["and",[["or",[]]]],["not",["and",[]]]]"#,
        r#"[["all",".[-1:]",["any",".[]",["==",".",{"/":{"bytes":"AAA"}}]]]]"#,
    ] {
        let ipld = data(json);
        let policy = Policy::parse(&ipld).unwrap();
        assert_eq!(policy.to_ipld(), ipld);
        assert_eq!(Policy::new(policy.statements().to_vec()), Ok(policy));
        let written = serde_ipld_dagjson::to_vec(&ipld).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), json);
    }
    for (bound, expected) in [("1", Ipld::Integer(1)), ("1.0", Ipld::Float(1.0))] {
        let policy = Policy::parse(&data(&format!(r#"[["<",".",{bound}]]"#))).unwrap();
        let Ipld::List(statements) = policy.to_ipld() else { panic!("a list") };
        let Ipld::List(items) = &statements[0] else { panic!("a list") };
        assert!(matches!(
            (&items[2], &expected),
            (Ipld::Integer(_), Ipld::Integer(_)) | (Ipld::Float(_), Ipld::Float(_))
        ));
        assert_eq!(items[2], expected);
    }
}

#[test]
fn errors_say_where_and_what() {
    assert_eq!(
        refused(r#"[["==",".a",1],["like",".a.",""]]"#).to_string(),
        "the selector at [1][1] is invalid: the selector ends with a dot"
    );
    assert_eq!(
        refused(r#"[["not"]]"#).to_string(),
        "the \"not\" statement at [0] has 1 items instead of 2"
    );
}
