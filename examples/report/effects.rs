//! The three effects: fetching, sending mail, and writing something down elsewhere.

use std::{
    collections::BTreeMap,
    error::Error,
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::{Duration, Instant},
};

use ipld_core::ipld::Ipld;
use ipvm_runtime::{Call, HandlerError, Registration, Subjects};
use serde::Deserialize;
use ucan_core::Did;
use varsig::dag_json;

use crate::http::Message;

/// How long to wait for somebody who says nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where hosts are found: the name service of this example.
pub(crate) type Hosts = BTreeMap<&'static str, SocketAddr>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Get {
    uri: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mail {
    from: String,
    to: String,
    subject: String,
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Update {
    uri: String,
    payload: Ipld,
}

/// The handlers, for tasks on `owner`: the network is used in their name, and nobody else's.
pub(crate) fn handlers(hosts: Hosts, owner: &Did) -> Result<[Registration; 3], Box<dyn Error>> {
    let hosts = Arc::new(hosts);
    let (to_get, to_send, to_update) = (Arc::clone(&hosts), Arc::clone(&hosts), hosts);
    let get = move |Get { uri }: Get, call: &Call<'_>| {
        let (host, path) = split(&uri)?;
        exchange(&to_get, call, host, format!("GET /{path} HTTP/1.1"), String::new())
    };
    let send = move |mail: Mail, call: &Call<'_>| {
        let host = mail.to.rsplit('@').next().unwrap_or_default();
        // The ID of the task tells the server this letter from every other.
        let start = format!("POST /letters/{} HTTP/1.1", call.id());
        let text = format!("From: {}\nSubject: {}\n\n{}", mail.from, mail.subject, mail.body);
        exchange(&to_send, call, host, start, text)
    };
    let update = move |Update { uri, payload }: Update, call: &Call<'_>| {
        let (host, path) = split(&uri)?;
        let text = dag_json::encode(&payload)
            .map_err(|error| HandlerError::not_done("NoJson", error.to_string()))?;
        let text = String::from_utf8_lossy(&text).into_owned();
        exchange(&to_update, call, host, format!("PUT /{path} HTTP/1.1"), text)
    };
    let subjects = || Subjects::only(owner.clone());
    Ok([
        Registration::query("/http/get".parse()?, subjects(), get),
        Registration::mutation("/msg/send".parse()?, subjects(), send),
        Registration::mutation("/crud/update".parse()?, subjects(), update),
    ])
}

fn split(uri: &str) -> Result<(&str, &str), HandlerError> {
    uri.strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
        .ok_or_else(|| HandlerError::not_done("InvalidUri", format!("{uri} is not http://…/…")))
}

/// Asks a host, and says of every failure how far it came.
fn exchange(
    hosts: &Hosts,
    call: &Call<'_>,
    host: &str,
    start: String,
    body: String,
) -> Result<String, HandlerError> {
    let address = hosts
        .get(host)
        .ok_or_else(|| HandlerError::not_done("UnknownHost", format!("{host} is not known")))?;
    let left = call.deadline().map(|deadline| deadline.duration_since(Instant::now()));
    let patience = left.map_or(PATIENCE, |left| left.min(PATIENCE));
    // Until there is a connection, nothing was sent: it may be tried again.
    let stream = TcpStream::connect_timeout(address, patience)
        .map_err(|error| HandlerError::not_done("Unreachable", format!("{host}: {error}")))?;
    // From here on it may have been done, whatever goes wrong.
    let ask = || {
        stream.set_read_timeout(Some(patience))?;
        Message { start, body }.write(&stream)?;
        Message::read(&stream)
    };
    let answer =
        ask().map_err(|error| HandlerError::unknown("NoAnswer", format!("{host}: {error}")))?;
    match answer.start.split(' ').nth(1) {
        Some("200") => Ok(answer.body),
        _ => Err(HandlerError::failed("Declined", format!("{host}: {}", answer.start))),
    }
}
