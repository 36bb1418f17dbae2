//! The neutral names of errors.

use std::fmt;

use ipvm_conformance::{Fault, Refusal};
use ipvm_task::{
    ConfigLayerError, ConfigRule, MeasureRule, Mismatch, ModuleError, OfferError, PriceError,
    RequestError, VerificationRule, WasmCallError,
};
use ucan_core::{ChainError, FieldRule};

const UNNAMED: Fault = Fault::Invariant("an error that no case can show");

pub(crate) fn of_measure(rule: &MeasureRule, error: &impl fmt::Display) -> Result<Refusal, Fault> {
    Ok(Refusal::new(measure(rule)?, error))
}

const fn measure(rule: &MeasureRule) -> Result<&'static str, Fault> {
    Ok(match rule {
        MeasureRule::Kind { .. } => "MeasureKind",
        MeasureRule::Length { .. } => "MeasureLength",
        MeasureRule::Magnitude { .. } => "MeasureMagnitude",
        MeasureRule::Prefix { .. } => "MeasurePrefix",
        MeasureRule::Unit { .. } => "MeasureUnit",
        MeasureRule::Overflow => "MeasureOverflow",
        _ => return Err(UNNAMED),
    })
}

pub(crate) fn of_config(error: &ConfigLayerError) -> Result<Refusal, Fault> {
    let name = match &error.rule {
        ConfigRule::Field(rule) => match rule {
            FieldRule::Command(_) => "ConfigCommand",
            FieldRule::Did(_) => "ConfigDid",
            FieldRule::Kind { .. } | FieldRule::Value { .. } => "ConfigField",
            FieldRule::Missing => "ConfigMissing",
            FieldRule::Unknown => "ConfigUnknown",
            _ => return Err(UNNAMED),
        },
        ConfigRule::Gas { .. } => "ConfigGas",
        ConfigRule::Measure(rule) => measure(rule)?,
        ConfigRule::Price(PriceError::Overflow) => "MeasureOverflow",
        ConfigRule::Price(PriceError::Unit { .. }) => "ConfigPrice",
        ConfigRule::Verification(rule) => verification(rule)?,
        _ => return Err(UNNAMED),
    };
    Ok(Refusal::new(name, error))
}

const fn verification(rule: &VerificationRule) -> Result<&'static str, Fault> {
    Ok(match rule {
        VerificationRule::NoAgents => "CheckNoAgents",
        VerificationRule::NoConfirmations => "CheckConfirmations",
        VerificationRule::OneStrategy { .. } => "CheckStrategies",
        VerificationRule::Parameters { .. } | VerificationRule::NoParameters { .. } => {
            "CheckParameters"
        }
        VerificationRule::RepeatedAgent { .. } => "CheckRepeatedAgent",
        VerificationRule::Strategy { .. } => "CheckUnknown",
        VerificationRule::System { .. } => "CheckProofSystem",
        VerificationRule::Threshold { .. } => "CheckThreshold",
        _ => return Err(UNNAMED),
    })
}

pub(crate) fn of_module(error: &ModuleError) -> Result<Refusal, Fault> {
    let name = match error {
        ModuleError::Base64 => "ModuleBase64",
        ModuleError::Cid => "ModuleCid",
        ModuleError::Kind => "ModuleKind",
        ModuleError::Path => "ModulePath",
        ModuleError::Scheme { .. } => "ModuleScheme",
        _ => return Err(UNNAMED),
    };
    Ok(Refusal::new(name, error))
}

pub(crate) fn of_call(error: &WasmCallError) -> Result<Refusal, Fault> {
    let name = match error {
        WasmCallError::Module(error) => return of_module(error),
        WasmCallError::Field(error) => match &error.rule {
            FieldRule::Kind { .. } | FieldRule::Value { .. } => "CallArgument",
            FieldRule::Missing => "CallMissing",
            FieldRule::Unknown => "CallUnknown",
            _ => return Err(UNNAMED),
        },
        _ => return Err(UNNAMED),
    };
    Ok(Refusal::new(name, error))
}

pub(crate) fn of_request(error: &RequestError) -> Result<Refusal, Fault> {
    let name = match error {
        RequestError::Arguments { .. } => "EffectsArguments",
        RequestError::ArgumentsNotMap { .. } => "EffectsArgumentsNotMap",
        RequestError::ArgumentsPromised { .. } => "EffectsArgumentsPromised",
        RequestError::Command { .. } => "EffectsCommand",
        RequestError::ForeignPromise { .. } => "EffectsForeignPromise",
        RequestError::NonceTooLong { .. } => "EffectsNonce",
        RequestError::NotATaskId { .. } => "EffectsNotATask",
        RequestError::Repeated { .. } => "EffectsRequestedTwice",
        RequestError::Shape => "EffectsShape",
        RequestError::Subject { .. } => "EffectsSubject",
        RequestError::TooMany { .. } => "EffectsTooMany",
        _ => return Err(UNNAMED),
    };
    Ok(Refusal::new(name, error))
}

pub(crate) fn of_offer(error: &OfferError) -> Result<Refusal, Fault> {
    let name = match error {
        OfferError::Audience { .. } => "OfferAudience",
        OfferError::Chain(ChainError::Expired { .. }) => "Expired",
        OfferError::Chain(ChainError::NoProofs) => "InvalidClaim",
        OfferError::Command { .. } => "OfferNotOne",
        OfferError::NoExpiration => "OfferWithoutEnd",
        OfferError::Terms(error) => return of_config(error),
        _ => return Err(UNNAMED),
    };
    Ok(Refusal::new(name, error))
}

pub(crate) fn of_mismatch(mismatch: &Mismatch) -> Result<Refusal, Fault> {
    let name = match mismatch {
        Mismatch::NotValid { .. } => "UnfitTime",
        Mismatch::Command { .. } => "UnfitCommand",
        Mismatch::Limit { .. } => "UnfitLimit",
        Mismatch::Check { .. } => "UnfitCheck",
        Mismatch::NoPart { .. } => "UnfitPart",
        Mismatch::NotTrusted { .. } => "UnfitTrust",
        Mismatch::Label { .. } => "UnfitLabel",
        Mismatch::PriceUnit { .. } => "UnfitPriceUnit",
        Mismatch::Price { .. } => "UnfitPrice",
        Mismatch::DataElsewhere { .. } => "UnfitData",
        _ => return Err(UNNAMED),
    };
    Ok(Refusal::new(name, mismatch))
}
