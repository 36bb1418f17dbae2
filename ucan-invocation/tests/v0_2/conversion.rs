//! To 1.0 and back, and what is refused on the way.

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{CommandError, Did, DidError, Fields, Nonce as NewNonce, Payload, Timestamp};
use ucan_invocation::{
    Arguments, Invocation as NewInvocation, Outcome, Promise, RequestedTwice, Task as NewTask,
    v0_2::{
        Attested, Await, ConversionError, Deferrable, Effects, Instruction, Links, Nonce,
        OperationError, Output, Receipt, Reference, Task, UriError, address,
    },
};

use crate::stage::{MODULE, add_one, alice, bob, did, read};

fn on_alice(operation: &str, input: Arguments) -> Instruction {
    Instruction::new(did(&alice()).as_str().parse().unwrap(), operation.parse().unwrap(), input)
        .unwrap()
}

fn with_nonce(nonce: Nonce) -> Instruction {
    Instruction::with(
        Deferrable::Value(did(&alice()).as_str().parse().unwrap()),
        "msg/send".parse().unwrap(),
        Deferrable::Value(Arguments::new()),
        Deferrable::Value(nonce),
    )
    .unwrap()
}

fn args(value: Ipld) -> Arguments {
    [("to".into(), value)].into()
}

fn new_task(command: &str, args: Arguments, nonce: &[u8]) -> NewTask {
    NewTask::new(did(&alice()), command.parse().unwrap(), args, NewNonce::new(nonce)).unwrap()
}

#[test]
fn resource_operation_input_and_nonce_are_subject_command_args_and_nonce() {
    let mut links = Links::new();
    let old = on_alice("msg/send", args("bob".into()));
    let new = old.to_task(&mut links).unwrap();
    assert_eq!(new, new_task("/msg/send", args("bob".into()), b""));
    assert_eq!(links.to_new(old.address()), Ok(*new.id()));
    assert_eq!(links.to_old(new.id()), Ok(*old.address()));
    assert_eq!(Instruction::from_task(&new, &mut Links::new()), Ok(old));
}

#[test]
fn a_promise_goes_to_the_task_of_the_instruction_it_awaits() {
    let mut links = Links::new();
    let first = on_alice("msg/list", Arguments::new());
    let waits = ipld!([{"deep": Await::error(*first.address()).to_ipld()}]);
    let second = on_alice("msg/send", args(waits));
    let unknown = ConversionError::UnknownLink { link: *first.address() };
    assert_eq!(second.to_task(&mut links), Err(unknown));
    let task = first.to_task(&mut links).unwrap();
    let converted = second.to_task(&mut links).unwrap();
    let expected = ipld!([{"deep": Promise::error(*task.id()).to_ipld()}]);
    assert_eq!(converted.args(), &args(expected));
    assert_eq!(Instruction::from_task(&converted, &mut links), Ok(second));
    // A link that is no promise is data and stays.
    let data = args(Ipld::Map([("image".into(), Ipld::Link(*first.address()))].into()));
    let kept = on_alice("msg/send", data.clone()).to_task(&mut links).unwrap();
    assert_eq!(kept.args(), &data);
}

#[test]
fn what_is_nobodys_has_no_subject() {
    let not_a_did = ConversionError::Resource(DidError::NotADid);
    for resource in [MODULE, "mailto:alice@example.com", "dns:example.com?TYPE=TXT"] {
        let old = Instruction::new(
            resource.parse().unwrap(),
            "crud/update".parse().unwrap(),
            Arguments::new(),
        );
        assert_eq!(old.unwrap().to_task(&mut Links::new()), Err(not_a_did.clone()));
    }
    let path = Instruction::new(
        "did:web:example.com/posts".parse().unwrap(),
        "crud/update".parse().unwrap(),
        Arguments::new(),
    );
    let error = ConversionError::Resource(DidError::PathOrQuery { offset: 19 });
    assert_eq!(path.unwrap().to_task(&mut Links::new()), Err(error));
}

#[test]
fn an_operation_is_a_command_if_it_is_in_lower_case_and_one() {
    let convert = |operation| on_alice(operation, Arguments::new()).to_task(&mut Links::new());
    assert_eq!(convert("ping").unwrap().command().as_str(), "/ping");
    let lower = ConversionError::Command(CommandError::NotLowercase);
    assert_eq!(convert("Msg/send"), Err(lower));
    for operation in ["*", "msg/*", "*/send"] {
        assert_eq!(convert(operation), Err(ConversionError::Wildcard));
    }
    let back = |command| {
        Instruction::from_task(&new_task(command, Arguments::new(), b""), &mut Links::new())
    };
    assert_eq!(back("/"), Err(ConversionError::Operation(OperationError::EmptySegment)));
    assert_eq!(back("/msg/*"), Err(ConversionError::Wildcard));
    let space = OperationError::Character { offset: 3 };
    assert_eq!(back("/msg send"), Err(ConversionError::Operation(space)));
}

