//! The terms of an offer.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Command, FieldRule};
use ucan_invocation::Arguments;

use crate::{
    config::{ConfigLayer, ConfigLayerError, ConfigRule, TaskConfig, known_only, required, text},
    kind::{kind, shown},
    price::Price,
    verification::{VerificationKind, VerificationRule},
};

/// What an executor offers. What it does not say it does not offer: without data it
/// holds none, without checks it attests, and its limits are those of
/// [`TaskConfig::system_default`]. Without a price it is free.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Terms {
    /// The commands that it has handlers for.
    pub commands: BTreeSet<Command>,
    /// The modules that it has ready.
    pub modules: BTreeSet<Cid>,
    /// The content that it holds.
    pub data: BTreeSet<Cid>,
    /// The limits that it grants: `time`, `memory`, `disk` and `work` of a layer. The
    /// rest of the layer is not written.
    pub limits: ConfigLayer,
    /// The strategies of verification that it takes part in, if they are not only
    /// attestation.
    pub checks: BTreeSet<VerificationKind>,
    /// The price of one unit of gas.
    pub price: Option<Price>,
    /// Anything else, by which tasks may choose: `region`, `arch`.
    pub labels: BTreeMap<String, String>,
}

impl Terms {
    /// Terms for these commands.
    pub fn new(commands: impl IntoIterator<Item = Command>) -> Self {
        Self { commands: commands.into_iter().collect(), ..Self::default() }
    }

    /// With modules that are ready.
    #[must_use]
    pub fn with_modules(mut self, modules: impl IntoIterator<Item = Cid>) -> Self {
        self.modules.extend(modules);
        self
    }

    /// With content that is held.
    #[must_use]
    pub fn with_data(mut self, data: impl IntoIterator<Item = Cid>) -> Self {
        self.data.extend(data);
        self
    }

    /// With limits.
    #[must_use]
    pub fn with_limits(mut self, limits: ConfigLayer) -> Self {
        self.limits = ConfigLayer { secret: None, check: None, ..limits };
        self
    }

    /// With strategies of verification.
    #[must_use]
    pub fn with_checks(mut self, checks: impl IntoIterator<Item = VerificationKind>) -> Self {
        self.checks.extend(checks);
        self
    }

    /// With a price.
    #[must_use]
    pub fn with_price(mut self, price: Price) -> Self {
        self.price = Some(price);
        self
    }

    /// With a label.
    #[must_use]
    pub fn with_label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }

    /// Whether it takes part in this strategy.
    #[must_use]
    pub fn takes_part_in(&self, check: VerificationKind) -> bool {
        if self.checks.is_empty() {
            return check == VerificationKind::Attestation;
        }
        self.checks.contains(&check)
    }

    /// The limits, with the system's for those that are not named.
    #[must_use]
    pub fn granted(&self) -> TaskConfig {
        crate::config::Cascade::new(self.limits.clone()).resolve()
    }

    /// Reads the arguments of an offer, `{commands, modules?, data?, limits?, checks?,
    /// price?, labels?}`.
    ///
    /// # Errors
    ///
    /// [`ConfigLayerError`] for the first field, by name, that is missing, unknown or
    /// malformed.
    pub fn read(args: &Arguments) -> Result<Self, ConfigLayerError> {
        let keys = ["checks", "commands", "data", "labels", "limits", "modules", "price"];
        known_only(args, &keys)?;
        Ok(Self {
            commands: required(args, "commands", commands)?,
            modules: optional(args, "modules", links)?,
            data: optional(args, "data", links)?,
            limits: optional(args, "limits", limits)?,
            checks: optional(args, "checks", checks)?,
            price: optional(args, "price", |value| Price::read(value).map(Some))?,
            labels: optional(args, "labels", labels)?,
        })
    }

    /// The arguments of an offer; what is empty is left out.
    #[must_use]
    pub fn to_args(&self) -> Arguments {
        let text = |text: &str| Ipld::String(text.into());
        let links =
            |cids: &BTreeSet<Cid>| Ipld::List(cids.iter().copied().map(Ipld::Link).collect());
        let commands = self.commands.iter().map(|command| text(command.as_str())).collect();
        let mut args = Arguments::from([("commands".into(), Ipld::List(commands))]);
        let mut add = |key: &str, there: bool, value: Ipld| {
            if there {
                args.insert(key.into(), value);
            }
        };
        add("modules", !self.modules.is_empty(), links(&self.modules));
        add("data", !self.data.is_empty(), links(&self.data));
        let limits = ConfigLayer { secret: None, check: None, ..self.limits.clone() };
        add("limits", limits != ConfigLayer::EMPTY, write_limits(&limits));
        let checks = self.checks.iter().map(|check| text(check.name())).collect();
        add("checks", !self.checks.is_empty(), Ipld::List(checks));
        let labels = self.labels.iter().map(|(key, value)| (key.clone(), text(value))).collect();
        add("labels", !self.labels.is_empty(), Ipld::Map(labels));
        if let Some(price) = &self.price {
            args.insert("price".into(), price.to_ipld());
        }
        args
    }
}

