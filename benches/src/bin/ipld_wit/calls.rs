//! Calls, side by side.

use std::{cell::RefCell, io::Write};

use ipld_core::{ipld, ipld::Ipld};
use ipvm_benches::{Bar, Table, beside};
use wasmtime::{
    Result,
    component::{ComponentNamedList, ComponentType, Lift, Lower, Val},
};

use crate::guest::{Guest, params};

#[derive(Clone, ComponentType, Debug, Lift, Lower, PartialEq)]
#[component(record)]
struct Record {
    id: i64,
    name: String,
    hash: Vec<u8>,
    done: bool,
    share: f64,
}

pub(crate) fn measure<W: Write>(table: &mut Table<W>) -> Result<()> {
    let numbers: Vec<i64> = (0..10_000)
        .map(|n: i64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed()) >> (n % 56))
        .collect();
    let bytes: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
    let text = "0123456789abcdef".repeat(64);
    let record = Record {
        id: 1 << 40,
        name: "a name of some length".into(),
        hash: vec![7; 64],
        done: true,
        share: 0.25,
    };
    let record_ipld = ipld!({
        "id": record.id, "name": record.name.clone(), "hash": Ipld::Bytes(record.hash.clone()),
        "done": record.done, "share": record.share,
    });
    let listed = |vals: Vec<Val>| Val::List(vals);

    table.part("calls", "TypedFunc")?;
    typed(table, "scalar", "scalar, s32", &Ipld::Integer(-70_000), &(-70_000_i32,), 2.0)?;
    let argument = Ipld::String(text.clone());
    typed(table, "text", "string, 1 KiB", &argument, &(text.as_str(),), 2.0)?;
    typed(table, "record", "record of five fields", &record_ipld, &(&record,), 2.0)?;
    let argument = Ipld::Bytes(bytes.clone());
    typed(table, "bytes", "list<u8>, 1 MiB", &argument, &(bytes.as_slice(),), 2.0)?;
    let argument = Ipld::List(numbers.iter().map(|n| Ipld::Integer((*n).into())).collect());
    typed(table, "numbers", "list<s64>, 10,000", &argument, &(numbers.as_slice(),), 25.0)?;

    table.part("calls", "Func::call")?;
    let vals = listed(bytes.iter().map(|byte| Val::U8(*byte)).collect());
    dynamic(table, "bytes", "list<u8>, 1 MiB", &Ipld::Bytes(bytes.clone()), vals, 1.0 / 300.0)?;
    let vals = listed(numbers.iter().map(|number| Val::S64(*number)).collect());
    dynamic(table, "numbers", "list<s64>, 10,000", &argument, vals, 1.0 / 5.0)?;
    Ok(())
}

/// What a function takes, and the owned form of what it returns.
trait Argument: ComponentNamedList + Lower + Copy {
    type Owned: ComponentNamedList + Lift;
    /// Whether what came back is this.
    fn is(self, owned: &Self::Owned) -> bool;
}

macro_rules! arguments {
    ($($borrowed:ty => $owned:ty;)*) => {$(
        impl Argument for ($borrowed,) {
            type Owned = ($owned,);

            fn is(self, (owned,): &($owned,)) -> bool {
                *self.0 == **owned
            }
        }
    )*};
}

arguments! {
    &str => String;
    &[u8] => Vec<u8>;
    &[i64] => Vec<i64>;
}

impl Argument for (i32,) {
    type Owned = (i32,);

    fn is(self, owned: &Self::Owned) -> bool {
        self == *owned
    }
}

impl Argument for (&Record,) {
    type Owned = (Record,);

    fn is(self, (owned,): &Self::Owned) -> bool {
        self.0 == owned
    }
}

fn typed<W: Write, A: Argument>(
    table: &mut Table<W>,
    function: &str,
    name: &str,
    argument: &Ipld,
    native: &A,
    most: f64,
) -> Result<()> {
    let mut guest = Guest::new()?;
    let ours = guest.direct(function)?;
    let ours = guest.bind(&ours)?;
    let theirs = guest.typed::<A, A::Owned>(function)?;
    let params = params(argument);
    assert_eq!(guest.call(&ours, &params), params[1..], "{name}");
    assert!(native.is(&theirs.call(&mut guest.store, *native)?), "{name}");
    let guest = RefCell::new(guest);
    let measured = beside(
        || guest.borrow_mut().call(&ours, &params),
        || theirs.call(&mut guest.borrow_mut().store, *native).expect("no trap"),
    );
    let bar = Bar { figure: measured.ratio, most, decimals: 2, unit: "x" };
    Ok(table.row(name, measured.nanoseconds, measured.other, bar)?)
}

fn dynamic<W: Write>(
    table: &mut Table<W>,
    function: &str,
    name: &str,
    argument: &Ipld,
    val: Val,
    most: f64,
) -> Result<()> {
    let mut guest = Guest::new()?;
    let ours = guest.direct(function)?;
    let ours = guest.bind(&ours)?;
    let theirs = guest.dynamic(function)?;
    let (params, vals) = (params(argument), [val]);
    assert_eq!(guest.call(&ours, &params), params[1..], "{name}");
    assert_eq!(guest.call_dynamic(theirs, &vals), vals[0], "{name}");
    let guest = RefCell::new(guest);
    let measured = beside(
        || guest.borrow_mut().call(&ours, &params),
        || guest.borrow_mut().call_dynamic(theirs, &vals),
    );
    let bar = Bar { figure: measured.ratio, most, decimals: 4, unit: "x" };
    Ok(table.row(name, measured.nanoseconds, measured.other, bar)?)
}
