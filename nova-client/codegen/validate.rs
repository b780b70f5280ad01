//! Refuses, by name, every construct the code generation has no rule for.
//!
//! progenitor passes over much of what it does not know: a `const` becomes a plain `String`, a
//! `discriminator` is ignored, two kinds of success panic. A contract that says more than the code
//! does is worse than one that does not build, so the list here is of what is *allowed*; all else
//! is an error that names its place.

mod schemas;

use heck::ToSnakeCase as _;
use serde_json::{Map, Value};

use super::problem::Problems;
use super::schema::{self, child, pointer};

/// Our own words, and the one we share with other tools. Other `x-` fields are other people's and
/// are ignored.
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
const COMPONENTS: [&str; 5] = ["schemas", "parameters", "responses", "headers", "securitySchemes"];
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
/// Methods that the client has besides its operations.
const OWN_METHODS: [&str; 10] = [
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
const PARAMETER: [&str; 9] = [
    "name",
    "in",
    "required",
    "description",
    "schema",
    "deprecated",
    "example",
    "style",
    "explode",
];
const RESPONSE: [&str; 3] = ["description", "headers", "content"];
const REQUEST_BODY: [&str; 3] = ["description", "required", "content"];
const MEDIA_TYPE: [&str; 3] = ["schema", "example", "examples"];
/// Checks the whole document and reports everything.
pub fn validate(document: &Value) -> Problems {
    let mut validator = Validator { document, problems: Problems::default() };
    validator.document();
    validator.problems
}

struct Validator<'a> {
    document: &'a Value,
    problems: Problems,
}

impl<'a> Validator<'a> {
    fn document(&mut self) {
        let Some(root) = self.object("", self.document) else { return };
        let version = root.get("openapi").and_then(Value::as_str).unwrap_or_default();
        if !version.starts_with("3.0.") {
            self.problems.add("/openapi", "must be a 3.0 version");
            return;
        }
        self.keys("", root, &DOCUMENT);
        let version = self.text("/info/version");
        if !is_semantic_version(version) {
            self.problems.add("/info/version", "must be a semantic version, MAJOR.MINOR.PATCH");
        }
        if !self.text("/servers/0/url").starts_with("https://") {
            self.problems
                .add("/servers/0/url", "must be an https URL: it is the client's default base URL");
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
            let bearer = scheme.get("type").and_then(Value::as_str) == Some("http")
                && scheme.get("scheme").and_then(Value::as_str) == Some("bearer");
            if !bearer {
                let at = pointer(&["components", "securitySchemes", name]);
                self.problems
                    .add(at, "is not `http` with `bearer`, the one scheme the client speaks");
            }
        }
        if self.document.get("security").and_then(Value::as_array).is_none_or(Vec::is_empty) {
            self.problems.add("/security", "is missing: the client sends its key with every call");
        }
    }

