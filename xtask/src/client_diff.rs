//! Describes the differences between two generated clients.
//!
//! Both are parsed as Rust, because the checked-in file is the only record of its contract.

use std::collections::BTreeMap;

use quote::ToTokens as _;
use syn::{Expr, Fields, Item, ItemStruct, Lit};

use crate::codegen;

/// The public API of a generated client: for each subject (an operation, a schema, a bucket) its
/// parts, each with its type or value.
#[derive(Debug, Default, PartialEq, Eq)]
struct Surface(BTreeMap<String, BTreeMap<String, String>>);

/// Lists the differences, one sentence each; `None` if one of the texts is not a generated client.
///
/// Empty if only documentation differs.
pub fn differences(before: &str, after: &str) -> Option<Vec<String>> {
    let (before, after) = (Surface::of(before)?.0, Surface::of(after)?.0);
    let mut changes = Vec::new();
    for (subject, parts) in &before {
        match after.get(subject) {
            None => changes.push(format!("{subject} is gone")),
            Some(now) => changes.extend(changed_parts(subject, parts, now)),
        }
    }
    changes.extend(after.iter().filter(|(subject, _)| !before.contains_key(*subject)).map(
        |(subject, parts)| {
            let of = match (parts.get("method"), parts.get("path")) {
                (Some(method), Some(path)) => format!("{method} {path}"),
                _ => parts.keys().map(String::as_str).collect::<Vec<_>>().join(", "),
            };
            format!("{subject} is new ({of})")
        },
    ));
    Some(changes)
}

/// The suffix of a part for deprecation, or the whole part if it concerns the subject.
const DEPRECATED: &str = " is deprecated";

fn joined(subject: &str, part: &str) -> String {
    if part.is_empty() { subject.to_owned() } else { format!("{subject}: {part}") }
}

