//! Operations on the wire before 1.0.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text, valid};
use ucan_core::{Did, DidKeyResolver, Fields, Nonce, Payload};
use ucan_invocation::{
    Task as NewTask,
    v0_2::{
        Authorization, Await, Call, ConversionError, Dialect, Encoded, FieldReceiptCapsule,
        Instruction, Links, NotInScope, ReadError, Receipt, Reference, SignatureError, Task, Wire,
        WriteError,
    },
};
use varsig::{
    VerifierSet,
    dag_cbor::{self, Limits},
    dag_json,
};

use super::{
    data::{cid, ipld},
    names::{Named, refuse, unnamed},
};

pub(crate) fn run(case: &Case) -> Run {
    let answer = match case.operation.trim_start_matches("ucan.v0-2.") {
        "instruction.read" => read::<Instruction>(case).map(|read| instruction(read.value())),
        "instruction.from-dag-json" => {
            Encoded::<Instruction>::decode_dag_json(case.text("text")?.as_bytes())
                .map(|read| instruction(read.value()))
                .map_err(Error::from)
        }
        "call.read" => read::<Call>(case).and_then(|read| call(&read)),
        "await.find" => found(case),
        "await.is-promise" => {
            let promise = Await::of(&ipld(input(case, "value")?)?).is_some();
            Ok(Outcome::Value(map([("promise", Value::Boolean(promise))])))
        }
        "task.read" => read::<Task>(case).and_then(|read| task(&read)),
        "authorization.verify" => authorization(case),
        "receipt.read" => read::<Receipt>(case).and_then(|read| receipt(&read)),
        "receipt.from-field-capsule" => read::<FieldReceiptCapsule>(case).and_then(|read| {
            let receipt = Encoded::new(read.into_value().0, Dialect::Field)?;
            let address = text(receipt.address_of_bytes().to_string());
            Ok(Outcome::Value(map([("address", address)])))
        }),
        "receipt.verify" => verify(case),
        "instruction.to-task" => convert(case, |old: Encoded<Instruction>, links| {
            Ok(new_task(&old.value().to_task(links)?))
        }),
        "instruction.to-wasm-task" => {
            let subject = did(case, "subject")?;
            convert(case, |old: Encoded<Instruction>, links| {
                Ok(new_task(&old.value().to_wasm_task(subject, links)?))
            })
        }
        "instruction.from-task" => from_task(case, |task, links| {
            Instruction::from_task(task, links).map(|old| instruction(&old))
        }),
        "instruction.from-wasm-task" => from_task(case, |task, links| {
            let (subject, old) = Instruction::from_wasm_task(task, links)?;
            Ok(Outcome::Value(map([
                ("subject", text(subject.as_str())),
                ("address", text(old.address().to_string())),
            ])))
        }),
        "task.to-invocation" => {
            let issuer = did(case, "issuer")?;
            convert(case, |old: Encoded<Task>, links| {
                let Reference::Inline(instruction) = &old.value().run else {
                    return Err(Fault::Invariant("the instruction is not in the task").into());
                };
                let new = instruction.to_task(links)?;
                let invocation = old.value().to_invocation(issuer, new, links)?;
                Ok(Outcome::Value(text(json(&Ipld::Map(invocation.write())))))
            })
        }
        "receipt.to-attested" => convert(case, attested),
        _ => return Err(Fault::UnknownOperation(case.operation.clone())),
    };
    match answer {
        Ok(outcome) => Ok(Ok(outcome)),
        Err(Error::Refusal(refusal)) => Ok(Err(refusal)),
        Err(Error::Fault(fault)) => Err(fault),
    }
}

/// A refusal, which may be right, or a fault, which is not.
enum Error {
    Refusal(Refusal),
    Fault(Fault),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

macro_rules! refusals {
    ($($error:ty),*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::Refusal(refuse(&error))
            }
        }
    )*};
}
refusals!(ReadError, WriteError, SignatureError, NotInScope, ConversionError);

type Answer = Result<Outcome, Error>;

fn input<'a>(case: &'a Case, name: &str) -> Result<&'a Value, Fault> {
    case.input.get(name).ok_or(Fault::Invariant("the case lacks an input"))
}

fn did(case: &Case, name: &'static str) -> Result<Did, Fault> {
    case.text(name)?.parse().map_err(|_| Fault::Invariant("a DID of the case is none"))
}

fn read<T: Wire>(case: &Case) -> Result<Encoded<T>, Error> {
    let bytes = case.bytes("bytes").map_err(Fault::from)?;
    Ok(Encoded::decode(bytes)?)
}

