//! What `/receipt/find` answers, however much there is that it must not or cannot show.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    Call, Executor, ExecutorBuilder, Quiet, Registration, Stores, Subjects, effects,
    store::{About, ReceiptRecord, Receipts},
};
use ipvm_task::wasm_run;
use ucan_core::Nonce;
use ucan_invocation::{Attestation, Outcome, ReceiptMeta, Task};
use varsig::Block;

use crate::{
    content::photo,
    kept::Store,
    stage::{NOW, Standing, alice, did, executor_key, number, seconds, store, text},
};

#[derive(serde::Deserialize)]
struct Filled {
    bytes: usize,
    #[serde(rename = "of")]
    _of: Ipld,
}

struct Asked {
    executor: Executor,
    store: Arc<Store>,
    questions: AtomicU32,
}

impl Asked {
    fn new() -> Self {
        let store = store();
        let find = effects::lookup::find(Arc::<Store>::clone(&store), Subjects::Any);
        // As many bytes as are asked for, of anything.
        let fill = |it: Filled, _: &Call<'_>| Ok(Ipld::Bytes(vec![7; it.bytes]));
        let fill = Registration::pure("/fill".parse().unwrap(), Subjects::Any, fill);
        let builder: ExecutorBuilder =
            Executor::builder(Arc::new(executor_key()), Stores::from(Arc::clone(&store)));
        let builder = builder.with_clock(Arc::new(Standing(NOW)));
        let executor = builder.with_handler(find).with_handler(fill).build().unwrap();
        Self { executor, store, questions: AtomicU32::new(0) }
    }

    fn run(&self, command: &str, args: BTreeMap<String, Ipld>, nonce: Nonce) -> Ipld {
        let task = Task::new(did(&alice()), command.parse().unwrap(), args, nonce).unwrap();
        let token = self.executor.request(task, &alice()).unwrap();
        let job = self.executor.receive(token.bytes(), &[]).unwrap();
        match self.executor.run(&job, &mut Quiet).unwrap().result().cloned() {
            Some(Outcome::Ok(value)) => value,
            other => panic!("{other:?}"),
        }
    }

    /// Does something with the photograph, whose result has that many bytes.
    fn fill(&self, bytes: i128) {
        let args = [("bytes", number(bytes)), ("of", Ipld::Link(*photo().cid()))];
        let args = args.map(|(name, value)| (name.to_owned(), value));
        drop(self.run("/fill", args.into(), Nonce::empty()));
    }

    /// What used the photograph, as one answer says it.
    fn used(&self, after: Option<Cid>) -> Vec<BTreeMap<String, Ipld>> {
        let mut args = BTreeMap::from([
            ("cid".to_owned(), Ipld::Link(*photo().cid())),
            ("role".to_owned(), text("used")),
        ]);
        args.extend(after.map(|after| ("after".to_owned(), Ipld::Link(after))));
        let question = self.questions.fetch_add(1, Ordering::SeqCst);
        let nonce = Nonce::new(question.to_be_bytes());
        let Ipld::List(found) = self.run(effects::lookup::FIND, args, nonce) else {
            panic!("a list")
        };
        let maps = found.into_iter().map(|found| match found {
            Ipld::Map(found) => found,
            other => panic!("{other:?}"),
        });
        maps.collect()
    }

    /// All that used it, answer by answer.
    fn all_used(&self) -> Vec<BTreeMap<String, Ipld>> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let mut page = self.used(after);
            let Some(last) = page.last() else { return all };
            match (last.get("receipt"), last.get("after")) {
                (Some(Ipld::Link(last)), None) => after = Some(*last),
                (None, Some(Ipld::Link(next))) => {
                    assert_eq!(last["role"], text("used"));
                    after = Some(*next);
                    page.pop();
                }
                other => panic!("{other:?}"),
            }
            all.extend(page);
        }
    }
}

#[test]
fn a_receipt_that_is_larger_than_an_answer_hides_none_of_the_others() {
    let asked = Asked::new();
    asked.fill(5 << 20);
    (30..41).for_each(|bytes| asked.fill(bytes));
    let found = asked.all_used();
    assert_eq!(found.len(), 12);
    let without: Vec<_> = found.iter().filter(|it| !it.contains_key("token")).collect();
    assert_eq!(without.len(), 1);
    assert_eq!(without[0]["command"], text("/fill"));
}

#[test]
fn receipts_that_are_large_together_come_in_several_answers() {
    let asked = Asked::new();
    (0..5).for_each(|more| asked.fill((1 << 20) + more));
    assert_eq!(asked.used(None).len(), 3);
    let found = asked.all_used();
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(|it| it.contains_key("token")));
}

#[test]
fn questions_are_no_answer_to_questions() {
    let asked = Asked::new();
    asked.fill(9);
    let first = asked.used(None);
    assert_eq!(first.len(), 1);
    for _ in 0..12 {
        assert_eq!(asked.used(None), first);
    }
    // The receipt of a question is found by who knows its task.
    let args = BTreeMap::from([("cid".to_owned(), Ipld::Link(*photo().cid()))]);
    let command = effects::lookup::FIND.parse().unwrap();
    let task = Task::idempotent(did(&alice()), command, args.clone()).unwrap();
    drop(asked.run(effects::lookup::FIND, args, Nonce::empty()));
    let of_it = [("cid", Ipld::Link(*task.id())), ("role", text("answered"))];
    let of_it = of_it.map(|(name, value)| (name.to_owned(), value));
    let found = asked.run(effects::lookup::FIND, of_it.into(), Nonce::empty());
    assert!(matches!(found, Ipld::List(found) if found.len() == 1));
}

#[test]
fn what_must_not_be_shown_hides_nothing_of_the_rest_however_much_it_is() {
    let asked = Asked::new();
    let put = |number: u32, secret: bool| {
        let ran = *Block::raw(number.to_be_bytes()).cid();
        let receipt = Attestation::new(ran, Outcome::Ok(Ipld::Null), seconds(1_000))
            .with_meta(ReceiptMeta::default().with_secret(secret))
            .sign(&executor_key())
            .unwrap();
        let record = ReceiptRecord::new(receipt.block().clone(), ran)
            .with_inputs([*photo().cid()])
            .with_about(About::new(did(&alice()), wasm_run()));
        Receipts::put(&*asked.store, &record).unwrap();
    };
    (0..3_000).for_each(|number| put(number, true));
    (5_000..5_009).for_each(|number| put(number, false));
    let found = asked.all_used();
    assert_eq!(found.len(), 9);
}
