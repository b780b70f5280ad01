//! The outcome of submitted applications: set by a script, else by the résumé's marker, else drawn
//! at the configured rates.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use nova_client::types::{ErrorCode, Resume};

use crate::Remedy;
use crate::mock::world::script::{ApplicationScript, Outcome};

/// The marker in a résumé, followed by the application's outcome.
const MARKER: &str = "mock:";
/// The error codes of résumés, which lead to a rejection at intake.
const OF_RESUME: &str = "RESUME_";

/// The configured outcomes of applications that will be submitted.
#[derive(Default)]
pub(crate) struct Intake {
    /// By tenant, job and application.
    scripts: HashMap<[String; 3], ApplicationScript>,
    /// The queue and scoring durations of jobs whose script has none.
    times: (Duration, Duration),
    rates: Rates,
}

/// The shares of rejected applications and failed scoring jobs, from 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rates {
    pub(crate) rejection: f64,
    pub(crate) failure: f64,
    pub(crate) seed: u64,
}

impl Intake {
    pub(crate) fn new(times: (Duration, Duration), rates: Rates) -> Self {
        Self { scripts: HashMap::new(), times, rates }
    }

    pub(crate) fn script(&mut self, tenant: &str, job: &str, script: ApplicationScript) {
        let name = [tenant, job, &script.id].map(str::to_owned);
        self.scripts.insert(name, script);
    }

    pub(crate) fn set_times(&mut self, queue: Duration, scoring: Duration) {
        self.times = (queue, scoring);
    }

    /// Returns the outcome of an application that is submitted now and has had this many scoring
    /// jobs before.
    pub(crate) fn outcome(
        &mut self,
        [tenant, job, application]: [&str; 3],
        resume: &Resume,
        jobs_before: usize,
    ) -> ApplicationScript {
        let name = [tenant, job, application].map(str::to_owned);
        let mut script = match self.scripts.get_mut(&name) {
            Some(script) => script.advance(),
            None => of_resume(application, resume, jobs_before > 0)
                .unwrap_or_else(|| self.rates.draw([tenant, job, application], jobs_before)),
        };
        script.queue_time.get_or_insert(self.times.0);
        script.scoring_time.get_or_insert(self.times.1);
        script
    }
}

impl Rates {
    /// Draws an outcome. It depends only on the seed, the application and the number of its scoring
    /// jobs, so it is reproducible for any order of requests. Rejections do not depend on that
    /// number: the same application is rejected each time.
    fn draw(&self, name: [&str; 3], jobs_before: usize) -> ApplicationScript {
        let [.., id] = name;
        let (share, choice) = self.random(name, "rejection");
        if share < self.rejection {
            let code = pick(choice, |code| code.as_str().starts_with(OF_RESUME));
            return ApplicationScript::rejected(id, code, "Drawn at the rate of rejections", None);
        }
        let (share, choice) = self.random(name, &format!("failure {jobs_before}"));
        if share < self.failure {
            let code = pick(choice, |code| Remedy::for_code(code) == Remedy::Rescore);
            return ApplicationScript::failed(id, code, "Drawn at the rate of failures");
        }
        ApplicationScript::scored(id, invented_score(id))
    }

    /// Returns a pseudo-random number from 0 to 1, and one for choosing a code.
    fn random(&self, name: [&str; 3], purpose: &str) -> (f64, usize) {
        // The hasher has fixed keys, so the result is the same in every process.
        let mut hasher = DefaultHasher::new();
        (self.seed, name, purpose).hash(&mut hasher);
        let mut random = fastrand::Rng::with_seed(hasher.finish());
        (random.f64(), random.usize(..))
    }
}

/// Picks one of the contract's codes.
fn pick(choice: usize, is_wanted: impl Fn(&ErrorCode) -> bool) -> ErrorCode {
    let codes = ErrorCode::KNOWN.iter().filter(|code| is_wanted(code));
    let codes: Vec<_> = codes.collect();
    codes.get(choice % codes.len().max(1)).copied().cloned().unwrap_or(ErrorCode::InternalError)
}

