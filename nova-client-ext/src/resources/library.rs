//! The criteria library: criteria that a tenant keeps to use again. They belong to no job.
//!
//! [`Tenant::library`] leads to it. Nothing here puts a criterion into a job: that is for
//! [criteria](crate::criteria::Criteria).

pub use nova_client::Change;
use nova_client::types;
use nova_client::types::CriterionImportance;

use crate::access::validated;
use crate::client::Keyed;
use crate::criteria::{check_text, nothing_changes};
use crate::{Call, CriterionId, Error, Tenant};

impl Tenant {
    /// The tenant's criteria library. Nothing is sent.
    pub fn library(&self) -> Library {
        Library { tenant: self.clone() }
    }
}

/// The criteria library of a tenant.
///
/// ```no_run
/// use nova_client_ext::{Error, Tenant};
/// use nova_client_ext::library::{Change, LibraryCriterionUpdate, NewLibraryCriterion};
///
/// # async fn example(tenant: Tenant) -> Result<(), Error> {
/// let library = tenant.library();
/// let kept = library.add(NewLibraryCriterion::must_have("Speaks Dutch").category("languages")).await?;
/// library.edit(&kept.id, LibraryCriterionUpdate::new().category(Change::Clear)).await?;
/// for criterion in library.list().await? {
///     println!("{} ({})", criterion.text, criterion.importance);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Library {
    tenant: Tenant,
}

impl Library {
    /// All criteria, newest first.
    ///
    /// Vendor operation `listLibraryCriteria`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn list(&self) -> Call<Vec<types::LibraryCriterion>> {
        Call::new(&self.tenant, |client| async move { client.list_library_criteria().send().await })
            .map(|list| list.criteria)
    }

    /// The criteria of a category, newest first.
    ///
    /// Vendor operation `listLibraryCriteria`, as [`list`](Self::list): in the same bucket,
    /// repeated alike.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors). A category that no criterion has is an empty list.
    pub fn list_by_category(
        &self,
        category: impl Into<String>,
    ) -> Call<Vec<types::LibraryCriterion>> {
        let category = category.into();
        Call::new(&self.tenant, |client| async move {
            client.list_library_criteria().category(category).send().await
        })
        .map(|list| list.criteria)
    }

    /// Keeps a criterion.
    ///
    /// Vendor operation `addLibraryCriterion`, in the bucket `read_and_ops`. It carries an
    /// `Idempotency-Key`, by which a repeat answers as the first did; without the same key, a
    /// repeat makes a duplicate.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a criterion
    /// without a text.
    pub fn add(
        &self,
        criterion: impl Into<NewLibraryCriterion>,
    ) -> Call<types::LibraryCriterion, Keyed> {
        let criterion = criterion.into();
        let validity = check_text(&criterion.text);
        Call::new(&self.tenant, |client| async move {
            let NewLibraryCriterion { text, importance, category } = criterion;
            let body = types::NewLibraryCriterion::builder()
                .text(text)
                .importance(importance)
                .category(category);
            client.add_library_criterion().body(body).send().await
        })
        .map(|answer| answer.criterion)
        .checked(validity)
    }

    /// The criterion of this id.
    ///
    /// Vendor operation `getLibraryCriterion`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id that could
    /// not arrive as given; 404 `LIBRARY_CRITERION_NOT_FOUND` for an unknown one.
    pub fn get<C>(&self, id: C) -> Call<types::LibraryCriterion>
    where
        C: TryInto<CriterionId>,
        C::Error: Into<Error>,
    {
        let (id, validity) = validated::<CriterionId, _>(id);
        Call::new(&self.tenant, |client| async move {
            client.get_library_criterion().criterion_id(id).send().await
        })
        .map(|answer| answer.criterion)
        .checked(validity)
    }

    /// Changes a criterion of the library; jobs that were given it before keep it as it was.
    ///
    /// Vendor operation `updateLibraryCriterion`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, by which a repeat answers as the first did.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get); [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an edit
    /// that changes nothing or takes the text away.
    pub fn edit<C>(
        &self,
        id: C,
        edit: LibraryCriterionUpdate,
    ) -> Call<types::LibraryCriterion, Keyed>
    where
        C: TryInto<CriterionId>,
        C::Error: Into<Error>,
    {
        let (id, validity) = validated::<CriterionId, _>(id);
        let (validity, body) = match validity.and_then(|()| edit.body()) {
            Ok(body) => (Ok(()), body),
            Err(error) => (Err(error), types::LibraryCriterionUpdate::default()),
        };
        Call::new(&self.tenant, |client| async move {
            client.update_library_criterion().criterion_id(id).body(body).send().await
        })
        .map(|answer| answer.criterion)
        .checked(validity)
    }

    /// Takes a criterion out of the library; jobs that were given it before keep it.
    ///
    /// Vendor operation `removeLibraryCriterion`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, by which a repeat answers as the first did. The answer's `success` is the
    /// vendor's word on whether it was done.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get).
    pub fn remove<C>(&self, id: C) -> Call<types::Success, Keyed>
    where
        C: TryInto<CriterionId>,
        C::Error: Into<Error>,
    {
        let (id, validity) = validated::<CriterionId, _>(id);
        Call::new(&self.tenant, |client| async move {
            client.remove_library_criterion().criterion_id(id).send().await
        })
        .checked(validity)
    }
}

/// A criterion that the library shall have.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct NewLibraryCriterion {
    text: String,
    importance: CriterionImportance,
    category: Option<String>,
}

impl NewLibraryCriterion {
    /// A criterion of any importance, without a category.
    pub fn new(text: impl Into<String>, importance: CriterionImportance) -> Self {
        Self { text: text.into(), importance, category: None }
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

    /// A word to find it by.
    pub fn category(mut self, category: impl Into<String>) -> Self {
        self.category = Some(category.into());
        self
    }
}

/// A change of a criterion of the library. What is not mentioned stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct LibraryCriterionUpdate {
    text: Option<String>,
    importance: Option<CriterionImportance>,
    category: Change<String>,
}

impl LibraryCriterionUpdate {
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

    /// Gives it a category, or takes it away with [`Change::Clear`].
    pub fn category(mut self, category: impl Into<Change<String>>) -> Self {
        self.category = category.into();
        self
    }

    /// Checks the change and makes the body of the request.
    fn body(self) -> Result<types::LibraryCriterionUpdate, Error> {
        let Self { text, importance, category } = self;
        match &text {
            Some(text) => check_text(text)?,
            None if importance.is_none() && category == Change::Keep => {
                return Err(nothing_changes());
            }
            None => {}
        }
        let text = text.map(types::LibraryCriterionUpdateText::try_from).transpose();
        let text = text.map_err(|why| Error::invalid("the criterion's text", why.to_string()))?;
        Ok(types::LibraryCriterionUpdate { text, importance, category })
    }
}
