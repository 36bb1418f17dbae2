//! Tasks with a resource and an ability.

use ipld_core::ipld::Ipld;
use ucan_core::Fields;

use super::{config, error::ReadError, loss::Loss, promise};
use crate::{
    document::ConfigPlace,
    draft::{DraftPlace, OlderTask, TaskDraft, convert_older},
};

/// The key of the configuration, in `meta` and in one example beside it.
const CONFIG: &str = "ipvm/config";

pub(super) fn convert(
    label: &str,
    value: Ipld,
    losses: &mut Vec<Loss>,
) -> Result<TaskDraft, ReadError> {
    let at = || DraftPlace::Task(label.to_owned());
    let field = |error| ReadError::Field { at: at(), error };
    let mut fields = Fields::of(label, value).map_err(field)?;
    let mut resource = fields.required("with").map_err(field)?;
    let ability = fields.string("do").map_err(field)?;
    let mut inputs = fields.required("inputs").map_err(field)?;
    let mut meta = fields.optional_map("meta").map_err(field)?.unwrap_or_default();
    let written = match (meta.remove(CONFIG), fields.optional(CONFIG)) {
        (Some(_), Some(_)) => {
            return Err(ReadError::TwoNames { at: at(), names: ["meta/ipvm/config", CONFIG] });
        }
        (inside, beside) => inside.or(beside),
    };
    fields.finish().map_err(field)?;
    promise::convert(label, "with", &mut resource)?;
    promise::convert(label, "inputs", &mut inputs)?;
    if !matches!(resource, Ipld::String(_) | Ipld::Map(_)) {
        let rule = ucan_core::FieldRule::Value { expected: "a URI or a promise" };
        return Err(field(ucan_core::FieldError::new("with", rule)));
    }
    let OlderTask { task, resource } = convert_older(ability, resource, inputs)
        .map_err(|error| ReadError::Task { task: label.to_owned(), error })?;
    if resource.is_some() {
        losses.push(Loss::Resource { task: label.to_owned() });
    }
    let mut task = task.with_meta(meta);
    if let Some(written) = written {
        let place = ConfigPlace::Task(label.to_owned());
        task = task.with_config(config::convert(written, place)?);
    }
    Ok(task)
}
