//! Which release a requirement comes to.

use super::stage::{NOW, about, beside, by, bytes, lets, named, only, release, says, yank, yanks};
use crate::{
    Topic, case,
    case::CaseBuilder,
    map,
    people::{ALICE, BOB, MALLORY, Person},
    sources::INVOCATION,
    token::Token,
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-registry",
        "resolution",
        "Which release a requirement comes to, by the tokens at hand in any order.",
        INVOCATION,
        [chosen(), yanked(), conflicts(), left_out()].concat(),
    )
}

fn released(owner: Person, version: &str) -> Token {
    release(owner, says(version)).sign()
}

fn resolve(slug: &str, versions: &str, tokens: &[Token]) -> CaseBuilder {
    case(slug)
        .ruling("O84")
        .operation("registry.resolve")
        .input("requirement", format!("{}/image-ops@{versions}", ALICE.did()))
        .input("tokens", bytes(tokens))
        .input("now", NOW)
}

fn comes_to(version: &str, component: &str, yanked: bool) -> Value {
    map! { "version" => version, "component" => named(component), "yanked" => yanked }
}

fn chosen() -> Vec<CaseBuilder> {
    let why = "Two who have the same tokens must run the same component.";
    let tokens = || {
        ["1.0.0", "1.10.0", "1.9.0", "2.0.0", "2.1.0-rc.1"].map(|version| released(ALICE, version))
    };
    let good = |slug: &str, versions: &str, found: &str, title: &str| {
        resolve(slug, versions, &tokens())
            .title(title)
            .why(why)
            .expect_value(comes_to(found, found, false))
            .rules(["registry.highest"])
    };
    let bad = |slug: &str, versions: &str, title: &str| {
        resolve(slug, versions, &tokens())
            .title(title)
            .why(why)
            .expect_error("RegistryNoMatch")
            .rules(["registry.highest"])
    };
    let same = [released(ALICE, "1.0.0"), release(ALICE, says("1.0.0")).with("iat", NOW).sign()];
    vec![
        good("highest", "^1", "1.10.0", "Of a range the highest is chosen, by number."),
        good("highest-of-all", "*", "2.0.0", "A final version is chosen over a later pre-release."),
        good("exact", "1.9.0", "1.9.0", "An exact version is that version."),
        good("exact-pre", "2.1.0-rc.1", "2.1.0-rc.1", "A pre-release is there by itself."),
        good("range-pre", "^2.1.0-rc.0", "2.1.0-rc.1", "A range that means it chooses it."),
        bad("no-match", "^3", "A range in which nothing was released comes to nothing."),
        bad("no-exact", "1.9.1", "A version that was not released is not there."),
        resolve("same-twice", "^1", &same)
            .title("The same said twice is one release.")
            .why(why)
            .expect_value(comes_to("1.0.0", "1.0.0", false))
            .rules(["registry.conflict"]),
    ]
}

fn yanked() -> Vec<CaseBuilder> {
    let why = "A version that was found to be bad must not come back.";
    let rule = ["registry.yank"];
    let both = || [released(ALICE, "1.0.0"), released(ALICE, "1.1.0")];
    let yank_of = |version: &str| yank(ALICE, yanks(version)).sign();
    let with = |token: Token| [both().as_slice(), &[token]].concat();
    let delegate = lets(ALICE, BOB).with("cmd", "/ipvm/assert/yank").sign();
    let of_bob = by(BOB, yank(ALICE, yanks("1.1.0")), std::slice::from_ref(&delegate)).sign();
    vec![
        resolve("yanked", "^1", &with(yank_of("1.1.0")))
            .title("A yanked version is left out of a range.")
            .why(why)
            .expect_value(comes_to("1.0.0", "1.0.0", false))
            .rules(rule),
        resolve("yanked-exact", "1.1.0", &with(yank_of("1.1.0")))
            .title("A yanked version is there for who names it, with the mark.")
            .why("Who has built on it must find it, and know.")
            .expect_value(comes_to("1.1.0", "1.1.0", true))
            .rules(rule),
        resolve("yanked-equals", "=1.1.0", &with(yank_of("1.1.0")))
            .title("A range of one yanked version is empty.")
            .why(why)
            .expect_error("RegistryYanked")
            .rules(rule),
        resolve("yanked-all", "^1", &[with(yank_of("1.1.0")), vec![yank_of("1.0.0")]].concat())
            .title("Where all is yanked nothing is chosen.")
            .why(why)
            .expect_error("RegistryYanked")
            .rules(rule),
        resolve(
            "yanked-and-released-again",
            "^1",
            &with(yank_of("1.1.0"))
                .into_iter()
                .chain([release(ALICE, says("1.1.0")).with("iat", NOW).sign()])
                .collect::<Vec<_>>(),
        )
        .title("A yank is not taken back by releasing again.")
        .why(why)
        .expect_value(comes_to("1.0.0", "1.0.0", false))
        .rules(rule),
        resolve("yanked-before", "1.2.0", &with(yank_of("1.2.0")))
            .title("A yank of what was not released releases nothing.")
            .why(why)
            .expect_error("RegistryNoMatch")
            .rules(rule),
        resolve("yanked-by-delegate", "^1", &[with(of_bob), vec![delegate]].concat())
            .title("A delegate for that may yank.")
            .why(why)
            .expect_value(comes_to("1.0.0", "1.0.0", false))
            .rules(rule),
        resolve("yanked-by-stranger", "^1", &with(yank(MALLORY, yanks("1.1.0")).sign()))
            .title("A stranger yanks nothing.")
            .why("Whoever could yank for others could choose what they run.")
            .expect_value(comes_to("1.1.0", "1.1.0", false))
            .rules(["registry.yank", "registry.owners"]),
    ]
}