#[test]
fn a_nonce_keeps_its_form_or_is_refused() {
    for (old, bytes) in [
        (Nonce::empty(), b"".as_slice()),
        (Nonce::text("n").unwrap(), b"n"),
        (Nonce::text("1sod60ml6g26mfhsrsa0").unwrap(), b"1sod60ml6g26mfhsrsa0"),
        (Nonce::bytes(b"twelve bytes").unwrap(), b"twelve bytes"),
        (Nonce::bytes(&[0xff; 16]).unwrap(), &[0xff; 16]),
    ] {
        let old = with_nonce(old);
        let new = old.to_task(&mut Links::new()).unwrap();
        assert_eq!(new.nonce().as_bytes(), bytes);
        assert_eq!(Instruction::from_task(&new, &mut Links::new()), Ok(old));
    }
    for text in ["twelve bytes", "sixteen letters!"] {
        let error = ConversionError::NonceForm { length: text.len() };
        let old = with_nonce(Nonce::text(text).unwrap());
        assert_eq!(old.to_task(&mut Links::new()), Err(error));
    }
    let new = new_task("/msg/send", Arguments::new(), &[0xff; 13]);
    let error = ConversionError::NonceLength { length: 13 };
    assert_eq!(Instruction::from_task(&new, &mut Links::new()), Err(error));
}

#[test]
fn promises_in_place_of_whole_fields_have_no_place() {
    let promise = || Await::ok(address(b"x"));
    let uri = || Deferrable::Value(did(&alice()).as_str().parse().unwrap());
    let input = || Deferrable::Value(Arguments::new());
    let nonce = || Deferrable::Value(Nonce::empty());
    for (instruction, field) in [
        (
            Instruction::with(
                Deferrable::Await(promise()),
                "a/b".parse().unwrap(),
                input(),
                nonce(),
            ),
            "rsc",
        ),
        (
            Instruction::with(uri(), "a/b".parse().unwrap(), Deferrable::Await(promise()), nonce()),
            "input",
        ),
        (
            Instruction::with(uri(), "a/b".parse().unwrap(), input(), Deferrable::Await(promise())),
            "nnc",
        ),
    ] {
        let mut links = Links::new();
        links.insert(address(b"x"), address(b"y")).unwrap();
        let error = ConversionError::Deferred { field };
        assert_eq!(instruction.unwrap().to_task(&mut links), Err(error));
    }
    let Ipld::Map(whole) = Promise::ok(address(b"y")).to_ipld() else { unreachable!() };
    let mut links = Links::new();
    links.insert(address(b"x"), address(b"y")).unwrap();
    assert_eq!(
        Instruction::from_task(&new_task("/a/b", whole, b""), &mut links),
        Err(ConversionError::Deferred { field: "args" })
    );
}

#[test]
fn a_subject_that_is_no_uri_is_no_resource() {
    // A percent sign that escapes nothing is no URI, and no DID either; so every DID is one.
    assert_eq!("did:web:a%zz".parse::<Did>(), Err(DidError::Identifier { offset: 9 }));
    assert_eq!(
        "did:web:a%zz".parse::<ucan_invocation::v0_2::Uri>(),
        Err(UriError::Character { offset: 9 })
    );
}

#[test]
fn a_call_of_a_module_is_a_wasm_task_on_a_subject_of_ones_choice() {
    let mut links = Links::new();
    let first = add_one(1.into(), Nonce::empty());
    let second = add_one(Await::ok(*first.address()).to_ipld(), Nonce::text("n").unwrap());
    let task = first.to_wasm_task(did(&alice()), &mut links).unwrap();
    let expected: Arguments = [
        ("mod".into(), MODULE.into()),
        ("fun".into(), "add_one".into()),
        ("params".into(), ipld!([1])),
    ]
    .into();
    assert_eq!(task, new_task("/wasm/run", expected, b""));
    let next = second.to_wasm_task(did(&alice()), &mut links).unwrap();
    assert_eq!(next.args()["params"], Ipld::List(vec![Promise::ok(*task.id()).to_ipld()]));
    assert_eq!(Instruction::from_wasm_task(&task, &mut links), Ok((did(&alice()), first)));
    assert_eq!(Instruction::from_wasm_task(&next, &mut links), Ok((did(&alice()), second)));
}

