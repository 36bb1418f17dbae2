//! Types, values and arguments of the mapping between IPLD and WIT.

use super::{ErrorName, error};

const MAPPING: &str = "IPLD-WIT mapping";

pub(super) const ALL: &[ErrorName] = &[
    error("WitTypeText", "The text is no type, or no signature.", MAPPING),
    error("WitTypeTooDeep", "The type has more levels than is allowed.", MAPPING),
    error(
        "WitTypeTooLarge",
        "The signature has more types, fields, cases and labels than is allowed.",
        MAPPING,
    ),
    error("WitTypeEmpty", "A type of several parts has none.", MAPPING),
    error("WitTypeTooManyFlags", "A flags type has more than 32 flags.", "Component model, flags"),
    error("WitTypeName", "A name is not in kebab case.", "Component model, names"),
    error(
        "WitTypeDuplicateName",
        "Two parts of a type have the same name, their case aside.",
        "Component model, names",
    ),
    error("WitTypeMapKey", "The keys of a map are of a type that keys cannot be of.", MAPPING),
    error("WitText", "The text is no WIT.", "Component model, WIT"),
    error("WitUnsupportedType", "A type of the signature has no IPLD data.", MAPPING),
    error(
        "WitNotEnabled",
        "A type of the signature has IPLD data only where the profile says so.",
        MAPPING,
    ),
    error("WitArgumentCount", "There are more or fewer arguments than parameters.", MAPPING),
    error("WitKind", "The data is of a kind that no value of the type is.", MAPPING),
    error("WitIntegerRange", "An integer is outside of the type.", MAPPING),
    error("WitInexactFloat", "A number is none that the float type holds exactly.", MAPPING),
    error("WitFloatNotCanonical", "A float is NaN, infinite or minus zero.", MAPPING),
    error("WitNonFinite", "A float is not finite, where the profile wants finite ones.", MAPPING),
    error("WitNotOneChar", "A string for a char is not one Unicode scalar value.", MAPPING),
    error("WitLength", "A list or bytes have another length than the type.", MAPPING),
    error("WitMissingField", "A field of a record is not there.", MAPPING),
    error("WitUnexpectedField", "A map for a record has a key that is no field.", MAPPING),
    error("WitEntryCount", "A map for a variant or a result has not exactly one key.", MAPPING),
    error("WitUnknownCase", "The key of a map is no case, or no branch.", MAPPING),
    error("WitUnknownLabel", "A string is no label of the enum or the flags.", MAPPING),
    error("WitFlagOrder", "Flags are not in the order of the type, or stand twice.", MAPPING),
    error("WitDuplicateKey", "A map has a key twice.", MAPPING),
    error("WitKeyOrder", "The pairs of a map are not in the order of their keys.", MAPPING),
    error("WitContentUnavailable", "The content of a content handle is not at hand.", MAPPING),
    error("WitBudget", "The data is larger than the caller allows.", MAPPING),
    error(
        "ArgumentSyntax",
        "The text of an argument ends too soon or too late, or goes on with what cannot stand \
         there.",
        MAPPING,
    ),
    error("ArgumentNumber", "A number in the text is none that the type holds.", MAPPING),
    error(
        "ArgumentName",
        "A name in the text is none of the type, stands twice, or is missing.",
        MAPPING,
    ),
    error(
        "ArgumentShape",
        "Something in the text has more or fewer parts than the type says.",
        MAPPING,
    ),
    error("ArgumentAmbiguous", "A text could mean nothing, or a case with that name.", MAPPING),
    error("ArgumentLink", "The text of a link is no CID.", MAPPING),
    error("ArgumentBase64", "The text of bytes is not base64 without padding.", MAPPING),
];
