//! Arguments as they are written in code.

/// The arguments of a task, written like JSON: what [`ipld!`](macro@ipld_core::ipld) takes between
/// braces, as the map that tasks are made of.
///
/// ```
/// use ucan_invocation::{Task, arguments};
///
/// let to = "bob@example.com";
/// let args = arguments!({ "to": to, "cc": [], "body": { "text": "Hello", "html": null } });
/// let task = Task::idempotent("did:web:example.com".parse()?, "/msg/send".parse()?, args)?;
/// assert_eq!(task.args().keys().collect::<Vec<_>>(), ["body", "cc", "to"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! arguments {
    ({ $($entries:tt)* }) => {
        match $crate::__written::ipld!({ $($entries)* }) {
            $crate::__written::Ipld::Map(arguments) => arguments,
            _ => ::core::unreachable!("what stands between braces is a map"),
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::Arguments;
    use ipld_core::ipld::Ipld;

    #[test]
    fn are_the_map_between_the_braces() {
        let awaited = Ipld::Map([("await/ok".into(), Ipld::String("crop".into()))].into());
        let args = arguments!({ "image": awaited.clone(), "sides": [1, null] });
        let expected = Arguments::from([
            ("image".into(), awaited),
            ("sides".into(), Ipld::List([Ipld::Integer(1), Ipld::Null].into())),
        ]);
        assert_eq!(args, expected);
    }

    #[test]
    fn may_be_none() {
        assert_eq!(arguments!({}), Arguments::new());
    }
}
