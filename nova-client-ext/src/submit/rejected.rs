//! The rejections in the error of a batch of which every application was rejected.
//!
//! The vendor does not document the fields, so each is searched for under plausible names and in
//! plausible places, and the original detail is kept.

use std::collections::HashSet;
use std::sync::Arc;

use nova_client::types::{self, ErrorCode};
use serde_json::{Map, Value};

use crate::error::{ErrorDetail, words};
use crate::report::{Rejection, RetryPlan};
use crate::transport::error_detail;
use crate::{Error, ErrorKind, Remedy};

/// The rejection of one application, in the error of a batch of which all were rejected, as far as
/// it was recognised. See [`Error::rejections`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RejectionDetail {
    /// The integrator's own identifier of the application.
    pub application_id: Option<String>,
    /// The error code.
    pub code: Option<ErrorCode>,
    /// A finer cause within the code, for example `missing_eof`.
    pub reason: Option<String>,
    /// The vendor's message.
    pub message: Option<String>,
    /// The original detail.
    pub detail: types::ErrorDetail,
}

impl RejectionDetail {
    /// Returns the remedy.
    pub fn remedy(&self) -> Remedy {
        Remedy::for_code(&self.code)
    }

    /// Reads a detail of the error of a batch with these applications: of one application, or of
    /// several, as a list or keyed by id.
    fn read_all(detail: &types::ErrorDetail, applications: &[String]) -> Vec<Self> {
        let single = Self::read(detail, applications);
        if single.application_id.is_some() {
            return vec![single];
        }
        let parts: Vec<Self> = parts(detail, applications)
            .into_iter()
            .filter_map(|(id, part)| {
                let part = Self::read(&error_detail(part)?, applications);
                Some(Self { application_id: id.cloned().or(part.application_id), ..part })
            })
            .collect();
        // A list without application ids is about something else.
        if parts.iter().any(|part| part.application_id.is_some()) { parts } else { vec![single] }
    }

    /// Reads a detail of one application.
    fn read(detail: &types::ErrorDetail, applications: &[String]) -> Self {
        let detail_value = serde_json::to_value(detail).unwrap_or_default();
        let layers = layers(&detail_value);
        let text = |names: &[&str]| {
            layers.iter().find_map(|layer| text_of(layer, names)).map(str::to_owned)
        };
        let explicit_id = text(&["applicationid", "application"]);
        let by_position = || {
            let number =
                layers.iter().find_map(|layer| number_of(layer, &["applicationindex", "index"]));
            let field = detail.field.as_deref();
            let place = number.or_else(|| index_in(field?));
            // The field may also be the id of the application itself.
            let place =
                place.or_else(|| applications.iter().position(|id| Some(id.as_str()) == field))?;
            applications.get(place).cloned()
        };
        Self {
            application_id: explicit_id.or_else(by_position),
            code: text(&["errorcode", "code"]).map(|code| ErrorCode::from(code.as_str())),
            reason: text(&["reason"]),
            message: text(&["message", "errormessage"])
                .or_else(|| words(detail).map(str::to_owned)),
            detail: detail.clone(),
        }
    }
}

/// All rejections of a batch, attached to its error.
#[derive(Debug)]
struct Rejections(Vec<RejectionDetail>);

impl ErrorDetail for Rejections {
    fn describe(&self) -> Option<String> {
        let summaries = self.0.iter().filter_map(summary);
        Some(summaries.flat_map(|summary| ["; ".to_owned(), summary]).collect())
    }
}

impl Error {
    /// Returns the rejections in the error of a batch of which every application was rejected
    /// ([`ErrorKind::AllRejected`]): one for each detail of the vendor's error. `None` for other
    /// errors.
    pub fn rejections(&self) -> Option<&[RejectionDetail]> {
        self.detail::<Rejections>().map(|rejections| rejections.0.as_slice())
    }

    /// Returns the retry plan of a batch of which every application was rejected
    /// ([`ErrorKind::AllRejected`]), with the applications that the error names. `None` for other
    /// errors.
    pub fn retry_plan(&self) -> Option<RetryPlan> {
        // An application with several details is rejected once.
        let mut seen = HashSet::new();
        let named = self.rejections()?.iter().filter_map(|rejection| {
            let application_id = rejection.application_id.as_ref()?;
            seen.insert(application_id).then_some(())?;
            Some(Rejection {
                application_id: application_id.clone(),
                code: rejection.code.clone().unwrap_or_else(|| ErrorCode::from("")),
                message: rejection.message.clone().unwrap_or_default(),
                reason: rejection.reason.clone(),
                remedy: rejection.remedy(),
            })
        });
        Some(RetryPlan::new(&[], &named.collect::<Vec<_>>()))
    }
}

