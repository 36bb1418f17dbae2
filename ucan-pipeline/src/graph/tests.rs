use super::*;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec,
};
use proptest::prelude::*;

fn sample() -> Graph<&'static str> {
    Graph::new([
        ("rotate", BTreeSet::from(["crop"])),
        ("blur", BTreeSet::from(["rotate"])),
        ("gray", BTreeSet::from(["rotate", "elsewhere"])),
        ("crop", BTreeSet::new()),
    ])
}

#[test]
fn orders_by_need_and_then_by_name() {
    assert_eq!(sample().order(), Ok(vec!["crop", "rotate", "blur", "gray"]));
}

#[test]
fn knows_both_directions_and_what_lies_outside() {
    let graph = sample();
    assert_eq!(graph.nodes(), ["blur", "crop", "gray", "rotate"]);
    assert_eq!((graph.len(), graph.edge_count()), (4, 3));
    assert_eq!(graph.awaits(&"gray").collect::<Vec<_>>(), [&"rotate"]);
    assert_eq!(graph.awaited_by(&"rotate").collect::<Vec<_>>(), [&"blur", &"gray"]);
    assert_eq!(graph.awaits(&"elsewhere").len(), 0);
    assert_eq!(graph.outside().collect::<Vec<_>>(), [(&"gray", &"elsewhere")]);
    assert_eq!(graph.roots().collect::<Vec<_>>(), [&"crop"]);
    assert_eq!(graph.leaves().collect::<Vec<_>>(), [&"blur", &"gray"]);
    assert_eq!(graph.downstream(&"crop"), ["blur", "gray", "rotate"]);
    assert_eq!(graph.downstream(&"gray"), [""; 0]);
    assert_eq!(graph.downstream(&"elsewhere"), [""; 0]);
}

#[test]
fn a_node_given_twice_awaits_what_it_awaits_in_either_place() {
    let parts = [
        ("c", BTreeSet::from(["a"])),
        ("a", BTreeSet::new()),
        ("c", BTreeSet::from(["b"])),
        ("b", BTreeSet::new()),
    ];
    let graph = Graph::new(parts.clone());
    assert_eq!(graph.awaits(&"c").collect::<Vec<_>>(), [&"a", &"b"]);
    assert_eq!(graph, Graph::new(parts.into_iter().rev()));
    // And what is awaited twice is awaited once, inside and outside.
    let graph = Graph::new([("b", vec!["a", "x", "a", "x"]), ("a", vec![])]);
    assert_eq!(graph, Graph::new([("a", vec![]), ("b", vec!["x", "a"])]));
    assert_eq!((graph.edge_count(), graph.outside().len()), (1, 1));
}

#[test]
fn a_level_holds_what_can_run_side_by_side() {
    let levels = sample().levels().unwrap();
    assert_eq!(levels, [vec!["crop"], vec!["rotate"], vec!["blur", "gray"]]);
    // The farthest way counts, not the nearest.
    let far = Graph::new([
        ("a", BTreeSet::new()),
        ("b", BTreeSet::from(["a"])),
        ("c", BTreeSet::from(["a", "b"])),
    ]);
    assert_eq!(far.levels().unwrap(), [vec!["a"], vec!["b"], vec!["c"]]);
}

#[test]
fn the_critical_path_goes_by_count_or_by_weight() {
    let graph = sample();
    let path = graph.critical_path().unwrap();
    assert_eq!((path.nodes, path.weight), (vec!["crop", "rotate", "blur"], 3));
    let weigh = |node: &&str| if *node == "gray" { 10 } else { 1 };
    let path = graph.critical_path_by(weigh).unwrap();
    assert_eq!((path.nodes, path.weight), (vec!["crop", "rotate", "gray"], 12));
    let most = graph.critical_path_by(|_| u64::MAX).unwrap();
    assert_eq!((most.nodes, most.weight), (vec!["crop", "rotate", "blur"], u64::MAX));
}

#[test]
fn names_the_ring_and_nothing_that_only_leads_to_it() {
    let graph = Graph::new([
        ("a", BTreeSet::from(["b"])),
        ("b", BTreeSet::from(["c"])),
        ("c", BTreeSet::from(["b"])),
    ]);
    let cycle = graph.order().unwrap_err();
    assert_eq!(cycle, Cycle(vec!["b", "c"]));
    assert_eq!(cycle.to_string(), "b awaits c awaits b");
    assert_eq!(graph.cycle(), Some(cycle.clone()));
    assert_eq!(graph.levels(), Err(cycle.clone()));
    assert_eq!(graph.critical_path(), Err(cycle));
    let own = Graph::new([("a", BTreeSet::from(["a"]))]);
    assert_eq!(own.order(), Err(Cycle(vec!["a"])));
    assert_eq!(own.downstream(&"a"), ["a"]);
}

