//! Graphs for Mermaid.

use alloc::string::{String, ToString};
use core::fmt::Display;

use super::{Graph, dot::line, index::place};
use crate::quote;

impl<K: Ord + Clone + Display> Graph<K> {
    /// The graph as a [Mermaid] flowchart. Edges run as data does, from what is awaited to
    /// what awaits it; what lies outside has round ends and dotted edges. Labels may
    /// hold anything: whatever is not a letter, a digit or one of a few marks stands there
    /// by its number, so that nothing in a label is taken for markup.
    ///
    /// [Mermaid]: https://mermaid.js.org/syntax/flowchart.html
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        let mut out = String::from("flowchart TD\n");
        for (number, node) in self.nodes.iter().enumerate() {
            line(&mut out, format_args!("  n{number}[{}]\n", quote::mermaid(&node.to_string())));
        }
        for (number, (_, key)) in self.outside.iter().enumerate() {
            line(&mut out, format_args!("  o{number}([{}])\n", quote::mermaid(&key.to_string())));
        }
        for node in 0..self.nodes.len() {
            for awaited in self.awaits.of(node).iter().copied().map(place) {
                line(&mut out, format_args!("  n{awaited} --> n{node}\n"));
            }
        }
        for (number, (node, _)) in self.outside.iter().enumerate() {
            line(&mut out, format_args!("  o{number} -.-> n{node}\n"));
        }
        out
    }
}
