//! RSASSA-PKCS1-v1_5 with keys of 2048 bits.

use super::{MESSAGE, common::Scheme, keys, verify};
use crate::{case::CaseBuilder, hex};

const PYTHON: &str = "Python cryptography 48.0.0 (OpenSSL)";
/// The padded message was put together by hand and raised to the secret exponent.
const PADDING: &str = "the secret exponent over a padded message put together by hand; Python \
                       cryptography 48.0.0 (OpenSSL) refuses it";

const RS256: Scheme = Scheme {
    slug: "rs256",
    name: "RS256",
    section: "common headers, RS256",
    rule: "signature.rs256",
    tags: &["feature:rsa"],
    header: &keys::RS256,
    public_key: &keys::RSA_KEY,
    signature: &keys::RS256_SIGNATURE,
    by_another_key: &hex!(
        "0f853f4686731157d54ee8a16daa36776a0c5f565abca3ca9c009eac376af89f",
        "8cf87031c0a5a0272c82ef91761c0d4479891b40a74ed910ba71465fbb371db2",
        "2f15b66f59c51b3bb28971193836ec8caf87b5ad5e0b11a2f64816d7223327d5",
        "4112446f7a61800b552b8ddf4fd5e26bb432316e7c7c7df04fa76ff049928877",
        "b45cc3b7db422a40173e652ceae340251b7517768c31f0428913eddd65352324",
        "e82bbbb1c4a9b25e7a157e080079aaba130c6cf9e0d55c5fa4d6105e144b0546",
        "1a7786d038f4cf1b6029450e8ea9eb2da2215aaee66c240480833b20ab742ba3",
        "f7fd07847bec135215d664789c03519baed8b4f46e72a66341277e121a7714a7",
    ),
    with_another_hash: &keys::RS512_SIGNATURE,
    another_header: &keys::ED25519,
    computed: PYTHON,
};

const RS512: Scheme = Scheme {
    slug: "rs512",
    name: "RS512",
    section: "common headers, RS512",
    rule: "signature.rs512",
    tags: &["feature:rsa"],
    header: &keys::RS512,
    public_key: &keys::RSA_KEY,
    signature: &keys::RS512_SIGNATURE,
    by_another_key: &hex!(
        "7a9cebeaeebb0beeb3635cfc6b192c3ffa4c26595076c2be74dd222eca465985",
        "19f223657c670a43ca5322fb740e87fb0e4dd19e81563e430b7e9405b53b12ea",
        "f441408b0c886920b7f856c039fc2ce63901dcfdb543b2c198f89c86405f70a3",
        "dc89c46a61f15d3af2707898f90f6c5e430d13571c2bf2fc3aa9f359e28d6e81",
        "06dce330d2db52e02ca6776de0a596da646ca8540dcdb2a635353b7140134eba",
        "cad29f04f04df264d327f01a5747a0f0768bd6dc00efe9d8d6d8aa4da1c084d5",
        "aaad36c18ffdf55726ff981b0524ac021147c715e08dd49b505478f7c49e6ac4",
        "616c520c714dca130b6a31c54208714d4f478c6b3be7aa83ca748137537fcce5",
    ),
    with_another_hash: &keys::RS256_SIGNATURE,
    another_header: &keys::ES256,
    computed: PYTHON,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = RS256.cases();
    cases.extend(RS512.cases());
    cases.extend(sizes());
    cases.extend(numbers());
    cases.extend(paddings());
    cases
}

