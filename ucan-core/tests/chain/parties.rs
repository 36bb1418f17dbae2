//! People with keys, and what they claim of each other's authority.

use cid::Cid;
use ucan_core::{
    Chain, ChainError, Check, Claim, Command, Delegation, Did, DidKeyResolver, Envelope, Leeway,
    Nonce, ProofError, ProofRule, Proofs, Timestamp, Validity, Verified,
};
use varsig::{Block, Ed25519Signer, VerifierSet};

/// When every claim is judged unless a test says otherwise.
pub(crate) const NOW: i64 = 1_767_225_600;

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).expect("53 bits")
}

pub(crate) fn command(text: &str) -> Command {
    text.parse().expect(text)
}

/// Somebody who can sign.
#[derive(Clone)]
pub(crate) struct Party {
    pub(crate) key: Ed25519Signer,
    pub(crate) did: Did,
}

pub(crate) fn party(seed: u8) -> Party {
    let key = Ed25519Signer::from_seed(&[seed; 32]);
    let did = Did::from_signer(&key);
    Party { key, did }
}

/// Alice owns things, Bob, Carol and Dan receive, and Mallory is none of them.
pub(crate) fn five() -> [Party; 5] {
    [1, 2, 3, 4, 5].map(party)
}

impl Party {
    /// Hands on the authority over `subject`, or whatever there is for `None`.
    pub(crate) fn delegates(&self, to: &Self, subject: Option<&Self>, command: &str) -> Delegation {
        Delegation::new(
            self.did.clone(),
            to.did.clone(),
            subject.map(|party| party.did.clone()),
            self::command(command),
            Nonce::new(*b"twelve bytes"),
        )
    }

    pub(crate) fn signs(&self, delegation: Delegation) -> Verified<Delegation> {
        Envelope::sign(delegation, &self.key)
            .expect("the issuer signs")
            .verify(&DidKeyResolver, &VerifierSet::default())
            .expect("a good signature")
    }

    /// [`Party::delegates`], signed.
    pub(crate) fn hop(
        &self,
        to: &Self,
        subject: Option<&Self>,
        command: &str,
    ) -> Verified<Delegation> {
        self.signs(self.delegates(to, subject, command))
    }

    /// The token of a delegation, with one bit of its signature flipped.
    pub(crate) fn forged(&self, delegation: Delegation) -> Block {
        let token = Envelope::sign(delegation, &self.key).expect("the issuer signs");
        let mut bytes = token.bytes().to_vec();
        bytes[10] ^= 1;
        Block::dag_cbor(bytes).expect("still canonical")
    }
}

/// A claim of `issuer` on `subject`, with proofs.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) token: Cid,
    pub(crate) issuer: Did,
    pub(crate) subject: Did,
    pub(crate) command: Command,
    pub(crate) validity: Validity,
    pub(crate) at_hand: Proofs,
    pub(crate) named: Vec<Cid>,
}

impl Case {
    pub(crate) fn new(issuer: &Party, subject: &Party, command: &str) -> Self {
        Self {
            token: *Block::raw(*b"the token of the claim").cid(),
            issuer: issuer.did.clone(),
            subject: subject.did.clone(),
            command: self::command(command),
            validity: Validity::ALWAYS,
            at_hand: Proofs::new(),
            named: Vec::new(),
        }
    }

    /// Names a delegation as the next proof and hands it over.
    pub(crate) fn with(mut self, proof: Verified<Delegation>) -> Self {
        self.named.push(*proof.cid());
        self.at_hand.insert(proof);
        self
    }

    /// Names a block as the next proof and hands it over, whatever it is.
    pub(crate) fn with_block(mut self, block: &Block) -> Self {
        self.named.push(*block.cid());
        self.at_hand.add(block, &DidKeyResolver, &VerifierSet::default());
        self
    }

    /// Names a proof and does not hand it over.
    pub(crate) fn without(mut self, proof: &Verified<Delegation>) -> Self {
        self.named.push(*proof.cid());
        self
    }

    pub(crate) fn valid(mut self, not_before: Option<i64>, expiration: Option<i64>) -> Self {
        self.validity = Validity::new(not_before.map(at), expiration.map(at));
        self
    }

    pub(crate) fn prove_by(&self, check: &Check<'_>) -> Result<Chain, ChainError> {
        let claim = Claim {
            token: &self.token,
            twins: &[],
            issuer: &self.issuer,
            subject: &self.subject,
            command: &self.command,
            validity: self.validity,
            proofs: &self.named,
        };
        Chain::prove(&claim, &self.at_hand, check)
    }

    /// At [`NOW`], without leeway.
    pub(crate) fn prove(&self) -> Result<Chain, ChainError> {
        self.prove_by(&exactly(NOW))
    }

    #[track_caller]
    pub(crate) fn proves(&self) -> Chain {
        self.prove().expect("a valid chain")
    }

    /// Demands that the proof at `index` breaks `rule`, and that it is named by CID.
    #[track_caller]
    pub(crate) fn refused_at(&self, index: usize, rule: ProofRule) {
        match self.prove().expect_err("an invalid chain") {
            ChainError::Proof(ProofError { index: found_at, cid, rule: found, .. }) => {
                assert_eq!((found_at, cid, found), (index, self.named[index], rule));
            }
            other => panic!("{other:?} instead of {rule:?}"),
        }
    }

    #[track_caller]
    pub(crate) fn refused(&self, expected: ChainError) {
        assert_eq!(self.prove().expect_err("an invalid chain"), expected);
    }
}

/// The claim that most tests make.
pub(crate) fn claim(issuer: &Party, subject: &Party) -> Case {
    Case::new(issuer, subject, "/crud/read")
}

pub(crate) fn impossible(held: &str, wanted: &str) -> ProofRule {
    ProofRule::ImpossibleAttenuation { held: command(held), wanted: command(wanted) }
}

pub(crate) fn expired(expiration: i64) -> ProofRule {
    ProofRule::Expired { expiration: at(expiration), now: at(NOW) }
}

pub(crate) fn too_early(not_before: i64) -> ProofRule {
    ProofRule::TooEarly { not_before: at(not_before), now: at(NOW) }
}

/// A judgement without leeway.
pub(crate) fn exactly(now: i64) -> Check<'static> {
    Check::at(at(now)).with_leeway(Leeway::NONE)
}
