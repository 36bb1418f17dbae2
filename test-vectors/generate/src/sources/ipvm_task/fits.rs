//! Offers against what tasks need.

use super::{
    offers::{beside, least, offer},
    stage::{NOW, dids, named},
    strategies::{consensus, optimistic},
};
use crate::{
    case,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, DAN, ERIN, Person},
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [
        [commands(), limits(), checks(), trust()].concat(),
        [labels(), prices(), data(), order(), ranks()].concat(),
    ]
    .concat()
}

/// An offer of Bob against needs.
#[derive(Clone)]
struct Pair {
    terms: Value,
    needs: Vec<(String, Value)>,
    seconds: i64,
    rule: &'static str,
    why: &'static str,
}

fn pair(rule: &'static str, why: &'static str) -> Pair {
    let needs = vec![("command".to_owned(), "/wasm/run".into())];
    Pair { terms: least(), needs, seconds: 0, rule, why }
}

impl Pair {
    fn terms(mut self, terms: Value) -> Self {
        self.terms = terms;
        self
    }

    fn offering(self, key: &str, value: impl Into<Value>) -> Self {
        self.terms(beside(key, value))
    }

    fn needing(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.needs.retain(|(found, _)| found != key);
        self.needs.push((key.to_owned(), value.into()));
        self
    }

    fn asking(self, key: &str, value: impl Into<Value>) -> Self {
        self.needing("config", Value::Map(vec![(key.to_owned(), value.into())]))
    }

    const fn later(mut self, seconds: i64) -> Self {
        self.seconds = seconds;
        self
    }

    fn case(self, slug: &str, title: &str) -> CaseBuilder {
        case(slug)
            .ruling("O41")
            .operation("task.offer.fit")
            .input("offer", offer(BOB, self.terms).sign().bytes())
            .input("needs", Value::Map(self.needs))
            .input("now", NOW + self.seconds)
            .title(title)
            .why(self.why)
            .rules([self.rule])
    }

    /// It fits, with nothing to move and for free.
    fn fits(self, slug: &str, title: &str) -> CaseBuilder {
        self.means(slug, (0, 0), ("", "0"), title)
    }

    fn means(
        self,
        slug: &str,
        (unknown, bytes): (u32, u32),
        (unit, price): (&str, &str),
        title: &str,
    ) -> CaseBuilder {
        self.case(slug, title).expect_value(map! {
            "unknown" => unknown,
            "bytes" => bytes,
            "unit" => unit,
            "price" => price,
        })
    }

    fn refused(self, slug: &str, error: &'static str, title: &str) -> CaseBuilder {
        self.case(slug, title).expect_error(error)
    }
}

fn commands() -> Vec<CaseBuilder> {
    let late = pair("task.fit-time", "An offer that has ended binds nobody.");
    let by = pair("task.fit-command", "An executor without a handler for it cannot run a task.");
    vec![
        late.clone().later(60).fits("fit-in-time", "An offer is taken in its last second."),
        late.later(3600).refused("unfit-time", "UnfitTime", "An offer is not taken after its end."),
        by.clone().fits("fit-command", "An offer for the command of the task."),
        by.clone().needing("command", "/dns/resolve").refused(
            "unfit-command",
            "UnfitCommand",
            "An offer for another command.",
        ),
        by.clone().terms(map! { "commands" => list!["/wasm"] }).refused(
            "unfit-command-above",
            "UnfitCommand",
            "An offer for a command is not one for the commands below it.",
        ),
        by.needing("command", "/wasm").refused(
            "unfit-command-below",
            "UnfitCommand",
            "An offer for a command is not one for the command above it.",
        ),
    ]
}