    fn components(&mut self) {
        let Some(components) = self.document.get("components") else { return };
        let Some(components) = self.object("/components", components) else { return };
        self.keys("/components", components, &COMPONENTS);
        let document = self.document;
        for (name, schema) in schema::components(document).into_iter().flatten() {
            let at = pointer(&["components", "schemas", name]);
            if !is_type_name(name) {
                self.problems.add(
                    &at,
                    "is no name for a Rust type: a capital letter, then letters and digits",
                );
            }
            if schema.get("x-nova-sensitive").is_some_and(|mark| mark != &Value::Bool(true)) {
                self.problems.add(child(&at, "x-nova-sensitive"), "must be `true`, or absent");
            }
            if schema.get("enum").is_some() {
                self.named_enum(&at, schema);
            } else if schema::is_union_of_types(schema) {
                self.union_of_types(&at, schema);
            } else if schema.get("oneOf").is_some() && schema::or_null(schema).is_none() {
                self.tagged_union(&at, schema);
            } else {
                self.schema(&at, schema);
            }
        }
        for (kind, check) in [
            ("parameters", Self::parameter as fn(&mut Self, &str, &'a Value)),
            ("responses", Self::response),
        ] {
            for (name, value) in
                components.get(kind).and_then(Value::as_object).into_iter().flatten()
            {
                check(self, &pointer(&["components", kind, name]), value);
            }
        }
    }

    fn operations(&mut self) {
        let document = self.document;
        for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            let at = pointer(&["paths", path]);
            if let Some(item) = self.object(&at, item) {
                self.keys(&at, item, &schema::METHODS);
            }
        }
        let mut ids: Vec<String> = Vec::new();
        for (at, path, _, operation) in schema::operations(document) {
            let Some(fields) = self.object(&at, operation) else { continue };
            self.keys(&at, fields, &OPERATION);
            match fields.get("operationId").and_then(Value::as_str) {
                None => self.problems.add(&at, "has no operationId, the name of its method"),
                Some(id) if !is_method_name(id) => {
                    let what = format!(
                        "\"{id}\" is no name for a method: a small letter, then letters and digits"
                    );
                    self.problems.add(child(&at, "operationId"), what);
                }
                Some(id) if OWN_METHODS.contains(&id.to_snake_case().as_str()) => {
                    self.problems.add(
                        child(&at, "operationId"),
                        format!("\"{id}\" is a method the client has already"),
                    );
                }
                // Compared as methods are called.
                Some(id) if ids.contains(&id.to_snake_case()) => {
                    self.problems.add(child(&at, "operationId"), format!("\"{id}\" is used twice"));
                }
                Some(id) => ids.push(id.to_snake_case()),
            }
            if fields.get("security").and_then(Value::as_array).is_some_and(Vec::is_empty) {
                self.problems
                    .add(child(&at, "security"), "is empty, but the client always sends its key");
            }
            self.parameters(&at, path, fields);
            if let Some(body) = fields.get("requestBody") {
                self.request_body(&child(&at, "requestBody"), body);
            }
            match fields.get("responses").and_then(Value::as_object) {
                Some(responses) => self.responses(&child(&at, "responses"), responses),
                None => self.problems.add(&at, "has no responses"),
            }
        }
    }

    /// Nothing is generated from webhooks but the schemas they refer to, which must be there.
    fn webhooks(&mut self) {
        for (name, item) in
            self.document.get("x-webhooks").and_then(Value::as_object).into_iter().flatten()
        {
            let at = pointer(&["x-webhooks", name, "post"]);
            let Some(operation) = item.get("post") else {
                self.problems.add(at, "is missing: a webhook is a POST");
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
                Some(body) => self.request_body(&child(&at, "requestBody"), body),
                None => self.problems.add(at, "has no requestBody"),
            }
        }
    }

    fn parameters(&mut self, at: &str, path: &str, operation: &'a Map<String, Value>) {
        let at = child(at, "parameters");
        let mut in_path: Vec<&str> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for (index, parameter) in
            operation.get("parameters").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            let place = child(&at, &index.to_string());
            if parameter.get("$ref").is_some() {
                self.reference(&place, parameter);
            } else {
                self.parameter(&place, parameter);
            }
            let parameter = schema::resolve(self.document, parameter);
            if let (Some("path" | "query"), Some(name)) = (
                parameter.get("in").and_then(Value::as_str),
                parameter.get("name").and_then(Value::as_str),
            ) {
                if names.contains(&name.to_snake_case()) {
                    self.problems.add(
                        &place,
                        format!("is called `{}` in Rust, as another one is", name.to_snake_case()),
                    );
                }
                names.push(name.to_snake_case());
            }
            if parameter.get("in").and_then(Value::as_str) == Some("path") {
                in_path.extend(parameter.get("name").and_then(Value::as_str));
            }
        }
        let mut in_template: Vec<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        in_path.sort_unstable();
        in_template.sort_unstable();
        if in_path != in_template {
            self.problems.add(
                at,
                format!(
                    "declares the path parameters {in_path:?}, but the path names {in_template:?}"
                ),
            );
        }
    }

    fn parameter(&mut self, at: &str, parameter: &'a Value) {
        let Some(fields) = self.object(at, parameter) else { return };
        self.keys(at, fields, &PARAMETER);
        match fields.get("in").and_then(Value::as_str) {
            Some("path" | "query" | "header") => {}
            other => self
                .problems
                .add(child(at, "in"), format!("is {other:?}; path, query and header are known")),
        }
        let joined = schema::is_joined(parameter);
        if (fields.contains_key("style") || fields.contains_key("explode")) && !joined {
            self.problems
                .add(at, "has a style without a rule; `form` without `explode`, of a list in a query, has one");
        }
        match fields.get("schema") {
            Some(schema) => {
                self.schema(&child(at, "schema"), schema);
                // Header parameters have no argument in Rust.
                match fields.get("in").and_then(Value::as_str) {
                    Some("header") => {}
                    place => self.scalar(&child(at, "schema"), schema, place == Some("query")),
                }
            }
            None => self.problems.add(at, "has no schema"),
        }
    }

