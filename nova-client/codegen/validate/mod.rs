//! Rejects every construct that the code generation does not support.
//!
//! progenitor ignores many unsupported constructs: a `const` becomes a plain `String`, a
//! `discriminator` is ignored, two types of success panic. Code that silently does less than the
//! contract says is worse than a failed build, so the lists here contain what is *accepted*;
//! everything else is an error with its place and what to write instead.

mod cycles;
mod keywords;
mod operations;
mod parameters;
mod schemas;

use serde_json::{Map, Value};

use super::problem::Problems;
use super::schema::{self, child, pointer};

/// The extensions of this project. Other `x-` fields are ignored.
const EXTENSIONS: [&str; 8] = [
    "x-nova-buckets",
    "x-nova-bucket",
    "x-nova-idempotency",
    "x-nova-tenant",
    "x-nova-sensitive",
    "x-nova-evidence",
    "x-nova-max-bytes",
    "x-nova-max-request-bytes",
];
const DOCUMENT: [&str; 8] =
    ["openapi", "info", "servers", "security", "tags", "paths", "components", "externalDocs"];
const INFO: [&str; 6] = ["title", "version", "description", "termsOfService", "contact", "license"];
const COMPONENTS: [&str; 5] = ["schemas", "parameters", "responses", "headers", "securitySchemes"];

/// Validates the whole document and reports all problems.
pub fn validate(document: &Value, problems: &mut Problems) {
    Validator { document, problems }.document();
}

struct Validator<'a, 'p> {
    document: &'a Value,
    problems: &'p mut Problems,
}

