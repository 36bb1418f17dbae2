//! Reading selectors.
//!
//! ```text
//! selector = "." / first *segment
//! first    = named / "." bracketed
//! segment  = named / ["."] bracketed
//! named    = "." name *"?"
//! bracketed = "[" [key / index / slice] "]" *"?"
//! slice    = index ":" [index] / ":" index
//! key      = <a JSON string>
//! index    = "0" / ["-"] %x31-39 *DIGIT     ; within ±(2^53 − 1)
//! ```

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::selector::{MAX_SELECTOR_SEGMENTS, Segment, SelectorError, Step};

/// The greatest integer that every implementation can represent.
const MAX_INDEX: i64 = (1 << 53) - 1;

pub(super) fn parse(text: &str) -> Result<Vec<Segment>, SelectorError> {
    let mut reader = Reader { text, offset: 0 };
    if reader.peek() != Some('.') {
        return Err(SelectorError::MissingDot);
    }
    let mut segments = Vec::new();
    if text == "." {
        return Ok(segments);
    }
    while let Some(character) = reader.peek() {
        if segments.len() == MAX_SELECTOR_SEGMENTS {
            return Err(SelectorError::TooManySegments);
        }
        let step = match character {
            '.' => reader.after_dot()?,
            '[' => reader.bracketed()?,
            found => {
                return Err(SelectorError::UnexpectedCharacter { offset: reader.offset, found });
            }
        };
        let mut optional = false;
        while reader.take('?') {
            optional = true;
        }
        segments.push(Segment { step, optional });
    }
    Ok(segments)
}

struct Reader<'t> {
    text: &'t str,
    offset: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.offset..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.offset += character.len_utf8();
        Some(character)
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.offset += wanted.len_utf8();
        }
        found
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|character| !wanted(character)).unwrap_or(rest.len());
        self.offset += end;
        rest.get(..end).unwrap_or_default()
    }

    fn after_dot(&mut self) -> Result<Step, SelectorError> {
        self.offset += 1;
        let offset = self.offset;
        match self.peek() {
            None => Err(SelectorError::TrailingDot),
            Some('.') => Err(SelectorError::RepeatedDot { offset }),
            Some('?') => Err(SelectorError::DanglingOptional { offset }),
            Some('[') => self.bracketed(),
            Some(first) if begins_name(first) => {
                Ok(Step::Key(self.take_while(continues_name).to_owned()))
            }
            Some(found) => Err(SelectorError::UnexpectedCharacter { offset, found }),
        }
    }

    fn bracketed(&mut self) -> Result<Step, SelectorError> {
        let offset = self.offset;
        self.offset += 1;
        let step = match self.peek() {
            Some(']') => Step::Each,
            Some('"') => Step::Key(self.key()?),
            Some(':') => self.slice(None, offset)?,
            Some('+' | '-' | '0'..='9') => {
                let index = self.integer()?;
                if self.peek() == Some(':') {
                    self.slice(Some(index), offset)?
                } else {
                    Step::Index(index)
                }
            }
            _ => return Err(SelectorError::InvalidBracket { offset }),
        };
        if self.take(']') { Ok(step) } else { Err(SelectorError::InvalidBracket { offset }) }
    }

    fn slice(&mut self, start: Option<i64>, bracket: usize) -> Result<Step, SelectorError> {
        self.offset += 1;
        let end = if self.peek() == Some(']') { None } else { Some(self.integer()?) };
        if start.is_none() && end.is_none() {
            return Err(SelectorError::UnboundedSlice { offset: bracket });
        }
        Ok(Step::Slice { start, end })
    }

    fn integer(&mut self) -> Result<i64, SelectorError> {
        let offset = self.offset;
        let negative = self.take('-');
        let digits = self.take_while(|character| character.is_ascii_digit());
        if digits.is_empty() || (digits.starts_with('0') && (negative || digits != "0")) {
            return Err(SelectorError::InvalidInteger { offset });
        }
        // Only digits are left, so that it can but overflow.
        let magnitude = digits
            .parse::<i64>()
            .ok()
            .filter(|magnitude| *magnitude <= MAX_INDEX)
            .ok_or(SelectorError::IntegerOutOfRange { offset })?;
        Ok(if negative { -magnitude } else { magnitude })
    }

    /// A JSON string, as RFC 8259, section 7 has it.
    fn key(&mut self) -> Result<String, SelectorError> {
        let opening = self.offset;
        self.offset += 1;
        let mut key = String::new();
        loop {
            let offset = self.offset;
            match self.next() {
                None => return Err(SelectorError::UnclosedKey { offset: opening }),
                Some('"') => return Ok(key),
                Some('\\') => {
                    key.push(self.escape().ok_or(SelectorError::InvalidEscape { offset })?);
                }
                Some('\0'..='\u{1f}') => return Err(SelectorError::ControlCharacter { offset }),
                Some(character) => key.push(character),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            plain @ ('"' | '\\' | '/') => plain,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.code_unit()?;
                let units = if (0xd800..0xdc00).contains(&unit) {
                    if !(self.take('\\') && self.take('u')) {
                        return None;
                    }
                    [unit, self.code_unit()?]
                } else {
                    [unit, 0]
                };
                // A stray second half fails here, and so does a first half without one.
                char::decode_utf16(units).next()?.ok()?
            }
            _ => return None,
        })
    }

    fn code_unit(&mut self) -> Option<u16> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        self.offset += 4;
        u16::from_str_radix(digits, 16).ok()
    }
}

