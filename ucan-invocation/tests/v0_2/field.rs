//! What is out there: figures of Homestar's own workflows, and its mistakes, which are not
//! made here.
//!
//! The figures are links in `homestar-runtime/tests/fixtures/*.json` of `ipvm-wg/homestar`
//! at 0f0a4f5: each is the address of the instruction that a later task awaits.

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{FieldError, FieldRule};
use ucan_invocation::v0_2::{
    Await, Deferrable, Dialect, Encoded, FieldReceiptCapsule, Instruction, Invocation, Nonce,
    NonceError, OperationError, Output, ReadError, Receipt, Reference, Task, Uri, UriError, Wire,
    WriteError,
};

use crate::stage::{MODULE, add_one, cid, read};

fn kind(field: &str, expected: &'static str, found: &'static str) -> ReadError {
    FieldError::new(field, FieldRule::Kind { expected, found }).into()
}

fn instruction(nonce: &str) -> Result<Encoded<Instruction>, ReadError> {
    read(&format!(
        r#"{{"rsc":"{MODULE}","op":"wasm/run","input":{{"args":[1],"func":"add_one"}}{nonce}}}"#
    ))
}

#[test]
fn addresses_are_those_of_the_workflows_in_the_field() {
    let awaits = |text| Await::ok(cid(text)).to_ipld();
    let bytes = [0xa1, 0x52, 0x3c, 0x5e, 0x21, 0x62, 0x79, 0xcf, 0x9c, 0xd9, 0x71, 0xd2];
    for (instruction, address) in [
        // test-workflow-add-one.json
        (
            add_one(1.into(), Nonce::empty()),
            "bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du",
        ),
        // test-workflow-add-one-nonced.json: a nonce in text, and one in bytes
        (
            add_one(1.into(), Nonce::text("1sod60ml6g26mfhsrsa0").unwrap()),
            "bafyrmigh2n5i4iyl6mcfssv7lzx6yalwyslszngacuo3iw3mr3fgl3sopa",
        ),
        (
            add_one(
                awaits("bafyrmigh2n5i4iyl6mcfssv7lzx6yalwyslszngacuo3iw3mr3fgl3sopa"),
                Nonce::bytes(&bytes).unwrap(),
            ),
            "bafyrmiasmpmbcnvm2mgmk772wy2mmioxmlhu7zndmphy5rw2xssuh2fwle",
        ),
    ] {
        assert_eq!(instruction.address(), &cid(address));
    }
}

#[test]
fn an_image_is_cropped_and_rotated_under_the_addresses_of_the_field() {
    // test-workflow-image-pipeline.json; the first argument is a link, and no promise.
    let image = cid("bafybeiejevluvtoevgk66plh5t6xiy3ikyuuxg3vgofuvpeckb6eadresm");
    let args = [Ipld::Link(image), 150.into(), 350.into(), 500.into(), 500.into()];
    let crop = call("crop", args.into());
    assert_eq!(crop.awaits(), []);
    let crop_address = "bafyrmib46dl7oaksq4fo4oyvcqewe7ojybgchufmrpjovqto3wovsq5jjq";
    assert_eq!(crop.address(), &cid(crop_address));
    let rotate = call("rotate90", vec![Await::ok(cid(crop_address)).to_ipld()]);
    assert_eq!(rotate.awaits(), [Await::ok(cid(crop_address))]);
    let rotate_address = "bafyrmiekrfvz5lglddmnkm2l2tia43tagziokpamjipleen7spxizchxbu";
    assert_eq!(rotate.address(), &cid(rotate_address));
}

fn call(function: &str, args: Vec<Ipld>) -> Instruction {
    let input = [("func".into(), function.into()), ("args".into(), Ipld::List(args))].into();
    Instruction::new(MODULE.parse().unwrap(), "wasm/run".parse().unwrap(), input).unwrap()
}

