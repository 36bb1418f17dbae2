//! Quantities with their units.

use super::WORKFLOW;
use crate::{Topic, case, case::CaseBuilder, dag_cbor, hex, list, map, value::Value};

const TYPES: &str = "Support Types";

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-task",
        "measures",
        "Quantities with their units: what is written, and what it amounts to.",
        WORKFLOW,
        [units(), prefixes(), exactly(), refused()].concat(),
    )
}

fn read(slug: impl Into<String>, quantity: &str, value: Value) -> CaseBuilder {
    case(slug)
        .section(TYPES)
        .operation("task.measure.read")
        .input("quantity", quantity)
        .input("value", value)
}

fn encoded(slug: &str, quantity: &str, bytes: &[u8]) -> CaseBuilder {
    case(slug)
        .ruling("O31")
        .operation("task.measure.read")
        .input("quantity", quantity)
        .input("dag-cbor", bytes)
}

fn amounts(case: CaseBuilder, value: &Value, amount: &str, whole: &str) -> CaseBuilder {
    said(case, amount, whole, &dag_cbor::encode(value))
}

fn said(case: CaseBuilder, amount: &str, whole: &str, written: &[u8]) -> CaseBuilder {
    case.expect_value(map! { "amount" => amount, "whole" => whole, "written" => written })
}

fn units() -> Vec<CaseBuilder> {
    [
        ("time", "seconds", "1000000000000", "1000000000", "A second is the base unit of time."),
        ("time", "minutes", "60000000000000", "60000000000", "A minute has 60 seconds."),
        ("time", "days", "86400000000000000", "86400000000000", "A day has 86,400 seconds."),
        ("time", "weeks", "604800000000000000", "604800000000000", "A week has seven days."),
        ("time", "years", "31557600000000000000", "31557600000000000", "A year has 365.25 days."),
        ("size", "bits", "1000000000000", "0", "A bit is the base unit of information."),
        ("size", "nibble", "4000000000000", "0", "A nibble has four bits."),
        ("size", "bytes", "8000000000000", "1", "A byte has eight bits."),
    ]
    .map(|(quantity, unit, amount, whole, title)| {
        let value = list![1, unit];
        amounts(read(format!("one-{unit}"), quantity, value.clone()), &value, amount, whole)
            .ruling("O30")
            .title(title)
            .why("A limit that one side takes for longer than the other ends in a dispute.")
            .rules(["task.measure-form", "task.unit"])
    })
    .into()
}

fn prefixes() -> Vec<CaseBuilder> {
    let rows = [
        ("pico", "p", 0),
        ("nano", "n", 3),
        ("micro", "u", 6),
        ("milli", "m", 9),
        ("centi", "c", 10),
        ("deci", "d", 11),
        ("deca", "da", 13),
        ("hecto", "ha", 14),
        ("kilo", "k", 15),
        ("mega", "M", 18),
        ("giga", "G", 21),
        ("tera", "T", 24),
        ("peta", "P", 27),
        ("exa", "E", 30),
    ];
    let mut cases = Vec::new();
    for (name, sign, zeros) in rows {
        let amount = format!("7{}", "0".repeat(zeros));
        let nanoseconds = zeros.checked_sub(3);
        let whole = nanoseconds.map_or_else(|| "0".to_owned(), |n| format!("7{}", "0".repeat(n)));
        for (form, spelled) in [("name", name), ("sign", sign)] {
            let value = list![7, spelled, "seconds"];
            let case = read(format!("{name}-by-{form}"), "time", value.clone());
            cases.push(
                amounts(case, &value, &amount, &whole)
                    .ruling("O30")
                    .title(format!("The prefix {name} by its {form}, {spelled}."))
                    .why("A prefix that is misread is a limit that is wrong by powers of ten.")
                    .rules(["task.prefix", "task.measure-form"]),
            );
        }
    }
    cases
}

