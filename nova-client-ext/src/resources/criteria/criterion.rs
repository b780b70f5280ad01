//! New criteria, and changes of existing ones.

use nova_client::types;
use nova_client::types::CriterionImportance;

use crate::Error;

/// A new criterion of a job.
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
    /// Creates a criterion of any importance.
    pub fn new(text: impl Into<String>, importance: CriterionImportance) -> Self {
        Self { text: text.into(), importance }
    }

    /// Creates a criterion that an applicant must meet.
    pub fn must_have(text: impl Into<String>) -> Self {
        Self::new(text, CriterionImportance::MustHave)
    }

    /// Creates a criterion that an applicant should meet.
    pub fn preferred(text: impl Into<String>) -> Self {
        Self::new(text, CriterionImportance::Preferred)
    }

    /// Creates a criterion that is welcome.
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

/// Allows a list that was read to be changed and set again. The vendor assigns new ids and times.
impl From<types::Criterion> for NewCriterion {
    fn from(criterion: types::Criterion) -> Self {
        Self { text: criterion.text, importance: criterion.importance }
    }
}

/// A change of a criterion: of its text, its importance or both. A field that is not set is not
/// changed.
///
/// ```
/// use nova_client_ext::types::CriterionImportance;
/// use nova_client_ext::criteria::CriterionUpdate;
///
/// let update = CriterionUpdate::new().importance(CriterionImportance::MustHave);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct CriterionUpdate {
    text: Option<String>,
    importance: Option<CriterionImportance>,
}

impl CriterionUpdate {
    /// Creates an update without changes, which is rejected unless a field is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets another text.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Sets another importance.
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

/// Rejects an empty text.
pub(crate) fn check_text(text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        Err(Error::invalid("the criterion's text", "is empty"))
    } else {
        Ok(())
    }
}

/// Returns the error of an update without changes.
pub(crate) fn nothing_changes() -> Error {
    Error::invalid(
        "the update of the criterion",
        "changes nothing; set its text, importance or category",
    )
}
