//! What stands in the place of promises.

use super::{
    PROMISE,
    stage::{Receipt, await_any, await_error, await_ok, ended, failed, given, nested, one, task},
};
use crate::{Topic, case::CaseBuilder, list, map, people::BOB, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-pipeline",
        "resolution",
        "What stands in the place of promises once the tasks have ended, what ends in a branch \
         mismatch, and what is refused.",
        PROMISE,
        [happy(), needs(), mismatches(), data_stays(), refused(), deep(), passing()].concat(),
    )
}

fn message(value: Value) -> Value {
    map! { "to" => "alice@example.com", "message" => value }
}

fn ready(args: Value) -> Value {
    one("ready", args)
}

fn happy() -> Vec<CaseBuilder> {
    let case = |slug: &str, receipt: Receipt, promise, value, title: &str| {
        given([receipt])
            .resolve(slug, message(promise))
            .section("Happy Path")
            .title(title)
            .why(
                "The value without its tag is put in place, or for either branch the whole result.",
            )
            .expect_value(ready(message(value)))
    };
    vec![
        case("ok", ended("a", "hello"), await_ok("a"), "hello".into(), "The ok branch is inlined."),
        case(
            "error",
            failed("a", "no"),
            await_error("a"),
            "no".into(),
            "The error branch is inlined.",
        ),
        case(
            "any-of-ok",
            ended("a", "hello"),
            await_any("a"),
            one("ok", "hello"),
            "Of a task that ended well the whole result is inlined, with its tag.",
        ),
        case(
            "any-of-error",
            failed("a", "no"),
            await_any("a"),
            one("error", "no"),
            "Of a task that failed the whole result is inlined, with its tag.",
        ),
        case("null", ended("a", Value::Null), await_ok("a"), Value::Null, "Null is a value."),
        case(
            "structure",
            ended("a", map! { "rows" => list![1, list![2, Value::Null]] }),
            await_ok("a"),
            map! { "rows" => list![1, list![2, Value::Null]] },
            "A value with structure is inlined whole.",
        ),
        case(
            "tagged-value",
            ended("a", one("ok", "hello")),
            await_ok("a"),
            one("ok", "hello"),
            "Of a value that looks like a result only the outer tag is taken off.",
        ),
        case(
            "several-places",
            ended("a", 7),
            list![await_ok("a"), one("x", await_ok("a")), await_any("a")],
            list![7, one("x", 7), one("ok", 7)],
            "One result is put in all places in which it is awaited.",
        ),
        case(
            "link",
            ended("a", task("content")),
            await_ok("a"),
            task("content"),
            "A value that is a link stays one and is not followed.",
        ),
    ]
}

fn needs() -> Vec<CaseBuilder> {
    let mut both = [("a", task("a")), ("b", task("b"))];
    // The IDs differ in their digests alone.
    both.sort_by_key(|(name, _)| crate::cid_bytes_v1(crate::RAW, name.as_bytes()));
    let both = both.map(|(_, task)| task).to_vec();
    let args = || message(list![await_ok("a"), await_ok("b")]);
    vec![
        given([])
            .resolve("nothing-settled", args())
            .section("Resolution")
            .title("What is awaited is needed, each task once, sorted by the bytes of the IDs.")
            .why("The caller has to know what to fetch.")
            .expect_value(one("need", both)),
        given([ended("a", 1)])
            .resolve("one-settled", args())
            .section("Resolution")
            .title("What is settled is not needed any more.")
            .why("Arguments are ready only when nothing is awaited.")
            .expect_value(one("need", list![task("b")])),
        given([failed("a", "no")])
            .resolve("one-settled-on-the-other-branch", args())
            .ruling("I5")
            .title("As long as a task is awaited nothing is said of another's branch.")
            .why("What comes out in the end must not depend on which receipt came first.")
            .expect_value(one("need", list![task("b")])),
        given([ended("a", 1)])
            .resolve("no-promise", map! { "x" => 1 })
            .section("Resolution")
            .title("Arguments without promises are ready as they are.")
            .why("There is nothing to wait for.")
            .expect_value(ready(map! { "x" => 1 })),
    ]
}