/// Returns a text with the application and the cause, as far as they were recognised; `None` if
/// nothing was.
fn summary(rejection: &RejectionDetail) -> Option<String> {
    let RejectionDetail { application_id, code, reason, message, .. } = rejection;
    if application_id.is_none() && code.is_none() && reason.is_none() && message.is_none() {
        return None;
    }
    let mut text = application_id
        .as_ref()
        .map_or("an application".to_owned(), |id| format!("application {id:?}"));
    for (part, before) in
        [(code.as_ref().map(types::ErrorCode::as_str), " "), (reason.as_deref(), ", ")]
    {
        text.extend(part.into_iter().flat_map(|part| [before, part]));
    }
    text.extend(message.iter().flat_map(|message| [": ", message]));
    Some(text)
}

/// Converts the error into [`ErrorKind::AllRejected`], if it is the rejection of all of these
/// applications.
pub(super) fn explain(error: Error, applications: &[String]) -> Error {
    let validation_error = error.api().filter(|body| body.code == ErrorCode::ValidationError);
    let Some(body) = validation_error
        .filter(|_| error.status() == Some(reqwest::StatusCode::UNPROCESSABLE_ENTITY))
    else {
        return error;
    };
    let rejections = body
        .details
        .iter()
        .flat_map(|detail| RejectionDetail::read_all(detail, applications))
        .collect();
    error.with_kind(ErrorKind::AllRejected).with_detail(Arc::new(Rejections(rejections)))
}

/// Returns the parts of a detail that concern several applications, each with the id if the part is
/// keyed by it.
fn parts<'a>(
    detail: &'a types::ErrorDetail,
    applications: &'a [String],
) -> Vec<(Option<&'a String>, &'a Value)> {
    let types::ErrorDetail { code, field, message, extra, .. } = detail;
    let is_by_id = extra.keys().all(|name| applications.contains(name));
    if is_by_id && [code, field, message].iter().all(|field| field.is_none()) {
        return extra.iter().map(|(id, part)| (Some(id), part)).collect();
    }
    let lists = extra.values().filter_map(Value::as_array).flatten();
    lists.filter(|part| part.is_object()).map(|part| (None, part)).collect()
}

/// Returns the objects in which a field may be, the innermost first, which is the most specific.
fn layers(detail: &Value) -> Vec<&Map<String, Value>> {
    let mut layers = Vec::new();
    let mut found: Vec<&Value> = vec![detail];
    while let Some(layer) = found.pop().and_then(Value::as_object) {
        layers.push(layer);
        let inner = layer.iter().find(|(name, value)| {
            value.is_object()
                && ["error", "value", "rejection", "details"].contains(&normalised(name).as_str())
        });
        found.extend(inner.map(|(_, value)| value));
    }
    layers.reverse();
    layers
}

/// Normalises a field name: `application_id`, `applicationId` and `ApplicationID` are the same.
fn normalised(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

fn field<'a>(layer: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|wanted| {
        let found =
            layer.iter().find(|(name, value)| normalised(name) == *wanted && !value.is_null());
        found.map(|(_, value)| value)
    })
}

fn text_of<'a>(layer: &'a Map<String, Value>, names: &[&str]) -> Option<&'a str> {
    let value = field(layer, names)?;
    // `"application": {"id": …}`
    value.as_str().or_else(|| field(value.as_object()?, &["id", "applicationid"])?.as_str())
}

fn number_of(layer: &Map<String, Value>, names: &[&str]) -> Option<usize> {
    usize::try_from(field(layer, names)?.as_u64()?).ok()
}

