//! What holds for every workflow, whatever the answers and their order.

use std::collections::{BTreeMap, BTreeSet};

use ipvm_task::EffectClass;
use ipvm_workflow::{
    Answer, Branches, Conclusion, Ended, HandlerEnded, HandlerFailure, NoReceipt, Schedule, Start,
    State, WorkflowResults,
};
use proptest::{prelude::*, sample::Index};
use ucan_invocation::Branch;

use super::model::{Fate, Model, ModelTask, Reply, Walk, id};

fn branches() -> impl Strategy<Value = Branches> {
    let ok = Branches::NONE.with(Some(Branch::Ok));
    let error = Branches::NONE.with(Some(Branch::Error));
    let any = Branches::NONE.with(None);
    prop_oneof![5 => Just(ok), 1 => Just(error), 4 => Just(any), 1 => Just(ok.with(Some(Branch::Error)))]
}

fn reply(count: usize) -> impl Strategy<Value = Reply> {
    prop_oneof![
        3 => Just(Reply::Ok),
        10 => (0..count).prop_map(move |target| Reply::Rewire(label(target, count))),
        1 => Just(Reply::Rewire("nowhere".into())),
        2 => Just(Reply::Msg),
        1 => Just(Reply::Nonsense),
        1 => Just(Reply::Error),
        1 => Just(Reply::None),
    ]
}

/// The order of labels is not that of need.
fn label(at: usize, count: usize) -> String {
    format!("t{:02}", (at * 7 + 3) % count)
}

/// Tasks of which each may await earlier ones. `doom` of 12 fail or do not run.
fn model(doom: u32) -> impl Strategy<Value = Model> {
    // No multiple of 7, so that labels differ.
    let count = (1_usize..=13).prop_filter("labels differ", |count| count % 7 != 0);
    count.prop_flat_map(move |count| {
        let class = prop_oneof![
            6 => Just(EffectClass::Pure),
            2 => Just(EffectClass::Query),
            2 => Just(EffectClass::Mutation),
        ];
        let fate = prop_oneof![
            12 - doom => Just(Fate::Ok),
            doom * 9 => Just(Fate::Error),
            doom => Just(Fate::None),
        ];
        let awaits = prop::collection::vec((any::<Index>(), branches()), 0..4);
        let twin = prop::option::weighted(0.1, any::<Index>());
        let task = (class, fate, awaits, reply(count), twin);
        (prop::collection::vec(task, count), prop::bool::weighted(0.9)).prop_map(
            move |(tasks, has_handler)| {
                let mut model = Model { tasks: BTreeMap::new(), has_handler };
                for (at, (class, fate, awaits, reply, twin)) in tasks.into_iter().enumerate() {
                    let own = label(at, count);
                    let named =
                        twin.map_or_else(|| own.clone(), |it| label(it.index(count), count));
                    let earlier = |it: &Index| (at > 0).then(|| label(it.index(at), count));
                    let awaits =
                        awaits.iter().filter_map(|(it, on)| Some((earlier(it)?, *on))).collect();
                    let task = ModelTask { class, task: id(&named), awaits, fate, reply };
                    model.tasks.insert(own, task);
                }
                model
            },
        )
    })
}

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..80)
}

/// The labels of tasks that a task waits for, if what it is rewired to counts as well.
fn waits_for(model: &Model, label: &str, rewirings: bool) -> BTreeSet<String> {
    let (mut found, mut left) = (BTreeSet::new(), vec![label.to_owned()]);
    while let Some(label) = left.pop() {
        let Some(task) = model.tasks.get(&label) else { continue };
        let mut next: Vec<String> = task.awaits.keys().cloned().collect();
        let twins = model.tasks.iter().filter(|(_, other)| other.task == task.task);
        if rewirings {
            next.extend(twins.map(|(label, _)| label.clone()));
            if let Reply::Rewire(target) = &task.reply {
                next.push(target.clone());
            }
        }
        left.extend(next.into_iter().filter(|label| found.insert(label.clone())));
    }
    found
}

