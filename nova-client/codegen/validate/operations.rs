//! Validates paths, operations, their bodies and responses.

use serde_json::{Map, Value};

use super::super::names;
use super::super::schema::{self, child, pointer};
use super::Validator;

const OPERATION: [&str; 9] = [
    "operationId",
    "summary",
    "description",
    "tags",
    "parameters",
    "requestBody",
    "responses",
    "deprecated",
    "security",
];
/// Methods of the client that are not operations.
const CLIENT_METHODS: [&str; 10] = [
    "new",
    "new_with_client",
    "with_transport",
    "baseurl",
    "client",
    "inner",
    "api_version",
    "pre",
    "exec",
    "post",
];
const RESPONSE: [&str; 3] = ["description", "headers", "content"];
const REQUEST_BODY: [&str; 3] = ["description", "required", "content"];
const MEDIA_TYPE: [&str; 3] = ["schema", "example", "examples"];

impl<'a> Validator<'a, '_> {
    pub(super) fn operations(&mut self) {
        let document = self.document;
        let mut routes: Vec<(String, &str)> = Vec::new();
        for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            let at = pointer(&["paths", path]);
            self.path(&at, path, &mut routes);
            if let Some(item) = self.object(&at, item) {
                self.keys(&at, item, &schema::METHODS);
            }
        }
        let tags: Vec<&str> = document
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|tag| tag.get("name")?.as_str())
            .collect();
        let mut methods: Vec<String> = Vec::new();
        for (at, path, method, operation) in schema::operations(document) {
            if let Some(fields) = self.object(&at, operation) {
                self.operation(&at, path, method, fields, &tags, &mut methods);
            }
        }
    }

    /// Validates a path, which becomes the end of a request's URL.
    fn path(&mut self, at: &str, path: &'a str, routes: &mut Vec<(String, &'a str)>) {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(c);
        let is_segment = |part: &str| {
            let name = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            name.map_or_else(
                || part.chars().all(is_part),
                |name| !name.is_empty() && !name.contains(['{', '}']),
            )
        };
        if !path.starts_with('/') || !path.split('/').all(is_segment) {
            let what =
                "is not a path: `/`, then segments that are plain or one parameter in braces";
            let instead = "the path alone; what follows a `?` are query parameters, and other \
                           characters are percent-encoded";
            self.problems.add(at, what, instead);
        }
        let route: Vec<&str> =
            path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
        let route = route.join("/");
        if let Some((_, other)) = routes.iter().find(|(known, _)| *known == route) {
            self.problems.add(
                at,
                format!("is the same route as \"{other}\": only the names of parameters differ"),
                "one path, with the operations of both",
            );
        }
        routes.push((route, path));
    }

    fn operation(
        &mut self,
        at: &str,
        path: &str,
        method: &str,
        fields: &'a Map<String, Value>,
        tags: &[&str],
        methods: &mut Vec<String>,
    ) {
        self.keys(at, fields, &OPERATION);
        self.operation_id(at, fields, methods);
        for (index, tag) in
            fields.get("tags").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            if !tag.as_str().is_some_and(|tag| tags.contains(&tag)) {
                self.problems.add(
                    child(&child(at, "tags"), &index.to_string()),
                    format!("is {tag}, a tag that is not defined"),
                    "a tag of /tags, or add it there",
                );
            }
        }
        if fields.get("security").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            let what = "is empty, but the client always sends its key";
            self.problems.add(child(at, "security"), what, "leave it out");
        }
        self.requirements(&child(at, "security"), fields.get("security"));
        self.parameters(at, path, fields);
        if let Some(body) = fields.get("requestBody") {
            if matches!(method, "get" | "head") {
                self.problems.add(
                    child(at, "requestBody"),
                    format!("is at a {}, which has no body", method.to_ascii_uppercase()),
                    "query parameters, or a `post`",
                );
            }
            self.request_body(&child(at, "requestBody"), body);
        }
        match fields.get("responses").and_then(Value::as_object) {
            Some(responses) => self.responses(&child(at, "responses"), responses),
            None => self.problems.add(at, "has no `responses`", "its success, and 4XX and 5XX"),
        }
    }

    fn operation_id(
        &mut self,
        at: &str,
        fields: &'a Map<String, Value>,
        methods: &mut Vec<String>,
    ) {
        let id = fields.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let name = names::snake(id);
        let at = child(at, "operationId");
        if !names::is_identifier(&name) || !id.is_ascii() {
            let what = format!("\"{id}\" makes no name for a method");
            self.problems.add(at, what, "a verb and a noun in camel case, such as \"getReport\"");
        } else if CLIENT_METHODS.contains(&name.as_str()) {
            let what = format!("\"{id}\" is a method that the client has already");
            self.problems.add(at, what, "a more specific name");
        } else if methods.contains(&name) {
            let what = format!("\"{id}\" is used twice: both methods would be called `{name}`");
            self.problems.add(at, what, "another name");
        }
        methods.push(name);
    }

    /// Validates the body of a webhook, which is sent by the vendor.
    pub(super) fn delivered_body(&mut self, at: &str, body: &'a Value) {
        let Some(fields) = self.object(at, body) else { return };
        self.keys(at, fields, &REQUEST_BODY);
        self.content(at, fields);
    }

    pub(super) fn request_body(&mut self, at: &str, body: &'a Value) {
        let Some(fields) = self.object(at, body) else { return };
        self.keys(at, fields, &REQUEST_BODY);
        if fields.get("required") != Some(&Value::Bool(true)) {
            let what = "is an optional body, which has no rule";
            self.problems.add(at, what, "`\"required\": true`");
        }
        self.content(at, fields);
    }

    fn responses(&mut self, at: &str, responses: &'a Map<String, Value>) {
        let mut successes: Vec<(&str, Option<String>)> = Vec::new();
        let mut errors: Vec<(&str, Option<String>)> = Vec::new();
        // An unsupported response may be the success.
        let mut is_complete = true;
        for (code, response) in responses {
            if code.starts_with("x-") {
                continue;
            }
            let place = child(at, code);
            let is_code = code.len() == 3
                && (code.ends_with("XX") || code.bytes().all(|byte| byte.is_ascii_digit()));
            match code.as_bytes() {
                [b'2', ..] if is_code => successes.push((code, body(self.document, response))),
                [b'4' | b'5', ..] if is_code => errors.push((code, body(self.document, response))),
                _ => {
                    let instead = "a code of three digits, or 2XX, 4XX or 5XX";
                    self.problems.add(place, "is a response that has no rule", instead);
                    is_complete = false;
                    continue;
                }
            }
            if response.get("$ref").is_some() {
                self.reference(&place, response);
            } else {
                self.response(&place, response);
            }
        }
        if successes.is_empty() && is_complete {
            let instead = "its success, for example 200";
            self.problems.add(at, "has no success", instead);
        }
        for (kind, list) in [("successes", successes), ("errors", errors)] {
            let Some((first, schema)) = list.first() else { continue };
            if let Some((other, _)) = list.iter().find(|(_, other)| other != schema) {
                self.problems.add(
                    child(at, other),
                    format!("has another schema than {first}: {kind} of several schemas"),
                    format!("the schema of {first}"),
                );
            }
        }
    }

    pub(super) fn response(&mut self, at: &str, response: &'a Value) {
        let Some(fields) = self.object(at, response) else { return };
        self.keys(at, fields, &RESPONSE);
        if !fields.contains_key("description") {
            let what = "has no `description`, which OpenAPI asks of every response";
            self.problems.add(at, what, "a sentence that says when it comes");
        }
        if fields.contains_key("content") {
            self.content(at, fields);
        }
    }

    fn content(&mut self, at: &str, owner: &'a Map<String, Value>) {
        let at = child(at, "content");
        let Some(content) = owner.get("content").and_then(Value::as_object) else {
            self.problems.add(at, "is missing", "`application/json` with a schema");
            return;
        };
        for (kind, media) in content {
            let at = child(&at, kind);
            if kind != "application/json" {
                let what = "is a media type that has no rule";
                self.problems.add(&at, what, "application/json");
                continue;
            }
            let Some(media) = self.object(&at, media) else { continue };
            self.keys(&at, media, &MEDIA_TYPE);
            let at = child(&at, "schema");
            match media.get("schema") {
                Some(schema) if schema::reference(schema).is_some() => self.reference(&at, schema),
                Some(schema) if schema::is_any(schema) => {}
                _ => {
                    let what = "is not a reference to a component, which would name the Rust type";
                    self.problems.add(at, what, "`{\"$ref\": \"#/components/schemas/…\"}`");
                }
            }
        }
    }
}

/// Returns the schema of a response's JSON body.
fn body(document: &Value, response: &Value) -> Option<String> {
    let response = schema::resolve(document, response);
    response.pointer("/content/application~1json/schema").map(Value::to_string)
}
