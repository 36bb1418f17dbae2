//! A guest of one component, and what it is asked to do.

use std::sync::Arc;

use ipvm_runtime::engine::{
    CallOptions, Component, Ended, Engine, EngineConfig, Execution, Limits,
};
use varsig::Block;

use super::params;
use crate::stage::{self, number, text};

/// A component in an engine. Each function takes a number and gives one.
pub(super) struct Guest {
    pub(super) engine: Engine,
    component: Arc<Component>,
}

impl Guest {
    pub(super) fn new(text: &str) -> Self {
        Self::with(text, EngineConfig::default())
    }

    pub(super) fn with(text: &str, config: EngineConfig) -> Self {
        let engine = Engine::new(config, None).unwrap();
        let component = engine.load(&Block::raw(stage::component(text))).unwrap();
        Self { engine, component }
    }

    pub(super) fn execute(
        &self,
        function: &str,
        param: i128,
        options: impl Into<CallOptions>,
    ) -> Execution {
        let function = self.component.function(function).unwrap();
        let params = params([number(param)]);
        self.engine.call_with(&self.component, &function, &params, &options.into()).unwrap()
    }

    pub(super) fn run(
        &self,
        function: &str,
        param: i128,
        options: impl Into<CallOptions>,
    ) -> Ended {
        self.execute(function, param, options).ended
    }

    pub(super) fn run_text(&self, function: &str, param: &str, limits: Limits) -> Ended {
        let function = self.component.function(function).unwrap();
        let params = params([text(param)]);
        self.engine.call(&self.component, &function, &params, &limits).unwrap().ended
    }

    /// Within limits that nothing reaches.
    pub(super) fn easily(&self, function: &str, param: i128) -> Ended {
        self.run(function, param, Limits::default())
    }
}

/// A component around the code of one core module, with an export for each name: each a function
/// from a number to a number.
pub(super) fn component(code: &str, exports: &[&str]) -> String {
    let exports: String = exports.iter().map(|name| lifted(name, "i")).collect();
    format!("(component (core module $m {code}) (core instance $i (instantiate $m)) {exports})")
}

/// The export of a function from a number to a number.
pub(super) fn lifted(name: &str, instance: &str) -> String {
    format!(
        r#"(func (export "{name}") (param "x" s32) (result s32)
            (canon lift (core func ${instance} "{name}")))"#
    )
}
