//! The mapping between IPLD and WIT.

use super::{CANONICAL_JSON, Field, Kind, Operation, VALID, list, optional, text};

const TYPE: Field = text(
    "type",
    "The type in WIT; records, variants, enums and flags stand in place, as in \
     \"list<record { a: u8 }>\", and \"link\" is the record of a link.",
);
const FUNCTION: Field =
    text("function", "The signature, with types in the same way: \"func(a: u8) -> string\".");
const DATA: Field = optional(text("data", "The data in canonical DAG-JSON."));
const FLOAT: Field = optional(Field {
    name: "float64",
    kind: Kind::Bytes,
    optional: true,
    meaning: "Instead of the above: the data is the float with these eight bytes (IEEE 754, big \
              endian), which DAG-JSON may have no form for.",
});
const CONTENTS: Field = optional(list(
    "contents",
    "The content that is at hand: bytes, each under its CID with the codec raw. None where it is \
     left out.",
));
const FINITE: Field = optional(Field {
    name: "finite",
    kind: Kind::Boolean,
    optional: true,
    meaning: "Whether the profile wants finite floats only. Not so where it is left out.",
});
const WAVE: &str = "The value in WAVE, with some(…), ok(…) and every field spelled out, ascending \
                    flags, floats in the fewest digits that read back and without exponent, pairs for maps, [1, 2] for bytes, and {ipld-cid: […]} for a link.";
const VALUE: Field = text("value", WAVE);
const BUDGET: Field = optional(Field {
    name: "budget",
    kind: Kind::Map,
    optional: true,
    meaning: "Bounds: {\"depth\", \"elements\", \"bytes\"}, each optional.",
});

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "ipld-wit.type.check",
        summary: "Checks that a text is a type of the mapping.",
        inputs: &[TYPE],
        gives: "value",
        result: VALID,
    },
    Operation {
        name: "ipld-wit.decode",
        summary: "Turns data into a value of a type.",
        inputs: &[TYPE, DATA, FLOAT, CONTENTS, FINITE, BUDGET],
        gives: "value",
        result: WAVE,
    },
    Operation {
        name: "ipld-wit.encode",
        summary: "Turns a value of a type into data.",
        inputs: &[TYPE, VALUE, FINITE, BUDGET],
        gives: "value",
        result: CANONICAL_JSON,
    },
    Operation {
        name: "ipld-wit.params.canonical",
        summary: "Gives the canonical form of arguments, which the computation key covers.",
        inputs: &[
            FUNCTION,
            text("params", "The arguments, a list in canonical DAG-JSON."),
            CONTENTS,
        ],
        gives: "value",
        result: CANONICAL_JSON,
    },
    Operation {
        name: "ipld-wit.params.content-links",
        summary: "Lists the content handles among arguments.",
        inputs: &[FUNCTION, text("params", "The arguments, a list in canonical DAG-JSON.")],
        gives: "value",
        result: "A list of links, once each, in the order in which they are met.",
    },
    Operation {
        name: "ipld-wit.result.encode",
        summary: "Gives the branch of the receipt for what a function returned.",
        inputs: &[
            FUNCTION,
            optional(text("value", "The value in WAVE, if the function returns one.")),
        ],
        gives: "value",
        result: "{\"ok\": …} or {\"error\": …} in canonical DAG-JSON, as text.",
    },
    Operation {
        name: "ipld-wit.exports",
        summary: "Reads what the world of a WIT text exports.",
        inputs: &[
            text("wit", "The text: a package with one world."),
            optional(list(
                "enabled",
                "What the profile enables: \"map\", \"fixed-length-list\". Nothing where it is \
                 left out.",
            )),
        ],
        gives: "value",
        result: "A list of {\"name\", \"function\"}, the signature as above, sorted by name. The \
                 first one that is refused is the error.",
    },
    Operation {
        name: "ipld-wit.arguments.parse",
        summary: "Reads arguments as people type them.",
        inputs: &[FUNCTION, list("texts", "A text for each parameter.")],
        gives: "value",
        result: "The arguments, a list in canonical DAG-JSON, as text. An error has the offset in \
                 the text, and the index of the text.",
    },
];
