//! Base58btc: read ten characters at a time, and written five.
//!
//! The time is quadratic whatever one does, since the number grows with the text. In
//! whole words it is some microseconds for the longest key there is.

use alloc::{string::String, vec, vec::Vec};

/// How many characters go into a word at once.
const STEP: usize = 10;

/// The bytes of a text, or `None` if a character is not one of the alphabet.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    // Least significant word first. A character is less than six bits.
    let mut words: Vec<u64> = Vec::with_capacity(text.len() / STEP + 1);
    for step in text.chunks(STEP) {
        let (mut factor, mut carry) = (1, 0);
        for character in step {
            factor *= 58;
            carry = carry * 58 + u64::from(value(*character)?);
        }
        for word in &mut words {
            (*word, carry) = word.carrying_mul(factor, carry);
        }
        if carry > 0 {
            words.push(carry);
        }
    }
    // A leading one stands for a byte of zero, which the number does not show.
    let zeros = text.iter().take_while(|character| **character == b'1').count();
    let mut bytes = vec![0; zeros];
    let number = words.iter().rev().flat_map(|word| word.to_be_bytes());
    bytes.extend(number.skip_while(|byte| *byte == 0));
    Some(bytes)
}

/// The characters by their values.
const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// What a word counts up to: five characters, so that a word and four bytes fit in 64 bits.
const WORDS: u64 = 58_u64.pow(5);

/// Writes the text of `bytes` behind `text`.
pub(super) fn encode(bytes: &[u8], text: &mut String) {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    text.extend(core::iter::repeat_n('1', zeros));
    let number = &bytes[zeros..];
    // Least significant word first.
    let mut words: Vec<u64> = Vec::with_capacity(number.len() / 3 + 1);
    // What does not fill four bytes comes first, as in any number.
    let (first, rest) = number.split_at(number.len() % 4);
    for step in core::iter::once(first).chain(rest.chunks_exact(4)) {
        let mut carry = step.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        for word in &mut words {
            let sum = (*word << 32) + carry;
            (*word, carry) = (sum % WORDS, sum / WORDS);
        }
        while carry > 0 {
            words.push(carry % WORDS);
            carry /= WORDS;
        }
    }
    let mut is_leading = true;
    for word in words.iter().rev() {
        for place in (0..5).rev() {
            let value = *word / 58_u64.pow(place) % 58;
            is_leading &= value == 0;
            if !is_leading {
                text.push(usize::try_from(value).map_or('1', |value| char::from(ALPHABET[value])));
            }
        }
    }
}

/// The value of a character: digits without 0, then letters without I, O and l.
const fn value(character: u8) -> Option<u8> {
    Some(match character {
        b'1'..=b'9' => character - b'1',
        b'A'..=b'H' => character - b'A' + 9,
        b'J'..=b'N' => character - b'J' + 17,
        b'P'..=b'Z' => character - b'P' + 22,
        b'a'..=b'k' => character - b'a' + 33,
        b'm'..=b'z' => character - b'm' + 44,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_the_examples_of_the_draft() {
        // draft-msporny-base58, section 5, and with zeros in front.
        let long = b"USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z";
        assert_eq!(decode(long).unwrap(), b"The quick brown fox jumps over the lazy dog.");
        assert_eq!(decode(b"2NEpo7TZRRrLZSi2U").unwrap(), b"Hello World!");
        assert_eq!(decode(b"11233QC4").unwrap(), [0, 0, 0x28, 0x7f, 0xb4, 0xcd]);
        for (bytes, text) in [
            (&b"Hello World!"[..], "2NEpo7TZRRrLZSi2U"),
            (&[0, 0, 0x28, 0x7f, 0xb4, 0xcd], "11233QC4"),
            (&[], ""),
            (&[0], "1"),
            (&[1], "2"),
        ] {
            let mut written = String::new();
            encode(bytes, &mut written);
            assert_eq!(written, text);
        }
        assert_eq!(decode(b"").unwrap(), []);
        assert_eq!(decode(b"1").unwrap(), [0]);
        assert_eq!(decode(b"2").unwrap(), [1]);
    }

    #[test]
    fn takes_the_58_characters_and_no_others() {
        let allowed = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        for byte in 0..=u8::MAX {
            let place = allowed.iter().position(|character| *character == byte);
            assert_eq!(value(byte).map(usize::from), place, "{byte:#x}");
            assert_eq!(decode(&[b'2', byte]).is_some(), place.is_some());
        }
    }

    proptest! {
        #[test]
        fn reads_back_what_is_written(mut bytes in prop::collection::vec(any::<u8>(), 0..200), zeros in 0..3_usize) {
            bytes.splice(0..0, core::iter::repeat_n(0, zeros));
            let text = multibase::encode(multibase::Base::Base58Btc, &bytes);
            prop_assert_eq!(decode(&text.as_bytes()[1..]), Some(bytes.clone()));
            let mut written = String::from("z");
            encode(&bytes, &mut written);
            prop_assert_eq!(written, text);
        }

        #[test]
        fn no_two_texts_stand_for_the_same_bytes(text in "[1-9A-HJ-NP-Za-km-z]{0,60}") {
            let bytes = decode(text.as_bytes()).unwrap();
            let written = multibase::encode(multibase::Base::Base58Btc, bytes);
            prop_assert_eq!(&written[1..], text);
        }
    }
}
