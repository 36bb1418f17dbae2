//! The stream of a revocation service, event by event.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, str::FromStr};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, TokenCid};
use varsig::dag_json::{self, EncodeError};

use super::{
    compact::{self, CompactRevocationRecord},
    record::{MAX_RECORD_LENGTH, RecordDecodeError},
    recorded_at::{RecordedAt, RecordedAtError},
};

const REVOCATION: &str = "revocation";
const ERROR: &str = "error";

/// One event of the stream (Revocation Checking, Revocation Firehose), in the form of
/// Server-Sent Events.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "events are handled one by one, and an error is the last of them"
)]
pub enum FirehoseEvent {
    /// A delegation was revoked.
    Revocation(CompactRevocationRecord),
    /// The service could not go on; the stream ends here.
    Error {
        /// What it says.
        message: String,
    },
}

impl FirehoseEvent {
    /// Reads an event from its fields, as a reader of Server-Sent Events hands them over; an
    /// `id` that is absent is empty.
    ///
    /// # Errors
    ///
    /// [`FirehoseError::UnknownEvent`], which is to be passed over;
    /// [`FirehoseError::Record`] and [`FirehoseError::Message`] for data that is none;
    /// [`FirehoseError::Id`] if the `id` is not the CID of the cause.
    pub fn from_fields(id: &str, event: &str, data: &str) -> Result<Self, FirehoseError> {
        match event {
            REVOCATION => {
                let record = CompactRevocationRecord::decode(data.as_bytes())
                    .map_err(FirehoseError::Record)?;
                // What stands before a slash would be passed over.
                let cid = Some(id).filter(|id| !id.contains('/')).and_then(|id| id.parse().ok());
                if cid != Some(record.cause) {
                    return Err(FirehoseError::Id { cause: record.cause });
                }
                Ok(Self::Revocation(record))
            }
            ERROR => {
                let mut fields = compact::read(data.as_bytes()).map_err(FirehoseError::Record)?;
                let message = fields.string("error").map_err(FirehoseError::Message)?;
                Ok(Self::Error { message })
            }
            other => Err(FirehoseError::UnknownEvent { found: other.to_string() }),
        }
    }

    /// Reads an event from its lines, up to an empty one, if there is one. Comments and
    /// fields that are not known are passed over, as Server-Sent Events has it, and several
    /// lines of data are one text.
    ///
    /// # Errors
    ///
    /// [`FirehoseError::TooLong`] beyond twice of [`MAX_RECORD_LENGTH`], and else as
    /// [`FirehoseEvent::from_fields`].
    pub fn parse(text: &str) -> Result<Self, FirehoseError> {
        let limit = MAX_RECORD_LENGTH.saturating_mul(2);
        if text.len() > limit {
            return Err(FirehoseError::TooLong { limit });
        }
        let (mut id, mut event, mut data) = ("", "message", Vec::new());
        let text = text.replace("\r\n", "\n");
        for line in text.split(['\n', '\r']).take_while(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match name {
                "id" => id = value,
                "event" => event = value,
                "data" => data.push(value),
                _ => {}
            }
        }
        Self::from_fields(id, event, &data.join("\n"))
    }

    /// Writes the event with the empty line that ends it.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if a CID has no text.
    pub fn to_text(&self) -> Result<String, EncodeError> {
        let data = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok(match self {
            Self::Revocation(record) => {
                let (id, data) = (record.cause, data(record.encode()?));
                format!("id: {id}\nevent: {REVOCATION}\ndata: {data}\n\n")
            }
            Self::Error { message } => {
                let message = ("error".into(), Ipld::String(message.clone()));
                let data = data(dag_json::encode(&Ipld::Map(BTreeMap::from([message])))?);
                format!("event: {ERROR}\ndata: {data}\n\n")
            }
        })
    }
}

/// From where on the stream is wanted: what stands in its address (Revocation Checking,
/// Revocation Firehose).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirehoseCursor {
    /// From the first record: `0`.
    Beginning,
    /// What was recorded later than this, such as the time of the last record received.
    After(RecordedAt),
}

impl FirehoseCursor {
    /// Whether a record of that time is wanted.
    #[must_use]
    pub fn wants(&self, recorded_at: &RecordedAt) -> bool {
        match self {
            Self::Beginning => true,
            Self::After(last) => recorded_at.is_later_than(last),
        }
    }
}

impl FromStr for FirehoseCursor {
    type Err = RecordedAtError;

    fn from_str(text: &str) -> Result<Self, RecordedAtError> {
        match text {
            "0" => Ok(Self::Beginning),
            time => time.parse().map(Self::After),
        }
    }
}

impl fmt::Display for FirehoseCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beginning => f.write_str("0"),
            Self::After(last) => last.fmt(f),
        }
    }
}

/// Why an event is not read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FirehoseError {
    /// The `id` is not the CID of the cause.
    #[error("the id of the event is not {}, the cause of the revocation", TokenCid(cause))]
    Id {
        /// The CID of the cause.
        cause: Cid,
    },
    /// The data of an error has no message.
    #[error(transparent)]
    Message(FieldError),
    /// The data is no record, or no map.
    #[error(transparent)]
    Record(RecordDecodeError),
    /// The event is longer than is read.
    #[error("an event has at most {limit} bytes")]
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// The event is of a kind that is not known.
    #[error("an event is `{REVOCATION}` or `{ERROR}`, not `{found}`")]
    UnknownEvent {
        /// The kind found.
        found: String,
    },
}
