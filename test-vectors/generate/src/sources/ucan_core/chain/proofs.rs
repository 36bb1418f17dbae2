//! The tokens of a chain: whether they are there, and what they are.

use std::slice::from_ref;

use super::{NOW, carol, chain, from, proven, two_hops};
use crate::{
    Topic, Value,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_v1},
    map,
    people::{ALICE, BOB, CAROL, DAN, MALLORY, PAULA},
    sources::{UCAN, ucan_core::signature::high},
    token::{Delegation, Token},
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "chain-proofs",
        "The proofs of a chain as tokens: all of them are at hand, can be read, and bear the \
         signatures of their issuers.",
        UCAN,
        [at_hand(), twins(), tokens(), meta(), length()].concat(),
    )
}

fn at_hand() -> Vec<CaseBuilder> {
    let [root, second] = two_hops();
    let both = [root.clone(), second.clone()];
    let missing = |case: CaseBuilder| {
        case.section("Token Resolution").ruling("P8").rules(["chain.available"])
    };
    let raw = Value::link(cid_v1(RAW, &root.bytes()));
    vec![
        missing(carol(&both).without(0).prove("root-missing"))
            .title("A chain whose root is not at hand is refused.")
            .why("What cannot be read proves nothing.")
            .expect_error_of("UnavailableProof", 0),
        missing(carol(&both).without(1).prove("second-missing"))
            .title("A chain whose second proof is not at hand is refused.")
            .why("To pass over it would be to believe what nobody has seen.")
            .expect_error_of("UnavailableProof", 1),
        missing(carol(&both).without(1).without(0).prove("all-missing"))
            .title("A chain of which nothing is at hand is refused at the root.")
            .why("The first that is missing is named, so that it can be got.")
            .expect_error_of("UnavailableProof", 0),
        missing(
            chain(BOB, ALICE, from_ref(&root))
                .listing(vec![root.link(), second.link()])
                .prove("one-too-many-listed"),
        )
        .title("A proof that is listed and not needed is missed all the same.")
        .why("A chain is judged as it is presented; nothing is left out of it.")
        .expect_error_of("UnavailableProof", 1),
        missing(
            carol(&both)
                .and_at_hand(&from(ALICE, DAN).sign())
                .and_at_hand(&from(MALLORY, CAROL).sign())
                .prove("more-at-hand"),
        )
        .title("Tokens that are at hand and not listed play no part.")
        .why("Whoever asks says by what; a store holds the tokens of many.")
        .expect_value(proven("/msg/send")),
        missing(
            chain(BOB, ALICE, &[from(ALICE, MALLORY).sign()])
                .and_at_hand(&root)
                .prove("the-right-one-not-listed"),
        )
        .title("A token that would prove the claim is of no use unless it is listed.")
        .why("Whoever asks says by what.")
        .expect_error("InvalidAudience"),
        missing(
            chain(BOB, ALICE, from_ref(&root)).listing(vec![raw]).prove("listed-by-another-cid"),
        )
        .section("Content Identifiers")
        .title("A proof that is listed by a CID with another codec is not at hand.")
        .why("Under it the same bytes would be a token that nobody has revoked.")
        .expect_error_of("UnavailableProof", 0),
        missing(
            chain(BOB, ALICE, from_ref(&root))
                .listing(vec![Value::link(root.cid())])
                .prove("listed-in-base58"),
        )
        .ruling("T6")
        .title("A proof is found by its CID in whatever base it is listed.")
        .why("The base is a matter of writing, and no part of the address.")
        .expect_value(proven("/msg/send")),
        missing(
            carol(&[])
                .listing(vec![root.link(), second.link()])
                .and_at_hand(&second)
                .and_at_hand(&root)
                .prove("at-hand-in-another-order"),
        )
        .title("The order in which tokens are at hand plays no part.")
        .why("The claim has the order.")
        .expect_value(proven("/msg/send")),
        missing(
            chain(BOB, ALICE, &[root.clone(), root.clone()])
                .listing(vec![root.link()])
                .prove("at-hand-twice"),
        )
        .title("A token that is at hand twice is one token.")
        .why("It was received twice, and is the same.")
        .expect_value(proven("/msg/send")),
    ]
}

