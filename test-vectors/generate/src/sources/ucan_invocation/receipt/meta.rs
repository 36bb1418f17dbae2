//! What stands beside the result.

use super::{accepted, accepts, ok, plain, receipt, sorted, task};
use crate::{Value, case::CaseBuilder, list, map, token::Invocation};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [faults(), others()].concat()
}

fn failed() -> Value {
    map! { "error" => map! { "name" => "OutOfFuel", "message" => "the fuel is used up" } }
}

fn case(slug: &str, receipt: &Invocation) -> CaseBuilder {
    accepts(slug, receipt).section("Metadata").rules(["receipt.meta"])
}

fn faults() -> Vec<CaseBuilder> {
    let marked = receipt(failed()).with("meta", map! { "ipvm/fault" => true });
    let fault = map! { "name" => "OutOfFuel", "message" => "the fuel is used up" };
    let in_value = map! {
        "error" => map! { "name" => "Fault", "message" => "ours", "ipvm/fault" => true },
    };
    let details = map! {
        "error" => map! { "name" => "BranchMismatch", "message" => "no", "got" => "error" },
    };
    let detailed = receipt(details.clone()).with("meta", map! { "ipvm/fault" => true });
    let why = "A task must not pass its own error off as the executor's, nor the other way round.";
    vec![
        case("fault", &marked)
            .ruling("I3")
            .title("An error that the executor marks is its own.")
            .why(why)
            .expect_value(accepted(failed()).with("fault", fault)),
        case("fault-with-details", &detailed)
            .ruling("I3")
            .title("An executor's error may say more than name and message.")
            .why("What was expected and what came is for machines to read.")
            .expect_value(
                accepted(details)
                    .with("fault", map! { "name" => "BranchMismatch", "message" => "no" }),
            ),
        case("error-without-the-mark", &receipt(failed()))
            .ruling("I3")
            .title("An error without the mark is the task's own, whatever it is called.")
            .why(why)
            .expect_value(accepted(failed())),
        case("mark-in-the-error", &receipt(in_value.clone()))
            .ruling("I3")
            .title("A mark within the error itself is data.")
            .why(why)
            .expect_value(accepted(in_value)),
        case("fault-false", &receipt(failed()).with("meta", map! { "ipvm/fault" => false }))
            .ruling("I3")
            .title("A mark that is false is refused.")
            .why("The mark is there or it is not; there is one way to say each.")
            .expect_error("FieldValue"),
    ]
}

fn others() -> Vec<CaseBuilder> {
    let with = |meta: Value| plain().with("meta", meta);
    let links = map! {
        "ipvm/resolved" => task("resolved"),
        "ipvm/computation" => task("computation"),
        "ipvm/from" => task("from"),
        "ipvm/fuel" => 1_234,
        "ipvm/secret" => true,
        "ipvm/settles" => task("settles"),
        "ipvm/known" => sorted(&["one", "two"]),
    };
    let read = accepted(ok(42))
        .with("resolved", task("resolved"))
        .with("computation", task("computation"))
        .with("from", task("from"))
        .with("fuel", 1_234)
        .with("secret", true)
        .with("settles", task("settles"))
        .with("known", sorted(&["one", "two"]));
    let mut cases = vec![
        case("links-and-fuel", &with(links))
            .ruling("O5")
            .title("Resolved task, computation key, source, fuel, secrecy and what is settled are read.")
            .why("They say how the result was come by.")
            .expect_value(read),
        case("keys-of-others", &with(map! { "trace" => map! { "id" => 7 }, "fault" => true }))
            .ruling("O5")
            .title("Other keys are left to others.")
            .why("Meta is for tags, comments and traces.")
            .expect_value(accepted(ok(42))),
        case("empty", &with(map! {}))
            .ruling("O5")
            .title("Meta that is empty says nothing.")
            .why("It is optional.")
            .expect_value(accepted(ok(42))),
    ];
    for (slug, key, value, error) in [
        ("resolved-text", "ipvm/resolved", Value::from("bafy"), "FieldKind"),
        ("computation-null", "ipvm/computation", Value::Null, "FieldKind"),
        ("from-bytes", "ipvm/from", Value::from(*b"cid"), "FieldKind"),
        ("fuel-negative", "ipvm/fuel", Value::from(-1), "FieldValue"),
        ("secret-false", "ipvm/secret", Value::from(false), "FieldValue"),
        ("known-one", "ipvm/known", task("one"), "FieldKind"),
        ("known-empty", "ipvm/known", Value::List(Vec::new()), "FieldValue"),
        ("known-twice", "ipvm/known", list![task("one"), task("one")], "FieldValue"),
        ("settles-map", "ipvm/settles", Value::Map(Vec::new()), "FieldKind"),
    ] {
        cases.push(
            case(slug, &with(Value::Map(vec![(key.to_owned(), value)])))
                .ruling("O5")
                .title(format!(
                    "`{key}` is refused where it is not what it says: {}.",
                    slug.replace('-', " ")
                ))
                .why("A key of the project that holds something else was not written by it.")
                .expect_error(error),
        );
    }
    cases
}