#[test]
fn nothing_is_a_graph_too() {
    let graph = Graph::<&str>::new::<BTreeSet<_>>([]);
    assert!(graph.is_empty());
    assert_eq!(graph.order(), Ok(vec![]));
    assert_eq!(graph.levels(), Ok(vec![]));
    assert_eq!(graph.critical_path(), Ok(CriticalPath { nodes: vec![], weight: 0 }));
    assert_eq!(graph.to_json(), "{\"nodes\":[],\"edges\":[],\"outside\":[]}");
}

/// A chain in which each node awaits the one before.
fn chain(length: u32) -> Graph<u32> {
    Graph::new((0..length).map(|node| (node, node.checked_sub(1))))
}

#[test]
fn a_long_chain_takes_no_stack() {
    let graph = chain(100_000);
    assert_eq!(graph.order().unwrap(), (0..100_000).collect::<Vec<_>>());
    assert_eq!(graph.levels().unwrap().len(), 100_000);
    assert_eq!(graph.critical_path().unwrap().weight, 100_000);
    assert_eq!(graph.downstream(&0).len(), 99_999);
    assert_eq!(graph.to_mermaid().lines().count(), 200_000);
    let ring =
        Graph::new((0..100_000_u32).map(|node| (node, BTreeSet::from([(node + 1) % 100_000]))));
    assert_eq!(ring.cycle().unwrap().0.len(), 100_000);
}

#[test]
fn draws_what_awaits_what() {
    let graph = Graph::new([("a", BTreeSet::from(["b", "x"])), ("b", BTreeSet::new())]);
    assert_eq!(
        graph.to_dot(),
        "digraph {\n  n0 [label=\"a\"];\n  n1 [label=\"b\"];\n  o0 [label=\"x\", style=dashed];\n  \
         n1 -> n0;\n  o0 -> n0 [style=dashed];\n}\n"
    );
    assert_eq!(
        graph.to_mermaid(),
        "flowchart TD\n  n0[\"a\"]\n  n1[\"b\"]\n  o0([\"x\"])\n  n1 --> n0\n  o0 -.-> n0\n"
    );
    assert_eq!(
        graph.to_json(),
        "{\"nodes\":[\"a\",\"b\"],\"edges\":[{\"node\":0,\"awaits\":1}],\
         \"outside\":[{\"node\":0,\"awaits\":\"x\"}]}"
    );
}

#[test]
fn a_label_cannot_break_out_of_a_drawing() {
    let sly = "\"];\n n0 -> n1 [label=\"\\N &lt; #quot; <script> \u{2028}\u{7}";
    let graph = Graph::new([(sly, BTreeSet::new())]);
    assert_eq!(
        graph.to_dot(),
        "digraph {\n  n0 [label=\"\\\"];\\n n0 -> n1 [label=\\\"\\\\N &amp;lt; #quot; <script> \
         \u{2028} \"];\n}\n"
    );
    assert_eq!(
        graph.to_mermaid(),
        "flowchart TD\n  n0[\"#34;#93;#59;#10; n0 -#62; n1 #91;label=#34;#92;N #38;lt#59; \
         #35;quot#59; #60;script#62; #8232;#7;\"]\n"
    );
    assert_eq!(
        graph.to_json(),
        "{\"nodes\":[\"\\\"];\\u000a n0 -> n1 [label=\\\"\\\\N &lt; #quot; \\u003cscript> \
         \\u2028\\u0007\"],\"edges\":[],\"outside\":[]}"
    );
}

type Given = BTreeMap<u16, BTreeSet<u16>>;

/// Graphs without rings: what is awaited is smaller in an order that is not the keys'.
fn without_rings() -> impl Strategy<Value = Given> {
    proptest::collection::vec((0_u16..200, 0_u16..200), 0..300).prop_map(|pairs| {
        let mut given = Given::new();
        for (a, b) in pairs {
            // 73 and 211 have no factor in common.
            let (from, to) = (a.max(b), a.min(b));
            let awaited = (from != to).then_some(to * 73 % 211);
            given.entry(from * 73 % 211).or_default().extend(awaited);
        }
        given
    })
}

