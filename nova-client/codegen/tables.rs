//! The tables that pacing, retries, the tenant guard, the mock and the analysis read.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use super::constraints::{Bound, Limit};
use super::contract::{Contract, Operation, Range};
use super::names;

/// The items to append to the generated file.
pub fn items(contract: &Contract) -> Vec<syn::Item> {
    let version = &contract.version;
    let base_url = &contract.base_url;
    let bucket_count = contract.buckets.len();
    let buckets = contract.buckets.iter().map(|bucket| {
        let (name, limit) = (&bucket.name, bucket.limit);
        let per = if bucket.per == "minute" {
            quote!(::std::time::Duration::from_secs(60))
        } else {
            quote!(::std::time::Duration::from_secs(1))
        };
        let max_in_flight = if let Some(cap) = bucket.max_in_flight { quote!(Some(#cap)) } else { quote!(None) };
        quote!(crate::Bucket { name: #name, limit: #limit, per: #per, max_in_flight: #max_in_flight })
    });
    let operation_count = contract.operations.len();
    let operations = contract.operations.iter().map(|operation| entry(operation, contract));
    let ranges = contract.ranges.iter().map(range);
    let fields = contract.bounds.iter().filter_map(|bound| {
        let schema = format_ident!("{}", bound.schema.as_deref()?);
        let constant = constant(bound);
        Some(quote!(impl types::#schema { #constant }))
    });
    let parameters = contract.bounds.iter().filter(|bound| bound.schema.is_none()).map(constant);
    let max_request_bytes = number(contract.max_request_bytes);

    let schemas = contract.contract_names.iter().map(|(rust, name)| {
        let (ident, read) = (format_ident!("{rust}"), contract.is_read(rust));
        quote!(#name => $crate::types::#ident, read: #read;)
    });

    let file: syn::File = syn::parse_quote! {
        /// The version of the contract this client was made from.
        pub const CONTRACT_VERSION: &str = #version;

        /// The vendor's base URL.
        pub const DEFAULT_BASE_URL: &str = #base_url;

        /// Every rate bucket of the contract.
        pub static BUCKETS: [crate::Bucket; #bucket_count] = [#(#buckets),*];

        /// Every operation of the contract.
        pub static OPERATIONS: [crate::Operation; #operation_count] = [#(#operations),*];

        /// The largest body that a request may have, in bytes.
        pub const MAX_REQUEST_BYTES: usize = #max_request_bytes;

        #(#ranges)*

        #(#fields)*

        /// What the contract asks of parameters.
        pub mod parameters {
            #(#parameters)*
        }

        /// Hands every schema of the contract to the macro `$then`, with its type and whether
        /// responses hold it, so that tests leave none out.
        #[doc(hidden)]
        #[macro_export]
        macro_rules! for_each_schema {
            ($then:ident) => { $then! { #(#schemas)* } };
        }
    };
    file.items
}

/// Generates a constant of its type for each documented range.
fn range(range: &Range) -> TokenStream {
    let Range { schema, field, min, max } = range;
    let schema = format_ident!("{schema}");
    let name = format_ident!("{}", range.constant());
    let doc = format!(
        " What the contract allows `{field}` to be. Not enforced: a response outside it is decoded."
    );
    quote! {
        impl types::#schema {
            #[doc = #doc]
            pub const #name: ::std::ops::RangeInclusive<i64> = #min..=#max;
        }
    }
}

/// Generates a constant for each limit of requests, for use by callers.
fn constant(bound: &Bound) -> TokenStream {
    let name = format_ident!("{}", bound.constant());
    let field = &bound.field;
    let span = |min: u64, max: Option<u64>| {
        let (min, max) = (number(Some(min)), number(max));
        quote!(#min..=#max)
    };
    let (doc, kind, value) = match &bound.limit {
        Limit::Length(min, max) => (
            format!(" How many characters `{field}` may have."),
            quote!(::std::ops::RangeInclusive<usize>),
            span(*min, *max),
        ),
        Limit::Count(min, max) => (
            format!(" How many values `{field}` may have."),
            quote!(::std::ops::RangeInclusive<usize>),
            span(*min, *max),
        ),
        Limit::Bytes(max) => {
            let max = number(Some(*max));
            (
                format!(" How many bytes `{field}` may have at most, in UTF-8."),
                quote!(usize),
                quote!(#max),
            )
        }
        Limit::Prefix(prefix) => {
            (format!(" What `{field}` begins with."), quote!(&'static str), quote!(#prefix))
        }
    };
    quote! {
        #[doc = #doc]
        pub const #name: #kind = #value;
    }
}

/// Generates a number literal without a type suffix; for `None`, a value without effect.
fn number(number: Option<u64>) -> TokenStream {
    number.map_or_else(
        || quote!(usize::MAX),
        |number| Literal::u64_unsuffixed(number).into_token_stream(),
    )
}

fn entry(operation: &Operation, contract: &Contract) -> TokenStream {
    let Operation { id, method, path, .. } = operation;
    let name = names::snake(id);
    let method = format_ident!("{method}");
    let bucket = contract.buckets.iter().position(|bucket| bucket.name == operation.bucket);
    let bucket = bucket.unwrap_or_default();
    let idempotency = format_ident!(
        "{}",
        match operation.idempotency.as_str() {
            "safe" => "Safe",
            "built-in" => "BuiltIn",
            "key" => "Key",
            _ => "None",
        }
    );
    let tenant = operation.tenant == "required";
    let others = contract.operations.iter().map(|other| other.path.as_str());
    let mut narrower: Vec<&str> = others.filter(|other| is_narrower(other, path)).collect();
    narrower.dedup();
    quote! {
        crate::Operation {
            id: #id,
            name: #name,
            method: ::http::Method::#method,
            path: #path,
            narrower: &[#(#narrower),*],
            bucket: &BUCKETS[#bucket],
            idempotency: crate::Idempotency::#idempotency,
            needs_tenant: #tenant,
        }
    }
}

/// Returns whether `path` is `other` with fixed segments in place of some parameters.
fn is_narrower(path: &str, other: &str) -> bool {
    let is_parameter = |part: &str| part.starts_with('{');
    let (parts, others): (Vec<&str>, Vec<&str>) =
        (path.split('/').collect(), other.split('/').collect());
    parts.len() == others.len()
        && parts
            .iter()
            .zip(&others)
            .all(|(part, other)| part == other || (is_parameter(other) && !is_parameter(part)))
        && parts != others
}
