//! Labels for tasks that have none.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{CATCH_LABEL, MAX_LABEL};

/// Room for a dash and a number.
const NUMBER: usize = 16;

/// Gives out labels: a name as it is, and with a number behind it the next times.
pub(super) struct Labels {
    taken: BTreeSet<String>,
    last: BTreeMap<String, usize>,
}

impl Labels {
    pub(super) fn new() -> Self {
        Self { taken: BTreeSet::from([CATCH_LABEL.into()]), last: BTreeMap::new() }
    }

    pub(super) fn label(&mut self, name: &str) -> String {
        let name = match name.get(..name.floor_char_boundary(MAX_LABEL - NUMBER)) {
            None | Some("") => "task",
            Some(name) => name,
        };
        let last = self.last.entry(name.into()).or_insert(0);
        loop {
            *last += 1;
            let label = if *last == 1 { name.to_owned() } else { format!("{name}-{last}") };
            if self.taken.insert(label.clone()) {
                return label;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered_from_the_second_on_and_no_label_is_given_twice() {
        let mut labels = Labels::new();
        let names = ["crop", "crop", "crop-2", "crop", "crop-2", "", "task", "ipvm/catch"];
        assert_eq!(
            names.map(|name| labels.label(name)),
            ["crop", "crop-2", "crop-2-2", "crop-3", "crop-2-3", "task", "task-2", "ipvm/catch-2"]
        );
    }

    #[test]
    fn long_names_become_labels_of_the_length_that_labels_may_have() {
        let mut labels = Labels::new();
        let name = "ü".repeat(MAX_LABEL);
        let [first, second] = [0; 2].map(|_| labels.label(&name));
        assert_eq!(first, "ü".repeat((MAX_LABEL - NUMBER) / 2));
        assert_eq!(second, format!("{first}-2"));
    }
}
