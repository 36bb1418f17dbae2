//! Compact records and the events in which they stream.

use ucan_core::{FieldError, FieldRule};
use ucan_invocation::revocation::{
    CompactRevocationRecord, FirehoseError, FirehoseEvent, MAX_RECORD_LENGTH, RecordDecodeError,
    RecordedAtError,
};

use crate::stage::unseen;

/// The example of the text, as it stands there.
const EXAMPLE: &str = concat!(
    "id: bafyreif5fzax7oygfafacvxq2ndhtkshz2av5m42hqeixea7giirdxe5dm\n",
    "event: revocation\n",
    r#"data: {"revoke":{"/":"bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4"},"#,
    r#""path":[{"/":"bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4"}],"#,
    r#""cause":{"/":"bafyreif5fzax7oygfafacvxq2ndhtkshz2av5m42hqeixea7giirdxe5dm"},"#,
    r#""recorded_at":"2026-07-17T09:00:00Z"}"#,
    "\n",
);

fn record() -> CompactRevocationRecord {
    CompactRevocationRecord::new(
        unseen("token"),
        vec![unseen("root"), unseen("token")],
        unseen("cause"),
        "2026-07-17T09:00:00.25Z".parse().unwrap(),
    )
}

#[test]
fn reads_the_example_of_the_text() {
    let FirehoseEvent::Revocation(record) = FirehoseEvent::parse(EXAMPLE).unwrap() else {
        panic!("it is a revocation")
    };
    let revoked = "bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4";
    assert_eq!(record.revoke.to_string(), revoked);
    assert_eq!(record.path, [record.revoke]);
    let cause = "bafyreif5fzax7oygfafacvxq2ndhtkshz2av5m42hqeixea7giirdxe5dm";
    assert_eq!(record.cause.to_string(), cause);
    assert_eq!(record.recorded_at.timestamp().seconds(), 1_784_278_800);
}

#[test]
fn what_is_written_reads_back() {
    let revocation = FirehoseEvent::Revocation(record());
    let error = FirehoseEvent::Error { message: "out of\norder: \u{7}".into() };
    for event in [revocation, error] {
        let text = event.to_text().unwrap();
        assert!(text.ends_with("\n\n"));
        assert_eq!(text.trim_end().lines().filter(|line| line.is_empty()).count(), 0);
        assert_eq!(FirehoseEvent::parse(&text), Ok(event));
    }
    let bytes = record().encode().unwrap();
    assert_eq!(CompactRevocationRecord::decode(&bytes), Ok(record()));
}

#[test]
fn lines_end_in_three_ways_and_data_may_have_several() {
    for end in ["\r\n", "\r"] {
        FirehoseEvent::parse(&EXAMPLE.replace('\n', end)).unwrap();
    }
    let spread = EXAMPLE
        .replace(r#""path""#, "\ndata:\"path\"")
        .replace("event: ", ": a comment\nretry: 10\nunknown\nevent:");
    assert_eq!(FirehoseEvent::parse(&spread), FirehoseEvent::parse(EXAMPLE));
    // What follows the empty line is the next event.
    let two = format!("{EXAMPLE}\nevent: error\n\n");
    assert_eq!(FirehoseEvent::parse(&two), FirehoseEvent::parse(EXAMPLE));
}

#[test]
fn the_id_is_the_cause() {
    let id = || Err(FirehoseError::Id { cause: record().cause });
    let bytes = record().encode().unwrap();
    let data = std::str::from_utf8(&bytes).unwrap();
    let event = |id: &str| FirehoseEvent::from_fields(id, "revocation", data);
    let cause = record().cause.to_string();
    event(&cause).unwrap();
    // The base is free; what is not the CID alone is not the CID.
    let base58 = record().cause.to_string_of_base(multibase::Base::Base58Btc).unwrap();
    event(&base58).unwrap();
    for other in ["", "0", &record().revoke.to_string(), &format!("/ipfs/{cause}")] {
        assert_eq!(event(other), id(), "{other}");
    }
}

#[test]
fn other_events_and_other_data_are_refused() {
    let unknown = |found: &str| FirehoseError::UnknownEvent { found: found.into() };
    assert_eq!(FirehoseEvent::parse("data: {}"), Err(unknown("message")));
    assert_eq!(FirehoseEvent::parse("event: Revocation\n"), Err(unknown("Revocation")));
    let error = |data| FirehoseEvent::from_fields("", "error", data);
    let message = "gone".to_owned();
    assert_eq!(error(r#"{"error": "gone", "code": 5}"#), Ok(FirehoseEvent::Error { message }));
    let missing = FieldError::new("error", FieldRule::Missing);
    assert_eq!(error("{}"), Err(FirehoseError::Message(missing)));
    assert_eq!(error("[]"), Err(FirehoseError::Record(RecordDecodeError::NotAMap)));
    assert!(matches!(error(""), Err(FirehoseError::Record(RecordDecodeError::Json(_)))));
    let limit = 2 * MAX_RECORD_LENGTH;
    let long = ":".repeat(limit + 1);
    assert_eq!(FirehoseEvent::parse(&long), Err(FirehoseError::TooLong { limit }));
}

#[test]
fn every_field_is_there_and_of_its_kind() {
    let text = String::from_utf8(record().encode().unwrap()).unwrap();
    let field = |name: &str, rule| Err(RecordDecodeError::Field(FieldError::new(name, rule)));
    for name in ["revoke", "path", "cause", "recorded_at"] {
        let renamed = text.replace(&format!("\"{name}\""), "\"other\"");
        assert_eq!(
            CompactRevocationRecord::decode(renamed.as_bytes()),
            field(name, FieldRule::Missing)
        );
    }
    let more = text.replacen('{', r#"{"also":1,"#, 1);
    assert_eq!(CompactRevocationRecord::decode(more.as_bytes()), field("also", FieldRule::Unknown));
    let late = text.replace("2026-07-17T09", "2026-07-17T25");
    assert_eq!(
        CompactRevocationRecord::decode(late.as_bytes()),
        Err(RecordDecodeError::RecordedAt(RecordedAtError::OutOfRange { part: "hour" }))
    );
    for other in ["null", "[]", "1"] {
        assert_eq!(
            CompactRevocationRecord::decode(other.as_bytes()),
            Err(RecordDecodeError::NotAMap)
        );
    }
    let long = format!("{text}{}", " ".repeat(MAX_RECORD_LENGTH));
    let refused = CompactRevocationRecord::decode(long.as_bytes());
    assert!(matches!(refused, Err(RecordDecodeError::Json(_))), "{refused:?}");
}
