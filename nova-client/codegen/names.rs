//! Rust names of schemas, operations and values.

use heck::{ToPascalCase as _, ToSnakeCase as _, ToUpperCamelCase as _};

/// The variant for values that are not in the contract.
pub const UNKNOWN: &str = "Unknown";

/// Returns progenitor's name of the type of a schema, or of the builder of an operation.
pub fn type_name(name: &str) -> String {
    separated(name).to_pascal_case()
}

/// Returns the name of the method of an operation, or of the argument of a parameter.
pub fn snake(name: &str) -> String {
    separated(name).to_snake_case()
}

fn separated(name: &str) -> String {
    name.replace('\'', "").replace(|c: char| !c.is_alphanumeric() && c != '_', "-")
}

/// Returns whether the name is a valid Rust identifier.
pub fn is_identifier(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_ok()
}

/// Returns the variant of an enum's value; `None` if no name can be derived from the value, so that
/// the contract must provide one. A variant never depends on the other values.
pub fn variant(value: &str) -> Option<String> {
    let is_word =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | ' ');
    let name = value.to_upper_camel_case();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    (value.chars().all(is_word) && is_variant(&name)).then_some(name)
}

/// Returns the variant of a number.
pub fn number_variant(number: &str) -> String {
    format!("Value{}", number.replace('-', "Minus"))
}

/// Returns whether a name is valid for a variant.
pub fn is_variant(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && is_identifier(name)
        && name != UNKNOWN
}
