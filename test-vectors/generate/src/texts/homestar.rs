//! Between IPLD and WIT, as Homestar has it.

use super::row::Text;

pub(super) const TEXT: Text = Text {
    file: "ipld-wit-homestar.md",
    name: "Between IPLD and WIT, as Homestar has it",
    standing: "It demands nothing in the words of RFC 2119, and is overtaken by \
               the mapping of our own, which the rules `ipld-wit.…` hold.",
    sections: &[],
};
