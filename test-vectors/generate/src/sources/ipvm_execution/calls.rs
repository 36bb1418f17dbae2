//! What calls of components come to.

use super::stage::{
    EMPTY_MODULE, HELLO, HELLO_IN_C, MINUS_ZERO, MISBEHAVING, Program, asks, attested, run,
};
use crate::{
    Topic,
    case::CaseBuilder,
    cid::{DAG_CBOR, cid_v1},
    hex, list, map,
    sources::INVOCATION,
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-execution",
        "calls",
        "Calls of small components: the result on its branch with the address that every executor \
         comes to, and how a call ends that has none. Bob asks on what is his own, and Erin runs.",
        INVOCATION,
        [results(), ends(), limits(), arguments()].concat(),
    )
}

const SAME: &str = "Executors are held against each other by this address.";

/// A call and what it comes to.
fn gives(
    slug: &str,
    program: Program,
    function: &str,
    params: Vec<Value>,
    branch: &str,
    value: &Value,
) -> CaseBuilder {
    let invocation = asks(program, function, params);
    run(slug, &invocation.sign(), &[program])
        .expect_value(attested(&invocation.task(), branch, value))
        .stated("read off the source of the program")
        .why(SAME)
        .rules(["execution.result"])
}

/// A call that has no result, and the fault in which it ends.
fn faults(slug: &str, function: &str, params: Vec<Value>, fault: &'static str) -> CaseBuilder {
    run(slug, &asks(MISBEHAVING, function, params).sign(), &[MISBEHAVING])
        .expect_error(fault)
        .stated("read off the source of the program")
}

fn results() -> Vec<CaseBuilder> {
    let letters = list![list!["a", 2], list!["b", 2]];
    let minus_zero = asks(MINUS_ZERO, "run", vec![]);
    vec![
        gives("text", HELLO, "shout", vec!["hello, world".into()], "ok", &"HELLO, WORLD".into())
            .title("A text for a text."),
        gives(
            "text-by-another-program",
            HELLO_IN_C,
            "shout",
            vec!["hello, world".into()],
            "ok",
            &"HELLO, WORLD".into(),
        )
        .title("Another program is another task, and comes to the same outcome."),
        gives("empty-text", HELLO, "shout", vec!["".into()], "ok", &"".into())
            .title("A text may be empty."),
        gives("text-beyond-ascii", HELLO, "shout", vec!["größe".into()], "ok", &"GRößE".into())
            .title("What the program leaves as it is comes back as it was."),
        gives("success", HELLO, "divide", vec![(-7).into(), 2.into()], "ok", &(-3).into())
            .title("The success of a result is the result."),
        gives(
            "success-in-c",
            HELLO_IN_C,
            "divide",
            vec![(-7).into(), 2.into()],
            "ok",
            &(-3).into(),
        )
        .title("The success of a result of another program."),
        gives(
            "failure",
            HELLO,
            "divide",
            vec![1.into(), 0.into()],
            "error",
            &"division by zero".into(),
        )
        .ruling("I3")
        .title("The failure of a result is the error, as it is.")
        .why("Who makes a map or a fault of it has another outcome.")
        .rules(["execution.trap"]),
        gives("list-of-tuples", HELLO, "letters", vec!["Abba".into()], "ok", &letters)
            .title("A list of tuples is a list of lists."),
        gives("empty-list", HELLO, "letters", vec!["".into()], "ok", &Value::List(Vec::new()))
            .title("A list may be empty."),
        gives("memory-of-its-own", MISBEHAVING, "grow", vec![1.into()], "ok", &2.into())
            .title("Every call has a memory of its own, as it is at the beginning.")
            .why("Who keeps an instance has one page more each time."),
        gives(
            "true-in-another-number",
            MISBEHAVING,
            "any-bool",
            vec![2.into()],
            "ok",
            &true.into(),
        )
        .title("Any number but zero is true.")
        .why("The component model lifts it so."),
        run("minus-zero", &minus_zero.sign(), &[MINUS_ZERO])
            .expect_value(map! {
                "task" => Value::link(minus_zero.task()),
                "branch" => "ok",
                "value" => hex!("fb 0000000000000000"),
                "outcome" =>
                    Value::link(cid_v1(DAG_CBOR, &hex!("a1 62 6f6b fb 0000000000000000"))),
            })
            .stated("read off the source of the program")
            .title("Minus zero is written as zero.")
            .why("Zero has one form, or one result has two addresses.")
            .rules(["execution.result"]),
        gives("high-bits-of-a-byte", MISBEHAVING, "any-u8", vec![257.into()], "ok", &1.into())
            .title("The bits of a number that its type does not have are left out.")
            .why("The component model lifts it so.")
            .rules(["execution.convention"]),
    ]
}

