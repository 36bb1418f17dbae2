//! Which module a task runs.

use super::calls;
use crate::{
    Topic, case,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_v1},
    list, map,
    sources::INVOCATION,
    value::Value,
};

pub(super) const WASM: &str = "Inline WebAssembly";

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-task",
        "calls",
        "The arguments of /wasm/run: how a module is named, and what is called with what.",
        INVOCATION,
        [forms(), uris(), refused(), calls::cases()].concat(),
    )
}

pub(super) fn module() -> String {
    cid_v1(RAW, b"\0asm")
}

fn read(slug: &str, value: impl Into<Value>) -> CaseBuilder {
    case(slug).section(WASM).operation("task.module.read").input("value", value)
}

fn is(form: &str, cid: String) -> Value {
    map! { "form" => form, "cid" => Value::link(cid) }
}

fn forms() -> Vec<CaseBuilder> {
    let why = "One program is one program, however it is named.";
    let form = |case: CaseBuilder, form: &str, cid: String, title: &str| {
        case.title(title).why(why).expect_value(is(form, cid)).rules(["task.module-form"])
    };
    let coded = "data:application/wasm;base64,AGFzbQ==";
    vec![
        form(read("link", Value::link(module())), "link", module(), "A link names a module."),
        form(
            read("link-to-data", Value::link(cid_v1(DAG_CBOR, &[0xa0]))),
            "link",
            cid_v1(DAG_CBOR, &[0xa0]),
            "A link of any codec names what is to be a module.",
        ),
        form(read("bytes", b"\0asm"), "bytes", module(), "Bytes are the module itself."),
        form(
            read("no-bytes", Vec::<u8>::new()),
            "bytes",
            cid_v1(RAW, &[]),
            "No bytes are a module too, which no engine will run.",
        ),
        form(
            read("ipfs", format!("ipfs://{}", module())),
            "ipfs",
            module(),
            "An ipfs:// URI names a module by its CID.",
        )
        .rules(["task.module-ipfs"]),
        form(
            read("ipfs-of-version-zero", "ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG"),
            "ipfs",
            "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG".into(),
            "An ipfs:// URI may name a CID of version 0.",
        )
        .rules(["task.module-ipfs"]),
        form(read("data", coded), "data", module(), "A data: URI holds the module itself.")
            .rules(["task.module-data"]),
        form(
            read("data-of-nothing", "data:application/wasm;base64,"),
            "data",
            cid_v1(RAW, &[]),
            "A data: URI may hold nothing.",
        )
        .rules(["task.module-data"]),
    ]
}

fn uris() -> Vec<CaseBuilder> {
    let bad = |slug: &str, uri: String, error: &'static str, rule: &'static str, title: &str| {
        read(slug, uri)
            .title(title)
            .why("Two readers that take a URI for two modules run two programs.")
            .expect_error(error)
            .rules([rule])
    };
    let data = |text: &str| format!("data:application/wasm;base64,{text}");
    let ipfs = "task.module-ipfs";
    vec![
        bad("ipfs-nothing", "ipfs://".into(), "ModuleCid", ipfs, "A CID follows ipfs://."),
        bad("ipfs-name", "ipfs://example".into(), "ModuleCid", ipfs, "A name is no CID."),
        bad(
            "ipfs-path",
            format!("ipfs://{}/main.wasm", module()),
            "ModulePath",
            ipfs,
            "A path behind the CID is refused.",
        ),
        bad(
            "ipfs-slash",
            format!("ipfs://{}/", module()),
            "ModulePath",
            ipfs,
            "A slash behind the CID is refused.",
        ),
        bad(
            "ipfs-gateway",
            format!("ipfs:///ipfs/{}", module()),
            "ModulePath",
            ipfs,
            "A path before the CID is refused.",
        ),
        bad(
            "ipfs-query",
            format!("ipfs://{}?version=1", module()),
            "ModuleCid",
            ipfs,
            "A query behind the CID is refused.",
        ),
        bad(
            "data-without-padding",
            data("AGFzbQ"),
            "ModuleBase64",
            "task.module-data",
            "Base64 without its padding is refused.",
        ),
        bad(
            "data-of-urls",
            data("-_-_"),
            "ModuleBase64",
            "task.module-data",
            "The alphabet of base64 for URLs is refused.",
        ),
        bad(
            "data-of-one-letter",
            data("A"),
            "ModuleBase64",
            "task.module-data",
            "One letter of base64 is no byte.",
        ),
        bad(
            "data-with-space",
            data("AGFz bQ=="),
            "ModuleBase64",
            "task.module-data",
            "White space in base64 is refused.",
        ),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let bad = |slug: &str, value: Value, error: &'static str, title: &str| {
        read(slug, value)
            .title(title)
            .why("What is no module must not be looked for.")
            .expect_error(error)
            .rules(["task.module-form"])
    };
    vec![
        bad("null", Value::Null, "ModuleKind", "Null names no module."),
        bad("number", 7.into(), "ModuleKind", "A number names no module."),
        bad("list", list![Value::link(module())], "ModuleKind", "A list names no module."),
        bad("map", map! { "cid" => module() }, "ModuleKind", "A map names no module."),
        bad("empty-text", "".into(), "ModuleScheme", "An empty text names no module."),
        bad("bare-cid", module().into(), "ModuleScheme", "A CID in a text has no scheme."),
        bad(
            "https",
            "https://example.com/main.wasm".into(),
            "ModuleScheme",
            "What may be another program tomorrow names none.",
        ),
        bad(
            "scheme-in-capitals",
            format!("IPFS://{}", module()).into(),
            "ModuleScheme",
            "The scheme is in lower case.",
        ),
        bad(
            "other-media-type",
            "data:text/plain;base64,AGFzbQ==".into(),
            "ModuleScheme",
            "A data: URI of another type holds no module.",
        ),
        bad(
            "data-not-in-base64",
            "data:application/wasm,AGFzbQ".into(),
            "ModuleScheme",
            "A data: URI without base64 holds no module.",
        ),
    ]
}