fn limits() -> Vec<CaseBuilder> {
    let by = pair("task.fit-limits", "A task that is given less than it asks for is cut short.");
    let unfit = |slug: &str, key: &str, value: Value, title: &str| {
        by.clone().asking(key, value).refused(slug, "UnfitLimit", title)
    };
    let defaults = map! {
        "time" => list![5, "minutes"],
        "memory" => list![1, "giga", "bytes"],
        "disk" => list![10, "mega", "bytes"],
        "gas" => 500_000,
    };
    vec![
        by.clone()
            .needing("config", defaults)
            .fits("fit-limits-of-the-system", "An offer without limits grants the defaults."),
        unfit(
            "unfit-time-limit",
            "time",
            list![300_001, "milli", "seconds"],
            "More time than the default.",
        ),
        unfit(
            "unfit-memory",
            "memory",
            list![1_000_000_001, "bytes"],
            "A byte of memory more than the default.",
        ),
        unfit(
            "unfit-disk",
            "disk",
            list![80_000_001, "bits"],
            "A bit in the store more than the default.",
        ),
        unfit("unfit-gas", "gas", 500_001.into(), "One gas more than the default."),
        by.clone()
            .offering("limits", map! { "memory" => list![4, "giga", "bytes"] })
            .asking("memory", list![4_000_000_000_i64, "bytes"])
            .fits("fit-more-memory", "As much as is offered may be asked for, in whatever unit."),
        by.clone().offering("limits", map! { "memory" => 1_000_000 }).refused(
            "unfit-defaults",
            "UnfitLimit",
            "An offer that grants less than the default does not fit a task that says nothing.",
        ),
        by.clone().offering("limits", map! { "fuel" => 499_999_999_999_i64 }).refused(
            "unfit-fuel",
            "UnfitLimit",
            "One fuel less than the gas of the task is.",
        ),
        by.clone()
            .offering("limits", map! { "time" => list![1000, "pico", "seconds"] })
            .asking("time", list![1001, "pico", "seconds"])
            .refused(
                "unfit-picosecond",
                "UnfitLimit",
                "Limits are compared exactly, and not as a clock counts.",
            ),
        by.offering("limits", map! { "time" => list![1, "seconds"] })
            .asking("time", list![1000, "milli", "seconds"])
            .fits("fit-same-time", "The same time in other words is the same time."),
    ]
}

fn checks() -> Vec<CaseBuilder> {
    let by =
        pair("task.fit-check", "A receipt that is no part of the verification is work in vain.");
    let part = Pair { rule: "task.fit-part", ..by.clone() };
    let oracle = |person: Person| map! { "oracle" => map! { "did" => person.did() } };
    let named = |kind: &str, check: Value| {
        part.clone().offering("checks", list![kind]).asking("check", check)
    };
    vec![
        by.clone().asking("check", "replay").refused(
            "unfit-check",
            "UnfitCheck",
            "An executor that says nothing of strategies only attests.",
        ),
        by.clone()
            .offering("checks", list!["replay"])
            .asking("check", "replay")
            .fits("fit-check", "An executor that lets others run the task again."),
        by.clone().offering("checks", list!["replay"]).refused(
            "unfit-attestation",
            "UnfitCheck",
            "An executor that names strategies takes part in no others.",
        ),
        by.offering("checks", list!["zkp"]).asking("check", map! { "zkp" => "nova" }).refused(
            "unfit-proof",
            "UnfitCheck",
            "A proof that nobody verifies is of no use, whoever offers one.",
        ),
        named("oracle", oracle(BOB)).fits("fit-oracle", "The oracle itself takes the task."),
        named("oracle", oracle(DAN)).refused(
            "unfit-oracle",
            "UnfitPart",
            "Another than the oracle takes the task.",
        ),
        named("consensus", consensus(&[BOB, CAROL], 2))
            .fits("fit-agent", "An agent of the consensus takes the task."),
        named("consensus", consensus(&[DAN, CAROL], 2)).refused(
            "unfit-agent",
            "UnfitPart",
            "One that is no agent of the consensus takes the task.",
        ),
    ]
}

