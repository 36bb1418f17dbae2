//! Looking names up in a type.

use alloc::collections::BTreeMap;
use alloc::string::String;

use crate::types::{Case, Field};

/// Something in a type that has a name.
pub(crate) trait Named {
    fn name(&self) -> &str;
}

impl Named for String {
    fn name(&self) -> &str {
        self
    }
}

impl Named for Field {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for Case {
    fn name(&self) -> &str {
        &self.name
    }
}

/// Below this many names a plain search is as fast as an index.
const FEW: usize = 16;

/// Finds the positions of names, with an index for each long list of names met during a conversion:
/// a long list of values of an enum with thousands of labels must not take their product.
#[derive(Default)]
pub(crate) struct Names<'t> {
    /// By the address of the names; they outlive this, so an address means one list of names.
    indexes: BTreeMap<usize, BTreeMap<&'t str, usize>>,
}

impl<'t> Names<'t> {
    pub(crate) fn position<N: Named>(&mut self, names: &'t [N], wanted: &str) -> Option<usize> {
        if names.len() < FEW {
            return names.iter().position(|candidate| candidate.name() == wanted);
        }
        let index = self.indexes.entry(names.as_ptr().addr()).or_insert_with(|| {
            names.iter().enumerate().map(|(position, named)| (named.name(), position)).collect()
        });
        index.get(wanted).copied()
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn finds_the_same_in_short_and_in_long_lists() {
        for count in [1, FEW - 1, FEW, 1000] {
            let labels: Vec<String> = (0..count).map(|number| format!("l{number}")).collect();
            let others: Vec<String> = (0..count).map(|number| format!("o{number}")).collect();
            let mut names = Names::default();
            for (position, label) in labels.iter().enumerate() {
                assert_eq!(names.position(&labels, label), Some(position));
                assert_eq!(names.position(&others, label), None);
            }
        }
    }
}
