//! SHA3-256 (FIPS 202), in a few lines of our own.

use crate::{DAG_CBOR, cid_with_digest};

/// The code of `sha3-256`.
const CODE: u64 = 0x16;
/// How many bytes of the state take in the message.
const RATE: usize = 136;
/// By how much each lane turns, x first (FIPS 202, 3.2.2).
const TURNS: [u32; 25] =
    [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];

/// The address of canonical DAG-CBOR in the field.
pub(super) fn address(bytes: &[u8]) -> String {
    cid_with_digest(DAG_CBOR, CODE, &digest(bytes))
}

fn digest(message: &[u8]) -> [u8; 32] {
    let mut padded = message.to_vec();
    padded.push(0x06);
    padded.resize(padded.len().next_multiple_of(RATE), 0);
    if let Some(last) = padded.last_mut() {
        *last |= 0x80;
    }
    let mut state = [0_u64; 25];
    for block in padded.chunks(RATE) {
        for (lane, bytes) in state.iter_mut().zip(block.chunks(8)) {
            *lane ^= bytes.iter().rev().fold(0, |lane, byte| lane << 8 | u64::from(*byte));
        }
        permute(&mut state);
    }
    let mut out = [0; 32];
    for (out, lane) in out.chunks_mut(8).zip(state) {
        out.copy_from_slice(&lane.to_le_bytes());
    }
    out
}

/// Keccak-f[1600]; lane (x, y) is at x + 5 y.
fn permute(state: &mut [u64; 25]) {
    let mut register = 1_u8;
    for _ in 0..24 {
        let columns: [u64; 5] =
            core::array::from_fn(|x| (0..5).fold(0, |sum, y| sum ^ state[x + 5 * y]));
        for (at, lane) in state.iter_mut().enumerate() {
            *lane ^= columns[(at + 4) % 5] ^ columns[(at + 1) % 5].rotate_left(1);
        }
        let mut turned = [0; 25];
        for (at, lane) in state.iter().enumerate() {
            let (x, y) = (at % 5, at / 5);
            turned[y + 5 * ((2 * x + 3 * y) % 5)] = lane.rotate_left(TURNS[at]);
        }
        for (at, lane) in state.iter_mut().enumerate() {
            let (x, row) = (at % 5, at / 5 * 5);
            *lane = turned[at] ^ (!turned[row + (x + 1) % 5] & turned[row + (x + 2) % 5]);
        }
        // The constants of the rounds, from their register of seven bits.
        for power in 0..7 {
            if register & 1 == 1 {
                state[0] ^= 1 << ((1 << power) - 1);
            }
            register = (register << 1) ^ if register & 0x80 == 0 { 0 } else { 0x71 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    #[test]
    fn agrees_with_the_examples_of_nist() {
        let empty = hex!("a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
        assert_eq!(digest(b""), empty);
        let abc = hex!("3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
        assert_eq!(digest(b"abc"), abc);
        // 1600 bits of 0xa3: more than one block.
        let long = hex!("79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787");
        assert_eq!(digest(&[0xa3; 200]), long);
    }

    #[test]
    fn agrees_with_the_figure_of_another_library() {
        // The page of the JavaScript package `@multiformats/sha3`: {"hello": "world"}.
        let expected = "bafyrmidyqnbqbeh5lmkwavjizfmsz6ezwvjleweh5frwk56akfyugoio2e";
        assert_eq!(address(b"\xa1\x65hello\x65world"), expected);
    }
}
