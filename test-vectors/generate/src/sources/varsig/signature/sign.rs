//! Signing where no randomness is drawn.

use super::{MESSAGE, NOBLE, keys};
use crate::{Value, case, case::CaseBuilder, hex, map};

const PYTHON: &str = "Python cryptography 48.0.0 (OpenSSL)";

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = elliptic();
    cases.extend(rsa());
    cases.extend(bls());
    cases.extend(published());
    cases.extend(refused());
    cases
}

fn sign(
    slug: &str,
    header: [u8; 8],
    secret_key: impl Into<Value>,
    message: impl Into<Value>,
) -> CaseBuilder {
    case(slug)
        .operation("varsig.sign")
        .input("header", header)
        .input("secret-key", secret_key)
        .input("message", message)
}

fn made(public_key: impl Into<Value>, signature: impl Into<Value>) -> Value {
    map! { "public-key" => public_key.into(), "signature" => signature.into() }
}

fn elliptic() -> Vec<CaseBuilder> {
    vec![
        sign(
            "sign-ed25519",
            keys::ED25519,
            hex!("8026 74f63e2f02191bc2cfbc853ab68b668186f3ffb11b08978d193bbd5e83304b2e"),
            MESSAGE,
        )
        .section("common headers, EdDSA")
        .title("Ed25519 signs.")
        .why("The nonce is a hash of the key and the message; a drawn one can leak the key.")
        .expect_value(made(keys::ED25519_KEY, keys::ED25519_SIGNATURE))
        .computed(NOBLE)
        .rules(["signature.ed25519"]),
        sign(
            "sign-es256",
            keys::ES256,
            hex!("8626 46862e821cfb64c335e9431194cd00e37a051f787ee162acdd1290fbd9106603"),
            MESSAGE,
        )
        .section("common headers, ES256")
        .title("ES256 signs by RFC 6979.")
        .why("A nonce that is drawn badly gives the key away.")
        .expect_value(made(keys::P256_KEY, keys::ES256_SIGNATURE))
        .computed(NOBLE)
        .rules(["signature.es256"]),
        sign(
            "sign-es384",
            keys::ES384,
            hex!(
                "8726",
                "a17834133064c36906b03f94b07d81f04f499b74bc626062ce87edf16bad7348",
                "12a7c88e9993445a3aa2aa5dc48efe40",
            ),
            MESSAGE,
        )
        .section("common headers, ECDSA")
        .title("ES384 signs by RFC 6979.")
        .why("A nonce that is drawn badly gives the key away.")
        .expect_value(made(keys::P384_KEY, keys::ES384_SIGNATURE))
        .computed(NOBLE)
        .rules(["signature.es384"]),
        sign(
            "sign-es512",
            keys::ES512,
            hex!(
                "8826",
                "00004ceec565fe365fec4be97877abfde0800e58fcc38c612676e71702cf959a",
                "710100f19fd8e9ef2b1b25ac20c7c439f929ba20d29168890cd4788e6b3e14d1",
                "dc87",
            ),
            MESSAGE,
        )
        .section("common headers, ES512")
        .title("ES512 signs by RFC 6979.")
        .why("521 bits are no whole number of bytes; the nonce is where this goes wrong.")
        .expect_value(made(keys::P521_KEY, keys::ES512_SIGNATURE))
        .computed(NOBLE)
        .rules(["signature.es512"]),
        sign(
            "sign-es256k",
            keys::ES256K,
            hex!("8126 d7252ea9aeb8207ce2e29bb0ecfc734ed821ecc6a150d5c5616a6267fbc8a503"),
            MESSAGE,
        )
        .section("common headers, ES256K")
        .title("ES256K signs by RFC 6979.")
        .why("A nonce that is drawn badly gives the key away.")
        .expect_value(made(keys::SECP256K1_KEY, keys::ES256K_SIGNATURE))
        .computed(NOBLE)
        .rules(["signature.es256k"]),
        sign(
            "sign-es256k-keccak",
            keys::ES256K_KECCAK,
            hex!("8126 9afcab77b360f051721ff72198c08bcca812cac9b53570af3f895303c2e28f6a"),
            MESSAGE,
        )
        .section("Format")
        .title("ES256K with Keccak-256 signs by RFC 6979, with SHA2-256 inside of the nonce.")
        .why("The hash of the nonce is the curve's, as wallets do it, not that of the message.")
        .expect_value(made(keys::KECCAK_KEY, keys::KECCAK_SIGNATURE))
        .computed("@noble/curves 1.9.7 and @noble/hashes 1.8.0")
        .rules(["signature.es256k-keccak"]),
    ]
}