    /// Parameters are texts and numbers; in a query also lists of them, joined by commas or with
    /// the name repeated.
    fn scalar(&mut self, at: &str, schema: &Value, may_be_list: bool) {
        let resolved = schema::resolve(self.document, schema);
        match resolved.get("type").and_then(Value::as_str) {
            Some("array") if may_be_list => {
                if let Some(items) = resolved.get("items") {
                    self.scalar(at, items, false);
                }
            }
            Some("object" | "array") | None => {
                self.problems
                    .add(at, "is neither a text nor a number; other parameters have no rule");
            }
            Some(_) => {}
        }
        if resolved.get("pattern").is_some() {
            self.problems.add(at, "has a `pattern`, which has no rule in a parameter");
        }
        if schema::is_nullable(resolved) {
            self.problems.add(at, "is nullable; a parameter is there or it is not");
        }
    }

    fn request_body(&mut self, at: &str, body: &'a Value) {
        let Some(fields) = self.object(at, body) else { return };
        self.keys(at, fields, &REQUEST_BODY);
        if fields.get("required") != Some(&Value::Bool(true)) {
            self.problems.add(at, "must be `required: true`; an optional body has no rule");
        }
        self.content(at, fields);
    }

    fn responses(&mut self, at: &str, responses: &'a Map<String, Value>) {
        let mut successes = 0;
        let mut errors: Vec<Option<&str>> = Vec::new();
        for (code, response) in responses {
            if code.starts_with("x-") {
                continue;
            }
            let place = child(at, code);
            if response.get("$ref").is_some() {
                self.reference(&place, response);
            } else {
                self.response(&place, response);
            }
            match code.as_bytes() {
                [b'2', ..] => successes += 1,
                [b'4' | b'5', ..] => errors.push(body_name(self.document, response)),
                _ => self.problems.add(place, "has no rule; 2xx, 4XX and 5XX have"),
            }
        }
        if successes != 1 {
            self.problems.add(
                at,
                format!("has {successes} success responses; exactly one is generated from"),
            );
        }
        for range in ["4XX", "5XX"] {
            if !responses.contains_key(range) {
                self.problems.add(at, format!("has no {range} response"));
            }
        }
        errors.dedup();
        if errors.len() > 1 {
            self.problems.add(at, "has errors of several schemas; all must be the same one");
        }
    }

    fn response(&mut self, at: &str, response: &'a Value) {
        let Some(fields) = self.object(at, response) else { return };
        self.keys(at, fields, &RESPONSE);
        if fields.contains_key("content") {
            self.content(at, fields);
        }
    }

    fn content(&mut self, at: &str, owner: &'a Map<String, Value>) {
        let at = child(at, "content");
        let Some(content) = owner.get("content").and_then(Value::as_object) else {
            self.problems.add(at, "is missing");
            return;
        };
        for (kind, media) in content {
            let at = child(&at, kind);
            if kind != "application/json" {
                self.problems.add(&at, "is a media type without a rule; application/json has one");
            }
            let Some(media) = self.object(&at, media) else { continue };
            self.keys(&at, media, &MEDIA_TYPE);
            match media.get("schema") {
                Some(schema) if schema::reference(schema).is_some() => {
                    self.reference(&child(&at, "schema"), schema);
                }
                _ => self.problems.add(
                    child(&at, "schema"),
                    "must be a reference to a component schema, which names the Rust type",
                ),
            }
        }
    }

    fn reference(&mut self, at: &str, schema: &Value) {
        let target = schema.get("$ref").and_then(Value::as_str).unwrap_or_default();
        let found = target.strip_prefix('#').and_then(|path| self.document.pointer(path));
        if found.is_none() {
            self.problems
                .add(child(at, "$ref"), format!("\"{target}\" leads nowhere in this document"));
        } else if schema::resolve(self.document, schema).get("$ref").is_some() {
            self.problems.add(child(at, "$ref"), format!("\"{target}\" leads in a circle"));
        }
    }

    fn object(&mut self, at: &str, value: &'a Value) -> Option<&'a Map<String, Value>> {
        let object = value.as_object();
        if object.is_none() {
            self.problems.add(at, "is not an object");
        }
        object
    }

    fn keys(&mut self, at: &str, fields: &Map<String, Value>, allowed: &[&str]) {
        for key in fields.keys() {
            let known = allowed.contains(&key.as_str())
                || EXTENSIONS.contains(&key.as_str())
                || (key.starts_with("x-") && !key.starts_with("x-nova-"));
            if !known {
                self.problems
                    .add(child(at, key), "is a construct the code generation has no rule for");
            }
        }
    }

    fn text(&self, pointer: &str) -> &'a str {
        self.document.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }
}

/// The component that a response's JSON body refers to.
fn body_name<'a>(document: &'a Value, response: &'a Value) -> Option<&'a str> {
    let response = schema::resolve(document, response);
    schema::reference(response.pointer("/content/application~1json/schema")?)
}

fn is_type_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_method_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_semantic_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}
