//! The operations of the layer.

mod errors;

use cid::Cid;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ipvm_content::{
    ContentPath, LinksError, Reach, Reference,
    dag_pb::Node,
    links,
    unixfs::{File, FileLimits, Step},
};
use varsig::Block;

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "content.reference.read" => reference(case),
        "content.dag-pb.decode" => node(case),
        "content.links" => linked(case),
        "content.reach" => reach(case),
        "content.unixfs.read" => file(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn cid(value: &Value) -> Result<Cid, Fault> {
    match value {
        Value::Link(cid) => cid.parse().map_err(|_| Fault::Invariant("a link is no CID")),
        _ => Err(Fault::Invariant("a value is no link")),
    }
}

fn link(cid: &Cid) -> Value {
    Value::Link(cid.to_string())
}

fn list<'a>(case: &'a Case, input: &str) -> Result<&'a [Value], Fault> {
    match case.input.get(input) {
        Some(Value::List(items)) => Ok(items),
        _ => Err(Fault::Invariant("an input is no list")),
    }
}

/// The blocks at hand. That they hash to their CIDs is a matter of the case.
fn blocks(case: &Case) -> Result<Vec<Block>, Fault> {
    let block = |value: &Value| match value {
        Value::Map(fields) => match (fields.get("cid"), fields.get("bytes")) {
            (Some(name), Some(Value::Bytes(bytes))) => {
                let block = Block::verify(cid(name)?, bytes.as_slice());
                block.map_err(|_| Fault::Invariant("a block is not what its CID says"))
            }
            _ => Err(Fault::Invariant("a block lacks a field")),
        },
        _ => Err(Fault::Invariant("a block is no map")),
    };
    list(case, "blocks")?.iter().map(block).collect()
}

fn reference(case: &Case) -> Run {
    let named = match Reference::parse(case.text("text")?) {
        Ok(named) => named,
        Err(error) => return Ok(Err(errors::of_reference(&error)?)),
    };
    let written = named.to_string();
    if written.parse() != Ok(named.clone()) {
        return Err(Fault::Invariant("what is written is read as something else"));
    }
    let written = ("written", text(written));
    Ok(Ok(Outcome::Value(match named {
        Reference::Cid(cid) => map([("form", text("cid")), ("cid", link(&cid)), written]),
        Reference::Ipfs { cid, path } => {
            let path = path.segments().iter().map(text).collect();
            map([("form", text("ipfs")), ("cid", link(&cid)), ("path", Value::List(path)), written])
        }
        Reference::Data(data) => map([
            ("form", text("data")),
            ("media-type", text(data.media_type())),
            ("bytes", Value::Bytes(data.bytes().to_vec())),
            written,
        ]),
    })))
}

fn node(case: &Case) -> Run {
    let node = match Node::decode(case.bytes("bytes")?) {
        Ok(node) => node,
        Err(error) => return Ok(Err(errors::of_dag_pb(&error)?)),
    };
    let links = node.links().map(|it| {
        map([
            ("cid", link(&it.cid)),
            ("name", it.name.map_or(Value::Null, text)),
            ("total-size", it.total_size.map_or(Value::Null, |size| text(size.to_string()))),
        ])
    });
    let data = node.data().map_or(Value::Null, |data| Value::Bytes(data.to_vec()));
    Ok(Ok(Outcome::Value(map([("data", data), ("links", Value::List(links.collect()))]))))
}

fn linked(case: &Case) -> Run {
    let codec = match case.input.get("codec") {
        Some(Value::Integer(codec)) => u64::try_from(*codec).ok(),
        _ => None,
    };
    let codec = codec.ok_or(Fault::Invariant("the codec is none"))?;
    let block = Block::new(codec, case.bytes("bytes")?);
    Ok(match links(&block) {
        Ok(links) => {
            let links = links.map(|cid| link(&cid)).collect();
            Ok(Outcome::Value(map([("links", Value::List(links))])))
        }
        Err(error) => Err(errors::of_links(&error)?),
    })
}