/// Returns the outcome of the résumé's marker, if there is one.
fn of_resume(id: &str, resume: &Resume, again: bool) -> Option<ApplicationScript> {
    let text = match resume {
        Resume::Url { url } => url.as_str(),
        Resume::Text { content } => content.as_str(),
    };
    if text.trim().is_empty() {
        let code = ErrorCode::ResumeEmpty;
        return Some(ApplicationScript::rejected(id, code, "The resume has no text", None));
    }
    let word = marker(text)?;
    if let Ok(score) = word.parse() {
        return Some(ApplicationScript::scored(id, score));
    }
    if word == "STUCK" {
        return Some(ApplicationScript::stuck(id));
    }
    let code = ErrorCode::from(word);
    let is_transient = Remedy::for_code(&code) == Remedy::Rescore;
    Some(if word.starts_with(OF_RESUME) {
        ApplicationScript::rejected(id, code, "Requested by the resume's marker", None)
    } else if is_transient && again {
        ApplicationScript::scored(id, invented_score(id))
    } else {
        ApplicationScript::failed(id, code, "Requested by the resume's marker")
    })
}

fn marker(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(MARKER)?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// Returns a score from 1 to 10, the same for the same application.
fn invented_score(id: &str) -> i64 {
    id.bytes().fold(0, |sum, byte| (sum * 31 + i64::from(byte)) % 10) + 1
}

impl ApplicationScript {
    /// Takes the outcome of this submit, and keeps that of the next.
    fn advance(&mut self) -> Self {
        let next = self.next.take();
        let now = self.clone();
        if let Some(next) = next {
            *self = *next;
        }
        now
    }

    pub(crate) fn is_rejected(&self) -> bool {
        matches!(self.outcome, Outcome::Rejected { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(script: ApplicationScript) -> String {
        match script.outcome {
            Outcome::Scored { score, .. } => format!("scored {score}"),
            Outcome::Failed { code, .. } => {
                format!("failed {}", code.map(|code| code.to_string()).unwrap_or_default())
            }
            Outcome::Rejected { code, .. } => format!("rejected {code}"),
            Outcome::Stuck => "stuck".to_owned(),
        }
    }

    fn submitted(intake: &mut Intake, application: &str, resume: &str, before: usize) -> String {
        let resume = Resume::Url { url: resume.to_owned() };
        outcome(intake.outcome(["acme", "job", application], &resume, before))
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
            let rates = Rates { rejection: 0.0, failure: 0.0, seed: 0 };
            let mut intake = Intake::new((Duration::ZERO, Duration::ZERO), rates);
            let [one, two] = [0, 1].map(|before| submitted(&mut intake, "app", resume, before));
            assert_eq!((one.as_str(), two.as_str()), (first, again), "{resume}");
        }
    }

    #[test]
    fn rates_are_met_and_repeat_by_seed() {
        let drawn = |seed, before| {
            let rates = Rates { rejection: 0.1, failure: 0.2, seed };
            let mut intake = Intake::new((Duration::ZERO, Duration::ZERO), rates);
            let ids = 0..2000;
            ids.map(|id| {
                submitted(&mut intake, &format!("app-{id}"), "https://cv.example/", before)
            })
            .collect::<Vec<_>>()
        };
        let count =
            |all: &[String], word: &str| all.iter().filter(|one| one.starts_with(word)).count();
        let first = drawn(7, 0);
        assert!((160..240).contains(&count(&first, "rejected RESUME_")), "{first:?}");
        assert!((300..420).contains(&count(&first, "failed ")), "{first:?}");
        assert_eq!(first, drawn(7, 0));
        assert_ne!(first, drawn(8, 0));
        // A rejected application is rejected again; one that failed may be scored.
        let again = drawn(7, 1);
        let pairs = || first.iter().zip(&again);
        assert!(pairs().all(|(one, two)| one.starts_with("rej") == two.starts_with("rej")));
        assert!(pairs().any(|(one, two)| one.starts_with("fail") && two.starts_with("scored")));
    }
}
