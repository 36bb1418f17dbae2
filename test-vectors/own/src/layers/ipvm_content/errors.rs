//! The neutral names of errors.

use ipvm_conformance::{Fault, Refusal};
use ipvm_content::{
    LinksError, ReferenceError,
    dag_pb::{DagPbError, DagPbErrorKind},
    unixfs::{FileError, FileErrorKind},
};

const UNNAMED: Fault = Fault::Invariant("an error that no case can show");

pub(crate) fn of_reference(error: &ReferenceError) -> Result<Refusal, Fault> {
    let name = match error {
        ReferenceError::Base64 => "ReferenceBase64",
        ReferenceError::Cid { .. } => "ReferenceCid",
        ReferenceError::DotSegment => "ReferenceDotSegment",
        ReferenceError::EmptySegment => "ReferenceEmptySegment",
        ReferenceError::GatewayPath => "ReferenceGatewayPath",
        ReferenceError::Http { .. } => "ReferenceHttp",
        ReferenceError::Ipns => "ReferenceIpns",
        ReferenceError::MediaType { .. } => "ReferenceMediaType",
        ReferenceError::NoData => "ReferenceNoData",
        ReferenceError::PathTooLong { .. } | ReferenceError::TooManySegments { .. } => {
            "ReferenceTooLong"
        }
        ReferenceError::PercentEncoding => "ReferencePercent",
        ReferenceError::RestrictedCharacter { .. } => "ReferenceSegment",
        ReferenceError::Scheme { .. } => "ReferenceScheme",
        ReferenceError::SegmentNotUtf8 { .. } => "ReferenceNotUtf8",
        ReferenceError::Unencoded { .. } => "ReferenceUnencoded",
        _ => return Err(UNNAMED),
    };
    Ok(Refusal::new(name, error))
}

pub(crate) fn of_dag_pb(error: &DagPbError) -> Result<Refusal, Fault> {
    let name = match error.kind {
        DagPbErrorKind::CidTrailingBytes => "DagPbCidTrailingBytes",
        DagPbErrorKind::DuplicateField { .. } => "DagPbDuplicateField",
        DagPbErrorKind::InvalidCid => "DagPbInvalidCid",
        DagPbErrorKind::LinkFieldOrder { .. } => "DagPbFieldOrder",
        DagPbErrorKind::MissingHash => "DagPbMissingHash",
        DagPbErrorKind::NameNotUtf8 => "DagPbNameNotUtf8",
        DagPbErrorKind::SplitLinks => "DagPbSplitLinks",
        DagPbErrorKind::UnknownField { .. } => "DagPbUnknownField",
        DagPbErrorKind::Wire(_) => "DagPbWire",
        DagPbErrorKind::WrongType { .. } => "DagPbWrongType",
        _ => return Err(UNNAMED),
    };
    Ok(Refusal::new(name, error).at(error.offset))
}

pub(crate) fn of_links(error: &LinksError) -> Result<Refusal, Fault> {
    let name = match error {
        LinksError::DagCbor(_) | LinksError::DagJson(_) | LinksError::DagPb(_) => "LinksBroken",
        LinksError::UnknownCodec { .. } => "LinksUnknownCodec",
        _ => return Err(UNNAMED),
    };
    Ok(Refusal::new(name, error))
}

pub(crate) fn of_file(error: &FileError) -> Result<Refusal, Fault> {
    let name = match &error.kind {
        FileErrorKind::DuplicateEntry { .. } => "UnixFsDuplicateEntry",
        FileErrorKind::NamedPart { .. } => "UnixFsNamedPart",
        FileErrorKind::NoData => "UnixFsNoData",
        FileErrorKind::NoEntry { .. } => "UnixFsNoEntry",
        FileErrorKind::NotADirectory { .. } => "UnixFsNotADirectory",
        FileErrorKind::NotAFile { .. } => "UnixFsNotAFile",
        FileErrorKind::PartCount { .. } => "UnixFsPartCount",
        FileErrorKind::PartSize { .. } => "UnixFsPartSize",
        FileErrorKind::RawWithParts => "UnixFsRawWithParts",
        FileErrorKind::Sharded => "UnixFsSharded",
        FileErrorKind::Size { .. } => "UnixFsSize",
        FileErrorKind::Symlink => "UnixFsSymlink",
        FileErrorKind::TooDeep { .. } => "UnixFsTooDeep",
        FileErrorKind::TooLarge { .. } => "UnixFsTooLarge",
        FileErrorKind::TooManyBlocks { .. } => "UnixFsTooManyBlocks",
        FileErrorKind::UnixFs(_) => "UnixFsMessage",
        FileErrorKind::UnknownCodec { .. } => "UnixFsUnknownCodec",
        FileErrorKind::UnsupportedHash { .. } => "UnixFsUnsupportedHash",
        _ => return Err(UNNAMED),
    };
    Ok(Refusal::new(name, error))
}
