//! The operations of the layer, by the first words of their names.

pub(super) mod data;
mod errors;
mod graphs;
mod receipts;

use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ucan_pipeline::{Segment, promises};

use data::{arguments, link};

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.pipeline.promises" => find(case),
        "ucan.pipeline.resolve" => receipts::resolve(case),
        "ucan.pipeline.admit" => receipts::admit(case),
        "ucan.pipeline.await" => receipts::wait(case),
        "ucan.graph.order" => graphs::order(case),
        "ucan.graph.cycle" => graphs::cycle(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn find(case: &Case) -> Run {
    let args = arguments(case, "args")?;
    let mut found = Vec::new();
    for awaiting in promises(&args) {
        let segment = |segment: &Segment<'_>| match segment {
            Segment::Key(key) => Ok(text(key.as_ref())),
            Segment::Index(index) => i64::try_from(*index)
                .map(Value::Integer)
                .map_err(|_| Fault::Invariant("an index has more than 63 bits")),
        };
        let place = awaiting.place.segments().iter().map(segment).collect::<Result<_, _>>()?;
        let branch = awaiting.promise.branch();
        found.push(map([
            ("place", Value::List(place)),
            ("branch", text(branch.map_or_else(|| "*".to_owned(), |branch| branch.to_string()))),
            ("task", link(awaiting.promise.task())),
        ]));
    }
    Ok(Ok(Outcome::Value(Value::List(found))))
}
