//! The arguments of `/wasm/run`, and the forms in which a program is named.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    Module, ModuleError, ModuleForm, ModuleReference, WasmCall, WasmCallError, wasm_run,
};
use proptest::prelude::*;
use ucan_core::{Did, FieldRule, Nonce};
use ucan_invocation::{Arguments, Task};
use varsig::Block;

/// The CID of the four bytes `\0asm`, made by `ipfs add --cid-version 1 --raw-leaves`.
fn wasm() -> Cid {
    *Block::raw(*b"\0asm").cid()
}

fn arguments(value: Ipld) -> Arguments {
    let Ipld::Map(args) = value else { panic!("a map") };
    args
}

fn args(module: Ipld) -> Arguments {
    arguments(ipld!({ "mod": module, "fun": "add-one", "params": [42] }))
}

#[test]
fn one_program_can_be_named_in_four_ways_and_is_written_as_it_was_named() {
    let base58 = wasm().to_string_of_base(cid::multibase::Base::Base58Btc).unwrap();
    let cases = [
        (Ipld::Link(wasm()), ModuleForm::Link),
        (Ipld::String(format!("ipfs://{}", wasm())), ModuleForm::IpfsUri),
        (Ipld::String(format!("ipfs://{base58}")), ModuleForm::IpfsUri),
        (Ipld::Bytes(b"\0asm".to_vec()), ModuleForm::Bytes),
        (Ipld::String("data:application/wasm;base64,AGFzbQ==".into()), ModuleForm::DataUri),
    ];
    for (written, form) in cases {
        let call = WasmCall::read(&args(written.clone())).unwrap();
        assert_eq!(call.module().cid(), wasm());
        assert_eq!(call.module_reference().form(), form);
        assert_eq!(call.to_args(), args(written));
    }
}

#[test]
fn the_task_keeps_its_id_when_it_is_read_and_written() {
    let subject: Did = "did:web:example.com".parse().unwrap();
    let id = |args| *Task::new(subject.clone(), wasm_run(), args, Nonce::empty()).unwrap().id();
    let link = args(Ipld::Link(wasm()));
    let uri = args(Ipld::String(format!("ipfs://{}", wasm())));
    for args in [&link, &uri] {
        assert_eq!(id(WasmCall::read(args).unwrap().to_args()), id(args.clone()));
    }
    assert_ne!(id(link), id(uri));
}

#[test]
fn a_call_is_a_task_with_an_empty_nonce() {
    let subject: Did = "did:web:example.com".parse().unwrap();
    let expected = Task::new(subject.clone(), wasm_run(), args(Ipld::Link(wasm())), Nonce::empty());
    let call = WasmCall::new(wasm(), "add-one", vec![42.into()]);
    assert_eq!(call.to_task(subject), expected);
    assert_eq!(call, WasmCall::new(Module::Link(wasm()), "add-one", vec![42.into()]));
}

#[test]
fn uris_are_made_that_are_read_again() {
    let link = ModuleReference::by_uri(Module::Link(wasm()));
    assert_eq!(link.to_ipld(), &Ipld::String(format!("ipfs://{}", wasm())));
    let inline = ModuleReference::by_uri(Module::Inline(b"\0asm".to_vec()));
    let data = Ipld::String("data:application/wasm;base64,AGFzbQ==".into());
    assert_eq!(inline.to_ipld(), &data);
    for reference in [link, inline] {
        assert_eq!(ModuleReference::read(reference.to_ipld()), Ok(reference));
    }
}

