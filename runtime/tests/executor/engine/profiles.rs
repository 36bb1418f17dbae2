//! The two profiles, and what tells them apart.

use std::{fs, time::Duration};

use ipvm_runtime::engine::{CodeCache, Ended, Engine, EngineConfig, Limits, Profile, Stop};
use ipvm_task::{ComputationKey, computation_key};

use super::{
    code_cache::entries,
    guest::{Guest, component},
    numbers, returned,
};
use crate::stage::{NUMBERS, number};

fn fast() -> EngineConfig {
    EngineConfig::default().with_profile(Profile::Fast)
}

#[test]
fn the_deterministic_profile_is_the_default_and_each_has_its_own_name() {
    let name = |config| Engine::new(config, None).unwrap().profile();
    assert_eq!(name(EngineConfig::default()), "ipvm-deterministic-1");
    assert_eq!(name(fast()), "ipvm-fast-1");
    let key = |profile: Profile| {
        computation_key(ComputationKey {
            module: numbers().cid(),
            function: "add-one",
            params: vec![number(1)],
            profile: profile.id(),
        })
        .unwrap()
    };
    assert_ne!(key(Profile::Deterministic), key(Profile::Fast));
}

#[test]
fn under_the_fast_profile_no_fuel_is_counted() {
    let guest = Guest::with(NUMBERS, fast());
    let none = Limits::default().with_fuel(0);
    let executed = guest.execute("add-one", 41, none);
    assert_eq!((executed.ended, executed.fuel), (returned(&number(42)), None));
    // What would have stopped it by fuel goes on until the time is up.
    let short = none.with_time(Duration::from_millis(30));
    assert_eq!(guest.run("spin", 0, short), Ended::Stopped(Stop::Time));
}

#[test]
fn under_the_fast_profile_every_other_limit_holds() {
    let guest = Guest::with(NUMBERS, fast());
    let two_pages = Limits::default().with_memory(2 << 16);
    assert_eq!(guest.run("grow", 1, two_pages), returned(&number(1)));
    assert_eq!(guest.run("grow", 2, two_pages), Ended::Stopped(Stop::Memory));
    assert_eq!(guest.easily("grow", 3), returned(&number(-1)));
    assert_eq!(guest.easily("deep", 0), Ended::Stopped(Stop::Stack));
    assert!(matches!(guest.easily("half", 7), Ended::Returned(_)));
}

#[test]
fn a_nan_has_one_form_under_the_deterministic_profile() {
    // The root of what is less than zero, and infinity less itself, as the processor has them.
    let code = r#"
        (func (export "bits") (param i32) (result i32)
          (i32.reinterpret_f32 (f32.sqrt (f32.convert_i32_s (local.get 0)))))
        (func (export "more-bits") (param i32) (result i32)
          (local $x f32)
          (local.set $x (f32.div (f32.convert_i32_s (local.get 0)) (f32.const 0)))
          (i32.reinterpret_f32 (f32.sub (local.get $x) (local.get $x))))"#;
    let text = component(code, &["bits", "more-bits"]);
    let guest = Guest::new(&text);
    for name in ["bits", "more-bits"] {
        assert_eq!(guest.easily(name, -1), returned(&number(0x7fc0_0000)), "{name}");
    }
    // Otherwise it is a NaN, and that is all.
    let guest = Guest::with(&text, fast());
    for name in ["bits", "more-bits"] {
        let ended = guest.easily(name, -1);
        let nan = [0x7fc0_0000, -0x40_0000].map(|bits| returned(&number(bits)));
        assert!(nan.contains(&ended), "{ended:?}");
    }
}

#[test]
fn compiled_code_of_the_two_is_kept_apart() {
    let folder = tempfile::tempdir().unwrap();
    let engine = |config: EngineConfig| {
        let cache = CodeCache::open(folder.path().join("code"), [1; 32]).unwrap();
        Engine::new(config, Some(cache)).unwrap()
    };
    let spin = |engine: &Engine| {
        let component = engine.load(&numbers()).unwrap();
        let spin = component.function("spin").unwrap();
        let limits = Limits::default().with_fuel(1_000).with_time(Duration::from_millis(30));
        engine.call(&component, &spin, &super::params([number(0)]), &limits).unwrap().ended
    };
    for _ in 0..2 {
        // Each counts what it counts, whoever's code was there first.
        assert_eq!(spin(&engine(EngineConfig::default())), Ended::Stopped(Stop::Fuel));
        assert_eq!(spin(&engine(fast())), Ended::Stopped(Stop::Time));
        assert_eq!(entries(folder.path()).len(), 2);
    }

    // Somebody who may write there names the code of one for the other.
    let kept = entries(folder.path());
    let [one, other] = [&kept[0], &kept[1]].map(|path| fs::read(path).unwrap());
    fs::write(&kept[0], &other).unwrap();
    fs::write(&kept[1], &one).unwrap();
    for config in [EngineConfig::default(), fast()] {
        assert!(engine(config).load(&numbers()).is_err());
    }
}
