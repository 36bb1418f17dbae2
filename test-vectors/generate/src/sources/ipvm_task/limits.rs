//! Limits that stand beside a task.

use super::config::{holds, resolve};
use crate::{case::CaseBuilder, hex, list, map, value::Value};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [read(), refused(), gas()].concat()
}

fn beside(slug: &str, meta: Value) -> CaseBuilder {
    resolve(slug, vec![("meta", meta)])
}

fn read() -> Vec<CaseBuilder> {
    let case = |slug: &str, meta: Value, field: &str, value: &str, title: &str| {
        beside(slug, meta)
            .ruling("O34")
            .title(title)
            .why("Of several limits the loosest would make the others vain.")
            .expect_value(holds(vec![(field, value.into(), "task")]))
            .rules(["task.limits"])
    };
    let limits = |limits: Value| map! { "limits" => limits };
    let work = |slug: &str, meta: Value, fuel: &str, title: &str| {
        case(slug, meta, "work", fuel, title).ruling("O3")
    };
    vec![
        work("fuel", map! { "fuel" => 7 }, "7", "Fuel beside a task limits it."),
        work(
            "limits-fuel",
            limits(map! { "fuel" => 10000 }),
            "10000",
            "The limit of fuel of the talks limits a task.",
        ),
        work(
            "fuel-twice",
            map! { "fuel" => 9, "limits" => map! { "fuel" => 8 } },
            "8",
            "Of two limits of fuel the smaller holds, here the inner one.",
        ),
        work(
            "fuel-twice-the-other",
            map! { "fuel" => 8, "limits" => map! { "fuel" => 9 } },
            "8",
            "Of two limits of fuel the smaller holds, here the outer one.",
        ),
        work(
            "fuel-below-gas",
            map! { "fuel" => 999_999, "ipvm/config" => map! { "gas" => 1 } },
            "999999",
            "Of fuel and gas the smaller holds, here the fuel.",
        ),
        work(
            "gas-below-fuel",
            map! { "fuel" => 1_000_001, "ipvm/config" => map! { "gas" => 1 } },
            "1000000",
            "Of fuel and gas the smaller holds, here the gas.",
        ),
        work("limits-gas", limits(map! { "gas" => 2 }), "2000000", "Gas among the limits is gas."),
        case(
            "limits-time-number",
            limits(map! { "time" => 1500 }),
            "time",
            "1500000000",
            "A number for a time among the limits is milliseconds.",
        ),
        case(
            "limits-memory-number",
            limits(map! { "memory" => 4096 }),
            "memory",
            "4096",
            "A number for a memory limit is bytes.",
        ),
        case(
            "limits-disk-number",
            limits(map! { "disk" => 17 }),
            "disk",
            "17",
            "A number for a limit of the store is bytes.",
        ),
        case(
            "limits-time-measure",
            limits(map! { "time" => list![2, "minutes"] }),
            "time",
            "120000000000",
            "A time among the limits may have a unit.",
        ),
        case(
            "limits-below-config",
            map! {
                "ipvm/config" => map! { "time" => list![1, "minutes"] },
                "limits" => map! { "time" => 1000 },
            },
            "time",
            "1000000000",
            "A smaller limit holds against the configuration.",
        ),
        case(
            "config-below-limits",
            map! {
                "ipvm/config" => map! { "time" => list![1, "seconds"] },
                "limits" => map! { "time" => 60_000 },
            },
            "time",
            "1000000000",
            "A larger limit leaves that of the configuration.",
        ),
        beside("limits-null", limits(map! { "memory" => Value::Null, "fuel" => Value::Null }))
            .ruling("O34")
            .title("Null among the limits says nothing.")
            .why("Programs of the field write null for what is not limited.")
            .expect_value(holds(vec![]))
            .rules(["task.limits"]),
        beside("other-keys", map! { "tags" => list!["demo"], "limit" => 7 })
            .ruling("O34")
            .title("Other keys beside a task are left to others.")
            .why("What stands there belongs to everybody.")
            .expect_value(holds(vec![])),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let bad = |slug: &str, meta: Value, error: &'static str, title: &str| {
        beside(slug, meta)
            .ruling("O34")
            .title(title)
            .why("A limit that cannot be read is one that is not kept.")
            .expect_error(error)
            .rules(["task.limits"])
    };
    vec![
        bad("fuel-negative", map! { "fuel" => -1 }, "ConfigField", "No fuel is negative."),
        bad("fuel-text", map! { "fuel" => "7" }, "ConfigField", "A text is no fuel."),
        bad("fuel-null", map! { "fuel" => Value::Null }, "ConfigField", "Null is no fuel."),
        bad(
            "limits-number",
            map! { "limits" => 7 },
            "ConfigField",
            "A number is no map of limits.",
        ),
        bad(
            "limits-unknown",
            map! { "limits" => map! { "network" => 7 } },
            "ConfigUnknown",
            "A limit of something else is refused.",
        ),
        bad(
            "limits-unknown-null",
            map! { "limits" => map! { "network" => Value::Null } },
            "ConfigUnknown",
            "A limit of something else is refused, even if it is null.",
        ),
        bad(
            "limits-memory-negative",
            map! { "limits" => map! { "memory" => -1 } },
            "ConfigField",
            "No number of bytes is negative.",
        ),
        bad(
            "limits-time-text",
            map! { "limits" => map! { "time" => "1s" } },
            "MeasureKind",
            "A text is no time.",
        ),
        bad(
            "config-list",
            map! { "ipvm/config" => list![] },
            "ConfigField",
            "The configuration beside a task is a map.",
        ),
    ]
}

/// `{"ipvm/config": {"gas": n}}` with these eight bytes of `n`.
fn gas() -> Vec<CaseBuilder> {
    let case = |slug: &str, number: [u8; 8]| {
        let head = hex!("a1 6b 6970766d2f636f6e666967 a1 63 676173 1b");
        resolve(slug, Vec::new())
            .ruling("O3")
            .input("meta-dag-cbor", [head.as_slice(), &number].concat())
            .why("A limit that wraps around stops a task at once, or never.")
            .rules(["task.gas"])
    };
    vec![
        // 2^64 - 1 is 18,446,744,073,709 times a million and some.
        case("gas-most", 18_446_744_073_709_u64.to_be_bytes())
            .title("The most gas there is.")
            .expect_value(holds(vec![("work", "18446744073709000000".into(), "task")])),
        case("gas-too-much", 18_446_744_073_710_u64.to_be_bytes())
            .title("One more is more fuel than 64 bits count.")
            .expect_error("ConfigGas"),
        case("gas-of-64-bits", u64::MAX.to_be_bytes())
            .title("Gas of 64 bits is far more fuel than they count.")
            .expect_error("ConfigGas"),
    ]
}