fn json(value: &Ipld) -> String {
    let text = dag_json::encode(value).expect("what a case holds has a DAG-JSON text");
    String::from_utf8(text).expect("DAG-JSON is UTF-8")
}

fn link(cid: &Cid) -> Value {
    Value::Link(cid.to_string())
}

fn instruction(instruction: &Instruction) -> Outcome {
    let written = instruction.write(Dialect::Text).expect("an instruction is written in both");
    Outcome::Value(map([
        ("address", text(instruction.address().to_string())),
        ("dag-json", text(json(&written))),
    ]))
}

fn call(call: &Encoded<Call>) -> Answer {
    let instruction = call.value().to_instruction();
    let instruction = instruction.map_err(|_| Fault::Invariant("a call is no instruction"))?;
    if Call::of_instruction(&instruction).as_ref() != Some(call.value()) {
        return Err(Fault::Invariant("a call does not come back").into());
    }
    Ok(Outcome::Value(map([
        ("address", text(instruction.address().to_string())),
        ("dag-json", text(call.to_dag_json()?)),
    ])))
}

/// Promises are found in the input of an instruction.
fn found(case: &Case) -> Answer {
    let data = [("value".into(), ipld(input(case, "value")?)?)].into();
    let fixed = "the fixed parts are in order";
    let instruction =
        Instruction::new("a:b".parse().expect(fixed), "a/b".parse().expect(fixed), data)
            .map_err(|_| Fault::Invariant("the data has no DAG-CBOR form"))?;
    let awaits = instruction.awaits();
    let promises = awaits.iter().map(|promise| {
        let branch = promise.branch().map_or_else(|| "any".to_owned(), |branch| branch.to_string());
        map([("branch", text(branch)), ("instruction", link(promise.instruction()))])
    });
    Ok(Outcome::Value(Value::List(promises.collect())))
}

fn task(task: &Encoded<Task>) -> Answer {
    let write = |dialect| Encoded::new(task.value().clone(), dialect)?.to_dag_json();
    Ok(Outcome::Value(map([
        ("address", text(task.address_of_bytes().to_string())),
        ("instruction", link(task.value().instruction())),
        ("text", text(write(Dialect::Text)?)),
        ("field", text(write(Dialect::Field)?)),
    ])))
}

fn authorization(case: &Case) -> Answer {
    let bytes = |name| case.bytes(name).map_err(Fault::from);
    let task = Encoded::<Task>::decode(bytes("task")?)?;
    let authorization = Encoded::<Authorization>::decode(bytes("authorization")?)?.into_value();
    let invoker = did(case, "invoker")?;
    let verified = authorization.verify(&invoker, &DidKeyResolver, &VerifierSet::default())?;
    verified.of_task(&task)?;
    Ok(valid())
}

fn receipt(receipt: &Encoded<Receipt>) -> Answer {
    let write = |dialect| match Encoded::new(receipt.value().clone(), dialect) {
        Ok(written) => Ok(text(written.to_dag_json()?)),
        Err(WriteError::NoPlace { .. }) => Ok(Value::Null),
        Err(error) => Err(error),
    };
    Ok(Outcome::Value(map([
        ("address", text(receipt.address_of_bytes().to_string())),
        ("text", write(Dialect::Text)?),
        ("field", write(Dialect::Field)?),
    ])))
}

fn verify(case: &Case) -> Answer {
    let executor = did(case, "executor")?;
    read::<Receipt>(case)?.verify(&executor, &DidKeyResolver, &VerifierSet::default())?;
    Ok(valid())
}

fn links(case: &Case) -> Result<Links, Error> {
    let mut links = Links::new();
    let Some(pairs) = case.input.get("links") else { return Ok(links) };
    let malformed = Fault::Invariant("the links are no list of pairs");
    let Value::List(pairs) = pairs else { return Err(malformed.into()) };
    for pair in pairs {
        let Value::Map(pair) = pair else { return Err(malformed.into()) };
        let (Some(old), Some(new)) = (pair.get("old"), pair.get("new")) else {
            return Err(malformed.into());
        };
        links.insert(cid(old)?, cid(new)?)?;
    }
    Ok(links)
}

fn convert<T: Wire>(case: &Case, convert: impl FnOnce(Encoded<T>, &mut Links) -> Answer) -> Answer {
    convert(read(case)?, &mut links(case)?)
}

