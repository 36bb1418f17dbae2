//! What can be said on the command line.

mod conformance;
mod store;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use ucan_core::Did;

pub(crate) use self::conformance::{
    Choice, ConformanceCommand, MatrixOptions, ReportFormat, RunConformance, Vectors,
};
pub(crate) use self::store::{GcOptions, KeepRule, StoreCommand, StoreOptions, TransferOptions};

/// Authorised, content-addressed computation: run once, signed, never again.
#[derive(Debug, Parser)]
#[command(name = "ipvm", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run one function of a component, and keep the signed receipt.
    ///
    /// The task is signed by you, on your own authority, and run by the executor of this
    /// store. What was run before is not run again: the result comes from its receipt.
    ///
    /// The result is printed to standard output, what happened to standard error; and so is
    /// what the component itself prints while it runs.
    #[command(after_help = RUN_EXAMPLES)]
    Run(RunOptions),

    /// Show the functions of a component and what they want.
    Functions(FunctionsOptions),

    /// Show what would come of a workflow: nothing of it runs.
    ///
    /// The document is sealed as if you were to sign it. The plan says in which stages its
    /// tasks run, by what authority, with which limits, which of them your store answers from
    /// a receipt, and what looks wrong. Nothing is signed, and nothing of it is kept; your key
    /// is made if there is none yet.
    ///
    /// Ends with 1 if an executor would refuse the workflow: lines with ! say why.
    #[command(after_help = PLAN_EXAMPLES)]
    Plan(PlanOptions),

    /// Keep the store in order, or leave with all of it.
    ///
    /// Nobody else may have the store open meanwhile.
    #[command(subcommand)]
    Store(StoreCommand),

    /// Check an implementation, this one or another, against the test vectors.
    #[command(subcommand)]
    Conformance(ConformanceCommand),

    /// Show the whole stack at work on real data.
    #[command(subcommand)]
    Demo(Demo),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Demo {
    /// Run three signed workflows over a photograph that share their steps.
    ///
    /// Alice delegates, with a policy, to Bob; Bob signs two workflows: crop,
    /// rotate90, blur; and crop, rotate90, grayscale. The second runs one task and
    /// reuses two. Carol, a stranger to Alice, delegates to Bob as well; a third
    /// workflow on her authority runs nothing at all. Run it again, and everything
    /// is reused.
    Image(ImageOptions),
}

const RUN_EXAMPLES: &str = "\
Examples:
  ipvm run adder.wasm --fun add --args 1 2
  ipvm run image-ops.wasm --fun crop --args @photo.png 0 0 64 64 --out crop.png
  ipvm run shout.wasm --args=-hello
  ipvm run bafkr4i… --args hello true '{\"a\": 1}' --format json

The arguments are read by the types of the function, which `ipvm functions` shows: as WAVE,
as DAG-JSON, or plainly. For a list<u8>, `@FILE` stands for the content of a file. What begins
with a hyphen and is no number is written --args=ARG, once for each argument.";

const PLAN_EXAMPLES: &str = "\
Examples:
  ipvm plan workflow.json
  ipvm plan workflow.json --mutation /msg/send --query /crud/read
  ipvm plan workflow.json --proof delegations.ucan --format mermaid

A document has the version 0.2.0; one of 0.1.0 and a list of tasks as Homestar has them are
read too, and what is not in them any more is told.

What no handler is declared for counts as a mutation, which runs last and only once.";

/// The options of `ipvm run`.
#[derive(Args, Debug)]
pub(crate) struct RunOptions {
    /// A component: its file, or its CID if it is kept in the store.
    #[arg(value_name = "FILE|CID")]
    pub(crate) program: String,

    /// The function; may be left out if there is just one.
    #[arg(long, value_name = "NAME")]
    pub(crate) fun: Option<String>,

    /// One argument for each parameter.
    #[arg(long, value_name = "ARG", num_args = 0.., allow_negative_numbers = true)]
    pub(crate) args: Vec<String>,

