//! Content: how it is named, what it links to, and files of it.

use super::{Field, Operation, bytes, integer, link, list, map, optional, text};

const BLOCKS: Field =
    list("blocks", "The blocks at hand, {\"cid\", \"bytes\"}: a link and what hashes to it.");

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "content.reference.read",
        summary: "Reads a name of content, and writes it back.",
        inputs: &[text("text", "The name.")],
        gives: "value",
        result: "{\"form\", \"written\"} and what the form has: \"cid\" {\"cid\"}; \"ipfs\" {\"cid\", \
                 \"path\"}, a list of names; \"data\" {\"media-type\", \"bytes\"}.",
    },
    Operation {
        name: "content.dag-pb.decode",
        summary: "Reads a node of DAG-PB that fills the bytes.",
        inputs: &[bytes("bytes", "The bytes to read.")],
        gives: "value",
        result: "{\"data\", \"links\"}: bytes or null, and {\"cid\", \"name\", \"total-size\"} in the \
                 order of the bytes, where the name is a text or null and the size decimal text or \
                 null.",
    },
    Operation {
        name: "content.links",
        summary: "Lists what a block links to.",
        inputs: &[integer("codec", "The codec of its CID."), bytes("bytes", "Its bytes.")],
        gives: "value",
        result: "{\"links\"}: links in the order in which they stand, as often as they do.",
    },
    Operation {
        name: "content.reach",
        summary: "Says what is reached from some roots by links. A block of a codec that is not \
                  read is a leaf.",
        inputs: &[list("roots", "Where it begins, links."), BLOCKS],
        gives: "value",
        result: "{\"reached\", \"missing\"}: links of blocks that are here, the roots among them, \
                 and of those that are not, each in the order of their bytes.",
    },
    Operation {
        name: "content.unixfs.read",
        summary: "Reads a file of UnixFS.",
        inputs: &[
            link("root", "Where the path begins."),
            list("path", "The names from there to the file."),
            BLOCKS,
            optional(map(
                "limits",
                "{\"bytes\", \"blocks\", \"depth\"}, each optional: how many bytes the file may have, \
                 how many blocks may be visited, and how deep parts may nest.",
            )),
        ],
        gives: "value",
        result: "{\"cid\", \"bytes\"}: that of the file itself, and its content. Of an error the index \
                 is that of the block at fault, where it is one of those at hand.",
    },
];
