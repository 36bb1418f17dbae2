//! The deterministic WASI.

use super::{ErrorName, error};

pub(super) const ALL: &[ErrorName] = &[
    error(
        "WasiImportMissing",
        "A function or a resource is imported that is not offered.",
        "ruling O62",
    ),
    error("WasiImportType", "What is imported is offered, with another type.", "ruling O62"),
    error("WasiTrap", "The guest was ended by a trap.", "rulings O62, O64 and O65"),
];
