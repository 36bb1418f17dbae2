//! The public containers (`ucan-wg/container`, `testvectors`).
//!
//! Their sixty tokens were signed before the Varsig text had a version: the header
//! is `34 ed01 71`, where version 1 writes `34 01 ed01 ed01 13 71`. So the containers
//! are read in full, and their tokens are refused as tokens, by that name. That they
//! came out whole is shown by their signatures.

use std::{env, fs, path::Path};

use ipld_core::ipld::Ipld;
use ucan_core::{
    DecodeError, Delegation, Did,
    container::{Container, ContainerError, ContainerLimits, ContainerWriter, Encoding, Profile},
};
use varsig::{
    Block, Header, HeaderErrorKind, SignatureAlgorithm, VerifierSet,
    dag_cbor::{self, Limits},
};

const FILES: [(&str, Encoding); 6] = [
    ("Bytes", Encoding::Raw),
    ("Base64StdPadding", Encoding::Base64),
    ("Base64URL", Encoding::Base64Url),
    ("BytesGzipped", Encoding::RawGzip),
    ("Base64StdPaddingGzipped", Encoding::Base64Gzip),
    ("Base64URLGzipped", Encoding::Base64UrlGzip),
];

/// Verifies the Ed25519 signature of a token whose header is of the older form.
fn verifies(token: &Block) -> bool {
    let Ok(Ipld::List(items)) = dag_cbor::decode(token.bytes(), &Limits::default()) else {
        panic!("a token is a list")
    };
    let [Ipld::Bytes(signature), Ipld::Map(signed)] = items.as_slice() else {
        panic!("of a signature and a map")
    };
    assert_eq!(signed.get("h"), Some(&Ipld::Bytes(vec![0x34, 0xed, 0x01, 0x71])));
    let Some(Ipld::Map(payload)) = signed.get("ucan/dlg@1.0.0-rc.1") else { panic!("no payload") };
    let Some(Ipld::String(issuer)) = payload.get("iss") else { panic!("no issuer") };
    let key = issuer.parse::<Did>().unwrap().key().unwrap().unwrap();
    let message = dag_cbor::encode(&Ipld::Map(signed.clone())).unwrap();
    Header::dag_cbor(SignatureAlgorithm::Ed25519)
        .verify(&VerifierSet::default(), &key, &message, signature)
        .is_ok()
}

#[test]
fn every_public_container_is_read_whole() {
    let Some(directory) = env::var_os("IPVM_FIXTURES") else {
        eprintln!("SKIPPED: set IPVM_FIXTURES to the directory with the public fixtures");
        return;
    };
    let limits = ContainerLimits::default();
    for (name, encoding) in FILES {
        let file = Path::new(&directory).join("ucan-container").join(name);
        let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let container = Container::read(&bytes, &limits).unwrap();
        assert_eq!((container.encoding(), container.profile()), (encoding, Profile::Standard));
        assert_eq!((container.opaque(), container.duplicates()), (&[][..], 0), "{name}");
        let tokens = container.tokens();
        assert_eq!(tokens.blocks().len(), 10, "{name}");
        assert!(tokens.blocks().iter().all(verifies), "{name}");

        for token in tokens.of::<Delegation>() {
            let Err(DecodeError::Header(error)) = token else { panic!("{name}: {token:?}") };
            assert_eq!(
                (error.offset, error.kind),
                (1, HeaderErrorKind::UnsupportedVersion { found: 0xed },)
            );
        }

        // None of the six is in the order that the text demands of writers.
        assert!(!container.is_sorted(), "{name}");
        let strict = Container::read_strict(&bytes, &limits);
        assert!(matches!(strict, Err(ContainerError::Unsorted { .. })), "{name}");

        // Written here they are, and hold the same tokens.
        let writer: ContainerWriter = tokens.into_iter().collect();
        for encoding in Encoding::ALL {
            let again = Container::read_strict(&writer.to_bytes(encoding), &limits).unwrap();
            assert_eq!(again.encoding(), encoding);
            assert_eq!(again.tokens().blocks().len(), 10);
            for block in tokens {
                assert_eq!(again.tokens().get(block.cid()), Some(block));
            }
        }
    }
}