fn exactly() -> Vec<CaseBuilder> {
    let why = "A sum of money or a limit must not depend on how a machine rounds.";
    let exact = |slug: &str, quantity: &str, value: Value, amount: &str, whole: &str| {
        amounts(read(slug, quantity, value.clone()), &value, amount, whole)
            .ruling("O31")
            .why(why)
            .rules(["task.exact", "task.magnitude"])
    };
    vec![
        exact("draft-nano", "time", list![400, "nano", "seconds"], "400000", "400")
            .title("The first example of the draft."),
        exact("draft-seconds", "time", list![5, "seconds"], "5000000000000", "5000000000")
            .title("The second example of the draft."),
        exact(
            "draft-exabytes",
            "size",
            list![378, "exa", "bytes"],
            "3024000000000000000000000000000000",
            "18446744073709551615",
        )
        .title("The third example of the draft is more bytes than a machine addresses."),
        exact("zero", "time", list![0, "exa", "years"], "0", "0").title("None of a unit is none."),
        exact("below-a-clock", "time", list![999, "pico", "seconds"], "999", "0")
            .title("What is less than a nanosecond is no time on a clock."),
        exact("rounded-down", "size", list![15, "bits"], "15000000000000", "1")
            .title("Fifteen bits are one whole byte."),
        exact("fraction-of-a-bit", "size", list![1, "pico", "bits"], "1", "0")
            .title("The least size is a trillionth of a bit."),
        exact("kilobyte", "size", list![1, "kilo", "bytes"], "8000000000000000", "1000")
            .title("A kilobyte has a thousand bytes."),
        said(
            encoded("largest-magnitude", "size", &hex!("82 1bffffffffffffffff 65 6279746573")),
            "147573952589676412920000000000000",
            "18446744073709551615",
            &hex!("82 1bffffffffffffffff 65 6279746573"),
        )
        .title("The largest magnitude has 64 bits, all of them set.")
        .why(why)
        .rules(["task.magnitude"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let time = |slug: &str, value: Value, error: &'static str, rule: &'static str, title: &str| {
        read(slug, "time", value)
            .title(title)
            .why("What one side passes over, the other takes for a limit.")
            .expect_error(error)
            .rules([rule])
    };
    let form = "task.measure-form";
    vec![
        time("text", "5 minutes".into(), "MeasureKind", form, "A text is no quantity."),
        time("number", 5.into(), "MeasureKind", form, "A number without a unit is no quantity."),
        time("null", Value::Null, "MeasureKind", form, "Null is no quantity."),
        time("map", map! { "minutes" => 5 }, "MeasureKind", form, "A map is no quantity."),
        time("nothing", list![], "MeasureLength", form, "An empty list is no quantity."),
        time("one-item", list![5], "MeasureLength", form, "A list of one item is no quantity."),
        time(
            "four-items",
            list![5, "milli", "seconds", "seconds"],
            "MeasureLength",
            form,
            "A list of four items is no quantity.",
        ),
        time(
            "negative",
            list![-1, "seconds"],
            "MeasureMagnitude",
            "task.magnitude",
            "There is no negative quantity.",
        ),
        time(
            "magnitude-text",
            list!["5", "seconds"],
            "MeasureMagnitude",
            "task.magnitude",
            "Digits in a text are no magnitude.",
        ),
        encoded("magnitude-float", "time", &hex!("82 fb3ff8000000000000 67 7365636f6e6473"))
            .title("A float is no magnitude.")
            .why("Floats round, and the same limit would not be the same everywhere.")
            .expect_error("MeasureMagnitude")
            .rules(["task.magnitude"]),
        time(
            "unknown-prefix",
            list![5, "zetta", "seconds"],
            "MeasurePrefix",
            "task.prefix",
            "A prefix above exa is none of the draft.",
        ),
        time(
            "prefix-in-capitals",
            list![5, "Milli", "seconds"],
            "MeasurePrefix",
            "task.prefix",
            "The name of a prefix is in lower case.",
        ),
        time(
            "sign-in-small",
            list![5, "g", "seconds"],
            "MeasurePrefix",
            "task.prefix",
            "The sign of giga is in upper case.",
        ),
        time(
            "binary-prefix",
            list![5, "kibi", "seconds"],
            "MeasurePrefix",
            "task.prefix",
            "Prefixes are powers of ten, not of two.",
        ),
        time(
            "hecto-of-the-si",
            list![5, "h", "seconds"],
            "MeasurePrefix",
            "task.prefix",
            "The sign of hecto is that of the draft.",
        ),
        time(
            "prefix-null",
            list![5, Value::Null, "seconds"],
            "MeasurePrefix",
            "task.prefix",
            "A prefix that is absent is left out, not null.",
        ),
        time(
            "prefix-empty",
            list![5, "", "seconds"],
            "MeasurePrefix",
            "task.prefix",
            "An empty prefix is none.",
        ),
        time(
            "singular",
            list![5, "minute"],
            "MeasureUnit",
            "task.unit",
            "Units are in the plural.",
        ),
        time(
            "unit-in-capitals",
            list![5, "Minutes"],
            "MeasureUnit",
            "task.unit",
            "Units are in lower case.",
        ),
        time("hours", list![1, "hours"], "MeasureUnit", "task.unit", "The draft has no hours."),
        time("months", list![1, "months"], "MeasureUnit", "task.unit", "The draft has no months."),
        time("size-for-time", list![5, "bytes"], "MeasureUnit", "task.unit", "A size is no time."),
        time("unit-number", list![5, 5], "MeasureUnit", "task.unit", "A number is no unit."),
        time(
            "prefix-with-unit",
            list![5, "milliseconds"],
            "MeasureUnit",
            "task.unit",
            "A prefix stands by itself.",
        ),
        time(
            "turned-around",
            list![5, "seconds", "milli"],
            "MeasurePrefix",
            "task.prefix",
            "The prefix stands before the unit.",
        ),
        read("time-for-size", "size", list![5, "seconds"])
            .title("A time is no size.")
            .why("A limit of another quantity limits nothing.")
            .expect_error("MeasureUnit")
            .rules(["task.unit"]),
        read("nibbles", "size", list![5, "nibbles"])
            .title("The draft has nibble in the singular.")
            .why("A word that only some know is a limit that only some keep.")
            .expect_error("MeasureUnit")
            .rules(["task.unit"]),
        encoded("overflow", "time", &hex!("83 1bffffffffffffffff 63 657861 65 7965617273"))
            .title("What 128 bits do not count is refused.")
            .why("What wraps around is a limit that is far too small, or far too large.")
            .expect_error("MeasureOverflow")
            .rules(["task.exact"]),
        encoded("magnitude-negative-64-bits", "size", &hex!("82 3bffffffffffffffff 65 6279746573"))
            .title("The least integer of all is no magnitude.")
            .why("A reader that drops the sign reads the largest.")
            .expect_error("MeasureMagnitude")
            .rules(["task.magnitude"]),
    ]
}
