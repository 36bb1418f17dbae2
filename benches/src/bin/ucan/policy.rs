//! What it takes to judge a policy.

use std::io::{self, Write};

use ipld_core::ipld::Ipld;
use ipvm_benches::{Bar, Table, beside};
use ucan_core::policy::Budget;

use crate::people::{Raw, delegations, person, policy};

pub(crate) fn measure(table: &mut Table<impl Write>) -> io::Result<()> {
    table.part("a policy of three statements: ratio", "raw verification")?;
    let tokens = delegations(1);
    let raw = Raw::of(tokens[0].bytes(), &person(0));
    let policy = policy();
    let judge = |args: &Ipld| policy.judge(args, &mut Budget::default()).is_ok();

    let small = ipld_core::ipld!({
        "from": "alice@example.com", "size": 12, "to": ["carol@example.org", "bob@example.com"]
    });
    let mut large = small.clone();
    let Ipld::Map(map) = &mut large else { unreachable!("a map was written") };
    map.insert("attachment".into(), Ipld::Bytes(vec![7; 64 << 10]));
    map.insert("lines".into(), Ipld::List(vec![Ipld::Integer(1); 64 << 10]));
    assert!(judge(&small) && judge(&large));

    for (name, args) in [("small arguments", &small), ("with 64 KiB and 65,536 items", &large)] {
        let measured = beside(|| judge(args), || raw.holds());
        let bar = Bar { figure: measured.ratio, most: 0.03, decimals: 4, unit: "x" };
        table.row(name, measured.nanoseconds, measured.other, bar)?;
    }
    let measured = beside(|| judge(&large), || judge(&small));
    let bar = Bar { figure: measured.ratio, most: 1.05, decimals: 3, unit: "x" };
    table.row("large against small arguments", measured.nanoseconds, measured.other, bar)
}