fn changed_parts(
    subject: &str,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<String> {
    let gone = before.keys().filter(|part| !after.contains_key(*part)).map(|part| {
        match part.strip_suffix(DEPRECATED) {
            Some(part) => format!("{} is no longer deprecated", joined(subject, part)),
            None => format!("{subject}: {part} is gone"),
        }
    });
    let other = after.iter().filter_map(|(part, now)| match before.get(part) {
        None if part.ends_with(DEPRECATED) => {
            let part = part.trim_end_matches(DEPRECATED);
            Some(format!("{}{DEPRECATED} now", joined(subject, part)))
        }
        None if now.is_empty() => Some(format!("{subject}: {part} is new")),
        None => Some(format!("{subject}: {part} is new ({now})")),
        Some(was) if was != now => Some(format!("{subject}: {part} was {was}, is now {now}")),
        Some(_) => None,
    });
    gone.chain(other).collect()
}

impl Surface {
    fn of(text: &str) -> Option<Self> {
        let file = syn::parse_file(text).ok()?;
        let mut surface = Self::default();
        let mut builders = BTreeMap::new();
        let mut deprecated = Vec::new();
        let mut deprecated_parameters = BTreeMap::new();
        for item in &file.items {
            match item {
                Item::Mod(module) if module.ident == "types" => surface.types(contents(module)),
                Item::Mod(module) if module.ident == "builder" => {
                    builders.extend(contents(module).iter().filter_map(parameters));
                    deprecated_parameters
                        .extend(contents(module).iter().filter_map(deprecated_setters));
                }
                Item::Const(constant) => surface.constant(constant),
                Item::Impl(own) if own.trait_.is_none() => {
                    surface.limits(own);
                    deprecated.extend(deprecated_methods(own));
                }
                _ => {}
            }
        }
        let buckets: Vec<String> =
            rows(&file, "BUCKETS").iter().filter_map(|row| row.get("name").cloned()).collect();
        for row in rows(&file, "BUCKETS") {
            surface.row("bucket", "name", &row, &buckets);
        }
        for row in rows(&file, "OPERATIONS") {
            let subject = surface.row("operation", "id", &row, &buckets);
            if row.get("name").is_some_and(|name| deprecated.contains(name)) {
                surface.note(&subject, DEPRECATED.to_owned(), String::new());
            }
            for (name, kind) in
                row.get("name").and_then(|name| builders.get(name)).into_iter().flatten()
            {
                surface.note(&subject, format!("parameter `{name}`"), kind.clone());
            }
            for name in row
                .get("name")
                .and_then(|name| deprecated_parameters.get(name))
                .into_iter()
                .flatten()
            {
                let part = format!("parameter `{name}`{DEPRECATED}");
                surface.note(&subject, part, String::new());
            }
        }
        (!surface.0.is_empty()).then_some(surface)
    }

    fn note(&mut self, subject: &str, part: String, value: String) {
        self.0.entry(subject.to_owned()).or_default().insert(part, value);
    }

    fn types(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(wire) => {
                    let subject = format!("schema {}", wire.ident);
                    self.0.entry(subject.clone()).or_default();
                    for (name, kind) in fields(wire) {
                        self.note(&subject, format!("field `{name}`"), kind);
                    }
                    for field in wire.fields.iter().filter(|field| is_deprecated(&field.attrs)) {
                        let name = codegen::rewrite::wire_name(field).unwrap_or_default();
                        let part = format!("field `{name}`{DEPRECATED}");
                        self.note(&subject, part, String::new());
                    }
                }
                // Only sensitive types have a handwritten `Debug`.
                Item::Impl(own)
                    if own.trait_.as_ref().is_some_and(|(path, _)| is_named(path, "Debug")) =>
                {
                    self.note(
                        &format!("schema {}", plain(&*own.self_ty)),
                        "redaction".to_owned(),
                        String::new(),
                    );
                }
                Item::Enum(union)
                    if union.variants.iter().all(|variant| variant.ident != "Unknown") =>
                {
                    for variant in &union.variants {
                        self.note(
                            &format!("schema {}", union.ident),
                            format!("variant {}", variant.ident),
                            String::new(),
                        );
                    }
                }
                Item::Macro(call) if is_named(&call.mac.path, "open_enum") => {
                    self.open_enum(call.mac.tokens.clone());
                }
                _ => {}
            }
        }
    }

    /// `Name { Variant = "value", … }`.
    fn open_enum(&mut self, tokens: proc_macro2::TokenStream) {
        let mut tokens = tokens.into_iter();
        let (Some(name), Some(proc_macro2::TokenTree::Group(values))) =
            (tokens.next(), tokens.next())
        else {
            return;
        };
        for token in values.stream() {
            if let Ok(Lit::Str(text)) = syn::parse2(token.into_token_stream()) {
                self.note(
                    &format!("enum {name}"),
                    format!("value \"{}\"", text.value()),
                    String::new(),
                );
            }
        }
    }

    /// Reads the constants of a type, which are the limits of fields.
    fn limits(&mut self, own: &syn::ItemImpl) {
        for item in &own.items {
            if let syn::ImplItem::Const(constant) = item {
                let subject = format!("schema {}", plain(&*own.self_ty));
                self.note(&subject, constant.ident.to_string(), plain(&constant.expr));
            }
        }
    }

    fn constant(&mut self, constant: &syn::ItemConst) {
        let part = match constant.ident.to_string().as_str() {
            "CONTRACT_VERSION" => "version",
            "DEFAULT_BASE_URL" => "base URL",
            _ => return,
        };
        self.note("contract", part.to_owned(), plain(&*constant.expr));
    }

    /// Reads one row of a table and returns its subject.
    fn row(&mut self, kind: &str, key: &str, row: &Row, buckets: &[String]) -> String {
        let subject = format!("{kind} {}", row.get(key).map_or("", String::as_str));
        for (part, value) in row.iter().filter(|(part, _)| !["id", "name"].contains(&part.as_str()))
        {
            // `&BUCKETS[4usize]`
            let bucket = value
                .strip_prefix("&BUCKETS[")
                .and_then(|index| index.trim_end_matches("usize]").parse::<usize>().ok())
                .and_then(|index| buckets.get(index));
            self.note(&subject, part.replace('_', " "), bucket.unwrap_or(value).clone());
        }
        subject
    }
}

fn is_deprecated(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("deprecated"))
}

fn deprecated_methods(own: &syn::ItemImpl) -> impl Iterator<Item = String> {
    own.items.iter().filter_map(|item| match item {
        syn::ImplItem::Fn(method) if is_deprecated(&method.attrs) => {
            Some(method.sig.ident.to_string())
        }
        _ => None,
    })
}

/// Returns the deprecated parameters of an operation, by the name of its method.
fn deprecated_setters(item: &Item) -> Option<(String, Vec<String>)> {
    let Item::Impl(own) = item else { return None };
    let names: Vec<String> = deprecated_methods(own).collect();
    let syn::Type::Path(builder) = &*own.self_ty else { return None };
    (!names.is_empty()).then_some(())?;
    Some((method_of(&builder.path.segments.last()?.ident), names))
}

/// Returns the name of a builder's method.
fn method_of(builder: &syn::Ident) -> String {
    heck::ToSnakeCase::to_snake_case(builder.to_string().as_str())
}

type Row = BTreeMap<String, String>;

/// Returns the rows of a generated table.
fn rows(file: &syn::File, table: &str) -> Vec<Row> {
    file.items
        .iter()
        .filter_map(|item| match item {
            Item::Static(found) if found.ident == table => Some(&*found.expr),
            _ => None,
        })
        .flat_map(|rows| match rows {
            Expr::Array(rows) => rows.elems.iter().collect(),
            _ => Vec::new(),
        })
        .filter_map(|row| match row {
            Expr::Struct(row) => Some(row),
            _ => None,
        })
        .map(|row| {
            row.fields
                .iter()
                .map(|cell| (cell.member.to_token_stream().to_string(), plain(&cell.expr)))
                .collect()
        })
        .collect()
}

