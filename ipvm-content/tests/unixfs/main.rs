//! Files of UnixFS, by a writer that shares nothing with the reader.

mod limits;
mod read;
mod refused;
mod writer;
