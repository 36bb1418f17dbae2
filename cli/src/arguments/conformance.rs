//! What can be said of the conformance suite.

use std::{path::PathBuf, time::Duration};

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum ConformanceCommand {
    /// Put the test vectors to an implementation, and say what came of them.
    ///
    /// Without a program it is this one, in process. With one, the program is started and
    /// asked line by line, as test-vectors/protocol.md says: its time-outs, crashes and
    /// garbage are results. A refusal counts under the right error name only.
    ///
    /// Ends with 1 if a case failed that no exception excuses, or if an exception is stale.
    #[command(after_help = RUN_EXAMPLES)]
    Run(RunConformance),

    /// Answer such requests on standard input with this implementation.
    ///
    /// So that another runner can be tried against it, or this one:
    /// ipvm conformance run -- ipvm conformance serve
    Serve,

    /// Print the ids of cases.
    List {
        #[command(flatten)]
        choice: Choice,
    },

    /// Print one case as it stands in its file, with all that is expected of it.
    Show {
        /// Its id.
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        vectors: Vectors,
    },

    /// Put the vectors to this implementation and to others, have them exchange tokens, and
    /// write what came of it as a page.
    ///
    /// The peers are those of a file like test-vectors/peers/peers.json, which says how each is
    /// installed and started. One that is not installed is left out, and said to be.
    #[command(after_help = MATRIX_EXAMPLES)]
    Matrix(MatrixOptions),
}

const RUN_EXAMPLES: &str = "\
Examples:
  ipvm conformance run
  ipvm conformance run --layer ucan-core --tag 'rule:policy.*'
  ipvm conformance run --format junit --output report.xml --exceptions known.json -- \\
      node adapter.mjs
  ipvm conformance run --case 'ucan-core/selector/*' -- python3 adapter.py";

const MATRIX_EXAMPLES: &str = "\
Examples:
  ipvm conformance matrix --peers test-vectors/peers/peers.json --install
  ipvm conformance matrix --peers test-vectors/peers/peers.json --only iso-ucan \\
      --output docs/interop.md";

/// Where the vectors are.
#[derive(Args, Debug)]
pub(crate) struct Vectors {
    /// The folder of the vectors [default: $IPVM_VECTORS, or the folder test-vectors here or
    /// above].
    #[arg(long, value_name = "DIR")]
    pub(crate) vectors: Option<PathBuf>,
}

/// Which cases.
#[derive(Args, Debug)]
pub(crate) struct Choice {
    /// Only this layer; may be said several times.
    #[arg(long, value_name = "LAYER")]
    pub(crate) layer: Vec<String>,

    /// Only cases with this tag, in which * stands for any characters; may be said several
    /// times.
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,

    /// Only cases with this id, in which * stands for any characters; may be said several
    /// times.
    #[arg(long, value_name = "ID")]
    pub(crate) case: Vec<String>,

    #[command(flatten)]
    pub(crate) vectors: Vectors,
}

/// The options of `ipvm conformance run`.
#[derive(Args, Debug)]
pub(crate) struct RunConformance {
    #[command(flatten)]
    pub(crate) choice: Choice,

    /// A file of known exceptions, each with a reason.
    #[arg(long, value_name = "FILE")]
    pub(crate) exceptions: Option<PathBuf>,

    /// In which form.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(crate) format: ReportFormat,

    /// Writes the report to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// How long the program may take for one answer, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// The program that speaks for an implementation, with its arguments.
    #[arg(last = true, value_name = "PROGRAM")]
    pub(crate) program: Vec<String>,
}

/// The options of `ipvm conformance matrix`.
#[derive(Args, Debug)]
pub(crate) struct MatrixOptions {
    /// The file of peers.
    #[arg(long, value_name = "FILE")]
    pub(crate) peers: PathBuf,

    /// Only this peer; may be said several times.
    #[arg(long, value_name = "ID")]
    pub(crate) only: Vec<String>,

    /// Installs each peer first, as the file says, by its own package manager.
    #[arg(long)]
    pub(crate) install: bool,

    /// Writes the page to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// How long a peer may take for one answer, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(crate) timeout: Duration,

    #[command(flatten)]
    pub(crate) vectors: Vectors,
}

/// In which form a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    Human,
    /// JUnit's XML, as CI systems read it.
    Junit,
    /// The Test Anything Protocol, version 14.
    Tap,
    /// One JSON document.
    Json,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds, please".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(time) if !time.is_zero() && time <= Duration::from_secs(86_400) => Ok(time),
        _ => Err("more than 0 and at most 86400, please".to_owned()),
    }
}
