//! Calls that do next to nothing: what is left is the instance.

use std::{error::Error, io::Write};

use ipld_core::ipld::Ipld;
use ipld_wit::wasmtime::EncodedOutput;
use ipvm_benches::{Bar, Table, alone, beside};
use ipvm_runtime::engine::{Ended, Engine, EngineConfig, Limits, Profile};
use varsig::dag_cbor;

use crate::{direct::Direct, example};

pub(crate) fn measure(table: &mut Table<impl Write>) -> Result<(), Box<dyn Error>> {
    let hello = example("guests/components/hello-wat.wasm")?;
    let hello_rust = example("guests/components/hello-rust.wasm")?;
    let pictures = example("guests/components/image-ops.wasm")?;

    table.part("a store and an instance", "")?;
    for (name, component) in
        [("of hello-wat", &hello), ("of hello-rust", &hello_rust), ("of image-ops", &pictures)]
    {
        let direct = Direct::new(Profile::Deterministic, component.bytes())?;
        direct.instantiate()?;
        let measured = alone(|| direct.instantiate().expect("an instance"));
        table.row(
            name,
            measured.nanoseconds,
            f64::NAN,
            microseconds(measured.nanoseconds, 10.0),
        )?;
    }

    table.part("a fresh call", "TypedFunc")?;
    for (name, profile, component) in [
        ("hello-wat", Profile::Deterministic, &hello),
        ("hello-wat, fast", Profile::Fast, &hello),
        ("hello-rust", Profile::Deterministic, &hello_rust),
    ] {
        let engine = Engine::new(EngineConfig::default().with_profile(profile), None)?;
        assert!(engine.is_pooled(), "there is no room for a pool");
        let loaded = engine.load(component)?;
        let shout = loaded.function("shout")?;
        let params = dag_cbor::encode(&Ipld::List(vec![Ipld::String("hello".into())]))?;
        let limits = Limits::default();
        let ours = || engine.call(&loaded, &shout, &params, &limits).expect("no mistake of ours");
        let direct = Direct::new(profile, component.bytes())?;
        let direct_shout = direct.function("shout")?;
        let theirs = || direct.call::<_, String>(&direct_shout, ("hello",)).expect("no trap");

        let (text, fuel) = theirs();
        let executed = ours();
        assert_eq!(executed.fuel, fuel, "{name}");
        let encoded = dag_cbor::encode(&Ipld::String(text))?;
        assert_eq!(executed.ended, Ended::Returned(EncodedOutput::Ok(encoded)), "{name}");
        let measured = beside(ours, theirs);
        // What a compiler's own runtime does in its memory takes longer than the instance.
        let bar = if component == &hello {
            microseconds(measured.nanoseconds, 10.0)
        } else {
            Bar { figure: measured.ratio, most: 1.15, decimals: 3, unit: "x" }
        };
        table.row(name, measured.nanoseconds, measured.other, bar)?;
    }
    Ok(())
}

/// A bar on the time itself.
pub(crate) const fn microseconds(nanoseconds: f64, most: f64) -> Bar {
    Bar { figure: nanoseconds / 1e3, most, decimals: 1, unit: "us" }
}
