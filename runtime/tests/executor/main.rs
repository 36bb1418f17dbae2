//! The executor and its engine, from outside, over the store in memory.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod addressed;
mod agents;
mod asking;
mod authority;
mod awaiting;
mod catch;
mod computation;
mod content;
mod effects;
mod engine;
mod follow;
mod limits;
mod lookups;
mod moving;
mod moving_content;
mod moving_mutations;
mod mutations;
mod reexecute;
mod refusals;
mod report;
mod requests;
mod reuse;
mod secrets;
mod spot_check;
mod stage;
mod submit;
mod values;

/// What is kept where.
mod kept {
    pub(crate) use ipvm_runtime::store::MemoryStore as Store;

    pub(crate) trait Empty {
        fn empty() -> Self;
    }

    impl Empty for Store {
        fn empty() -> Self {
            Self::new()
        }
    }
}
