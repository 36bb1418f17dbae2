//! One layer: read and written.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    ConfigLayer, ConfigLayerError, ConfigRule, Gas, MeasureRule, Verification, VerificationRule,
    WorkLimit,
};
use proptest::prelude::*;
use ucan_core::{FieldRule, Meta};

fn meta(value: Ipld) -> Meta {
    let Ipld::Map(meta) = value else { panic!("a map") };
    meta
}

fn task(value: Ipld) -> Result<ConfigLayer, ConfigLayerError> {
    ConfigLayer::of_task(&meta(value))
}

/// The place and the rule of a refusal.
#[track_caller]
fn refused(value: Ipld) -> (String, ConfigRule) {
    let error = task(value).expect_err("a refusal");
    (error.at.to_string(), error.rule)
}

fn kind(expected: &'static str, found: &'static str) -> ConfigRule {
    ConfigRule::Field(FieldRule::Kind { expected, found })
}

#[test]
fn the_example_of_the_draft_is_written_as_it_is_read() {
    let written = ipld!({
        "secret": true,
        "check": { "optimistic": { "confirmations": 2, "referee": "did:web:example.com" } },
        "gas": 5000,
        "time": [45, "minutes"],
        "memory": [500, "kilo", "bytes"],
        "disk": [20, "mega", "bytes"]
    });
    let layer = ConfigLayer::read(&written).unwrap();
    assert_eq!(layer.to_ipld(), written);
    assert_eq!(layer.secret, Some(true));
    assert_eq!(layer.work, Gas::new(5000).map(WorkLimit::of_gas));
    assert_eq!(layer.memory.unwrap().to_bytes(), 500_000);
    assert_eq!(layer.disk.unwrap().to_bytes(), 20_000_000);
    assert_eq!(layer.time.unwrap().to_duration().as_secs(), 2700);
}

#[test]
fn null_says_nothing_of_secrecy_and_an_empty_map_nothing_at_all() {
    assert_eq!(ConfigLayer::read(&ipld!({ "secret": null })), Ok(ConfigLayer::EMPTY));
    assert_eq!(ConfigLayer::read(&ipld!({})), Ok(ConfigLayer::EMPTY));
    assert_eq!(task(ipld!({})), Ok(ConfigLayer::EMPTY));
    assert_eq!(ConfigLayer::EMPTY.to_ipld(), ipld!({}));
    assert_eq!(ConfigLayer::EMPTY, ConfigLayer::default());
}

#[test]
fn fuel_is_read_where_the_talks_and_the_invocation_text_have_it() {
    let fuel = |value| task(value).unwrap().work.map(|work| work.fuel());
    assert_eq!(fuel(ipld!({ "fuel": 999_999 })), Some(999_999));
    assert_eq!(fuel(ipld!({ "limits": { "fuel": 10_000 } })), Some(10_000));
    assert_eq!(fuel(ipld!({ "tags": ["demo"], "author": "@expede" })), None);
}

#[test]
fn of_two_limits_on_one_quantity_the_smaller_counts() {
    let both = ipld!({ "fuel": 7, "limits": { "fuel": 5 }, "ipvm/config": { "gas": 1 } });
    assert_eq!(task(both).unwrap().work.unwrap().fuel(), 5);
    let gas = ipld!({ "fuel": 2_000_000, "ipvm/config": { "gas": 1 } });
    assert_eq!(task(gas).unwrap().work.unwrap().fuel(), 1_000_000);
    let limits = ipld!({
        "ipvm/config": {
            "time": [1, "seconds"], "memory": [1, "mega", "bytes"], "disk": [9, "bytes"]
        },
        "limits": { "time": [2, "minutes"], "memory": [1, "kilo", "bytes"], "disk": 10 }
    });
    let layer = task(limits).unwrap();
    assert_eq!(layer.time.unwrap().to_duration().as_secs(), 1);
    assert_eq!(layer.memory.unwrap().to_bytes(), 1_000);
    assert_eq!(layer.disk.unwrap().to_bytes(), 9);
}

#[test]
fn limits_of_the_field_are_bytes_and_milliseconds_and_null_is_none() {
    let written =
        ipld!({ "limits": { "fuel": 3, "memory": 4_096, "time": 100_000, "disk": null } });
    let layer = task(written).unwrap();
    assert_eq!(layer.memory.unwrap().to_bytes(), 4096);
    assert_eq!(layer.time.unwrap().to_duration().as_millis(), 100_000);
    assert_eq!((layer.disk, layer.work.unwrap().fuel()), (None, 3));
}

