//! A guest that gives back what it got, and the ways to call it.

use ipld_core::ipld::Ipld;
use ipld_wit::{
    Budget, NoContents,
    wasmtime::{BoundFunction, DirectFunction, EncodedOutput, function_type},
};
use wasmtime::{
    Config, Engine, Error, Result, Store,
    component::{
        Component, ComponentNamedList, Func, Instance, Lift, Linker, Lower, TypedFunc, Val,
        types::ComponentItem,
    },
};

/// Nothing is copied, and memory is taken anew in every call.
const GUEST: &str = r#"
(component
  (core module $m
    (memory (export "memory") 64)
    (global $next (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.set $next (i32.add (local.get $at) (local.get 3)))
      (local.get $at))
    (func (export "scalar") (param i32) (result i32) (local.get 0))
    (func (export "list") (param i32 i32) (result i32)
      (global.set $next (i32.const 1024))
      (i32.store (i32.const 16) (local.get 0))
      (i32.store (i32.const 20) (local.get 1))
      (i32.const 16))
    (func (export "record") (param i64 i32 i32 i32 i32 i32 f64) (result i32)
      (global.set $next (i32.const 1024))
      (i64.store (i32.const 16) (local.get 0))
      (i32.store (i32.const 24) (local.get 1))
      (i32.store (i32.const 28) (local.get 2))
      (i32.store (i32.const 32) (local.get 3))
      (i32.store (i32.const 36) (local.get 4))
      (i32.store8 (i32.const 40) (local.get 5))
      (f64.store (i32.const 48) (local.get 6))
      (i32.const 16)))
  (core instance $i (instantiate $m))
  (alias core export $i "memory" (core memory $memory))
  (alias core export $i "realloc" (core func $realloc))
  (type $r' (record (field "id" s64) (field "name" string) (field "hash" (list u8))
    (field "done" bool) (field "share" f64)))
  (export $r "r" (type $r'))
  (func (export "scalar") (param "it" s32) (result s32) (canon lift (core func $i "scalar")))
  (func (export "text") (param "it" string) (result string)
    (canon lift (core func $i "list") (memory $memory) (realloc (core func $realloc))))
  (func (export "bytes") (param "it" (list u8)) (result (list u8))
    (canon lift (core func $i "list") (memory $memory) (realloc (core func $realloc))))
  (func (export "numbers") (param "it" (list s64)) (result (list s64))
    (canon lift (core func $i "list") (memory $memory) (realloc (core func $realloc))))
  (func (export "record") (param "it" $r) (result $r)
    (canon lift (core func $i "record") (memory $memory) (realloc (core func $realloc))))
)
"#;

pub(crate) struct Guest {
    component: Component,
    pub(crate) store: Store<()>,
    instance: Instance,
}

impl Guest {
    pub(crate) fn new() -> Result<Self> {
        let engine = Engine::new(&Config::new())?;
        let component = Component::new(&engine, GUEST)?;
        let mut store = Store::new(&engine, ());
        store.set_hostcall_fuel(usize::MAX);
        let instance = Linker::new(&engine).instantiate(&mut store, &component)?;
        Ok(Self { component, store, instance })
    }

    pub(crate) fn direct(&self, name: &str) -> Result<DirectFunction> {
        let missing = || Error::msg("the function is missing");
        match self.component.get_export(None, name).ok_or_else(missing)? {
            (ComponentItem::ComponentFunc(ty), export) => {
                Ok(DirectFunction::new(function_type(&ty)?, export))
            }
            _ => Err(missing()),
        }
    }

    pub(crate) fn dynamic(&mut self, name: &str) -> Result<Func> {
        let missing = || Error::msg("the function is missing");
        self.instance.get_func(&mut self.store, name).ok_or_else(missing)
    }

    pub(crate) fn typed<P, R>(&mut self, name: &str) -> Result<TypedFunc<P, R>>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        self.instance.get_typed_func(&mut self.store, name)
    }

    pub(crate) fn bind<'f>(&mut self, function: &'f DirectFunction) -> Result<BoundFunction<'f>> {
        Ok(function.bind(&mut self.store, &self.instance)?)
    }

    /// Encoded arguments in, the encoded result out.
    pub(crate) fn call(&mut self, function: &BoundFunction<'_>, params: &[u8]) -> Vec<u8> {
        match function.call(&mut self.store, params, &NoContents, &Budget::default()) {
            Ok(EncodedOutput::Ok(bytes)) => bytes,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn call_dynamic(&mut self, function: Func, params: &[Val]) -> Val {
        let mut results = [Val::Bool(false)];
        function.call(&mut self.store, params, &mut results).expect("no trap");
        let [result] = results;
        result
    }
}

/// The encoded list of this one argument.
pub(crate) fn params(argument: &Ipld) -> Vec<u8> {
    let mut params = vec![0x81];
    serde_ipld_dagcbor::to_writer(&mut params, argument).expect("memory takes everything");
    params
}