/// One token under two CIDs, of which a claim lists one.
fn twins() -> Vec<CaseBuilder> {
    let low = Delegation::new(PAULA, BOB, PAULA).sign();
    let high = high(&low);
    let listing = |listed: &Token, at_hand: &Token| {
        chain(BOB, PAULA, &[]).listing(vec![listed.link()]).and_at_hand(at_hand)
    };
    let twin = |case: CaseBuilder| {
        case.section("Token Resolution").ruling("O28").rules(["chain.twin-at-hand"])
    };
    let why = "Whoever holds no key could put a twin in the way of the real one.";
    vec![
        twin(listing(&low, &high).prove("listed-low-and-high-at-hand"))
            .title("A token that is listed in the low form is found in the high one.")
            .why(why)
            .expect_value(proven("/msg/send")),
        twin(listing(&high, &low).prove("listed-high-and-low-at-hand"))
            .title("A token that is listed in the high form is found in the low one.")
            .why(why)
            .expect_value(proven("/msg/send")),
        twin(listing(&low, &from(ALICE, BOB).sign()).prove("listed-low-and-another-at-hand"))
            .title("Another token is no twin of the one that is listed.")
            .why("What serves is the same token in its other form, and nothing else.")
            .expect_error_of("UnavailableProof", 0),
    ]
}

/// What stands in `meta`, and has no part in a chain.
fn meta() -> Vec<CaseBuilder> {
    let narrow = map! {
        "aud" => MALLORY.did(), "cmd" => "/msg/read", "exp" => 0, "nbf" => i64::from(u32::MAX),
        "pol" => vec![Value::from(vec![Value::from("=="), ".to".into(), "nobody".into()])],
    };
    let wide = map! { "cmd" => "/", "sub" => MALLORY.did() };
    let case = |case: CaseBuilder| case.section("Metadata").rules(["chain.meta"]);
    vec![
        case(
            chain(BOB, ALICE, &[from(ALICE, BOB).with("meta", narrow).sign()])
                .judge("meta-that-would-narrow", map! { "to" => "erin" }),
        )
        .title("Fields of a payload that stand in meta take nothing away.")
        .why("Who reads restrictions out of meta refuses what others grant.")
        .expect_valid(),
        case(
            chain(
                BOB,
                ALICE,
                &[from(ALICE, BOB).with("cmd", "/msg/read").with("meta", wide.clone()).sign()],
            )
            .prove("meta-that-would-widen"),
        )
        .title("A command that stands in meta grants nothing.")
        .why("Who reads authority out of meta hands out what nobody delegated.")
        .expect_error_of("ImpossibleAttenuation", 0),
        case(
            chain(BOB, MALLORY, &[from(ALICE, BOB).with("meta", wide).sign()])
                .prove("meta-with-another-subject"),
        )
        .title("A subject that stands in meta is none.")
        .why("Anybody can write any name there.")
        .expect_error_of("InvalidSubject", 0),
    ]
}

