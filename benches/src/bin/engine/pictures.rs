//! The four calls of the example with pictures, each on what the one before it gave.

use std::{error::Error, io::Write};

use ipld_core::ipld::Ipld;
use ipld_wit::wasmtime::EncodedOutput;
use ipvm_benches::{Bar, Table, beside_in};
use ipvm_runtime::engine::{Component, Ended, Engine, EngineConfig, Function, Limits, Profile};
use varsig::dag_cbor;

use crate::{
    direct::{self, Direct},
    example,
};

/// What a function of the guest gives: the bytes of a picture.
type Picture = Result<Vec<u8>, String>;

/// Rounds of the pipeline; it takes long.
const ROUNDS: usize = 11;

pub(crate) fn measure(table: &mut Table<impl Write>) -> Result<(), Box<dyn Error>> {
    let component = example("guests/components/image-ops.wasm")?;
    let photo = example("images/astronaut.png")?;
    table.part("crop, rotate, blur, grayscale", "TypedFunc")?;
    for profile in [Profile::Deterministic, Profile::Fast] {
        let engine = Engine::new(EngineConfig::default().with_profile(profile), None)?;
        let ours = Ours::new(&engine, &engine.load(&component)?)?;
        let direct = Direct::new(profile, component.bytes())?;
        let theirs = Theirs::new(&direct)?;
        for (name, size) in [("128 x 128", 128), ("400 x 400", 400)] {
            // The same picture for the same fuel.
            assert!(ours.run(photo.bytes(), size) == theirs.run(photo.bytes(), size)?, "{name}");
            let measured = beside_in(
                ROUNDS,
                || ours.run(photo.bytes(), size),
                || theirs.run(photo.bytes(), size),
            );
            let bar = Bar { figure: measured.ratio, most: 1.15, decimals: 3, unit: "x" };
            let name = format!("{name}, {}", profile.id());
            table.row(&name, measured.nanoseconds, measured.other, bar)?;
        }
    }
    Ok(())
}

/// Encoded arguments in, encoded results out.
struct Ours<'e> {
    engine: &'e Engine,
    component: std::sync::Arc<Component>,
    functions: [Function; 4],
}

impl<'e> Ours<'e> {
    fn new(
        engine: &'e Engine,
        component: &std::sync::Arc<Component>,
    ) -> Result<Self, Box<dyn Error>> {
        let function = |name| component.function(name);
        Ok(Self {
            engine,
            component: std::sync::Arc::clone(component),
            functions: [
                function("crop")?,
                function("rotate90")?,
                function("blur")?,
                function("grayscale")?,
            ],
        })
    }

    fn run(&self, photo: &[u8], size: u32) -> (Vec<u8>, Option<u64>) {
        let [crop, rotate, blur, gray] = &self.functions;
        let number = |number: u32| Ipld::Integer(number.into());
        let corner = || number(60);
        let mut fuel = Some(0);
        let mut then = |function, picture, more| {
            let (picture, used) = self.call(function, picture, more);
            fuel = fuel.zip(used).map(|(sum, used)| sum + used);
            picture
        };
        let cropped =
            then(crop, photo.to_vec(), vec![corner(), corner(), number(size), number(size)]);
        let rotated = then(rotate, cropped, vec![]);
        let blurred = then(blur, rotated, vec![Ipld::Float(1.5)]);
        let picture = then(gray, blurred, vec![]);
        (picture, fuel)
    }

    fn call(
        &self,
        function: &Function,
        picture: Vec<u8>,
        more: Vec<Ipld>,
    ) -> (Vec<u8>, Option<u64>) {
        let params = [vec![Ipld::Bytes(picture)], more].concat();
        let params = dag_cbor::encode(&Ipld::List(params)).expect("a list of values");
        let executed = self
            .engine
            .call(&self.component, function, &params, &Limits::default())
            .expect("arguments of the function");
        let Ended::Returned(EncodedOutput::Ok(result)) = executed.ended else {
            panic!("{:?}", executed.ended)
        };
        match dag_cbor::decode(&result, &dag_cbor::Limits::default()) {
            Ok(Ipld::Bytes(picture)) => (picture, executed.fuel),
            other => panic!("{other:?}"),
        }
    }
}

/// Native values in and out.
struct Theirs<'d> {
    direct: &'d Direct,
    functions: [direct::Function; 4],
}

impl<'d> Theirs<'d> {
    fn new(direct: &'d Direct) -> wasmtime::Result<Self> {
        let function = |name| direct.function(name);
        let functions =
            [function("crop")?, function("rotate90")?, function("blur")?, function("grayscale")?];
        Ok(Self { direct, functions })
    }

    fn run(&self, photo: &[u8], size: u32) -> wasmtime::Result<(Vec<u8>, Option<u64>)> {
        let [crop, rotate, blur, gray] = &self.functions;
        let mut fuel = Some(0);
        let mut sum = |(picture, used): (Picture, Option<u64>)| {
            fuel = fuel.zip(used).map(|(sum, used)| sum + used);
            picture.map_err(wasmtime::Error::msg)
        };
        let direct = self.direct;
        let cropped = sum(direct.call(crop, (photo, 60_u32, 60_u32, size, size))?)?;
        let rotated = sum(direct.call(rotate, (cropped.as_slice(),))?)?;
        let blurred = sum(direct.call(blur, (rotated.as_slice(), 1.5_f32))?)?;
        let picture = sum(direct.call(gray, (blurred.as_slice(),))?)?;
        Ok((picture, fuel))
    }
}