fn sizes() -> [CaseBuilder; 3] {
    let case = |slug: &str, header: [u8; 8]| {
        verify(slug)
            .section("common headers, RS256")
            .input("header", header)
            .input("message", MESSAGE)
            .computed(PYTHON)
            .rules(["signature.rs256"])
            .tags(["feature:rsa"])
    };
    [
        case("rs256-3072-bits", hex!("34 01 8524 12 8003 71"))
            .title("RS256: a key of 3072 bits under a header of 384 bytes holds.")
            .why("The length is that of the key, not a constant.")
            .input(
                "public-key",
                hex!(
                    "8524",
                    "3082018a0282018100d76fb8c033b596e5fb9edbc29e45bfdd9af34ed28bb5bd",
                    "72693bfad53c7e90219b80d4e6231ff4973149917e9c6f501d7c437959577d7e",
                    "b16dc77070caee13a4bd5d2da83c775e8f9536a9cd9ceffe9b87700c133391ef",
                    "f1929eef0e677bf0241ae9b9bfe330126a3d174cdd42b06f2f1da44de9dd7028",
                    "a43c391d25e8919b9c9c808a43bbf6537fc9bdd1ee8c71bf13a9bbd9dac6265e",
                    "619b5d800d68565518b395776168c0e93603bc7b486d3ec0fbdb7b6256d9126e",
                    "d3ab2139ff3cd3800c8157bc0c3734421e4b156b6255412a630b85cab15d0bda",
                    "479e63dbf042288ba189121959dd18de7645c5101e3086bae6f2eedb4159bdec",
                    "2f7953a697a782fff75cb7d2a7fd66bb10eb9e79660c3e9605a8dea5163f4d67",
                    "e18b489a2022ee21d9e3ef61488f52aa37f242c72b53bd03ba10f12fcea411b0",
                    "cf8aca3c1ff4a82d8ff4b923058dd97b6d2f5b23033abd625d78ac0c5a439532",
                    "89fc3d6e3102ebc0a6e402a96e69d78074f6ad644e6875a162b5630fda5938df",
                    "5d92a99356ba471aaf0203010001",
                ),
            )
            .input(
                "signature",
                hex!(
                    "a1bcdf6a8e915d21ede0c128153b76153819d8bf528937c8c04bd1608aeb2801",
                    "445c0287586ce8b3735e3ad16b86bfcfbfdd2a0825b9344f197eed547cecf290",
                    "a97481f0083da95a179276b3c532bf26b3547d302e3dbf523cb6dfd29098c7f0",
                    "500b80832f1bc9ff14c9093cd4dd93b61172d6d6b9ab42811b27600476625704",
                    "8933d6fe08f36c64d1ff35ade58679a00435e31467df2e6067575591e5990c2d",
                    "5bb487c27148ece587ca56018796df2cba3da7bd4face4d04bf7e91eaf297968",
                    "56eb4838741a55294ca2e0cf348622502ab067d14c186c91829ccd77c9c02f07",
                    "57308c80c7d412896fc6c4b5e37ca341096afe0ea2abd2d5d344f8f20e0802fe",
                    "92754c01905e51d6434122b4654634896b8b0f6fb1bcdf6b37ff0670eb2fd930",
                    "6bcc018862db9ec83388c8eb01b398c7a79f84e20e542c657b5a4943832a1c71",
                    "8bf56c58137960592b8cd615bdae7584e145cb6fadc09d94d50cd877efd600c2",
                    "fc62460822849634d706d3ee46be8d66d3d5888ca8cfc72074912535599d1d60",
                ),
            )
            .expect_valid(),
        case("rs256-header-of-another-length", hex!("34 01 8524 12 8004 71"))
            .title("RS256: a header of 512 bytes over a key and a signature of 256 is refused.")
            .why("The header is signed over: what it says must be so.")
            .input("public-key", keys::RSA_KEY)
            .input("signature", keys::RS256_SIGNATURE)
            .expect_error("InvalidSignature")
            .stated("the length of the header is that of the key in bytes"),
        case("rs256-1024-bits", hex!("34 01 8524 12 8001 71"))
            .title("RS256: a key of 1024 bits is refused, though its signature holds.")
            .why("A key of 1024 bits can be broken.")
            .input(
                "public-key",
                hex!(
                    "8524",
                    "30818902818100bcf12c07f9657ada42c306873ebc14ccd77bd37c3566bc355e",
                    "738290799441c5c90368b402bf337e04a03de6cdc1022d380b927b0b5eb775da",
                    "6e08d0d2f8a79ecad71639aa224e4b3678e311b11fd1a51e58d8df4220b13cb0",
                    "d3e8bf7d92fe80dff56d6a12f54f4ce61c7fa47071e13d079382db43c0d17fd9",
                    "5a7c887c6c37690203010001",
                ),
            )
            .input(
                "signature",
                hex!(
                    "6d71fab4a797e963272606b5d270ddee650c220a2f0ca7820ba73934fc81aed0",
                    "18efbdcdc50ef6eb8b5afb3acf6a1ade3fe94045b1c386f9190f85ce646354db",
                    "8d972cf8c2a76d17183e14746d26d457f62d40576ca8f738ffe846cf69ade1be",
                    "43d80b5da4a92d6ad537a5d92da752be57a2c97637efc503ea8552d090ecce62",
                ),
            )
            .expect_error("PublicKeyRsaSize")
            .rules(["key.rsa"]),
    ]
}

