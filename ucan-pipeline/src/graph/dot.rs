//! Graphs for Graphviz.

use alloc::string::{String, ToString};
use core::fmt::{Display, Write};

use super::{Graph, index::place};
use crate::quote;

impl<K: Ord + Clone + Display> Graph<K> {
    /// The graph in [DOT]. Edges run as data does, from what is awaited to what awaits it;
    /// what lies outside is dashed. Labels may hold anything: they are quoted, line breaks
    /// are shown as such, and other control characters as spaces.
    ///
    /// [DOT]: https://graphviz.org/doc/info/lang.html
    #[must_use]
    pub fn to_dot(&self) -> String {
        let mut out = String::from("digraph {\n");
        for (number, node) in self.nodes.iter().enumerate() {
            line(
                &mut out,
                format_args!("  n{number} [label={}];\n", quote::dot(&node.to_string())),
            );
        }
        for (number, (_, key)) in self.outside.iter().enumerate() {
            let label = quote::dot(&key.to_string());
            line(&mut out, format_args!("  o{number} [label={label}, style=dashed];\n"));
        }
        for node in 0..self.nodes.len() {
            for awaited in self.awaits.of(node).iter().copied().map(place) {
                line(&mut out, format_args!("  n{awaited} -> n{node};\n"));
            }
        }
        for (number, (node, _)) in self.outside.iter().enumerate() {
            line(&mut out, format_args!("  o{number} -> n{node} [style=dashed];\n"));
        }
        out.push_str("}\n");
        out
    }
}

/// Writing to a string never fails.
pub(super) fn line(out: &mut String, line: core::fmt::Arguments<'_>) {
    let _ = out.write_fmt(line);
}
