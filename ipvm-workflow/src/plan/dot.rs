//! Plans for Graphviz.

use std::{collections::BTreeMap, fmt::Write};

use cid::Cid;
use ipvm_task::EffectClass;
use ucan_pipeline::quote;

use super::{
    Plan, PlannedTask,
    shown::{Cut, Line},
};

impl Plan {
    /// The plan in [DOT]: a cluster for each stage, queries as ellipses, computations as
    /// boxes and mutations as octagons. Secret results have a double border, what is not
    /// authorised is red, and what need not run is grey. Edges run as data does; tasks
    /// outside are dashed. Labels are quoted, and long ones cut.
    ///
    /// [DOT]: https://graphviz.org/doc/info/lang.html
    #[must_use]
    pub fn to_dot(&self) -> String {
        let drawing = Drawing::of(self);
        let mut out = String::from("digraph {\n");
        for (number, stage) in self.stages.iter().enumerate() {
            let title = quote::dot(&format!("{}. {}", number + 1, stage.kind));
            line(&mut out, format_args!("  subgraph cluster_{number} {{\n    label={title};\n"));
            for label in &stage.tasks {
                let Some((place, task)) = drawing.task(label) else { continue };
                let text = quote::dot(&caption(label, task));
                let shape = match task.class {
                    EffectClass::Pure => "box",
                    EffectClass::Query => "ellipse",
                    _ => "octagon",
                };
                line(&mut out, format_args!("    n{place} [label={text}, shape={shape}"));
                if task.secrecy.is_secret() {
                    out.push_str(", peripheries=2");
                }
                if !task.authority.is_sound() {
                    out.push_str(", color=red, fontcolor=red");
                } else if !task.prediction.runs() {
                    out.push_str(", color=gray, fontcolor=gray");
                }
                out.push_str("];\n");
            }
            out.push_str("  }\n");
        }
        if let Some(handler) = &self.handler {
            let text = quote::dot("exception handler");
            let red = if handler.authority.is_sound() { "" } else { ", color=red, fontcolor=red" };
            line(&mut out, format_args!("  catch [label={text}, shape=component{red}];\n"));
        }
        for (number, cid) in drawing.outside.keys().enumerate() {
            let text = quote::dot(&cid.to_string());
            line(&mut out, format_args!("  o{number} [label={text}, style=dashed];\n"));
        }
        drawing.edges(|edge| match edge {
            Edge::Inside(from, to) => line(&mut out, format_args!("  n{from} -> n{to};\n")),
            Edge::Outside(from, to) => {
                line(&mut out, format_args!("  o{from} -> n{to} [style=dashed];\n"));
            }
        });
        out.push_str("}\n");
        out
    }
}

/// A label, and below it the command.
pub(super) fn caption(label: &str, task: &PlannedTask) -> String {
    let command = task.command.to_string();
    let label = Line(Cut::of(label).to_text());
    format!("{label}\n{}", Line(Cut::of(&command).to_text()))
}

/// Writing to a string never fails.
pub(super) fn line(out: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(line);
}

/// The nodes by their numbers.
pub(super) struct Drawing<'p> {
    plan: &'p Plan,
    places: BTreeMap<&'p str, usize>,
    pub(super) outside: BTreeMap<&'p Cid, usize>,
}

/// From what is awaited to what awaits it.
pub(super) enum Edge {
    /// Between tasks of the workflow.
    Inside(usize, usize),
    /// From a task outside.
    Outside(usize, usize),
}

impl<'p> Drawing<'p> {
    pub(super) fn of(plan: &'p Plan) -> Self {
        let labels = plan.tasks.keys().map(String::as_str);
        let places = labels.enumerate().map(|(place, label)| (label, place)).collect();
        let mut outside: BTreeMap<&Cid, usize> = plan
            .tasks
            .values()
            .flat_map(|task| task.awaits_outside.iter().map(|cid| (cid, 0)))
            .collect();
        for (number, place) in outside.values_mut().enumerate() {
            *place = number;
        }
        Self { plan, places, outside }
    }

    pub(super) fn task(&self, label: &str) -> Option<(usize, &'p PlannedTask)> {
        Some((*self.places.get(label)?, self.plan.tasks.get(label)?))
    }

    pub(super) fn edges(&self, mut draw: impl FnMut(Edge)) {
        for (to, task) in self.plan.tasks.values().enumerate() {
            for label in task.awaits.keys() {
                if let Some(from) = self.places.get(label.as_str()) {
                    draw(Edge::Inside(*from, to));
                }
            }
            for cid in &task.awaits_outside {
                if let Some(from) = self.outside.get(cid) {
                    draw(Edge::Outside(*from, to));
                }
            }
        }
    }
}
