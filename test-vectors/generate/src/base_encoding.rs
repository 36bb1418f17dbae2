//! Base64 and base32 without padding, as DAG-JSON and CIDs write bytes (RFC 4648), and the
//! base58 of Bitcoin, as a `did:key` and the CID of a token do.

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Base64 with `+` and `/`, without padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    encode(bytes, 6, BASE64)
}

/// Lower-case base32 without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    encode(bytes, 5, BASE32)
}

/// The bytes of lower-case base32 without padding.
pub(crate) fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut pending, mut count) = (0_u32, 0_u32);
    for character in text.bytes() {
        let digit = BASE32.iter().position(|it| *it == character)?;
        pending = (pending << 5 | u32::try_from(digit).ok()?) & 0xffff;
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push((pending >> count).to_le_bytes()[0]);
        }
    }
    Some(out)
}

/// Base58 with the alphabet of Bitcoin: the bytes as one number, and a `1` for each zero byte
/// in front.
pub(crate) fn base58(bytes: &[u8]) -> String {
    // The digits, the least first.
    let mut digits = Vec::<u8>::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58).to_le_bytes()[0];
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58).to_le_bytes()[0]);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).map(|_| '1');
    let number = digits.iter().rev().map(|digit| char::from(BASE58[usize::from(*digit)]));
    zeros.chain(number).collect()
}

fn encode(bytes: &[u8], width: u32, alphabet: &[u8]) -> String {
    let mut out = String::new();
    let (mut pending, mut count) = (0_u32, 0);
    let mut push = |bits: u32| {
        let index = usize::try_from(bits).unwrap_or_default() & (alphabet.len() - 1);
        out.push(char::from(alphabet[index]));
    };
    for byte in bytes {
        pending = (pending << 8 | u32::from(*byte)) & 0xffff;
        count += 8;
        while count >= width {
            count -= width;
            push(pending >> count);
        }
    }
    if count > 0 {
        push(pending << (width - count));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_examples_of_rfc_4648() {
        let base64s = ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"];
        let base32s = ["", "my", "mzxq", "mzxw6", "mzxw6yq", "mzxw6ytb", "mzxw6ytboi"];
        for length in 0..=6 {
            let bytes = &b"foobar"[..length];
            assert_eq!(base64(bytes), base64s[length]);
            assert_eq!(base32(bytes), base32s[length]);
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8");
        for (text, length) in base32s.iter().zip(0..) {
            assert_eq!(from_base32(text).as_deref(), Some(&b"foobar"[..length]));
        }
    }

    #[test]
    fn agrees_with_the_examples_of_the_base58_draft() {
        // draft-msporny-base58, section 5.
        assert_eq!(base58(b"Hello World!"), "2NEpo7TZRRrLZSi2U");
        assert_eq!(
            base58(b"The quick brown fox jumps over the lazy dog."),
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"
        );
        assert_eq!(base58(&[0x00, 0x00, 0x28, 0x7f, 0xb4, 0xcd]), "11233QC4");
    }
}
