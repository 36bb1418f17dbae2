//! What an evaluation costs, in steps of the budget (ruling Q10).

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::policy::{
    Budget, Policy, PolicyFailure, Selector, all, and, any, at_most, equal, like, not, not_equal,
    or,
};

fn selector(text: &str) -> Selector {
    text.parse().expect(text)
}

/// The steps that judging takes, whatever comes out.
fn steps(policy: &Policy, args: &Ipld) -> u64 {
    let mut budget = Budget::default();
    let _ = policy.judge(args, &mut budget);
    Budget::DEFAULT_STEPS - budget.remaining()
}

fn one(statement: ucan_core::policy::Statement) -> Policy {
    Policy::new(vec![statement]).expect("within the bounds")
}

#[test]
fn arguments_that_no_selector_leads_to_cost_nothing() {
    let policy = Policy::new(vec![
        equal(selector(".from"), "alice@example.com"),
        any(selector(".to"), like(selector("."), "*@example.com")),
        at_most(selector(".meta.size"), 400),
    ])
    .unwrap();
    let mut args = ipld!({
        "from": "alice@example.com",
        "to": ["carol@elsewhere.test", "bob@example.com"],
        "meta": { "size": 12 }
    });
    let few = steps(&policy, &args);
    assert_eq!(policy.judge(&args, &mut Budget::new(few)), Ok(()));
    assert_eq!(
        policy.judge(&args, &mut Budget::new(few - 1)),
        Err(PolicyFailure::BudgetExceeded { statement: vec![2].into(), limit: few - 1 })
    );

    let Ipld::Map(map) = &mut args else { panic!("a map") };
    map.insert("blob".into(), Ipld::Bytes(vec![7; 1 << 16]));
    map.insert("text".into(), Ipld::String("x".repeat(1 << 16)));
    map.insert("list".into(), Ipld::List(vec![Ipld::Null; 1 << 16]));
    let Some(Ipld::Map(meta)) = map.get_mut("meta") else { panic!("a map") };
    meta.extend((0..1000).map(|index| (index.to_string(), Ipld::Bool(true))));
    assert_eq!(steps(&policy, &args), few);
    // Not the verdict alone: an explanation costs the same.
    let mut budget = Budget::new(few);
    assert_eq!(policy.explain(&args, &mut budget).verdict(), Ok(()));
    assert_eq!(budget.remaining(), 0);
}

#[test]
fn every_kind_of_statement_costs_what_it_does() {
    let args = ipld!({ "l": [1, 2, 3], "s": "text", "m": { "x": 1, "y": 2 }, "n": 1 });
    let l = || selector(".l");
    for (statement, expected) in [
        // The statement; then for each segment itself and its key.
        (at_most(selector(".n"), 1), 1 + 2),
        (at_most(selector("."), 1), 1),
        (at_most(selector(".m.x"), 1), 1 + 4),
        (at_most(selector(".l[0]"), 1), 1 + 3),
        // A node of the comparison for each pair.
        (equal(selector(".n"), 1), 1 + 2 + 1),
        (equal(selector(".none"), Ipld::Null), 1 + 2 + 1),
        (equal(l(), ipld!([1, 2, 3])), 1 + 2 + 1 + 3 + 3),
        (equal(l(), ipld!([1, 2])), 1 + 2 + 1),
        (not_equal(l(), ipld!("text")), 1 + 2 + 1),
        (equal(selector(".m"), ipld!({ "x": 1, "y": 2 })), 1 + 2 + 1 + 2 + 2),
        // Each byte of the pattern and the text.
        (like(selector(".s"), "t*"), 1 + 2 + 2 + 4),
        (like(selector(".n"), "t*"), 1 + 2),
        // Each element, and what is said of it.
        (all(l(), at_most(selector("."), 3)), 1 + 2 + 3),
        (all(l(), at_most(selector("."), 0)), 1 + 2 + 1),
        (any(l(), at_most(selector("."), 3)), 1 + 2 + 1),
        (any(l(), at_most(selector("."), 0)), 1 + 2 + 3),
        (any(selector(".n"), at_most(selector("."), 0)), 1 + 2),
        // What follows `[]`, for each element.
        (equal(selector(".m[]"), ipld!([1, 2])), 1 + 3 + 2 + 1 + 2),
        // A list is its own elements, wherever it comes from.
        (equal(selector(".l[]"), ipld!(0)), 1 + 3 + 1),
        (equal(selector(".l[1:][]"), ipld!(0)), 1 + 4 + 1),
        (equal(selector(".l[1:]"), ipld!([2, 3])), 1 + 3 + 1 + 2 + 2),
        (equal(selector(".l[1:]"), ipld!([2])), 1 + 3 + 1),
        (any(selector(".m[]"), equal(selector("."), 2)), 1 + 3 + 2 + 2 + 2),
        (not(not(at_most(selector("."), 0))), 3),
        (or([at_most(selector("."), 0), not(at_most(selector("."), 0)), or([])]), 4),
    ] {
        let policy = one(statement);
        assert_eq!(steps(&policy, &args), expected, "{policy}");
    }
}

