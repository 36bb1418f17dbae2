//! The arguments after resolution, and those that were signed.

use super::{Judged, as_written, asks, authorized, judged, promise, without_policies};
use crate::{
    case::CaseBuilder,
    dag_cbor::encode_map,
    hex, list, map,
    people::{ALICE, CAROL},
    sources::ucan_invocation::invocation::elsewhere,
    token::Invocation,
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [replaced(), left(), differing(), data()].concat()
}

fn case(written: &Value, slug: &str) -> CaseBuilder {
    of(&judged(&asks(written), &without_policies()), slug)
}

fn of(judged: &Judged, slug: &str) -> CaseBuilder {
    judged.authorize(slug).section("Promise Pipelining").ruling("P5")
}

/// A promise and what it became.
fn replaced() -> Vec<CaseBuilder> {
    let replaced = |slug: &str, written: Value, resolved: Value| {
        case(&written, slug)
            .input("args", resolved.clone())
            .expect_value(authorized(&asks(&written), &resolved))
            .rules(["authorize.promise", "authorize.resolution"])
    };
    let why = "The task as written finds the receipt, the one as resolved is what is done.";
    vec![
        replaced("text", map! { "to" => promise("ok") }, map! { "to" => "dan" })
            .ruling("I6")
            .title("A promise that became text gives a task of its own.")
            .why(why),
        replaced("null", map! { "to" => promise("ok") }, map! { "to" => Value::Null })
            .title("A promise may become null.")
            .why("Null is a value like any other."),
        replaced(
            "a-map",
            map! { "to" => promise("*") },
            map! { "to" => map! { "ok" => map! { "name" => "dan" } } },
        )
        .title("A promise may become a map.")
        .why("A command defines the shape of what it gives."),
        replaced(
            "nested",
            map! { "to" => list![list!["a", promise("ok")], map! { "b" => promise("error") }] },
            map! { "to" => list![list!["a", 1], map! { "b" => list![] }] },
        )
        .title("Promises in lists and maps are replaced where they stand.")
        .why("A promise may stand at any depth."),
        replaced(
            "beside-others",
            map! { "to" => promise("ok"), "cc" => "erin", "n" => list![1, 2] },
            map! { "to" => "dan", "cc" => "erin", "n" => list![1, 2] },
        )
        .title("What stands beside a promise stays as it was signed.")
        .why(why),
    ]
}

/// A promise that is still there.
fn left() -> Vec<CaseBuilder> {
    let one = |branch: &str| map! { "to" => promise(branch) };
    let two = map! { "to" => promise("ok"), "cc" => promise("ok") };
    let case = |written: &Value, slug| {
        case(written, slug).expect_error("PromiseLeft").rules(["authorize.promise"])
    };
    let why = "While a promise is left, nobody knows what the policies would be judged on.";
    vec![
        case(&one("ok"), "promise-left-ok")
            .title("A promise of `await/ok` that is left is refused.")
            .why(why),
        case(&one("error"), "promise-left-error")
            .title("A promise of `await/error` that is left is refused.")
            .why(why),
        case(&one("*"), "promise-left-any")
            .title("A promise of `await/*` that is left is refused.")
            .why(why),
        case(&map! { "to" => list![map! { "a" => list![promise("ok")] }] }, "promise-left-deep")
            .title("A promise that is left deep in the arguments is refused.")
            .why(why),
        case(&two, "one-of-two-left")
            .input("args", map! { "to" => "dan", "cc" => promise("ok") })
            .title("Where one of two promises is left, the task is refused.")
            .why(why),
        case(&one("ok"), "another-promise-instead")
            .input("args", map! { "to" => promise("error") })
            .title("A promise that became another promise is refused.")
            .why("It would carry on for ever, or be taken for data."),
        case(&one("ok"), "value-with-a-promise-inside")
            .ruling("I4")
            .input("args", map! { "to" => map! { "next" => list![promise("ok")] } })
            .title("A value that has a promise inside is refused.")
            .why("A result that looks like a promise would be resolved once more, for its maker."),
        of(&judged(&own(promise("ok")), &[]), "own-subject-with-a-promise-left")
            .ruling("P7")
            .title("The subject's own invocation is refused while a promise is left.")
            .why("There is no policy to satisfy, and still nothing that could be done.")
            .expect_error("PromiseLeft")
            .rules(["authorize.promise"]),
    ]
}