fn numbers() -> [CaseBuilder; 3] {
    let case = |slug: &str, message: [u8; 5]| {
        verify(slug)
            .section("common headers, RS256")
            .input("header", keys::RS256)
            .input("public-key", keys::RSA_KEY)
            .input("message", message)
            .computed(PYTHON)
            .rules(["signature.rs256"])
            .tags(["feature:rsa"])
    };
    let leading_zero = hex!(
        "00d1009990aeb30ed9a167eb391efc07cd370ef79c632c5a888835e8e44e4756",
        "ca8fd7d3c6a18434333f345bfc7dc9a9b0dea7e565fbfde7146cf86e8bf743dc",
        "d00b6b56c177b1f84b685477a37d5aff9edff2dd0a740e1620243c8ef8a08ae6",
        "fc68a7e0762ad9e4b8171ef6729b5bbab3a634a1ad68652cb0a0ad9cdde0a545",
        "64c1283667a5bb83bbee7bfc7eedd2734f4752e6a99035cc036ec5ff43b0b9d1",
        "b1b59db6f026fe476893513632a988fa88f12e4d3cdc175ba7c4d0a200c1bfd7",
        "9975641bf5a0c11364c347a1fb2e01f87709168ec25df8573b60252911bef117",
        "f3aa01551a5add00b2fc6068184f0b450484510a192ef889c1559bbcb3f68af3",
    );
    [
        case("rs256-leading-zero", hex!("1a000100fe"))
            .title("RS256: a signature that starts with a zero byte holds.")
            .why("One signature in 256 does, and signers that trim it fail one time in 256.")
            .input("signature", leading_zero)
            .expect_valid(),
        case("rs256-leading-zero-trimmed", hex!("1a000100fe"))
            .title("RS256: a signature without its leading zero byte is refused.")
            .why("The number is the same, the bytes are not: a second address.")
            .input("signature", &leading_zero[1..])
            .expect_error("InvalidSignature")
            .stated("RFC 8017, section 8.2.2, step 1: the signature is as long as the modulus"),
        case("rs256-plus-modulus", hex!("1a00010001"))
            .title("RS256: a signature with the modulus added is refused.")
            .why("The power is the same modulo the modulus: a second address.")
            .input(
                "signature",
                hex!(
                    "f35ca4e894de1a23158062aab6391cc066c80eb3a0a7c8a76216e980da97726c",
                    "10f3cf0462287a9fb5a1d5d969b1ee1bb83624282eec9f848c96264ad5d2c6cc",
                    "43724b0830743df2be42ffcfb93b023e14e211d58189da57a42c5b1c9fe5723d",
                    "fe5f26065dbf005566be1989e8649e036be688d65bb4f8fff57041e818e1db20",
                    "cc53d68aa050bc19bb94aeac2fde5584676db24a7e636dd16ee01f49952e4b64",
                    "b79fcbdd326b3c5ada7631fa9f0dc550816c3623f81df5a770332964be739866",
                    "ac9300ff9e04b85ce378ec8c285d4edf9247d3312058ce1f1628e38e50805668",
                    "68fc2bcc03b2ae8201f858acc5f9c096265beb310ecdbb7bba55737b75ab5bd2",
                ),
            )
            .expect_error("InvalidSignature"),
    ]
}

