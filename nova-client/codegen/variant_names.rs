//! Rust names for the values of an open enum.

use heck::ToUpperCamelCase as _;

/// The variant that holds whatever the contract does not know.
pub const UNKNOWN: &str = "Unknown";

/// Gives every value a variant name of its own, in order.
///
/// A value that makes no name (`+`), a name that is taken (`pending` beside `PENDING`), a keyword
/// and the name of the catch-all are made distinct, so that no value the vendor may choose stops
/// the build.
pub fn variants<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken: Vec<String> = vec![UNKNOWN.to_owned()];
    for value in values {
        let mut name: String =
            value.to_upper_camel_case().chars().filter(char::is_ascii_alphanumeric).collect();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name == "Self" || name == UNKNOWN
        {
            name.insert_str(0, "Value");
        }
        let stem = name.clone();
        let mut count = 1;
        while taken.contains(&name) {
            count += 1;
            name = format!("{stem}{count}");
        }
        taken.push(name);
    }
    taken.split_off(1)
}
