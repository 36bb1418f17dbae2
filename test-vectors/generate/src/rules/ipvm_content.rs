//! Content: how it is named, what it links to, and files of it.

use super::{Rule, rule};

pub(super) const ALL: &[Rule] = &[
    rule("reference.cid", "A CID is all of its text, as its base writes it.", "ruling O81"),
    rule("reference.scheme", "A name is a CID, cid:, ipfs:// or data:.", "ruling O81"),
    rule("reference.segment", "A segment of a path has one meaning.", "ruling O81"),
    rule("reference.percent", "What is no pchar is percent-encoded.", "RFC 3986, section 3.3"),
    rule("reference.bounds", "A path has bounds.", "ruling O81"),
    rule("reference.data", "Data is base64 with padding, or percent-encoded.", "ruling O81"),
    rule(
        "reference.media-type",
        "Data may have a media type with parameters.",
        "RFC 2397, section 3",
    ),
    rule("dag-pb.wire", "Varints are shortest, and nothing ends in the middle.", "ruling O82"),
    rule("dag-pb.fields", "There are no other fields.", "DAG-PB, Protobuf Strictness"),
    rule("dag-pb.once", "No field stands twice.", "DAG-PB, Protobuf Strictness"),
    rule(
        "dag-pb.link-order",
        "The fields of a link are in the order of their numbers.",
        "DAG-PB, Protobuf Strictness",
    ),
    rule("dag-pb.order", "The links stand together, before the data or behind it.", "ruling O82"),
    rule("dag-pb.hash", "A link has a CID that fills its field.", "DAG-PB, Constraints"),
    rule("dag-pb.name", "A name is UTF-8.", "ruling O82"),
    rule("links.codec", "What a block links to depends on its codec.", "ruling O82"),
    rule("links.whole", "A block is checked to its end before its links count.", "ruling O82"),
    rule("unixfs.message", "The message has its fields once, and says its type.", "ruling O82"),
    rule("unixfs.type", "A file is a file, or raw content.", "UnixFS, dag-pb File"),
    rule("unixfs.path", "A path goes through directories, by names.", "UnixFS, UnixFS Paths"),
    rule("unixfs.entry", "A name is in a directory once.", "ruling O82"),
    rule("unixfs.part", "Parts have sizes and no names.", "UnixFS, dag-pb File"),
    rule("unixfs.size", "What is said of a size is so.", "UnixFS, filesize"),
    rule("unixfs.raw", "Raw content has no parts.", "ruling O82"),
    rule("unixfs.codec", "Blocks of files are dag-pb or raw.", "UnixFS, Node Types"),
    rule("unixfs.hash", "CIDs have the hash sha2-256.", "ruling O82"),
    rule("unixfs.bounds", "Bytes, visits and depth are bounded.", "ruling O82"),
];
