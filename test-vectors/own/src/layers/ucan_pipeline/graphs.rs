//! Operations on graphs.

use std::collections::BTreeSet;

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ucan_pipeline::{Cycle, Graph};

pub(crate) fn order(case: &Case) -> Run {
    let graph = read(case)?;
    Ok(said(&graph).map_err(|error| Refusal::new("GraphCycle", &error)))
}

fn said(graph: &Graph<String>) -> Result<Outcome, Cycle<String>> {
    let levels = graph.levels()?.iter().map(labels).collect();
    let outside = graph.outside().map(|(node, awaited)| labels([node, awaited])).collect();
    Ok(Outcome::Value(map([
        ("order", labels(&graph.order()?)),
        ("levels", Value::List(levels)),
        ("roots", labels(graph.roots())),
        ("leaves", labels(graph.leaves())),
        ("critical-path", labels(&graph.critical_path()?.nodes)),
        ("outside", Value::List(outside)),
    ])))
}

pub(crate) fn cycle(case: &Case) -> Run {
    let cycle = read(case)?.cycle().map_or(Value::Null, |Cycle(nodes)| labels(&nodes));
    Ok(Ok(Outcome::Value(map([("cycle", cycle)]))))
}

fn labels<'a>(labels: impl IntoIterator<Item = &'a String>) -> Value {
    Value::List(labels.into_iter().map(text).collect())
}

fn read(case: &Case) -> Result<Graph<String>, Fault> {
    let Some(Value::Map(entries)) = case.input.get("awaits") else {
        return Err(Fault::Invariant("what awaits what is no map"));
    };
    let mut awaits = Vec::new();
    for (label, awaited) in entries {
        let Value::List(items) = awaited else {
            return Err(Fault::Invariant("what is awaited is no list"));
        };
        let label_of = |item: &Value| match item {
            Value::Text(label) => Ok(label.clone()),
            _ => Err(Fault::Invariant("a label is no text")),
        };
        let awaited = items.iter().map(label_of).collect::<Result<BTreeSet<_>, _>>()?;
        awaits.push((label.clone(), awaited));
    }
    // The order in which a graph is put together must not matter.
    let backwards = Graph::new(awaits.clone().into_iter().rev());
    let graph = Graph::new(awaits);
    if graph != backwards {
        return Err(Fault::Invariant("the graph depends on the order of its nodes"));
    }
    Ok(graph)
}
