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
    pub const fn is_met(&self) -> bool {
        self.figure <= self.most
    }
}

/// A table that is written while it is measured.
#[derive(Debug)]
pub struct Table<W> {
    out: W,
    rows: usize,
    missed: usize,
    scale: Option<Scale>,
}

/// How much slower this machine is than the one on which absolute bars were set.
#[derive(Clone, Copy, Debug)]
struct Scale {
    factor: f64,
    rows: usize,
    missed: usize,
}

/// The unit of the bars that are scaled: time of the processor.
const SCALED_UNIT: &str = "us";

impl<W: Write> Table<W> {
    /// A table that is written to `out`.
    pub fn new(out: W) -> Self {
        Self { out, rows: 0, missed: 0, scale: None }
    }

    /// The same with two columns more: each bar of microseconds so many times as high, and
    /// whether that is met. Nothing else depends on it, and `missed` counts the bars as they
    /// are.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        self.scale = Some(Scale { factor, rows: 0, missed: 0 });
        self
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
        write!(
            self.out,
            "{title:<34}{:>12}{other:>18}{:>12}{:>12}  {:<7}",
            "ours", "figure", "bar", "verdict"
        )?;
        if let Some(Scale { factor, .. }) = self.scale {
            write!(self.out, "{:>12}  verdict", format!("bar x{factor:.2}"))?;
        }
        writeln!(self.out)
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
        write!(
            self.out,
            "{name:<34}{:>12}{:>18}{:>12}{:>12}  {:<7}",
            nanoseconds(ours),
            nanoseconds(other),
            show(bar.figure),
            show(bar.most),
            verdict(&bar),
        )?;
        if let Some(scale) = &mut self.scale
            && bar.unit == SCALED_UNIT
        {
            let bar = Bar { most: bar.most * scale.factor, ..bar };
            scale.rows += 1;
            scale.missed += usize::from(!bar.is_met());
            write!(self.out, "{:>12}  {}", show(bar.most), verdict(&bar))?;
        }
        writeln!(self.out)
    }

    /// Writes the sum and gives the number of missed bars.
    ///
    /// # Errors
    ///
    /// What writing gives.
    pub fn finish(mut self) -> io::Result<usize> {
        writeln!(self.out, "\n{} of {} bars met", self.rows - self.missed, self.rows)?;
        if let Some(Scale { factor, rows, missed }) = self.scale {
            let met = rows - missed;
            writeln!(self.out, "{met} of {rows} bars of microseconds met at {factor:.2} times")?;
        }
        Ok(self.missed)
    }
}

const fn verdict(bar: &Bar) -> &'static str {
    if bar.is_met() { "met" } else { "missed" }
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

    #[test]
    fn shows_bars_of_microseconds_at_another_scale_and_counts_them_as_they_are() {
        let mut out = Vec::new();
        let mut table = Table::new(&mut out).scaled(1.5);
        let bar = |figure, unit| Bar { figure, most: 10.0, decimals: 1, unit };
        table.row("time", 12_000.0, f64::NAN, bar(12.0, "us")).unwrap();
        table.row("ratio", f64::NAN, f64::NAN, bar(12.0, "x")).unwrap();
        assert_eq!(table.finish().unwrap(), 2);
        let text = String::from_utf8(out).unwrap();
        let rows: Vec<Vec<&str>> =
            text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[0], ["time", "12.0", "us", "12.0us", "10.0us", "missed", "15.0us", "met"]);
        assert_eq!(rows[1], ["ratio", "12.0x", "10.0x", "missed"]);
        assert!(text.ends_with("0 of 2 bars met\n1 of 1 bars of microseconds met at 1.50 times\n"));
    }
}
