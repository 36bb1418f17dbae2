//! The locks, queues and threads that claims and the writer wait on, from one
//! place.
//!
//! The package `ipvm-redb-model` compiles the files that import from here a
//! second time, with those of a model checker in this module's stead.

pub(crate) use std::{
    sync::{Mutex, MutexGuard, PoisonError, atomic, mpsc},
    thread,
};