fn conflicts() -> Vec<CaseBuilder> {
    let why = "Who says two things must not choose who hears which.";
    let rule = ["registry.conflict"];
    let one = released(ALICE, "1.1.0");
    let other = release(ALICE, about("image-ops", "1.1.0", "other")).sign();
    let typed = release(ALICE, beside(says("1.1.0"), "wit", "package a:b; world c {}")).sign();
    let low = released(ALICE, "1.0.0");
    let high = released(ALICE, "1.2.0");
    let yank_of = yank(ALICE, yanks("1.1.0")).sign();
    let of = |slug: &str, versions: &str, tokens: &[&Token], title: &str| {
        let tokens = tokens.iter().copied().cloned().collect::<Vec<_>>();
        resolve(slug, versions, &tokens).title(title).why(why).rules(rule)
    };
    let conflict = "RegistryConflict";
    vec![
        of("two-components", "1.1.0", &[&one, &other], "One version with two components is none.")
            .expect_error(conflict),
        of("two-types", "1.1.0", &[&one, &typed], "One version with two WITs is none.")
            .expect_error(conflict),
        of("conflict-in-range", "^1", &[&low, &one, &other], "No lower version is taken instead.")
            .expect_error(conflict),
        of("conflict-below", "^1", &[&one, &other, &high], "A conflict below does not matter.")
            .expect_value(comes_to("1.2.0", "1.2.0", false)),
        of(
            "conflict-yanked",
            "^1",
            &[&low, &one, &other, &yank_of],
            "A yank takes a conflict out of every range.",
        )
        .expect_value(comes_to("1.0.0", "1.0.0", false)),
        of(
            "conflict-yanked-exact",
            "1.1.0",
            &[&one, &other, &yank_of],
            "A yank does not say which of two was meant.",
        )
        .expect_error(conflict),
    ]
}

fn left_out() -> Vec<CaseBuilder> {
    let why = "Names are worth something if nobody but their owner can fill them.";
    let rule = ["registry.owners"];
    let limited = lets(ALICE, BOB).with("pol", only("numbers")).sign();
    let beyond = by(BOB, release(ALICE, says("9.0.0")), std::slice::from_ref(&limited)).sign();
    let one = released(ALICE, "1.0.0");
    let forged = release(ALICE, says("9.0.0")).signed_by(MALLORY).sign();
    vec![
        resolve("two-owners", "*", &[one.clone(), released(MALLORY, "9.0.0")])
            .title("The same name of another owner is another name.")
            .why(why)
            .expect_value(comes_to("1.0.0", "1.0.0", false))
            .rules(rule),
        resolve("forged", "*", &[one.clone(), forged])
            .title("What is forged is left out.")
            .why(why)
            .expect_value(comes_to("1.0.0", "1.0.0", false))
            .rules(rule),
        resolve("beyond-policy", "*", &[one.clone(), beyond, limited])
            .title("What goes beyond a policy is left out.")
            .why(why)
            .expect_value(comes_to("1.0.0", "1.0.0", false))
            .rules(rule),
        resolve("nobody-speaks", "*", &[released(MALLORY, "1.0.0")])
            .title("What others call so is not what the owner calls so.")
            .why(why)
            .expect_error("RegistryUnknown")
            .rules(rule),
    ]
}
