//! Configurations, one above the other.

use super::{WORKFLOW, checks, limits};
use crate::{Topic, case, case::CaseBuilder, list, map, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-task",
        "config",
        "Limits, secrecy and verification of a task: which layer says what, and what holds.",
        WORKFLOW,
        [cascade(), fields(), limits::cases(), checks::cases(), secrecy()].concat(),
    )
}

/// A case with these layers.
pub(super) fn resolve(slug: &str, layers: Vec<(&'static str, Value)>) -> CaseBuilder {
    let case = case(slug).section("Configuration").operation("task.config.resolve");
    layers.into_iter().fold(case, |case, (name, layer)| case.input(name, layer))
}

/// What holds: the built-in values, but for these fields.
pub(super) fn holds(said: Vec<(&str, Value, &str)>) -> Value {
    let mut all = vec![
        ("secret", Value::Null, "built-in"),
        ("check", "attestation".into(), "built-in"),
        ("time", "300000000000".into(), "built-in"),
        ("memory", "1000000000".into(), "built-in"),
        ("disk", "10000000".into(), "built-in"),
        ("work", "500000000000".into(), "built-in"),
    ];
    for (field, value, origin) in said {
        for entry in all.iter_mut().filter(|(name, ..)| *name == field) {
            *entry = (field, value.clone(), origin);
        }
    }
    let pair = |(field, value, origin): (&str, Value, &str)| {
        (field.to_owned(), Value::List(vec![value, origin.into()]))
    };
    Value::Map(all.into_iter().map(pair).collect())
}

fn cascade() -> Vec<CaseBuilder> {
    let why = "A task that takes its limits from another layer runs too short or costs too much.";
    let case = |slug: &str, layers: Vec<(&'static str, Value)>, said: Vec<(&str, Value, &str)>| {
        resolve(slug, layers).ruling("O33").why(why).expect_value(holds(said))
    };
    let gas = |units: i32| map! { "gas" => units };
    let of = |fuel: &str, origin: &'static str| vec![("work", fuel.into(), origin)];
    vec![
        case("nobody", vec![], vec![])
            .ruling("O32")
            .title("Where nobody says anything the built-in defaults hold."),
        case("empty-task", vec![("task", Value::Map(Vec::new()))], vec![])
            .title("A task that says nothing leaves everything to others.")
            .rules(["task.config-fields"]),
        case("system", vec![("system", gas(1))], of("1000000", "system"))
            .title("The system's defaults come before the built-in ones."),
        case(
            "global-above-system",
            vec![("system", gas(1)), ("global", gas(2))],
            of("2000000", "global"),
        )
        .title("The workflow comes before the system."),
        case(
            "defaults-above-global",
            vec![("system", gas(1)), ("global", gas(2)), ("defaults", gas(3))],
            of("3000000", "defaults"),
        )
        .title("The workflow's defaults for tasks come before the workflow's own configuration."),
        case(
            "task-above-defaults",
            vec![("system", gas(1)), ("global", gas(2)), ("defaults", gas(3)), ("task", gas(4))],
            of("4000000", "task"),
        )
        .title("The task comes before all."),
        case(
            "task-above-system",
            vec![("system", gas(9)), ("task", gas(4))],
            of("4000000", "task"),
        )
        .title("Layers that are left out change nothing."),
        case(
            "task-may-ask-for-more",
            vec![("defaults", gas(3)), ("task", gas(400))],
            of("400000000", "task"),
        )
        .title("A task may ask for more than the layers below it."),
        case(
            "field-by-field",
            vec![
                ("task", map! { "gas" => 7 }),
                ("defaults", map! { "gas" => 8, "time" => list![30, "seconds"] }),
                (
                    "global",
                    map! { "time" => list![1, "days"], "disk" => list![1, "kilo", "bytes"] },
                ),
                (
                    "system",
                    map! { "disk" => list![9, "bytes"], "memory" => list![2, "mega", "bytes"] },
                ),
            ],
            vec![
                ("work", "7000000".into(), "task"),
                ("time", "30000000000".into(), "defaults"),
                ("disk", "1000".into(), "global"),
                ("memory", "2000000".into(), "system"),
            ],
        )
        .title("Each field is that of the highest layer that has it."),
        case(
            "check-as-a-whole",
            vec![
                (
                    "defaults",
                    map! { "check" => map! { "oracle" => map! { "did" => "did:web:a.example" } } },
                ),
                ("task", map! { "check" => "replay" }),
            ],
            vec![("check", "replay".into(), "task")],
        )
        .title("A strategy is replaced as a whole."),
        case(
            "secret-false-above-true",
            vec![("defaults", map! { "secret" => true }), ("task", map! { "secret" => false })],
            vec![("secret", false.into(), "task")],
        )
        .title("A flag that is set to false is set."),
        case(
            "secret-null-above-true",
            vec![
                ("defaults", map! { "secret" => true }),
                ("task", map! { "secret" => Value::Null }),
            ],
            vec![("secret", true.into(), "defaults")],
        )
        .title("A flag that is null says nothing."),
        case("zero-gas", vec![("defaults", gas(3)), ("task", gas(0))], of("0", "task"))
            .title("A limit of zero is a limit."),
    ]
}

fn fields() -> Vec<CaseBuilder> {
    let bad = |slug: &str, layer: Value, error: &'static str, rule: &'static str, title: &str| {
        resolve(slug, vec![("task", layer)])
            .title(title)
            .why("A limit that is passed over because it is misspelled does not limit.")
            .expect_error(error)
            .rules([rule])
    };
    let fields = "task.config-fields";
    vec![
        resolve(
            "all-fields",
            vec![(
                "task",
                map! {
                    "secret" => true,
                    "check" => "replay",
                    "gas" => 5000,
                    "time" => list![45, "minutes"],
                    "memory" => list![500, "kilo", "bytes"],
                    "disk" => list![20, "mega", "bytes"],
                },
            )],
        )
        .title("All six fields, with the numbers of the draft's example.")
        .why("What the draft shows must be readable.")
        .expect_value(holds(vec![
            ("secret", true.into(), "task"),
            ("check", "replay".into(), "task"),
            ("time", "2700000000000".into(), "task"),
            ("memory", "500000".into(), "task"),
            ("disk", "20000000".into(), "task"),
            ("work", "5000000000".into(), "task"),
        ]))
        .rules([fields, "task.gas"]),
        bad("layer-null", Value::Null, "ConfigField", fields, "Null is no configuration."),
        bad("layer-list", list![], "ConfigField", fields, "A list is no configuration."),
        bad(
            "timeout",
            map! { "timeout" => list![500, "milli", "seconds"] },
            "ConfigUnknown",
            fields,
            "The field timeout of one of the draft's examples is not in its schema.",
        ),
        bad(
            "field-in-capitals",
            map! { "Gas" => 1 },
            "ConfigUnknown",
            fields,
            "Fields are in lower case.",
        ),
        bad(
            "fuel-in-config",
            map! { "fuel" => 1 },
            "ConfigUnknown",
            fields,
            "Fuel stands beside the configuration, not in it.",
        ),
        bad("secret-text", map! { "secret" => "yes" }, "ConfigField", fields, "A text is no flag."),
        bad("secret-number", map! { "secret" => 1 }, "ConfigField", fields, "A number is no flag."),
        bad(
            "disk-text",
            map! { "disk" => "200GB" },
            "MeasureKind",
            fields,
            "The text 200GB of one of the draft's examples is no quantity.",
        ),
        bad(
            "time-null",
            map! { "time" => Value::Null },
            "MeasureKind",
            fields,
            "A time that is not said is left out.",
        ),
        bad(
            "memory-number",
            map! { "memory" => 1000 },
            "MeasureKind",
            fields,
            "A size in a configuration has a unit.",
        ),
        bad(
            "time-of-bytes",
            map! { "time" => list![1, "bytes"] },
            "MeasureUnit",
            fields,
            "A time limit is not in bytes.",
        ),
        bad("gas-text", map! { "gas" => "1000" }, "ConfigField", "task.gas", "A text is no gas."),
        bad("gas-negative", map! { "gas" => -1 }, "ConfigField", "task.gas", "No gas is negative."),
        bad(
            "gas-with-unit",
            map! { "gas" => list![1, "kilo"] },
            "ConfigField",
            "task.gas",
            "Gas is a number without a unit.",
        ),
    ]
}

fn secrecy() -> Vec<CaseBuilder> {
    let case = |slug: &str, flag: Value, reads: bool, secret: bool, title: &str| {
        case(slug)
            .section("Secret Flag")
            .operation("task.secrecy")
            .input("flag", flag)
            .input("reads-secret", reads)
            .title(title)
            .why("What is published once is published for good.")
            .expect_value(map! { "secret" => secret })
    };
    vec![
        case("open", Value::Null, false, false, "Nothing is said, and nothing secret is read."),
        case("tainted", Value::Null, true, true, "Nothing is said, and something secret is read."),
        case("public", false.into(), false, false, "It is not secret, and reads nothing that is."),
        case(
            "declassified",
            false.into(),
            true,
            false,
            "What is said counts more than what is read.",
        ),
        case("secret", true.into(), false, true, "It is secret, although nothing secret is read."),
        case("secret-of-secret", true.into(), true, true, "It is secret, and so is what it reads."),
    ]
}