#[test]
fn a_nonce_that_is_missing_is_written_as_an_empty_text() {
    let (missing, empty) = (instruction("").unwrap(), instruction(r#","nnc":"""#).unwrap());
    assert_eq!(missing.value(), empty.value());
    assert_eq!(missing.value().address(), empty.value().address());
    assert_ne!(missing.bytes(), empty.bytes());
    let written = Encoded::new(missing.into_value(), Dialect::Field).unwrap();
    assert_eq!(written.bytes(), empty.bytes());
    assert_eq!(&written.address_of_bytes(), written.value().address());
}

#[test]
fn a_link_in_place_of_the_resource_is_its_uri() {
    let link = MODULE.strip_prefix("ipfs://").unwrap();
    let by_link = read::<Instruction>(&format!(
        r#"{{"rsc":{{"/":"{link}"}},"op":"wasm/run","input":{{"args":[1],"func":"add_one"}}}}"#
    ));
    assert_eq!(by_link.unwrap().value(), &add_one(1.into(), Nonce::empty()));
    let old = read::<Instruction>(
        r#"{"rsc":{"/":"Qmf412jQZiuVUtdgnB36FXFX7xg5V6KEbSJ4dpQuhkLyfD"},"op":"wasm/run"}"#,
    );
    assert_eq!(old, Err(ReadError::ResourceLink));
}

#[test]
fn a_task_of_the_field_reads_and_writes_back_byte_for_byte() {
    let text = format!(
        r#"{{"cause":null,"meta":{{"memory":4294967296,"time":100000}},"prf":[],"run":{{"input":{{"args":[1],"func":"add_one"}},"nnc":"","op":"wasm/run","rsc":"{MODULE}"}}}}"#
    );
    let task = read::<Task>(&text).unwrap();
    assert_eq!(task.to_dag_json().unwrap(), text);
    let again = Encoded::new(task.value().clone(), Dialect::Field).unwrap();
    assert_eq!(again.bytes(), task.bytes());
    assert_eq!(task.value().run.inline(), Some(&add_one(1.into(), Nonce::empty())));

    // An invocation there is a task and nothing else.
    let invocation = read::<Invocation>(&format!(r#"{{"task":{text}}}"#)).unwrap();
    assert_eq!(invocation.value().authorization, None);
    assert_eq!(invocation.value().task, Reference::Inline(task));
}

#[test]
fn a_receipt_of_the_field_reads_and_writes_back_byte_for_byte() {
    let ran = "bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du";
    let text = format!(
        r#"{{"iss":null,"meta":{{"op":"wasm/run"}},"out":["ok",2],"prf":[],"ran":{{"/":"{ran}"}}}}"#
    );
    let receipt = read::<Receipt>(&text).unwrap();
    assert_eq!(receipt.value().out, Output::Ok(2.into()));
    let again = Encoded::new(receipt.value().clone(), Dialect::Field).unwrap();
    assert_eq!(again.to_dag_json().unwrap(), text);
    // The text would have it so.
    let other = Encoded::new(receipt.value().clone(), Dialect::Text).unwrap();
    let expected =
        format!(r#"{{"meta":{{"op":"wasm/run"}},"out":{{"ok":2}},"ran":{{"/":"{ran}"}}}}"#);
    assert_eq!(other.to_dag_json().unwrap(), expected);
}

#[test]
fn the_capsule_of_the_field_has_its_version_inside() {
    let capsule = |version: &str| {
        read::<FieldReceiptCapsule>(&format!(
            r#"{{"ipvm/receipt":{{"iss":null,"meta":{{}},"out":["just",[]],"prf":[],
              "ran":{{"/":"bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du"}}
              {version}}}}}"#
        ))
    };
    let read = capsule(r#","version":"0.2.0""#).unwrap();
    assert_eq!(read.value().0.out, Output::Just(Ipld::List(vec![])));
    let written = Encoded::new(read.value().clone(), Dialect::Field).unwrap();
    assert_eq!(written, read);
    // The receipt itself, and its address, are without the version.
    let receipt = Encoded::new(read.value().0.clone(), Dialect::Field).unwrap();
    assert!(!receipt.to_dag_json().unwrap().contains("version"));

    assert_eq!(capsule(r#","version":"0.3.0""#), Err(ReadError::Version { found: "0.3.0".into() }));
    let missing = FieldError::new("version", FieldRule::Missing);
    assert_eq!(capsule(""), Err(missing.into()));
    assert_eq!(
        read.value().write(Dialect::Text),
        Err(WriteError::NoPlace { field: "ipvm/receipt", dialect: Dialect::Text })
    );
}

// From here on, what a peer does and must not be done.

#[test]
fn a_map_with_one_link_is_data_whatever_its_key() {
    let link = Ipld::Link(cid("bafybeiejevluvtoevgk66plh5t6xiy3ikyuuxg3vgofuvpeckb6eadresm"));
    for key in ["image", "await", "await/", "await/OK", "AWAIT/ok", "await/ok ", "ok", "*", ""] {
        let value = Ipld::Map([(key.into(), link.clone())].into());
        assert_eq!(Await::of(&value), None, "{key:?}");
        let instruction = add_one(value.clone(), Nonce::empty());
        assert_eq!(instruction.awaits(), []);
        assert_eq!(
            instruction.input().value().unwrap()["args"],
            Ipld::List(vec![value]),
            "the data stays as it is"
        );
    }
    // The three keys are promises, and each keeps its branch.
    let Ipld::Link(cid) = link else { unreachable!() };
    for (key, promise) in [
        ("await/ok", Await::ok(cid)),
        ("await/error", Await::error(cid)),
        ("await/*", Await::any(cid)),
    ] {
        let value = Ipld::Map([(key.into(), Ipld::Link(cid))].into());
        assert_eq!(Await::of(&value), Some(promise));
        assert_eq!(promise.to_ipld(), value);
    }
}

#[test]
fn promises_are_found_at_any_depth_and_not_under_other_values() {
    let one = cid("bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du");
    let deep = ipld!([{"a": [{"await/error": Ipld::Link(one)}]}, {"await/ok": "text"}]);
    assert_eq!(add_one(deep, Nonce::empty()).awaits(), [Await::error(one)]);
}

#[test]
fn a_literal_that_begins_with_a_tag_keeps_its_list() {
    for tag in ["ok", "error", "just"] {
        let literal = Ipld::List(vec![tag.into(), "x".into()]);
        let instruction = add_one(literal.clone(), Nonce::empty());
        let encoded = Encoded::new(instruction, Dialect::Field).unwrap();
        let again = Encoded::<Instruction>::decode(encoded.bytes()).unwrap();
        let input = again.value().input().value().unwrap();
        assert_eq!(input["args"], Ipld::List(vec![literal]));
    }
}

#[test]
fn proofs_that_are_malformed_are_not_no_proofs() {
    let task = |prf: &str| {
        read::<Task>(&format!(
            r#"{{"run":{{"/":"bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du"}}
              {prf}}}"#
        ))
    };
    for (prf, found) in [
        (r#","prf":null"#, "null"),
        (r#","prf":"bafy""#, "string"),
        (r#","prf":{}"#, "map"),
        (r#","prf":false"#, "boolean"),
    ] {
        assert_eq!(task(prf), Err(kind("prf", "list of links", found)));
    }
    assert_eq!(task(r#","prf":["bafy"]"#), Err(kind("prf", "link", "string")));
    assert_eq!(task(""), Err(FieldError::new("prf", FieldRule::Missing).into()));
    assert_eq!(task(r#","prf":[]"#).unwrap().value().proofs, []);
    let receipt = read::<Receipt>(
        r#"{"ran":{"/":"bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du"},
          "out":{"ok":1},"prf":"none"}"#,
    );
    assert_eq!(receipt, Err(kind("prf", "list of links", "string")));
}

#[test]
fn a_cause_or_an_issuer_that_is_malformed_is_not_none() {
    let task = read::<Task>(
        r#"{"run":{"/":"bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du"},
          "prf":[],"cause":"bafy"}"#,
    );
    assert_eq!(task, Err(kind("cause", "link", "string")));
    let receipt = |iss: &str| {
        read::<Receipt>(&format!(
            r#"{{"ran":{{"/":"bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du"}},
              "out":{{"ok":1}},"iss":{iss}}}"#
        ))
    };
    assert_eq!(receipt("7"), Err(kind("iss", "DID", "integer")));
    let error = ucan_core::DidError::NotADid;
    assert_eq!(receipt(r#""alice""#), Err(ReadError::Did(error)));
    assert_eq!(receipt("null").unwrap().value().issuer, None);
}

#[test]
fn a_nonce_of_another_kind_is_not_an_empty_one() {
    for (nonce, found) in [("null", "null"), ("0", "integer"), ("[]", "list"), ("{}", "map")] {
        let error = kind("nnc", "ASCII or bytes", found);
        assert_eq!(instruction(&format!(r#","nnc":{nonce}"#)), Err(error));
    }
    assert_eq!(
        instruction(r#","nnc":{"/":{"bytes":"AAAA"}}"#),
        Err(ReadError::Nonce(NonceError::Length { found: 3 }))
    );
    assert_eq!(
        instruction(r#","nnc":"é""#),
        Err(ReadError::Nonce(NonceError::NotAscii { offset: 0 }))
    );
}

#[test]
fn the_text_of_an_operation_or_a_resource_is_not_rewritten() {
    let mixed = read::<Instruction>(r#"{"rsc":"HTTPS://example.com","op":"Wasm/RUN"}"#).unwrap();
    assert_eq!(mixed.value().operation().as_str(), "Wasm/RUN");
    assert_eq!(mixed.value().resource().value().map(Uri::as_str), Some("HTTPS://example.com"));
    assert_eq!(
        read::<Instruction>(r#"{"rsc":"a:b","op":" wasm/run"}"#),
        Err(ReadError::Operation(OperationError::Character { offset: 0 }))
    );
    assert_eq!(
        read::<Instruction>(r#"{"rsc":"not a uri","op":"wasm/run"}"#),
        Err(ReadError::Resource(UriError::NoScheme))
    );
}

#[test]
fn an_input_that_is_no_map_is_refused() {
    let error = kind("input", "map", "list");
    assert_eq!(read::<Instruction>(r#"{"rsc":"a:b","op":"a/b","input":[true]}"#), Err(error));
    // A whole input may be a promise, by the text.
    let whole = read::<Instruction>(
        r#"{"rsc":"a:b","op":"a/b","input":
          {"await/*":{"/":"bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du"}}}"#,
    );
    assert!(matches!(whole.unwrap().value().input(), Deferrable::Await(_)));
}

#[test]
fn an_integer_beyond_64_bits_does_not_turn_into_a_float() {
    // As it stands under `fuel` in two workflows of the field, rounded by a JSON library.
    let task = read::<Task>(
        r#"{"run":{"/":"bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du"},
          "prf":[],"meta":{"fuel":18446744073709552000}}"#,
    );
    let Err(ReadError::Json(error)) = task else { panic!("{task:?}") };
    assert_eq!(error.kind, varsig::dag_json::DagJsonErrorKind::IntegerOutOfRange);
}