/// Whether a key can be written behind a dot, without quotes.
pub(super) fn is_name(key: &str) -> bool {
    key.starts_with(begins_name) && key.chars().all(continues_name)
}

fn begins_name(character: char) -> bool {
    character == '_' || character.is_alphabetic()
}

fn continues_name(character: char) -> bool {
    character.is_alphabetic() || character.is_ascii_digit() || matches!(character, '_' | '$' | '-')
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec};

    use super::{super::Selector, *};

    fn steps(text: &str) -> Vec<Step> {
        parse(text).unwrap().into_iter().map(|segment| segment.step).collect()
    }

    fn key(name: &str) -> Step {
        Step::Key(name.to_owned())
    }

    fn refused(text: &str) -> SelectorError {
        Selector::parse(text).unwrap_err()
    }

    #[test]
    fn a_dot_alone_is_everything() {
        assert_eq!(steps("."), []);
    }

    #[test]
    fn reads_every_kind_of_segment() {
        assert_eq!(
            steps(r#".foo["a b"][0][-42][7:11][2:][:42][0:-2][].bar0_"#),
            [
                key("foo"),
                key("a b"),
                Step::Index(0),
                Step::Index(-42),
                Step::Slice { start: Some(7), end: Some(11) },
                Step::Slice { start: Some(2), end: None },
                Step::Slice { start: None, end: Some(42) },
                Step::Slice { start: Some(0), end: Some(-2) },
                Step::Each,
                key("bar0_"),
            ]
        );
    }

    #[test]
    fn a_dot_may_stand_before_a_bracket() {
        assert_eq!(steps(".foo.[0]"), steps(".foo[0]"));
        assert_eq!(steps(r#".["a"].["b"]"#), [key("a"), key("b")]);
        assert_eq!(steps(".[]"), [Step::Each]);
    }

    #[test]
    fn question_marks_belong_to_their_segment_and_collapse() {
        let optional = |text: &str| {
            parse(text).unwrap().iter().map(|segment| segment.optional).collect::<Vec<_>>()
        };
        assert_eq!(optional(".a.b?"), [false, true]);
        assert_eq!(optional(".a???[0].b"), [true, false, false]);
        assert_eq!(optional(r#".["a"]?[]?"#), [true, true]);
    }

    #[test]
    fn names_may_be_in_any_script() {
        assert_eq!(steps(".ほげ"), [key("ほげ")]);
        assert_eq!(steps("._"), [key("_")]);
        assert_eq!(steps(".foo-bar.a$b9"), [key("foo-bar"), key("a$b9")]);
        let unexpected = |found| SelectorError::UnexpectedCharacter { offset: 1, found };
        assert_eq!(refused(".1a"), unexpected('1'));
        assert_eq!(refused(".-a"), unexpected('-'));
        assert_eq!(refused(".$a"), unexpected('$'));
        assert_eq!(refused(". a"), unexpected(' '));
        assert_eq!(refused(".\u{301}"), unexpected('\u{301}'));
        assert_eq!(refused(".\u{663}"), unexpected('\u{663}'));
        let digit = SelectorError::UnexpectedCharacter { offset: 2, found: '\u{663}' };
        assert_eq!(refused(".a\u{663}"), digit);
        assert_eq!(refused(".é b"), SelectorError::UnexpectedCharacter { offset: 3, found: ' ' });
    }

    #[test]
    fn names_are_not_normalised() {
        assert_eq!(steps(".[\"e\u{301}\"]"), [key("e\u{301}")]);
        assert_eq!(steps(".é"), [key("\u{e9}")]);
    }

    #[test]
    fn refuses_stray_dots_and_question_marks() {
        assert_eq!(refused(""), SelectorError::MissingDot);
        assert_eq!(refused("foo"), SelectorError::MissingDot);
        assert_eq!(refused("[0]"), SelectorError::MissingDot);
        assert_eq!(refused(" .foo"), SelectorError::MissingDot);
        assert_eq!(refused(".."), SelectorError::RepeatedDot { offset: 1 });
        assert_eq!(refused(".a..b"), SelectorError::RepeatedDot { offset: 3 });
        assert_eq!(refused(".a."), SelectorError::TrailingDot);
        assert_eq!(refused(".a[0]?."), SelectorError::TrailingDot);
        assert_eq!(refused(".?"), SelectorError::DanglingOptional { offset: 1 });
        assert_eq!(refused(".?.a"), SelectorError::DanglingOptional { offset: 1 });
        assert_eq!(refused(".a.?"), SelectorError::DanglingOptional { offset: 3 });
    }

    #[test]
    fn refuses_what_stands_between_segments() {
        let unexpected = |offset, found| SelectorError::UnexpectedCharacter { offset, found };
        assert_eq!(refused(".a[0]b"), unexpected(5, 'b'));
        assert_eq!(refused(".a?b"), unexpected(3, 'b'));
        assert_eq!(refused(".a b"), unexpected(2, ' '));
        assert_eq!(refused(".a "), unexpected(2, ' '));
        assert_eq!(refused(".a]"), unexpected(2, ']'));
        assert_eq!(refused(".a|.b"), unexpected(2, '|'));
    }

    #[test]
    fn refuses_other_brackets() {
        for text in [".[", ".[0", ".[ 0]", ".[0 ]", ".['a']", ".[a]", ".[*]", ".[\"a\"", ".[0:1:2]"]
        {
            assert_eq!(refused(text), SelectorError::InvalidBracket { offset: 1 }, "{text}");
        }
        assert_eq!(refused(".[:]"), SelectorError::UnboundedSlice { offset: 1 });
    }

    #[test]
    fn refuses_integers_in_another_form() {
        for text in [".[01]", ".[-0]", ".[+1]", ".[-]", ".[00]", ".[-01]", ".[-0:1]"] {
            assert_eq!(refused(text), SelectorError::InvalidInteger { offset: 2 }, "{text}");
        }
        assert_eq!(refused(".[1:01]"), SelectorError::InvalidInteger { offset: 4 });
        assert_eq!(refused(".[:a]"), SelectorError::InvalidInteger { offset: 3 });
    }

    #[test]
    fn refuses_integers_beyond_53_bits() {
        assert_eq!(steps(".[9007199254740991]"), [Step::Index(MAX_INDEX)]);
        assert_eq!(steps(".[-9007199254740991]"), [Step::Index(-MAX_INDEX)]);
        for text in [".[9007199254740992]", ".[-9007199254740992]", ".[99999999999999999999]"] {
            assert_eq!(refused(text), SelectorError::IntegerOutOfRange { offset: 2 }, "{text}");
        }
        let long = "9".repeat(100_000);
        assert_eq!(
            refused(&alloc::format!(".[:{long}]")),
            SelectorError::IntegerOutOfRange { offset: 3 }
        );
    }

    #[test]
    fn quoted_keys_are_json_strings() {
        assert_eq!(steps(r#".[""]"#), [key("")]);
        assert_eq!(steps(r#".["."]["$_*"]["1"]"#), [key("."), key("$_*"), key("1")]);
        assert_eq!(steps(r#".["a..b]?"]"#), [key("a..b]?")]);
        assert_eq!(
            steps(r#".["\"\\\/\b\f\n\r\t\u00e9\uD83D\ude42"]"#),
            [key("\"\\/\u{8}\u{c}\n\r\té🙂")]
        );
        assert_eq!(steps(r#".["\u0000"]"#), [key("\0")]);
        assert_eq!(steps(r#".["\uD800\uDC00\uDBFF\uDFFF"]"#), [key("\u{10000}\u{10ffff}")]);
    }

    #[test]
    fn refuses_what_json_strings_cannot_be() {
        for text in [
            r#".["\a"]"#,
            r#".["\u12"]"#,
            r#".["\u+123"]"#,
            r#".["\uD83D"]"#,
            r#".["\uD83D\n"]"#,
            r#".["\uD83Dx"]"#,
            r#".["\uD83D\uD83D"]"#,
            r#".["\uDE42"]"#,
            r#".["\u12é4"]"#,
            r#".["\"#,
        ] {
            assert_eq!(refused(text), SelectorError::InvalidEscape { offset: 3 }, "{text}");
        }
        for control in ['\0', '\n', '\u{1f}'] {
            let text = alloc::format!(".[\"{control}\"]");
            assert_eq!(refused(&text), SelectorError::ControlCharacter { offset: 3 });
        }
        assert_eq!(steps(".[\" \u{7f}\"]"), [key(" \u{7f}")]);
        assert_eq!(refused(".[\"a"), SelectorError::UnclosedKey { offset: 2 });
        assert_eq!(refused(r#".["\""#), SelectorError::UnclosedKey { offset: 2 });
    }

    #[test]
    fn bounds_the_number_of_segments() {
        let most = ".".to_owned() + &"[]".repeat(MAX_SELECTOR_SEGMENTS);
        assert_eq!(steps(&most), vec![Step::Each; MAX_SELECTOR_SEGMENTS]);
        assert_eq!(refused(&(most + "[]")), SelectorError::TooManySegments);
    }

    #[test]
    fn prints_byte_for_byte() {
        for text in [".foo?", r#".["foo"]"#, ".foo???", ".foo.[0]", r#".["\u0061"]"#, "."] {
            assert_eq!(Selector::parse(text).unwrap().to_string(), text);
        }
    }
}
