//! Laws.

use core::fmt::Debug;

use proptest::prelude::*;
use ucan_core::Nonce as NewNonce;
use ucan_invocation::{
    Task as NewTask,
    v0_2::{
        Authorization, Call, Dialect, Encoded, Instruction, Invocation, Links, Output, Receipt,
        Reference, Task, Wire,
    },
};

use crate::stage::{
    alice, arguments, data, did, effects, instructions, links, receipts, resources, tasks,
};

/// What is written is read again, from both codecs, and is written the same.
fn round_trips<T: Wire + Clone + Debug + PartialEq>(value: &T, dialect: Dialect) {
    let written = Encoded::new(value.clone(), dialect).unwrap();
    let read = Encoded::<T>::decode(written.bytes()).unwrap();
    assert_eq!(read.value(), value);
    assert_eq!(read, written);
    let json = Encoded::<T>::decode_dag_json(written.to_dag_json().unwrap().as_bytes()).unwrap();
    assert_eq!(json, written);
    assert_eq!(Encoded::new(json.into_value(), dialect).unwrap().bytes(), written.bytes());
}

/// Every promise in it gets a counterpart, of which nothing is known but that.
fn pairs(instruction: &Instruction) -> Links {
    let mut links = Links::new();
    for promise in instruction.awaits() {
        let old = *promise.instruction();
        links.insert(old, *varsig::Block::raw(old.to_bytes()).cid()).unwrap();
    }
    links
}

proptest! {
    #[test]
    fn instructions_round_trip_in_both_dialects(instruction in instructions()) {
        round_trips(&instruction, Dialect::Text);
        round_trips(&instruction, Dialect::Field);
        let written = Encoded::new(instruction.clone(), Dialect::Text).unwrap();
        prop_assert_eq!(&written.address_of_bytes(), instruction.address());
    }

    #[test]
    fn tasks_and_invocations_round_trip_in_both_dialects(task in tasks(), link in links()) {
        for dialect in [Dialect::Text, Dialect::Field] {
            round_trips(&task, dialect);
            let inline = Reference::Inline(Encoded::new(task.clone(), dialect).unwrap());
            round_trips(&Invocation { task: inline, authorization: None }, dialect);
        }
        let signed = Authorization::sign([link], &alice()).unwrap();
        round_trips(&signed, Dialect::Text);
        for authorization in [Reference::Inline(signed), Reference::Link(link)] {
            let invocation =
                Invocation { task: Reference::Link(link), authorization: Some(authorization) };
            round_trips(&invocation, Dialect::Text);
        }
    }

    #[test]
    fn receipts_round_trip_in_both_dialects(receipt in receipts(), effects in effects()) {
        round_trips(&receipt, Dialect::Text);
        round_trips(&receipt, Dialect::Field);
        let asks = Receipt { effects, ..receipt };
        round_trips(&asks, Dialect::Text);
        round_trips(asks.sign(&alice()).unwrap().value(), Dialect::Text);
    }

    #[test]
    fn a_result_in_one_form_is_not_the_other_and_reads_the_same(value in data(), ok: bool) {
        let output = if ok { Output::Ok(value) } else { Output::Error(value) };
        let text = output.write(Dialect::Text).unwrap();
        let field = output.write(Dialect::Field).unwrap();
        prop_assert_ne!(&text, &field);
        prop_assert_eq!(&Output::read(text).unwrap(), &output);
        prop_assert_eq!(&Output::read(field).unwrap(), &output);
    }

    #[test]
    fn calls_of_the_slides_are_inverse_where_there_is_one(
        uri in resources(), function in "[a-z_]{0,6}", args in arguments(), other in instructions(),
    ) {
        let args: Vec<_> = args.into_values().collect();
        let call = Call { uri, call: "wasm/run".parse().unwrap(), function, args };
        round_trips(&call, Dialect::Text);
        let instruction = call.to_instruction().unwrap();
        prop_assert_eq!(Call::of_instruction(&instruction), Some(call));
        if let Some(call) = Call::of_instruction(&other) {
            prop_assert_eq!(call.to_instruction().unwrap(), other);
        }
    }

    #[test]
    fn a_conversion_to_1_0_comes_back(instruction in instructions()) {
        let mut links = pairs(&instruction);
        if let Ok(task) = instruction.to_task(&mut links) {
            prop_assert_eq!(Instruction::from_task(&task, &mut links), Ok(instruction.clone()));
        }
        let mut links = pairs(&instruction);
        if let Ok(task) = instruction.to_wasm_task(did(&alice()), &mut links) {
            let back = Instruction::from_wasm_task(&task, &mut links);
            prop_assert_eq!(back, Ok((did(&alice()), instruction)));
        }
    }

    #[test]
    fn a_conversion_of_what_can_be_converted_is_not_refused(
        args in arguments(), command in "/[a-z]{1,4}(/[a-z]{1,4}){0,2}", nonce: [u8; 12],
    ) {
        let old = Instruction::new("a:b".parse().unwrap(), "a/b".parse().unwrap(), args.clone());
        // Addresses that are promised stand for both wires here.
        let mut links = Links::new();
        for promise in old.unwrap().awaits() {
            links.insert(*promise.instruction(), *promise.instruction()).unwrap();
        }
        let task =
            NewTask::new(did(&alice()), command.parse().unwrap(), args, NewNonce::new(nonce))
                .unwrap();
        let old = Instruction::from_task(&task, &mut links).unwrap();
        prop_assert_eq!(old.to_task(&mut links), Ok(task));
    }

    #[test]
    fn an_invocation_comes_back(
        meta in arguments(), cause in proptest::option::of(links()), args in arguments(),
    ) {
        let instruction =
            Instruction::new("did:web:a".parse().unwrap(), "a/b".parse().unwrap(), args).unwrap();
        let mut links = pairs(&instruction);
        let new = instruction.to_task(&mut links).unwrap();
        let mut task = Task::new(Reference::Link(*instruction.address()));
        task.meta = meta;
        task.cause = cause.filter(|old| {
            let pair = *varsig::Block::raw([old.to_bytes(), vec![0]].concat()).cid();
            links.insert(*old, pair).is_ok()
        });
        let invocation = task.to_invocation(did(&alice()), new, &links).unwrap();
        prop_assert_eq!(Task::from_invocation(&invocation, &links), Ok((did(&alice()), task)));
    }

    #[test]
    fn what_a_receipt_says_comes_back(receipt in receipts(), effects in effects()) {
        let receipt = Receipt { effects, ..receipt };
        let mut known = Links::new();
        let named = receipt.effects.fork().iter().chain(receipt.effects.join());
        for old in named.chain([&receipt.ran]) {
            known.insert(*old, *varsig::Block::raw(old.to_bytes()).cid()).unwrap();
        }
        if let Ok(attested) = receipt.to_attested(&known) {
            prop_assert_eq!(Receipt::from_attested(&attested, &known), Ok(receipt));
        } else {
            let effects = &receipt.effects;
            let is_twice = effects.join().is_some_and(|join| effects.fork().contains(join));
            prop_assert!(
                is_twice
                    || receipt.issuer.is_some()
                    || !receipt.meta.is_empty()
                    || !receipt.proofs.is_empty()
            );
        }
    }
}