/// Messages padded in a wrong way, signed with the real key.
fn paddings() -> [CaseBuilder; 7] {
    let refused = |what: &str, title: &str, signature: [u8; 256]| {
        RS256
            .signature(what, title, signature)
            .expect_error("InvalidSignature")
            .computed(PADDING)
            .tags(["padding"])
    };
    [
        refused(
            "padding-with-another-byte",
            "one byte of the padding that is fe instead of ff is refused.",
            hex!(
                "c5f5b929c2618e1d93671f2f16899b686d58f6bb22f7df9f2e47b49cf09bf06d",
                "04830b967492cce519f493cec0ae5349369530442bc55225b923c7999e61e74e",
                "6c33b1ebb6fb4ea9323264a04db883873804797a7abbf7ef67c93586172024f2",
                "1ac8b53e5a4d547780da5289b1a978f875761c2b0f3dcfdb45dca6ba8f6b76ba",
                "d567839f21bc432f0a89deead2618d78963b3493a5a5e3791413583bde8d5fd3",
                "7926298c328a48988efc5837b6b7987bb53e773b708249ba8040684749f8ffd7",
                "358200a311a5a4a9aed56d990f7cc84c75bd749dea4416bf9c791784581a5425",
                "c2eb6d05d70bdcd9a5a957c43c38e1f064ec7738005aceef62a38829aad21efc",
            ),
        )
        .why("Padding that is not compared leaves room to forge."),
        refused(
            "padding-of-type-2",
            "padding of the kind for encryption is refused.",
            hex!(
                "d3b2b307674a5ba1c77983e234fa59a348d4564db038440d1b7500aa2c0cd3eb",
                "64167556e428a3d18c9783a64ee8fe7fda2a670bdfd5c3ed752af526a4118a0d",
                "55e55acfa952632acb42dec0dfff1f2bbf2e7c7fbfdfaef471ddfd15fae87b50",
                "9405a1b9895514dd48e7e803e6b6d63e8dc0cb3002981b97ae6485316b4feee6",
                "4fde7a54b95c9a9a4693bb8dd095e3db33a2cfe81429178c31910561056b6a8e",
                "91f8ee569f055c0d764a22da82710fbc833b2455814d30a41e4e984d69dfa62c",
                "2ef7cc8c34088235eed1c152792c7c504de7b03cafa6cd93f94eb6e226f3c702",
                "5a85f45996abec2596d250ce5ece82eee6c3711d847cecf4eeaa962c98baacc1",
            ),
        )
        .why("What was made to be decrypted must not pass for signed."),
        refused(
            "bytes-behind-the-hash",
            "short padding and zeros behind the hash are refused.",
            hex!(
                "6d82b2a7b9778ee1b5b57191fe4f36c5a4394ce54b3abae0f03069363222e462",
                "2be2b784e7805bf1c1903b390be00908362ef34a72d11f1521ac4eb01cbba20d",
                "f00bc1b18a483a62ace003c599acfa2ad56e0b13aa5ba4a93a64e6191e45fec3",
                "fab5c14f7ac41ecfc8f37f0f04105a02e65a0de67031f993e27cd052c936c9fb",
                "416b1ee6bfa0443f1fc466d11e32d00d92c02936f1bed045b2e79bcd3ab88122",
                "98d7a3be257848a9a3715da8281b66b94919d454e4031bb5478ed6946064030a",
                "4b2a843ecd51025a57a03b6527201bcb6cd09a6cd54bd12c1147a4a77f37c6eb",
                "fe7936840e5cb398be721d0e56330493463f23c03109909f52de81c161b79e64",
            ),
        )
        .why("Bleichenbacher, 2006: with a small exponent this forges signatures without the key."),
        refused(
            "bare-hash",
            "a padded hash without the name of the hash is refused.",
            hex!(
                "99ef9f50e18f3e5e2823095a3d32310a238bbfb3c8b506632934d5f9f07da50a",
                "bf2b0256bdb384ac0ac49830bb1aa93ad69e1cde86217a8394691769bb25d96e",
                "7c46e3dce7fe6f0af7328ce421767c01a56c12e1357a152c7a9c709c19210ba1",
                "8b57fe5154c32495d9a28dcc761f8077f7b44af723b9f94612d3ae8f5d9a8295",
                "ef9dc1c843e8b58eb1f39228996d208b9b4b1d9ed32ba5efe31712ef757b4d40",
                "ac0885f7233cfd74c5262419768906e6c2e197ccfdf93ac2810e56f3b5c1c991",
                "87341a8dbc1612465197787eb498236d1024abe956e1e995731bc860c6385996",
                "bdda3b1242f51bb5d11daa10ef1d9fc03976b7b35f26ae612d825d319034b0c4",
            ),
        )
        .why("Without the name, one signature is valid under several hashes."),
        refused(
            "name-of-another-hash",
            "the name of SHA2-512 in front of a SHA2-256 hash is refused.",
            hex!(
                "cc6b38c73723c932278d59cc2ad910b96931a96d5a6fefca0e02d0be3b048a0c",
                "29513ccfb3a0fbc4914fccf35492f60b01c999c5f0889aa8889d5dfbe9ba0aba",
                "7baff17b196b75010484dc299e86fbbede9dafaedf242e95d3f8eddc57f5d082",
                "5767e4287c88efb5e35664ffd6106041741e72a476f21f503b13dcd3de2698c9",
                "07c49d2543d39922035057cf8eb640d3ff55611f9bcfc2ca5d21bd27c943381d",
                "0420b411709eeb4a5f81cb861fc65151f548998e3f543f4fd886b793e82cbe7b",
                "8672cb782d398258f88a6bef690663154d5018b637a7576d97ee4532f30b3441",
                "dad79dc67da93a089acf5d13184eeabefce6273a4930de6781c935fe023b43d8",
            ),
        )
        .why("The name inside counts as much as the one in the header."),
        refused(
            "no-parameters",
            "the name of the hash without its empty parameters is refused.",
            hex!(
                "71616cad183cdcc238f2895c89953bfb0c4cabe5620a48b875175427cddfffb9",
                "20e1b3ec61ef1cde5799ed90906b02144d915c8f80e88713a5ab43785630d94f",
                "2449ff39ba503610aff3189b868ded1261c14ac3138423a5d0ce76b850d949c1",
                "148e8d259afc8e76e58ad2f8160a177e64024ac958305a1199393072b78de82f",
                "b236c6f02aef457d3db79b6941dc5f92fed7f588d5b2fcab2a3d56b7d59e3b85",
                "00a20110f1280303e04b0b59b50a910b6ebd4c413f662f5fe142565b381d191a",
                "f141e6e9ccc7ee2d6846d927e7303f5c9ff8eeca8d0ab4b926fe64bff30309a4",
                "31aebbbbc1137c9c9d7c7072d766fd645eeb6e111f1c490c76a23aae386f945b",
            ),
        )
        .section("common headers, RS256")
        .why("RFC 8017 tells signers to write the NULL; a second form would be a second address."),
        refused(
            "long-length",
            "a length in two bytes where one does is refused.",
            hex!(
                "322291d7e75afd1e4b3be5f3ae19df382f5c8d4eaac637ba4da5f4441ea8470a",
                "9ec9783c4b8ee501efd470297dff41b1aea3890b784e599cd0985744eebaf6de",
                "cdb5266ae526e7763d52dc1da85ddd3342514757873855b44f2337691d5263c9",
                "52340e484dfb57e354d41dbddce6e148f784b60bb8dc09f8ee521770c16d6414",
                "7e281af0d42c3ec7407cbbae537e45627fa0384086f7fc15e4ff46508cba6ced",
                "35eecc95c63f76c9005490519a6722ca4cc8a3bbc68411e517f1295ae4db27f0",
                "0a929b31eaab62c7acfa6bc99ef9b859dc376a12e4fc10040ba171fc0e635067",
                "48cf64c6bd512b1145822dc5904c4a1840727cf14aa810c062f2e1fb5ade455c",
            ),
        )
        .why("BER has many spellings, DER has one; a parser that takes all leaves room to forge."),
    ]
}
