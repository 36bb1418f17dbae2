//! Tokens that came together, in a container or an archive.

use alloc::{collections::BTreeMap, vec::Vec};

use cid::Cid;
use varsig::{
    Block, VerifierSet,
    car::{Car, CarError, CarLimits, CarWriter},
};

use crate::{
    chain::Proofs,
    did::Resolver,
    envelope::{DecodeError, Envelope, Payload},
};

/// Blocks by CID, each once, in the order in which they came. None of them is
/// believed yet, or even known to be a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenSet {
    blocks: Vec<Block>,
    places: BTreeMap<Cid, usize>,
}

impl TokenSet {
    /// A set without blocks.
    #[must_use]
    pub const fn new() -> Self {
        Self { blocks: Vec::new(), places: BTreeMap::new() }
    }

    /// Adds a block at the end unless it is there already; says whether it was new.
    pub fn insert(&mut self, block: Block) -> bool {
        let new = !self.places.contains_key(block.cid());
        if new {
            self.places.insert(*block.cid(), self.blocks.len());
            self.blocks.push(block);
        }
        new
    }

    /// The blocks, in the order in which they came.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The block that `cid` names.
    #[must_use]
    pub fn get(&self, cid: &Cid) -> Option<&Block> {
        self.places.get(cid).and_then(|place| self.blocks.get(*place))
    }

    /// The tokens of one kind, decoded but not verified, in the order in which they
    /// came: `set.of::<Delegation>()`.
    ///
    /// Tokens of other kinds are passed over. A block that is no token at all, or one
    /// of this kind that breaks a rule, is told as the error that it gives.
    pub fn of<T: Payload>(&self) -> impl Iterator<Item = Result<Envelope<T>, DecodeError>> {
        self.blocks
            .iter()
            .map(|block| Envelope::decode_block(block.clone()))
            .filter(|token| !matches!(token, Err(DecodeError::WrongTag { .. })))
    }

    /// Decodes and verifies the delegations that `named` names, as the `prf` of an
    /// invocation does, and adds them to `proofs`. What is not here is left out, and
    /// what else is here costs nothing.
    pub fn add_named_to(
        &self,
        proofs: &mut Proofs,
        named: &[Cid],
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
    ) {
        for block in named.iter().filter_map(|cid| self.get(cid)) {
            proofs.add(block, resolver, verifiers);
        }
    }

    /// Adds every block to `proofs`, as [`Proofs::add`] does. Each delegation costs a
    /// signature check: see [`TokenSet::add_named_to`] for sets from strangers.
    pub fn add_all_to(
        &self,
        proofs: &mut Proofs,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
    ) {
        for block in &self.blocks {
            proofs.add(block, resolver, verifiers);
        }
    }

    /// Reads the blocks of an archive, each checked against its CID, and the roots
    /// that it names. Blocks that are no tokens, such as tasks, are in the set too.
    ///
    /// # Errors
    ///
    /// [`CarError`] as [`Car::read`] gives it.
    pub fn from_car(bytes: &[u8], limits: &CarLimits) -> Result<(Vec<Cid>, Self), CarError> {
        let car = Car::read(bytes, limits)?;
        let roots = car.roots().to_vec();
        Ok((roots, car.into_blocks().into_iter().collect()))
    }

    /// Writes the blocks as an archive with these roots, in the order of the set.
    #[must_use]
    pub fn to_car(&self, roots: &[Cid]) -> Vec<u8> {
        let mut writer = CarWriter::new(roots);
        writer.extend(&self.blocks);
        writer.finish()
    }
}

impl Extend<Block> for TokenSet {
    fn extend<I: IntoIterator<Item = Block>>(&mut self, blocks: I) {
        for block in blocks {
            self.insert(block);
        }
    }
}

impl FromIterator<Block> for TokenSet {
    fn from_iter<I: IntoIterator<Item = Block>>(blocks: I) -> Self {
        let mut set = Self::new();
        set.extend(blocks);
        set
    }
}

impl<'a> IntoIterator for &'a TokenSet {
    type Item = &'a Block;
    type IntoIter = core::slice::Iter<'a, Block>;

    fn into_iter(self) -> Self::IntoIter {
        self.blocks.iter()
    }
}
