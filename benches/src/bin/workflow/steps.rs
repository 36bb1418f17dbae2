//! From a text to the end of the walk.

use std::io::{self, Write};

use ipld_core::cid::Cid;
use ipvm_benches::Table;
use ipvm_workflow::{Document, Draft, Ended, Plan, Planner, Schedule, Start, WorkflowResults};
use ucan_core::{Check, Timestamp};
use varsig::Block;

use crate::{
    GROWTH,
    shapes::{Shape, World},
};

pub(crate) fn measure(table: &mut Table<impl Write>, shape: Shape) -> io::Result<()> {
    let world = |size| World::new(shape, size);
    let text = |size| world(size).draft.to_dag_json().expect("a draft has a text");
    GROWTH.rows(table, "draft from text", text, |text| Draft::from_dag_json(text.as_bytes()))?;
    GROWTH.rows(table, "seal", world, World::seal)?;
    let args = |size| world(size).seal().to_args();
    GROWTH.rows(table, "read", args, Document::read)?;

    let sealed = |size| {
        let world = world(size);
        let document = world.seal().document().clone();
        (world, document)
    };
    let plan = |(world, document): &(World, Document)| {
        let check = Check::at(Timestamp::EPOCH);
        Planner::new(&world.handlers, &world.proofs, check).plan(document, &world.issuer)
    };
    GROWTH.rows(table, "plan", sealed, plan)?;
    if shape == Shape::Layered {
        forms(table, |size| plan(&sealed(size)))?;
    }

    let receipt = *Block::raw(*b"receipt").cid();
    GROWTH.rows(table, "flow", sealed, |(world, document)| document.flow(&world.handlers))?;
    let flow = |size| {
        let (world, document) = sealed(size);
        document.flow(&world.handlers)
    };
    GROWTH.rows(table, "walk and result", flow, |flow| {
        let mut schedule = Schedule::new(flow);
        walk(&mut schedule, receipt);
        WorkflowResults::of(&schedule)
    })
}

/// The forms in which a plan is printed.
fn forms(table: &mut Table<impl Write>, planned: impl Fn(u32) -> Plan) -> io::Result<()> {
    GROWTH.rows(table, "plan as text", &planned, ToString::to_string)?;
    GROWTH.rows(table, "plan as JSON", &planned, Plan::to_dag_json)?;
    GROWTH.rows(table, "plan as DOT", &planned, Plan::to_dot)?;
    GROWTH.rows(table, "plan as Mermaid", &planned, Plan::to_mermaid)
}

/// Ends every task well, as soon as it may begin.
fn walk(schedule: &mut Schedule, receipt: Cid) {
    while let Some(start) = schedule.ready() {
        let Start::Task { label } = start else { continue };
        schedule.complete(&label, Ended::Ok { receipt }).expect("it was handed out");
    }
    assert!(schedule.is_over());
}
