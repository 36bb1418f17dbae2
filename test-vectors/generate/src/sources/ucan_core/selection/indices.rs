//! Indices and slices, of lists and of bytes.

use super::{selects, selects_nothing};
use crate::case::CaseBuilder;

/// d6 a9 c1 8c f8 c4
const BYTES: &str = r#"{"/":{"bytes":"1qnBjPjE"}}"#;
const END: &str = "An element that is not there must not be taken for null, nor the reader fail.";
const CLAMP: &str = "jq clamps, and peers have failed, panicked or counted anew here.";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [indices(), slices(), bytes(), strings()].concat()
}

fn indices() -> Vec<CaseBuilder> {
    let list = r#"["a","b","c"]"#;
    let nothing = |slug, selector, value| {
        selects_nothing(slug, selector, value).ruling("Q1").why(END).rules(["resolve.index"])
    };
    vec![
        selects("first", ".[0]", list, r#""a""#)
            .title("The index zero is the first element.")
            .why("The text counts from zero.")
            .rules(["resolve.index"]),
        selects("second", ".[1]", list, r#""b""#).title("An index.").why("The common case."),
        selects("last", ".[-1]", list, r#""c""#)
            .title("Minus one is the last element.")
            .why("Negative indices count from the end."),
        selects("first-from-the-end", ".[-3]", list, r#""a""#)
            .title("Minus the length is the first element.")
            .why("Negative indices reach as far as the list does."),
        selects("inside", ".a[0][1]", r#"{"a":[[1,2]]}"#, "2")
            .title("Indices follow each other.")
            .why("Lists may hold lists."),
        nothing("beyond-the-end", ".[3]", list).title("An index of the length selects nothing."),
        nothing("beyond-the-start", ".[-4]", list)
            .title("An index beyond the start selects nothing."),
        nothing("of-an-empty-list", ".[0]", "[]").title("An empty list has no first element."),
        nothing("last-of-an-empty-list", ".[-1]", "[]").title("An empty list has no last element."),
        nothing("far-beyond", ".[9007199254740991]", list)
            .title("The greatest index selects nothing."),
        nothing("far-before", ".[-9007199254740991]", list)
            .title("The least index selects nothing."),
        nothing("index-of-a-map", ".[0]", r#"{"0":1}"#).title("A map has no indices."),
        nothing("index-of-a-number", ".[0]", "7").title("A number has no indices."),
        nothing("index-of-null", ".[0]", "null").title("Null has no indices."),
    ]
}

fn slices() -> Vec<CaseBuilder> {
    let slice = |slug, selector, expected| {
        selects(slug, selector, "[0,1,2,3]", expected).ruling("Q5").why(CLAMP)
    };
    let nothing = |slug, selector, value| {
        selects_nothing(slug, selector, value)
            .ruling("Q1")
            .why("Only lists and bytes have slices.")
            .rules(["resolve.slice"])
    };
    vec![
        slice("slice", ".[1:3]", "[1,2]")
            .title("A slice begins at its start and ends before its end.")
            .rules(["resolve.slice"]),
        slice("slice-to-the-end", ".[2:]", "[2,3]").title("A slice to the end."),
        slice("slice-from-the-start", ".[:2]", "[0,1]").title("A slice from the start."),
        slice("slice-to-a-negative", ".[0:-2]", "[0,1]").title("A slice up to the last two."),
        slice("slice-between-negatives", ".[-3:-1]", "[1,2]").title("A slice between negatives."),
        slice("slice-beyond-the-end", ".[2:99]", "[2,3]")
            .title("An end beyond the list is its end."),
        slice("slice-before-the-start", ".[-99:1]", "[0]")
            .title("A start before the list is its start."),
        slice("reversed-slice", ".[3:1]", "[]")
            .title("A slice that ends before it begins is empty."),
        slice("reversed-negative-slice", ".[-1:-3]", "[]")
            .title("A slice of negatives that ends before it begins is empty."),
        slice("empty-slice", ".[2:2]", "[]").title("A slice that ends where it begins is empty."),
        slice("slice-behind-the-list", ".[9:]", "[]").title("A slice behind the list is empty."),
        slice("slice-in-front-of-the-list", ".[:-9]", "[]")
            .title("A slice in front of the list is empty."),
        slice("widest-slice", ".[-9007199254740991:9007199254740991]", "[0,1,2,3]")
            .title("The widest slice is the list."),
        slice("slice-of-a-slice", ".[1:][1:]", "[2,3]").title("A slice of a slice."),
        slice("index-of-a-slice", ".[1:][-1]", "3")
            .title("An index of a slice counts in the slice."),
        selects("slice-of-nothing", ".[0:1]", "[]", "[]")
            .ruling("Q5")
            .title("A slice of an empty list is empty.")
            .why(CLAMP),
        selects_nothing("index-beyond-a-slice", ".[1:][3]", "[0,1,2,3]")
            .ruling("Q5")
            .title("An index beyond a slice selects nothing, though the list goes on.")
            .why("A slice is a list of its own.")
            .rules(["resolve.index"]),
        nothing("slice-of-a-map", ".[0:1]", r#"{"a":1}"#).title("A map has no slices."),
        nothing("slice-of-null", ".[0:1]", "null").title("Null has no slices."),
    ]
}

fn bytes() -> Vec<CaseBuilder> {
    let selects = |slug, selector, expected| {
        selects(slug, selector, BYTES, expected)
            .section("Selecting on Bytes")
            .ruling("Q5")
            .why("Bytes are a list of integers, and neither base64 nor any other text.")
    };
    let nothing = |slug, selector, rule| {
        selects_nothing(slug, selector, BYTES).ruling("Q5").why(END).rules([rule])
    };
    vec![
        selects("byte", ".[3]", "140")
            .title("An index of bytes is an integer.")
            .published("UCAN Delegation, Selecting on Bytes"),
        selects("last-byte", ".[-1]", "196").title("A negative index of bytes."),
        selects("slice-of-bytes", ".[1:3]", r#"{"/":{"bytes":"qcE"}}"#)
            .title("A slice of bytes is bytes."),
        selects("clamped-slice-of-bytes", ".[4:99]", r#"{"/":{"bytes":"+MQ"}}"#)
            .title("A slice of bytes is cut at their end."),
        selects("reversed-slice-of-bytes", ".[3:1]", r#"{"/":{"bytes":""}}"#)
            .title("A slice of bytes that ends before it begins is empty."),
        selects("byte-of-a-slice", ".[2:][-2:][0]", "248").title("A byte of a slice of a slice."),
        nothing("byte-beyond-the-end", ".[6]", "resolve.index")
            .title("An index beyond the bytes selects nothing."),
        nothing("byte-beyond-the-start", ".[-7]", "resolve.index")
            .title("An index before the bytes selects nothing."),
        nothing("index-of-a-byte", ".[0][0]", "resolve.index").title("A byte has no indices."),
        nothing("values-of-bytes", ".[]", "resolve.each")
            .title("Bytes have no values to expand.")
            .why("Bytes are no collection for quantifiers either."),
    ]
}

fn strings() -> Vec<CaseBuilder> {
    let nothing = |slug, selector, rule| {
        selects_nothing(slug, selector, r#""text""#)
            .ruling("Q5")
            .why("Characters, code units and bytes would give three answers; peers give some.")
            .rules([rule])
    };
    vec![
        nothing("index-of-a-string", ".[0]", "resolve.index").title("A string has no indices."),
        nothing("slice-of-a-string", ".[0:2]", "resolve.slice").title("A string has no slices."),
        nothing("values-of-a-string", ".[]", "resolve.each").title("A string has no values."),
    ]
}