impl<'a> Validator<'a, '_> {
    fn document(&mut self) {
        let document = self.document;
        let Some(root) = self.object("", document) else { return };
        let version = root.get("openapi").and_then(Value::as_str).unwrap_or_default();
        if !version.starts_with("3.0.") {
            let what = match version {
                "" if root.contains_key("swagger") => "is Swagger 2.0".to_owned(),
                "" => "has no `openapi`, the version of OpenAPI".to_owned(),
                version => format!("is OpenAPI {version}"),
            };
            let instead = "OpenAPI 3.0.3: `nullable: true` for a type with \"null\", `enum` of one \
                           value for `const`, `example` for `examples`";
            self.problems.add("/openapi", what, instead);
        }
        self.keys("", root, &DOCUMENT);
        if let Some(info) = root.get("info").and_then(Value::as_object) {
            self.keys("/info", info, &INFO);
        }
        if self.text("/info/title").is_empty() {
            self.problems.add("/info/title", "is missing", "the name of the API");
        }
        if !is_semantic_version(self.text("/info/version")) {
            let what = "is not a semantic version";
            self.problems.add("/info/version", what, "MAJOR.MINOR.PATCH, for example \"1.0.0\"");
        }
        if !self.text("/servers/0/url").starts_with("https://") {
            let what = "is not an https URL, and it is the client's default base URL";
            self.problems.add("/servers/0/url", what, "for example \"https://api.example.com\"");
        }
        if document.get("paths").and_then(Value::as_object).is_none() {
            self.problems.add("/paths", "is missing", "an object with a path for each route");
        }
        self.security();
        self.components();
        self.operations();
        self.webhooks();
    }

    fn security(&mut self) {
        let schemes =
            self.document.pointer("/components/securitySchemes").and_then(Value::as_object);
        for (name, scheme) in schemes.into_iter().flatten() {
            let is_bearer = scheme.get("type").and_then(Value::as_str) == Some("http")
                && scheme.get("scheme").and_then(Value::as_str) == Some("bearer");
            if !is_bearer {
                let at = pointer(&["components", "securitySchemes", name]);
                let what = "is not the one scheme that the client supports";
                self.problems.add(at, what, "`\"type\": \"http\", \"scheme\": \"bearer\"`");
            }
        }
        let required = self.document.get("security").and_then(Value::as_array);
        if required.is_none_or(Vec::is_empty) {
            let what = "is missing, but the client sends its key with every call";
            self.problems.add("/security", what, "a list that names the security scheme");
        }
        self.requirements("/security", self.document.get("security"));
    }

    /// Checks that each security requirement refers to a scheme of the document.
    fn requirements(&mut self, at: &str, requirements: Option<&Value>) {
        let schemes =
            self.document.pointer("/components/securitySchemes").and_then(Value::as_object);
        let list = requirements.and_then(Value::as_array).into_iter().flatten();
        for (index, requirement) in list.enumerate() {
            let at = child(at, &index.to_string());
            if !requirement.is_object() {
                let instead = "an object, `{\"apiKey\": []}`";
                self.problems.add(&at, "is not a security requirement", instead);
            }
            for (name, scopes) in requirement.as_object().into_iter().flatten() {
                if !scopes.is_array() {
                    self.problems.add(child(&at, name), "is not a list of scopes", "`[]`");
                }
                if schemes.is_none_or(|schemes| !schemes.contains_key(name)) {
                    self.problems.add(
                        child(&at, name),
                        "is a security scheme that is not defined",
                        format!("the name of one, or add /components/securitySchemes/{name}"),
                    );
                }
            }
        }
    }

    fn components(&mut self) {
        let Some(components) = self.document.get("components") else { return };
        let Some(components) = self.object("/components", components) else { return };
        self.keys("/components", components, &COMPONENTS);
        let document = self.document;
        for (name, schema) in schema::components(document).into_iter().flatten() {
            self.component(name, schema);
        }
        self.infinite_schemas();
        for (name, parameter) in
            components.get("parameters").and_then(Value::as_object).into_iter().flatten()
        {
            self.parameter(&pointer(&["components", "parameters", name]), parameter);
        }
        for (name, response) in
            components.get("responses").and_then(Value::as_object).into_iter().flatten()
        {
            self.response(&pointer(&["components", "responses", name]), response);
        }
    }

    /// Validates webhooks, from which only the referenced schemas are generated; these must exist.
    fn webhooks(&mut self) {
        for (name, item) in
            self.document.get("x-webhooks").and_then(Value::as_object).into_iter().flatten()
        {
            let at = pointer(&["x-webhooks", name, "post"]);
            let Some(operation) = item.get("post") else {
                self.problems.add(at, "is missing", "the webhook as a `post`");
                continue;
            };
            for (index, parameter) in operation
                .get("parameters")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .enumerate()
            {
                self.reference(&child(&child(&at, "parameters"), &index.to_string()), parameter);
            }
            match operation.get("requestBody") {
                Some(body) => self.delivered_body(&child(&at, "requestBody"), body),
                None => self.problems.add(at, "has no requestBody", "the body that is delivered"),
            }
        }
    }

    fn reference(&mut self, at: &str, schema: &Value) {
        let target = schema.get("$ref").and_then(Value::as_str).unwrap_or_default();
        let found = target.strip_prefix('#').and_then(|path| self.document.pointer(path));
        let at = child(at, "$ref");
        if found.is_none() {
            let what = format!("\"{target}\" leads nowhere in this document");
            self.problems.add(at, what, "the name of a component that is there");
        } else if schema::resolve(self.document, schema).get("$ref").is_some() {
            let what = format!("\"{target}\" leads in a circle");
            self.problems.add(at, what, "a component that is not a reference itself");
        }
    }

    fn object(&mut self, at: &str, value: &'a Value) -> Option<&'a Map<String, Value>> {
        let object = value.as_object();
        if object.is_none() {
            self.problems.add(at, "is not an object", "an object, `{…}`");
        }
        object
    }

    fn keys(&mut self, at: &str, fields: &Map<String, Value>, allowed: &[&str]) {
        for key in fields.keys() {
            let is_known = allowed.contains(&key.as_str())
                || EXTENSIONS.contains(&key.as_str())
                || (key.starts_with("x-") && !key.starts_with("x-nova-"));
            if !is_known {
                let what = "is a construct that the code generation has no rule for";
                self.problems.add(child(at, key), what, keywords::advice(key, allowed));
            }
        }
        for key in ["description", "summary", "title"] {
            if fields.get(key).is_some_and(|text| !text.is_string()) {
                self.problems.add(child(at, key), "is not a text", "a text in quotes");
            }
        }
        for key in ["deprecated", "required", "nullable", "explode"] {
            let is_list = key == "required" && fields.get(key).is_some_and(Value::is_array);
            if !is_list && fields.get(key).is_some_and(|flag| !flag.is_boolean()) {
                self.problems.add(
                    child(at, key),
                    "is neither true nor false",
                    "true, or leave it out",
                );
            }
        }
    }

    fn text(&self, pointer: &str) -> &'a str {
        self.document.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }
}

fn is_semantic_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}