#[test]
fn judging_ends_with_the_first_statement_that_does_not_hold() {
    let never = || at_most(selector("."), 0);
    let args = Ipld::Integer(1);
    let costly = || not(not(not(never())));
    let policy = Policy::new(vec![never(), costly()]).unwrap();
    assert_eq!(steps(&policy, &args), 1);
    let policy = Policy::new(vec![and([never(), costly()]), costly()]).unwrap();
    assert_eq!(steps(&policy, &args), 2);
    // An explanation goes on.
    let mut budget = Budget::new(100);
    let _ = policy.explain(&args, &mut budget);
    assert_eq!(budget.remaining(), 100 - 10);
}

#[test]
fn long_texts_are_paid_by_their_length() {
    let key = "k".repeat(640);
    let args = Ipld::Map([(key.clone(), Ipld::String("x".repeat(6400)))].into());
    let at = || Selector::builder().key(key.as_str()).build().unwrap();
    let resolved = 1 + 1 + (1 + 10);
    assert_eq!(steps(&one(at_most(at(), 1)), &args), resolved);
    assert_eq!(steps(&one(equal(at(), "x".repeat(6400))), &args), resolved + 1 + 100);
    // Texts of different lengths differ before anything is compared.
    assert_eq!(steps(&one(equal(at(), "x".repeat(64))), &args), resolved + 1 + 1);
    assert_eq!(steps(&one(like(at(), "x*x")), &args), resolved + 3 + 6400);

    let bytes = Ipld::Bytes(vec![7; 6400]);
    let compared = |text, length| one(equal(selector(text), Ipld::Bytes(vec![7; length])));
    assert_eq!(steps(&compared(".", 6400), &bytes), 1 + 1 + 100);
    assert_eq!(steps(&compared(".", 64), &bytes), 1 + 1 + 1);
    assert_eq!(steps(&compared(".[0:640]", 640), &bytes), 1 + 1 + 1 + 10);
    assert_eq!(steps(&one(equal(selector(".[0:640]"), 7)), &bytes), 1 + 1 + 1);
    assert_eq!(steps(&one(equal(selector(".[0]"), 7)), &bytes), 1 + 1 + 1);
}

#[test]
fn a_pattern_of_sixty_characters_takes_few_steps() {
    let pattern = "*a".repeat(29) + "*b";
    assert_eq!(pattern.len(), 60);
    let policy = one(like(selector("."), pattern.as_str()));
    for length in [60, 600, 6000] {
        let text = Ipld::String("a".repeat(length));
        let expected = 1 + 60 + u64::try_from(length).unwrap();
        assert_eq!(steps(&policy, &text), expected);
        assert_eq!(
            policy.judge(&text, &mut Budget::new(expected)),
            Err(PolicyFailure::Unsatisfied { statement: vec![0].into() })
        );
        assert_eq!(
            policy.judge(&text, &mut Budget::new(expected - 1)),
            Err(PolicyFailure::BudgetExceeded { statement: vec![0].into(), limit: expected - 1 })
        );
    }
}

#[test]
fn slices_are_free_unless_they_were_put_together() {
    let list = Ipld::List(vec![Ipld::List(vec![Ipld::Integer(1); 10]); 100]);
    assert_eq!(steps(&one(any(selector(".[1:]"), or([]))), &list), 1 + 1 + 1);
    let gathered = one(any(selector(".[][0]"), or([])));
    assert_eq!(steps(&gathered, &list), 1 + 1 + 100 + 100 + 1);
    let spliced = one(any(selector(".[][]"), or([])));
    assert_eq!(steps(&spliced, &list), 1 + 1 + 100 + 100 + 1000 + 1);

    // Two maps of three values each, put together, and the slice of the first of these.
    let maps = ipld!([{ "m": { "x": 1, "y": 2, "z": 3 } }, { "m": { "x": 1, "y": 2, "z": 3 } }]);
    let slice = |text| one(any(selector(".[].m[]"), any(selector(text), or([]))));
    let each = 2 + 1 + 3;
    assert_eq!(steps(&slice(".[]"), &maps), 1 + 1 + 2 + 2 * each + 1 + 1 + 1);
    assert_eq!(steps(&slice("."), &maps), 1 + 1 + 2 + 2 * each + 1 + 1);
    assert_eq!(steps(&slice(".[1:]"), &maps), 1 + 1 + 2 + 2 * each + 1 + (1 + 3) + 1);
}