#[test]
fn one_instruction_is_not_two_tasks() {
    let mut links = Links::new();
    let old = add_one(1.into(), Nonce::empty());
    let new = old.to_wasm_task(did(&alice()), &mut links).unwrap();
    assert_eq!(old.to_wasm_task(did(&alice()), &mut links), Ok(new.clone()));
    // Under another subject it is another task, and promises could mean either.
    let Err(ConversionError::LinkTaken { old: taken, .. }) =
        old.to_wasm_task(did(&bob()), &mut links)
    else {
        panic!("taken for both")
    };
    assert_eq!(&taken, old.address());
    assert_eq!(links.to_new(old.address()), Ok(*new.id()));
    let other = address(b"other");
    assert_eq!(
        links.insert(other, *new.id()),
        Err(ConversionError::LinkTaken { old: other, new: *new.id() })
    );
    // Nor may the two of one pair each go with one of another.
    links.insert(other, address(b"another")).unwrap();
    assert_eq!(
        links.insert(other, *new.id()),
        Err(ConversionError::LinkTaken { old: other, new: *new.id() })
    );
    assert_eq!(links.insert(other, address(b"another")), Ok(()));
}

#[test]
fn only_a_call_by_name_of_a_module_by_uri_is_one() {
    let mut links = Links::new();
    let not_wasm = Err(ConversionError::NotWasm);
    for text in [
        r#"{"rsc":"ipfs://x","op":"wasm/runs","input":{"func":"f","args":[]}}"#,
        r#"{"rsc":"ipfs://x","op":"WASM/run","input":{"func":"f","args":[]}}"#,
        r#"{"rsc":"ipfs://x","op":"wasm/run","input":{"func":"f","args":{}}}"#,
        r#"{"rsc":"ipfs://x","op":"wasm/run","input":{"func":"f","args":[],"x":1}}"#,
        r#"{"rsc":"ipfs://x","op":"wasm/run","input":{"args":[]}}"#,
    ] {
        let old = read::<Instruction>(text).unwrap().into_value();
        assert_eq!(old.to_wasm_task(did(&alice()), &mut links), not_wasm, "{text}");
    }
    let good: Arguments =
        [("mod".into(), MODULE.into()), ("fun".into(), "f".into()), ("params".into(), ipld!([]))]
            .into();
    let back = |command: &str, args: &Arguments| {
        Instruction::from_wasm_task(&new_task(command, args.clone(), b""), &mut Links::new())
            .map(|_| ())
    };
    assert_eq!(back("/wasm/run", &good), Ok(()));
    assert_eq!(back("/wasm/run/fast", &good), Err(ConversionError::NotWasm));
    for (key, value) in [
        ("mod", Ipld::Link(address(b"module"))),
        ("mod", Ipld::Bytes(vec![0])),
        ("mod", "no uri".into()),
        ("fun", 1.into()),
        ("params", Ipld::Map([].into())),
        ("more", 1.into()),
    ] {
        let mut args = good.clone();
        args.insert(key.into(), value);
        assert_eq!(back("/wasm/run", &args), Err(ConversionError::NotWasm), "{key}");
    }
}

#[test]
fn a_task_is_an_invocation_with_its_meta_and_its_cause() {
    let mut links = Links::new();
    let old = on_alice("msg/send", Arguments::new());
    let new = old.to_task(&mut links).unwrap();
    let receipts = (address(b"old receipt"), address(b"new receipt"));
    links.insert(receipts.0, receipts.1).unwrap();
    let mut task = Task::new(Reference::Link(*old.address()));
    task.meta = args("x".into());
    task.cause = Some(receipts.0);
    let invocation = task.to_invocation(did(&bob()), new.clone(), &links).unwrap();
    let expected = NewInvocation::new(did(&bob()), new.clone())
        .with_meta(args("x".into()))
        .with_cause(receipts.1);
    assert_eq!(invocation, expected);
    assert_eq!(Task::from_invocation(&invocation, &links), Ok((did(&bob()), task.clone())));

    // With the instruction in it, it says the same.
    task.run = Reference::Inline(old.clone());
    assert_eq!(task.to_invocation(did(&bob()), new.clone(), &links), Ok(expected));

    task.cause = Some(address(b"unknown"));
    assert_eq!(
        task.to_invocation(did(&bob()), new, &links),
        Err(ConversionError::UnknownLink { link: address(b"unknown") })
    );
    let other = on_alice("msg/list", Arguments::new()).to_task(&mut links).unwrap();
    assert_eq!(
        task.to_invocation(did(&bob()), other.clone(), &links),
        Err(ConversionError::OtherTask { instruction: *old.address(), task: *other.id() })
    );
}