fn trust() -> Vec<CaseBuilder> {
    let by = pair("task.fit-trust", "A word that will not count should not be paid for.");
    let among = |people: &[Person]| by.clone().needing("trusted", dids(people));
    let checked = |people: &[Person], kind: &str, check: Value| {
        among(people).offering("checks", list![kind]).asking("check", check)
    };
    let secret = |person: Person| {
        among(&[person])
            .offering("checks", list!["replay"])
            .needing("config", map! { "check" => "replay", "secret" => true })
    };
    vec![
        among(&[BOB, CAROL]).fits("fit-trusted", "One that is trusted attests."),
        among(&[CAROL]).refused(
            "unfit-stranger",
            "UnfitTrust",
            "A stranger's attestation counts for nothing.",
        ),
        among(&[]).refused(
            "unfit-trusting-nobody",
            "UnfitTrust",
            "Where nobody is trusted nobody attests.",
        ),
        checked(&[CAROL], "replay", "replay".into())
            .fits("fit-stranger-replayed", "A stranger may run what will be run again."),
        checked(&[CAROL], "oracle", map! { "oracle" => map! { "did" => BOB.did() } })
            .fits("fit-oracle-not-trusted", "The word of an oracle counts without trust in it."),
        checked(&[CAROL], "optimistic", optimistic(1, DAN)).refused(
            "unfit-confirming-stranger",
            "UnfitTrust",
            "A stranger confirms nothing, and needs not run it.",
        ),
        checked(&[CAROL], "optimistic", optimistic(1, BOB))
            .fits("fit-referee", "The word of a referee counts without further trust in it."),
        secret(BOB).fits("fit-secret", "A secret task goes to one that is trusted."),
        secret(CAROL).refused("unfit-secret", "UnfitTrust", "A secret task goes to no stranger."),
    ]
}

fn labels() -> Vec<CaseBuilder> {
    let by = pair("task.fit-labels", "Where and on what a task runs may be a matter of law.");
    let needed = by.needing("labels", map! { "region" => "eu" });
    vec![
        needed
            .clone()
            .offering("labels", map! { "arch" => "arm", "region" => "eu" })
            .fits("fit-label", "An executor with the label, and with another."),
        needed.clone().refused("unfit-label", "UnfitLabel", "An executor without labels."),
        needed.offering("labels", map! { "region" => "EU" }).refused(
            "unfit-label-value",
            "UnfitLabel",
            "A value in capitals is another value.",
        ),
    ]
}

fn prices() -> Vec<CaseBuilder> {
    let by = pair("task.fit-price", "What it costs must be known before it is done.");
    let pays =
        |most: Value, asked: Value| by.clone().needing("price", most).offering("price", asked);
    vec![
        by.clone().offering("price", list![5, "nano", "eur"]).asking("gas", 200).means(
            "fit-priced",
            (0, 0),
            ("eur", "1000000"),
            "200 gas for 5 nano each cost a millionth.",
        ),
        by.clone().offering("price", list![1, "eur"]).means(
            "fit-any-price",
            (0, 0),
            ("eur", "500000000000000000"),
            "A task that names no price pays any.",
        ),
        pays(list![1, "micro", "eur"], list![1000, "nano", "eur"]).asking("gas", 1).means(
            "fit-same-price",
            (0, 0),
            ("eur", "1000000"),
            "The same price in other words is the same price.",
        ),
        pays(list![1, "micro", "eur"], list![1_000_001, "pico", "eur"]).refused(
            "unfit-price",
            "UnfitPrice",
            "A trillionth more than the task pays.",
        ),
        pays(list![1, "eur"], list![1, "usd"]).refused(
            "unfit-money",
            "UnfitPriceUnit",
            "A price in other money cannot be compared.",
        ),
        pays(list![1, "eur"], list![0, "usd"]).refused(
            "unfit-nothing-in-other-money",
            "UnfitPriceUnit",
            "Not even if it is nothing.",
        ),
        by.needing("price", list![0, "eur"])
            .fits("fit-free", "A free offer fits whatever the task pays."),
    ]
}

