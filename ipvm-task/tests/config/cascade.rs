//! Layers above each other.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    Cascade, ConfigLayer, Gas, InfoUnit, Measure, Origin, SiPrefix, TaskConfig, TimeUnit,
    Verification, WorkLimit,
};
use proptest::prelude::*;

fn layer(value: Ipld) -> ConfigLayer {
    ConfigLayer::read(&value).unwrap()
}

#[test]
fn every_field_is_as_the_highest_layer_says_that_says_anything() {
    let seconds = |n: i128| ipld!([n, "seconds"]);
    let system = layer(ipld!({ "time": seconds(1), "gas": 1, "disk": [1, "bytes"] }));
    let global = layer(ipld!({ "time": seconds(2), "gas": 2, "memory": [2, "bytes"] }));
    let defaults = layer(ipld!({ "time": seconds(3), "check": "replay" }));
    let task = layer(ipld!({ "time": seconds(4), "secret": false }));
    let cascade =
        Cascade::new(task).with_defaults(defaults).with_global(global).with_system(system);
    let config = cascade.resolve();
    assert_eq!(config.time.to_duration().as_secs(), 4);
    assert_eq!(config.work.fuel(), 2_000_000);
    assert_eq!(config.memory.to_bytes(), 2);
    assert_eq!(config.disk.to_bytes(), 1);
    assert_eq!(config.check, Verification::Replay);
    assert_eq!(config.secret, Some(false));

    let explained = cascade.explain();
    assert_eq!(explained.time.origin, Origin::Task);
    assert_eq!(explained.secret.origin, Origin::Task);
    assert_eq!(explained.check.origin, Origin::Defaults);
    assert_eq!(explained.memory.origin, Origin::Global);
    assert_eq!(explained.work.origin, Origin::Global);
    assert_eq!(explained.disk.origin, Origin::System);
}

#[test]
fn nobody_says_anything_and_a_task_of_ordinary_size_can_run() {
    let config = Cascade::default().resolve();
    assert_eq!(config, TaskConfig::system_default());
    assert_eq!(config.check, Verification::Attestation);
    assert_eq!(config.time.to_ipld(), ipld!([5, "minutes"]));
    assert_eq!(config.memory.to_ipld(), ipld!([1, "giga", "bytes"]));
    assert_eq!(config.disk.to_ipld(), ipld!([10, "mega", "bytes"]));
    // To blur a photograph of two megabytes has been measured at 7,223,515,987.
    assert_eq!(config.work.fuel(), 500_000_000_000);
    assert_eq!(config.secret, None);
    assert_eq!(Cascade::default().explain().work.origin, Origin::BuiltIn);
    assert_eq!(Cascade::new(ConfigLayer::system_default()).resolve(), config);
}

#[test]
fn a_task_that_limits_its_fuel_is_not_held_to_another_s_gas() {
    let task = ConfigLayer::EMPTY.with_work(WorkLimit::of_fuel(10_000_000));
    let cascade = Cascade::new(task).with_defaults(layer(ipld!({ "gas": 1 })));
    assert_eq!(cascade.resolve().work.fuel(), 10_000_000);
}

#[test]
fn null_does_not_undo_what_a_lower_layer_says_of_secrecy() {
    let cascade = Cascade::new(layer(ipld!({ "secret": null })))
        .with_defaults(layer(ipld!({ "secret": true })));
    assert_eq!(cascade.resolve().secret, Some(true));
    let cascade = Cascade::new(layer(ipld!({ "secret": false })))
        .with_defaults(layer(ipld!({ "secret": true })));
    assert_eq!(cascade.resolve().secret, Some(false));
}

#[test]
fn an_explanation_has_a_line_for_every_field() {
    let task = layer(ipld!({ "gas": 200, "time": [500, "m", "seconds"] }));
    let shown = Cascade::new(task).explain().to_string();
    assert_eq!(
        shown,
        "secret: not said (built in)\n\
         check: attestation by a trusted executor (built in)\n\
         time: 500 m seconds = 500ms (task)\n\
         memory: 1 giga bytes = 1000000000 bytes (built in)\n\
         disk: 10 mega bytes = 10000000 bytes (built in)\n\
         work: 200 gas = 200000000 fuel (task)"
    );
}

pub(crate) fn layers() -> impl Strategy<Value = ConfigLayer> {
    let prefixes = [None, Some(SiPrefix::Milli), Some(SiPrefix::Kilo), Some(SiPrefix::Exa)];
    let prefix = proptest::sample::select(prefixes.to_vec());
    let size = (any::<u16>(), prefix.clone())
        .prop_map(|(n, prefix)| Measure::new(n.into(), prefix, InfoUnit::Bytes).unwrap());
    let time = (any::<u16>(), prefix)
        .prop_map(|(n, prefix)| Measure::new(n.into(), prefix, TimeUnit::Minutes).unwrap());
    let check = proptest::sample::select(vec![Verification::Attestation, Verification::Replay]);
    let work = (any::<u32>(), any::<u64>(), 0..3).prop_map(|(gas, fuel, which)| {
        let gas = WorkLimit::of_gas(Gas::new(gas.into()).unwrap());
        match which {
            0 => gas,
            1 => WorkLimit::of_fuel(fuel),
            _ => gas.and(WorkLimit::of_fuel(fuel)),
        }
    });
    let option = proptest::option::of::<BoxedStrategy<bool>>;
    (
        option(any::<bool>().boxed()),
        proptest::option::of(check),
        proptest::option::of(time),
        proptest::option::of(size.clone()),
        proptest::option::of(size),
        proptest::option::of(work),
    )
        .prop_map(|(secret, check, time, memory, disk, work)| {
            let mut layer = ConfigLayer::EMPTY;
            layer.secret = secret;
            layer.check = check;
            layer.time = time;
            layer.memory = memory;
            layer.disk = disk;
            layer.work = work;
            layer
        })
}

proptest! {
    #[test]
    fn it_does_not_matter_which_layers_are_put_together_first(
        a in layers(), b in layers(), c in layers(),
    ) {
        let left = a.clone().over(b.clone()).over(c.clone());
        prop_assert_eq!(left, a.over(b.over(c)));
    }

    #[test]
    fn the_empty_layer_is_the_least_and_changes_nothing(a in layers()) {
        prop_assert_eq!(a.clone().over(ConfigLayer::EMPTY), a.clone());
        prop_assert_eq!(ConfigLayer::EMPTY.over(a.clone()), a.clone());
        prop_assert_eq!(a.clone().over(a.clone()), a);
    }

    #[test]
    fn the_layers_of_a_task_are_put_together_by_that_operation(
        task in layers(), defaults in layers(), global in layers(), system in layers(),
    ) {
        let cascade = Cascade::new(task.clone())
            .with_defaults(defaults.clone())
            .with_global(global.clone())
            .with_system(system.clone());
        let together = task.over(defaults).over(global).over(system);
        prop_assert_eq!(cascade.resolve(), Cascade::new(together).resolve());
    }
}
