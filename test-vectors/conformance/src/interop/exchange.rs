//! What one implementation signs, and another judges.

use std::collections::BTreeMap;

use data_encoding::BASE32_NOPAD;
use ipvm_vectors_loader::{Case, Value};
use sha2::{Digest as _, Sha256};

use crate::{
    implementation::{Answer, Broken, Description, Implementation},
    outcome::{map, text},
    verdict::excerpt,
};

/// The first second of 2026, when everything is judged.
const NOW: i64 = 1_767_225_600;

/// The first second of 2100. Some implementations judge by the clock of the machine, whatever
/// time they are given.
const LONG_FROM_NOW: i64 = 4_102_444_800;

/// A key of Ed25519: the seed behind its multicodec prefix, and the DID of its public half.
struct Somebody {
    secret_key: &'static [u8],
    did: &'static str,
}

const ALICE: Somebody = Somebody {
    secret_key: b"\x80\x26\x8e\x88\xde\x3d\xbd\xd7\x36\x6e\xde\x91\x6d\x28\x8d\x6f\x76\xd6\x8c\xc7\xa4\x08\x3a\x65\xdf\xd0\xd1\x65\xa9\xf7\xdd\xe1\xf9\x90",
    did: "did:key:z6MksHCR1dyXf8yvccaTg291XCCiGDTrXceK8tZxRqy89QP5",
};
const BOB: Somebody = Somebody {
    secret_key: b"\x80\x26\x3a\x54\xb3\x8b\xab\x4d\x7d\xf4\x23\x03\xb4\x01\x9e\x3c\x40\xc0\xc1\xf7\xf5\xf2\x6a\x91\x9d\x82\x3f\xf7\xd1\x84\x1f\xce\x90\xf3",
    did: "did:key:z6MktUeFHe54ynYiukqzwGMcSroPCARUg3JEygCLr2tMSZMH",
};
const CAROL: Somebody = Somebody {
    secret_key: b"\x80\x26\x5f\x70\x6d\xfe\x5a\xaf\x68\x39\x3e\x31\x59\xc4\x67\x3a\x0c\xdc\xa6\x62\xf0\xe2\x3c\xee\xc0\x3d\x80\x96\x07\x2d\x1c\x79\x05\x00",
    did: "did:key:z6MkiNqjnQDnzGDEwHCkzfLahV15JpRUsVJrBEYFcnZVb7Nd",
};

/// Something that is made by one and judged by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scenario {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be accepted.
    pub valid: bool,
    make: Make,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Make {
    Delegation,
    Policy,
    Forged,
    Invocation,
    Chain,
    Wider,
    Stranger,
    Container(&'static str),
    Receipt,
}

/// All scenarios.
pub const SCENARIOS: [Scenario; 10] = [
    Scenario { name: "a delegation", valid: true, make: Make::Delegation },
    Scenario { name: "a delegation with a policy and times", valid: true, make: Make::Policy },
    Scenario {
        name: "the same, one bit of the signature flipped",
        valid: false,
        make: Make::Forged,
    },
    Scenario { name: "an invocation on one's own authority", valid: true, make: Make::Invocation },
    Scenario { name: "an invocation with the delegation as proof", valid: true, make: Make::Chain },
    Scenario {
        name: "the same for a command beside that of the proof",
        valid: false,
        make: Make::Wider,
    },
    Scenario {
        name: "the same by somebody else than the proof's audience",
        valid: false,
        make: Make::Stranger,
    },
    Scenario { name: "a container, raw", valid: true, make: Make::Container("raw") },
    Scenario { name: "a container, base64url", valid: true, make: Make::Container("base64url") },
    Scenario { name: "a receipt", valid: true, make: Make::Receipt },
];

/// What came of one scenario between two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchanged {
    /// Which.
    pub scenario: Scenario,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It was judged as it must be.
    Agreed,
    /// It was judged otherwise.
    Disagreed(String),
    /// The first cannot make that.
    NotMade(String),
    /// The other cannot judge that.
    NotJudged(String),
}

impl Outcome {
    /// Whether one of the two had nothing to say.
    #[must_use]
    pub const fn is_silent(&self) -> bool {
        matches!(self, Self::NotMade(_) | Self::NotJudged(_))
    }
}

