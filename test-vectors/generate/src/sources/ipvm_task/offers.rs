//! Offers of executors: what is one, and what it says.

use super::{
    WORKFLOW, fits,
    stage::{NOW, named},
};
use crate::{
    Topic, case,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, Person},
    token::Invocation,
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-task",
        "offers",
        "What executors offer, what a task needs, and who may take it.",
        WORKFLOW,
        [tokens(), terms(), malformed(), fits::cases()].concat(),
    )
}

/// An offer of these terms, which ends a minute from now.
pub(super) fn offer(executor: Person, terms: Value) -> Invocation {
    Invocation::new(executor, executor)
        .with("cmd", "/ipvm/assert/offer")
        .with("args", terms)
        .with("nonce", Vec::<u8>::new())
        .with("exp", NOW + 60)
        .with("iat", NOW)
}

/// The least that an offer says.
pub(super) fn least() -> Value {
    map! { "commands" => list!["/wasm/run"] }
}

/// The least, and this.
pub(super) fn beside(key: &str, value: impl Into<Value>) -> Value {
    Value::Map(vec![("commands".to_owned(), list!["/wasm/run"]), (key.to_owned(), value.into())])
}

fn accept(slug: &str, token: &Invocation) -> CaseBuilder {
    case(slug)
        .ruling("O41")
        .operation("task.offer.accept")
        .input("token", token.sign().bytes())
        .input("now", NOW)
}

fn says(executor: Person, terms: Value) -> Value {
    map! { "executor" => executor.did(), "terms" => terms }
}

fn tokens() -> Vec<CaseBuilder> {
    let why = "Whoever speaks for another, or for ever, binds somebody who never agreed.";
    let good = |slug: &str, token: Invocation, title: &str| {
        accept(slug, &token)
            .title(title)
            .why(why)
            .expect_value(says(BOB, least()))
            .rules(["task.offer"])
    };
    let bad = |slug: &str, token: Invocation, error: &'static str, title: &str| {
        accept(slug, &token).title(title).why(why).expect_error(error).rules(["task.offer"])
    };
    let plain = || offer(BOB, least());
    vec![
        good("offer", plain(), "An executor offers to run one command."),
        good(
            "offer-to-oneself",
            plain().with("aud", BOB.did()),
            "An executor may name itself as the audience.",
        ),
        good("offer-ends-now", plain().with("exp", NOW), "An offer holds in its last second."),
        bad(
            "offer-of-something-else",
            plain().with("cmd", "/ucan/assert/receipt"),
            "OfferNotOne",
            "Another assertion is no offer.",
        ),
        bad(
            "offer-of-a-part",
            plain().with("cmd", "/ipvm/assert/offer/wasm"),
            "OfferNotOne",
            "A command below that of an offer is no offer.",
        ),
        bad(
            "offer-to-somebody",
            plain().with("aud", CAROL.did()),
            "OfferAudience",
            "An offer that somebody else is to carry out is none.",
        ),
        bad(
            "offer-for-ever",
            plain().with("exp", Value::Null),
            "OfferWithoutEnd",
            "What an offer says of modules and data does not stay true for ever.",
        ),
        bad(
            "offer-has-ended",
            plain().with("exp", NOW - 3600),
            "Expired",
            "An offer that ended long ago is none.",
        ),
        bad(
            "offer-for-another",
            plain().with("sub", ALICE.did()),
            "InvalidClaim",
            "Nobody offers in the name of another without proof.",
        ),
    ]
}

fn terms() -> Vec<CaseBuilder> {
    let why = "An offer that is read differently by two is two offers.";
    let case = |slug: &str, written: Value, again: Value, title: &str| {
        accept(slug, &offer(BOB, written))
            .title(title)
            .why(why)
            .expect_value(says(BOB, again))
            .rules(["task.terms"])
    };
    let same =
        |slug: &str, written: Value, title: &str| case(slug, written.clone(), written, title);
    let longest = "x".repeat(32);
    vec![
        same(
            "all-terms",
            map! {
                "commands" => list!["/wasm/run"],
                "modules" => list![named("module")],
                "data" => list![named("photo")],
                "limits" => map! { "gas" => 9, "time" => list![1, "days"] },
                "checks" => list!["attestation", "replay"],
                "price" => list![5, "nano", "eur"],
                "labels" => map! { "region" => "eu" },
            },
            "An offer may say seven things.",
        ),
        case(
            "terms-in-order",
            map! {
                "commands" => list!["/wasm/run", "/dns/resolve", "/wasm/run"],
                "checks" => list!["replay", "attestation", "replay"],
            },
            map! {
                "commands" => list!["/dns/resolve", "/wasm/run"],
                "checks" => list!["attestation", "replay"],
            },
            "Lists are sets.",
        ),
        case(
            "terms-empty",
            map! {
                "commands" => list!["/wasm/run"],
                "modules" => list![],
                "data" => list![],
                "limits" => map! {},
                "labels" => map! {},
            },
            least(),
            "What is empty says nothing.",
        ),
        same(
            "terms-of-fuel",
            beside("limits", map! { "fuel" => 7, "gas" => 1 }),
            "A limit may be in fuel and in gas.",
        ),
        case(
            "terms-of-plain-numbers",
            beside("limits", map! { "memory" => 4096, "time" => 1500, "disk" => Value::Null }),
            beside(
                "limits",
                map! { "memory" => list![4096, "bytes"], "time" => list![1500, "milli", "seconds"] },
            ),
            "Limits without units are bytes and milliseconds.",
        ),
        same("price-by-sign", beside("price", list![5, "n", "eur"]), "A price keeps its spelling."),
        same("price-of-nothing", beside("price", list![0, "eur"]), "A price may be nothing."),
        same(
            "price-in-a-long-unit",
            beside("price", list![1, longest.as_str()]),
            "A unit of money has a name of up to 32 bytes.",
        ),
        same(
            "terms-with-proofs",
            beside("checks", list!["zkp"]),
            "An executor may offer proofs, though nobody here can verify them.",
        ),
    ]
}

