//! Reading a strategy.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use ipld_core::ipld::Ipld;
use ucan_core::{Did, FieldRule};

use super::{Consensus, Optimistic, ProofSystem, Verification, VerificationKind, VerificationRule};
use crate::{
    config::{ConfigLayerError, ConfigRule, known_only, natural, required, text},
    kind::{kind, shown},
};

impl Verification {
    /// Reads the value of `check`.
    ///
    /// # Errors
    ///
    /// [`ConfigRule::Verification`] for a broken rule of strategies,
    /// [`ConfigRule::Field`] for a parameter that is missing, unknown or malformed; each
    /// with its place, counted from the value that was given.
    pub fn read(value: &Ipld) -> Result<Self, ConfigLayerError> {
        let (name, parameters) = match value {
            Ipld::String(name) => (name, None),
            Ipld::Map(map) => match map.first_key_value() {
                Some((name, parameters)) if map.len() == 1 => (name, Some(parameters)),
                _ => {
                    let found = map.len();
                    return Err(VerificationRule::OneStrategy { found }.into());
                }
            },
            other => {
                let expected = "strategy: a string or a map";
                return Err(FieldRule::Kind { expected, found: kind(other) }.into());
            }
        };
        let Some(strategy) = VerificationKind::of_name(name) else {
            return Err(VerificationRule::Strategy { found: shown(name) }.into());
        };
        let strategy_name = strategy.name();
        match (strategy, parameters) {
            (VerificationKind::Attestation, None) => Ok(Self::Attestation),
            (VerificationKind::Replay, None) => Ok(Self::Replay),
            (VerificationKind::Attestation | VerificationKind::Replay, Some(_)) => {
                Err(VerificationRule::NoParameters { strategy: strategy_name }.into())
            }
            (_, None) => Err(VerificationRule::Parameters { strategy: strategy_name }.into()),
            (VerificationKind::Optimistic, Some(it)) => optimistic(it).map(Self::Optimistic),
            (VerificationKind::Consensus, Some(it)) => consensus(it).map(Self::Consensus),
            (VerificationKind::Oracle, Some(it)) => oracle(it).map(Self::Oracle),
            (VerificationKind::ZeroKnowledge, Some(it)) => system(it).map(Self::ZeroKnowledge),
        }
        .map_err(|error| if parameters.is_some() { error.under(strategy_name) } else { error })
    }
}

fn parameters(value: &Ipld) -> Result<&BTreeMap<String, Ipld>, ConfigLayerError> {
    match value {
        Ipld::Map(map) => Ok(map),
        other => Err(FieldRule::Kind { expected: "map", found: kind(other) }.into()),
    }
}

fn optimistic(value: &Ipld) -> Result<Optimistic, ConfigLayerError> {
    let map = parameters(value)?;
    known_only(map, &["confirmations", "referee"])?;
    let confirmations = required(map, "confirmations", natural)?;
    let referee = required(map, "referee", did)?;
    Optimistic::new(confirmations, referee)
        .map_err(|rule| ConfigLayerError::from(rule).under("confirmations"))
}

fn consensus(value: &Ipld) -> Result<Consensus, ConfigLayerError> {
    let map = parameters(value)?;
    known_only(map, &["agents", "threshold"])?;
    let agents = required(map, "agents", dids)?;
    let threshold = match map.get("threshold") {
        None => None,
        Some(value) => Some(natural(value).map_err(|error| error.under("threshold"))?),
    };
    Consensus::new(agents, threshold).map_err(|rule| {
        let threshold = matches!(rule, VerificationRule::Threshold { .. });
        ConfigLayerError::from(rule).under(if threshold { "threshold" } else { "agents" })
    })
}

fn oracle(value: &Ipld) -> Result<Did, ConfigLayerError> {
    let map = parameters(value)?;
    known_only(map, &["did"])?;
    required(map, "did", did)
}

fn system(value: &Ipld) -> Result<ProofSystem, ConfigLayerError> {
    let name = text(value)?;
    [ProofSystem::Groth16, ProofSystem::Nova, ProofSystem::Nova2]
        .into_iter()
        .find(|system| system.name() == name)
        .ok_or_else(|| VerificationRule::System { found: shown(name) }.into())
}

fn did(value: &Ipld) -> Result<Did, ConfigLayerError> {
    text(value)?.parse().map_err(|error| ConfigRule::Field(FieldRule::Did(error)).into())
}

fn dids(value: &Ipld) -> Result<Vec<Did>, ConfigLayerError> {
    let Ipld::List(items) = value else {
        return Err(FieldRule::Kind { expected: "list", found: kind(value) }.into());
    };
    let read = |(index, item)| did(item).map_err(|error| error.at_index(index));
    items.iter().enumerate().map(read).collect()
}