/// Somebody who takes part: an implementation, and what it says of itself.
#[derive(Debug)]
pub struct Party<'a, I: ?Sized> {
    /// The implementation.
    pub implementation: &'a mut I,
    /// What it said when it was asked to describe itself.
    pub description: &'a Description,
}

impl<I: Implementation + ?Sized> Party<'_, I> {
    fn ask(&mut self, operation: &str, input: Input) -> Result<Answer, Broken> {
        if !self.description.does(operation) {
            return Ok(Answer::Unsupported(format!("it does not do {operation}")));
        }
        let case = Case::asked("exchange".into(), operation.into(), input);
        self.implementation.answer(&case, &[])
    }
}

/// Has `maker` make everything, and `judge` judge it.
///
/// Of what must be refused nothing follows if the valid thing beside it was not accepted.
pub fn exchange(
    mut maker: Party<'_, impl Implementation + ?Sized>,
    mut judge: Party<'_, impl Implementation + ?Sized>,
) -> Vec<Exchanged> {
    let mut exchanged: Vec<Exchanged> = Vec::new();
    for scenario in SCENARIOS {
        let beside = scenario.make.beside();
        let accepted =
            |it: &Exchanged| Some(it.scenario.make) == beside && it.outcome == Outcome::Agreed;
        let outcome = match made(&mut maker, scenario.make) {
            Err(why) => Outcome::NotMade(why),
            Ok(_) if beside.is_some() && !exchanged.iter().any(accepted) => {
                Outcome::NotJudged("what is valid in its place was not accepted".into())
            }
            Ok((operation, input)) => judged(judge.ask(operation, input), scenario.valid),
        };
        exchanged.push(Exchanged { scenario, outcome });
    }
    exchanged
}

fn judged(answer: Result<Answer, Broken>, valid: bool) -> Outcome {
    match answer {
        Ok(Answer::Unsupported(why)) => Outcome::NotJudged(why),
        Ok(Answer::Refused(_)) if !valid => Outcome::Agreed,
        Ok(Answer::Refused(refusal)) => {
            let told = format!("refused as {}: {}", refusal.name, refusal.message);
            Outcome::Disagreed(excerpt(&told, 300))
        }
        Ok(_) if valid => Outcome::Agreed,
        Ok(_) => Outcome::Disagreed("accepted".into()),
        Err(broken) => Outcome::Disagreed(broken.to_string()),
    }
}

impl Make {
    /// The valid thing that this is a change of.
    const fn beside(self) -> Option<Self> {
        match self {
            Self::Forged => Some(Self::Policy),
            Self::Wider | Self::Stranger => Some(Self::Chain),
            _ => None,
        }
    }
}

type Input = BTreeMap<String, Value>;

