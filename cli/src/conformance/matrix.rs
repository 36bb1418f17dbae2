//! Implementations beside each other.

use ipvm_conformance::{
    Conformance, Implementation, Report,
    interop::{Exchanges, Page, Participant, Party, Peers, exchange},
};
use ipvm_runtime::{Clock as _, SystemClock};
use ucan_invocation::revocation::RecordedAt;

use super::{Watched, folder, ours, put};
use crate::{arguments::MatrixOptions, error::CliError, terminal::say};

/// Whether this implementation has a clean report. What the peers do is no failure of ours.
pub(super) fn run(options: &MatrixOptions) -> Result<bool, CliError> {
    let peers = Peers::read(&options.peers)?.only(&options.only)?;
    let conformance = Conformance::read(folder(&options.vectors)?)?;
    let own = judged(&conformance, "this implementation", &mut ours())?;
    let is_clean = own.is_clean();

    let mut participants = vec![Participant { peer: None, report: own }];
    let (mut absent, mut exchanges) = (Vec::new(), Vec::new());
    for peer in &peers.peers {
        if options.install {
            say!("installing {}", peer.title);
            let why = match peer.install() {
                Ok(status) if status.is_none_or(|it| it.success()) => None,
                Ok(_) => Some("its package manager failed".to_owned()),
                Err(error) => Some(format!("its package manager does not start: {error}")),
            };
            if let Some(why) = why {
                absent.push((peer, why));
                continue;
            }
        }
        let mut child = peer.child(options.timeout);
        let report = match judged(&conformance, &peer.title, &mut child) {
            Ok(report) => report,
            Err(error) => {
                absent.push((peer, error.to_string()));
                continue;
            }
        };
        let us = &participants[0].report.description;
        for is_ours in [false, true] {
            let mut ours = ours();
            let ours = Party { implementation: &mut ours, description: us };
            let peers = Party { implementation: &mut child, description: &report.description };
            let (maker, judge) = (us.name.clone(), peer.title.clone());
            exchanges.push(if is_ours {
                Exchanges { exchanged: exchange(ours, peers), maker, judge }
            } else {
                Exchanges { exchanged: exchange(peers, ours), maker: judge, judge: maker }
            });
        }
        participants.push(Participant { peer: Some(peer), report });
    }
    // Who neither makes nor judges anything fills no columns.
    exchanges.retain(|it| it.exchanged.iter().any(|it| !it.outcome.is_silent()));
    let date = today();
    let corpus = conformance.corpus();
    let page = Page { date: &date, corpus, participants, absent, exchanges };
    put(&page.to_string(), options.output.as_ref())?;
    Ok(is_clean)
}

fn judged(
    conformance: &Conformance,
    name: &str,
    implementation: &mut impl Implementation,
) -> Result<Report, CliError> {
    let mut watched = Watched::quiet();
    let report = conformance.observed(implementation, &mut watched)?;
    watched.ends();
    let counts = report.counts();
    let supported = counts.all() - counts.of(ipvm_conformance::Kind::Unsupported);
    let passed = counts.of(ipvm_conformance::Kind::Passed);
    say!("{name}: {passed} of {supported} passed in {:.1} s", report.time.as_secs_f64());
    Ok(report)
}

/// The day, in UTC.
fn today() -> String {
    // A time after the year 9999 has no such text.
    let now = RecordedAt::try_from(SystemClock.now());
    now.map_or_else(
        |_| "a day long from now".to_owned(),
        |it| it.as_str().chars().take(10).collect(),
    )
}