fn malformed() -> Vec<CaseBuilder> {
    let bad = |slug: &str, terms: Value, error: &'static str, title: &str| {
        accept(slug, &offer(BOB, terms))
            .title(title)
            .why("A term that is passed over is one that the executor will not keep.")
            .expect_error(error)
            .rules(["task.terms"])
    };
    let commands = |commands: Value| map! { "commands" => commands };
    let price = |slug: &str, price: Value, error, title: &str| {
        bad(slug, beside("price", price), error, title)
    };
    vec![
        bad("terms-missing", map! {}, "ConfigMissing", "An offer is for some command."),
        bad(
            "terms-unknown",
            beside("speed", 7),
            "ConfigUnknown",
            "A term that is not known is refused.",
        ),
        bad(
            "commands-none",
            commands(list![]),
            "ConfigField",
            "An offer is for one command or more.",
        ),
        bad("commands-text", commands("/wasm/run".into()), "ConfigField", "Commands are a list."),
        bad("commands-number", commands(list![7]), "ConfigField", "A number is no command."),
        bad(
            "commands-without-slash",
            commands(list!["wasm/run"]),
            "ConfigCommand",
            "A command begins with a slash.",
        ),
        bad(
            "modules-text",
            beside("modules", list!["module"]),
            "ConfigField",
            "Modules are links.",
        ),
        bad("data-link", beside("data", named("photo")), "ConfigField", "Data is a list of links."),
        bad(
            "checks-none",
            beside("checks", list![]),
            "ConfigField",
            "No strategy is left out, not empty.",
        ),
        bad(
            "checks-unknown",
            beside("checks", list!["trust"]),
            "CheckUnknown",
            "A strategy that is not known is refused.",
        ),
        bad(
            "checks-with-parameters",
            beside("checks", list![map! { "oracle" => map! { "did" => BOB.did() } }]),
            "ConfigField",
            "Strategies in an offer have no parameters.",
        ),
        bad(
            "limits-secret",
            beside("limits", map! { "secret" => true }),
            "ConfigUnknown",
            "Secrecy is no limit.",
        ),
        bad(
            "limits-gas-too-much",
            beside("limits", map! { "gas" => 18_446_744_073_710_i64 }),
            "ConfigGas",
            "No more gas is offered than 64 bits count in fuel.",
        ),
        bad(
            "limits-time-of-bytes",
            beside("limits", map! { "time" => list![1, "bytes"] }),
            "MeasureUnit",
            "A time limit in an offer is not in bytes.",
        ),
        bad("labels-list", beside("labels", list!["eu"]), "ConfigField", "Labels have names."),
        bad(
            "labels-number",
            beside("labels", map! { "cores" => 8 }),
            "ConfigField",
            "The value of a label is a text.",
        ),
        price("price-text", "5 eur".into(), "ConfigField", "A text is no price."),
        price("price-number", list![5], "ConfigField", "A price has a unit of money."),
        price("price-negative", list![-5, "eur"], "ConfigField", "Nobody pays to work."),
        price(
            "price-prefix",
            list![5, "kibi", "eur"],
            "MeasurePrefix",
            "Prices have the same prefixes.",
        ),
        price("price-unit-empty", list![5, ""], "ConfigPrice", "The unit of money has a name."),
        price(
            "price-unit-long",
            list![5, "x".repeat(33)],
            "ConfigPrice",
            "A name of 33 bytes is too long for a unit of money.",
        ),
        price(
            "price-overflow",
            list![9_007_199_254_740_991_i64, "exa", "eur"],
            "MeasureOverflow",
            "A price must be countable for all gas there is.",
        ),
    ]
}