fn input<const N: usize>(entries: [(&str, Value); N]) -> Input {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// What the judge is asked, once the maker has made its part.
fn made(
    maker: &mut Party<'_, impl Implementation + ?Sized>,
    make: Make,
) -> Result<(&'static str, Input), String> {
    let mut bytes = |operation: &str, input: Input| -> Result<Vec<u8>, String> {
        match maker.ask(operation, input) {
            Ok(Answer::Value(Value::Bytes(bytes))) => Ok(bytes),
            Ok(Answer::Unsupported(why)) => Err(why),
            Ok(Answer::Refused(it)) => Err(format!("refused as {}: {}", it.name, it.message)),
            Ok(_) => Err("what was made is no bytes".into()),
            Err(broken) => Err(broken.to_string()),
        }
    };
    let mut delegation = |policy: bool| bytes("ucan.delegation.sign", delegation(policy));
    let verify = |bytes| ("ucan.token.verify", input([("bytes", Value::Bytes(bytes))]));
    let prove = |invocation, proofs: Vec<Vec<u8>>| {
        let proofs = proofs.into_iter().map(Value::Bytes).collect();
        let input = input([
            ("invocation", Value::Bytes(invocation)),
            ("proofs", Value::List(proofs)),
            ("now", Value::Integer(NOW)),
        ]);
        ("ucan.invocation.prove", input)
    };
    match make {
        Make::Delegation => delegation(false).map(verify),
        Make::Policy => delegation(true).map(verify),
        Make::Forged => {
            let mut token = delegation(true)?;
            // An envelope begins with the head of a list, and the two of the signature.
            let bit = token.get_mut(10).ok_or("the token has less than eleven bytes")?;
            *bit ^= 1;
            Ok(verify(token))
        }
        Make::Invocation => {
            let invocation = invocation(&ALICE, "/msg/send", &[]);
            Ok(prove(bytes("ucan.invocation.sign", invocation)?, Vec::new()))
        }
        Make::Chain | Make::Wider | Make::Stranger => {
            let proof = delegation(false)?;
            let issuer = if make == Make::Stranger { &CAROL } else { &BOB };
            let command = if make == Make::Wider { "/message" } else { "/msg/send" };
            let invocation = invocation(issuer, command, &[cid(&proof)]);
            Ok(prove(bytes("ucan.invocation.sign", invocation)?, vec![proof]))
        }
        Make::Container(encoding) => {
            let tokens = vec![Value::Bytes(delegation(false)?)];
            let made = input([("tokens", Value::List(tokens)), ("encoding", text(encoding))]);
            let container = bytes("ucan.container.write", made)?;
            Ok(("ucan.container.read", input([("bytes", Value::Bytes(container))])))
        }
        Make::Receipt => {
            let made = input([
                ("secret-key", Value::Bytes(CAROL.secret_key.to_vec())),
                ("ran", Value::Link(cid(b"a task that nobody has"))),
                ("out", map([("ok", Value::Integer(42))])),
                ("issued-at", Value::Integer(NOW - 100)),
            ]);
            let receipt = bytes("ucan.receipt.sign", made)?;
            let judged = input([
                ("receipt", Value::Bytes(receipt)),
                ("proofs", Value::List(Vec::new())),
                ("now", Value::Integer(NOW)),
            ]);
            Ok(("ucan.receipt.accept", judged))
        }
    }
}

/// Alice lets Bob use `/msg`.
fn delegation(policy: bool) -> Input {
    let statement = |parts: [&str; 3]| Value::List(parts.into_iter().map(text).collect::<Vec<_>>());
    let mut payload = BTreeMap::from([
        ("iss".to_owned(), text(ALICE.did)),
        ("aud".to_owned(), text(BOB.did)),
        ("sub".to_owned(), text(ALICE.did)),
        ("cmd".to_owned(), text("/msg")),
        ("nonce".to_owned(), Value::Bytes(b"twelve bytes".to_vec())),
        ("exp".to_owned(), Value::Null),
        ("pol".to_owned(), Value::List(Vec::new())),
    ]);
    if policy {
        let statements =
            vec![statement(["==", ".from", "alice"]), statement(["like", ".to", "*@b"])];
        payload.insert("pol".to_owned(), Value::List(statements));
        payload.insert("exp".to_owned(), Value::Integer(LONG_FROM_NOW));
        payload.insert("nbf".to_owned(), Value::Integer(NOW - 3600));
        payload.insert("meta".to_owned(), map([("why", text("an exchange"))]));
    }
    input([
        ("secret-key", Value::Bytes(ALICE.secret_key.to_vec())),
        ("payload", Value::Map(payload)),
    ])
}

/// Somebody sends a message in Alice's name.
fn invocation(issuer: &Somebody, command: &str, proofs: &[String]) -> Input {
    let payload = map([
        ("iss", text(issuer.did)),
        ("sub", text(ALICE.did)),
        ("cmd", text(command)),
        ("args", map([("from", text("alice")), ("to", text("a@b"))])),
        ("prf", Value::List(proofs.iter().cloned().map(Value::Link).collect())),
        ("nonce", Value::Bytes(b"a dozen here".to_vec())),
        ("exp", Value::Integer(LONG_FROM_NOW)),
    ]);
    input([("secret-key", Value::Bytes(issuer.secret_key.to_vec())), ("payload", payload)])
}

/// The CID of bytes in DAG-CBOR: version 1, SHA-256, in base32.
fn cid(bytes: &[u8]) -> String {
    let mut cid = vec![0x01, 0x71, 0x12, 0x20];
    cid.extend_from_slice(&Sha256::digest(bytes));
    format!("b{}", BASE32_NOPAD.encode(&cid).to_lowercase())
}
