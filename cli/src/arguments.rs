//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// The result is printed to standard output, what happened to standard error.
    #[command(after_help = RUN_EXAMPLES)]
    Run(RunOptions),

    /// Show the functions of a component and what they want.
    Functions(FunctionsOptions),

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
  ipvm run bafkr4i… --args hello true '{\"a\": 1}' --format json

The arguments are read by the types of the function, which `ipvm functions` shows: as WAVE,
as DAG-JSON, or plainly. For a list<u8>, `@FILE` stands for the content of a file.";

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

    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// The folder for keys, content, receipts and compiled code
    /// [default: $XDG_DATA_HOME/ipvm, or ~/.local/share/ipvm].
    #[arg(long, value_name = "DIR")]
    pub(crate) store: Option<PathBuf>,
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
    /// A WIT document.
    Wit,
    /// An IPLD Schema.
    IpldSchema,
    /// A JSON Schema of the arguments.
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