#[test]
fn proofs_and_times_are_never_dropped() {
    let mut links = Links::new();
    let old = on_alice("msg/send", Arguments::new());
    let new = old.to_task(&mut links).unwrap();
    let mut task = Task::new(Reference::Inline(old));
    task.proofs = vec![address(b"a"), address(b"b")];
    assert_eq!(
        task.to_invocation(did(&alice()), new.clone(), &links),
        Err(ConversionError::Proofs { count: 2 })
    );
    let plain = NewInvocation::new(did(&alice()), new);
    let time = Timestamp::from_seconds(1).unwrap();
    let mut fields = plain.write();
    fields.insert("nbf".into(), 1.into());
    let later = NewInvocation::read(Fields::new(fields)).unwrap();
    for (invocation, error) in [
        (plain.clone().with_proofs(vec![address(b"a")]), ConversionError::Proofs { count: 1 }),
        (plain.clone().with_audience(did(&bob())), ConversionError::NoPlace { field: "aud" }),
        (plain.clone().with_expiration(time), ConversionError::NoPlace { field: "exp" }),
        (later, ConversionError::NoPlace { field: "nbf" }),
        (plain.clone().with_issued_at(time), ConversionError::NoPlace { field: "iat" }),
        (plain.clone().with_meta(Arguments::new()), ConversionError::Empty { field: "meta" }),
    ] {
        assert_eq!(Task::from_invocation(&invocation, &links), Err(error));
    }
    assert!(Task::from_invocation(&plain, &links).is_ok());
}

#[test]
fn a_receipt_says_the_same_and_is_attested_anew() {
    let mut links = Links::new();
    let pairs = [b"ran", b"one", b"two"].map(|name| (address(name), address(&name[..2])));
    for (old, new) in pairs {
        links.insert(old, new).unwrap();
    }
    for (out, outcome) in [
        (Output::Ok(1.into()), Outcome::Ok(1.into())),
        (Output::Error("x".into()), Outcome::Error("x".into())),
    ] {
        let mut receipt = Receipt::new(pairs[0].0, out);
        receipt.effects = Effects::new([pairs[1].0], Some(pairs[2].0));
        let attested = receipt.to_attested(&links).unwrap();
        assert_eq!((attested.ran, &attested.outcome), (pairs[0].1, &outcome));
        assert_eq!(attested.effects.fork(), [pairs[1].1]);
        assert_eq!(attested.effects.join(), Some(&pairs[2].1));
        assert_eq!(Receipt::from_attested(&attested, &links), Ok(receipt.clone()));
        // Signed, it says the same; the signature stays behind.
        let signed = receipt.clone().sign(&bob()).unwrap();
        assert_eq!(signed.value().to_attested(&links), Ok(attested));
    }
}

#[test]
fn a_receipt_is_refused_where_something_would_be_lost() {
    let mut links = Links::new();
    let (old, new) = (address(b"old"), address(b"new"));
    let plain = Receipt::new(old, Output::Ok(1.into()));
    assert_eq!(plain.to_attested(&links), Err(ConversionError::UnknownLink { link: old }));
    links.insert(old, new).unwrap();
    let refused = |change: &dyn Fn(&mut Receipt), error| {
        let mut receipt = plain.clone();
        change(&mut receipt);
        assert_eq!(receipt.to_attested(&links), Err(error));
    };
    let no_place = |field| ConversionError::NoPlace { field };
    refused(&|receipt| receipt.out = Output::Just(1.into()), no_place("just"));
    refused(&|receipt| receipt.issuer = Some(did(&bob())), no_place("iss"));
    refused(&|receipt| receipt.meta = args(1.into()), no_place("meta"));
    refused(&|receipt| receipt.proofs = vec![old], ConversionError::Proofs { count: 1 });
    let unknown = ConversionError::UnknownLink { link: address(b"?") };
    refused(&|receipt| receipt.effects = Effects::new([address(b"?")], None), unknown.clone());
    refused(&|receipt| receipt.effects = Effects::new([], Some(address(b"?"))), unknown);
    let twice = ConversionError::RequestedTwice(RequestedTwice { task: new });
    refused(&|receipt| receipt.effects = Effects::new([old], Some(old)), twice);
    let attested: Attested = plain.to_attested(&links).unwrap();
    assert_eq!(
        Receipt::from_attested(&attested, &Links::new()),
        Err(ConversionError::UnknownLink { link: new })
    );
}
