//! Reachability against a naive closure.

use std::collections::BTreeSet;

use cid::Cid;
use ipvm_content::{Reach, ReachError};
use proptest::prelude::*;
use varsig::Block;

fn name(number: usize) -> Cid {
    *Block::raw(number.to_be_bytes()).cid()
}

/// Links from each node; `None` where the block is not here.
type Graph = Vec<Option<Vec<usize>>>;

fn closure(graph: &Graph, roots: &[usize]) -> (BTreeSet<Cid>, BTreeSet<Cid>) {
    let mut named: BTreeSet<usize> = roots.iter().copied().collect();
    loop {
        let linked = named.iter().filter_map(|node| graph[*node].as_ref()).flatten().copied();
        let more: BTreeSet<usize> = linked.chain(named.iter().copied()).collect();
        if more == named {
            break;
        }
        named = more;
    }
    let (here, missing): (Vec<_>, Vec<_>) =
        named.into_iter().partition(|node| graph[*node].is_some());
    (here.into_iter().map(name).collect(), missing.into_iter().map(name).collect())
}

fn graph() -> impl Strategy<Value = (Graph, Vec<usize>)> {
    (1_usize..24).prop_flat_map(|size| {
        let links = proptest::collection::vec(0..size, 0..5);
        let nodes = proptest::collection::vec(proptest::option::weighted(0.8, links), size);
        (nodes, proptest::collection::vec(0..size, 0..4))
    })
}

proptest! {
    #[test]
    fn what_is_reached_is_the_closure_in_whatever_order(
        (graph, roots) in graph(),
        choices in proptest::collection::vec(any::<(bool, prop::sample::Index)>(), 200),
    ) {
        let mut reach = Reach::new(roots.iter().copied().map(name));
        let mut out: Vec<Cid> = Vec::new();
        let mut asked = BTreeSet::new();
        let mut choices = choices.into_iter().cycle();
        while !reach.is_complete() {
            let (takes, which) = choices.next().unwrap();
            let next = if takes || out.is_empty() { reach.next() } else { None };
            if let Some(cid) = next {
                prop_assert!(asked.insert(cid), "asked for twice");
                out.push(cid);
                continue;
            }
            let cid = out.swap_remove(which.index(out.len()));
            let node = (0..graph.len()).find(|node| name(*node) == cid).unwrap();
            match &graph[node] {
                Some(links) => reach.visit(&cid, links.iter().copied().map(name)).unwrap(),
                None => reach.missing(&cid).unwrap(),
            }
            prop_assert_eq!(reach.missing(&cid), Err(ReachError::NotAsked { cid }));
        }
        prop_assert_eq!(reach.next(), None);
        prop_assert_eq!(reach.named(), asked.len());
        let reached = reach.finish().unwrap();
        let (expected, missing) = closure(&graph, &roots);
        prop_assert!(expected.iter().all(|cid| reached.contains(cid)));
        prop_assert!(!missing.iter().any(|cid| reached.contains(cid)));
        prop_assert_eq!(reached.reached().copied().collect::<BTreeSet<_>>(), expected);
        prop_assert_eq!(reached.missing().copied().collect::<BTreeSet<_>>(), missing);
    }
}

#[test]
fn half_of_an_answer_is_none() {
    let mut reach = Reach::new([name(1), name(2), name(1)]);
    assert_eq!(reach.named(), 2);
    assert_eq!(reach.clone().finish().unwrap_err(), ReachError::Incomplete { unanswered: 2 });
    let first = reach.next().unwrap();
    reach.visit(&first, []).unwrap();
    let second = reach.next().unwrap();
    assert_eq!(reach.next(), None);
    assert!(!reach.is_complete());
    assert_eq!(reach.clone().finish().unwrap_err(), ReachError::Incomplete { unanswered: 1 });
    reach.visit(&second, [name(1), name(2)]).unwrap();
    assert!(reach.is_complete());
    assert_eq!(reach.finish().unwrap().reached().count(), 2);
}

#[test]
fn what_was_not_asked_for_is_not_answered() {
    let mut reach = Reach::new([name(1)]);
    let early = reach.visit(&name(1), [name(2)]);
    assert_eq!(early, Err(ReachError::NotAsked { cid: name(1) }));
    assert_eq!(reach.named(), 1);
    assert_eq!(reach.missing(&name(3)), Err(ReachError::NotAsked { cid: name(3) }));
    assert_eq!(reach.next(), Some(name(1)));
    assert_eq!(reach.visit(&name(1), []), Ok(()));
    let again = reach.visit(&name(1), [name(2)]);
    assert_eq!(again, Err(ReachError::NotAsked { cid: name(1) }));
    assert!(reach.is_complete());
}

#[test]
fn a_block_that_names_itself_ends() {
    let mut reach = Reach::new([name(1)]);
    let cid = reach.next().unwrap();
    reach.visit(&cid, [cid, cid]).unwrap();
    assert_eq!(reach.next(), None);
    assert!(reach.is_complete());
}