fn data() -> Vec<CaseBuilder> {
    let by = pair(
        "task.fit-data",
        "Computing is moved to the data, and not the data to where it must not be.",
    );
    let reads =
        by.needing("data", list![named("photo"), named("mask")]).needing("module", named("module"));
    let sized = reads.clone().needing(
        "sizes",
        list![list![named("photo"), 1000], list![named("mask"), 200], list![named("module"), 30],],
    );
    let terms = |data: Value, modules: Value| {
        map! { "commands" => list!["/wasm/run"], "data" => data, "modules" => modules }
    };
    let all = || list![named("photo"), named("mask"), named("other")];
    vec![
        reads
            .clone()
            .terms(terms(all(), list![named("module")]))
            .fits("fit-all-there", "Nothing is moved where everything is."),
        reads.clone().means(
            "fit-unknown",
            (3, 0),
            ("", "0"),
            "Content of unknown size is counted.",
        ),
        sized.clone().means(
            "fit-sized",
            (0, 1230),
            ("", "0"),
            "Content of known size is added up, the module too.",
        ),
        sized.clone().offering("data", list![named("photo")]).means(
            "fit-half-there",
            (0, 230),
            ("", "0"),
            "Only what is not there is moved.",
        ),
        sized.offering("modules", list![named("photo")]).means(
            "fit-data-among-modules",
            (0, 1230),
            ("", "0"),
            "Data among the modules is no data.",
        ),
        reads.clone().needing("local", true).offering("data", all()).means(
            "fit-local",
            (1, 0),
            ("", "0"),
            "A module may be moved to the data that may not.",
        ),
        reads.needing("local", true).offering("data", list![named("photo")]).refused(
            "unfit-local",
            "UnfitData",
            "Content that may not be moved is not all there.",
        ),
    ]
}

fn order() -> Vec<CaseBuilder> {
    let why = "Programs that report different reasons first cannot be compared.";
    let all = |needs: &[(&str, Value)]| {
        needs
            .iter()
            .fold(pair("task.fit-data", why), |pair, (key, value)| pair.needing(key, value.clone()))
    };
    let broken = [
        ("command", Value::from("/dns/resolve")),
        (
            "config",
            map! { "gas" => 500_001, "check" => map! { "oracle" => map! { "did" => DAN.did() } }, "secret" => true },
        ),
        ("trusted", dids(&[CAROL])),
        ("labels", map! { "region" => "eu" }),
        ("data", list![named("photo")]),
        ("local", true.into()),
    ];
    let less_config =
        map! { "check" => map! { "oracle" => map! { "did" => DAN.did() } }, "secret" => true };
    vec![
        all(&broken).later(3600).refused("order-time", "UnfitTime", "The time is said first."),
        all(&broken).refused("order-command", "UnfitCommand", "Then the command."),
        all(&broken[1..]).refused("order-limit", "UnfitLimit", "Then the limits."),
        all(&broken[2..]).needing("config", less_config.clone()).refused(
            "order-check",
            "UnfitCheck",
            "Then the strategy.",
        ),
        all(&broken[2..])
            .needing("config", less_config)
            .offering("checks", list!["oracle"])
            .refused("order-part", "UnfitPart", "Then who has part in it."),
        all(&broken[2..]).refused("order-trust", "UnfitTrust", "Then trust."),
        all(&broken[3..]).refused("order-label", "UnfitLabel", "Then labels."),
        all(&broken[4..])
            .needing("price", list![1, "eur"])
            .offering("price", list![2, "eur"])
            .refused("order-price", "UnfitPrice", "Then the price."),
        all(&broken[4..]).refused("order-data", "UnfitData", "Data is said last."),
    ]
}

