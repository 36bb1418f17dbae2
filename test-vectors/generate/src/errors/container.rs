//! Containers, and what is around them.

use super::{ErrorName, error};

pub(super) const ALL: &[ErrorName] = &[
    error("ContainerEmpty", "There are no bytes at all.", "UCAN Container, Serialization"),
    error(
        "ContainerUnknownEncoding",
        "The first byte is none that the text or ruling T12 names.",
        "UCAN Container, Serialization",
    ),
    error(
        "ContainerBase64",
        "The text is not base64 with the alphabet and the padding that the first byte names.",
        "UCAN Container, Serialization",
    ),
    error("ContainerNotAMap", "What is unpacked is not a map.", "UCAN Container, Inner structure"),
    error(
        "ContainerNotOneKey",
        "The map has no key, or more than one.",
        "UCAN Container, Inner structure",
    ),
    error(
        "ContainerWrongKey",
        "The only key of the map is not ctn-v1.",
        "UCAN Container, Inner structure",
    ),
    error(
        "ContainerNotAList",
        "The value under ctn-v1 is not a list.",
        "UCAN Container, Inner structure",
    ),
    error(
        "ContainerEntryNotBytes",
        "An entry of the list is not a byte string.",
        "UCAN Container, Inner structure",
    ),
    error(
        "ContainerUnsorted",
        "An entry is less than the one before it, and the reader is strict.",
        "UCAN Container, Inner structure; ruling T12",
    ),
    error(
        "ContainerDuplicate",
        "An entry stands there twice, and the reader is strict.",
        "UCAN Container, Inner structure; ruling T12",
    ),
    error(
        "ContainerTooLarge",
        "The container has more bytes than the reader allows.",
        "ruling T12",
    ),
    error(
        "ContainerContentTooLarge",
        "The container holds more bytes than the reader allows, once it is unpacked.",
        "ruling T12",
    ),
    error(
        "ContainerTooManyTokens",
        "The container has more entries than the reader allows.",
        "ruling T12",
    ),
    error("GzipNotGzip", "The compressed bytes do not begin with 1f 8b.", "RFC 1952, section 2.3"),
    error("GzipMethod", "The method of compression is not DEFLATE.", "RFC 1952, section 2.3.1"),
    error("GzipReservedFlags", "A reserved flag is set.", "RFC 1952, section 2.3.1.2"),
    error(
        "GzipHeaderChecksum",
        "The checksum of the header is there and does not match.",
        "RFC 1952, section 2.3.1",
    ),
    error("GzipDeflate", "The compressed data breaks a rule of DEFLATE.", "RFC 1951"),
    error("GzipChecksum", "The content does not match its checksum.", "RFC 1952, section 2.3.1"),
    error("GzipLength", "The content is not as long as it says.", "RFC 1952, section 2.3.1"),
    error("GzipUnexpectedEnd", "The bytes end inside of the member.", "RFC 1952, section 2.3"),
    error("GzipTrailingBytes", "Bytes follow the member, another member included.", "ruling T12"),
    error(
        "HttpHeaderNotText",
        "A container whose encoding is not text stands in an HTTP header.",
        "HTTP Header UCAN Invocation, Container Encoding",
    ),
    error(
        "HttpHeaderNotAscii",
        "The value of an HTTP header holds something else than visible ASCII.",
        "HTTP Header UCAN Invocation, Container Encoding",
    ),
];
