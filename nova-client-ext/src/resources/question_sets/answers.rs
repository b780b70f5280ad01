//! Answers to a question set, validated against it.

use std::fmt;

use chrono::{DateTime, Utc};
use nova_client::types::{AnswerValue, Question, QuestionAnswer, QuestionSet, SelectionType};

use crate::{Error, ErrorKind};

/// Answers to the questions of one set, for a [generation](crate::criteria::GenerateCriteriaRequest::answers).
///
/// They are validated against the set: each question must be in the set and have an answer, each
/// option must be one of the question's, and a question with one answer must get only one. Errors
/// are reported when the generation is awaited, before anything is sent, and do not contain the
/// answer.
///
/// ```
/// use nova_client_ext::types::QuestionSet;
/// use nova_client_ext::question_sets::Answers;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let set: QuestionSet = serde_json::from_str(r#"{"id": "qs_1", "jobId": "job-1", "expiresAt": "2030-01-01T00:00:00Z",
///     "questions": [{"id": "q_1", "question": "Where?", "selectionType": "single", "options": ["office", "home"]}]}"#)?;
/// let answers = Answers::to(&set).choose("q_1", "home");
/// assert!(!format!("{answers:?}").contains("home"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Answers {
    set: QuestionSet,
    entries: Vec<Answer>,
    /// The error of the first invalid answer.
    invalid: Option<Error>,
}

/// The answer to a question of the set.
#[derive(Clone)]
struct Answer {
    /// The position of the question in the set.
    place: usize,
    chosen: Vec<String>,
}

/// Prints the number of answers, and none of them.
impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers")
            .field("question_set", &self.set.id)
            .field("answered", &self.entries.len())
            .finish_non_exhaustive()
    }
}

impl Answers {
    /// Creates an empty set of answers.
    pub fn to(set: &QuestionSet) -> Self {
        Self { set: set.clone(), entries: Vec::new(), invalid: None }
    }

    /// Adds an option to the answer of a question; a question with multiple selection takes
    /// several. If the question has no options, the text is the answer.
    pub fn choose(mut self, question: impl AsRef<str>, option: impl Into<String>) -> Self {
        if let Err(error) = self.add(question.as_ref(), option.into()) {
            self.invalid.get_or_insert(error);
        }
        self
    }

    fn add(&mut self, id: &str, option: String) -> Result<(), Error> {
        let set = &self.set.id;
        let place =
            self.set.questions.iter().position(|question| question.id == id).ok_or_else(|| {
                let ids: Vec<&str> =
                    self.set.questions.iter().map(|question| question.id.as_str()).collect();
                let why = format!("is not in question set {set:?}, which has {}", ids.join(", "));
                Error::invalid(&format!("the question {id:?}"), why)
            })?;
        let question = &self.set.questions[place];
        let subject = || format!("the answer to question {id:?}");
        if !question.options.is_empty() && !question.options.contains(&option) {
            let why = format!("is not one of its options, which are {}", quoted(question));
            return Err(Error::invalid(&subject(), why));
        }
        let Some(answer) = self.entries.iter_mut().find(|answer| answer.place == place) else {
            self.entries.push(Answer { place, chosen: vec![option] });
            return Ok(());
        };
        if question.selection_type == SelectionType::Single {
            return Err(Error::invalid(
                &subject(),
                "is given twice, but the question takes only one",
            ));
        }
        if answer.chosen.contains(&option) {
            return Err(Error::invalid(&subject(), "contains the same option twice"));
        }
        answer.chosen.push(option);
        Ok(())
    }

    pub(crate) fn check(&self, now: DateTime<Utc>) -> Result<(), Error> {
        if let Some(error) = &self.invalid {
            return Err(error.clone());
        }
        let QuestionSet { id, expires_at, questions, .. } = &self.set;
        if let Some(expires_at) = expires_at.filter(|expires_at| *expires_at <= now) {
            let [expired, now] = [expires_at, now].map(|at| at.to_rfc3339());
            let what = format!(
                "question set {id:?} expired at {expired}, and by the local clock it is {now}; create a new one for the \
                 job and answer that"
            );
            return Err(Error::new(ErrorKind::QuestionSetExpired, what));
        }
        let is_open = |place: &usize| self.entries.iter().all(|answer| answer.place != *place);
        let open: Vec<&str> = (0..questions.len())
            .filter(is_open)
            .filter_map(|place| Some(questions.get(place)?.id.as_str()))
            .collect();
        if !open.is_empty() {
            let why = format!("leave open {}; every question needs an answer", open.join(", "));
            return Err(Error::invalid(&format!("the answers to question set {id:?}"), why));
        }
        Ok(())
    }

    /// Returns the id of the set, and the answers in wire format.
    pub(crate) fn into_wire(self) -> (String, Vec<QuestionAnswer>) {
        let Self { set, entries, .. } = self;
        let answers = entries.into_iter().filter_map(|Answer { place, mut chosen }| {
            let question = set.questions.get(place)?;
            let is_one = chosen.len() == 1 && question.selection_type != SelectionType::Multi;
            let value = if is_one {
                AnswerValue::One(chosen.remove(0))
            } else {
                AnswerValue::Several(chosen)
            };
            Some(QuestionAnswer { id: question.id.clone(), value })
        });
        (set.id.clone(), answers.collect())
    }
}

fn quoted(question: &Question) -> String {
    question.options.iter().map(|option| format!("{option:?}")).collect::<Vec<_>>().join(", ")
}
