//! Plans for Mermaid.

use ipvm_task::EffectClass;
use ucan_pipeline::quote;

use super::{
    Plan, PlannedTask,
    dot::{Drawing, Edge, line},
    shown::{Cut, Line},
};

impl Plan {
    /// The plan as a [Mermaid] flowchart: a subgraph for each stage, queries with round
    /// ends, computations as boxes and mutations as hexagons. Secret results have a thick
    /// border, what is not authorised is red, and what need not run is grey. Edges run as
    /// data does; those from tasks outside are dotted. Whatever in a label could be taken
    /// for markup stands by its number, and long labels are cut.
    ///
    /// [Mermaid]: https://mermaid.js.org/syntax/flowchart.html
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        let drawing = Drawing::of(self);
        let mut out = String::from("flowchart TD\n");
        for (number, stage) in self.stages.iter().enumerate() {
            let title = quote::mermaid(&format!("{}. {}", number + 1, stage.kind));
            line(&mut out, format_args!("  subgraph s{number}[{title}]\n"));
            for label in &stage.tasks {
                let Some((place, task)) = drawing.task(label) else { continue };
                let text = caption(label, task);
                let (open, close) = match task.class {
                    EffectClass::Pure => ("[", "]"),
                    EffectClass::Query => ("([", "])"),
                    _ => ("{{", "}}"),
                };
                line(&mut out, format_args!("    n{place}{open}{text}{close}\n"));
            }
            out.push_str("  end\n");
        }
        if self.handler.is_some() {
            let text = quote::mermaid("exception handler");
            line(&mut out, format_args!("  catch[[{text}]]\n"));
        }
        for (number, cid) in drawing.outside.keys().enumerate() {
            let text = quote::mermaid(&cid.to_string());
            line(&mut out, format_args!("  o{number}([{text}])\n"));
        }
        drawing.edges(|edge| match edge {
            Edge::Inside(from, to) => line(&mut out, format_args!("  n{from} --> n{to}\n")),
            Edge::Outside(from, to) => line(&mut out, format_args!("  o{from} -.-> n{to}\n")),
        });
        out.push_str("  classDef secret stroke-width:4px\n");
        out.push_str("  classDef unauthorised stroke:#f00,color:#f00\n");
        out.push_str("  classDef spared stroke:#999,color:#999\n");
        for (place, task) in self.tasks.values().enumerate() {
            for class in classes(task) {
                line(&mut out, format_args!("  class n{place} {class}\n"));
            }
        }
        if self.handler.as_ref().is_some_and(|handler| !handler.authority.is_sound()) {
            out.push_str("  class catch unauthorised\n");
        }
        out
    }
}

/// A label, and below it the command.
fn caption(label: &str, task: &PlannedTask) -> String {
    let command = task.command.to_string();
    // An entity by its number is drawn as the character that it stands for, and one that turns
    // what follows would turn it in the picture.
    let label = Line(Cut::of(label).to_text());
    quote::mermaid(&format!("{label} {}", Line(Cut::of(&command).to_text())))
}

/// The marks of a task.
fn classes(task: &PlannedTask) -> impl Iterator<Item = &'static str> {
    let sound = task.authority.is_sound();
    [
        task.secrecy.is_secret().then_some("secret"),
        (!sound).then_some("unauthorised"),
        (sound && !task.prediction.runs()).then_some("spared"),
    ]
    .into_iter()
    .flatten()
}
