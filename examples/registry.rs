//! A registry without a server: signed releases, resolved from bytes alone.
//!
//! Alice releases two versions of a program, and lets a robot release more of it, under that name
//! only. The robot goes too far, Mallory tries three ways in, and Alice yanks what the robot made of
//! a wrong branch. Bob has all of their tokens in a heap, asks for `^1`, sees that the component has
//! the types that were said, and runs it.

use std::{error::Error, sync::Arc};

use ipld_core::ipld::Ipld;
use ipvm_examples::{IMAGE_OPS, PHOTOGRAPH};
use ipvm_registry::{
    Gathered, ReleaseStatement, Requirement, Resolution, ResolveError, YankStatement,
    release_command,
};
use ipvm_runtime::{Executor, Stores, store::MemoryStore};
use ipvm_task::WasmCall;
use ucan_core::{
    Check, Delegation, Did, DidKeyResolver, Envelope, Nonce, Policy, Timestamp,
    policy::{self, Selector},
};
use ucan_invocation::{Invocation, Outcome};
use varsig::{Block, Ed25519Signer, VerifierSet};

/// The WIT of the program, as its author wrote it.
const WORLD: &str = include_str!("guests/image-ops/wit/world.wit");

fn main() -> Result<(), Box<dyn Error>> {
    // Seeds stand in the source so that everybody sees the same run; draw yours at random.
    let [alice, robot, mallory, bob] = [1, 2, 3, 4].map(|it| Ed25519Signer::from_seed(&[it; 32]));
    let [alice_did, robot_did, mallory_did] =
        [&alice, &robot, &mallory].map(|signer| Did::from_signer(signer));
    let now = Timestamp::from_seconds(1_767_225_600)?;

    // Three builds of one program, and what Mallory would rather have you run.
    let [first, second, third] = [1, 2, 3].map(build);
    let evil = build(66);

    // Alice releases two of them herself, ...
    let mut heap: Vec<Vec<u8>> = Vec::new();
    for (version, component) in [("1.0.0", &first), ("1.1.0", &second)] {
        let said = says("image-ops", version, component)?;
        said.check(component)?; // better now than by whoever resolves it
        heap.push(sign(said.to_invocation(alice_did.clone(), alice_did.clone())?, &alice)?);
    }

    // ... and lets her robot release this name, and no other.
    let this_name = policy::equal(Selector::parse(".name")?, "image-ops");
    let leave = Delegation::new(
        alice_did.clone(),
        robot_did.clone(),
        alice_did.clone(),
        release_command(),
        Nonce::new(*b"to the robot"),
    )
    .with_policy(Policy::new(vec![this_name])?);
    let leave = Envelope::sign(leave, &alice)?;
    heap.push(leave.bytes().to_vec());
    let mut attempts = Vec::new();
    for (name, whose) in [("image-ops", None), ("wallet", Some("the robot, another name"))] {
        let said = says(name, "1.2.0", &third)?
            .to_invocation(alice_did.clone(), robot_did.clone())?
            .with_proofs(vec![*leave.cid()]);
        let token = sign(said, &robot)?;
        attempts.extend(whose.map(|whose| (whose, token.clone())));
        heap.push(token);
    }

    // Mallory puts another component into Alice's own token, releases for Alice without proof, and
    // then the same name as her own, with a number that is hard to beat.
    let forged = replaced(&heap[0], &first.cid().to_bytes(), &evil.cid().to_bytes());
    attempts.push(("Mallory, Alice's token changed", forged));
    let release = says("image-ops", "9.9.9", &evil)?;
    let unproven = release.to_invocation(alice_did.clone(), mallory_did.clone())?;
    attempts.push(("Mallory, for Alice without proof", sign(unproven, &mallory)?));
    heap.extend(attempts[1..].iter().map(|(_, token)| token.clone()));
    let own = release.to_invocation(mallory_did.clone(), mallory_did.clone())?;
    heap.push(sign(own, &mallory)?);

    // The robot has built the wrong branch. What is out is out, but it need not be chosen.
    let yank = YankStatement::new("image-ops".parse()?, "1.2.0".parse()?)
        .with_reason("built from the wrong branch")?;
    heap.push(sign(yank.to_invocation(alice_did.clone(), alice_did.clone())?, &alice)?);

    // Bob has bytes, in whatever order they came, and the time.
    heap.reverse();
    let blocks = heap.into_iter().map(Block::dag_cbor).collect::<Result<Vec<_>, _>>()?;
    let Gathered { index, left_out } =
        Gathered::from_blocks(&blocks, &DidKeyResolver, &VerifierSet::default(), &Check::at(now));
    println!("names at hand");
    for package in index.packages() {
        let owner = if package.owner() == &alice_did { "Alice" } else { "Mallory" };
        println!("  {owner}'s {package}");
        let releases = index.releases(package).map(|it| it.statement().version().to_string());
        println!("    released: {}", releases.collect::<Vec<_>>().join(", "));
        for yank in index.yanks(package) {
            println!("    yanked: {} ({})", yank.statement().version(), reason(yank.statement()));
        }
    }
    println!("left out");
    for (who, token) in &attempts {
        let cid = *Block::dag_cbor(token.as_slice())?.cid();
        let left = left_out.iter().find(|left| left.cid == cid).ok_or("it was let in")?;
        println!("  {who}: {}", left.reason);
    }
    assert_eq!(left_out.len(), attempts.len());

    println!("resolved");
    let wanted = |owner: &Did, text: &str| format!("{owner}/{text}").parse::<Requirement>();
    let range = wanted(&alice_did, "image-ops@^1")?;
    let resolved = index.resolve(&range)?;
    println!("  ^1     {} by {}", resolved.version(), who(resolved.release().issuer(), &robot_did));
    assert_eq!(
        (resolved.version().to_string().as_str(), resolved.component()),
        ("1.1.0", second.cid())
    );

    let exact = index.resolve(&wanted(&alice_did, "image-ops@1.2.0")?)?;
    println!("  1.2.0  by {}, and yanked", who(exact.release().issuer(), &robot_did));
    assert!(exact.yank().is_some() && exact.component() == third.cid());
    assert_eq!(exact.release().issuer(), &robot_did);

    let none = index.resolve(&wanted(&alice_did, "image-ops@^9")?);
    assert!(matches!(none, Err(ResolveError::NoMatch { .. })), "Mallory's 9.9.9 is not Alice's");
    println!("  ^9     of Alice there is none");
    let hers = index.resolve(&wanted(&mallory_did, "image-ops@^9")?)?;
    assert_eq!(hers.component(), evil.cid());
    println!("  ^9     of Mallory {}", hers.version());

    // Somebody has the component at hand: its types are compared with what was said.
    let at_hand = [first, second, third];
    let found = |cid: &cid::Cid| at_hand.iter().find(|block| block.cid() == cid).cloned();
    let Resolution::Checked(checked) = resolved.check_at_hand(found)? else {
        return Err("the component is not at hand".into());
    };
    assert!(matches!(hers.check_at_hand(found)?, Resolution::Unchecked(_)));

    let stores = Stores::from(Arc::new(MemoryStore::new()));
    let executor =
        Executor::builder(Arc::new(Ed25519Signer::from_seed(&[9; 32])), stores).build()?;
    let module = executor.publish_component(checked.component().bytes())?;
    assert_eq!(&module, resolved.component());
    let me = Did::from_signer(&bob);
    let call = WasmCall::new(module, "grayscale", vec![Ipld::Bytes(PHOTOGRAPH.to_vec())]);
    let token = executor.request(call.to_task(me)?, &bob)?;
    let report = executor.submit(&executor.receive(token.bytes(), &[])?)?.wait();
    let Some(Outcome::Ok(Ipld::Bytes(picture))) = report.result() else {
        return Err(format!("the task gave no picture: {report}").into());
    };
    assert!(picture.starts_with(b"\x89PNG"));
    println!("run");
    println!("  {module}");
    println!("  grayscale: {} bytes in, {} bytes out", PHOTOGRAPH.len(), picture.len());
    Ok(())
}

/// The program with a note behind it, so that every build has a CID of its own.
fn build(number: u8) -> Block {
    Block::raw([IMAGE_OPS, b"\0\x06\x04note", &[number]].concat())
}

fn says(name: &str, version: &str, component: &Block) -> Result<ReleaseStatement, Box<dyn Error>> {
    Ok(ReleaseStatement::new(name.parse()?, version.parse()?, *component.cid(), WORLD)?)
}

fn sign(said: Invocation, signer: &Ed25519Signer) -> Result<Vec<u8>, Box<dyn Error>> {
    Ok(Envelope::sign(said, signer)?.bytes().to_vec())
}

/// `bytes` with every `old` in them replaced by `new`, which is as long.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for at in 0..bytes.len().saturating_sub(old.len()) {
        if bytes[at..].starts_with(old) {
            bytes[at..at + old.len()].copy_from_slice(new);
        }
    }
    bytes
}

fn reason(yank: &YankStatement) -> &str {
    yank.reason().unwrap_or("no reason given")
}

fn who(issuer: &Did, robot: &Did) -> &'static str {
    if issuer == robot { "her robot" } else { "Alice herself" }
}