fn check_answers(walk: &Walk<'_>) {
    let (model, schedule) = (walk.model, &walk.schedule);
    for (label, task) in &model.tasks {
        let in_transaction = walk.flow.is_in_transaction(label).unwrap();
        let failed = walk.run.contains(label) && task.fate == Fate::Error;
        let Some(caught) = schedule.caught(label) else {
            assert!(!(failed && in_transaction && model.has_handler), "nobody asked on {label}");
            continue;
        };
        assert!(failed && in_transaction && model.has_handler);
        let answer = &caught.answer;
        let failure = |failure| Answer::Failed(failure);
        match &task.reply {
            Reply::Ok => assert_eq!(answer, &Answer::Ok),
            Reply::Msg => assert_eq!(answer, &Answer::Msg),
            Reply::Nonsense => assert_eq!(answer, &failure(HandlerFailure::Output)),
            Reply::Error => assert_eq!(answer, &failure(HandlerFailure::Error)),
            Reply::None => assert_eq!(answer, &failure(HandlerFailure::NoReceipt)),
            Reply::Rewire(target) => match walk.flow.is_in_transaction(target) {
                None => assert_eq!(answer, &failure(HandlerFailure::UnknownTarget)),
                Some(_) if target == label => {
                    assert_eq!(answer, &failure(HandlerFailure::Itself));
                }
                Some(false) => assert_eq!(answer, &failure(HandlerFailure::BeyondTransaction)),
                Some(true) => match answer {
                    Answer::Rewire(to) => {
                        assert_eq!(to, target);
                        assert_eq!(schedule.effective(label), schedule.effective(target));
                        assert!(!waits_for(model, target, false).contains(label));
                    }
                    Answer::Failed(HandlerFailure::TargetWithoutReceipt) => {
                        assert!(matches!(schedule.state(target), Some(State::None(_))));
                    }
                    Answer::Failed(HandlerFailure::Ring) => {
                        assert!(waits_for(model, target, true).contains(label));
                    }
                    other => panic!("{other:?} after {target}"),
                },
            },
        }
        let is_well = schedule.state(label) == Some(State::Ended(Branch::Ok));
        match answer {
            Answer::Ok => assert!(is_well),
            Answer::Msg | Answer::Failed(_) => assert!(!is_well),
            Answer::Rewire(_) => {}
        }
    }
}

fn check_mended(walk: &Walk<'_>) {
    let schedule = &walk.schedule;
    let changed = |label: &str| {
        schedule.caught(label).is_some_and(|it| !matches!(it.answer, Answer::Failed(_)))
    };
    for label in walk.run.iter().chain(&walk.broken) {
        let expected = walk.model.tasks[label]
            .awaits
            .keys()
            .any(|awaited| changed(awaited) || schedule.is_mended(awaited));
        assert_eq!(schedule.is_mended(label), expected, "{label}");
    }
}

/// What can be seen of a walk, whatever the order.
type Seen = (WorkflowResults, BTreeSet<String>, BTreeMap<String, NoReceipt>, Vec<bool>);

