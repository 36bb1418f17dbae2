//! The locks that stores and workers wait on, from one place.
//!
//! The package `ipvm-runtime-model` compiles the files that import from here a
//! second time, with the locks of a model checker in this module's stead.

pub(crate) use std::sync::{
    Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
};