fn mismatches() -> Vec<CaseBuilder> {
    let why =
        "The waiting task must end with an error that says what was expected, and from where.";
    let mismatch = |expected: &str, got: &str, receipt: &Receipt| {
        one("mismatch", map! { "expected" => expected, "got" => got, "from" => receipt.link() })
    };
    let case = |slug: &str, receipts: &[&Receipt], args, expected, title: &str| {
        given(receipts.iter().map(|it| (*it).clone()).collect::<Vec<_>>())
            .resolve(slug, args)
            .section("Branch Mismatch")
            .ruling("I5")
            .title(title)
            .why(why)
            .expect_value(expected)
    };
    let (a_failed, b_failed) = (failed("a", "Divided by zero"), failed("b", "no"));
    let a_ended = ended("a", "hello");
    let sly = failed("a", await_ok("b"));
    vec![
        case(
            "mismatch-of-ok",
            &[&a_failed],
            message(await_ok("a")),
            mismatch("ok", "error", &a_failed),
            "The task that ok is awaited of has failed.",
        ),
        case(
            "mismatch-of-error",
            &[&a_ended],
            message(await_error("a")),
            mismatch("error", "ok", &a_ended),
            "The task that an error is awaited of has ended well.",
        ),
        case(
            "mismatch-deep",
            &[&a_failed],
            message(list![one("x", await_ok("a"))]),
            mismatch("ok", "error", &a_failed),
            "A mismatch deep inside of the arguments.",
        ),
        case(
            "mismatch-of-two",
            &[&a_failed, &b_failed],
            map! { "y" => await_ok("a"), "x" => await_ok("b") },
            mismatch("ok", "error", &b_failed),
            "Of two mismatches the first by place is named, whichever receipt came first.",
        ),
        case(
            "mismatch-beside-a-value",
            &[&a_failed],
            message(list![await_error("a"), await_ok("a")]),
            mismatch("ok", "error", &a_failed),
            "One task cannot have ended on both branches.",
        ),
        case(
            "mismatch-of-a-promise",
            &[&sly],
            message(await_ok("a")),
            mismatch("ok", "error", &sly),
            "What stands on the other branch is not looked at.",
        ),
    ]
}

