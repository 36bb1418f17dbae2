//! The guest `effects`: functions that ask for effects beside their result.
//!
//! The contract is `wit/world.wit`. What is asked for depends on the arguments alone, like every
//! result of a guest, so that the same call asks for the same tasks on every machine.

mod data;

/// What `wit-bindgen` makes of `wit/world.wit`.
#[expect(
    unsafe_code,
    clippy::too_many_arguments,
    reason = "the canonical ABI passes pointers and the fields of records one by one; the generated code handles them"
)]
mod bindings {
    wit_bindgen::generate!({ path: "wit", world: "effects", generate_all });

    export!(Asking with_types_in self);

    use super::Asking;
}

use bindings::{
    Continuation,
    ipvm::task::types::{Effect, Effects, Task},
};
use data::Data;

/// The world `ipvm:effects/effects`, without state.
struct Asking;

impl bindings::Guest for Asking {
    fn count(number: u32, last: u32, next: Continuation) -> (u32, Effects) {
        let join = (number < last).then(|| {
            let again = [Data::Integer((number + 1).into()), Data::Integer(last.into())];
            call("count", again.into_iter().chain([next.data()]), &next)
        });
        (number, Effects { fork: Vec::new(), join: join.map(Effect::Task) })
    }

    fn again(next: Continuation) -> (u32, Effects) {
        let join = call("again", [next.data()], &next);
        (0, Effects { fork: Vec::new(), join: Some(Effect::Task(join)) })
    }

    fn announce(
        text: String,
        names: Vec<String>,
        mail: String,
        nonce: Vec<u8>,
        next: Continuation,
    ) -> Result<(u32, Effects), String> {
        let messages = u32::try_from(names.len()).map_err(|_| "too many names".to_owned())?;
        let send = |name: String| {
            let arguments =
                Data::Map(vec![("to", Data::Text(name)), ("text", Data::Text(text.clone()))]);
            task(&mail, "/msg/send", arguments, nonce.clone())
        };
        let fork = names.into_iter().map(send).map(Effect::Task).collect();
        let join = call("announced", [Data::Integer(messages.into())], &next);
        Ok((messages, Effects { fork, join: Some(Effect::Task(join)) }))
    }

    fn announced(messages: u32) -> String {
        format!("{messages} messages were asked for")
    }

    fn add_up(names: Vec<String>, subject: String, next: Continuation) -> (u32, Effects) {
        let read = |name: &String| {
            let arguments = Data::Map(vec![("name", Data::Text(name.clone()))]);
            task(&subject, "/number/read", arguments, Vec::new())
        };
        let tasks: Vec<Task> = names.iter().map(read).collect();
        // What the reads come to is not known here; promises stand in its place.
        let promise = |task: &Task| Data::Map(vec![("await/ok", Data::Link(data::id(task)))]);
        let join = call("sum", [Data::List(tasks.iter().map(promise).collect())], &next);
        let count = u32::try_from(tasks.len()).unwrap_or(u32::MAX);
        let fork = tasks.into_iter().map(Effect::Task).collect();
        (count, Effects { fork, join: Some(Effect::Task(join)) })
    }

    fn sum(numbers: Vec<i64>) -> i64 {
        numbers.into_iter().fold(0, i64::saturating_add)
    }

    fn ask(value: String, effects: Effects) -> (String, Effects) {
        (value, effects)
    }

    fn ask_or_fail(
        value: Result<String, String>,
        effects: Effects,
    ) -> Result<(String, Effects), String> {
        value.map(|value| (value, effects))
    }

    fn keep(effects: Effects) -> Effects {
        effects
    }

    fn ask_badly() -> (u32, Effects) {
        let nobody = task("nobody", "/msg/send", Data::Map(Vec::new()), Vec::new());
        (0, Effects { fork: vec![Effect::Task(nobody)], join: None })
    }
}

impl Continuation {
    /// As an argument.
    fn data(&self) -> Data {
        Data::Map(vec![
            ("module", Data::Link(self.module.ipld_cid.clone())),
            ("subject", Data::Text(self.subject.clone())),
        ])
    }
}

fn task(subject: &str, command: &str, arguments: Data, nonce: Vec<u8>) -> Task {
    let (subject, command) = (subject.to_owned(), command.to_owned());
    Task { subject, command, arguments: arguments.encode(), nonce }
}

/// A call of another function of this component. It gives the same every time, so that its nonce is
/// empty.
fn call(function: &str, params: impl IntoIterator<Item = Data>, next: &Continuation) -> Task {
    let arguments = Data::Map(vec![
        ("mod", Data::Link(next.module.ipld_cid.clone())),
        ("fun", Data::Text(function.to_owned())),
        ("params", Data::List(params.into_iter().collect())),
    ]);
    task(&next.subject, "/wasm/run", arguments, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::{Asking, Continuation, Effect, Task};
    use crate::bindings::{Guest, ipvm::task::types::Link};

    fn next() -> Continuation {
        let ipld_cid = vec![1, 0x55, 0, 0];
        Continuation { subject: "did:web:example.com".into(), module: Link { ipld_cid } }
    }

    fn spelled_out(effect: Option<Effect>) -> Task {
        match effect {
            Some(Effect::Task(task)) => task,
            _ => panic!("no task"),
        }
    }

    #[test]
    fn counting_goes_on_until_the_last_number() {
        let (number, effects) = Asking::count(2, 3, next());
        assert_eq!(number, 2);
        assert!(effects.fork.is_empty());
        let join = spelled_out(effects.join);
        assert_eq!(
            (join.subject.as_str(), join.command.as_str()),
            ("did:web:example.com", "/wasm/run")
        );
        // {"fun": "count", "mod": …, "params": [3, 3, {…}]}
        assert!(
            join.arguments.starts_with(b"\xa3\x63fun\x65count\x63mod\xd8\x2a\x45\0\x01\x55\0\0")
        );
        assert!(Asking::count(3, 3, next()).1.join.is_none());
    }

    #[test]
    fn every_name_gets_a_message() {
        let names = vec!["ann".to_owned(), "bo".to_owned()];
        let asked = Asking::announce("hi".into(), names, "did:web:mail".into(), vec![7], next());
        let (messages, effects) = asked.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((messages, effects.fork.len()), (2, 2));
        let first = spelled_out(effects.fork.into_iter().next());
        assert_eq!(first.arguments, b"\xa2\x62to\x63ann\x64text\x62hi");
        assert_eq!(first.nonce, [7]);
    }

    #[test]
    fn what_is_awaited_is_what_is_asked_for() {
        let (count, effects) = Asking::add_up(vec!["a".to_owned()], "did:web:x".into(), next());
        assert_eq!(count, 1);
        let read = spelled_out(effects.fork.into_iter().next());
        let id = super::data::id(&read);
        let sum = spelled_out(effects.join);
        assert!(sum.arguments.windows(id.len()).any(|part| part == id));
    }
}
