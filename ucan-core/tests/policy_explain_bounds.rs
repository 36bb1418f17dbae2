//! An explanation has bounds, and keeps what matters within them.

use ipld_core::ipld::Ipld;
use ucan_core::policy::{
    Budget, Explained, MAX_EXPLAINED, MAX_EXPLAINED_CHILDREN, MAX_NESTING, Outcome, Policy,
    PolicyFailure, Selection, Statement, all, and, any, at_least, equal, like, not, or,
};

/// How many statements there are in a tree.
fn count(explained: &Explained<'_>) -> usize {
    1 + explained.children().iter().map(count).sum::<usize>()
}

/// Whether nothing is lost of statements that range over so many elements.
fn accounts_for(explained: &Explained<'_>, elements: usize) -> bool {
    let counted = explained.children().len() + explained.omitted() + explained.skipped();
    counted
        == match (explained.statement(), explained.selection()) {
            (Statement::All { .. } | Statement::Any { .. }, Selection::Value(_)) => elements,
            (Statement::And(statements), _) => statements.len(),
            _ => 0,
        }
        && explained.children().iter().all(|child| accounts_for(child, elements))
}

#[test]
fn of_many_elements_the_first_ones_and_the_one_that_decides_are_kept() {
    let mut items = vec![Ipld::Integer(1); 1000];
    items[900] = Ipld::Integer(0);
    let args = Ipld::List(items);
    let every = Policy::new(vec![all(".".parse().unwrap(), equal(".".parse().unwrap(), 1))]);
    let every = every.unwrap();
    let explanation = every.explain(&args, &mut Budget::default());
    let [top] = explanation.statements() else { panic!("one statement") };
    let kept: Vec<_> = top.children().iter().filter_map(Explained::element).collect();
    assert_eq!(kept[..MAX_EXPLAINED_CHILDREN - 1], Vec::from_iter(0..MAX_EXPLAINED_CHILDREN - 1));
    assert_eq!(kept[MAX_EXPLAINED_CHILDREN - 1..], [900]);
    assert_eq!(top.children()[MAX_EXPLAINED_CHILDREN - 1].outcome(), Outcome::Fails);
    assert_eq!((top.omitted(), top.skipped()), (901 - MAX_EXPLAINED_CHILDREN, 99));
    let text = explanation.to_string();
    assert!(text.ends_with("\n    869 more evaluated, not shown\n    99 more not evaluated"));
}

#[test]
fn of_many_statements_the_one_that_decides_stays() {
    let mut statements = vec![and([]); 2000];
    statements[1000] = equal(".".parse().unwrap(), 1);
    statements[1500] = equal(".".parse().unwrap(), 2);
    let policy = Policy::new(statements).unwrap();
    let explanation = policy.explain(&Ipld::Null, &mut Budget::default());
    let failure = PolicyFailure::Unsatisfied { statement: vec![1000].into() };
    assert_eq!(explanation.verdict(), Err(&failure));
    let kept = explanation.statements();
    assert_eq!(kept.len(), MAX_EXPLAINED_CHILDREN);
    assert_eq!(kept[MAX_EXPLAINED_CHILDREN - 1].at().indices(), [1000]);
    assert_eq!(explanation.omitted(), 2000 - MAX_EXPLAINED_CHILDREN);
    assert_eq!(explanation.skipped(), 0);
}

#[test]
fn the_whole_is_bounded_and_ends_with_what_decides() {
    // 40 * 40 * 40 comparisons, of which the last one fails.
    let list = |item: Ipld| Ipld::List(vec![item; 40]);
    let mut args = list(list(list(Ipld::Integer(1))));
    let mut at = &mut args;
    while let Ipld::List(items) = at {
        at = &mut items[39];
    }
    *at = Ipld::Integer(0);
    let dot = || ".".parse().unwrap();
    let policy = Policy::new(vec![all(dot(), all(dot(), all(dot(), at_least(dot(), 1))))]).unwrap();
    let explanation = policy.explain(&args, &mut Budget::default());
    let total: usize = explanation.statements().iter().map(count).sum();
    assert!(total <= MAX_EXPLAINED, "{total}");
    let mut last = &explanation.statements()[0];
    while let Some(inner) = last.children().last() {
        assert_eq!(last.outcome(), Outcome::Fails);
        assert_eq!(inner.element(), Some(39));
        last = inner;
    }
    assert_eq!(last.to_string(), "element 39 fails: `.` is 0, which is not at least 1");
    assert!(explanation.statements().iter().all(|top| accounts_for(top, 40)));
}

