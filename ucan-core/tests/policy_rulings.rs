//! The rulings on policies (Q1–Q10) and the examples of UCAN Delegation, as statements
//! that hold or do not hold for arguments, both in DAG-JSON.

use ipld_core::ipld::Ipld;
use ucan_core::policy::{Budget, Policy, PolicyFailure};

fn data(json: &str) -> Ipld {
    serde_ipld_dagjson::from_slice(json.as_bytes()).expect(json)
}

fn judge(args: &str, statement: &str) -> Result<(), PolicyFailure> {
    let policy = Policy::parse(&Ipld::List(vec![data(statement)])).expect(statement);
    policy.judge(&data(args), &mut Budget::default())
}

#[track_caller]
fn hold(args: &str, statements: &[&str]) {
    for statement in statements {
        assert_eq!(judge(args, statement), Ok(()), "{statement} on {args}");
    }
}

#[track_caller]
fn fail(args: &str, statements: &[&str]) {
    let unsatisfied = PolicyFailure::Unsatisfied { statement: vec![0].into() };
    for statement in statements {
        assert_eq!(judge(args, statement), Err(unsatisfied.clone()), "{statement} on {args}");
    }
}

#[test]
fn q1_a_missing_key_selects_null() {
    hold("{}", &[r#"["==",".x",null]"#, r#"["!=",".x",1]"#, r#"["not",["==",".x",1]]"#]);
    fail("{}", &[r#"["==",".x",1]"#, r#"["!=",".x",null]"#, r#"[">",".x",0]"#]);
}

#[test]
fn q1_what_cannot_be_resolved_makes_the_statement_false() {
    fail(
        r#"{"s":"text","n":null,"l":[1]}"#,
        &[
            r#"["==",".s.x",null]"#,
            r#"["==",".l[1]",null]"#,
            r#"["==",".l[-2]",null]"#,
            r#"["==",".n.x",null]"#,
            r#"["==",".n[0]",null]"#,
            r#"["==",".n[0:]",null]"#,
            r#"["==",".n[]",null]"#,
            r#"["==",".missing.x",null]"#,
            r#"["like",".s.x","*"]"#,
            r#"["<=",".l[1]",0]"#,
            r#"["all",".n",["==",".",1]]"#,
            r#"["any",".n[]",["==",".",1]]"#,
        ],
    );
}

#[test]
fn q1_every_operator_is_false_where_nothing_is_selected() {
    let args = r#"{"l":[1],"s":"text","n":null,"b":{"/":{"bytes":"AA"}}}"#;
    for selector in [
        ".l[1]",
        ".l[-2]",
        ".l.x",
        ".s.x",
        ".s[0]",
        ".s[0:]",
        ".s[]",
        ".n.x",
        ".n[0]",
        ".n[0:1]",
        ".n[]",
        ".b[1]",
        ".b[-2]",
        ".b[]",
        ".b.x",
        ".missing.x",
        ".missing[0]",
        ".missing[]",
        ".[0]",
        ".[0:]",
        ".l[0].x",
        ".l[].x",
    ] {
        for rest in [
            r#""==","S",null"#,
            r#""!=","S",null"#,
            r#""!=","S",1"#,
            r#""<","S",1"#,
            r#""<=","S",1"#,
            r#"">","S",-1"#,
            r#"">=","S",-1"#,
            r#""like","S","*""#,
            r#""all","S",["and",[]]"#,
            r#""any","S",["and",[]]"#,
        ] {
            let statement = format!("[{}]", rest.replace('S', selector));
            fail(args, &[&statement]);
            hold(args, &[&format!(r#"["not",{statement}]"#)]);
        }
    }
}

#[test]
fn q1_also_inside_a_quantifier() {
    let args = r#"{"a":[{"b":{"c":1}},{}]}"#;
    fail(args, &[r#"["all",".a",["==",".b.c",1]]"#, r#"["all",".a",["!=",".b.c",2]]"#]);
    hold(args, &[r#"["any",".a",["==",".b.c",1]]"#, r#"["all",".a",["!=",".b",2]]"#]);
}

#[test]
fn q2_not_equal_is_false_where_nothing_is_selected() {
    fail(r#"{"a":[]}"#, &[r#"["!=",".a[0]",1]"#, r#"["!=",".x.y",1]"#]);
    hold(r#"{"a":[]}"#, &[r#"["not",["==",".a[0]",1]]"#, r#"["not",["!=",".a[0]",1]]"#]);
    hold(r#"{"a":[2]}"#, &[r#"["!=",".a[0]",1]"#, r#"["!=",".a",[1]]"#]);
    fail(r#"{"a":[1]}"#, &[r#"["!=",".a[0]",1]"#, r#"["!=",".a[0]",1.0]"#]);
}

#[test]
fn q3_an_optional_segment_covers_only_itself() {
    hold(
        r#"{"a":{"b":1},"b":2,"l":[]}"#,
        &[
            r#"["==",".a.b?",1]"#,
            r#"["==",".b.c?",null]"#,
            r#"["==",".b.c???",null]"#,
            r#"["==",".l[0]?",null]"#,
            r#"["==",".b.c?.d?",null]"#,
            r#"["!=",".l[0]?",1]"#,
        ],
    );
    fail(
        r#"{"a":{"b":1},"b":2,"l":[]}"#,
        &[
            r#"["==",".a.b?",2]"#,
            r#"["==",".nope?.x",null]"#,
            r#"["==",".a?[99]",null]"#,
            r#"["==",".b.c?.d",null]"#,
            r#"["==",".b.c.d?",null]"#,
            r#"["==",".l[0]?",1]"#,
        ],
    );
}

#[test]
fn q4_each_maps_what_follows_over_the_children() {
    let args = r#"{"l":[{"b":1},{"b":2},{}],"m":{"x":{"b":1},"y":{"b":2}},"n":[[1,[2]],[3]]}"#;
    hold(
        args,
        &[
            r#"["==",".l[].b",[1,2,null]]"#,
            r#"["==",".m[].b",[1,2]]"#,
            r#"["==",".m[]",[{"b":1},{"b":2}]]"#,
            r#"["==",".n[]",[[1,[2]],[3]]]"#,
            r#"["==",".n[][]",[1,[2],3]]"#,
            r#"["==",".n[][0]",[1,3]]"#,
            r#"["==",".n[][0:1]",[[1],[3]]]"#,
            r#"["==",".n[][1]?",[[2],null]]"#,
            r#"["all",".m[].b",[">",".",0]]"#,
            r#"["any",".n[][0:1]",["==",".[0]",3]]"#,
        ],
    );
    fail(
        args,
        &[
            r#"["==",".l[].b",[1,2]]"#,
            r#"["==",".n[][1]",[[2]]]"#,
            r#"["==",".l[].b.c",[null,null,null]]"#,
        ],
    );
}

#[test]
fn q4_what_was_gathered_is_a_list_for_inner_selectors() {
    let args = r#"{"l":[{"m":{"x":1,"y":2}},{"m":{"x":1,"y":3,"z":4}}]}"#;
    hold(
        args,
        &[
            r#"["==",".l[].m[]",[[1,2],[1,3,4]]]"#,
            r#"["all",".l[].m[]",["==",".[0]",1]]"#,
            r#"["any",".l[].m[]",["==",".[-1]",4]]"#,
            r#"["any",".l[].m[]",["==",".[1:]",[3,4]]]"#,
            r#"["all",".l[].m[]",["!=",".[:-1]",[]]]"#,
            r#"["any",".l[].m[]",["==",".[]",[1,2]]]"#,
            r#"["all",".l[].m[]",["all",".",[">",".",0]]]"#,
            r#"["any",".l[].m[]",["==",".[2]?",null]]"#,
        ],
    );
    fail(
        args,
        &[
            r#"["all",".l[].m[]",["==",".[2]?",null]]"#,
            r#"["any",".l[].m[]",["==",".[3]",null]]"#,
            r#"["any",".l[].m[]",["==",".x",1]]"#,
            r#"["any",".l[].m[]",["<",".",9]]"#,
            r#"["any",".l[].m[]",["like",".","*"]]"#,
        ],
    );
}

#[test]
fn q4_no_child_is_dropped_silently() {
    let args = r#"{"l":[{"b":{"ok":true}},7]}"#;
    fail(args, &[r#"["all",".l[].b",["==",".ok",true]]"#]);
    fail(args, &[r#"["all",".l[].b?",["==",".ok",true]]"#]);
    fail(args, &[r#"["any",".l[].b",["==",".ok",true]]"#]);
    hold(args, &[r#"["any",".l[].b?",["==",".ok",true]]"#]);
}

#[test]
fn q5_slices_clamp_and_bytes_are_lists_of_integers() {
    hold(
        r#"{"l":[0,1,2,3],"b":{"/":{"bytes":"1qnBjPjE"}}}"#,
        &[
            r#"["==",".l[0:-2]",[0,1]]"#,
            r#"["==",".l[2:99]",[2,3]]"#,
            r#"["==",".l[-99:1]",[0]]"#,
            r#"["==",".l[3:1]",[]]"#,
            r#"["==",".l[-1]",3]"#,
            r#"["==",".b[3]",140]"#,
            r#"["==",".b[3]",140.0]"#,
            r#"[">",".b[-1]",195.5]"#,
            r#"["==",".b[0:3]",{"/":{"bytes":"1qnB"}}]"#,
            r#"["==",".b[9:]",{"/":{"bytes":""}}]"#,
            r#"["==",".b[1:][0]",169]"#,
        ],
    );
    fail(
        r#"{"l":[0],"b":{"/":{"bytes":"1qnBjPjE"}},"s":"text","m":{"0":1}}"#,
        &[
            r#"["==",".b[6]",null]"#,
            r#"["all",".b[]",[">=",".",0]]"#,
            r#"["==",".b","1qnBjPjE"]"#,
            r#"["==",".b[0:1]",[214]]"#,
            r#"["==",".b[0:1]",{"/":{"bytes":"1w"}}]"#,
            r#"["==",".b[0:2]",{"/":{"bytes":"1g"}}]"#,
            r#"["==",".b[0]",{"/":{"bytes":"1g"}}]"#,
            r#"["==",".b[0]",215]"#,
            r#"["==",".b[-7]",null]"#,
            r#"["==",".l[0:]",[1]]"#,
            r#"["==",".s[0]","t"]"#,
            r#"["==",".s[0:1]","t"]"#,
            r#"["==",".m[0]",1]"#,
            r#"["==",".m[0:]",[1]]"#,
        ],
    );
}

#[test]
fn q6_quoted_keys_are_taken_literally() {
    let args = r#"{"a.b":1,"":2,"é":3,"a..b":4,"\n":5,"1":6}"#;
    hold(
        args,
        &[
            r#"["==",".[\"a.b\"]",1]"#,
            r#"["==",".[\"\"]",2]"#,
            r#"["==",".é",3]"#,
            r#"["==",".[\"\\u00e9\"]",3]"#,
            r#"["==",".[\"a..b\"]?",4]"#,
            r#"["==",".[\"\\n\"]",5]"#,
            r#"["==",".[\"1\"]",6]"#,
        ],
    );
    // The same letter, put together from two characters, is another key.
    hold(args, &[r#"["==",".[\"e\u0301\"]",null]"#]);
    fail(args, &[r#"["==",".a.b",1]"#]);
}

#[test]
fn q7_numbers_compare_by_exact_value() {
    hold(
        r#"{"i":1,"f":1.0,"h":1.5,"big":9007199254740993,"l":[1,{"x":2.0}]}"#,
        &[
            r#"["==",".i",1.0]"#,
            r#"["==",".f",1]"#,
            r#"["==",".l",[1.0,{"x":2}]]"#,
            r#"["!=",".big",9007199254740992.0]"#,
            r#"[">",".big",9007199254740992.0]"#,
            r#"["<",".h",2]"#,
            r#"[">",".h",1]"#,
            r#"["<=",".i",1.0]"#,
            r#"[">=",".f",1]"#,
        ],
    );
    fail(
        r#"{"i":1,"big":9007199254740993,"l":[9007199254740993],"s":"1","t":true}"#,
        &[
            r#"["==",".big",9007199254740992.0]"#,
            r#"["==",".l",[9007199254740992.0]]"#,
            r#"["<=",".big",9007199254740992.0]"#,
            r#"["<",".i",1.0]"#,
            r#"["==",".s",1]"#,
            r#"["==",".t",1]"#,
        ],
    );
}

#[test]
fn q7_what_is_no_number_is_neither_less_nor_greater() {
    for operator in ["<", "<=", ">", ">="] {
        let statement = |selector: &str| format!(r#"["{operator}","{selector}",0]"#);
        for selector in [".s", ".n", ".t", ".l", ".m", ".b", ".x"] {
            fail(
                r#"{"s":"0","n":null,"t":true,"l":[0],"m":{},"b":{"/":{"bytes":"AA"}}}"#,
                &[&statement(selector)],
            );
        }
        hold(r#"{"s":"0"}"#, &[&format!(r#"["not",{}]"#, statement(".s"))]);
    }
}

#[test]
fn links_and_texts_are_equal_if_they_are_the_same() {
    let args = r#"{"cid":{"/":"bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"},
        "s":"caf\u00e9","m":{"a":1,"b":2}}"#;
    hold(
        args,
        &[
            r#"["==",".cid",{"/":"bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"}]"#,
            r#"["==",".m",{"b":2.0,"a":1}]"#,
            r#"["==",".s","café"]"#,
        ],
    );
    fail(
        args,
        &[
            r#"["==",".cid",{"/":"bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"}]"#,
            r#"["==",".cid","bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"]"#,
            r#"["==",".cid.x",null]"#,
            r#"["==",".s","cafe\u0301"]"#,
            r#"["==",".s","CAFÉ"]"#,
            r#"["==",".m",{"a":1}]"#,
            r#"["==",".m",{"a":1,"b":2,"c":null}]"#,
        ],
    );
}

#[test]
fn q8_only_an_escaped_star_is_special_in_a_pattern() {
    hold(
        r#"{"star":"foo*","lines":"a\nb","back":"\\*","name":"banana"}"#,
        &[
            r#"["like",".star","foo\\*"]"#,
            r#"["like",".lines","a*b"]"#,
            r#"["like",".back","\\\\*"]"#,
            r#"["like",".name","*a"]"#,
            r#"["like",".name","*"]"#,
        ],
    );
    fail(
        r#"{"star":"foo*bar","back":"\\x","name":"banana","n":7,"nil":null,"l":["a"]}"#,
        &[
            r#"["like",".star","foo\\*"]"#,
            r#"["like",".back","\\\\*"]"#,
            r#"["like",".name","b*A"]"#,
            r#"["like",".n","*"]"#,
            r#"["like",".nil","*"]"#,
            r#"["like",".l","*"]"#,
            r#"["like",".missing","*"]"#,
        ],
    );
}

#[test]
fn q9_empty_connectives_and_quantifiers_are_true() {
    hold(
        r#"{"l":[],"m":{}}"#,
        &[
            r#"["and",[]]"#,
            r#"["or",[]]"#,
            r#"["all",".l",["==",".",1]]"#,
            r#"["any",".l",["==",".",1]]"#,
            r#"["all",".m",["==",".",1]]"#,
            r#"["any",".m",["==",".",1]]"#,
            r#"["any",".l[].x",["==",".",1]]"#,
        ],
    );
    fail(r#"{"l":[]}"#, &[r#"["not",["or",[]]]"#, r#"["not",["any",".l",["==",".",1]]]"#]);
}

#[test]
fn q9_quantifiers_range_over_lists_and_map_values_only() {
    let args = r#"{"m":{"x":1,"y":2},"s":"text","b":{"/":{"bytes":"AAA"}},"n":null,"i":3}"#;
    hold(
        args,
        &[
            r#"["all",".m",[">",".",0]]"#,
            r#"["any",".m",["==",".",2]]"#,
            r#"["all",".m[]",["<",".",3]]"#,
        ],
    );
    fail(args, &[r#"["all",".m",["==",".","x"]]"#, r#"["any",".m",["like",".","*"]]"#]);
    for selector in [".s", ".b", ".b[0:1]", ".b[0]", ".n", ".i", ".missing"] {
        for quantifier in ["all", "any"] {
            fail(args, &[&format!(r#"["{quantifier}","{selector}",["and",[]]]"#)]);
        }
    }
}

#[test]
fn q10_more_work_than_the_budget_is_refused_also_where_the_answer_would_be_yes() {
    let args = Ipld::Map([("l".to_owned(), Ipld::List(vec![Ipld::Integer(1); 1000]))].into());
    let nested = data(r#"["all",".l",["any",".l?",["==",".",1]]]"#);
    let wide = data(r#"["or",[["all",".l",["==",".",1]],["and",[]]]]"#);
    let policy = Policy::parse(&Ipld::List(vec![nested])).unwrap();
    assert_eq!(
        policy.judge(&args, &mut Budget::default()),
        Err(PolicyFailure::Unsatisfied { statement: vec![0].into() })
    );
    let policy = Policy::parse(&Ipld::List(vec![data(r#"["and",[]]"#), wide])).unwrap();
    assert_eq!(policy.judge(&args, &mut Budget::default()), Ok(()));
    let budget = &mut Budget::new(1000);
    let exceeded = PolicyFailure::BudgetExceeded { statement: vec![1].into(), limit: 1000 };
    assert_eq!(policy.judge(&args, budget), Err(exceeded));
    assert_eq!(
        Policy::parse(&data(r#"[["and",[]]]"#)).unwrap().judge(&args, budget),
        Err(PolicyFailure::BudgetExceeded { statement: vec![0].into(), limit: 1000 })
    );
}

#[test]
fn the_first_statement_that_fails_is_named_inside_of_and() {
    let policy = Policy::parse(&data(
        r#"[["==",".a",1],["and",[["==",".a",1],["and",[["==",".a",2]]]]],["==",".a",3]]"#,
    ))
    .unwrap();
    assert_eq!(
        policy.judge(&data(r#"{"a":1}"#), &mut Budget::default()),
        Err(PolicyFailure::Unsatisfied { statement: vec![1, 1, 1, 1, 0].into() })
    );
    // Of several ways to hold none can be named alone.
    fail(r#"{"a":1}"#, &[r#"["or",[["==",".a",2],["==",".a",3]]]"#]);
    fail(r#"{"a":1}"#, &[r#"["not",["and",[["==",".a",1]]]]"#]);
}

#[test]
fn connectives_agree_with_the_examples_of_the_text() {
    let katie = r#"{"name":"Katie","age":35,"nationalities":["Canadian","South African"]}"#;
    hold(
        katie,
        &[
            r#"["and",[["==",".name","Katie"],[">=",".age",21]]]"#,
            r#"["or",[["==",".name","Katie"],[">",".age",45]]]"#,
            r#"["not",["and",[["==",".name","Katie"],["==",".nationalities",["American"]]]]]"#,
        ],
    );
    let statement = data(
        r#"[["and",[["==",".name","Katie"],[">=",".age",21],["==",".nationalities",["American"]]]]]"#,
    );
    assert_eq!(
        Policy::parse(&statement).unwrap().judge(&data(katie), &mut Budget::default()),
        Err(PolicyFailure::Unsatisfied { statement: vec![0, 1, 2].into() })
    );
}

#[test]
fn quantifiers_agree_with_the_examples_of_the_text() {
    let args = r#"{"a":[{"b":1},{"b":2},{"z":[7,8,9]}]}"#;
    fail(args, &[r#"["all",".a",[">",".b",0]]"#]);
    hold(args, &[r#"["any",".a",["==",".b",2]]"#]);

    let nested =
        r#"["all",".newsletters",["any",".recipients",["==",".email","fraud@example.com"]]]"#;
    let letter = |second: &str| {
        format!(
            r#"{{"newsletters":{{"a":{{"recipients":[{{"email":"fraud@example.com"}}]}},
            "b":{{"recipients":[{{"email":"bob@example.com"}},{{"email":"{second}"}}]}}}}}}"#
        )
    };
    hold(&letter("fraud@example.com"), &[nested]);
    fail(&letter("carol@example.com"), &[nested]);
}

#[test]
fn validation_agrees_with_the_example_of_the_text() {
    let policy = Policy::parse(&data(
        r#"[["==",".from","alice@example.com"],["any",".to",["like",".","*@example.com"]]]"#,
    ))
    .unwrap();
    let judge = |to: &str| {
        let args = format!(r#"{{"from":"alice@example.com","to":{to},"title":"Coffee"}}"#);
        policy.judge(&data(&args), &mut Budget::default())
    };
    assert_eq!(judge(r#"["bob@example.com","carol@elsewhere.example.com"]"#), Ok(()));
    assert_eq!(
        judge(r#"["carol@elsewhere.example.com"]"#),
        Err(PolicyFailure::Unsatisfied { statement: vec![1].into() })
    );
}
