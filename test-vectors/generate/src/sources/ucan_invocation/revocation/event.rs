//! The events of the stream, and its cursor.

use super::{record::compact, revoke_by, two_hops};
use crate::{case, case::CaseBuilder, dag_json, map, people::BOB};

/// The compact record of the example of the text, in canonical DAG-JSON.
const RECORD: &str = concat!(
    r#"{"cause":{"/":"bafyreif5fzax7oygfafacvxq2ndhtkshz2av5m42hqeixea7giirdxe5dm"},"#,
    r#""path":[{"/":"bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4"}],"#,
    r#""recorded_at":"2026-07-17T09:00:00Z","#,
    r#""revoke":{"/":"bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4"}}"#,
);
/// Its cause.
const CAUSE: &str = "bafyreif5fzax7oygfafacvxq2ndhtkshz2av5m42hqeixea7giirdxe5dm";
/// The example of the text.
const EXAMPLE: &str = concat!(
    "id: bafyreif5fzax7oygfafacvxq2ndhtkshz2av5m42hqeixea7giirdxe5dm\n",
    "event: revocation\n",
    r#"data: {"revoke":{"/":"bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4"},"#,
    r#""path":[{"/":"bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4"}],"#,
    r#""cause":{"/":"bafyreif5fzax7oygfafacvxq2ndhtkshz2av5m42hqeixea7giirdxe5dm"},"#,
    r#""recorded_at":"2026-07-17T09:00:00Z"}"#,
    "\n",
);

pub(super) fn cases() -> Vec<CaseBuilder> {
    [reading(), refusing(), writing(), cursors()].concat()
}

fn read(slug: &str, event: impl Into<String>) -> CaseBuilder {
    case(slug)
        .section("Revocation Firehose")
        .operation("ucan.revocation.event.read")
        .input("event", event.into())
        .rules(["event.fields"])
}

fn reading() -> Vec<CaseBuilder> {
    let record = || map! { "record" => RECORD };
    vec![
        read("event-example", EXAMPLE)
            .section("Firehose Example")
            .title("The example of the text is an event.")
            .why("It is what a service sends.")
            .expect_value(record()),
        read("event-with-other-line-ends", EXAMPLE.replace('\n', "\r\n"))
            .title("Lines may end in carriage return and line feed.")
            .why("Server-Sent Events have three ends of a line.")
            .expect_value(record()),
        read(
            "event-of-several-lines",
            EXAMPLE
                .replace("\"path\"", "\ndata:\"path\"")
                .replace("event: ", ":\nretry: 1\nevent:"),
        )
        .title("Several lines of data are one, and comments and other fields are passed over.")
        .why("Server-Sent Events have it so.")
        .expect_value(record()),
        read("event-error", "event: error\ndata: {\"error\": \"out of order\"}\n\n")
            .title("An error says why the stream ends.")
            .why("Whoever follows begins anew.")
            .expect_value(map! { "error" => "out of order" }),
    ]
}

fn refusing() -> Vec<CaseBuilder> {
    let data = format!("data: {RECORD}\n\n");
    vec![
        read("event-unknown", format!("id: {CAUSE}\nevent: deletion\n{data}"))
            .title("An event of another name is not read.")
            .why("Its data may be anything.")
            .expect_error("EventUnknown"),
        read("event-without-a-name", format!("id: {CAUSE}\n{data}"))
            .title("An event without a name is no revocation.")
            .why("The text gives it one.")
            .expect_error("EventUnknown"),
        read("event-without-an-id", format!("event: revocation\n{data}"))
            .title("An event has the cause as its id.")
            .why("Those who follow tell by it what they have.")
            .expect_error("EventId"),
        read("event-with-another-id", EXAMPLE.replacen(CAUSE, "0", 1))
            .title("The id of an event is not a number.")
            .why("It is the CID of the cause.")
            .expect_error("EventId"),
        read("event-without-data", format!("id: {CAUSE}\nevent: revocation\n\n"))
            .title("An event without data is no revocation.")
            .why("It does not say what is revoked.")
            .expect_error("JsonUnexpectedEnd"),
        read("event-error-without-a-message", "event: error\ndata: {}\n\n")
            .title("An error has a message.")
            .why("It says nothing else.")
            .expect_error("FieldMissing"),
        read("event-path-of-bytes", EXAMPLE.replace("\"path\":[{\"/\":\"bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4\"}]", "\"path\":[{\"/\":{\"bytes\":\"oA\"}}]"))
            .section("Firehose Record Schema")
            .title("A compact record carries links and not delegations.")
            .why("The whole one is fetched where it is wanted.")
            .expect_error("FieldKind"),
    ]
}

fn writing() -> Vec<CaseBuilder> {
    let path = two_hops();
    let cause = revoke_by(BOB, &path).sign();
    let record = dag_json::encode(&compact(&path, &cause));
    let crate::value::Value::Link(id) = cause.link() else { panic!("a link") };
    vec![
        case("event-written")
            .section("Revocation Firehose")
            .operation("ucan.revocation.event.write")
            .input("record", record.clone())
            .title("A compact record is written as an event whose id is the cause.")
            .why("Those who follow tell by it what they have.")
            .computed("the token maker of the generator")
            .expect_value(format!("id: {id}\nevent: revocation\ndata: {record}\n\n"))
            .rules(["event.fields"]),
    ]
}

fn cursors() -> Vec<CaseBuilder> {
    let cursor = |slug: &str, since: &str, recorded_at: &str| {
        case(slug)
            .section("Revocation Firehose")
            .operation("ucan.revocation.cursor")
            .input("since", since)
            .input("recorded-at", recorded_at)
            .rules(["event.cursor"])
    };
    let wanted = |wanted: bool| map! { "wanted" => wanted };
    let time = "2026-07-17T09:00:00.5Z";
    vec![
        cursor("cursor-zero", "0", "0000-01-01T00:00:00Z")
            .title("From zero on everything is wanted.")
            .why("Whoever begins has nothing.")
            .expect_value(wanted(true)),
        cursor("cursor-later", time, "2026-07-17T09:00:00.500000001Z")
            .title("A record is wanted that is a billionth of a second later.")
            .why("It would be lost.")
            .expect_value(wanted(true)),
        cursor("cursor-same-moment", time, "2026-07-17T11:00:00.50+02:00")
            .title("A record of that moment is not wanted again, however it is written.")
            .why("What is streamed was created after that time.")
            .expect_value(wanted(false)),
        cursor("cursor-earlier", time, "2026-07-17T09:00:00.49Z")
            .title("A record that is earlier is not wanted.")
            .why("It was received before.")
            .expect_value(wanted(false)),
        cursor("cursor-other-number", "1", time)
            .title("Zero is the only number from which on a stream is wanted.")
            .why("Others are no time, and the service answers that the request is bad.")
            .expect_error("TimeForm"),
        cursor("cursor-date", "2026-07-17", time)
            .title("A date is no cursor.")
            .why("It is no time in the form of RFC 3339.")
            .expect_error("TimeForm"),
        cursor("cursor-empty", "", time)
            .title("An empty cursor is none.")
            .why("It is neither zero nor a time.")
            .expect_error("TimeForm"),
    ]
}