    /// Writes the result, if it is bytes or text, to a file as well.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Refuses a component that imports WASI. Otherwise it gets a WASI that tells it nothing,
    /// and what it prints goes to standard error.
    #[arg(long)]
    pub(crate) no_wasi: bool,

    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// The folder for keys, content, receipts and compiled code
    /// [default: $XDG_DATA_HOME/ipvm, or ~/.local/share/ipvm].
    #[arg(long, value_name = "DIR")]
    pub(crate) store: Option<PathBuf>,
}

/// The options of `ipvm plan`.
#[derive(Args, Debug)]
pub(crate) struct PlanOptions {
    /// A workflow in DAG-JSON.
    #[arg(value_name = "FILE")]
    pub(crate) document: PathBuf,

    /// In which form.
    #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
    pub(crate) format: PlanFormat,

    /// A command that changes nothing and whose result goes stale; may be said several times.
    #[arg(long, value_name = "COMMAND")]
    pub(crate) query: Vec<ucan_core::Command>,

    /// A command that changes the world; may be said several times.
    #[arg(long, value_name = "COMMAND")]
    pub(crate) mutation: Vec<ucan_core::Command>,

    /// A file with a delegation, or with a container of them; may be said several times.
    #[arg(long, value_name = "FILE")]
    pub(crate) proof: Vec<PathBuf>,

    /// Who is going to sign, in your place.
    #[arg(long, value_name = "DID")]
    pub(crate) issuer: Option<Did>,

    /// The folder for keys, content, receipts and compiled code
    /// [default: $XDG_DATA_HOME/ipvm, or ~/.local/share/ipvm].
    #[arg(long, value_name = "DIR")]
    pub(crate) store: Option<PathBuf>,
}

/// In which form a plan is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// A picture, for Graphviz.
    Dot,
    /// A picture, for Mermaid.
    Mermaid,
}

/// The options of `ipvm functions`.
#[derive(Args, Debug)]
pub(crate) struct FunctionsOptions {
    /// A component: its file, or its CID if it is kept in the store.
    #[arg(value_name = "FILE|CID")]
    pub(crate) program: String,

    /// Only this function.
    #[arg(long, value_name = "NAME")]
    pub(crate) fun: Option<String>,

    /// In which language.
    #[arg(long = "as", value_enum, value_name = "LANGUAGE", default_value_t = Language::Signature)]
    pub(crate) language: Language,

    /// The folder for keys, content, receipts and compiled code
    /// [default: $XDG_DATA_HOME/ipvm, or ~/.local/share/ipvm].
    #[arg(long, value_name = "DIR")]
    pub(crate) store: Option<PathBuf>,
}

/// In which language a signature is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// One line for each function.
    Signature,
    /// A WIT document: one world.
    Wit,
    /// An IPLD Schema, of each function after a line with its name if there are several.
    IpldSchema,
    /// A JSON Schema of the arguments; of several functions one object, with a schema for each name.
    JsonSchema,
}

/// The options of `ipvm demo image`.
#[derive(Args, Debug)]
pub(crate) struct ImageOptions {
    /// The folder for keys, content, receipts and compiled code
    /// [default: $XDG_DATA_HOME/ipvm, or ~/.local/share/ipvm].
    #[arg(long, value_name = "DIR")]
    pub(crate) store: Option<PathBuf>,

    /// The folder for the four images.
    #[arg(long, value_name = "DIR", default_value = "ipvm-demo")]
    pub(crate) out: PathBuf,

    /// How to print what happened.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Another photograph, in PNG, at least 416 by 320 pixels.
    #[arg(long, value_name = "FILE")]
    pub(crate) photo: Option<PathBuf>,

    /// Another component with the functions crop, rotate90, blur and grayscale.
    #[arg(long, value_name = "FILE")]
    pub(crate) module: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
}
