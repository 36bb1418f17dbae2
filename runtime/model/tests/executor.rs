//! Workers of one executor under every rule.

use ipvm_runtime_model::{
    executor::a_task_is_run_by_one_worker, explore::explore, store::EffectClass,
};

#[test]
fn a_pure_task_is_run_by_one_worker() {
    explore(|| a_task_is_run_by_one_worker(EffectClass::Pure));
}

#[test]
fn a_mutation_is_run_by_one_worker() {
    explore(|| a_task_is_run_by_one_worker(EffectClass::Mutation));
}