fn ranks() -> Vec<CaseBuilder> {
    let why = "Who posts a task and who accepts one must come to the same, or they never meet.";
    let rank = |slug: &str,
                offers: Vec<(Person, Value)>,
                needs: Value,
                matches: &[u32],
                unfit: &[(u32, u32)],
                title: &str| {
        let offers = offers
            .into_iter()
            .map(|(person, terms)| offer(person, terms).sign().bytes().into())
            .collect::<Vec<Value>>();
        let matches = matches.iter().map(|it| (*it).into()).collect::<Vec<Value>>();
        let unfit = unfit.iter().map(|(index, reasons)| list![*index, *reasons]);
        case(slug)
            .ruling("O41")
            .operation("task.offer.rank")
            .input("offers", offers)
            .input("needs", needs)
            .input("now", NOW)
            .title(title)
            .why(why)
            .expect_value(map! { "matches" => matches, "unfit" => unfit.collect::<Vec<Value>>() })
    };
    let run = || map! { "command" => "/wasm/run" };
    let reads = map! {
        "command" => "/wasm/run",
        "data" => list![named("photo"), named("mask"), named("sound")],
        "sizes" => list![list![named("photo"), 1_000_000], list![named("mask"), 200]],
    };
    let holds =
        |names: &[&str]| beside("data", names.iter().map(|it| named(it)).collect::<Vec<Value>>());
    let costs = |price: Value| beside("price", price);
    // Whose DID comes first.
    let mut people = [ALICE, BOB, CAROL, DAN, ERIN];
    people.sort_by_key(Person::did);
    let [first, second, third, fourth, fifth] = people;
    vec![
        rank("rank-nobody", vec![], run(), &[], &[], "Without offers nobody matches."),
        rank(
            "rank-by-bytes",
            vec![
                (ALICE, holds(&["sound", "mask"])),
                (BOB, holds(&["sound", "mask", "photo"])),
                (CAROL, holds(&["sound", "photo"])),
            ],
            reads.clone(),
            &[1, 2, 0],
            &[],
            "The less is moved the better.",
        ),
        rank(
            "rank-unknown-first",
            vec![(ALICE, holds(&["photo", "mask"])), (BOB, holds(&["sound"]))],
            reads.clone(),
            &[1, 0],
            &[],
            "Content of unknown size counts as more than any that is known.",
        ),
        rank(
            "rank-by-price",
            vec![
                (ALICE, costs(list![2, "nano", "eur"])),
                (BOB, costs(list![1, "micro", "eur"])),
                (CAROL, costs(list![1999, "pico", "eur"])),
                (DAN, least()),
            ],
            run(),
            &[3, 2, 0, 1],
            &[],
            "The cheaper the better, and free is best.",
        ),
        rank(
            "rank-data-before-price",
            vec![
                (ALICE, least()),
                (
                    BOB,
                    map! {
                        "commands" => list!["/wasm/run"],
                        "data" => list![named("photo"), named("mask"), named("sound")],
                        "price" => list![1, "tera", "eur"],
                    },
                ),
            ],
            reads,
            &[1, 0],
            &[],
            "What is moved counts before the price.",
        ),
        rank(
            "rank-moneys",
            vec![(first, costs(list![1, "pico", "usd"])), (second, costs(list![1, "eur"]))],
            run(),
            &[1, 0],
            &[],
            "Prices in two moneys are not compared, and stand in the order of their units.",
        ),
        rank(
            "rank-by-name",
            vec![
                (third, least()),
                (fifth, least()),
                (first, least()),
                (fourth, least()),
                (second, least()),
            ],
            run(),
            &[2, 4, 0, 3, 1],
            &[],
            "Of offers that are equally good, that of the DID that comes first.",
        ),
        rank(
            "rank-twice",
            vec![(BOB, least()), (BOB, least())],
            run(),
            &[0],
            &[],
            "An offer that is shown twice is one offer.",
        ),
        rank(
            "rank-unfit",
            vec![
                (ALICE, map! { "commands" => list!["/dns/resolve"] }),
                (BOB, least()),
                (
                    CAROL,
                    map! {
                        "commands" => list!["/dns/resolve"],
                        "limits" => map! { "memory" => 1, "fuel" => 1 },
                    },
                ),
            ],
            run(),
            &[1],
            &[(0, 1), (2, 3)],
            "Of each that does not fit every reason is said.",
        ),
    ]
}
