//! The same calls without the executor: from DAG-CBOR to DAG-CBOR, through both interfaces of the
//! engine that `ipld-wit` knows.

use ipld_core::ipld::Ipld;
use ipld_wit::{
    Budget, NoContents,
    wasmtime::{DirectFunction, EncodedOutput, function_type},
};
use ucan_invocation::Outcome;
use varsig::dag_cbor;
use wasmtime::{
    Engine, Store,
    component::{Component, Linker, types::ComponentItem},
};

/// A component in an engine that has nothing to do with that of the executor.
pub(crate) struct Direct {
    component: Component,
}

impl Direct {
    pub(crate) fn load(component: &[u8]) -> Self {
        let engine = Engine::default();
        Self { component: Component::new(&engine, component).unwrap() }
    }

    /// Calls a function by moving its arguments straight to the guest's memory, and again by way of
    /// dynamic values; each in a fresh instance that is given nothing to import.
    pub(crate) fn call(&self, function: &str, params: &[Ipld]) -> [Outcome; 2] {
        let params = dag_cbor::encode(&Ipld::List(params.to_vec())).unwrap();
        let direct = self.function(function);
        let dynamic = direct.clone().through_dynamic_values();
        [direct, dynamic].map(|called| {
            let (budget, limits) = (Budget::default(), dag_cbor::Limits::default());
            let engine = self.component.engine();
            let mut store = Store::new(engine, ());
            store.set_hostcall_fuel(called.host_call_fuel(&budget));
            let instance = Linker::new(engine).instantiate(&mut store, &self.component).unwrap();
            match called.call(&mut store, &instance, &params, &NoContents, &budget) {
                Ok(EncodedOutput::Ok(value)) => {
                    Outcome::Ok(dag_cbor::decode(&value, &limits).unwrap())
                }
                Ok(EncodedOutput::Error(value)) => {
                    Outcome::Error(dag_cbor::decode(&value, &limits).unwrap())
                }
                Err(error) => panic!("{function}: {error}"),
            }
        })
    }

    /// `name` or `interface#name`, as the executor has it.
    fn function(&self, function: &str) -> DirectFunction {
        let (interface, name) = match function.split_once('#') {
            Some((interface, name)) => (Some(interface), name),
            None => (None, function),
        };
        let interface = interface.map(|name| self.component.get_export_index(None, name).unwrap());
        let (item, export) = self.component.get_export(interface.as_ref(), name).unwrap();
        let ComponentItem::ComponentFunc(ty) = item else { panic!("{function} is no function") };
        DirectFunction::new(function_type(&ty).unwrap(), export)
    }
}
