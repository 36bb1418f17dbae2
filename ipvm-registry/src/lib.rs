//! A registry without a server: from `owner/name@^1.2` to a component, by signed tokens alone.
//!
//! A *release* is a UCAN invocation by which an owner states that a version of a name is a
//! component, with its WIT; a *yank* states that a version is not to be chosen any more. An
//! [`Index`] is a set of such assertions, each of them verified and authorised, wherever they
//! came from; resolution is a pure function of it. Nobody runs the registry, so that nobody can
//! take a name away: a name is the owner's DID with a word of theirs, and two owners who use one
//! word have two names.
//!
//! There is no text for this. The project's own rules are the rulings O83 and O84 in
//! `docs/rulings.md`; what they stand on is UCAN Delegation and UCAN Invocation, Semantic
//! Versioning 2.0.0, and the mapping of `ipld-wit`.
//!
//! ```
//! use ipvm_registry::{Gathered, ReleaseStatement, Requirement, YankStatement};
//! use ucan_core::{Check, Did, DidKeyResolver, Envelope, Timestamp};
//! use varsig::{Block, Ed25519Signer, VerifierSet};
//!
//! let alice = Ed25519Signer::from_seed(&[1; 32]);
//! let did = Did::from_signer(&alice);
//!
//! // Alice releases two versions, and yanks the second.
//! let mut blocks = Vec::new();
//! for version in ["1.0.0", "1.1.0"] {
//!     let component = *Block::raw(version.as_bytes()).cid();
//!     let said =
//!         ReleaseStatement::new("image-ops".parse()?, version.parse()?, component, "…")?;
//!     let token = Envelope::sign(said.to_invocation(did.clone(), did.clone())?, &alice)?;
//!     blocks.push(token.block().clone());
//! }
//! let said = YankStatement::new("image-ops".parse()?, "1.1.0".parse()?)
//!     .with_reason("it forgets the last row")?;
//! let token = Envelope::sign(said.to_invocation(did.clone(), did.clone())?, &alice)?;
//! blocks.push(token.block().clone());
//!
//! // Whoever has the blocks, in any order, comes to the same.
//! let now = Timestamp::from_seconds(1_767_225_600)?;
//! let gathered = Gathered::from_blocks(
//!     &blocks, &DidKeyResolver, &VerifierSet::default(), &Check::at(now));
//! let wanted: Requirement = format!("{did}/image-ops@^1").parse()?;
//! let resolved = gathered.index.resolve(&wanted)?;
//! assert_eq!(resolved.version().to_string(), "1.0.0");
//! assert_eq!(resolved.component(), Block::raw(*b"1.0.0").cid());
//!
//! // Who asks for exactly the yanked one gets it, with the yank.
//! let exact: Requirement = format!("{did}/image-ops@1.1.0").parse()?;
//! let yank = gathered.index.resolve(&exact)?.yank();
//! assert_eq!(yank.unwrap().statement().reason(), Some("it forgets the last row"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is where
//!
//! | To | Use |
//! |---|---|
//! | write names and what is wanted | [`Package`], [`Version`], [`Requirement`] |
//! | publish and yank | [`ReleaseStatement`], [`YankStatement`], and [`Envelope::sign`] |
//! | let somebody publish | a delegation of [`release_command`], with a policy on `.name` |
//! | believe it, or not | [`Assertion::accept`], [`Gathered::from_blocks`] |
//! | put together what came from several places | [`Index::merge`] |
//! | choose | [`Index::resolve`] |
//! | see that the types are those that were said | `Resolved::check`, with the feature `wit` |
//!
//! [`Envelope::sign`]: ucan_core::Envelope::sign
//!
//! # Features
//!
//! | Feature | Default | Adds |
//! |---|---|---|
//! | `std` | yes | nothing visible; lets dependencies use the standard library |
//! | `wit` | yes | `Resolved::check`, `Checked` and `Resolution`: the types of a component against what its release says; takes `std` |
//!
//! # What it does not do
//!
//! It fetches and keeps nothing: blocks are brought to it, and so are time and revocations. An
//! index knows what is at hand and cannot know what is not, such as a yank that was kept from
//! it: whoever needs the newest asks the owner, or several who are unlikely to agree. It does not
//! say which owner is the right one. It does not resolve what components import: a component
//! is whole. A release has no expiry and no proof of when it was signed, and the assertions of a
//! delegate count from bytes only while its delegation does; what an index took in before stays in it.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod assertion;
mod gather;
mod index;
#[cfg(feature = "wit")]
mod interface;
mod name;
mod package;
mod requirement;
mod resolve;
mod statement;
mod version;

pub use assertion::{Assertion, AssertionError, Release, Yank};
pub use gather::{Gathered, LeftOut, LeftOutReason};
pub use index::Index;
#[cfg(feature = "wit")]
pub use interface::{Checked, InterfaceError, Resolution};
pub use name::{NameError, PackageName};
pub use package::{Package, PackageError};
pub use requirement::{Requirement, RequirementError, Versions};
pub use resolve::{ResolveError, Resolved};
pub use statement::{
    RELEASE_COMMAND, ReleaseStatement, StatementError, YANK_COMMAND, YankStatement,
    release_command, yank_command,
};
pub use version::{Version, VersionError, VersionRange};
