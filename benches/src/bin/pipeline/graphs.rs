//! Graphs of tasks, each of which awaits two others.

use std::io::{self, Write};

use ipld_core::cid::Cid;
use ipvm_benches::Table;
use ucan_pipeline::Graph;
use varsig::Block;

use crate::GROWTH;

/// Tasks with what each awaits, in no order.
type Given = Vec<(Cid, Vec<Cid>)>;

pub(crate) fn measure(table: &mut Table<impl Write>) -> io::Result<()> {
    GROWTH.rows(table, "build", given, |given| {
        Graph::new(given.iter().map(|(node, awaited)| (*node, awaited.iter().copied())))
    })?;
    let graph = |size| {
        let graph = Graph::new(given(size));
        assert_eq!(graph.order().map(|order| order.len()), Ok(graph.len()));
        graph
    };
    GROWTH.rows(table, "order", graph, |graph| graph.order())?;
    GROWTH.rows(table, "levels", graph, |graph| graph.levels())?;
    GROWTH.rows(table, "critical path", graph, |graph| graph.critical_path())?;
    GROWTH.rows(table, "order of a chain", chain, |graph| graph.order())
}

fn given(size: u32) -> Given {
    let id = |number: u32| *Block::raw(number.to_le_bytes()).cid();
    let task = |number: u32| {
        // Two earlier ones, here and there.
        let earlier = [number.wrapping_mul(2_654_435_761), number.wrapping_mul(40_503)];
        let awaited = earlier.map(|other| other.checked_rem(number).map(id));
        (id(number), awaited.into_iter().flatten().collect())
    };
    (0..size).map(task).collect()
}

fn chain(size: u32) -> Graph<u32> {
    Graph::new((0..size).map(|node| (node, node.checked_sub(1))))
}