fn tokens() -> Vec<CaseBuilder> {
    let [root, second] = two_hops();
    let forged = from(ALICE, BOB).signed_by(MALLORY).sign();
    let mut flipped = second.signature().to_vec();
    flipped[10] ^= 4;
    let invocation = Delegation::new(ALICE, BOB, ALICE).tagged("ucan/inv@1.0.0").sign();
    let future = from(ALICE, BOB).tagged("ucan/dlg@2.0.0").sign();
    let unknown = from(ALICE, BOB).with("foo", 1).sign();
    let candidate = from(BOB, CAROL).tagged("ucan/dlg@1.0.0-rc.1").sign();
    let mismatch = from(ALICE, BOB).with_header(crate::hex!("34 01 ec01 8024 12 71")).sign();
    let signature =
        |case: CaseBuilder| case.text("UCAN Delegation").section("Signature Validation");
    let kind = |case: CaseBuilder| case.ruling("T1").rules(["chain.delegations"]);
    vec![
        signature(carol(&[forged, second.clone()]).prove("root-forged"))
            .title("A root that the subject did not sign is refused.")
            .why("Anybody can write the name of the subject.")
            .expect_error_of("InvalidSignature", 0)
            .rules(["chain.signatures"]),
        signature(
            carol(&[root.clone(), second.with_signature(flipped)]).prove("second-bit-flipped"),
        )
        .title("A second proof whose signature has a bit flipped is refused.")
        .why("Every proof is checked, and not only the first or the last.")
        .expect_error_of("InvalidSignature", 1)
        .rules(["chain.signatures"]),
        signature(
            carol(&[root.clone(), second.with_signature([0_u8; 0])]).prove("second-unsigned"),
        )
        .ruling("P12")
        .title("A second proof with an empty signature is refused.")
        .why("A signature of the wrong length is a wrong signature.")
        .expect_error_of("InvalidSignature", 1)
        .rules(["chain.signatures"]),
        signature(carol(&[mismatch, second.clone()]).prove("root-with-another-header"))
            .ruling("T2")
            .title("A root whose header is of another algorithm than its issuer's key is refused.")
            .why("The key decides; a header that decides picks the weakest algorithm.")
            .expect_error_of("AlgorithmMismatch", 0)
            .rules(["chain.signatures"]),
        signature(carol(&[root.clone(), second.clone()]).prove("signed"))
            .title("Proofs that their issuers signed are proven.")
            .why("What the others get wrong, this gets right.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.signatures"]),
        kind(chain(BOB, ALICE, &[invocation]).prove("an-invocation"))
            .title("A token with the tag of an invocation proves nothing, whatever its fields are.")
            .why("What somebody did once is not what they let others do.")
            .expect_error_of("ProofNotADelegation", 0),
        kind(chain(BOB, ALICE, &[future]).prove("another-version"))
            .title("A delegation of a version that is not read proves nothing.")
            .why("What its fields mean nobody knows.")
            .expect_error_of("ProofNotADelegation", 0),
        kind(carol(&[unknown, second]).prove("an-unknown-field"))
            .ruling("T4")
            .title("A delegation with an unknown field proves nothing.")
            .why("The field may be a restriction.")
            .expect_error_of("ProofNotADelegation", 0),
        chain(BOB, ALICE, &[])
            .listing(vec![Value::link(cid_v1(DAG_CBOR, &[0xa0]))])
            .and_at_hand(&Token::new([0_u8; 0], [0xa0]))
            .prove("no-token")
            .ruling("P8")
            .title(
                "A token that is at hand under another CID than the listed one is not the proof.",
            )
            .why("Tokens are found by what they are.")
            .expect_error_of("UnavailableProof", 0)
            .rules(["chain.available"]),
        kind(carol(&[root, candidate]).prove("both-versions"))
            .title("Delegations of both versions stand in one chain.")
            .why("Peers write either, and the tag that was read is what is signed.")
            .expect_value(proven("/msg/send")),
    ]
}

/// A chain of delegations from Alice to herself, which is as good as any.
fn length() -> Vec<CaseBuilder> {
    let own = from(ALICE, ALICE).sign();
    let of =
        |count: usize| chain(ALICE, ALICE, from_ref(&own)).listing(vec![own.link(); count]).at(NOW);
    vec![
        of(64)
            .prove("64-proofs")
            .ruling("O13")
            .title("A chain of 64 proofs is proven.")
            .why("The bound leaves room for every chain that people make.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.length"])
            .tags(["bound"]),
        of(65)
            .prove("65-proofs")
            .ruling("O13")
            .title("A chain of 65 proofs is refused.")
            .why("Each proof costs a signature check, and whoever asks says how many there are.")
            .expect_error("TooManyProofs")
            .rules(["chain.length"])
            .tags(["bound"]),
    ]
}
