//! Runs a scenario under many schedules.

use std::{env, str::FromStr};

use shuttle::{
    Config, Runner,
    scheduler::{PctScheduler, RandomScheduler, Scheduler},
};

/// How many schedules each scheduler tries, unless `IPVM_MODEL_ITERATIONS` says
/// otherwise: a second or two for each scenario, without optimisation.
const ITERATIONS: usize = 2_000;
/// Where the schedulers begin, unless `IPVM_MODEL_SEED` says otherwise. The
/// same seed always tries the same schedules.
const SEED: u64 = 9;
/// Up to how many changes of priority a schedule has, for the scheduler that
/// looks for defects that need few of them in the right places.
const DEPTHS: [usize; 3] = [2, 3, 5];

/// Runs `scenario` under random schedules, and under schedules by priority with
/// a few changes at random points (probabilistic concurrency testing).
///
/// # Panics
///
/// If the scenario panics or its threads wait for each other under one of the
/// schedules. What is printed then has the schedule, which `shuttle::replay`
/// runs again.
pub fn explore(scenario: impl Fn() + Send + Sync + Clone + 'static) {
    let iterations = setting("IPVM_MODEL_ITERATIONS", ITERATIONS);
    let seed = setting("IPVM_MODEL_SEED", SEED);
    run(RandomScheduler::new_from_seed(seed, iterations), scenario.clone());
    for depth in DEPTHS {
        let iterations = iterations.div_ceil(DEPTHS.len());
        run(PctScheduler::new_from_seed(seed, depth, iterations), scenario.clone());
    }
}

fn run(scheduler: impl Scheduler + 'static, scenario: impl Fn() + Send + Sync + 'static) {
    Runner::new(scheduler, Config::new()).run(scenario);
}

/// A number from the environment, which has to be one if it is there.
fn setting<T: FromStr>(name: &str, unless_set: T) -> T {
    match env::var(name) {
        Ok(text) => match text.parse() {
            Ok(number) => number,
            Err(_) => panic!("{name} is {text:?} and should be a number"),
        },
        Err(_) => unless_set,
    }
}
