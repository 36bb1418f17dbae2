//! From what was typed to the arguments of a function.

use std::{fs, path::Path};

use ipld_core::ipld::Ipld;
use ipld_wit::{FunctionType, Type};
use ipvm_runtime::Executor;
use ucan_core::Did;
use varsig::Block;

use crate::error::CliError;

/// Reads one argument for each parameter. A file is taken into the store for whoever asks, and
/// nobody else; its link stands for its content, so that the task stays small.
pub(super) fn read(
    executor: &Executor,
    you: &Did,
    function: &str,
    ty: &FunctionType,
    texts: &[String],
) -> Result<Vec<Ipld>, CliError> {
    let mut texts = texts.to_vec();
    for (text, parameter) in texts.iter_mut().zip(ty.params()) {
        if let (Some(file), true) = (text.strip_prefix('@'), is_bytes(&parameter.ty)) {
            let path = Path::new(file);
            let content = fs::read(path).map_err(CliError::file(path))?;
            let content = Block::raw(content);
            executor.keep_for(you, &content)?;
            *text = format!(r#"{{"/": "{}"}}"#, content.cid());
        }
    }
    ty.parse_args(&texts)
        .map_err(|error| CliError::Argument { function: function.to_owned(), error })
}

fn is_bytes(ty: &Type) -> bool {
    matches!(ty, Type::List(of) if **of == Type::U8)
}
