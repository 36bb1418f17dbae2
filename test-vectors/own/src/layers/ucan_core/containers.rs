//! Operations on containers.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ucan_core::{
    DecodeError, Delegation, Envelope,
    container::{
        Container, ContainerError, ContainerLimits, ContainerWriter, Encoding, GzipError, Profile,
    },
    http_header::{self, HeaderValueError},
};

use super::{
    names::{Named, refuse, unnamed},
    text::integer,
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.container.read" => read(case),
        "ucan.container.write" => write(case),
        "ucan.container.write-compressed" => write_compressed(case),
        "ucan.http-header.read" => {
            match http_header::read(case.text("value")?, &ContainerLimits::http_header()) {
                Ok(container) => Ok(Ok(record(&container)?)),
                Err(error) => Ok(Err(refuse(&error))),
            }
        }
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn read(case: &Case) -> Run {
    let (bytes, limits) = (case.bytes("bytes")?, limits(case)?);
    let read = match case.input.get("strict") {
        Some(Value::Boolean(true)) => Container::read_strict(bytes, &limits),
        _ => Container::read(bytes, &limits),
    };
    match read {
        Ok(container) => Ok(Ok(record(&container)?)),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

fn limits(case: &Case) -> Result<ContainerLimits, Fault> {
    let mut limits = ContainerLimits::default();
    if let Some(bytes) = limit(case, "size-limit")? {
        limits = limits.with_encoded_bytes(bytes);
    }
    if let Some(bytes) = limit(case, "content-limit")? {
        limits = limits.with_content_bytes(bytes);
    }
    if let Some(tokens) = limit(case, "token-limit")? {
        limits = limits.with_tokens(tokens);
    }
    Ok(limits)
}

fn limit(case: &Case, input: &str) -> Result<Option<usize>, Fault> {
    integer(case, input)?
        .map(usize::try_from)
        .transpose()
        .map_err(|_| Fault::Invariant("a limit is negative"))
}

/// What is in a container, by place. Entries that are no tokens are kept in two places:
/// what is no DAG-CBOR as opaque, and what is under a CID that nothing decodes.
fn record(container: &Container) -> Result<Outcome, Fault> {
    let mut opaque = container.opaque().iter().map(|entry| entry.index).collect::<Vec<_>>();
    let mut tokens = Vec::new();
    let mut place = 0;
    for block in container.tokens() {
        // Opaque entries are told by their place; blocks fill the places between them.
        while opaque.contains(&place) {
            place += 1;
        }
        match Envelope::<Delegation>::decode_block(block.clone()) {
            Ok(_) | Err(DecodeError::WrongTag { .. }) => {
                tokens.push(Value::Link(block.cid().to_string()));
            }
            Err(_) if container.duplicates() > 0 => {
                return Err(Fault::Invariant("the places behind a repeated entry are not known"));
            }
            Err(_) => opaque.push(place),
        }
        place += 1;
    }
    opaque.sort_unstable();
    let opaque = opaque
        .into_iter()
        .map(|place| i64::try_from(place).map(Value::Integer))
        .collect::<Result<_, _>>()
        .map_err(|_| Fault::Invariant("there are too many entries"))?;
    let duplicates = i64::try_from(container.duplicates())
        .map_err(|_| Fault::Invariant("there are too many entries"))?;
    Ok(Outcome::Value(map([
        ("encoding", text(name(container.encoding()))),
        ("tokens", Value::List(tokens)),
        ("opaque", Value::List(opaque)),
        ("sorted", Value::Boolean(container.is_sorted())),
        ("duplicates", Value::Integer(duplicates)),
    ])))
}

const fn name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Raw => "raw",
        Encoding::Base64 => "base64",
        Encoding::Base64Url => "base64url",
        Encoding::RawGzip => "raw+gzip",
        Encoding::Base64Gzip => "base64+gzip",
        Encoding::Base64UrlGzip => "base64url+gzip",
    }
}

fn writer(case: &Case) -> Result<ContainerWriter, Fault> {
    let Some(Value::List(tokens)) = case.input.get("tokens") else {
        return Err(Fault::Invariant("there is no list of tokens"));
    };
    let mut writer = ContainerWriter::new();
    for token in tokens {
        let Value::Bytes(token) = token else {
            return Err(Fault::Invariant("a token is no bytes"));
        };
        writer.insert(token);
    }
    Ok(writer)
}

fn write(case: &Case) -> Run {
    let encoding = match case.text("encoding")? {
        "raw" => Encoding::Raw,
        "base64" => Encoding::Base64,
        "base64url" => Encoding::Base64Url,
        other => return Err(Fault::Choice { input: "encoding", found: other.into() }),
    };
    Ok(Ok(Outcome::Value(Value::Bytes(writer(case)?.to_bytes(encoding)))))
}

/// What is written here is unpacked by other libraries.
fn write_compressed(case: &Case) -> Run {
    let profile = match case.has_input("profile") {
        false => Profile::Standard,
        true => match case.text("profile")? {
            "standard" => Profile::Standard,
            "ucantone" => Profile::Ucantone,
            other => return Err(Fault::Choice { input: "profile", found: other.into() }),
        },
    };
    let encoding = match case.text("encoding")? {
        "raw" => Encoding::RawGzip,
        "base64" => Encoding::Base64Gzip,
        "base64url" => Encoding::Base64UrlGzip,
        other => return Err(Fault::Choice { input: "encoding", found: other.into() }),
    };
    let bytes = writer(case)?.with_profile(profile).to_bytes(encoding);
    let (first, rest) =
        bytes.split_first().ok_or(Fault::Invariant("a container without a first byte"))?;
    let member = match encoding {
        Encoding::Base64Gzip => BASE64.decode(rest),
        Encoding::Base64UrlGzip => BASE64URL_NOPAD.decode(rest),
        _ => Ok(rest.to_vec()),
    };
    let member = member.map_err(|_| Fault::Invariant("what was written is no base64"))?;
    let content = unpacked(&member).ok_or(Fault::Invariant("what was written is no gzip"))?;
    Ok(Ok(Outcome::Value(map([
        ("first", Value::Bytes(vec![*first])),
        ("content", Value::Bytes(content)),
    ]))))
}

/// What is in a member of gzip (RFC 1952) that has nothing optional in its head.
fn unpacked(member: &[u8]) -> Option<Vec<u8>> {
    let rest = member.strip_prefix(&[0x1f, 0x8b, 8, 0])?.get(6..)?;
    let (deflated, end) = rest.split_at_checked(rest.len().checked_sub(8)?)?;
    let content = miniz_oxide::inflate::decompress_to_vec(deflated).ok()?;
    let size = u32::try_from(content.len()).ok()?.to_le_bytes();
    let sum = crc32fast::hash(&content).to_le_bytes();
    (end == [sum, size].concat()).then_some(content)
}

impl Named for ContainerError {
    fn name(&self) -> &'static str {
        match self {
            Self::Base64 { .. } => "ContainerBase64",
            Self::ContentTooLarge { .. } => "ContainerContentTooLarge",
            Self::Duplicate { .. } => "ContainerDuplicate",
            Self::Empty => "ContainerEmpty",
            Self::EncodedTooLarge { .. } => "ContainerTooLarge",
            Self::Encoding(error) => error.name(),
            Self::EntryNotBytes { .. } => "ContainerEntryNotBytes",
            Self::Gzip(error) => error.name(),
            Self::NotAList => "ContainerNotAList",
            Self::NotAMap => "ContainerNotAMap",
            Self::NotOneKey { .. } => "ContainerNotOneKey",
            Self::TooManyTokens { .. } => "ContainerTooManyTokens",
            Self::UnknownEncoding { .. } => "ContainerUnknownEncoding",
            Self::Unsorted { .. } => "ContainerUnsorted",
            Self::WrongKey { .. } => "ContainerWrongKey",
            _ => unnamed(self),
        }
    }
}

impl Named for GzipError {
    fn name(&self) -> &'static str {
        match self {
            Self::Checksum => "GzipChecksum",
            Self::Deflate => "GzipDeflate",
            Self::HeaderChecksum => "GzipHeaderChecksum",
            Self::Length { .. } => "GzipLength",
            Self::Method { .. } => "GzipMethod",
            Self::NotGzip => "GzipNotGzip",
            Self::ReservedFlags { .. } => "GzipReservedFlags",
            Self::TrailingBytes => "GzipTrailingBytes",
            Self::UnexpectedEnd => "GzipUnexpectedEnd",
            _ => unnamed(self),
        }
    }
}

impl Named for HeaderValueError {
    fn name(&self) -> &'static str {
        match self {
            Self::Container(error) => error.name(),
            Self::NotAscii { .. } => "HttpHeaderNotAscii",
            Self::NotText { .. } => "HttpHeaderNotText",
            _ => unnamed(self),
        }
    }
}
