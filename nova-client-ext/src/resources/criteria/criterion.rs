//! A criterion to be, and a change of one that is.

use nova_client::types;
use nova_client::types::CriterionImportance;

use crate::Error;

/// A criterion that a job shall have.
///
/// ```
/// use nova_client_ext::criteria::NewCriterion;
///
/// let criteria = [NewCriterion::must_have("Speaks Dutch"), NewCriterion::preferred("Has worked in logistics")];
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct NewCriterion {
    text: String,
    importance: CriterionImportance,
}

impl NewCriterion {
    /// A criterion of any importance.
    pub fn new(text: impl Into<String>, importance: CriterionImportance) -> Self {
        Self { text: text.into(), importance }
    }

    /// Without this an applicant does not fit.
    pub fn must_have(text: impl Into<String>) -> Self {
        Self::new(text, CriterionImportance::MustHave)
    }

    /// This speaks for an applicant.
    pub fn preferred(text: impl Into<String>) -> Self {
        Self::new(text, CriterionImportance::Preferred)
    }

    /// This is welcome.
    pub fn nice_to_have(text: impl Into<String>) -> Self {
        Self::new(text, CriterionImportance::NiceToHave)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        check_text(&self.text)
    }
}

impl From<NewCriterion> for types::NewCriterion {
    fn from(criterion: NewCriterion) -> Self {
        Self { text: criterion.text, importance: criterion.importance }
    }
}

impl From<types::NewCriterion> for NewCriterion {
    fn from(criterion: types::NewCriterion) -> Self {
        Self { text: criterion.text, importance: criterion.importance }
    }
}

/// So that a list that was read can be changed and set again. Ids and times are given anew.
impl From<types::Criterion> for NewCriterion {
    fn from(criterion: types::Criterion) -> Self {
        Self { text: criterion.text, importance: criterion.importance }
    }
}

/// A change of a criterion: of its text, its importance or both. What is not mentioned stays as it
/// is.
///
/// ```
/// use nova_client_ext::types::CriterionImportance;
/// use nova_client_ext::criteria::CriterionUpdate;
///
/// let edit = CriterionUpdate::new().importance(CriterionImportance::MustHave);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct CriterionUpdate {
    text: Option<String>,
    importance: Option<CriterionImportance>,
}

impl CriterionUpdate {
    /// A change of nothing yet; it is rejected unless something is added to it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives it another text.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Gives it another importance.
    pub fn importance(mut self, importance: CriterionImportance) -> Self {
        self.importance = Some(importance);
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        match &self.text {
            None if self.importance.is_none() => Err(nothing_changes()),
            None => Ok(()),
            Some(text) => check_text(text),
        }
    }

    pub(super) fn into_wire(self) -> types::CriterionUpdate {
        types::CriterionUpdate { text: self.text, importance: self.importance }
    }
}

/// A criterion that says nothing cannot be meant, in a job or in the library.
pub(crate) fn check_text(text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        Err(Error::invalid("the criterion's text", "is empty"))
    } else {
        Ok(())
    }
}

/// The refusal of an edit that is none.
pub(crate) fn nothing_changes() -> Error {
    Error::invalid(
        "the edit of the criterion",
        "changes nothing; give it what shall become different",
    )
}