fn own(to: Value) -> Invocation {
    Invocation::new(ALICE, ALICE).with("args", map! { "to" => to })
}

/// Arguments that nobody signed.
fn differing() -> Vec<CaseBuilder> {
    let written = map! { "to" => promise("ok"), "cc" => list!["erin", map! { "n" => 1 }] };
    let cc = |cc: Value| map! { "to" => "dan", "cc" => cc };
    let float = [("n".to_owned(), hex!("fb 3ff0000000000000").to_vec())];
    let float = Invocation::new(CAROL, ALICE).with_encoded("args", encode_map(float.into()));
    let why = "What was not signed must not be done in the issuer's name.";
    let mut cases = [
        (
            "another-value",
            cc(list!["eve", map! { "n" => 1 }]),
            "another value in place of a signed one",
        ),
        ("nested-value", cc(list!["erin", map! { "n" => 2 }]), "another value deep inside"),
        (
            "an-argument-more",
            map! { "to" => "dan", "cc" => list!["erin", map! { "n" => 1 }], "bcc" => "eve" },
            "an argument more",
        ),
        ("an-argument-less", map! { "to" => "dan" }, "an argument less"),
        ("a-key-less", cc(list!["erin", map! {}]), "a key less, deep inside"),
        ("a-key-renamed", cc(list!["erin", map! { "m" => 1 }]), "a key renamed"),
        ("an-item-more", cc(list!["erin", map! { "n" => 1 }, "eve"]), "an item more in a list"),
        ("an-item-less", cc(list!["erin"]), "an item less in a list"),
        ("items-exchanged", cc(list![map! { "n" => 1 }, "erin"]), "two items exchanged"),
        ("another-kind", cc(map! { "0" => "erin" }), "a map in place of a list"),
        ("data-as-a-promise", cc(promise("ok")), "a promise where there was none"),
        ("nothing", map! {}, "nothing in them"),
    ]
    .into_iter()
    .map(|(slug, resolved, what)| {
        case(&written, slug)
            .input("args", resolved)
            .title(format!("Arguments with {what} are no resolution of those that were signed."))
            .why(why)
            .expect_error("NotAResolution")
            .rules(["authorize.resolution"])
    })
    .collect::<Vec<_>>();
    cases.push(
        of(&judged(&float, &without_policies()), "integer-for-a-float")
            .ruling("I1")
            .input("args", map! { "n" => 1 })
            .title("The integer 1 is no resolution of the float 1.0.")
            .why("It is another task, with another ID.")
            .expect_error("NotAResolution")
            .rules(["authorize.resolution"]),
    );
    cases
}

/// What looks like a promise and is none.
fn data() -> Vec<CaseBuilder> {
    let link = || elsewhere("awaited");
    [
        (
            "two-keys",
            map! { "await/ok" => link(), "await/error" => link() },
            "a map with two such keys",
        ),
        ("text-awaited", map! { "await/ok" => "a label" }, "a key of a promise over text"),
        ("bytes-awaited", map! { "await/ok" => *b"label" }, "a key of a promise over bytes"),
        ("upper-case", map! { "await/OK" => link() }, "the key `await/OK`"),
        ("another-branch", map! { "await/done" => link() }, "the key `await/done`"),
        ("no-branch", map! { "await" => link() }, "the key `await`"),
        ("a-key-beside", map! { "await/ok" => link(), "n" => 1 }, "a key beside that of a promise"),
        ("link", link(), "a bare link"),
    ]
    .into_iter()
    .map(|(slug, value, what)| {
        let written = map! { "to" => value };
        case(&written, &format!("data-{slug}"))
            .ruling("I4")
            .title(format!("An argument that is {what} is data, and stays."))
            .why("Whoever takes too much for a promise waits for what nobody promised.")
            .expect_value(as_written(&asks(&written)))
            .rules(["authorize.promise"])
    })
    .collect()
}