fn reach(case: &Case) -> Run {
    const MISFIT: Fault = Fault::Invariant("what was asked for is not taken");
    let blocks = blocks(case)?;
    let roots = list(case, "roots")?.iter().map(cid).collect::<Result<Vec<_>, _>>()?;
    let mut reach = Reach::new(roots);
    while let Some(cid) = reach.next() {
        let Some(block) = blocks.iter().find(|block| *block.cid() == cid) else {
            reach.missing(&cid).map_err(|_| MISFIT)?;
            continue;
        };
        match links(block) {
            Ok(links) => reach.visit(&cid, links).map_err(|_| MISFIT)?,
            Err(LinksError::UnknownCodec { .. }) => reach.visit(&cid, []).map_err(|_| MISFIT)?,
            Err(error) => return Ok(Err(errors::of_links(&error)?)),
        }
    }
    let reached = reach.finish().map_err(|_| MISFIT)?;
    let sorted = |cids: Vec<&Cid>| {
        let mut cids = cids;
        cids.sort_by_key(|cid| cid.to_bytes());
        Value::List(cids.into_iter().map(link).collect())
    };
    Ok(Ok(Outcome::Value(map([
        ("reached", sorted(reached.reached().collect())),
        ("missing", sorted(reached.missing().collect())),
    ]))))
}

fn file(case: &Case) -> Run {
    let blocks = blocks(case)?;
    let names = list(case, "path")?.iter().map(|name| match name {
        Value::Text(name) => Ok(name.clone()),
        _ => Err(Fault::Invariant("a name is no text")),
    });
    let path = ContentPath::new(names.collect::<Result<Vec<_>, _>>()?)
        .map_err(|_| Fault::Invariant("the path is none"))?;
    let root = cid(case.input.get("root").ok_or(Fault::Invariant("there is no root"))?)?;
    let mut file = File::new(root, &path, limits(case)?);
    let place = |cid: &Cid| blocks.iter().position(|block| block.cid() == cid);
    // The CID of the file is told by the reader that gives its content.
    let mut content = Vec::new();
    loop {
        let step = match file.step() {
            Ok(step) => step,
            Err(error) => return Ok(Err(errors::of_file(&error)?.of_entry(place(&error.cid)))),
        };
        match step {
            Step::Need(cids) => {
                for cid in cids {
                    let at = place(&cid).ok_or(Fault::Invariant("a block is not at hand"))?;
                    file.supply(blocks[at].clone())
                        .map_err(|_| Fault::Invariant("what was asked for is not taken"))?;
                }
            }
            Step::Content(chunk) => content.extend_from_slice(chunk.bytes()),
            Step::Done => break,
        }
    }
    let again = File::new(root, &path, limits(case)?)
        .read(|cid| place(cid).map(|at| blocks[at].clone()).ok_or(()));
    if again.as_ref() != Ok(&content) {
        return Err(Fault::Invariant("the whole is not the pieces"));
    }
    let found = file.cid().ok_or(Fault::Invariant("the file has no CID"))?;
    Ok(Ok(Outcome::Value(map([("cid", link(found)), ("bytes", Value::Bytes(content))]))))
}

fn limits(case: &Case) -> Result<FileLimits, Fault> {
    let mut limits = FileLimits::default();
    let Some(Value::Map(fields)) = case.input.get("limits") else { return Ok(limits) };
    for (name, value) in fields {
        let Value::Integer(limit) = value else { return Err(Fault::Invariant("a limit is none")) };
        let limit = u32::try_from(*limit).map_err(|_| Fault::Invariant("a limit is too large"))?;
        let count = usize::try_from(limit).map_err(|_| Fault::Invariant("a limit is too large"))?;
        limits = match name.as_str() {
            "bytes" => limits.with_bytes(limit.into()),
            "blocks" => limits.with_blocks(count),
            "depth" => limits.with_depth(count),
            _ => return Err(Fault::Invariant("there is no such limit")),
        };
    }
    Ok(limits)
}
