//! Content handles (IPVM Effects, Content Handles).

use std::cell::RefCell;

use cid::Cid;
use ipvm_task::{AtFault, ContentHandle, Custodian, LostContent, ResolutionError, Unresolved};
use varsig::Block;

/// A custodian that answers as it is told.
struct Shelf {
    find: Result<Block, Unresolved>,
    load: RefCell<Result<Block, LostContent>>,
}

impl Custodian for Shelf {
    type Reader = ();

    fn find(&self, _: &Cid, (): &()) -> Result<Block, Unresolved> {
        self.find.clone()
    }

    fn load(&self, _: &ContentHandle<'_, Self>) -> Result<Block, LostContent> {
        self.load.borrow().clone()
    }
}

fn book() -> Block {
    Block::raw(*b"a book")
}

fn shelf(find: Result<Block, Unresolved>) -> Shelf {
    Shelf { load: RefCell::new(find.clone().map_err(|_| LostContent::Gone)), find }
}

#[test]
fn a_handle_knows_cid_and_size_and_gives_the_content() {
    let shelf = shelf(Ok(book()));
    let handle = ContentHandle::resolve(&shelf, book().cid(), &()).unwrap();
    assert_eq!((handle.cid(), handle.size()), (book().cid(), 6));
    assert_eq!(handle.content(), Ok(book()));
    assert_eq!(format!("{handle:?}"), format!("ContentHandle({}, 6 bytes)", book().cid()));
}

#[test]
fn what_cannot_be_resolved_is_the_environment_s_fault_or_that_of_who_may_not_read() {
    for (reason, at_fault, status) in [
        (Unresolved::NotPermitted, AtFault::Requestor, 400),
        (Unresolved::NotHere, AtFault::Environment, 408),
        (Unresolved::TimedOut, AtFault::Environment, 408),
        (Unresolved::Unreachable, AtFault::Environment, 408),
        (Unresolved::Damaged, AtFault::Environment, 408),
        (Unresolved::UnsupportedHash, AtFault::Environment, 408),
        (Unresolved::TooLarge, AtFault::Environment, 408),
        (Unresolved::Untrue, AtFault::Environment, 408),
    ] {
        let shelf = shelf(Err(reason));
        let error = ContentHandle::resolve(&shelf, book().cid(), &()).unwrap_err();
        assert_eq!(error, ResolutionError::Unresolved { cid: *book().cid(), reason });
        assert_eq!((error.at_fault(), error.at_fault().status()), (at_fault, status));
    }
}

#[test]
fn what_is_lost_after_resolution_is_the_runner_s_fault() {
    let shelf = shelf(Ok(book()));
    let handle = ContentHandle::resolve(&shelf, book().cid(), &()).unwrap();
    for reason in [LostContent::Gone, LostContent::Damaged, LostContent::Unreachable] {
        *shelf.load.borrow_mut() = Err(reason);
        let error = handle.content().unwrap_err();
        assert_eq!(error, ResolutionError::Lost { cid: *book().cid(), reason });
        assert_eq!((error.at_fault(), error.at_fault().status()), (AtFault::Runner, 500));
    }
}

#[test]
fn other_content_is_never_taken_for_what_was_asked_for() {
    let other = Block::raw(*b"another book");
    let wrong = ResolutionError::WrongBlock { cid: *book().cid(), found: *other.cid() };
    let given = shelf(Ok(other.clone()));
    let error = ContentHandle::resolve(&given, book().cid(), &()).unwrap_err();
    assert_eq!((error.clone(), error.at_fault()), (wrong.clone(), AtFault::Runner));
    let shelf = shelf(Ok(book()));
    let handle = ContentHandle::resolve(&shelf, book().cid(), &()).unwrap();
    *shelf.load.borrow_mut() = Ok(other);
    assert_eq!(handle.content(), Err(wrong));
}

#[test]
fn a_cid_is_read_from_a_text_and_a_malformed_one_is_the_requestor_s_fault() {
    let shelf = shelf(Ok(book()));
    let resolve =
        |text: &str| ContentHandle::resolve_text(&shelf, text, &()).map(|handle| *handle.cid());
    let cid = *book().cid();
    for prefix in ["", "ipfs://", "cid:"] {
        assert_eq!(resolve(&format!("{prefix}{cid}")), Ok(cid));
    }
    for text in ["", "cid:", "Qm12345", "ipfs://ipfs://x", &format!("/ipfs/{cid}")] {
        let error = resolve(text).unwrap_err();
        assert_eq!(error, ResolutionError::MalformedCid { found: text.chars().take(32).collect() });
        assert_eq!((error.at_fault(), error.at_fault().status()), (AtFault::Requestor, 400));
    }
}
