//! What a batch is worth that only adds up, and that ours says of each signature what is true of
//! it alone.

use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION};
use ed25519_dalek::{Signature, VerifyingKey, verify_batch};
use sha2::{Digest as _, Sha512};
use varsig::{KeyType, PublicKey, SignatureAlgorithm, Signed};

use crate::{
    agreement::{holds, providers},
    hex,
};

fn scalar(bytes: &[u8]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&Sha512::digest(bytes).into())
}

/// A signature with a point of order 8 on top of R.
fn with_torsion(secret: Scalar, public: &[u8; 32], message: &[u8]) -> Signature {
    let nonce = scalar(&[b"nonce", message].concat());
    let point = (EdwardsPoint::mul_base(&nonce) + EIGHT_TORSION[1]).compress();
    let challenge = scalar(&[point.as_bytes(), public, message].concat());
    Signature::from_components(point.to_bytes(), (nonce + challenge * secret).to_bytes())
}

/// Deterministic: the factors of the batch are drawn from its contents, which
/// are fixed here. One in eight is expected to pass, 50 of 400.
#[test]
fn a_batch_accepts_what_single_verification_always_refuses() {
    let secret = scalar(b"the secret number");
    let key = VerifyingKey::from(EdwardsPoint::mul_base(&secret));
    let mut accepted = 0;
    for number in 0..400_u16 {
        let message = number.to_be_bytes();
        let signature = with_torsion(secret, key.as_bytes(), &message);
        assert!(key.verify_strict(&message, &signature).is_err());
        accepted += usize::from(verify_batch(&[&message], &[signature], &[key]).is_ok());
    }
    assert!((20..=90).contains(&accepted), "{accepted} of 400");
}

/// The same signature, alone in its batch and with a companion.
#[test]
fn the_verdict_of_a_batch_hangs_on_what_else_is_in_it() {
    let secret = scalar(b"the secret number");
    let key = VerifyingKey::from(EdwardsPoint::mul_base(&secret));
    let honest = |message: &[u8]| {
        let nonce = scalar(&[b"honest", message].concat());
        let point = EdwardsPoint::mul_base(&nonce).compress();
        let challenge = scalar(&[point.as_bytes(), key.as_bytes(), message].concat());
        Signature::from_components(point.to_bytes(), (nonce + challenge * secret).to_bytes())
    };
    let signature = with_torsion(secret, key.as_bytes(), b"contested");
    let verdicts: Vec<bool> = (0..100_u8)
        .map(|companion| {
            let message = [companion];
            let signatures = [signature, honest(&message)];
            verify_batch(&[b"contested", &message], &signatures, &[key, key]).is_ok()
        })
        .collect();
    assert!(verdicts.contains(&true) && verdicts.contains(&false));
}

/// So many are verified together.
const MANY: usize = 400;

/// No signature.
const NONE: [usize; 0] = [];

/// A key whose public part is \[a\]B and the `torsion`th multiple of a point of order 8.
struct Holder {
    secret: Scalar,
    key: PublicKey,
}

