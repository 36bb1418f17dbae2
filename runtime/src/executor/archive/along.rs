//! The content that goes along with a workflow (rulings I11, O77).

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipvm_workflow::{Archive, ArchiveBuilder};
use ucan_core::Did;
use varsig::Block;

use super::{
    super::{ContentError, Core, Job, content::Reader},
    ArchiveJobError,
};

/// How often content is gone through for what it names in turn.
const DEPTH: usize = 16;

impl Core {
    /// Adds the content that the tasks of a job name and may read, as far as it is here.
    pub(super) fn with_content(
        &self,
        mut builder: ArchiveBuilder,
        job: &Job,
    ) -> Result<Archive, ArchiveJobError> {
        let handler = job.workflow().and_then(|workflow| workflow.document().handler());
        let handler = handler.map(|handler| handler.task().subject());
        let everybody: BTreeSet<&Did> =
            job.tasks().map(|task| task.subject()).chain(handler).collect();
        let mut archive = builder.clone().build().map_err(ArchiveJobError::Archive)?;
        // For how many subjects each was looked at: more may name it, deeper down.
        let mut tried = BTreeMap::new();
        for _ in 0..DEPTH {
            let mut is_more = false;
            for (cid, subjects) in archive.named_content() {
                if archive.get(&cid).is_some()
                    || tried.insert(cid, subjects.len()) == Some(subjects.len())
                {
                    continue;
                }
                if let Some(block) = self.going_along(&cid, &subjects, &everybody, job)? {
                    builder = builder.with_content(block);
                    is_more = true;
                }
            }
            if !is_more {
                break;
            }
            archive = builder.clone().build().map_err(ArchiveJobError::Archive)?;
        }
        Ok(archive)
    }

    /// Content that tasks on these subjects name, if one of these may read it.
    ///
    /// Where the workflow goes on, all its tasks read what came with it. So what one of them
    /// reads as content of its subject goes along only if all others may read it too, or if it
    /// is the issuer's own, who could have sent it along themselves.
    fn going_along(
        &self,
        cid: &Cid,
        subjects: &BTreeSet<Did>,
        everybody: &BTreeSet<&Did>,
        job: &Job,
    ) -> Result<Option<Block>, ArchiveJobError> {
        // Most is public, or came with the job, and nobody in particular has to be asked for it.
        if let Some(block) = self.read_by(cid, None, job)? {
            return Ok(Some(block));
        }
        let is_issuers = |subject: &&Did| subject.principal() == job.issuer().principal();
        if let Some(issuer) = subjects.iter().find(is_issuers)
            && let Some(block) = self.read_by(cid, Some(issuer), job)?
        {
            return Ok(Some(block));
        }
        let mut block = None;
        for subject in everybody {
            block = self.read_by(cid, Some(subject), job)?;
            if block.is_none() {
                break;
            }
        }
        Ok(block)
    }

    fn read_by(
        &self,
        cid: &Cid,
        subject: Option<&Did>,
        job: &Job,
    ) -> Result<Option<Block>, ArchiveJobError> {
        match self.content(cid, &Reader::new(job, subject)) {
            Ok(block) => Ok(Some(block)),
            Err(ContentError::Store(error)) => Err(ArchiveJobError::Store(error)),
            Err(ContentError::Unavailable { .. } | ContentError::File(_)) => Ok(None),
        }
    }
}
