//! Reading what a guest asks for.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use cid::{Cid, Version};
use ipld_core::ipld::Ipld;
use ucan_core::{Command, Did, Nonce};
use ucan_invocation::{Effects, Promise, Task};
use ucan_pipeline::awaited;
use varsig::{
    dag_cbor::{self, Limits},
    multicodec::DAG_CBOR,
};

use super::{RequestError, RequestPlace, Requested};

/// SHA-256 as a multihash.
const SHA2_256: u64 = 0x12;
const SHA2_256_BYTES: usize = 32;

/// One effect: a task that is spelled out, or the address of one.
enum Effect {
    Task(Task),
    Known(Cid),
}

impl Requested {
    /// Splits what a function that asks for effects returned, as the mapping writes it: the
    /// list of its value and of the record. The error of a `result` is no such thing, and
    /// asks for nothing.
    ///
    /// The rules are tried in one order, so that two executors name the same one: the number
    /// of tasks; then for each, forks first and in the order of the guest, its subject,
    /// command, arguments and nonce, or its address, and that it is not there yet; at last,
    /// in the same order, what the arguments await.
    ///
    /// # Errors
    ///
    /// [`RequestError`] for the first rule that is broken.
    pub fn split(result: Ipld) -> Result<(Ipld, Self), RequestError> {
        let Ipld::List(parts) = result else { return Err(RequestError::Shape) };
        let Ok([value, Ipld::Map(record)]) = <[Ipld; 2]>::try_from(parts) else {
            return Err(RequestError::Shape);
        };
        Ok((value, read(record)?))
    }
}

fn read(mut record: BTreeMap<String, Ipld>) -> Result<Requested, RequestError> {
    let (fork, join) = match (record.remove("fork"), record.remove("join")) {
        (Some(Ipld::List(fork)), Some(Ipld::Null)) => (fork, None),
        (Some(Ipld::List(fork)), Some(join)) => (fork, Some(join)),
        _ => return Err(RequestError::Shape),
    };
    if !record.is_empty() {
        return Err(RequestError::Shape);
    }
    let (limit, found) = (Requested::MAX_TASKS, fork.len() + usize::from(join.is_some()));
    if found > limit {
        return Err(RequestError::TooMany { limit, found });
    }
    let mut tasks = BTreeMap::new();
    let mut places = BTreeMap::new();
    let (mut fork_ids, mut join_id) = (Vec::new(), None);
    let forks = fork.into_iter().enumerate();
    let all = forks.map(|(index, effect)| (RequestPlace::Fork(index), effect));
    for (place, effect) in all.chain(join.map(|effect| (RequestPlace::Join, effect))) {
        let (id, task) = match effect_of(place, effect)? {
            Effect::Task(task) => (*task.id(), Some(task)),
            Effect::Known(id) => (id, None),
        };
        if places.insert(id, place).is_some() {
            return Err(RequestError::Repeated { place, task: id });
        }
        match place {
            RequestPlace::Fork(_) => fork_ids.push(id),
            RequestPlace::Join => join_id = Some(id),
        }
        tasks.extend(task.map(|task| (id, task)));
    }
    for id in fork_ids.iter().chain(&join_id) {
        let (Some(task), Some(place)) = (tasks.get(id), places.get(id)) else { continue };
        let promised: BTreeSet<Cid> = awaited(task.args());
        if let Some(awaited) = promised.into_iter().find(|id| !places.contains_key(id)) {
            return Err(RequestError::ForeignPromise { place: *place, awaited });
        }
    }
    // None stands twice.
    let effects = Effects::new(fork_ids, join_id).map_err(|_| RequestError::Shape)?;
    Ok(Requested { effects, tasks })
}

/// Reads one effect, a map of its one case.
fn effect_of(place: RequestPlace, effect: Ipld) -> Result<Effect, RequestError> {
    let Ipld::Map(mut case) = effect else { return Err(RequestError::Shape) };
    match (case.pop_first(), case.is_empty()) {
        (Some((name, Ipld::Map(task))), true) if name == "task" => {
            task_of(place, task).map(Effect::Task)
        }
        (Some((name, Ipld::Link(link))), true) if name == "known" => {
            if is_task_id(&link) {
                Ok(Effect::Known(link))
            } else {
                Err(RequestError::NotATaskId { place, link })
            }
        }
        _ => Err(RequestError::Shape),
    }
}

fn task_of(place: RequestPlace, mut fields: BTreeMap<String, Ipld>) -> Result<Task, RequestError> {
    let mut take = |name: &str| fields.remove(name);
    let (
        Some(Ipld::String(subject)),
        Some(Ipld::String(command)),
        Some(Ipld::Bytes(arguments)),
        Some(Ipld::Bytes(nonce)),
    ) = (take("subject"), take("command"), take("arguments"), take("nonce"))
    else {
        return Err(RequestError::Shape);
    };
    if !fields.is_empty() {
        return Err(RequestError::Shape);
    }
    let subject = subject.parse::<Did>().map_err(|error| RequestError::Subject { place, error })?;
    let command =
        command.parse::<Command>().map_err(|error| RequestError::Command { place, error })?;
    let limits = Limits::default()
        .with_bytes(Requested::MAX_ARGUMENT_BYTES)
        .with_depth(Requested::MAX_ARGUMENT_DEPTH);
    let arguments = dag_cbor::decode(&arguments, &limits)
        .map_err(|error| RequestError::Arguments { place, error })?;
    let Ipld::Map(arguments) = arguments else {
        return Err(RequestError::ArgumentsNotMap { place });
    };
    if Promise::is_whole(&arguments) {
        return Err(RequestError::ArgumentsPromised { place });
    }
    let (limit, found) = (Requested::MAX_NONCE_BYTES, nonce.len());
    if found > limit {
        return Err(RequestError::NonceTooLong { place, limit, found });
    }
    // What was decoded is encoded again.
    Task::new(subject, command, arguments, Nonce::new(nonce)).map_err(|_| RequestError::Shape)
}

/// Whether a link can be the address of a task (ruling I1).
fn is_task_id(link: &Cid) -> bool {
    let hash = link.hash();
    link.version() == Version::V1
        && link.codec() == DAG_CBOR
        && hash.code() == SHA2_256
        && usize::from(hash.size()) == SHA2_256_BYTES
}
