//! SI prefixes.

use core::fmt;

/// A power of ten in front of a unit, from pico to exa (IPVM Workflow, Support Types).
///
/// The draft gives the sign `ha` to hecto, which is `h` elsewhere; the draft's is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SiPrefix {
    /// 10⁻¹².
    Pico,
    /// 10⁻⁹.
    Nano,
    /// 10⁻⁶.
    Micro,
    /// 10⁻³.
    Milli,
    /// 10⁻².
    Centi,
    /// 10⁻¹.
    Deci,
    /// 10.
    Deca,
    /// 10².
    Hecto,
    /// 10³.
    Kilo,
    /// 10⁶.
    Mega,
    /// 10⁹.
    Giga,
    /// 10¹².
    Tera,
    /// 10¹⁵.
    Peta,
    /// 10¹⁸.
    Exa,
}

/// How a prefix is spelled. Both are read, and a measure is written as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Notation {
    /// The name, as in the draft's examples: `milli`.
    Name,
    /// The sign, as in the draft's schema: `m`.
    Sign,
}

impl SiPrefix {
    /// All of them, from the smallest.
    pub const ALL: [Self; 14] = [
        Self::Pico,
        Self::Nano,
        Self::Micro,
        Self::Milli,
        Self::Centi,
        Self::Deci,
        Self::Deca,
        Self::Hecto,
        Self::Kilo,
        Self::Mega,
        Self::Giga,
        Self::Tera,
        Self::Peta,
        Self::Exa,
    ];

    /// The name, the sign and the power of ten.
    const fn row(self) -> (&'static str, &'static str, i32) {
        match self {
            Self::Pico => ("pico", "p", -12),
            Self::Nano => ("nano", "n", -9),
            Self::Micro => ("micro", "u", -6),
            Self::Milli => ("milli", "m", -3),
            Self::Centi => ("centi", "c", -2),
            Self::Deci => ("deci", "d", -1),
            Self::Deca => ("deca", "da", 1),
            Self::Hecto => ("hecto", "ha", 2),
            Self::Kilo => ("kilo", "k", 3),
            Self::Mega => ("mega", "M", 6),
            Self::Giga => ("giga", "G", 9),
            Self::Tera => ("tera", "T", 12),
            Self::Peta => ("peta", "P", 15),
            Self::Exa => ("exa", "E", 18),
        }
    }

    /// The power of ten.
    #[must_use]
    pub const fn power(self) -> i32 {
        self.row().2
    }

    /// The prefix in this notation.
    #[must_use]
    pub const fn written(self, notation: Notation) -> &'static str {
        let (name, sign, _) = self.row();
        match notation {
            Notation::Name => name,
            Notation::Sign => sign,
        }
    }

    /// Reads a name or a sign, exactly as they are written.
    #[must_use]
    pub fn read(text: &str) -> Option<(Self, Notation)> {
        Self::ALL.into_iter().find_map(|prefix| {
            let (name, sign, _) = prefix.row();
            match text {
                _ if text == name => Some((prefix, Notation::Name)),
                _ if text == sign => Some((prefix, Notation::Sign)),
                _ => None,
            }
        })
    }
}

impl fmt::Display for SiPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.written(Notation::Name))
    }
}