fn new_task(task: &NewTask) -> Outcome {
    Outcome::Value(map([("id", link(task.id())), ("dag-json", text(json(&task.to_ipld())))]))
}

fn from_task(
    case: &Case,
    convert: impl FnOnce(&NewTask, &mut Links) -> Result<Outcome, ConversionError>,
) -> Answer {
    let malformed = |_| Fault::Invariant("the task of the case is none");
    let bytes = case.bytes("task").map_err(Fault::from)?;
    let value = dag_cbor::decode(bytes, &Limits::default())
        .map_err(|_| Fault::Invariant("the task of the case is no DAG-CBOR"))?;
    let mut fields = Fields::of("task", value).map_err(malformed)?;
    let subject = fields.did("sub").map_err(malformed)?;
    let command = fields.command("cmd").map_err(malformed)?;
    let args = fields.map("args").map_err(malformed)?;
    let nonce = Nonce::new(fields.bytes("nonce").map_err(malformed)?);
    let task = NewTask::new(subject, command, args, nonce)
        .map_err(|_| Fault::Invariant("the task of the case has no address"))?;
    Ok(convert(&task, &mut links(case)?)?)
}

/// The arguments of a receipt of 1.0 that says this.
fn attested(old: Encoded<Receipt>, links: &mut Links) -> Answer {
    let attested = old.value().to_attested(links)?;
    let mut args: Vec<(String, Ipld)> =
        vec![("ran".into(), Ipld::Link(attested.ran)), ("out".into(), attested.outcome.to_ipld())];
    args.extend(attested.effects.to_ipld().map(|effects| ("fx".into(), effects)));
    Ok(Outcome::Value(text(json(&Ipld::Map(args.into_iter().collect())))))
}

impl Named for ReadError {
    fn name(&self) -> &'static str {
        match self {
            Self::Capsule { .. } => "V02Capsule",
            Self::Cbor(error) => error.name(),
            Self::Did(_) => "FieldDid",
            Self::DuplicateLink { .. } => "V02DuplicateLink",
            Self::Field(error) => error.name(),
            Self::Json(error) => error.name(),
            Self::Nonce(_) => "V02Nonce",
            Self::Operation(_) => "V02Operation",
            Self::Output => "V02Output",
            Self::Resource(_) | Self::ResourceLink => "V02Resource",
            Self::Signature { .. } => "V02SignatureForm",
            Self::Transcode(error) => error.name(),
            Self::TwoSignatures => "V02TwoSignatures",
            Self::Version { .. } => "V02Version",
            _ => unnamed(self),
        }
    }

    fn offset(&self) -> Option<usize> {
        match self {
            Self::Cbor(error) => error.offset(),
            Self::Json(error) => error.offset(),
            _ => None,
        }
    }
}

impl Named for WriteError {
    fn name(&self) -> &'static str {
        match self {
            Self::Cbor(error) => error.name(),
            Self::Json(error) => error.name(),
            Self::NoPlace { .. } => "V02NoPlace",
            _ => unnamed(self),
        }
    }
}

impl Named for SignatureError {
    fn name(&self) -> &'static str {
        match self {
            Self::AlgorithmMismatch { .. } => "AlgorithmMismatch",
            Self::Delegate { .. } => "V02Delegate",
            Self::Invalid => "InvalidSignature",
            Self::NotAllowed { .. } => "AlgorithmNotAllowed",
            Self::Open { .. } => "V02OpenSignature",
            Self::Resolve(error) => error.name(),
            Self::Unsigned => "V02Unsigned",
            _ => unnamed(self),
        }
    }
}

impl Named for NotInScope {
    fn name(&self) -> &'static str {
        "V02NotInScope"
    }
}

impl Named for ConversionError {
    fn name(&self) -> &'static str {
        match self {
            Self::Command(_) => "V02NotACommand",
            Self::Deferred { .. } => "V02Deferred",
            Self::Encode(error) => error.name(),
            Self::Empty { .. } | Self::NoPlace { .. } => "V02NoPlace",
            Self::NonceForm { .. } => "V02NonceForm",
            Self::NonceLength { .. } => "V02NonceLength",
            Self::NotWasm => "V02NotWasm",
            Self::Operation(_) => "V02Operation",
            Self::Proofs { .. } => "V02Proofs",
            Self::RequestedTwice(_) => "EffectsRequestedTwice",
            Self::Resource(_) => "V02NotASubject",
            Self::UnknownLink { .. } => "V02UnknownLink",
            Self::Wildcard => "V02Wildcard",
            _ => unnamed(self),
        }
    }
}
