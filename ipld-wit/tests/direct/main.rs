//! Calls on encoded data, held against the same calls through dynamic values: over random signatures,
//! arguments and faults, with components made for the purpose.
#![cfg(feature = "wasmtime")]

mod agreement;
mod echo;
mod fuel;
#[path = "../mapping/generate.rs"]
#[expect(dead_code, reason = "shared with another program of tests, which uses all of it")]
mod generate;
mod guests;
mod lies;
mod wit;

use ::wasmtime::component::{Component, Linker};
use ::wasmtime::{Engine, Store};
use ipld_core::cid::{Cid, multihash::Multihash};
use ipld_core::ipld::Ipld;
use ipld_wit::wasmtime::{CallError, DirectFunction, EncodedOutput, function_type};
use ipld_wit::{Budget, Contents};

/// A raw block's CID whose digest is this byte throughout.
fn cid(byte: u8) -> Cid {
    Cid::new_v1(0x55, Multihash::wrap(0x12, &[byte; 32]).expect("32 bytes fit"))
}

fn encoded(ipld: &Ipld) -> Vec<u8> {
    varsig::dag_cbor::encode(ipld).expect("the data has an encoding")
}

/// A component and the one function that it exports, in one interface.
struct Exported {
    component: Component,
    function: DirectFunction,
}

impl Exported {
    /// The function `name` of the component in `wasm`, a text or a binary; in the interface `t:t/i` if
    /// there is one.
    fn new(engine: &Engine, wasm: &[u8], name: &str) -> Self {
        let binary = wat::parse_bytes(wasm).expect("a component");
        let component = Component::new(engine, &binary).expect("the component is valid");
        let interface = component.get_export_index(None, "t:t/i");
        let export = component.get_export(interface.as_ref(), name).expect("the export");
        let ::wasmtime::component::types::ComponentItem::ComponentFunc(ty) = export.0 else {
            panic!("a function")
        };
        let ty = function_type(&ty).expect("the signature is accepted");
        Self { component, function: DirectFunction::new(ty, export.1) }
    }

    fn with_finite(mut self) -> Self {
        let export = self.component.get_export_index(None, "t:t/i");
        let export = self.component.get_export_index(export.as_ref(), "f").expect("the export");
        let ty = self.function.ty().clone().refusing_non_finite();
        self.function = DirectFunction::new(ty, export);
        self
    }

    /// Calls it in a new instance, through both interfaces: first directly.
    fn both(
        &self,
        params: &[u8],
        contents: &(dyn Contents + Sync),
        budget: &Budget,
    ) -> [Result<EncodedOutput, CallError>; 2] {
        self.both_with(params, contents, budget, |function| function.host_call_fuel(budget))
    }

    /// The same with some host-call fuel.
    fn both_with(
        &self,
        params: &[u8],
        contents: &(dyn Contents + Sync),
        budget: &Budget,
        fuel: impl Fn(&DirectFunction) -> usize,
    ) -> [Result<EncodedOutput, CallError>; 2] {
        let dynamic = self.function.clone().through_dynamic_values();
        [&self.function, &dynamic].map(|function| {
            let (mut store, instance) = self.instance(function, budget);
            store.set_hostcall_fuel(fuel(function));
            function.call(&mut store, &instance, params, contents, budget)
        })
    }

    fn direct(
        &self,
        params: &[u8],
        contents: &(dyn Contents + Sync),
    ) -> Result<EncodedOutput, CallError> {
        let budget = Budget::default();
        let (mut store, instance) = self.instance(&self.function, &budget);
        self.function.call(&mut store, &instance, params, contents, &budget)
    }

    fn instance(
        &self,
        function: &DirectFunction,
        budget: &Budget,
    ) -> (Store<()>, ::wasmtime::component::Instance) {
        let mut store = Store::new(self.component.engine(), ());
        store.set_hostcall_fuel(function.host_call_fuel(budget));
        let linker = Linker::new(self.component.engine());
        let instance = linker.instantiate(&mut store, &self.component).expect("no imports");
        (store, instance)
    }
}
