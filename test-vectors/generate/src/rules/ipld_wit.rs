//! The mapping between IPLD and WIT.

use super::{Rule, rule};

const MAPPING: &str = "IPLD-WIT mapping";

pub(super) const ALL: &[Rule] = &[
    rule("ipld-wit.bool", "A bool is a bool.", MAPPING),
    rule("ipld-wit.integer", "An integer is an integer within the type.", MAPPING),
    rule("ipld-wit.float", "A float is a float, or an integer that is exact.", MAPPING),
    rule("ipld-wit.float-exact", "An f32 is a number that it holds exactly.", MAPPING),
    rule(
        "ipld-wit.float-strings",
        "What is not finite is one of three strings, where the profile allows it.",
        MAPPING,
    ),
    rule("ipld-wit.char", "A char is a string of one Unicode scalar value.", MAPPING),
    rule("ipld-wit.string", "A string is a string and nothing else.", MAPPING),
    rule("ipld-wit.bytes", "A list of u8 is bytes, and never a list.", MAPPING),
    rule("ipld-wit.content", "A link for bytes stands for the content it names.", MAPPING),
    rule("ipld-wit.list", "A list is a list.", MAPPING),
    rule("ipld-wit.fixed-length-list", "A list of fixed length has that length.", MAPPING),
    rule("ipld-wit.tuple", "A tuple is a list of its length.", MAPPING),
    rule(
        "ipld-wit.map",
        "A map is a map where keys are strings, otherwise a list of pairs in the order of the \
         keys.",
        MAPPING,
    ),
    rule("ipld-wit.record", "A record is a map of exactly its fields.", MAPPING),
    rule("ipld-wit.variant", "A variant is a map with its case as the only key.", MAPPING),
    rule("ipld-wit.enum", "An enum is the string of its label.", MAPPING),
    rule("ipld-wit.flags", "Flags are a list in the order of the type.", MAPPING),
    rule(
        "ipld-wit.option",
        "An option is null or the value; around another option, the value stands in a list of one.",
        MAPPING,
    ),
    rule("ipld-wit.result", "A result is a map with the key ok or error.", MAPPING),
    rule("ipld-wit.link", "A link is a link.", MAPPING),
    rule("ipld-wit.params", "There are as many arguments as parameters.", MAPPING),
    rule("ipld-wit.budget", "Depth, elements and bytes are bounded.", MAPPING),
    rule("ipld-wit.types", "A type has parts with names in kebab case, and bounds.", MAPPING),
    rule(
        "ipld-wit.signature",
        "A signature with a type that has no data is refused before anything runs.",
        MAPPING,
    ),
    rule("ipld-wit.profile", "Maps and lists of fixed length must be enabled.", MAPPING),
    rule("ipld-wit.arguments", "The types decide what the text of an argument is.", MAPPING),
];