#[test]
fn refusals_name_the_place_down_to_the_item() {
    let unknown = ConfigRule::Field(FieldRule::Unknown);
    let natural = "a natural number of up to 64 bits";
    let cases = [
        (ipld!({ "ipvm/config": [] }), "/ipvm~1config", kind("map", "list")),
        (ipld!({ "ipvm/config": { "timeout": 1 } }), "/ipvm~1config/timeout", unknown.clone()),
        (
            ipld!({ "ipvm/config": { "secret": "no" } }),
            "/ipvm~1config/secret",
            kind("boolean or null", "string"),
        ),
        (ipld!({ "ipvm/config": { "gas": 1.0 } }), "/ipvm~1config/gas", kind(natural, "float")),
        (
            ipld!({ "ipvm/config": { "gas": -1 } }),
            "/ipvm~1config/gas",
            ConfigRule::Field(FieldRule::Value { expected: natural }),
        ),
        (
            ipld!({ "ipvm/config": { "gas": 18_446_744_073_710_i128 } }),
            "/ipvm~1config/gas",
            ConfigRule::Gas { limit: 18_446_744_073_709, found: 18_446_744_073_710 },
        ),
        (
            ipld!({ "ipvm/config": { "disk": "200GB" } }),
            "/ipvm~1config/disk",
            ConfigRule::Measure(MeasureRule::Kind { found: "string" }),
        ),
        (
            ipld!({ "ipvm/config": { "memory": [1, "kilo", "octets"] } }),
            "/ipvm~1config/memory/2",
            ConfigRule::Measure(MeasureRule::Unit {
                expected: "bits, nibble or bytes",
                found: "octets".into(),
            }),
        ),
        (
            ipld!({ "ipvm/config": { "check": { "consensus": {
                "agents": ["did:web:a", 7], "threshold": 2
            } } } }),
            "/ipvm~1config/check/consensus/agents/1",
            kind("string", "integer"),
        ),
        (
            ipld!({ "ipvm/config": { "check": "trust" } }),
            "/ipvm~1config/check",
            ConfigRule::Verification(VerificationRule::Strategy { found: "trust".into() }),
        ),
        (ipld!({ "fuel": null }), "/fuel", kind(natural, "null")),
        (ipld!({ "limits": 5 }), "/limits", kind("map", "integer")),
        (ipld!({ "limits": { "cpu": 5 } }), "/limits/cpu", unknown.clone()),
        (ipld!({ "limits": { "cpu": null } }), "/limits/cpu", unknown),
        (ipld!({ "limits": { "fuel": "5" } }), "/limits/fuel", kind(natural, "string")),
        (
            ipld!({ "limits": { "time": -5 } }),
            "/limits/time",
            ConfigRule::Field(FieldRule::Value { expected: natural }),
        ),
    ];
    for (value, at, rule) in cases {
        assert_eq!(refused(value), (at.to_owned(), rule));
    }
}

#[test]
fn a_refusal_reads_as_a_clause_with_its_place() {
    let error = task(ipld!({ "ipvm/config": { "time": [5, "fortnights"] } })).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`/ipvm~1config/time/1`: expected seconds, minutes, days, weeks or years, found `fortnights`"
    );
}

proptest! {
    #[test]
    fn what_is_written_beside_a_task_is_read_again(layer in super::cascade::layers()) {
        prop_assert_eq!(ConfigLayer::of_task(&layer.to_meta()), Ok(layer.clone()));
        if layer.work.is_none_or(|work| work.named_fuel().is_none()) {
            prop_assert_eq!(ConfigLayer::read(&layer.to_ipld()), Ok(layer));
        }
    }

    #[test]
    fn no_value_whatever_makes_it_panic(value in values()) {
        let _ = ConfigLayer::read(&value);
        let _ = Verification::read(&value);
        let _ = task(ipld!({ "ipvm/config": value.clone(), "limits": value.clone(), "fuel": value }));
    }
}

/// Values that look a little like configurations.
fn values() -> impl Strategy<Value = Ipld> {
    let words = ["attestation", "optimistic", "did:web:a", "kilo", "k", "bytes", "seconds", "x"];
    let leaf = prop_oneof![
        Just(Ipld::Null),
        any::<bool>().prop_map(Ipld::Bool),
        any::<i64>().prop_map(|number| Ipld::Integer(number.into())),
        proptest::sample::select(words.to_vec()).prop_map(|word| Ipld::String(word.into())),
    ];
    let keys = ["secret", "check", "time", "memory", "disk", "gas", "optimistic", "consensus"];
    let keys = keys.map(String::from).to_vec();
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Ipld::List),
            proptest::collection::btree_map(proptest::sample::select(keys.clone()), inner, 0..4)
                .prop_map(Ipld::Map),
        ]
    })
}
