//! Archives: a workflow with all that belongs to it in one file.

mod files;
mod named;
mod parts;
mod people;
mod properties;
mod receipts;
