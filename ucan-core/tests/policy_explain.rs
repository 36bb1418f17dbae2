//! What an explanation says, to people and to programs.

use ipld_core::ipld::Ipld;
use ucan_core::policy::{Budget, Outcome, Policy, PolicyFailure, SegmentError, Selection};

fn data(json: &str) -> Ipld {
    varsig::dag_json::decode(json.as_bytes(), &varsig::dag_cbor::Limits::default()).expect(json)
}

fn policy(json: &str) -> Policy {
    json.parse().expect(json)
}

#[track_caller]
fn says(policy_json: &str, args: &str, lines: &[&str]) {
    let (policy, args) = (policy(policy_json), data(args));
    let explanation = policy.explain(&args, &mut Budget::default());
    assert_eq!(explanation.to_string().lines().collect::<Vec<_>>(), lines);
}

#[test]
fn comparisons_say_what_was_compared() {
    says(
        r#"[["<=",".amount",400],["==",".from","alice@example.com"],["!=",".n",1.0],
            ["like",".to","*@example.com"],["<",".n",1],[">",".n",0.5],[">=",".n",2]]"#,
        r#"{"amount":500,"from":"alice@example.com","n":1,"to":"bob@elsewhere.test"}"#,
        &[
            "the arguments do not satisfy the policy statement at [0]",
            "  [0] fails: `.amount` is 500, which is not at most 400",
            r#"  [1] holds: `.from` is "alice@example.com", which equals "alice@example.com""#,
            "  [2] fails: `.n` is 1, which does not differ from 1.0",
            r#"  [3] fails: `.to` is "bob@elsewhere.test", which does not match "*@example.com""#,
            "  [4] fails: `.n` is 1, which is not less than 1",
            "  [5] holds: `.n` is 1, which is greater than 0.5",
            "  [6] fails: `.n` is 1, which is not at least 2",
        ],
    );
    says(
        r#"[["==",".x",1],["!=",".x",1],["like",".s","a*"],["<=",".s",3],["like",".n","1"]]"#,
        r#"{"s":"abc","n":1}"#,
        &[
            "the arguments do not satisfy the policy statement at [0]",
            "  [0] fails: `.x` is null, which does not equal 1",
            "  [1] holds: `.x` is null, which differs from 1",
            r#"  [2] holds: `.s` is "abc", which matches "a*""#,
            r#"  [3] fails: `.s` is "abc", which is not a number and so not at most 3"#,
            r#"  [4] fails: `.n` is 1, which is not a string and does not match "1""#,
        ],
    );
}

#[test]
fn what_cannot_be_resolved_says_where_and_why() {
    says(
        r#"[["==",".a.b",1],["!=",".l[].x[3]",1],["all",".l[7]",["==",".",1]],["==",".[0]",1],
            ["any",".a[]",["==",".",1]],["<",".a[1:]?[\"k\"]",1]]"#,
        r#"{"a":"text","l":[{"x":[0]}]}"#,
        &[
            "the arguments do not satisfy the policy statement at [0]",
            "  [0] fails: `.a.b` selects nothing: a string has no keys, at segment 1, `.b`",
            "  [1] fails: `.l[].x[3]` selects nothing: the index is out of range, \
             the length is 1, at segment 3, `[3]`",
            "  [2] fails: `.l[7]` selects nothing: the index is out of range, \
             the length is 1, at segment 1, `[7]`",
            "  [3] fails: `.[0]` selects nothing: a map has no indices",
            "  [4] fails: `.a[]` selects nothing: a string has no elements, at segment 1, `[]`",
            "  [5] fails: `.a[1:]?[\"k\"]` selects nothing: null has no keys, \
             at segment 2, `.k`",
        ],
    );
}

#[test]
fn connectives_show_what_decided() {
    says(
        r#"[["or",[["==",".a",2],["and",[["==",".a",1],["==",".b",3],["==",".c",4]]]]],
            ["or",[["==",".a",1],["==",".a",2]]],["not",["==",".a",1]],["not",["==",".a",2]],
            ["and",[]],["or",[]]]"#,
        r#"{"a":1}"#,
        &[
            "the arguments do not satisfy the policy statement at [0]",
            "  [0] fails: none of 2 statements holds",
            "    [0][1][0] fails: `.a` is 1, which does not equal 2",
            "    [0][1][1] fails: not all of 3 statements hold",
            "      [0][1][1][1][0] holds: `.a` is 1, which equals 1",
            "      [0][1][1][1][1] fails: `.b` is null, which does not equal 3",
            "      1 more not evaluated",
            "  [1] holds: one of 2 statements holds",
            "    [1][1][0] holds: `.a` is 1, which equals 1",
            "    1 more not evaluated",
            "  [2] fails: the inner statement holds",
            "    [2][1] holds: `.a` is 1, which equals 1",
            "  [3] holds: the inner statement fails",
            "    [3][1] fails: `.a` is 1, which does not equal 2",
            "  [4] holds: there are no inner statements",
            "  [5] holds: there are no inner statements",
        ],
    );
}

