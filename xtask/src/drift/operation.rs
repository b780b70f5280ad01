//! The operations of a document, including the values inherited from path items, the root and
//! OpenAPI's defaults.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{Document, Object};
use super::security::Security;
use super::serialization::Serialization;
use super::usage::address;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The caller of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The client calls the vendor.
    Call,
    /// The vendor calls the client: a webhook or a callback.
    Callback,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub(super) struct Parameter<'d> {
    pub(super) name: &'d str,
    /// `path`, `query`, `header` or `cookie`.
    pub(super) place: &'d str,
    pub(super) required: bool,
    pub(super) schema: Vec<&'d Value>,
    pub(super) serialization: Serialization,
    pub(super) object: &'d Object,
}

impl Parameter<'_> {
    /// Normalises the name, since headers are case-insensitive.
    pub(super) fn is_named(&self, name: &str) -> bool {
        if self.place == "header" {
            self.name.eq_ignore_ascii_case(name)
        } else {
            self.name == name
        }
    }
}

/// One response, or the request body: its content by media type.
pub(super) type Content<'d> = Vec<(String, &'d Object)>;

/// One operation.
#[derive(Clone, Debug)]
pub(super) struct Operation<'d> {
    pub(super) kind: Kind,
    /// The method in capitals.
    pub(super) method: String,
    /// The path as written, or the name of a webhook.
    pub(super) path: String,
    /// The path prefix of the first server.
    pub(super) prefix: String,
    pub(super) id: Option<&'d str>,
    pub(super) parameters: Vec<Parameter<'d>>,
    pub(super) body: Option<&'d Object>,
    /// By status, sorted.
    pub(super) responses: BTreeMap<String, &'d Object>,
    pub(super) security: Security,
    pub(super) servers: Vec<String>,
    pub(super) object: &'d Object,
}

impl Operation<'_> {
    /// Returns method and full path.
    pub(super) fn full(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Returns method and path as in findings: the last two segments of longer paths.
    pub(super) fn short(&self) -> String {
        let segments: Vec<&str> =
            self.path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments[..] {
            [.., before, last] if segments.len() > 2 && self.kind == Kind::Call => {
                format!("{} …/{before}/{last}", self.method)
            }
            _ => self.full(),
        }
    }

    /// Returns the path without the names of parameters, which are not on the wire.
    pub(super) fn template(&self, with_prefix: bool) -> String {
        template(&if with_prefix {
            format!("{}{}", self.prefix, self.path)
        } else {
            self.path.clone()
        })
    }
}

/// Normalises a path: parameters without names, no trailing slash.
pub(super) fn template(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                out.push_str("{}");
            }
            '}' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    if out.len() > 1 { out.trim_end_matches('/').to_owned() } else { out }
}

/// Returns all operations of a document, including webhooks and callbacks.
pub(super) fn all(document: &Document) -> Vec<Operation<'_>> {
    let mut operations = Vec::new();
    for (path, item) in fields(&document.value, "paths") {
        if !path.starts_with("x-") {
            add_item(document, Kind::Call, path, item, &mut operations);
        }
    }
    for (name, item) in fields(&document.value, "webhooks") {
        if !name.starts_with("x-") {
            add_item(document, Kind::Callback, &format!("webhook {name}"), item, &mut operations);
        }
    }
    operations
}

fn fields<'d>(value: &'d Value, key: &str) -> impl Iterator<Item = (&'d String, &'d Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}

fn add_item<'d>(
    document: &'d Document,
    kind: Kind,
    path: &str,
    item: &'d Value,
    all: &mut Vec<Operation<'d>>,
) {
    let (Some(own), Some(target)) = (item.as_object(), document.follow(item).as_object()) else {
        return;
    };
    // Siblings of the reference of a path item are added to the target.
    let layers = if std::ptr::eq(own, target) { vec![own] } else { vec![target, own] };
    let replaced =
        |at: usize, method: &str| layers[at + 1..].iter().any(|l| l.contains_key(method));
    for (at, layer) in layers.iter().enumerate() {
        for (method, value) in layer.iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
            let Some(object) = value.as_object().filter(|_| !replaced(at, method)) else {
                continue;
            };
            let servers = [object.get("servers")]
                .into_iter()
                .chain(layers.iter().rev().map(|layer| layer.get("servers")))
                .chain([document.value.get("servers")]);
            let servers = self::servers(servers);
            all.push(Operation {
                kind,
                method: method.to_uppercase(),
                path: path.to_owned(),
                prefix: servers.first().map(|url| path_of(url)).unwrap_or_default(),
                id: object.get("operationId").and_then(Value::as_str),
                parameters: parameters(document, &[&layers[..], &[object]].concat()),
                body: object.get("requestBody").and_then(|body| document.follow(body).as_object()),
                responses: responses(document, object),
                security: Security::of(document, object),
                servers,
                object,
            });
            if kind == Kind::Call {
                add_callbacks(document, path, value, all);
            }
        }
    }
}

fn add_callbacks<'d>(
    document: &'d Document,
    path: &str,
    operation: &'d Value,
    all: &mut Vec<Operation<'d>>,
) {
    for (name, callback) in fields(operation, "callbacks") {
        let Some(callback) = document.follow(callback).as_object() else { continue };
        for (expression, item) in callback.iter().filter(|(key, _)| !key.starts_with("x-")) {
            let path = format!("{path} callback {name} {expression}");
            add_item(document, Kind::Callback, &path, item, all);
        }
    }
}

