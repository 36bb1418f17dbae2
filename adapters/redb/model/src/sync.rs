//! The model checker's locks, queues and threads, where the adapter has the
//! standard library's.

pub(crate) use shuttle::{
    sync::{Mutex, MutexGuard, PoisonError, atomic, mpsc},
    thread,
};
