//! What is done for a guest counts as what it does itself.

use std::{thread, time::Duration};

use ipvm_runtime::{
    Cancellation,
    engine::{CallOptions, Ended, EngineConfig, Limits, Profile, Stop},
};

use crate::{
    guests::{NOW, RANDOM_BYTES, component, printing, subscribing},
    stage::{Guest, returned},
};

/// Draws as many bytes as its argument says.
fn drawing() -> String {
    component(&[RANDOM_BYTES], "(call $0 (local.get 0) (i32.const 64)) (local.get 0)")
}

/// Asks for the time for ever.
fn asking() -> String {
    component(&[NOW], "(loop (drop (call $0)) (br 0)) unreachable")
}

#[test]
fn a_call_of_the_host_costs_a_thousand_and_a_random_byte_sixteen() {
    let guest = Guest::new(&drawing());
    let fuel = |count| {
        let execution = guest.easily(count);
        assert_eq!(execution.ended, returned(count));
        execution.fuel.unwrap()
    };
    // The code of the guest itself, and of its `realloc`, which is called for a byte or more.
    assert_eq!(fuel(2) - fuel(1), 16);
    assert_eq!(fuel(1001) - fuel(1), 16_000);
    assert!((1_000..1_050).contains(&fuel(0)), "{}", fuel(0));
}

#[test]
fn four_gigabytes_of_randomness_are_not_even_made() {
    let guest = Guest::new(&drawing());
    for count in [1 << 32, u64::MAX, u64::MAX / 16 + 1] {
        let without_end = Limits::default().with_fuel(1_000_000_000);
        assert_eq!(guest.run(count, without_end).ended, Ended::Stopped(Stop::Fuel), "{count}");
    }
    // With all the fuel there is, there is still no place for them.
    let fuel = Limits::default().with_fuel(u64::MAX - 1);
    let config = EngineConfig::default().with_limits(fuel);
    let guest = Guest::with(&drawing(), config);
    assert_eq!(guest.run(1 << 32, fuel).ended, Ended::Stopped(Stop::Values));
    let little = fuel.with_memory(1 << 20);
    assert_eq!(guest.run((1 << 20) + 1, little).ended, Ended::Stopped(Stop::Values));
}

#[test]
fn what_is_given_to_a_guest_has_to_fit_into_its_memory() {
    let guest = Guest::new(&drawing());
    let limits = Limits::default().with_memory(1 << 20);
    assert_eq!(guest.run(1 << 19, limits).ended, returned(1 << 19));
    assert_eq!(guest.run(1 << 20, limits).ended, Ended::Stopped(Stop::Memory));
}

#[test]
fn a_guest_that_calls_the_host_for_ever_runs_out_of_fuel() {
    let guest = Guest::new(&asking());
    let limits = Limits::default().with_fuel(1_000_000);
    assert_eq!(guest.run(0, limits).ended, Ended::Stopped(Stop::Fuel));
    let guest = Guest::new(&printing());
    assert_eq!(guest.run(u64::MAX, limits).ended, Ended::Stopped(Stop::Fuel));
}

#[test]
fn the_fuel_of_a_call_is_what_it_needs_and_not_one_less() {
    let guest = Guest::new(&drawing());
    let fuel = guest.easily(100).fuel.unwrap();
    let with = |fuel| guest.run(100, Limits::default().with_fuel(fuel)).ended;
    assert_eq!(with(fuel), returned(100));
    for less in [fuel - 1, fuel - 1_000, 1_000, 999, 1, 0] {
        assert_eq!(with(less), Ended::Stopped(Stop::Fuel), "{less}");
    }
}

#[test]
fn without_fuel_time_stops_a_guest_that_calls_the_host_for_ever() {
    let config = EngineConfig::default().with_profile(Profile::Fast);
    for text in [asking(), printing()] {
        let guest = Guest::with(&text, config.clone());
        let limits = Limits::default().with_time(Duration::from_millis(50));
        assert_eq!(guest.run(u64::MAX, limits).ended, Ended::Stopped(Stop::Time));
    }
}

#[test]
fn a_guest_in_the_host_is_called_off() {
    let guest = Guest::new(&asking());
    let cancellation = Cancellation::new();
    let options = CallOptions::new(Limits::default()).with_cancellation(cancellation.clone());
    let ended = thread::scope(|scope| {
        let running = scope.spawn(|| guest.run(0, options).ended);
        thread::sleep(Duration::from_millis(30));
        cancellation.cancel();
        running.join().unwrap()
    });
    assert_eq!(ended, Ended::Stopped(Stop::Cancelled));
}

#[test]
fn handles_of_the_host_are_bounded_and_given_back() {
    assert_eq!(Guest::new(&subscribing(false)).easily(90_000).ended, returned(90_000));
    let ended = Guest::new(&subscribing(false)).easily(200_000).ended;
    assert_eq!(ended, Ended::Stopped(Stop::Handles));
    assert_eq!(Guest::new(&subscribing(true)).easily(200_000).ended, returned(200_000));
}