/// Limits in the form in which `meta.limits` has them, which can also say fuel.
fn write_limits(limits: &ConfigLayer) -> Ipld {
    let mut map = match limits.to_ipld() {
        Ipld::Map(map) => map,
        _ => BTreeMap::new(),
    };
    if let Some(fuel) = limits.work.and_then(|work| work.named_fuel()) {
        map.insert("fuel".into(), Ipld::Integer(fuel.into()));
    }
    Ipld::Map(map)
}

fn limits(value: &Ipld) -> Result<ConfigLayer, ConfigLayerError> {
    let mut layer = ConfigLayer::EMPTY;
    layer.read_limits(value)?;
    Ok(layer)
}

fn optional<T: Default>(
    args: &Arguments,
    key: &str,
    read: impl FnOnce(&Ipld) -> Result<T, ConfigLayerError>,
) -> Result<T, ConfigLayerError> {
    match args.get(key) {
        Some(value) => read(value).map_err(|error| error.under(key)),
        None => Ok(T::default()),
    }
}

fn items<T>(
    value: &Ipld,
    read: impl Fn(&Ipld) -> Result<T, ConfigLayerError>,
) -> Result<Vec<T>, ConfigLayerError> {
    let Ipld::List(items) = value else {
        return Err(FieldRule::Kind { expected: "list", found: kind(value) }.into());
    };
    let read = |(index, item)| read(item).map_err(|error| error.at_index(index));
    items.iter().enumerate().map(read).collect()
}

fn commands(value: &Ipld) -> Result<BTreeSet<Command>, ConfigLayerError> {
    let command = |item: &Ipld| {
        let command: Result<Command, _> = text(item)?.parse();
        command.map_err(|error| ConfigRule::Field(FieldRule::Command(error)).into())
    };
    let commands: BTreeSet<Command> = items(value, command)?.into_iter().collect();
    if commands.is_empty() {
        return Err(FieldRule::Value { expected: "at least one command" }.into());
    }
    Ok(commands)
}

fn links(value: &Ipld) -> Result<BTreeSet<Cid>, ConfigLayerError> {
    let link = |item: &Ipld| match item {
        Ipld::Link(cid) => Ok(*cid),
        other => Err(FieldRule::Kind { expected: "link", found: kind(other) }.into()),
    };
    Ok(items(value, link)?.into_iter().collect())
}

fn checks(value: &Ipld) -> Result<BTreeSet<VerificationKind>, ConfigLayerError> {
    let check = |item: &Ipld| {
        let name = text(item)?;
        VerificationKind::of_name(name)
            .ok_or_else(|| VerificationRule::Strategy { found: shown(name) }.into())
    };
    let checks: BTreeSet<VerificationKind> = items(value, check)?.into_iter().collect();
    if checks.is_empty() {
        return Err(FieldRule::Value { expected: "at least one strategy" }.into());
    }
    Ok(checks)
}

fn labels(value: &Ipld) -> Result<BTreeMap<String, String>, ConfigLayerError> {
    let Ipld::Map(map) = value else {
        return Err(FieldRule::Kind { expected: "map", found: kind(value) }.into());
    };
    let label = |(key, value): (&String, &Ipld)| {
        let value = text(value).map_err(|error| error.under(key))?;
        Ok((key.clone(), String::from(value)))
    };
    map.iter().map(label).collect()
}