/// Returns the index in a field path: `applications[3].resume`, `applications.3`,
/// `/applications/3`.
fn index_in(field: &str) -> Option<usize> {
    let rest = field.trim_start_matches(['$', '.', '/']).strip_prefix("applications")?;
    let digits = rest.trim_start_matches(['[', '.', '/']);
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_application_with_several_details_is_planned_once() {
        let details = [("app-1", "RESUME_EMPTY"), ("app-1", "VALIDATION_ERROR"), ("app-2", "X")];
        let details = details.map(|(id, code)| {
            let detail = serde_json::from_value(json!({"applicationId": id, "code": code}));
            RejectionDetail::read(&detail.unwrap(), &[])
        });
        let error = Error::new(ErrorKind::AllRejected, "every application was rejected");
        let error = error.with_detail(Arc::new(Rejections(details.into())));
        let plan = error.retry_plan().unwrap();
        assert_eq!(
            (plan.submit, plan.blocked),
            (vec!["app-1".to_owned()], vec!["app-2".to_owned()])
        );
    }

    #[test]
    fn fields_are_recognised_under_plausible_names() {
        let applications = ["app-0", "app-1"].map(str::to_owned);
        for detail in [
            json!({"applicationId": "app-1", "code": "RESUME_EMPTY", "reason": "r", "message": "m"}),
            json!({"application_id": "app-1", "error": {"code": "RESUME_EMPTY", "reason": "r", "message": "m"}}),
            json!({"application": {"id": "app-1"}, "errorCode": "RESUME_EMPTY", "reason": "r", "errorMessage": "m"}),
            json!({"field": "applications[1].resume", "code": "RESUME_EMPTY", "reason": "r", "message": "m"}),
            json!({"field": "/applications/1", "code": "invalid", "message": "outer",
                "error": {"code": "RESUME_EMPTY", "reason": "r", "message": "m"}}),
            json!({"index": 1, "code": "RESUME_EMPTY", "reason": "r", "message": "m"}),
            json!({"value": {"applicationId": "app-1", "code": "RESUME_EMPTY", "reason": "r", "message": "m"}}),
        ] {
            let read = RejectionDetail::read(
                &serde_json::from_value(detail.clone()).unwrap(),
                &applications,
            );
            assert_eq!(read.application_id.as_deref(), Some("app-1"), "{detail}");
            assert_eq!(read.code, Some(ErrorCode::ResumeEmpty), "{detail}");
            assert_eq!(
                (read.reason.as_deref(), read.message.as_deref()),
                (Some("r"), Some("m")),
                "{detail}"
            );
            assert_eq!(read.remedy(), Remedy::ReplaceResume);
        }
    }

    #[test]
    fn one_detail_may_contain_several_applications() {
        let applications = ["app-0", "app-1"].map(str::to_owned);
        let why = json!({"code": "RESUME_EMPTY", "message": "m"});
        let listed = json!([{"applicationId": "app-0", "error": why}, {"applicationId": "app-1", "error": why}]);
        for detail in [
            json!({"rejectedApplications": listed}),
            json!({"code": "invalid", "field": "applications", "value": listed}),
            json!({"app-0": why, "app-1": {"error": why}}),
        ] {
            let detail: types::ErrorDetail = serde_json::from_value(detail).unwrap();
            let read = RejectionDetail::read_all(&detail, &applications);
            let found: Vec<_> =
                read.iter().map(|one| (one.application_id.as_deref(), one.code.as_ref())).collect();
            let code = Some(&ErrorCode::ResumeEmpty);
            assert_eq!(found, [(Some("app-0"), code), (Some("app-1"), code)], "{}", json!(detail));
        }
        let found = |detail| {
            let read =
                RejectionDetail::read_all(&serde_json::from_value(detail).unwrap(), &applications);
            read.into_iter().map(|one| (one.application_id, one.message)).collect::<Vec<_>>()
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(found(json!({"app-1": "bad"})), [(text("app-1"), text("bad"))]);
        assert_eq!(found(json!({"field": "app-1", "message": "m"})), [(text("app-1"), text("m"))]);
        assert_eq!(found(json!({"value": "app-1 is bad"})), [(None, text("app-1 is bad"))]);
        assert_eq!(found(json!({"field": "resume.url", "value": "secret"})), [(None, None)]);
        assert_eq!(
            found(json!({"message": "m", "allowed": [{"type": "pdf"}]})),
            [(None, text("m"))]
        );
    }

    #[test]
    fn unrecognised_fields_are_none_and_the_detail_is_kept() {
        for detail in [
            json!({}),
            json!({"who": 7}),
            json!({"field": "applications[9].resume"}),
            json!({"field": "x"}),
        ] {
            let detail: types::ErrorDetail = serde_json::from_value(detail).unwrap();
            let read = RejectionDetail::read(&detail, &["app-0".to_owned()]);
            assert_eq!(
                (read.application_id, read.code, read.reason, read.message),
                (None, None, None, None)
            );
            assert_eq!(read.detail, detail);
        }
    }
}