fn rsa() -> [CaseBuilder; 2] {
    [
        sign("sign-rs256", keys::RS256, RSA_SECRET, MESSAGE)
            .section("common headers, RS256")
            .title("RS256 signs.")
            .why("The padding is fixed, so there is one signature.")
            .expect_value(made(keys::RSA_KEY, keys::RS256_SIGNATURE))
            .computed(PYTHON)
            .rules(["signature.rs256"])
            .tags(["feature:rsa"]),
        sign("sign-rs512", keys::RS512, RSA_SECRET, MESSAGE)
            .section("common headers, RS512")
            .title("RS512 signs.")
            .why("The padding is fixed, so there is one signature.")
            .expect_value(made(keys::RSA_KEY, keys::RS512_SIGNATURE))
            .computed(PYTHON)
            .rules(["signature.rs512"])
            .tags(["feature:rsa"]),
    ]
}

fn bls() -> [CaseBuilder; 2] {
    let both = "@noble/curves 1.9.7, checked with py_ecc 8.0.0";
    [
        sign(
            "sign-bls-g1",
            keys::BLS_G1,
            hex!("8926 6a2a37bf890cd231d76b83d010c4679d4b80e520ae10e49e1d1dda9065722c37"),
            MESSAGE,
        )
        .section("Signature Algorithm")
        .title("BLS with the key on G1 signs.")
        .why("The domain is that of the basic scheme with the signature on G2.")
        .expect_value(made(keys::BLS_G1_KEY, keys::BLS_G1_SIGNATURE))
        .computed(both)
        .rules(["signature.bls-g1"])
        .tags(["feature:bls"]),
        sign(
            "sign-bls-g2",
            keys::BLS_G2,
            hex!("8a26 6a2a37bf890cd231d76b83d010c4679d4b80e520ae10e49e1d1dda9065722c37"),
            MESSAGE,
        )
        .section("Signature Algorithm")
        .title("BLS with the key on G2 signs.")
        .why("The domain is that of the basic scheme with the signature on G1.")
        .expect_value(made(keys::BLS_G2_KEY, keys::BLS_G2_SIGNATURE))
        .computed(both)
        .rules(["signature.bls-g2"])
        .tags(["feature:bls"]),
    ]
}