/// Returns the parameters of an operation; inner ones replace outer ones.
fn parameters<'d>(document: &'d Document, owners: &[&'d Object]) -> Vec<Parameter<'d>> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for owner in owners {
        for value in owner.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let Some(parameter) = document.follow(value).as_object().and_then(parameter) else {
                continue;
            };
            let same =
                |old: &Parameter| old.place == parameter.place && old.is_named(parameter.name);
            match parameters.iter_mut().find(|old| same(old)) {
                Some(old) => *old = parameter,
                None => parameters.push(parameter),
            }
        }
    }
    parameters
}

fn parameter(object: &Object) -> Option<Parameter<'_>> {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let place = text("in")?;
    let default_style = if matches!(place, "query" | "cookie") { "form" } else { "simple" };
    let content = first_content(object);
    let schema =
        object.get("schema").or_else(|| content.and_then(|(_, media)| media.get("schema")));
    let media = content.map(|(name, _)| name.as_str());
    Some(Parameter {
        name: text("name")?,
        place,
        required: place == "path" || object.get("required") == Some(&Value::Bool(true)),
        schema: schema.into_iter().collect(),
        serialization: Serialization::of(|key| object.get(key), default_style, media),
        object,
    })
}

/// Returns the only media type of a parameter or header with content instead of a schema.
pub(super) fn first_content(object: &Object) -> Option<(&String, &Value)> {
    object.get("content").and_then(Value::as_object)?.iter().next()
}

fn responses<'d>(document: &'d Document, operation: &'d Object) -> BTreeMap<String, &'d Object> {
    operation
        .get("responses")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(status, _)| !status.starts_with("x-"))
        .filter_map(|(status, response)| {
            Some((status.to_uppercase(), document.follow(response).as_object()?))
        })
        .map(|(status, response)| {
            (if status == "DEFAULT" { "default".to_owned() } else { status }, response)
        })
        .collect()
}

/// Returns the content of a response or a request body.
pub(super) fn content(object: &Object) -> Content<'_> {
    object
        .get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(name, media)| Some((media_type(name), media.as_object()?)))
        .collect()
}

/// Returns the schema of a JSON body.
pub(super) fn json_schema(object: &Object) -> Option<&Value> {
    let content = content(object).into_iter().find(|(name, _)| base_type(name).ends_with("json"));
    content?.1.get("schema")
}

/// Normalises a media type: lower case, sorted parameters, without the default UTF-8.
pub(super) fn media_type(name: &str) -> String {
    let mut parts = name.split(';').map(|part| part.trim().to_lowercase().replace(' ', ""));
    let mut out = parts.next().unwrap_or_default();
    let mut parameters: Vec<String> = parts
        .filter(|one| {
            !one.is_empty() && !matches!(one.as_str(), "charset=utf-8" | "charset=\"utf-8\"")
        })
        .collect();
    parameters.sort_unstable();
    for parameter in parameters {
        out.push(';');
        out.push_str(&parameter);
    }
    out
}

/// Returns a media type without its parameters.
pub(super) fn base_type(name: &str) -> &str {
    name.split(';').next().unwrap_or(name)
}

/// Returns the URLs of the servers, from the first list that is not empty.
fn servers<'v>(lists: impl Iterator<Item = Option<&'v Value>>) -> Vec<String> {
    let list = lists.flatten().find_map(|list| list.as_array().filter(|list| !list.is_empty()));
    let urls = list
        .into_iter()
        .flatten()
        .filter_map(|server| Some((server.get("url")?.as_str()?, server.get("variables"))));
    urls.map(|(url, variables)| {
        let mut url = url.trim_end_matches('/').to_owned();
        for (name, variable) in variables.and_then(Value::as_object).into_iter().flatten() {
            if let Some(default) = variable.get("default").and_then(Value::as_str) {
                url = url.replace(&format!("{{{name}}}"), default);
            }
        }
        url.trim_end_matches('/').to_owned()
    })
    .collect()
}

/// Returns the path of a server's URL.
fn path_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    if url.contains("://") {
        rest.find('/').map_or(String::new(), |at| rest[at..].to_owned())
    } else {
        rest.to_owned()
    }
}

/// Returns a server's URL without its path.
pub(super) fn host_of(url: &str) -> String {
    let path = path_of(url);
    url.strip_suffix(path.as_str()).unwrap_or(url).to_lowercase()
}

/// Returns the keywords of an operation, path item, parameter, media type… without specific
/// support.
pub(super) fn leftover<'d>(object: &'d Object, known: &[&str]) -> BTreeMap<&'d str, &'d Value> {
    let read =
        ["summary", "description", "example", "examples", "externalDocs", "tags", "deprecated"];
    object
        .iter()
        .map(|(key, value)| (key.as_str(), value))
        .filter(|(key, _)| !known.contains(key) && !read.contains(key))
        .collect()
}

/// Returns the component schemas that are used by operations, by memory address.
pub(super) fn reached(document: &Document) -> std::collections::HashSet<usize> {
    let mut reached = std::collections::HashSet::new();
    let mut open: Vec<&Value> =
        ["paths", "webhooks"].iter().filter_map(|key| document.value.get(*key)).collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(object) => {
                let target = document.target(value).map(|(_, target)| target);
                open.extend(target.filter(|target| reached.insert(address(target))));
                open.extend(object.values());
            }
            _ => {}
        }
    }
    reached
}
