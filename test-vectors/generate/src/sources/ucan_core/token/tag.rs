//! The tag of the payload: kind and version.

use super::{decode, delegation, payload, read};
use crate::{case::CaseBuilder, people::ALICE};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let candidate = delegation().tagged("ucan/dlg@1.0.0-rc.1").sign();
    let mut cases = vec![
        decode("release-candidate", candidate.bytes())
            .ruling("T1")
            .title("The tag of the release candidate is read and kept.")
            .why("Peers write it, and it is covered by the signature.")
            .expect_value(read(&candidate, ALICE, "1.0.0-rc.1", payload()))
            .rules(["token.tag", "token.version"]),
    ];
    for (slug, version) in [
        ("version-0-10-0", "0.10.0"),
        ("version-1-0", "1.0"),
        ("version-1-0-1", "1.0.1"),
        ("version-1-1-0", "1.1.0"),
        ("version-2-0-0", "2.0.0"),
        ("version-rc-2", "1.0.0-rc.2"),
        ("version-rc", "1.0.0-rc"),
        ("version-upper-case", "1.0.0-RC.1"),
        ("version-with-v", "v1.0.0"),
        ("version-with-space", "1.0.0 "),
        ("version-with-build", "1.0.0+1"),
        ("version-empty", ""),
        ("version-after-second-at", "@1.0.0"),
    ] {
        cases.push(
            decode(slug, delegation().tagged(&format!("ucan/dlg@{version}")).sign().bytes())
                .ruling("T1")
                .title(format!("The version {version:?} is not read."))
                .why("Of another version nobody knows what its fields mean.")
                .expect_error("UnsupportedVersion")
                .rules(["token.version"]),
        );
    }
    for (slug, tag) in [
        ("tag-of-an-invocation", "ucan/inv@1.0.0"),
        ("tag-of-an-invocation-rc", "ucan/inv@1.0.0-rc.1"),
        ("tag-of-an-unknown-kind", "ucan/example@1.0.0"),
        ("tag-of-an-unknown-kind-and-version", "ucan/example@9.9.9"),
        ("tag-longer", "ucan/dlgs@1.0.0"),
        ("tag-upper-case", "ucan/DLG@1.0.0"),
        ("tag-upper-case-namespace", "UCAN/dlg@1.0.0"),
        ("tag-without-namespace", "dlg@1.0.0"),
        ("tag-without-version", "ucan/dlg"),
        ("tag-with-slash", "ucan/dlg/1.0.0"),
        ("tag-with-leading-slash", "/ucan/dlg@1.0.0"),
        ("tag-empty", ""),
    ] {
        cases.push(
            decode(slug, delegation().tagged(tag).sign().bytes())
                .ruling("T1")
                .title(format!("The tag {tag:?} opens no delegation."))
                .why("A token of one kind must never pass for one of another.")
                .expect_error("TokenWrongTag")
                .rules(["token.tag"]),
        );
    }
    cases
}
