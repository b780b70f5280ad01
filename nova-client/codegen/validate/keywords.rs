//! Advice for keywords that are not accepted.

/// Returns the advice for a keyword; for an unknown one, the keywords that are accepted there.
pub(super) fn advice(keyword: &str, accepted: &[&str]) -> String {
    let advice = match keyword {
        "allOf" => "one object with the fields of all parts; an `allOf` of one entry is accepted",
        "anyOf" | "not" | "if" | "patternProperties" => {
            "one shape; for several, `oneOf` of objects with a required one-value `enum` each"
        }
        "const" => "`enum` of this one value, in a component of its own",
        "discriminator" => {
            "leave it out: each variant names its tag, a required `enum` of one value"
        }
        "readOnly" | "writeOnly" => {
            "leave it out: requests and responses have schemas of their own"
        }
        "examples" => "`example`",
        "default" => "leave it out, or document it in the description",
        "webhooks" => "`x-webhooks`, which OpenAPI 3.0 allows",
        "callbacks" | "links" | "servers" | "externalDocs" | "xml" => {
            "leave it out: nothing is generated from it"
        }
        "requestBodies" => "the body at its operation",
        "content" => "`schema`",
        "allowReserved" | "allowEmptyValue" => "leave it out",
        "encoding" => "leave it out: bodies are JSON",
        "$defs" | "definitions" => "the schemas under /components/schemas",
        "trace" | "options" => "leave it out: the client has no such method",
        _ => return format!("one of {}; or leave it out", accepted.join(", ")),
    };
    advice.to_owned()
}
