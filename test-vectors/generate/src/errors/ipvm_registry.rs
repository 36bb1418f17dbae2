//! Names, versions, and who says what they are.

use super::{ErrorName, error};

pub(super) const ALL: &[ErrorName] = &[
    error("RegistryName", "A text is no name of a package.", "ruling O83"),
    error("RegistryPackage", "A text does not begin with an owner and a slash.", "ruling O83"),
    error(
        "RegistryVersion",
        "A text is no version in full, or no range of which each part has an operator, or it is too \
         long.",
        "Semantic Versioning; ruling O83",
    ),
    error("RegistryBuildMetadata", "A version or a range has build metadata.", "ruling O83"),
    error("RegistryCommand", "An invocation is neither a release nor a yank.", "ruling O83"),
    error("RegistryAudience", "An assertion has an audience but its owner.", "ruling O83"),
    error(
        "RegistryArgument",
        "An argument of an assertion is missing, of the wrong kind, or not known.",
        "ruling O83",
    ),
    error(
        "RegistryComponent",
        "A component is not named by a CIDv1 of plain bytes with sha2-256.",
        "ruling O83",
    ),
    error("RegistryTooLong", "The WIT or the reason is too long.", "ruling O83"),
    error("RegistryUnknown", "The owner says nothing of the name.", "ruling O84"),
    error("RegistryNoMatch", "No version was released that is allowed.", "ruling O84"),
    error("RegistryYanked", "Every version in the range was yanked.", "ruling O84"),
    error("RegistryConflict", "The version is said to be several things.", "ruling O84"),
    error("InterfaceOtherBlock", "The block is not the component of the release.", "ruling O84"),
    error("InterfaceWit", "The WIT of a release is none, or has not one world.", "ruling O84"),
    error("InterfaceComponent", "The bytes are no component.", "ruling O84"),
    error("InterfaceMissing", "The component lacks a function of the WIT.", "ruling O84"),
    error("InterfaceUndeclared", "The WIT lacks a function of the component.", "ruling O84"),
    error("InterfaceSignature", "A function has other types than the WIT says.", "ruling O84"),
    error("InterfaceBeyond", "A function has types that are no data.", "ruling O84"),
];
