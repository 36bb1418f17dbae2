//! Making policies with functions: the examples of UCAN Delegation, written as they read
//! there, and what is refused or warned about.

use ipld_core::ipld;
use ucan_core::policy::{
    Budget, MAX_SELECTOR_SEGMENTS, Pattern, Policy, PolicyWarning, Selector, SelectorError, all,
    and, any, at_least, at_most, equal, greater, less, like, not, not_equal, or,
};

fn selector(text: &str) -> Selector {
    text.parse().expect(text)
}

#[test]
fn the_examples_of_the_text_are_built_as_they_read() {
    let s = selector;
    for (statement, text) in [
        (equal(s(".a"), ipld!([1, 2, { "b": 3 }])), r#"["==",".a",[1,2,{"b":3}]]"#),
        (not_equal(s(".a"), ipld!([1, 2, { "b": 3 }])), r#"["!=",".a",[1,2,{"b":3}]]"#),
        (less(s(".a"), 1), r#"["<",".a",1]"#),
        (at_most(s(".a"), 1), r#"["<=",".a",1]"#),
        (greater(s(".a"), 1), r#"[">",".a",1]"#),
        (at_least(s(".a"), 1.5), r#"[">=",".a",1.5]"#),
        (like(s(".email"), "*@example.com"), r#"["like",".email","*@example.com"]"#),
        (and([greater(s(".a"), 1), greater(s(".b"), 2)]), r#"["and",[[">",".a",1],[">",".b",2]]]"#),
        (or([greater(s(".a"), 1), greater(s(".b"), 2)]), r#"["or",[[">",".a",1],[">",".b",2]]]"#),
        (not(greater(s(".a"), 1)), r#"["not",[">",".a",1]]"#),
        (all(s(".a"), greater(s(".b"), 1)), r#"["all",".a",[">",".b",1]]"#),
        (any(s(".a"), greater(s(".b"), 1)), r#"["any",".a",[">",".b",1]]"#),
        (
            all(s(".newsletters"), any(s(".recipients"), equal(s(".email"), "fraud@example.com"))),
            r#"["all",".newsletters",["any",".recipients",["==",".email","fraud@example.com"]]]"#,
        ),
    ] {
        assert_eq!(statement.to_string(), text);
        assert_eq!(text.parse(), Ok(statement));
    }
}

#[test]
fn a_selector_is_built_in_its_shortest_form() {
    let build = || Selector::builder();
    for (builder, text) in [
        (build(), "."),
        (build().key("foo"), ".foo"),
        (build().key("foo").key("bar"), ".foo.bar"),
        (build().key("a b"), r#".["a b"]"#),
        (build().key("foo").key(""), r#".foo[""]"#),
        (build().key("1st").key("x"), r#".["1st"].x"#),
        (build().key("$x").key("x$-_9"), r#".["$x"].x$-_9"#),
        (build().key("ほげ"), ".ほげ"),
        (build().key("e\u{301}"), ".[\"e\u{301}\"]"),
        (
            build().key("\"\\/\n\r\t\u{8}\u{c}\0\u{1f}\u{7f}"),
            ".[\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0000\\u001f\u{7f}\"]",
        ),
        (build().index(0), ".[0]"),
        (build().key("l").index(-1).each(), ".l[-1][]"),
        (build().each().slice(1, -2), ".[][1:-2]"),
        (build().slice_from(2).slice_to(3), ".[2:][:3]"),
        (build().key("a").optional().optional().key("b"), ".a?.b"),
        (build().key("a.b?").optional(), r#".["a.b?"]?"#),
        (build().each().optional(), ".[]?"),
        (build().index(9_007_199_254_740_991), ".[9007199254740991]"),
        (build().index(-9_007_199_254_740_991), ".[-9007199254740991]"),
    ] {
        let built = builder.build().unwrap();
        assert_eq!(built.as_str(), text);
        assert_eq!(text.parse(), Ok(built));
    }
}

#[test]
fn a_builder_refuses_what_cannot_be_parsed() {
    let build = || Selector::builder();
    assert_eq!(build().optional().build(), Err(SelectorError::DanglingOptional { offset: 1 }));
    assert_eq!(
        build().optional().key("a").build(),
        Err(SelectorError::DanglingOptional { offset: 1 })
    );
    for (builder, offset) in [
        (build().index(9_007_199_254_740_992), 2),
        (build().index(i64::MIN), 2),
        (build().key("a").slice(0, i64::MAX), 5),
        (build().slice_from(-9_007_199_254_740_992), 2),
        (build().slice_to(i64::MIN), 3),
    ] {
        assert_eq!(builder.build(), Err(SelectorError::IntegerOutOfRange { offset }));
    }
    let many = |count: usize| (0..count).fold(build(), |builder, _| builder.key("a")).build();
    assert!(many(MAX_SELECTOR_SEGMENTS).is_ok());
    assert_eq!(many(MAX_SELECTOR_SEGMENTS + 1), Err(SelectorError::TooManySegments));
}

#[test]
fn a_literal_pattern_matches_its_text_only() {
    for text in ["", "a", "*", r"\*", r"\\**", r"C:\*.exe\", "a*b"] {
        let pattern = Pattern::literal(text);
        assert!(pattern.matches(text), "{text}");
        assert!(!pattern.matches(&text.replace('*', "x")) || !text.contains('*'), "{text}");
        assert!(!pattern.matches(&format!("{text}x")), "{text}");
    }
    assert_eq!(Pattern::literal("a*b").as_str(), r"a\*b");
}

#[test]
fn negations_that_let_more_pass_are_warned_about() {
    let a = || selector(".a");
    let policy = Policy::new(vec![
        not_equal(a(), 1),
        not(equal(a(), 1)),
        and([not(like(a(), "x")), any(a(), not(equal(a(), 1)))]),
        not(not(equal(a(), 2))),
        not(or([equal(a(), 2), not(less(a(), 2)), all(a(), at_least(a(), 2))])),
        not(and([])),
    ])
    .unwrap();
    let equality = |path: Vec<usize>| PolicyWarning::NegatedEquality { at: path.into() };
    let selection = |path: Vec<usize>| PolicyWarning::NegatedSelection { at: path.into() };
    assert_eq!(
        policy.warnings(),
        [
            equality(vec![1]),
            selection(vec![2, 1, 0, 1]),
            equality(vec![2, 1, 1, 2]),
            selection(vec![4, 1, 1, 0]),
            selection(vec![4, 1, 1, 2]),
            selection(vec![4, 1, 1, 2, 2]),
        ]
    );
    assert_eq!(Policy::empty().warnings(), []);
    // Why there is a warning.
    let args = ipld!({ "a": { "b": [] } });
    let judge = |statement| {
        Policy::new(vec![statement]).unwrap().judge(&args, &mut Budget::default()).is_ok()
    };
    assert!(judge(not(equal(selector(".a.b.c"), 1))));
    assert!(!judge(not_equal(selector(".a.b.c"), 1)));
    assert!(judge(not(like(selector(".a"), "secret*"))));
}

#[test]
fn an_or_of_nothing_is_warned_about() {
    let policy = Policy::new(vec![
        or([]),
        and([]),
        or([equal(selector("."), 1)]),
        not(or([])),
        all(selector("."), or([])),
    ])
    .unwrap();
    let nothing = |path: Vec<usize>| PolicyWarning::NoAlternatives { at: path.into() };
    assert_eq!(policy.warnings(), [nothing(vec![0]), nothing(vec![4, 2])]);
    assert_eq!(
        policy.warnings()[0].to_string(),
        "the statement at [0] has no alternatives and always holds"
    );
}