#[test]
fn what_fails_keeps_its_details_when_there_is_too_much() {
    let dot = || ".".parse().unwrap();
    let args = Ipld::List(vec![Ipld::List(vec![Ipld::Integer(1); 40]); 40]);
    let each = |bound: i64| all(dot(), all(dot(), at_least(dot(), bound)));
    let mut statements = vec![each(1); 12];
    statements[1] = any(dot(), all(dot(), at_least(dot(), 1)));
    statements[2] = each(2);
    let policy = Policy::new(statements).unwrap();
    let explanation = policy.explain(&args, &mut Budget::default());
    let total: usize = explanation.statements().iter().map(count).sum();
    assert!(total <= MAX_EXPLAINED, "{total}");
    assert!(explanation.statements().iter().all(|top| accounts_for(top, 40)));
    assert_eq!(count(&explanation.statements()[2]), 3);
    let [top] = explanation.statements()[2].children() else { panic!("the first element") };
    assert_eq!(top.children()[0].outcome(), Outcome::Fails);
    // What was dropped first is what was seen first.
    assert_eq!(explanation.statements()[0].children().len(), 0);
    assert_eq!(explanation.statements()[0].omitted(), 40);
    assert_eq!(explanation.statements()[1].omitted(), 1);
    assert_eq!(explanation.statements()[1].skipped(), 39);
    assert_eq!(explanation.statements()[11].children().len(), MAX_EXPLAINED_CHILDREN);
}

#[test]
fn the_whole_is_bounded_also_if_everything_fails() {
    let dot = || ".".parse().unwrap();
    let args = Ipld::List(vec![Ipld::List(vec![Ipld::Integer(1); 40]); 40]);
    let none = any(dot(), any(dot(), and([at_least(dot(), 2)])));
    let policy = Policy::new(vec![none; 12]).unwrap();
    let explanation = policy.explain(&args, &mut Budget::default());
    let total: usize = explanation.statements().iter().map(count).sum();
    assert!(total <= MAX_EXPLAINED, "{total}");
    assert!(total > MAX_EXPLAINED / 2, "{total}");
    assert!(explanation.statements().iter().all(|top| accounts_for(top, 40)));
    assert_eq!(explanation.statements().len() + explanation.omitted(), 12);
    assert_eq!(explanation.skipped(), 0);
}

#[test]
fn of_many_alternatives_the_one_that_holds_is_kept() {
    let mut statements = vec![equal(".".parse().unwrap(), 1); 1000];
    statements[700] = and([]);
    let policy = Policy::new(vec![or(statements)]).unwrap();
    let explanation = policy.explain(&Ipld::Null, &mut Budget::default());
    let [top] = explanation.statements() else { panic!("one statement") };
    let last = &top.children()[MAX_EXPLAINED_CHILDREN - 1];
    assert_eq!((last.outcome(), last.at().indices()), (Outcome::Holds, [0, 1, 700].as_slice()));
    assert_eq!((top.omitted(), top.skipped()), (701 - MAX_EXPLAINED_CHILDREN, 299));
}

#[test]
fn the_deepest_policy_is_explained() {
    let nested = (2..MAX_NESTING).fold(like(".".parse().unwrap(), "*"), |inner, _| not(inner));
    let policy = Policy::new(vec![nested]).unwrap();
    let args = Ipld::String("text".into());
    let explanation = policy.explain(&args, &mut Budget::default());
    assert_eq!(explanation.to_string().lines().count(), MAX_NESTING);
    let report = explanation.to_ipld();
    assert!(varsig::dag_json::encode(&report).is_ok());

    let many = (3..MAX_NESTING).fold(and([]), |inner, _| any(".[]?".parse().unwrap(), inner));
    let policy = Policy::new(vec![many]).unwrap();
    let judged = policy.judge(&args, &mut Budget::default());
    let explanation = policy.explain(&args, &mut Budget::default());
    assert_eq!(explanation.verdict().map_err(Clone::clone), judged);
}