#[test]
fn an_and_of_the_policy_is_shown_whole() {
    says(
        r#"[["and",[["==",".a",2],["and",[["==",".a",3],["==",".a",1]]]]],["==",".b",1]]"#,
        r#"{"a":1}"#,
        &[
            "the arguments do not satisfy the policy statement at [0][1][0]",
            "  [0] fails: not all of 2 statements hold",
            "    [0][1][0] fails: `.a` is 1, which does not equal 2",
            "    [0][1][1] fails: not all of 2 statements hold",
            "      [0][1][1][1][0] fails: `.a` is 1, which does not equal 3",
            "      [0][1][1][1][1] holds: `.a` is 1, which equals 1",
            "  [1] fails: `.b` is null, which does not equal 1",
        ],
    );
}

#[test]
fn quantifiers_show_their_elements() {
    says(
        r#"[["all",".m",[">",".",0]],["all",".l",[">",".",0]],["any",".l",[">",".",2]],
            ["any",".l",["<",".",0]],["any",".none",["==",".",1]],["all",".n",["==",".",1]]]"#,
        r#"{"l":[1,2,3],"m":{"x":1,"y":0,"z":0},"n":7,"none":[]}"#,
        &[
            "the arguments do not satisfy the policy statement at [0]",
            "  [0] fails: the inner statement fails for one of 3 elements of `.m`",
            r#"    element 0 ("x") holds: `.` is 1, which is greater than 0"#,
            r#"    element 1 ("y") fails: `.` is 0, which is not greater than 0"#,
            "    1 more not evaluated",
            "  [1] holds: the inner statement holds for each of 3 elements of `.l`",
            "    element 0 holds: `.` is 1, which is greater than 0",
            "    element 1 holds: `.` is 2, which is greater than 0",
            "    element 2 holds: `.` is 3, which is greater than 0",
            "  [2] holds: the inner statement holds for one of 3 elements of `.l`",
            "    element 0 fails: `.` is 1, which is not greater than 2",
            "    element 1 fails: `.` is 2, which is not greater than 2",
            "    element 2 holds: `.` is 3, which is greater than 2",
            "  [3] fails: the inner statement holds for none of 3 elements of `.l`",
            "    element 0 fails: `.` is 1, which is not less than 0",
            "    element 1 fails: `.` is 2, which is not less than 0",
            "    element 2 fails: `.` is 3, which is not less than 0",
            "  [4] holds: `.none` has no elements",
            "  [5] fails: `.n` is 7, which is neither a list nor a map",
        ],
    );
}

#[test]
fn a_policy_that_holds_says_so() {
    says("[]", "{}", &["the arguments satisfy the policy"]);
    says(
        r#"[["==",".",{}]]"#,
        "{}",
        &["the arguments satisfy the policy", "  [0] holds: `.` is {}, which equals {}"],
    );
}

