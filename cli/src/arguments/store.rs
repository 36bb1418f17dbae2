//! What can be said of the store.

use std::{path::PathBuf, str::FromStr};

use cid::Cid;
use clap::{Args, Subcommand};
use ipvm_content::parse_cid;
use ucan_core::{Did, DidError};

use super::Format;

#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// Count what is in the store, and the room it takes.
    Stats(StoreOptions),

    /// Look for everything that is damaged or lost, and say what can be done about it.
    ///
    /// Ends with 1 if something is amiss. With --repair, what another record still says is
    /// written again, and results without a receipt are forgotten, so that their tasks can
    /// be asked for again. A mutation never becomes free by that. What is found is printed at
    /// once; where looking fails in the middle, `error` says so in the JSON document.
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        /// Mends what can be mended.
        #[arg(long)]
        repair: bool,
        #[command(flatten)]
        store: StoreOptions,
    },

    /// Remove what nothing needs: garbage collection.
    ///
    /// Kept are: what is pinned, what is public, receipts by the rule, all that a mutation
    /// needs to be done at most once, and whatever these link to.
    #[command(after_help = GC_EXAMPLES)]
    Gc(GcOptions),

    /// Say why something is kept: the way from a root to it.
    ///
    /// Ends with 1 if nothing keeps it, so that `ipvm store gc` would remove it, or if it is not
    /// here.
    Why {
        /// What is asked about.
        #[arg(value_parser = parse_cid)]
        cid: Cid,
        /// Which receipts are kept for their own sake.
        #[arg(long, value_name = "RULE", default_value = "all")]
        keep: Vec<KeepRule>,
        #[command(flatten)]
        store: StoreOptions,
    },

    /// Give room on the disk back that nothing takes any more.
    ///
    /// Small blocks that came one by one are packed on the way.
    Compact(StoreOptions),

    /// Write the whole store to a file: one CAR.
    ///
    /// Keys and compiled code are not among it. Receipts of secret tasks are left out unless
    /// they are asked for. Ends with 1 if something was damaged and left out.
    ///
    /// While it is written it is FILE.part, which an export that was interrupted leaves behind and
    /// the next one replaces.
    ///
    /// Where the store cannot be read there is no export, unless --salvage has it go on: to
    /// leave a store that is damaged and has no copy. What can be mended is mended first, by
    /// `ipvm store check --repair`. A disk that fails is left first: copy the store with a program
    /// that goes on past what cannot be read, as ddrescue does, and salvage the copy.
    #[command(after_help = EXPORT_EXAMPLES)]
    Export {
        /// A file that is not there yet.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Writes the receipts of secret tasks too.
        #[arg(long)]
        secrets: bool,
        /// Goes on past what the store cannot read, and tells what that is.
        #[arg(long)]
        salvage: bool,
        #[command(flatten)]
        store: StoreOptions,
    },

    /// Take in what `ipvm store export` has written.
    ///
    /// Every block is hashed, and every receipt's signature verified. Nothing that stands
    /// here is replaced. Results are taken on the word of this store's own executor, and of
    /// those that you trust; what else is needed can be taken in by saying it again with
    /// --trust.
    ///
    /// A block may be as large as the file: it is held in memory while it is hashed. From a
    /// pipe, which has no length, come 64 MiB at the most.
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(TransferOptions),

    /// Keep something, and all it links to, from being removed by `ipvm store gc`.
    Pin {
        /// What is kept. It need not be here yet.
        #[arg(value_parser = parse_cid)]
        cid: Cid,
        #[command(flatten)]
        store: StoreOptions,
    },

    /// Take a pin away. Ends with 1 if there was none.
    Unpin {
        /// What was pinned.
        #[arg(value_parser = parse_cid)]
        cid: Cid,
        #[command(flatten)]
        store: StoreOptions,
    },

    /// List what is pinned.
    Pins(StoreOptions),
}

const CHECK_EXAMPLES: &str = "\
Examples:
  ipvm store check
  ipvm store check --repair
  ipvm store check --format json | jq '.findings[].remedy'";

const GC_EXAMPLES: &str = "\
Examples:
  ipvm store gc --dry-run
  ipvm store gc --keep current
  ipvm store gc --keep did:key:z6Mk… --keep did:key:z6Mk…
  ipvm store pin bafy… && ipvm store gc --keep none

Rules for receipts: `all` of them; `current`, those that have not expired; the DIDs of subjects,
for theirs; `none` but those of mutations.";

const EXPORT_EXAMPLES: &str = "\
Examples:
  ipvm store export store.car
  ipvm store export --secrets /media/disk/everything.car
  ipvm store export --salvage rest.car; ipvm store import --store new rest.car";

const IMPORT_EXAMPLES: &str = "\
Examples:
  ipvm store import store.car
  ipvm store import store.car --trust did:key:z6Mk…";

/// The options of all commands on the store.
#[derive(Args, Debug)]
pub(crate) struct StoreOptions {
    /// How to print what came of it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// The folder for keys, content, receipts and compiled code
    /// [default: $XDG_DATA_HOME/ipvm, or ~/.local/share/ipvm].
    #[arg(long, value_name = "DIR")]
    pub(crate) store: Option<PathBuf>,
}

/// The options of `ipvm store gc`.
#[derive(Args, Debug)]
pub(crate) struct GcOptions {
    /// Removes nothing, and says what would go.
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Which receipts are kept for their own sake: all, current, none, or those of a
    /// subject; subjects may be said several times.
    #[arg(long, value_name = "RULE", default_value = "all")]
    pub(crate) keep: Vec<KeepRule>,

    /// Goes on if something that is kept is damaged, so that what only that links to goes.
    #[arg(long)]
    pub(crate) despite_damage: bool,

    #[command(flatten)]
    pub(crate) store: StoreOptions,
}

/// The options of `ipvm store import`.
#[derive(Args, Debug)]
pub(crate) struct TransferOptions {
    /// What `ipvm store export` has written.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Takes results on the word of this executor; may be said several times.
    #[arg(long, value_name = "DID")]
    pub(crate) trust: Vec<Did>,

    #[command(flatten)]
    pub(crate) store: StoreOptions,
}

/// Which receipts are kept for their own sake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeepRule {
    All,
    Current,
    None,
    Subject(Did),
}

impl FromStr for KeepRule {
    type Err = DidError;

    fn from_str(text: &str) -> Result<Self, DidError> {
        Ok(match text {
            "all" => Self::All,
            "current" => Self::Current,
            "none" => Self::None,
            did => Self::Subject(did.parse()?),
        })
    }
}
