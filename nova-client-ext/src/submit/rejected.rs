//! What a refusal of all applications of a batch says of each.
//!
//! The vendor does not publish the names of the fields, so each is looked for where it may well
//! be, and whatever came is kept as it is.

use std::sync::Arc;

use nova_client::types::{self, ErrorCode};
use serde_json::{Map, Value};

use crate::error::{ErrorDetail, words};
use crate::report::{Rejection, RetryPlan};
use crate::transport::error_detail;
use crate::{Error, ErrorKind, Remedy};

/// What the refusal of a whole batch says of one application, as far as it can be recognised. See
/// [`Error::rejections`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RejectionDetail {
    /// The integrator's own identifier of the application.
    pub application_id: Option<String>,
    /// Why it was rejected.
    pub code: Option<ErrorCode>,
    /// A finer cause within the code, for example `missing_eof`.
    pub reason: Option<String>,
    /// The vendor's words for it.
    pub message: Option<String>,
    /// Everything that came, under the names it came with.
    pub detail: types::ErrorDetail,
}

impl RejectionDetail {
    /// What helps.
    pub fn remedy(&self) -> Remedy {
        Remedy::for_code(&self.code)
    }

    /// Reads a detail of the refusal of a batch of these applications: of one application, or of
    /// several, as a list or under their ids.
    fn read_all(detail: &types::ErrorDetail, applications: &[String]) -> Vec<Self> {
        let whole = Self::read(detail, applications);
        if whole.application_id.is_some() {
            return vec![whole];
        }
        let parts: Vec<Self> = parts(detail, applications)
            .into_iter()
            .filter_map(|(id, part)| {
                let part = Self::read(&error_detail(part)?, applications);
                Some(Self { application_id: id.cloned().or(part.application_id), ..part })
            })
            .collect();
        // A list that names no application is about something else.
        if parts.iter().any(|part| part.application_id.is_some()) { parts } else { vec![whole] }
    }

    /// Reads a detail as that of one application.
    fn read(detail: &types::ErrorDetail, applications: &[String]) -> Self {
        let whole = serde_json::to_value(detail).unwrap_or_default();
        let layers = layers(&whole);
        let text = |names: &[&str]| {
            layers.iter().find_map(|layer| text_of(layer, names)).map(str::to_owned)
        };
        let named = text(&["applicationid", "application"]);
        let placed = || {
            let number =
                layers.iter().find_map(|layer| number_of(layer, &["applicationindex", "index"]));
            let field = detail.field.as_deref();
            let place = number.or_else(|| place_in(field?));
            // Some name the application where others name the field.
            let place =
                place.or_else(|| applications.iter().position(|id| Some(id.as_str()) == field))?;
            applications.get(place).cloned()
        };
        Self {
            application_id: named.or_else(placed),
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
    /// Returns what the rejection of a whole batch says of its applications
    /// ([`ErrorKind::AllRejected`]): one for each detail of the vendor's error, with everything
    /// that came. `None` for other errors.
    pub fn rejections(&self) -> Option<&[RejectionDetail]> {
        self.detail::<Rejections>().map(|rejections| rejections.0.as_slice())
    }

    /// Returns which way the applications of a batch can go again of which every one was rejected
    /// ([`ErrorKind::AllRejected`]), as far as the vendor named them. `None` for other errors.
    pub fn retry_plan(&self) -> Option<RetryPlan> {
        let named = self.rejections()?.iter().filter_map(|rejection| {
            Some(Rejection {
                application_id: rejection.application_id.clone()?,
                code: rejection.code.clone().unwrap_or_else(|| ErrorCode::from("")),
                message: rejection.message.clone().unwrap_or_default(),
                reason: rejection.reason.clone(),
                remedy: rejection.remedy(),
            })
        });
        Some(RetryPlan::new(&[], &named.collect::<Vec<_>>()))
    }
}

/// Which application was rejected and why, as far as it was recognised; nothing where nothing was.
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

/// Makes the rejection of all of these applications an error of its own kind.
pub(super) fn explain(error: Error, applications: &[String]) -> Error {
    let refusal = error.api().filter(|body| body.code == ErrorCode::ValidationError);
    let Some(body) =
        refusal.filter(|_| error.status() == Some(reqwest::StatusCode::UNPROCESSABLE_ENTITY))
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

/// What a detail may say of several applications, each with its id where that is the name of the
/// field.
fn parts<'a>(
    detail: &'a types::ErrorDetail,
    applications: &'a [String],
) -> Vec<(Option<&'a String>, &'a Value)> {
    let types::ErrorDetail { code, field, message, extra, .. } = detail;
    let is_by_id = extra.keys().all(|name| applications.contains(name));
    if is_by_id && [code, field, message].iter().all(|member| member.is_none()) {
        return extra.iter().map(|(id, part)| (Some(id), part)).collect();
    }
    let lists = extra.values().filter_map(Value::as_array).flatten();
    lists.filter(|part| part.is_object()).map(|part| (None, part)).collect()
}

/// The objects in which a field may be, the innermost first: an error of its own says more than
/// what is around it.
fn layers(whole: &Value) -> Vec<&Map<String, Value>> {
    let mut layers = Vec::new();
    let mut found: Vec<&Value> = vec![whole];
    while let Some(layer) = found.pop().and_then(Value::as_object) {
        layers.push(layer);
        let inner = layer.iter().find(|(name, value)| {
            value.is_object()
                && ["error", "value", "rejection", "details"].contains(&plain(name).as_str())
        });
        found.extend(inner.map(|(_, value)| value));
    }
    layers.reverse();
    layers
}

/// `application_id`, `applicationId` and `ApplicationID` are one name.
fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

fn member<'a>(layer: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|wanted| {
        let found = layer.iter().find(|(name, value)| plain(name) == *wanted && !value.is_null());
        found.map(|(_, value)| value)
    })
}