fn data_stays() -> Vec<CaseBuilder> {
    let stays = |slug: &str, args: Value, expected: Value, title: &str| {
        given([ended("a", 7)])
            .resolve(slug, args)
            .ruling("I4")
            .title(title)
            .why("What is not a promise is as it was signed.")
            .expect_value(ready(expected))
    };
    vec![
        stays(
            "label-stays",
            map! { "x" => one("await/ok", "a"), "y" => await_ok("a") },
            map! { "x" => one("await/ok", "a"), "y" => 7 },
            "A label stays as it is.",
        ),
        stays(
            "two-keys-stay",
            map! { "x" => map! { "await/ok" => task("a"), "z" => 1 } },
            map! { "x" => map! { "await/ok" => task("a"), "z" => 1 } },
            "A map of two keys stays as it is.",
        ),
        stays(
            "promise-in-a-map-of-two-keys",
            map! { "x" => map! { "await/ok" => await_ok("a"), "z" => 1 } },
            map! { "x" => map! { "await/ok" => 7, "z" => 1 } },
            "A promise in a map that is data is replaced, and the map stays.",
        ),
        stays(
            "value-in-what-looks-like-a-promise",
            map! { "x" => one("await/ok", await_ok("a")) },
            map! { "x" => one("await/ok", 7) },
            "A value that is no link does not make a promise of the map around it.",
        ),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let holds = |slug: &str, receipt: Receipt, promise: Value, title: &str| {
        given([receipt])
            .resolve(slug, message(promise))
            .ruling("I4")
            .title(title)
            .why(
                "Put in place it could not be told from a promise of whoever signed the arguments.",
            )
            .expect_error("PromiseInResult")
            .rules(["promise.result"])
    };
    let whole = |slug: &str, args: Value, title: &str| {
        given([ended("a", 7)])
            .resolve(slug, args)
            .ruling("O12")
            .title(title)
            .why("Arguments are a map of names; what stands in them may be a promise.")
            .expect_error("PromiseOfAllArguments")
            .rules(["promise.whole"])
    };
    let makes = |slug: &str, args: Value, title: &str| {
        given([ended("a", task("b"))])
            .resolve(slug, args)
            .ruling("I4")
            .title(title)
            .why("A result would choose the next task to wait for.")
            .expect_error("PromiseFormed")
            .rules(["promise.formed"])
    };
    vec![
        holds(
            "result-is-a-promise",
            ended("a", await_ok("b")),
            await_ok("a"),
            "A result that is a promise.",
        ),
        holds(
            "result-holds-a-promise",
            ended("a", list![1, one("x", await_any("b"))]),
            await_ok("a"),
            "A result that holds a promise somewhere.",
        ),
        holds(
            "error-is-a-promise",
            failed("a", await_ok("b")),
            await_error("a"),
            "An error that is a promise.",
        ),
        holds(
            "result-of-any-is-a-promise",
            ended("a", await_ok("b")),
            await_any("a"),
            "A promise below the tag of a whole result.",
        ),
        holds(
            "result-awaits-itself",
            ended("a", await_ok("a")),
            await_ok("a"),
            "A result that is a promise of itself.",
        ),
        given([ended("a", one("await/ok", "crop"))])
            .resolve("result-is-a-label", message(await_ok("a")))
            .ruling("I4")
            .title("A result that is a label is a value.")
            .why("Only a link makes it a promise.")
            .expect_value(ready(message(one("await/ok", "crop"))))
            .rules(["promise.result"]),
        whole("whole-ok", await_ok("a"), "All of the arguments are a promise of the ok branch."),
        whole("whole-any", await_any("a"), "All of the arguments are a promise of a whole result."),
        given([ended("a", 7)])
            .resolve("whole-label", one("await/ok", "a"))
            .ruling("O12")
            .title("An argument with the name of a tag is none without a link.")
            .why("The name of an argument belongs to the command.")
            .expect_value(ready(one("await/ok", "a")))
            .rules(["promise.whole"]),
        makes(
            "link-makes-a-promise",
            map! { "x" => one("await/ok", await_ok("a")) },
            "A result that is a link would make a promise of the map around it.",
        ),
        makes(
            "link-makes-a-promise-of-all",
            one("await/error", await_ok("a")),
            "A result that is a link would make a promise of all of the arguments.",
        ),
        given([ended("a", task("b"))])
            .resolve("whole-result-makes-none", map! { "x" => one("await/ok", await_any("a")) })
            .ruling("I4")
            .title("A whole result makes no promise of the map around it.")
            .why("Its tag stands between the map and the link.")
            .expect_value(ready(map! { "x" => one("await/ok", one("ok", task("b"))) }))
            .rules(["promise.formed"]),
        given([ended("a", task("b"))])
            .resolve(
                "link-beside-another-key",
                map! { "x" => map! { "await/ok" => await_ok("a"), "y" => 1 } },
            )
            .ruling("I4")
            .title("In a map of two keys a link makes no promise.")
            .why("A promise has exactly one key.")
            .expect_value(ready(map! { "x" => map! { "await/ok" => task("b"), "y" => 1 } }))
            .rules(["promise.formed"]),
    ]
}

fn deep() -> Vec<CaseBuilder> {
    let why = "There could be no task with arguments that deep.";
    let too_deep = |slug: &str, args: Value, title: &str| {
        given([ended("a", nested(1.into(), 3))])
            .resolve(slug, args)
            .ruling("O8")
            .title(title)
            .why(why)
            .expect_error("PromiseTooDeep")
            .rules(["promise.depth"])
            .tags(["bound"])
    };
    vec![
        too_deep(
            "arguments-too-deep",
            map! { "x" => nested(1.into(), 63) },
            "Arguments of sixty-four levels.",
        ),
        too_deep(
            "result-too-deep",
            map! { "x" => nested(await_ok("a"), 60) },
            "A result of three levels inside of sixty-one.",
        ),
        too_deep(
            "whole-result-too-deep",
            map! { "x" => nested(await_any("a"), 59) },
            "A result of three levels with its tag inside of sixty.",
        ),
        given([ended("a", nested(1.into(), 3))])
            .resolve("result-deep", map! { "x" => nested(await_ok("a"), 59) })
            .ruling("O8")
            .title("A result of three levels inside of sixty.")
            .why(why)
            .expect_value(ready(map! { "x" => nested(1.into(), 62) }))
            .rules(["promise.depth"]),
    ]
}

fn passing() -> Vec<CaseBuilder> {
    let fault = failed("a", one("name", "OutOfMemory")).fault().by(BOB);
    let stage = given([fault.clone()]).trusting(BOB);
    vec![
        stage
            .resolve("fault-of-another", message(await_ok("a")))
            .ruling("I8")
            .title("A fault of another executor ends who waits, and is not to be remembered.")
            .why("Whether it was a limit of that machine cannot be told from here.")
            .expect_value(map! {
                "mismatch" =>
                    map! { "expected" => "ok", "got" => "error", "from" => fault.link() },
                "passing" => true,
            }),
        stage
            .resolve("fault-of-another-awaited", message(await_error("a")))
            .ruling("I8")
            .title("What was made of a fault of another executor is not to be remembered either.")
            .why("Errors are derived, and their passing with them.")
            .expect_value(map! {
                "ready" => message(one("name", "OutOfMemory")),
                "passing" => true,
            }),
        given([fault, ended("a", 7).by(BOB)])
            .trusting(BOB)
            .resolve("fault-gives-way", message(await_ok("a")))
            .ruling("I8")
            .title("A fault that passes gives way to a result.")
            .why("Who still waits need not fail for what has passed.")
            .expect_value(one("ready", message(7.into()))),
    ]
}
