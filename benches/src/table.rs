//! Figures, bars and verdicts in columns.

use std::io::{self, Write};

/// What a figure is held against.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    /// The figure.
    pub figure: f64,
    /// The most it may be.
    pub most: f64,
    /// Decimals worth showing.
    pub decimals: usize,
    /// The unit, as it is written behind a figure.
    pub unit: &'static str,
}

impl Bar {
    /// Whether the figure is within the bar.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.figure <= self.most
    }
}

/// A table that is written while it is measured.
#[derive(Debug)]
pub struct Table<W> {
    out: W,
    rows: usize,
    missed: usize,
}

impl<W: Write> Table<W> {
    /// A table that is written to `out`.
    pub fn new(out: W) -> Self {
        Self { out, rows: 0, missed: 0 }
    }

    /// Starts a part of the table with columns of its own.
    ///
    /// # Errors
    ///
    /// What writing gives.
    pub fn part(&mut self, title: &str, other: &str) -> io::Result<()> {
        if self.rows > 0 {
            writeln!(self.out)?;
        }
        writeln!(
            self.out,
            "{title:<34}{:>12}{other:>18}{:>12}{:>12}  verdict",
            "ours", "figure", "bar"
        )
    }

    /// Writes a row: a name, nanoseconds of ours and of the other, and a bar.
    ///
    /// # Errors
    ///
    /// What writing gives.
    pub fn row(&mut self, name: &str, ours: f64, other: f64, bar: Bar) -> io::Result<()> {
        self.rows += 1;
        self.missed += usize::from(!bar.is_met());
        let show = |figure: f64| format!("{figure:.*}{}", bar.decimals, bar.unit);
        writeln!(
            self.out,
            "{name:<34}{:>12}{:>18}{:>12}{:>12}  {}",
            nanoseconds(ours),
            nanoseconds(other),
            show(bar.figure),
            show(bar.most),
            if bar.is_met() { "met" } else { "missed" },
        )
    }

    /// Writes the sum and gives the number of missed bars.
    ///
    /// # Errors
    ///
    /// What writing gives.
    pub fn finish(mut self) -> io::Result<usize> {
        writeln!(self.out, "\n{} of {} bars met", self.rows - self.missed, self.rows)?;
        Ok(self.missed)
    }
}

/// A time in the unit that reads best; nothing for a time that was not taken.
fn nanoseconds(time: f64) -> String {
    match time {
        _ if time.is_nan() => String::new(),
        _ if time < 1e4 => format!("{time:.1} ns"),
        _ if time < 1e7 => format!("{:.1} us", time / 1e3),
        _ => format!("{:.1} ms", time / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_missed_and_shows_the_bar_beside_it() {
        let mut out = Vec::new();
        let mut table = Table::new(&mut out);
        table.part("check", "other").unwrap();
        let bar = |figure| Bar { figure, most: 0.25, decimals: 3, unit: "x" };
        table.row("fast", 10.0, 100.0, bar(0.1)).unwrap();
        table.row("slow", 12_500.0, f64::NAN, bar(0.3)).unwrap();
        assert_eq!(table.finish().unwrap(), 1);
        let text = String::from_utf8(out).unwrap();
        let columns = |name| -> Vec<String> {
            let row = text.lines().find(|line| line.starts_with(name)).unwrap();
            row.split_whitespace().map(String::from).collect()
        };
        assert_eq!(
            columns("fast"),
            ["fast", "10.0", "ns", "100.0", "ns", "0.100x", "0.250x", "met"]
        );
        assert_eq!(columns("slow"), ["slow", "12.5", "us", "0.300x", "0.250x", "missed"]);
        assert!(text.ends_with("1 of 2 bars met\n"), "{text}");
    }
}