/// Keys and messages of RFCs.
fn published() -> [CaseBuilder; 4] {
    [
        sign(
            "sign-ed448-rfc-8032",
            keys::ED448,
            hex!(
                "9126",
                "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3",
                "528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b",
            ),
            [],
        )
        .section("common headers, EdDSA")
        .title("Ed448 signs as RFC 8032 says.")
        .why("Without Ed448 the answer is that it is not supported.")
        .expect_value(made(
            hex!(
                "8324",
                "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778",
                "edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180",
            ),
            hex!(
                "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f",
                "2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a",
                "9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db",
                "b61149f05a7363268c71d95808ff2e652600",
            ),
        ))
        .published("RFC 8032, section 7.4, blank")
        .rules(["signature.key-type"])
        .tags(["feature:ed448"]),
        sign(
            "sign-ed25519-rfc-8032",
            keys::ED25519,
            hex!("8026 c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"),
            [0xaf, 0x82],
        )
        .section("common headers, EdDSA")
        .title("Ed25519 signs as RFC 8032 says.")
        .why("Every implementation of the curve agrees on it.")
        .expect_value(made(
            hex!("ed01 fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"),
            hex!(
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
                "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
            ),
        ))
        .published("RFC 8032, section 7.1, test 3")
        .rules(["signature.ed25519"]),
        sign("sign-es256-rfc-6979-test", keys::ES256, P256_RFC_6979, b"test")
            .section("common headers, ES256")
            .title("ES256 signs \"test\" as RFC 6979 says, whose s is the low one.")
            .why("Every implementation of RFC 6979 agrees on it.")
            .expect_value(made(
                hex!("8024 0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
                hex!(
                    "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
                    "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
                ),
            ))
            .published("RFC 6979, appendix A.2.5, with SHA-256")
            .rules(["signature.es256"]),
        sign("sign-es256-rfc-6979-sample", keys::ES256, P256_RFC_6979, b"sample")
            .section("common headers, ES256")
            .ruling("T10")
            .title("ES256 signs \"sample\" as RFC 6979 says, but with the low s.")
            .why("The RFC has the high one here; of two twins this stack makes one.")
            .expect_value(made(
                hex!("8024 0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
                hex!(
                    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
                    "0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9",
                ),
            ))
            .computed("n - s of RFC 6979, appendix A.2.5, by @noble/curves 1.9.7")
            .rules(["signature.es256"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let zero = hex!("8626 0000000000000000000000000000000000000000000000000000000000000000");
    let order = [hex!("8626").as_slice(), &keys::P256_ORDER].concat();
    vec![
        sign("sign-zero-key", keys::ES256, zero, MESSAGE)
            .section("common headers, ES256")
            .title("Zero is no secret key.")
            .why("Its public key is the point at infinity.")
            .expect_error("SecretKeyOutOfRange")
            .stated("SEC 1, section 3.2.1")
            .rules(["signature.es256"]),
        sign("sign-key-of-the-order", keys::ES256, order, MESSAGE)
            .section("common headers, ES256")
            .title("The order of the curve is no secret key.")
            .why("It is zero in another spelling.")
            .expect_error("SecretKeyOutOfRange")
            .stated("SEC 1, section 3.2.1")
            .rules(["signature.es256"]),
        sign("sign-short-key", keys::ED25519, hex!("8026 00010203"), MESSAGE)
            .section("common headers, EdDSA")
            .title("A seed of four bytes is refused.")
            .why("A seed that is filled up with zeros can be guessed.")
            .expect_error("SecretKeyLength")
            .stated("RFC 8032, section 5.1.5")
            .rules(["signature.ed25519"]),
        sign(
            "sign-key-of-another-algorithm",
            keys::ES256,
            hex!("8026 74f63e2f02191bc2cfbc853ab68b668186f3ffb11b08978d193bbd5e83304b2e"),
            MESSAGE,
        )
        .section("Signature Algorithm")
        .title("A key does not sign under the header of another algorithm.")
        .why("The signature would be refused everywhere, or worse, somewhere not.")
        .expect_error("AlgorithmMismatch")
        .stated("the key is not one of the algorithm that the header names")
        .rules(["signature.key-type"]),
        sign("sign-broken-prefix", keys::ED25519, hex!("80"), MESSAGE)
            .section("Signature Algorithm")
            .ruling("T8")
            .title("A secret key whose prefix is cut short is refused.")
            .why("What the bytes are must be clear before they are used.")
            .expect_error("SecretKeyPrefix")
            .stated("the varint goes on and there is no byte")
            .rules(["key.prefix"]),
        sign("sign-public-key", keys::ED25519, keys::ED25519_KEY, MESSAGE)
            .section("Signature Algorithm")
            .title("A public key is no secret key.")
            .why("32 bytes are 32 bytes; only the prefix tells them apart.")
            .expect_error("SecretKeyPrefix")
            .stated("the prefix is that of a public key")
            .rules(["key.prefix"]),
        sign(
            "sign-without-prefix",
            keys::ED25519,
            hex!("74f63e2f02191bc2cfbc853ab68b668186f3ffb11b08978d193bbd5e83304b2e"),
            MESSAGE,
        )
        .section("Signature Algorithm")
        .title("A seed without its prefix is refused.")
        .why("Its first bytes are no prefix, and no error may show them.")
        .expect_error("SecretKeyPrefix")
        .stated("0x74 is no code of a secret key")
        .rules(["key.prefix"]),
        sign("sign-rsa-not-der", keys::RS256, hex!("8526 3003020100"), MESSAGE)
            .section("common headers, RS256")
            .title("A sequence of one number is no RSA key.")
            .why("What is not there must not be read.")
            .expect_error("SecretKeyNotRsa")
            .stated("RFC 8017, appendix A.1.2")
            .rules(["signature.rs256"])
            .tags(["feature:rsa"]),
        sign("sign-rsa-1024-bits", hex!("34 01 8524 12 8001 71"), RSA_SMALL_SECRET, MESSAGE)
            .section("common headers, RS256")
            .title("A key of 1024 bits does not sign.")
            .why("A key of 1024 bits can be broken.")
            .expect_error("SecretKeyRsaSize")
            .stated("RFC 7518, section 3.3: 2048 bits or more")
            .rules(["signature.rs256"])
            .tags(["feature:rsa"]),
    ]
}

/// The key of RFC 6979, appendix A.2.5.
const P256_RFC_6979: [u8; 34] =
    hex!("8626 c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");

/// RSA key 1 as RSAPrivateKey in DER.
const RSA_SECRET: [u8; 1193] = hex!(
    "8526",
    "308204a30201000282010100ecfa09cb232c36e20f6b3ab6664d5d907fde8f20",
    "5f0f542d324d089cc6efa61e94077c8378a911cea3102c97888fe08d11beda23",
    "f706d887a5b4487ae6bdc199f84b146c926b5f21b5fc26f338b93b1cabc23179",
    "9eb3336b2cf8ee78d574fd68ed50beceee5b8814e0d4971a1ed745adefe12978",
    "1fb428742ee1321d3d10f70c73e5f3edca46f8af06b6d9dd895407bb98657672",
    "8c749d8b035a924f741102075637b2ebec24c381e6643e4e600265aa4baad373",
    "584eb7fb28e6ccbc7e129dbe29b7f6de56ef2ef5d8e0e2341cbe9269e30e210d",
    "fe79fc1a714e03ecb83e8f1f4ad2438bae624b12f2e7641b3a11f2ff9ff860fe",
    "a83614746539fc84d4496b8d0203010001028201001c971706e3c5b212687750",
    "a45067dd95b123a6036b0c93a48748cd74f2b85783a16adcce14c8db0de1d4f1",
    "f84f40c27fea87ead40379d736585acd92cc5350eff549839b8cb7b908bd66c0",
    "414052f2ab851a5ef3341f1d213d52041d5e6d68a457db51c5eff26992d1443c",
    "bda9426214f7d7a3b3eb2946672bffbdd6d2b701030b6aa59ee09071b484ebe4",
    "aba92521f741d3007049952b576ad09df3a21da816e4998f45f1b93ac27a8b9f",
    "eb61e47c6a8e8a487b02943689658a7b625f2c96d6b1f1f8552610f0802fa113",
    "a22008153da46cf3dd70d1b37c06fde0264bed9dadd96f8f995473123efd0d94",
    "2c19e845beb6f9d83cccd083702a348ff99545d17902818100f7dbdd28c9a564",
    "26b3b6fd5dcd504f79863c083f574541532ca9489a1b357be762f59150731136",
    "dd9424c963e7d194859288c1167ec43add088a71fd37ea9c63d9c7cae4c47b43",
    "fd1d1dbe0c448560b47a44e81c9afeb5280407c9bc9c6d089b81f6474acd8930",
    "aad3a53c33f522e28b12cda0c4f5769109adf7f50dcd475c6902818100f4c2ab",
    "d9b9e25de384e769d528fab0e3409f84bdd4b5b885f5d281b05bd9e3eba793e3",
    "69034c466ecec8c1134db107918761dee7cfc7b1c8b86cd6458ca07f52f411ee",
    "b262b38db0321e108d7cf602a61d1bdf5dbff2623de84db19d4e98de9f76ac14",
    "f5fef442eee647b59af827a9c33ee27620014d3cbb317dcee59cca0185028180",
    "5605575f2584a21a907aacba565c4e08d61e959a2e169a125cc8afaad4509e9c",
    "f28a59917b2df945b37984ef88700344cc536bf7fbacece4f366e122c9ba41e6",
    "a199a67ff8f4f2e6b0a936e11912d53a2dc926696f1d810fcf3e48b48df18570",
    "3b0d97368dd8d42c25620e5fd5eef282e3d6bbba3f9a93c1b140022b75181429",
    "02818059137c0d7a0bfb157169f2e743c9b094941139f30835b658f274d10408",
    "f98c6c5809876ad16b71faa3c1061b6b5bf120328018ea8e80e39fe416a008a1",
    "bc4b7a3a1f489a9d37316a9d62b9ad747be7cce2ad21267253d91324b719dbe1",
    "1ddb6f7775fb0ee7e1a77660525ab2727ba4d9ccca08296fafd7595d12a73883",
    "4e352d02818100b32185295e809a0a7c1e9906197c7297408a0a5f6fde0954a3",
    "c7a8a1e38a74f5b2b516b9638e05549944f90c1639f50b9460f0423e91c9d636",
    "dc2b462274b85d3dd378ab8641da54b39f20bbae943b708387e47773c39087d0",
    "d355158aa8df75afdae9221aa65ae1f55f15fcbb8b467b6a18757eadda567a92",
    "d6f775150d5022",
);

/// A key of 1024 bits.
const RSA_SMALL_SECRET: [u8; 611] = hex!(
    "8526",
    "3082025d02010002818100bcf12c07f9657ada42c306873ebc14ccd77bd37c35",
    "66bc355e738290799441c5c90368b402bf337e04a03de6cdc1022d380b927b0b",
    "5eb775da6e08d0d2f8a79ecad71639aa224e4b3678e311b11fd1a51e58d8df42",
    "20b13cb0d3e8bf7d92fe80dff56d6a12f54f4ce61c7fa47071e13d079382db43",
    "c0d17fd95a7c887c6c376902030100010281803c4cec348f4fe7e988ad1d8444",
    "6d5a6615cf9b2b650fa8b98faf65d81e3546d88cd2ddb3b5bcb7fe5c13982df5",
    "34c8310e560325e9f70cae3c4c29dc1bb8e825a4dbfb864a80be3230f50ed6c8",
    "222e1d09f886a3b75e793076c7b2ee55c0299b86a58e05aa9895c0b5bb5857d6",
    "fc9bbe430590330420b0d8f3566881798260d1024100ee16177b82caa3b210e3",
    "27647b2fcb8f556d9363e8d63b1d676aa57cae71241c254e39a4cfb04e7c296b",
    "22e16e8134eec104b5f50c9cd6b60ed6c7e234a108cb024100cb287caee72bb1",
    "9cbb28f3969ad3e4ffcd41d23b7bbaf59f049319c4d51f9be0d577ffb06632a3",
    "c7a322deb49f48e9137e13f99731901d8734cf3fd67aa99e1b024100e0ff43a5",
    "d74e85304c413f02f85f8cb1a1fbf1a423700161a24fe8a051825eabb29da060",
    "1e5df16de8fe7472322a2cc9cce314c9c5e79a09673096a9312f55cd024100c7",
    "f64fd2efa2a82d766276701470e003900a6b5d3509ee5cd869d9814dacd106d9",
    "d6450b616c129c9b4be51caf735a465f6055d8a5660e4a58866d753442e36502",
    "4008427552a8e66565814cfbea37685b92f1059955ce326503cf62a9745235f7",
    "1aebe95c950e74fde8c32a71e53b7709fec430667019c8932a45ff3bf701bce7",
    "e7",
);