fn text_of<'a>(layer: &'a Map<String, Value>, names: &[&str]) -> Option<&'a str> {
    let value = member(layer, names)?;
    // `"application": {"id": …}`
    value.as_str().or_else(|| member(value.as_object()?, &["id", "applicationid"])?.as_str())
}

fn number_of(layer: &Map<String, Value>, names: &[&str]) -> Option<usize> {
    usize::try_from(member(layer, names)?.as_u64()?).ok()
}

/// The place that a field names: `applications[3].resume`, `applications.3`, `/applications/3`.
fn place_in(field: &str) -> Option<usize> {
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
    fn fields_are_recognised_under_the_names_they_may_well_have() {
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
    fn one_detail_may_speak_of_several_applications() {
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
            let told: Vec<_> =
                read.iter().map(|one| (one.application_id.as_deref(), one.code.as_ref())).collect();
            let code = Some(&ErrorCode::ResumeEmpty);
            assert_eq!(told, [(Some("app-0"), code), (Some("app-1"), code)], "{}", json!(detail));
        }
        let told = |detail| {
            let read =
                RejectionDetail::read_all(&serde_json::from_value(detail).unwrap(), &applications);
            read.into_iter().map(|one| (one.application_id, one.message)).collect::<Vec<_>>()
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(told(json!({"app-1": "bad"})), [(text("app-1"), text("bad"))]);
        assert_eq!(told(json!({"field": "app-1", "message": "m"})), [(text("app-1"), text("m"))]);
        assert_eq!(told(json!({"value": "app-1 is bad"})), [(None, text("app-1 is bad"))]);
        assert_eq!(told(json!({"field": "resume.url", "value": "secret"})), [(None, None)]);
        assert_eq!(
            told(json!({"message": "m", "allowed": [{"type": "pdf"}]})),
            [(None, text("m"))]
        );
    }

    #[test]
    fn what_is_not_recognised_is_absent_and_kept() {
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