#[derive(Clone)]
struct Token {
    key: PublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Holder {
    fn new(name: u8, torsion: usize) -> Self {
        let secret = scalar(&[name]);
        let point = EdwardsPoint::mul_base(&secret) + EIGHT_TORSION[torsion];
        let key = PublicKey::new(KeyType::Ed25519, point.compress().as_bytes()).unwrap();
        Self { secret, key }
    }

    /// RFC 8032, section 5.1.6, with the `torsion`th multiple of the point on top of R.
    fn sign(&self, message: &[u8], torsion: usize) -> Token {
        let nonce = scalar(&[b"nonce", message].concat());
        let point = EdwardsPoint::mul_base(&nonce) + EIGHT_TORSION[torsion];
        self.sign_under(point.compress().to_bytes(), nonce, message)
    }

    fn sign_under(&self, point: [u8; 32], nonce: Scalar, message: &[u8]) -> Token {
        let challenge = scalar(&[&point, self.key.as_bytes(), message].concat());
        let response = nonce + challenge * self.secret;
        let signature = [point, response.to_bytes()].concat();
        Token { key: self.key.clone(), message: message.to_vec(), signature }
    }

    fn many(&self, seed: u8) -> Vec<Token> {
        (0..MANY)
            .map(|number| self.sign(&[&[seed], &number.to_be_bytes()[..]].concat(), 0))
            .collect()
    }
}

/// What both providers say of these together, which must be what they say of each.
fn verdicts(tokens: &[Token]) -> Vec<bool> {
    let ed25519 = SignatureAlgorithm::Ed25519;
    let alone: Vec<bool> =
        tokens.iter().map(|it| holds(ed25519, &it.key, &it.message, &it.signature)).collect();
    for verifier in providers(ed25519) {
        let signed: Vec<_> = tokens
            .iter()
            .map(|it| Signed {
                public_key: &it.key,
                message: &it.message,
                signature: &it.signature,
            })
            .collect();
        let together = verifier.verify_all(ed25519, &signed);
        let together: Vec<bool> = together.iter().map(Result::is_ok).collect();
        assert_eq!(together, alone, "{verifier:?}");
    }
    alone
}

/// Where the verdict is no.
fn refused(tokens: &[Token]) -> Vec<usize> {
    let verdicts = verdicts(tokens);
    (0..tokens.len()).filter(|index| !verdicts[*index]).collect()
}

#[test]
fn of_many_signatures_by_several_keys_each_one_holds() {
    let holders = [Holder::new(1, 0), Holder::new(2, 0), Holder::new(3, 0)];
    let tokens: Vec<_> =
        (0..MANY).map(|number| holders[number % 3].sign(&number.to_be_bytes(), 0)).collect();
    assert_eq!(refused(&tokens), NONE);
    assert_eq!(refused(&[]), NONE);
    assert_eq!(refused(&tokens[..7]), NONE);
}

/// One alone passes a batch that only adds up in one of eight, those of order 2 in one of two.
#[test]
fn a_point_of_small_order_on_top_of_r_is_seen_in_every_company() {
    let holder = Holder::new(1, 0);
    for seed in 0..6 {
        let honest = holder.many(seed);
        for torsion in [1, 2, 4, 7] {
            let mut tokens = honest.clone();
            let message = tokens[77].message.clone();
            tokens[77] = holder.sign(&message, torsion);
            assert_eq!(refused(&tokens), [77], "{torsion}");
        }
        // Pairs that make up for each other, and as many as there are.
        for (one, other) in [(4, 4), (2, 6), (1, 7), (3, 5)] {
            let mut tokens = honest.clone();
            for (at, torsion) in [(5, one), (300, other)] {
                let message = tokens[at].message.clone();
                tokens[at] = holder.sign(&message, torsion);
            }
            assert_eq!(refused(&tokens), [5, 300], "{one} and {other}");
        }
        let all: Vec<_> = honest.iter().map(|it| holder.sign(&it.message, 4)).collect();
        assert_eq!(refused(&all).len(), MANY);
    }
}

#[test]
fn a_key_with_a_point_of_small_order_on_it_counts_as_it_does_alone() {
    let (honest, mixed) = (Holder::new(1, 0).many(0), Holder::new(2, 1));
    let mut found = [0, 0];
    for seed in 0..3 {
        // Of these the hash decides, with every multiple on R too.
        let mut tokens = honest.clone();
        tokens.extend((0..64).map(|number| mixed.sign(&[seed, number], usize::from(number % 8))));
        for verdict in &verdicts(&tokens)[MANY..] {
            found[usize::from(*verdict)] += 1;
        }
    }
    assert!(found[0] > 100 && found[1] > 8, "{found:?}");
    // Few, with a point of order 2: in every second company these add up to nothing of it.
    let mixed = Holder::new(3, 4);
    for seed in 0..8 {
        let mut tokens = honest.clone();
        tokens.extend((0..8).map(|number| mixed.sign(&[seed, number], 0)));
        assert!((1..8).contains(&refused(&tokens).len()), "{seed}");
    }
    // As many as there are.
    assert!((1..MANY).contains(&refused(&mixed.many(9)).len()));
}

#[test]
fn what_is_wrong_with_one_is_told_of_that_one() {
    let holder = Holder::new(1, 0);
    let honest = holder.many(0);
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    type Change<'a> = &'a dyn Fn(&mut Token);
    let changes: [(&str, Change<'_>); 9] = [
        ("R", &|it| it.signature[3] ^= 1),
        ("S", &|it| it.signature[40] ^= 1),
        ("S not below the order", &|it| it.signature[32..].copy_from_slice(&order)),
        ("R in a second spelling", &|it| it.signature[..32].fill(0xff)),
        ("R of small order", &|it| it.signature[..32].fill(0)),
        ("the message", &|it| it.message.push(0)),
        ("the key", &|it| it.key = Holder::new(2, 0).key),
        ("too short", &|it| it.signature.truncate(63)),
        ("too long", &|it| it.signature.push(0)),
    ];
    for (what, change) in changes {
        let mut tokens = honest.clone();
        change(&mut tokens[200]);
        assert_eq!(refused(&tokens), [200], "{what}");
        // In the company of a key that made all the others.
        for token in tokens.iter_mut().take(40) {
            token.key = holder.key.clone();
            change(token);
        }
        assert_eq!(refused(&tokens).len(), 41, "{what}");
    }
}

/// With R nothing the equation holds: it is refused for how it is written, and for its order.
#[test]
fn an_r_that_is_nothing_is_refused_in_every_spelling() {
    let holder = Holder::new(1, 0);
    let mut one = [0; 32];
    one[0] = 1;
    let mut above_the_prime = [0xff; 32];
    (above_the_prime[0], above_the_prime[31]) = (0xee, 0x7f);
    for mut spelling in [one, above_the_prime] {
        for sign in [0, 0x80] {
            spelling[31] |= sign;
            let mut tokens = holder.many(0);
            tokens[7] = holder.sign_under(spelling, Scalar::ZERO, b"m");
            assert_eq!(refused(&tokens), [7], "{spelling:02x?}");
        }
    }
}

/// A sum without weights takes these for good.
#[test]
fn what_is_wrong_with_two_does_not_make_up_for_each_other() {
    let holder = Holder::new(1, 0);
    let honest = holder.many(0);
    let shift = |token: &mut Token, by: Scalar| {
        let response = Scalar::from_bytes_mod_order(token.signature[32..].try_into().unwrap()) + by;
        token.signature[32..].copy_from_slice(response.as_bytes());
    };
    for by in [Scalar::ONE, scalar(b"any")] {
        let mut tokens = honest.clone();
        shift(&mut tokens[0], by);
        shift(&mut tokens[1], -by);
        assert_eq!(refused(&tokens), [0, 1]);
    }
    let mut swapped = honest;
    let first = swapped[0].signature.clone();
    swapped[0].signature = std::mem::replace(&mut swapped[1].signature, first);
    assert_eq!(refused(&swapped), [0, 1]);
}

#[test]
fn another_algorithm_and_the_key_of_another_type_are_refused_among_many() {
    let mut tokens = Holder::new(1, 0).many(0);
    let generator = hex("036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
    tokens[9].key = PublicKey::new(KeyType::P256, &generator).unwrap();
    assert_eq!(refused(&tokens), [9]);
    let as_another: Vec<_> = tokens
        .iter()
        .map(|it| Signed { public_key: &it.key, message: &it.message, signature: &it.signature })
        .collect();
    for verifier in providers(SignatureAlgorithm::Ed25519) {
        let verdicts = verifier.verify_all(SignatureAlgorithm::ES256, &as_another);
        assert_eq!(verdicts.len(), MANY);
        assert!(verdicts.iter().all(Result::is_err));
    }
}
