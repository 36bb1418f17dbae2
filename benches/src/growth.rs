//! How costs grow with size.

use std::{
    hint::black_box,
    io::{self, Write},
};

use crate::{
    measure::beside_in,
    table::{Bar, Table},
};

/// Compares the cost of each of many with the cost of each of few.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// How many few are.
    pub unit: u32,
    /// How often each size is measured.
    pub rounds: usize,
}

/// How many times as many as few, and how many times their cost each may have. A thousand stay
/// in the caches nearest to the processor and a hundred thousand do not, which is all that the
/// second bar leaves room for.
const SIZES: [(u32, f64); 2] = [(10, 4.0), (100, 8.0)];

impl Growth {
    /// Two rows: what `run` takes for each of ten times as many, and of a hundred times, against
    /// few. `make` gives what it runs on.
    ///
    /// # Errors
    ///
    /// What writing gives.
    pub fn rows<T, U>(
        self,
        table: &mut Table<impl Write>,
        name: &str,
        make: impl Fn(u32) -> T,
        run: impl Fn(&T) -> U,
    ) -> io::Result<()> {
        let small = make(self.unit);
        for (times, most) in SIZES {
            let size = self.unit * times;
            let large = make(size);
            let measured = beside_in(
                self.rounds,
                || run(&large),
                || {
                    for _ in 1..times {
                        black_box(run(&small));
                    }
                    run(&small)
                },
            );
            let (ours, other) =
                (measured.nanoseconds / f64::from(size), measured.other / f64::from(size));
            let bar = Bar { figure: measured.ratio, most, decimals: 2, unit: "x" };
            table.row(&format!("{name}, {} thousand", size / 1_000), ours, other, bar)?;
        }
        Ok(())
    }
}
