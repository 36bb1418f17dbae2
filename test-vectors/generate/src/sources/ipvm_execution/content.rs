//! Who may have content read.

use super::stage::{CLASSIFIER, NOW, asks_on, attested, kept, run_with};
use crate::{
    Topic,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_v1},
    hex, list,
    people::{ALICE, BOB, CAROL, MALLORY},
    sources::INVOCATION,
    token::{Delegation, Token},
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-execution",
        "content",
        "Content that is named by a link in the place of bytes, and who may have it read. Bob asks \
         for what is in the head of a picture of 3 by 2 pixels, on what is his own.",
        INVOCATION,
        [at_hand(), delegated()].concat(),
    )
}

/// The head of a PNG: signature, the head of its first chunk, width and height.
fn picture() -> Vec<u8> {
    hex!("89504e470d0a1a0a", "0000000d49484452", "00000003", "00000002").to_vec()
}

fn link() -> Value {
    Value::link(cid_v1(RAW, &picture()))
}

/// What the cases share: how Bob asks, and that it comes to `landscape`.
struct Reading {
    proofs: Vec<Token>,
    picture: Value,
}

fn reading() -> Reading {
    Reading { proofs: Vec::new(), picture: link() }
}

impl Reading {
    fn with_proof(mut self, proof: &Token) -> Self {
        self.proofs.push(proof.clone());
        self
    }

    fn case(&self, slug: &str, ruling: &'static str) -> (CaseBuilder, Value) {
        let program = CLASSIFIER.link();
        let params = vec![self.picture.clone()];
        let invocation = asks_on(BOB, BOB, &program, "orientation", params);
        let case = run_with(slug, &invocation.sign(), &self.proofs, &[CLASSIFIER])
            .ruling(ruling)
            .stated("read off the source of the program")
            .rules(["execution.reading"]);
        (case, attested(&invocation.task(), "ok", &"landscape".into()))
    }

    fn reads(&self, slug: &str, ruling: &'static str) -> CaseBuilder {
        let (case, said) = self.case(slug, ruling);
        case.expect_value(said)
    }

    fn refused(&self, slug: &str, ruling: &'static str) -> CaseBuilder {
        self.case(slug, ruling).0.expect_error("ContentNotPermitted")
    }
}

fn at_hand() -> Vec<CaseBuilder> {
    let no_permission = "A CID is no permission: anybody can have heard of one.";
    let in_cbor = Reading { picture: Value::link(cid_v1(DAG_CBOR, &picture())), ..reading() };
    vec![
        Reading { picture: picture().into(), ..reading() }
            .reads("bytes", "I11")
            .title("Bytes in the arguments need no permission.")
            .why("Who asks has them."),
        reading()
            .reads("sent-along", "I11")
            .input("sent", list![picture()])
            .title("Content that comes with the token may be read.")
            .why("Who sends it has it."),
        reading()
            .reads("kept-for-the-subject", "O75")
            .input("kept", list![kept(BOB, picture())])
            .title("What was kept for a subject its tasks may read.")
            .why("It is theirs."),
        reading()
            .refused("kept-for-another", "I11")
            .input("kept", list![kept(ALICE, picture())])
            .title("What was kept for somebody else is not read.")
            .why(no_permission),
        reading()
            .reads("kept-for-both", "O75")
            .input("kept", list![kept(ALICE, picture()), kept(BOB, picture())])
            .title("What was kept for several each of them may have read.")
            .why("It belongs to both."),
        reading()
            .case("not-there", "O6")
            .0
            .expect_error("ContentNotHere")
            .title("Content that is not here is told apart from what may not be read.")
            .why("Who is told so can send it."),
        in_cbor
            .case("another-codec", "O75")
            .0
            .input("kept", list![kept(BOB, picture())])
            .expect_error("ContentNotHere")
            .title("The same hash under another codec is other content.")
            .why("A permission for one address is none for another."),
    ]
}

fn delegated() -> Vec<CaseBuilder> {
    let to_bob = || Delegation::new(ALICE, BOB, ALICE).with("cmd", "/content/read");
    let only = |cid: Value| -> Value { list![list!["==", ".cid", cid]] };
    let with = |proofs: &[Token]| {
        proofs.iter().fold(reading(), |reading, proof| reading.with_proof(proof))
    };
    let of_alice = |case: CaseBuilder| case.input("kept", list![kept(ALICE, picture())]);
    let refused = |slug: &str, proof: Delegation| {
        of_alice(with(&[proof.sign()]).refused(slug, "O75"))
            .why("Who owns content says who has it read, in so many words.")
    };
    let other = Value::link(cid_v1(RAW, b"another picture"));
    let to_carol = Delegation::new(ALICE, CAROL, ALICE).with("cmd", "/content/read").sign();
    let on = Delegation::new(CAROL, BOB, ALICE).with("cmd", "/content/read").sign();
    vec![
        of_alice(with(&[to_bob().sign()]).reads("delegated", "O75"))
            .title("The owner of content lets others have it read.")
            .why("That is what the command is for."),
        of_alice(
            with(&[to_bob().with("pol", only(link())).sign()]).reads("delegated-for-this", "O75"),
        )
        .title("A policy may name the content.")
        .why("It is judged on the address."),
        of_alice(with(&[to_carol, on]).reads("delegated-on", "O75"))
            .title("What was delegated may be delegated on.")
            .why("It is authority like any other."),
        refused("delegated-for-another", to_bob().with("pol", only(other)))
            .title("A delegation for other content is none for this."),
        refused(
            "delegated-to-another",
            Delegation::new(ALICE, CAROL, ALICE).with("cmd", "/content/read"),
        )
        .title("A delegation to somebody else is of no use."),
        refused("another-command", to_bob().with("cmd", "/content/readers"))
            .title("A command that only begins so is another."),
        refused("expired", to_bob().with("exp", NOW - 1))
            .title("A delegation that has ended lets nobody read."),
        refused(
            "by-a-stranger",
            Delegation::new(MALLORY, BOB, MALLORY).with("cmd", "/content/read"),
        )
        .title("A delegation by who does not own the content is of no use."),
        refused("forged", to_bob().signed_by(MALLORY))
            .title("A delegation that the owner did not sign is of no use."),
    ]
}
