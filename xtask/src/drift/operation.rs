//! The operations of a document, with what path items, the root and OpenAPI's defaults give them
//! filled in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{Document, Object};
use super::usage::address;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Who calls whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The client calls the vendor.
    Call,
    /// The vendor calls the client: a webhook or a callback.
    Callback,
}

/// One parameter as an operation takes it.
#[derive(Clone, Debug)]
pub(super) struct Parameter<'d> {
    pub(super) name: &'d str,
    /// `path`, `query`, `header` or `cookie`.
    pub(super) place: &'d str,
    pub(super) required: bool,
    pub(super) schema: Vec<&'d Value>,
    /// How it is written into the request, defaults included.
    pub(super) serialization: String,
    pub(super) object: &'d Object,
}

impl Parameter<'_> {
    /// Headers have no case.
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
    /// In capitals.
    pub(super) method: String,
    /// As written; a webhook's name for a webhook.
    pub(super) path: String,
    /// What the first server puts before the path.
    pub(super) prefix: String,
    pub(super) id: Option<&'d str>,
    pub(super) parameters: Vec<Parameter<'d>>,
    pub(super) body: Option<&'d Object>,
    /// By status, sorted.
    pub(super) responses: BTreeMap<String, &'d Object>,
    pub(super) security: Vec<String>,
    pub(super) servers: Vec<String>,
    pub(super) object: &'d Object,
}

impl Operation<'_> {
    /// Method and path, whole.
    pub(super) fn full(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Method and path as findings name it: paths of up to two segments whole, of longer ones the
    /// last two.
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

    /// Its path with the names of the parameters taken out, which never reach the wire.
    pub(super) fn template(&self, with_prefix: bool) -> String {
        template(&if with_prefix {
            format!("{}{}", self.prefix, self.path)
        } else {
            self.path.clone()
        })
    }
}

/// A path with its parameters unnamed and no slash at its end.
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

/// Every operation of a document, webhooks and callbacks included.
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
    let Some(item) = document.follow(item).as_object() else { return };
    for (method, value) in item.iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
        let Some(object) = value.as_object() else { continue };
        let servers =
            servers(&[object.get("servers"), item.get("servers"), document.value.get("servers")]);
        all.push(Operation {
            kind,
            method: method.to_uppercase(),
            path: path.to_owned(),
            prefix: servers.first().map(|url| path_of(url)).unwrap_or_default(),
            id: object.get("operationId").and_then(Value::as_str),
            parameters: parameters(document, item, object),
            body: object.get("requestBody").and_then(|body| document.follow(body).as_object()),
            responses: responses(document, object),
            security: security(document, object),
            servers,
            object,
        });
        if kind == Kind::Callback {
            continue;
        }
        for (name, callback) in fields(value, "callbacks") {
            let Some(callback) = document.follow(callback).as_object() else { continue };
            for (expression, item) in callback.iter().filter(|(key, _)| !key.starts_with("x-")) {
                let path = format!("{path} callback {name} {expression}");
                add_item(document, Kind::Callback, &path, item, all);
            }
        }
    }
}

fn parameters<'d>(
    document: &'d Document,
    item: &'d Object,
    operation: &'d Object,
) -> Vec<Parameter<'d>> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for owner in [item, operation] {
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
    let flag = |key: &str| object.get(key).and_then(Value::as_bool);
    let place = text("in")?;
    let style = text("style").unwrap_or(if matches!(place, "query" | "cookie") {
        "form"
    } else {
        "simple"
    });
    let content =
        object.get("content").and_then(Value::as_object).and_then(|content| content.iter().next());
    let schema =
        object.get("schema").or_else(|| content.and_then(|(_, media)| media.get("schema")));
    let serialization = if let Some((media, _)) = content {
        format!("as {}", media_type(media))
    } else {
        let explode = flag("explode").unwrap_or(style == "form");
        let reserved =
            if flag("allowReserved") == Some(true) { ", reserved characters bare" } else { "" };
        let empty = if flag("allowEmptyValue") == Some(true) { ", may be empty" } else { "" };
        format!("style {style}, explode {explode}{reserved}{empty}")
    };
    Some(Parameter {
        name: text("name")?,
        place,
        required: place == "path" || flag("required") == Some(true),
        schema: schema.into_iter().collect(),
        serialization,
        object,
    })
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

/// The content of a response or a request body.
pub(super) fn content(object: &Object) -> Content<'_> {
    object
        .get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(name, media)| Some((media_type(name), media.as_object()?)))
        .collect()
}

/// A media type without its parameters, in small letters.
pub(super) fn media_type(name: &str) -> String {
    name.split(';').next().unwrap_or(name).trim().to_lowercase()
}

/// The alternatives of an operation's security, each spelt by what its schemes are and not by what
/// they are called.
fn security(document: &Document, operation: &Object) -> Vec<String> {
    let list = operation.get("security").or_else(|| document.value.get("security"));
    let schemes = document.value.pointer("/components/securitySchemes");
    let mut alternatives: Vec<String> = list
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .map(|alternative| {
            let mut parts: Vec<String> = alternative
                .iter()
                .map(|(name, scopes)| {
                    let scheme =
                        schemes.and_then(|all| all.get(name)).map(|scheme| document.follow(scheme));
                    let mut scopes: Vec<&str> =
                        scopes.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                    scopes.sort_unstable();
                    let scopes = if scopes.is_empty() {
                        String::new()
                    } else {
                        format!(" [{}]", scopes.join(" "))
                    };
                    scheme.map_or(name.clone(), scheme_word) + &scopes
                })
                .collect();
            parts.sort_unstable();
            parts.join(" and ")
        })
        .collect();
    alternatives.sort_unstable();
    alternatives.dedup();
    alternatives
}

fn scheme_word(scheme: &Value) -> String {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "http" => text("scheme").to_lowercase(),
        "apiKey" => {
            let name = if text("in") == "header" {
                text("name").to_lowercase()
            } else {
                text("name").to_owned()
            };
            format!("{} {name}", text("in"))
        }
        "openIdConnect" => format!("openIdConnect {}", text("openIdConnectUrl")),
        "oauth2" => {
            let mut flows: Vec<&str> = scheme
                .get("flows")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .map(|(name, _)| name.as_str())
                .collect();
            flows.sort_unstable();
            format!("oauth2 {}", flows.join("/"))
        }
        other => other.to_owned(),
    }
}

fn servers(lists: &[Option<&Value>]) -> Vec<String> {
    let list =
        lists.iter().flatten().find_map(|list| list.as_array().filter(|list| !list.is_empty()));
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

/// The path inside a server's address.
fn path_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    if url.contains("://") {
        rest.find('/').map_or(String::new(), |at| rest[at..].to_owned())
    } else {
        rest.to_owned()
    }
}

/// A server's address without the path inside it.
pub(super) fn host_of(url: &str) -> String {
    let path = path_of(url);
    url.strip_suffix(path.as_str()).unwrap_or(url).to_lowercase()
}

/// The keywords of an operation, path item, parameter, media type… that nothing else here reads.
pub(super) fn leftover<'d>(object: &'d Object, known: &[&str]) -> BTreeMap<&'d str, &'d Value> {
    let read =
        ["summary", "description", "example", "examples", "externalDocs", "tags", "deprecated"];
    object
        .iter()
        .map(|(key, value)| (key.as_str(), value))
        .filter(|(key, _)| !known.contains(key) && !read.contains(key))
        .collect()
}

/// The component schemas that some operation reaches, by address.
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
