//! Tasks that are received, run and attested to.

use super::{ErrorName, error};

/// What is wrong with tokens, chains and arguments is reported under the names of those.
pub(super) const ALL: &[ErrorName] = &[
    error("FaultTrap", "The guest was ended by a trap.", "ruling O40"),
    error("FaultLimitReached", "A limit of the task or of the executor ended it.", "ruling I8"),
    error("FaultEngineGaveUp", "The call ended without a result and without a trap.", "ruling O16"),
    error("NoSuchFunction", "The component has no function of this name.", WASM),
    error("NotAComponent", "The program is no component.", WASM),
    error("ContentNotHere", "Content that is needed is not at hand.", "rulings I8 and O6"),
    error("ContentNotPermitted", "Content that is needed may not be read.", "rulings I11 and O75"),
    error("NoHandler", "Nothing here runs this command.", "ruling P9"),
    error(
        "PromiseOfUnknown",
        "A task is awaited that is not known here.",
        "UCAN Promise, Resolution",
    ),
];

const WASM: &str = "UCAN Invocation, Inline WebAssembly";
