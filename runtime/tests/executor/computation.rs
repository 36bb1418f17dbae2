//! The address of a computation, byte for byte.

use cid::{Cid, multihash::Multihash};
use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_workflow::{Draft, TaskDraft};
use sha2::{Digest as _, Sha256};
use ucan_core::Meta;
use ucan_invocation::Outcome;
use varsig::Block;

use crate::{
    reuse::receipt,
    stage::{self, Stage, alice, did, number},
};

/// A component that says how many bytes it was given.
const LENGTH: &str = r#"
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func (export "length") (param f64 i32 i32) (result i32) local.get 2))
  (core instance $i (instantiate $m))
  (func (export "length") (param "x" f64) (param "data" (list u8)) (result u32)
    (canon lift (core func $i "length")
      (memory $i "memory") (realloc (func $i "realloc")))))
"#;

/// The CID of the map `{fun, mod, params, profile}`, written by hand.
fn key(module: &Cid) -> Cid {
    let mut map = b"\xa4\x63fun\x66length\x63mod\xd8\x2a\x58\x25\x00".to_vec();
    map.extend(module.to_bytes());
    // The float 1.0, and three bytes.
    map.extend(b"\x66params\x82\xfb\x3f\xf0\0\0\0\0\0\0\x43\x01\x02\x03");
    map.extend(b"\x67profile\x74ipvm-deterministic-1");
    Cid::new_v1(0x71, Multihash::wrap(0x12, &Sha256::digest(&map)).unwrap())
}

#[test]
fn however_arguments_are_written_the_key_is_that_of_their_canonical_form() {
    for (x, is_link, config) in [
        (Ipld::Float(1.0), false, ipld!({})),
        (number(1), false, ipld!({})),
        (Ipld::Float(1.0), true, ipld!({})),
        (number(1), true, ipld!({})),
        (number(1), true, ipld!({ "secret": true })),
    ] {
        let stage = Stage::new();
        let proof = stage.delegation();
        let module = stage.executor.publish_component(stage::component(LENGTH)).unwrap();
        let content = stage.executor.publish(vec![1, 2, 3]).unwrap();
        assert_eq!(content, *Block::raw(vec![1, 2, 3]).cid());
        let data = if is_link { Ipld::Link(content) } else { Ipld::Bytes(vec![1, 2, 3]) };
        let call = WasmCall::new(Module::Link(module), "length", vec![x, data]);
        let is_secret = config != ipld!({});
        let task = TaskDraft::new(did(&alice()), wasm_run(), call.to_args())
            .with_proofs(vec![*proof.cid()])
            .with_meta(Meta::from([("ipvm/config".to_string(), config)]));
        let report = stage.run(Draft::new().with_task("one", task), &proof);
        let attested = report.task("one").unwrap().attested().unwrap();
        assert_eq!(attested.released().outcome(), &Outcome::Ok(number(3)));
        assert_eq!(attested.outcome().is_none(), is_secret);
        let expected = (!is_secret).then(|| key(&module));
        assert_eq!(receipt(&stage, &report, "one").meta().computation, expected);
    }
}
