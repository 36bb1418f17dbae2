//! Hexadecimal literals, checked by the compiler.

/// Bytes from hexadecimal text. Spaces, newlines and underscores are skipped;
/// several literals are joined: `hex!("34 01", "ed01")`. A mistake in the text
/// does not compile.
#[macro_export]
macro_rules! hex {
    ($($text:literal),+ $(,)?) => {{
        const TEXT: &str = concat!($($text),+);
        const BYTES: [u8; $crate::decoded_length(TEXT)] = $crate::decode_hex(TEXT);
        BYTES
    }};
}

/// How many bytes `text` stands for.
///
/// # Panics
///
/// If the number of digits is odd, which [`hex!`] turns into a compile error.
#[must_use]
pub const fn decoded_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut index, mut digits) = (0, 0);
    while index < bytes.len() {
        if !is_space(bytes[index]) {
            digits += 1;
        }
        index += 1;
    }
    assert!(digits % 2 == 0, "an odd number of hexadecimal digits");
    digits / 2
}

/// The bytes that `text` stands for; `N` is its [`decoded_length`].
///
/// # Panics
///
/// On a character that is no digit, which [`hex!`] turns into a compile error.
#[must_use]
pub const fn decode<const N: usize>(text: &str) -> [u8; N] {
    let bytes = text.as_bytes();
    let mut out = [0; N];
    let (mut index, mut digits) = (0, 0);
    while index < bytes.len() {
        if !is_space(bytes[index]) {
            let value = digit(bytes[index]);
            out[digits / 2] |= if digits % 2 == 0 { value << 4 } else { value };
            digits += 1;
        }
        index += 1;
    }
    out
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'_')
}

const fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        b'A'..=b'F' => byte - b'A' + 10,
        _ => panic!("not a hexadecimal digit"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn joins_literals_and_skips_spaces() {
        assert_eq!(hex!("34 01", "eD_01"), [0x34, 0x01, 0xed, 0x01]);
    }
}