proptest! {
    #[test]
    fn an_order_is_a_permutation_in_which_everything_comes_after_what_it_awaits(
        given in without_rings()
    ) {
        let order = Graph::new(given.clone()).order().unwrap();
        let place: BTreeMap<u16, usize> = order.iter().copied().zip(0..).collect();
        prop_assert_eq!(place.keys().collect::<Vec<_>>(), given.keys().collect::<Vec<_>>());
        prop_assert_eq!(order.len(), given.len());
        for (node, awaited) in &given {
            for other in awaited.iter().filter_map(|other| place.get(other)) {
                prop_assert!(other < &place[node]);
            }
        }
        // Of those that could come next, the least: by the plain way of finding it.
        let mut done = BTreeSet::new();
        for node in order {
            let next = given.iter().find(|(node, awaited)| {
                !done.contains(*node)
                    && awaited.iter().all(|it| !given.contains_key(it) || done.contains(it))
            });
            prop_assert_eq!(next.map(|(node, _)| *node), Some(node));
            done.insert(node);
        }
    }

    #[test]
    fn levels_agree_with_the_order_and_with_the_critical_path(given in without_rings()) {
        let graph = Graph::new(given.clone());
        let levels = graph.levels().unwrap();
        let level: BTreeMap<u16, usize> = levels
            .iter()
            .enumerate()
            .flat_map(|(level, nodes)| nodes.iter().map(move |node| (*node, level)))
            .collect();
        prop_assert_eq!(level.len(), graph.len());
        for (node, awaited) in &given {
            let before = awaited.iter().filter_map(|other| level.get(other));
            prop_assert_eq!(level[node], before.max().map_or(0, |before| before + 1));
        }
        let path = graph.critical_path().unwrap();
        prop_assert_eq!(path.nodes.len(), levels.len());
        prop_assert_eq!(path.weight, u64::try_from(levels.len()).unwrap());
        for pair in path.nodes.windows(2) {
            prop_assert!(given[&pair[1]].contains(&pair[0]));
        }
        prop_assert_eq!(levels.first().cloned().unwrap_or_default(), graph.roots().copied().collect::<Vec<_>>());
    }

    #[test]
    fn how_a_graph_is_put_together_does_not_matter(
        (sorted, shuffled) in without_rings().prop_flat_map(|given| {
            let pairs: Vec<(u16, BTreeSet<u16>)> = given.into_iter().collect();
            (Just(pairs.clone()), Just(pairs).prop_shuffle())
        })
    ) {
        prop_assert_eq!(Graph::new(sorted), Graph::new(shuffled));
    }

    #[test]
    fn a_ring_is_reported_with_its_path_or_there_is_none(
        edges in proptest::collection::vec((0_u8..30, 0_u8..30), 0..60)
    ) {
        let mut given: BTreeMap<u8, BTreeSet<u8>> = BTreeMap::new();
        for (a, b) in edges {
            given.entry(a).or_default().insert(b);
        }
        let graph = Graph::new(given.clone());
        // A node is in a ring if it hangs on itself.
        let in_ring: BTreeSet<u8> =
            given.keys().copied().filter(|node| graph.downstream(node).contains(node)).collect();
        match graph.cycle() {
            None => prop_assert!(in_ring.is_empty()),
            Some(Cycle(ring)) => {
                prop_assert!(!ring.is_empty());
                prop_assert_eq!(ring.iter().collect::<BTreeSet<_>>().len(), ring.len());
                for (node, next) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                    prop_assert!(in_ring.contains(node));
                    prop_assert!(given[node].contains(next));
                }
            }
        }
    }

    #[test]
    fn json_reads_back_and_drawings_are_balanced(
        given in proptest::collection::btree_map(
            ".{0,12}", proptest::collection::btree_set(".{0,12}", 0..3), 0..8
        )
    ) {
        let graph: Graph<String> = Graph::new(given.clone());
        let json: serde_json::Value = serde_json::from_str(&graph.to_json()).unwrap();
        let label = |value: &serde_json::Value| value.as_str().unwrap().to_string();
        let nodes: Vec<String> = json["nodes"].as_array().unwrap().iter().map(label).collect();
        let mut read: BTreeMap<String, BTreeSet<String>> =
            nodes.iter().map(|node| (node.clone(), BTreeSet::new())).collect();
        let at = |value: &serde_json::Value| {
            nodes[usize::try_from(value.as_u64().unwrap()).unwrap()].clone()
        };
        for edge in json["edges"].as_array().unwrap() {
            read.get_mut(&at(&edge["node"])).unwrap().insert(at(&edge["awaits"]));
        }
        for edge in json["outside"].as_array().unwrap() {
            read.get_mut(&at(&edge["node"])).unwrap().insert(label(&edge["awaits"]));
        }
        prop_assert_eq!(read, given);
        // One line for each node and edge, whatever is in the labels.
        let edges = graph.edge_count() + graph.outside().len();
        let lines = graph.len() + graph.outside().len() + edges;
        prop_assert_eq!(graph.to_dot().split('\n').count(), lines + 3);
        prop_assert_eq!(graph.to_mermaid().split('\n').count(), lines + 2);
        for line in graph.to_mermaid().lines() {
            prop_assert!(line.matches('"').count() == 2 || line.contains("->") || line.starts_with("flowchart"), "{}", line);
            prop_assert_eq!(line.matches('[').count(), line.matches(']').count());
        }
        for line in graph.to_dot().lines() {
            prop_assert!(is_balanced(line), "{}", line);
        }
    }
}

/// Whether quotes open and close, an escaped one being none.
fn is_balanced(line: &str) -> bool {
    let (mut open, mut escaped) = (false, false);
    for character in line.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if open => escaped = true,
            '"' => open = !open,
            _ => {}
        }
    }
    !open && !escaped
}

#[test]
fn balance_is_told() {
    assert!(is_balanced("n [label=\"\\\"\"];"));
    assert!(!is_balanced(&format!("n [label=\"{}\"];", "\\")));
}
