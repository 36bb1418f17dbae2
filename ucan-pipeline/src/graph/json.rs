//! Graphs for programs.

use alloc::string::{String, ToString};
use core::fmt::Display;

use super::{Graph, dot::line, index::place};
use crate::quote;

impl<K: Ord + Clone + Display> Graph<K> {
    /// The graph in JSON, without white space:
    ///
    /// ```json
    /// {"nodes":["crop","blur"],
    ///  "edges":[{"node":1,"awaits":0}],
    ///  "outside":[{"node":0,"awaits":"bafy…"}]}
    /// ```
    ///
    /// `nodes` are sorted by their keys; `edges` are sorted and name nodes by their place
    /// in that list, from 0; `outside` is what is awaited and is no node.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"nodes\":[");
        for (number, node) in self.nodes.iter().enumerate() {
            comma(&mut out, number);
            out.push_str(&quote::json(&node.to_string()));
        }
        out.push_str("],\"edges\":[");
        let mut written = 0;
        for node in 0..self.nodes.len() {
            for awaited in self.awaits.of(node).iter().copied().map(place) {
                comma(&mut out, written);
                line(&mut out, format_args!("{{\"node\":{node},\"awaits\":{awaited}}}"));
                written += 1;
            }
        }
        out.push_str("],\"outside\":[");
        for (number, (node, key)) in self.outside.iter().enumerate() {
            comma(&mut out, number);
            let key = quote::json(&key.to_string());
            line(&mut out, format_args!("{{\"node\":{node},\"awaits\":{key}}}"));
        }
        out.push_str("]}");
        out
    }
}

fn comma(out: &mut String, written: usize) {
    if written > 0 {
        out.push(',');
    }
}