fn seen(walk: Walk<'_>) -> Seen {
    let mended = walk.schedule.labels().map(|label| walk.schedule.is_mended(label)).collect();
    (WorkflowResults::of(&walk.schedule).unwrap(), walk.run, walk.skipped, mended)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_order_of_answers_comes_to_the_same_end(
        model in prop_oneof![model(1), model(6)],
        one in choices(),
        other in choices(),
    ) {
        let one = seen(Walk::to_the_end(&model, &one));
        let other = seen(Walk::to_the_end(&model, &other));
        let eager = seen(Walk::to_the_end(&model, &[]));
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(&one, &eager);
        prop_assert_eq!(one.0.to_outcome(), other.0.to_outcome());
    }

    #[test]
    fn everything_ends_and_each_task_is_run_broken_or_skipped(
        model in prop_oneof![model(1), model(6)],
        choices in choices(),
    ) {
        let walk = Walk::to_the_end(&model, &choices);
        check_answers(&walk);
        check_mended(&walk);
        for label in model.tasks.keys() {
            let counts = [
                walk.run.contains(label),
                walk.broken.contains(label),
                walk.skipped.contains_key(label),
            ];
            prop_assert_eq!(counts.iter().filter(|it| **it).count(), 1, "{}", label);
        }
    }

    #[test]
    fn mutations_run_only_if_the_whole_transaction_is_well(
        model in prop_oneof![model(0), model(1)],
        choices in choices(),
    ) {
        let walk = Walk::to_the_end(&model, &choices);
        let in_transaction = |label: &&String| walk.flow.is_in_transaction(label).unwrap();
        let is_well = |label: &String| {
            walk.schedule.state(label) == Some(State::Ended(Branch::Ok))
        };
        let all_well = model.tasks.keys().filter(in_transaction).all(is_well);
        for label in model.tasks.keys().filter(|label| !in_transaction(label)) {
            let skipped = walk.skipped.get(label) == Some(&NoReceipt::Transaction);
            prop_assert_eq!(skipped, !all_well, "{}", label);
        }
    }

    #[test]
    fn tasks_with_the_same_id_run_one_after_the_other(
        model in prop_oneof![model(0), model(1)],
        choices in choices(),
    ) {
        let mut walk = Walk::new(&model);
        for choice in choices.into_iter().map(usize::from) {
            if choice % 2 == 1 && !walk.in_hand.is_empty() {
                walk.answer(choice / 2 % walk.in_hand.len());
            } else {
                walk.take();
            }
            let ids = walk.in_hand.iter().map(|start| model.tasks[start.label()].task);
            prop_assert_eq!(ids.collect::<BTreeSet<_>>().len(), walk.in_hand.len());
        }
    }

    #[test]
    fn nothing_starts_after_a_cancellation_and_what_runs_may_end(
        model in model(4),
        choices in choices(),
        rest in choices(),
        at in 0_usize..30,
    ) {
        let mut walk = Walk::new(&model);
        for choice in choices.into_iter().take(at).map(usize::from) {
            if choice % 2 == 1 && !walk.in_hand.is_empty() {
                walk.answer(choice / 2 % walk.in_hand.len());
            } else {
                walk.take();
            }
        }
        let was_over = walk.schedule.is_over();
        walk.schedule.cancel();
        prop_assert_eq!(walk.schedule.ready(), None);
        for choice in rest.into_iter().chain([0; 30]).map(usize::from) {
            if walk.in_hand.is_empty() {
                break;
            }
            walk.answer(choice % walk.in_hand.len());
            prop_assert_eq!(walk.schedule.ready(), None);
        }
        prop_assert!(walk.schedule.is_over());
        let results = WorkflowResults::of(&walk.schedule).unwrap();
        prop_assert_eq!(WorkflowResults::read(&results.to_outcome()), Ok(results.clone()));
        let stopped = walk
            .states()
            .iter()
            .any(|(_, state)| *state == State::None(NoReceipt::Cancelled));
        prop_assert_eq!(results.conclusion() == Conclusion::Cancelled, stopped);
        prop_assert!(!(was_over && stopped));
    }

    #[test]
    fn results_are_read_as_they_were_written(model in model(4), choices in choices()) {
        let walk = Walk::to_the_end(&model, &choices);
        let results = WorkflowResults::of(&walk.schedule).unwrap();
        let read = WorkflowResults::read(&results.to_outcome()).unwrap();
        for (label, _) in walk.states() {
            prop_assert_eq!(read.effective(label), walk.schedule.effective(label));
        }
        prop_assert_eq!(read, results);
    }

    #[test]
    fn any_calls_in_any_order_are_refused_or_followed(
        model in model(4),
        calls in prop::collection::vec((0_u8..8, any::<Index>()), 0..120),
    ) {
        let labels: Vec<&String> = model.tasks.keys().collect();
        let mut schedule = Schedule::new(&model.flow());
        for (call, at) in calls {
            let label = *at.get(&labels);
            let before = schedule.clone();
            let result = match call {
                0 => schedule.complete(label, Ended::Ok { receipt: id("any") }),
                1 => schedule.complete(label, model.ended(label, false)),
                2 => schedule.complete("nobody", Ended::Ok { receipt: id("any") }),
                3 => schedule.handled(label, model.handler_ended(label)),
                4 => schedule.handled(label, HandlerEnded::None),
                5 if at.index(40) == 0 => {
                    schedule.cancel();
                    continue;
                }
                _ => {
                    let start = schedule.ready();
                    if let Some(Start::Handler { label, .. }) = start {
                        prop_assert_eq!(schedule.state(&label), Some(State::Caught));
                    }
                    continue;
                }
            };
            if result.is_err() {
                prop_assert_eq!(format!("{schedule:?}"), format!("{before:?}"));
            }
            let _ = schedule.inputs(label);
            let _ = schedule.effective(label);
        }
    }
}
