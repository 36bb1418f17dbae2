//! What a plan says of a workflow before anything runs.

mod authority;
mod config;
mod forms;
mod people;
mod prediction;
mod printing;
mod properties;
mod stages;
mod warnings;
