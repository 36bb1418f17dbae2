//! Reading varsig headers.

use std::{
    hint::black_box,
    io::{self, Write},
};

use ipvm_benches::{Bar, Table, alone};
use varsig::Header;

/// Varsig, Common Headers.
const HEADERS: [(&str, &[u8]); 4] = [
    ("Ed25519, DAG-CBOR", &[0x34, 0x01, 0xed, 0x01, 0xed, 0x01, 0x13, 0x71]),
    ("ES256, DAG-CBOR", &[0x34, 0x01, 0xec, 0x01, 0x80, 0x24, 0x12, 0x71]),
    ("RS256, DAG-CBOR", &[0x34, 0x01, 0x85, 0x24, 0x12, 0x80, 0x02, 0x71]),
    ("EIP-191, DAG-CBOR", &[0x34, 0x01, 0xec, 0x01, 0xe7, 0x01, 0x1b, 0x91, 0xc3, 0x03, 0x71]),
];

pub(crate) fn measure(table: &mut Table<impl Write>) -> io::Result<()> {
    table.part("header decode", "")?;
    for (name, bytes) in HEADERS {
        assert!(Header::decode(bytes).is_ok_and(|header| header.encode() == bytes), "{name}");
        let measured = alone(|| Header::decode(black_box(bytes)));
        let bar = Bar { figure: measured.nanoseconds, most: 50.0, decimals: 1, unit: " ns" };
        table.row(name, measured.nanoseconds, measured.other, bar)?;
    }
    Ok(())
}
