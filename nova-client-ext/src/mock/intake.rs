//! How submitted applications fare: as a test has scripted them, else as their résumés say.

use std::collections::HashMap;
use std::time::Duration;

use nova_client::types::{ErrorCode, Resume};

use super::script::{ApplicationScript, Fate};
use crate::Remedy;

/// What follows it in a résumé says how the application fares.
const MARKER: &str = "mock:";
/// The codes that are about the résumé itself, and so are found at intake.
const OF_RESUME: &str = "RESUME_";

/// What is known of applications before they are submitted.
#[derive(Default)]
pub(super) struct Intake {
    /// By tenant, job and application.
    scripts: HashMap<[String; 3], ApplicationScript>,
    /// What a job waits and takes where its script does not say.
    times: (Duration, Duration),
}

impl Intake {
    pub(super) fn script(&mut self, tenant: &str, job: &str, script: ApplicationScript) {
        let name = [tenant, job, &script.id].map(str::to_owned);
        self.scripts.insert(name, script);
    }

    pub(super) fn set_times(&mut self, queue: Duration, scoring: Duration) {
        self.times = (queue, scoring);
    }

    /// What becomes of an application that is submitted now; `again` if it has been scored or has
    /// failed before.
    pub(super) fn judge(
        &mut self,
        [tenant, job, application]: [&str; 3],
        resume: &Resume,
        again: bool,
    ) -> ApplicationScript {
        let name = [tenant, job, application].map(str::to_owned);
        let mut script = match self.scripts.get_mut(&name) {
            Some(script) => script.advance(),
            None => by_resume(application, resume, again),
        };
        script.queue_time.get_or_insert(self.times.0);
        script.scoring_time.get_or_insert(self.times.1);
        script
    }
}

/// What the résumé itself says.
fn by_resume(id: &str, resume: &Resume, again: bool) -> ApplicationScript {
    let text = match resume {
        Resume::Url { url } => url.as_str(),
        Resume::Text { content } => content.as_str(),
    };
    let scored = || ApplicationScript::scored(id, invented_score(id));
    if text.trim().is_empty() {
        return ApplicationScript::rejected(
            id,
            ErrorCode::ResumeEmpty,
            "The resume has no text",
            None,
        );
    }
    let Some(word) = marker(text) else { return scored() };
    if let Ok(score) = word.parse() {
        return ApplicationScript::scored(id, score);
    }
    if word == "STUCK" {
        return ApplicationScript::stuck(id);
    }
    let code = ErrorCode::from(word);
    let is_transient = Remedy::for_code(&code) == Remedy::Rescore;
    if word.starts_with(OF_RESUME) {
        ApplicationScript::rejected(id, code, "The resume's marker turns it away", None)
    } else if is_transient && again {
        scored()
    } else {
        ApplicationScript::failed(id, code, "The resume's marker makes the scoring fail")
    }
}

fn marker(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(MARKER)?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// From 1 to 10, the same for the same application.
fn invented_score(id: &str) -> i64 {
    id.bytes().fold(0, |sum, byte| (sum * 31 + i64::from(byte)) % 10) + 1
}

impl ApplicationScript {
    /// Takes what becomes of the application this time, and leaves what will next time.
    fn advance(&mut self) -> Self {
        let next = self.next.take();
        let now = self.clone();
        if let Some(next) = next {
            *self = *next;
        }
        now
    }

    pub(super) fn is_rejected(&self) -> bool {
        matches!(self.fate, Fate::Rejected { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fate(resume: &str, again: bool) -> String {
        let resume = Resume::Url { url: resume.to_owned() };
        match Intake::default().judge(["acme", "job", "app"], &resume, again).fate {
            Fate::Scored { score, .. } => format!("scored {score}"),
            Fate::Failed { code, .. } => {
                format!("failed {}", code.map(|code| code.to_string()).unwrap_or_default())
            }
            Fate::Rejected { code, .. } => format!("rejected {code}"),
            Fate::Stuck => "stuck".to_owned(),
        }
    }

    #[test]
    fn a_marker_in_the_resume_decides() {
        for (resume, first, again) in [
            ("https://cv.example/mock:9.pdf", "scored 9", "scored 9"),
            ("https://cv.example/mock:STUCK", "stuck", "stuck"),
            ("mock:RESUME_CORRUPTED.pdf", "rejected RESUME_CORRUPTED", "rejected RESUME_CORRUPTED"),
            ("mock:COSMIC_RAY", "failed COSMIC_RAY", "failed COSMIC_RAY"),
            ("mock:TIMEOUT", "failed TIMEOUT", "scored 2"),
            (" \n\t ", "rejected RESUME_EMPTY", "rejected RESUME_EMPTY"),
            ("https://cv.example/a.pdf?mock:", "scored 2", "scored 2"),
        ] {
            assert_eq!(
                (fate(resume, false).as_str(), fate(resume, true).as_str()),
                (first, again),
                "{resume}"
            );
        }
    }
}
