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
