//! The check of canonical DAG-CBOR, against decoding, encoding and comparing.

use std::io::{self, Write};

use ipld_core::ipld::Ipld;
use ipvm_benches::{Bar, Table, beside};
use varsig::dag_cbor::{Limits, check};

use crate::inputs;

/// What the check replaces.
fn decodes_to_itself(bytes: &[u8]) -> bool {
    let value: Result<Ipld, _> = serde_ipld_dagcbor::from_slice(bytes);
    value.is_ok_and(|value| serde_ipld_dagcbor::to_vec(&value).is_ok_and(|again| again == bytes))
}

pub(crate) fn measure(table: &mut Table<impl Write>) -> io::Result<()> {
    let inputs = [
        ("token", inputs::token()),
        ("receipt", inputs::receipt()),
        ("10k small integers", inputs::integers()),
        ("nested maps", inputs::nested_maps()),
    ]
    .map(|(name, bytes)| {
        assert!(check(&bytes, &Limits::default()).is_ok() && decodes_to_itself(&bytes));
        let measured = beside(|| check(&bytes, &Limits::default()), || decodes_to_itself(&bytes));
        (format!("{name}, {} B", bytes.len()), bytes.len(), measured)
    });

    table.part("canonical check: time per KiB", "decode+encode+cmp")?;
    for (name, length, measured) in &inputs {
        let kib = f64::from(u32::try_from(*length).unwrap_or(u32::MAX)) / 1024.0;
        let figure = measured.nanoseconds / 1e3 / kib;
        let bar = Bar { figure, most: 1.0, decimals: 3, unit: " us" };
        table.row(name, measured.nanoseconds, measured.other, bar)?;
    }
    table.part("canonical check: ratio", "decode+encode+cmp")?;
    for (name, _, measured) in &inputs {
        let bar = Bar { figure: measured.ratio, most: 0.25, decimals: 3, unit: "x" };
        table.row(name, measured.nanoseconds, measured.other, bar)?;
    }
    Ok(())
}