fn ends() -> Vec<CaseBuilder> {
    let given_up = |slug, function, params| {
        faults(slug, function, params, "FaultEngineGaveUp")
            .ruling("O16")
            .why(
                "That it was the guest cannot be told from outside, and so \
                 it says nothing of the task.",
            )
            .rules(["execution.convention"])
    };
    vec![
        faults("trap", "trap", vec![], "FaultTrap")
            .ruling("O40")
            .title("A trap ends a call without a result.")
            .why("Every executor comes to it, and it is remembered as a result.")
            .rules(["execution.trap", "execution.result"]),
        given_up("character-that-is-none", "any-char", vec![0xd800.into()])
            .title("A call that gives a character that is none is given up."),
        given_up("case-that-is-none", "any-result", vec![2.into()])
            .title("A call that gives a case that the type does not have is given up."),
        given_up("odd-address", "odd-address", vec![])
            .title("A call whose result is at an odd address is given up."),
        given_up("text-that-is-none", "not-utf8", vec![])
            .title("A call that gives a text that is not UTF-8 is given up."),
    ]
}

fn limits() -> Vec<CaseBuilder> {
    let fuel = |slug: &str, function: &str, params: Vec<Value>, fuel: i32| {
        let invocation = asks(MISBEHAVING, function, params).with("meta", map! { "fuel" => fuel });
        (run(slug, &invocation.sign(), &[MISBEHAVING]).ruling("O34"), invocation.task())
    };
    let (within, task) = fuel("within-the-fuel", "deep", vec![10.into()], 100_000);
    let (beyond, _) = fuel("beyond-the-fuel", "spin", vec![], 100_000);
    let (too_little, _) = fuel("too-little-fuel", "deep", vec![1_000.into()], 1_000);
    let rule = ["execution.limits"];
    let passes = "How far an executor goes says nothing about the task, and is never remembered.";
    vec![
        within
            .title("A task that needs less fuel than it may have ends well.")
            .why("The limit stands beside the task, and is no part of it.")
            .expect_value(attested(&task, "ok", &10.into()))
            .rules(rule),
        beyond
            .title("A program that never ends is ended by its fuel.")
            .why(passes)
            .expect_error("FaultLimitReached")
            .rules(rule),
        too_little
            .title("A task that needs more fuel than it may have is ended.")
            .why(passes)
            .expect_error("FaultLimitReached")
            .rules(rule),
    ]
}

fn arguments() -> Vec<CaseBuilder> {
    let refused = |slug: &str, function: &str, params: Vec<Value>, error: &'static str| {
        run(slug, &asks(HELLO, function, params).sign(), &[HELLO])
            .expect_error(error)
            .why("What cannot be called is refused before it starts, and has no receipt.")
            .rules(["execution.call"])
    };
    let without = |slug: &str, programs: &[Program]| {
        run(slug, &asks(HELLO, "shout", vec!["a".into()]).sign(), programs)
            .rules(["execution.content"])
    };
    let no_component = asks(EMPTY_MODULE, "shout", vec!["a".into()]).sign();
    let fits = asks(HELLO, "divide", vec![1.into(), 1.into()]);
    let among = asks(HELLO, "shout", vec!["a".into()]);
    vec![
        run("arguments-that-fit", &fits.sign(), &[HELLO])
            .title("As many arguments as parameters, each of its type.")
            .why("What the others get wrong, this gets right.")
            .expect_value(attested(&fits.task(), "ok", &1.into()))
            .rules(["execution.call"]),
        refused("no-such-function", "whisper", vec!["a".into()], "NoSuchFunction")
            .title("A function that the component does not have is refused."),
        refused("function-in-capitals", "SHOUT", vec!["a".into()], "NoSuchFunction")
            .title("Names of functions have case."),
        refused("too-few-arguments", "divide", vec![1.into()], "WitArgumentCount")
            .title("An argument that is missing is refused."),
        refused("too-many-arguments", "shout", vec!["a".into(), "b".into()], "WitArgumentCount")
            .title("An argument too many is refused."),
        refused("number-for-a-text", "shout", vec![1.into()], "WitKind")
            .title("A number for a text is refused."),
        refused("text-for-a-number", "divide", vec![1.into(), "2".into()], "WitKind")
            .title("A text for a number is refused."),
        without("program-among-others", &[MISBEHAVING, HELLO])
            .title("The program is found by its address.")
            .why("What else is at hand plays no part.")
            .expect_value(attested(&among.task(), "ok", &"A".into())),
        without("program-not-there", &[])
            .title("A program that is not at hand is not run.")
            .why("A task that never began has no receipt.")
            .expect_error("ContentNotHere"),
        without("another-program-there", &[HELLO_IN_C])
            .title("Another program with the same functions is not run in its place.")
            .why("The task names one program.")
            .expect_error("ContentNotHere"),
        run("no-component", &no_component, &[EMPTY_MODULE])
            .title("A module is no component.")
            .why("It has no types, and so no result that anybody could name.")
            .expect_error("NotAComponent")
            .rules(["execution.content"]),
    ]
}