#[test]
fn refuses_programs_it_cannot_find() {
    let refused = |value: Ipld| match WasmCall::read(&args(value)) {
        Err(WasmCallError::Module(error)) => error,
        other => panic!("{other:?}"),
    };
    let uri = |text: &str| refused(Ipld::String(text.into()));
    let scheme = |found: &str| ModuleError::Scheme { found: found.into() };
    assert_eq!(uri(&format!("ipfs://{}/a.wasm", wasm())), ModuleError::Path);
    assert_eq!(uri(&format!("ipfs:///ipfs/{}", wasm())), ModuleError::Path);
    assert_eq!(uri("ipfs://nonsense"), ModuleError::Cid);
    assert_eq!(uri("ipfs://"), ModuleError::Cid);
    assert_eq!(uri(&format!("ipfs://{}?format=raw", wasm())), ModuleError::Cid);
    assert_eq!(uri(&wasm().to_string()), scheme(""));
    assert_eq!(uri("https://example.com/a.wasm"), scheme("https"));
    assert_eq!(uri(&format!("IPFS://{}", wasm())), scheme("IPFS"));
    for data in ["AGFzbQ", "AGFzbR==", "AGFz bQ==", "AGFzbQ==\n", "-_-_"] {
        let text = format!("data:application/wasm;base64,{data}");
        assert_eq!(uri(&text), ModuleError::Base64, "{data:?}");
    }
    assert_eq!(uri("data:application/octet-stream;base64,AGFzbQ=="), scheme("data"));
    assert_eq!(uri(&"x".repeat(9_999)), scheme(""));
    assert_eq!(uri(&format!("{}:", "x".repeat(9_999))), scheme(&"x".repeat(32)));
    for other in [ipld!(null), ipld!(1), ipld!([]), ipld!({}), ipld!(true), ipld!(1.5)] {
        assert_eq!(refused(other), ModuleError::Kind);
    }
}

#[test]
fn there_are_exactly_three_arguments_with_these_names() {
    let refused = |value: Ipld| match WasmCall::read(&arguments(value)) {
        Err(WasmCallError::Field(error)) => (error.field, error.rule),
        other => panic!("{other:?}"),
    };
    let link = Ipld::Link(wasm());
    let field = |name: &str, rule| (name.to_owned(), rule);
    let (missing, unknown) = (FieldRule::Missing, FieldRule::Unknown);
    assert_eq!(refused(ipld!({ "fun": "f", "params": [] })), field("mod", missing.clone()));
    assert_eq!(
        refused(ipld!({ "mod": link.clone(), "params": [] })),
        field("fun", missing.clone())
    );
    assert_eq!(
        refused(ipld!({ "mod": link.clone(), "fun": "f" })),
        field("params", missing.clone())
    );
    // The names of the talks and of the draft are not those of the invocation text.
    assert_eq!(
        refused(ipld!({ "mod": link.clone(), "func": "f", "args": [] })),
        field("fun", missing)
    );
    assert_eq!(
        refused(ipld!({ "mod": link.clone(), "fun": "f", "params": [], "env": {} })),
        field("env", unknown)
    );
    assert_eq!(
        refused(ipld!({ "mod": link.clone(), "fun": "f", "params": { "a": 1 } })),
        field("params", FieldRule::Value { expected: "a list of parameters" })
    );
    assert_eq!(
        refused(ipld!({ "mod": link.clone(), "fun": "", "params": [] })),
        field("fun", FieldRule::Value { expected: "the name of an export" })
    );
    assert_eq!(
        refused(ipld!({ "mod": link, "fun": ["f"], "params": [] })),
        field("fun", FieldRule::Kind { expected: "string", found: "list" })
    );
}

proptest! {
    #[test]
    fn programs_of_any_bytes_survive_their_uri(bytes: Vec<u8>) {
        let reference = ModuleReference::by_uri(Module::Inline(bytes.clone()));
        let read = ModuleReference::read(reference.to_ipld()).unwrap();
        prop_assert_eq!(read.module(), &Module::Inline(bytes));
    }

    #[test]
    fn no_text_makes_it_panic(text: String, after in "(ipfs://|data:application/wasm;base64,).*") {
        let _ = Module::read(&Ipld::String(text));
        let _ = Module::read(&Ipld::String(after));
    }
}