fn is_named(path: &syn::Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

fn contents(module: &syn::ItemMod) -> &[Item] {
    module.content.as_ref().map_or(&[], |(_, items)| items)
}

/// Returns the Rust types of a wire type's fields, by their names on the wire.
fn fields(wire: &ItemStruct) -> Vec<(String, String)> {
    match &wire.fields {
        Fields::Named(fields) => fields
            .named
            .iter()
            .filter_map(|field| {
                let name = codegen::rewrite::wire_name(field)?;
                Some((name, plain(&field.ty)))
            })
            .collect(),
        Fields::Unnamed(fields) => {
            fields.unnamed.iter().map(|field| ("0".to_owned(), plain(&field.ty))).collect()
        }
        Fields::Unit => Vec::new(),
    }
}

/// Returns the parameters of an operation, by the name of its method, from the fields of its
/// builder.
fn parameters(item: &Item) -> Option<(String, Vec<(String, String)>)> {
    let Item::Struct(builder) = item else { return None };
    let parameters = builder.fields.iter().filter_map(|field| {
        let name = field.ident.as_ref()?.to_string();
        // `Result<T, String>`: a builder has a value or an error.
        let kind = plain(&field.ty);
        let kind = kind
            .strip_prefix("Result<")
            .and_then(|rest| rest.strip_suffix(",String>"))
            .unwrap_or(&kind);
        (name != "client").then(|| (name, kind.to_owned()))
    });
    Some((method_of(&builder.ident), parameters.collect()))
}

/// Shortens the paths of types: `Option<DateTime<Utc>>`.
fn plain(tokens: &impl quote::ToTokens) -> String {
    if let Ok(Lit::Str(text)) = syn::parse2(tokens.to_token_stream()) {
        return text.value();
    }
    let text: String = tokens.to_token_stream().to_string().split_whitespace().collect();
    let of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut plain = String::new();
    for word in text.split_inclusive(|c| !of_path(c)) {
        let path = word.trim_end_matches(|c| !of_path(c));
        plain.push_str(path.rsplit("::").next().unwrap_or(path));
        plain.push_str(&word[path.len()..]);
    }
    plain
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{differences, plain};

    fn client(fields: &str, values: &str, operations: &str) -> String {
        format!(
            "pub mod types {{
                 pub struct Job {{ {fields} }}
                 pub enum Code {{ A, Unknown(Box<str>) }}
                 crate::open_enum!(Code {{ {values} }});
             }}
             pub mod builder {{ pub struct GetJob<'a> {{ client: &'a super::Client, job_id: Result<::std::string::String, String> }} }}
             pub const CONTRACT_VERSION: &str = \"0.1.0\";
             pub static BUCKETS: [crate::Bucket; 2usize] = [
                 crate::Bucket {{ name: \"reads\", limit: 20u32 }}, crate::Bucket {{ name: \"writes\", limit: 1u32 }}];
             pub static OPERATIONS: [crate::Operation; 1usize] = [{operations}];"
        )
    }

    const READ: &str =
        r#"crate::Operation { id: "getJob", name: "get_job", bucket: &BUCKETS[0usize] }"#;

    #[test]
    fn the_same_client_has_no_differences() {
        let text = client("pub id: String", r#"A = "A""#, READ);
        assert_eq!(differences(&text, &text), Some(vec![]));
        assert_eq!(differences("not Rust", &text), None);
        assert_eq!(differences("", &text), None);
    }

    #[test]
    fn each_difference_is_a_sentence() {
        let before = client("pub id: String, pub score: Option<i64>", r#"A = "A", B = "B""#, READ);
        let after = client(
            r#"pub id: String, pub score: Option<f64>, #[serde(rename = "isNew")] pub is_new: bool"#,
            r#"A = "A", C = "C""#,
            r#"crate::Operation { id: "getJob", name: "get_job", bucket: &BUCKETS[1usize] },
               crate::Operation { id: "dropJob", name: "drop_job", bucket: &BUCKETS[1usize] }"#,
        );
        assert_eq!(
            differences(&before, &after).unwrap(),
            [
                "enum Code: value \"B\" is gone",
                "enum Code: value \"C\" is new",
                "operation getJob: bucket was reads, is now writes",
                "schema Job: field `isNew` is new (bool)",
                "schema Job: field `score` was Option<i64>, is now Option<f64>",
                "operation dropJob is new (bucket)",
            ]
        );
    }

    #[test]
    fn types_are_shown_without_their_paths() {
        let kind: syn::Type =
            syn::parse_quote!(::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>);
        assert_eq!(plain(&kind), "Option<DateTime<Utc>>");
    }
}