#[test]
fn long_and_misleading_values_are_shown_safely() {
    let args = format!(r#"{{"a":"{}","b":"\u202e\n\u001b[31m"}}"#, "x".repeat(1000));
    says(
        r#"[["==",".a",""],["==",".b",".[\"\u202e\"]"]]"#,
        &args,
        &[
            "the arguments do not satisfy the policy statement at [0]",
            &format!("  [0] fails: `.a` is \"{}…, which does not equal \"\"", "x".repeat(95)),
            r#"  [1] fails: `.b` is "\u202e\n\u001b[31m", which does not equal ".[\"\u202e\"]""#,
        ],
    );
    let long = format!(r#"[["==",".{}",1]]"#, "k".repeat(1000));
    says(
        &long,
        "[]",
        &[
            "the arguments do not satisfy the policy statement at [0]",
            &format!("  [0] fails: `.{}…` selects nothing: a list has no keys", "k".repeat(95)),
        ],
    );
}

#[test]
fn a_budget_that_is_used_up_is_a_statement_of_its_own_kind() {
    let policy =
        policy(r#"[["==",".a",1],["or",[["all",".l",["==",".",1]],["and",[]]]],["and",[]]]"#);
    let args = data(&format!(r#"{{"a":1,"l":[{}1]}}"#, "1,".repeat(20)));
    let explanation = policy.explain(&args, &mut Budget::new(12));
    let failure = PolicyFailure::BudgetExceeded { statement: vec![1].into(), limit: 12 };
    assert_eq!(explanation.verdict(), Err(&failure));
    assert_eq!(
        explanation.to_string().lines().collect::<Vec<_>>(),
        [
            "evaluating the policy statement at [1] exceeds the budget of 12 steps",
            "  [0] holds: `.a` is 1, which equals 1",
            "  [1] is not known: the budget was used up",
            "    [1][1][0] is not known: the budget was used up",
            "      element 0 holds: `.` is 1, which equals 1",
            "      element 1 holds: `.` is 1, which equals 1",
            "      element 2 is not known: the budget was used up",
            "      18 more not evaluated",
            "    1 more not evaluated",
            "  1 more not evaluated",
        ]
    );
    let inner = &explanation.statements()[1].children()[0];
    assert_eq!(inner.outcome(), Outcome::BudgetExceeded);
    assert!(matches!(inner.selection(), Selection::Value(_)));
    // What is only looked at for the explanation does not change the verdict.
    let policy = self::policy(r#"[["==",".a",2],["all",".l",["==",".",1]]]"#);
    let explanation = policy.explain(&args, &mut Budget::new(12));
    let failure = PolicyFailure::Unsatisfied { statement: vec![0].into() };
    assert_eq!(explanation.verdict(), Err(&failure));
    assert_eq!(explanation.statements()[1].outcome(), Outcome::BudgetExceeded);
    let policy = self::policy(r#"[["and",[["==",".a",2],["all",".l",["==",".",1]]]],["and",[]]]"#);
    let explanation = policy.explain(&args, &mut Budget::new(12));
    let failure = PolicyFailure::Unsatisfied { statement: vec![0, 1, 0].into() };
    assert_eq!(explanation.verdict(), Err(&failure));
    assert_eq!(explanation.statements()[0].outcome(), Outcome::Fails);
}

#[test]
fn programs_find_what_they_need() {
    let policy = policy(r#"[["all",".to",["like",".[\"e-mail\"]","*@example.com"]]]"#);
    let args = data(r#"{"to":[{"e-mail":"a@example.com"},7]}"#);
    let explanation = policy.explain(&args, &mut Budget::default());
    let [top] = explanation.statements() else { panic!("one statement") };
    assert_eq!((top.outcome(), top.element()), (Outcome::Fails, None));
    assert_eq!(top.statement(), &policy.statements()[0]);
    let Selection::Value(part) = top.selection() else { panic!("the list") };
    assert!(std::ptr::eq(part.as_ipld().unwrap(), args.get("to").unwrap().unwrap()));
    let [first, second] = top.children() else { panic!("two elements") };
    assert_eq!((first.outcome(), first.element()), (Outcome::Holds, Some(0)));
    assert_eq!((second.outcome(), second.element()), (Outcome::Fails, Some(1)));
    assert_eq!(second.at().indices(), [0, 2]);
    let Selection::Nothing { segment: 0, error } = second.selection() else { panic!("nothing") };
    assert_eq!(*error, SegmentError::NoKeys { found: "an integer" });
    assert_eq!(
        second.to_string(),
        r#"element 1 fails: `.["e-mail"]` selects nothing: an integer has no keys"#
    );
}

#[test]
fn reports_are_flat_data() {
    let policy = policy(r#"[["all",".m",["<=",".x",1]],["not",["==",".a",{"k":[1]}]]]"#);
    let args = data(r#"{"m":{"p":{"x":1},"q":3,"r":4},"a":null}"#);
    let report = policy.explain(&args, &mut Budget::default()).to_ipld();
    let expected = data(
        r#"{"verdict":"unsatisfied","at":[0],"statements":[
            {"depth":0,"at":[0],"operator":"all","outcome":"fails","selector":".m",
             "selected":"{\"p\":{\"x\":1},\"q\":3,\"r\":4}","skipped":1},
            {"depth":1,"at":[0,2],"operator":"<=","outcome":"holds","element":0,"key":"p",
             "selector":".x","selected":"1","argument":"1"},
            {"depth":1,"at":[0,2],"operator":"<=","outcome":"fails","element":1,"key":"q",
             "selector":".x","argument":"1",
             "unresolvable":{"segment":0,"reason":"an integer has no keys"}},
            {"depth":0,"at":[1],"operator":"not","outcome":"holds"},
            {"depth":1,"at":[1,1],"operator":"==","outcome":"fails","selector":".a",
             "selected":"null","argument":"{\"k\":[1]}"}]}"#,
    );
    assert_eq!(report, expected);
    assert_eq!(
        Policy::empty().explain(&args, &mut Budget::default()).to_ipld(),
        data(r#"{"verdict":"satisfied","statements":[]}"#)
    );
    assert_eq!(
        policy.explain(&args, &mut Budget::new(0)).to_ipld(),
        data(
            r#"{"verdict":"budget exceeded","at":[0],"limit":0,"skipped":1,"statements":[
                {"depth":0,"at":[0],"operator":"all","outcome":"budget exceeded","selector":".m"}]}"#
        )
    );
}
