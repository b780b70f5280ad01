//! What is done to progenitor's output before it is printed. Each pass has one reason to exist.

use std::collections::BTreeSet;

use heck::ToSnakeCase as _;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{Attribute, Fields, Item, ItemMod, ItemStruct, parse_quote};

use super::contract::{Contract, Enum};
use super::problem::Problems;
use super::reach::Reach;
use super::{schema, tolerance};

/// Runs every pass, then makes sure that what the contract names did come out.
pub fn apply(file: &mut syn::File, contract: &Contract) -> Result<(), Problems> {
    let types = module(file, "types").ok_or_else(|| Problems::one("", "made no `types` module"))?;
    let items = types.content.get_or_insert_with(Default::default);
    let reach = Reach::of(&items.1, contract);
    redact(&mut items.1, &reach);
    let mut problems = Problems::default();
    for (schema, member) in &contract.clearable {
        if clearable(&mut items.1, schema, member) < 3 {
            problems.add(
                schema::pointer(&["components", "schemas", schema, "properties", member]),
                "may be left out and may be null, but no member of that kind came out",
            );
        }
    }
    problems.into_result()?;
    let mut inspections = Vec::new();
    let mut roomy = BTreeSet::new();
    for item in &mut items.1 {
        match item {
            Item::Struct(wire) => {
                if reach.read.contains(&wire.ident.to_string()) {
                    tolerance::tolerate(wire);
                    wire.attrs.push(parse_quote!(#[non_exhaustive]));
                    inspections.push(inspection(wire));
                    if tolerance::add_room(wire) {
                        roomy.insert(wire.ident.to_string());
                    }
                }
                describe_with_schemars(&mut wire.attrs);
            }
            Item::Enum(union) => describe_with_schemars(&mut union.attrs),
            _ => {}
        }
    }
    tolerance::fill_room(&mut items.1, &roomy);
    items.1.extend(inspections);
    items.1.extend(contract.enums.iter().flat_map(open_enum));

    replace_client_shell(file);
    Reroute.visit_file_mut(file);
    verify(file, contract)
}

fn module<'a>(file: &'a mut syn::File, name: &str) -> Option<&'a mut ItemMod> {
    file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => Some(module),
        _ => None,
    })
}

/// Sensitive types, and the builders of the same name, print nothing of what they hold.
fn redact(items: &mut Vec<Item>, reach: &Reach) {
    let mut added = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(ItemStruct { ident, attrs, .. })
            | Item::Enum(syn::ItemEnum { ident, attrs, .. })
                if reach.sensitive.contains(&ident.to_string()) =>
            {
                remove_derive(attrs, "Debug");
                let name = ident.to_string();
                added.push(parse_quote! {
                    impl ::std::fmt::Debug for #ident {
                        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                            f.debug_struct(#name).finish_non_exhaustive()
                        }
                    }
                });
            }
            Item::Mod(ItemMod { content: Some((_, inner)), .. }) => redact(inner, reach),
            _ => {}
        }
    }
    items.extend(added);
}

fn remove_derive(attrs: &mut [Attribute], name: &str) {
    for attr in attrs.iter_mut().filter(|attr| attr.path().is_ident("derive")) {
        let mut kept: Vec<syn::Path> = Vec::new();
        // A derive that cannot be read as a list of paths would not compile either.
        let _ = attr.parse_nested_meta(|meta| {
            if meta.path.segments.last().is_none_or(|last| last.ident != name) {
                kept.push(meta.path);
            }
            Ok(())
        });
        *attr = parse_quote!(#[derive(#(#kept),*)]);
    }
}

/// Gives a member that may be absent, null or a value a type that can say all three, in its struct
/// and its builder. Answers with the number of places that were changed: a field, the builder's
/// field and its setter.
fn clearable(items: &mut [Item], schema: &str, member: &str) -> usize {
    let name = member.to_snake_case();
    let mut changed = 0;
    for item in items {
        match item {
            Item::Struct(wire) if wire.ident == schema => {
                for field in wire
                    .fields
                    .iter_mut()
                    .filter(|field| field.ident.as_ref().is_some_and(|id| *id == name))
                {
                    changed += usize::from(ChangeOption::of(|change| {
                        change.visit_type_mut(&mut field.ty)
                    }));
                    for attr in field.attrs.iter_mut().filter(|attr| attr.path().is_ident("serde"))
                    {
                        let text = attr.to_token_stream().to_string();
                        if text.contains("skip_serializing_if") {
                            let rename = (member != name).then(|| quote!(rename = #member,));
                            *attr = parse_quote!(
                                #[serde(#rename default, skip_serializing_if = "crate::Change::is_keep")]
                            );
                        }
                    }
                }
            }
            Item::Impl(methods)
                if methods.trait_.is_none()
                    && matches!(&*methods.self_ty, syn::Type::Path(path)
                        if path.path.segments.last().is_some_and(|last| last.ident == schema)) =>
            {
                for method in &mut methods.items {
                    if let syn::ImplItem::Fn(method) = method
                        && method.sig.ident == name
                    {
                        changed += usize::from(ChangeOption::of(|change| {
                            change.visit_generics_mut(&mut method.sig.generics)
                        }));
                    }
                }
            }
            Item::Mod(ItemMod { content: Some((_, inner)), .. }) => {
                changed += clearable(inner, schema, member)
            }
            _ => {}
        }
    }
    changed
}

/// `Option<T>` → `Change<T>`, wherever it stands first.
#[derive(Default)]
struct ChangeOption {
    done: bool,
}

impl ChangeOption {
    fn of(visit: impl FnOnce(&mut Self)) -> bool {
        let mut change = Self::default();
        visit(&mut change);
        change.done
    }
}

impl VisitMut for ChangeOption {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let arguments = path
            .segments
            .last()
            .filter(|last| last.ident == "Option")
            .map(|last| last.arguments.clone());
        match arguments {
            Some(arguments) if !self.done => {
                *path = parse_quote!(crate::Change #arguments);
                self.done = true;
            }
            _ => syn::visit_mut::visit_path_mut(self, path),
        }
    }
}

fn describe_with_schemars(attrs: &mut Vec<Attribute>) {
    attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]));
}

/// Walks a decoded answer for enum values that the contract does not know.
fn inspection(wire: &ItemStruct) -> Item {
    let ident = &wire.ident;
    let visits: Vec<TokenStream> = wire
        .fields
        .iter()
        .filter_map(|field| match &field.ident {
            Some(member) => {
                let name = wire_name(field)?;
                Some(quote!(crate::unknown::Inspect::inspect(&self.#member, &at.member(#name), see);))
            }
            // The one field of a type that only gives another a name.
            None => Some(quote!(crate::unknown::Inspect::inspect(&self.0, at, see);)),
        })
        .collect();
    let (at, see) =
        if visits.is_empty() { (quote!(_), quote!(_)) } else { (quote!(at), quote!(see)) };
    parse_quote! {
        impl crate::unknown::Inspect for #ident {
            fn inspect(&self, #at: &crate::unknown::Place<'_>, #see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>)) {
                #(#visits)*
            }
        }
    }
}

/// A field's name on the wire; `None` for one that gathers unknown members.
pub fn wire_name(field: &syn::Field) -> Option<String> {
    let mut name = field.ident.as_ref()?.to_string();
    let mut flattened = false;
    for attr in field.attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let _ = attr.parse_nested_meta(|meta| {
            let value =
                meta.value().ok().map(syn::parse::ParseBuffer::parse::<syn::Lit>).transpose()?;
            if meta.path.is_ident("flatten") {
                flattened = true;
            } else if let (true, Some(syn::Lit::Str(text))) = (meta.path.is_ident("rename"), value)
            {
                name = text.value();
            }
            Ok(())
        });
    }
    (!flattened).then_some(name)
}

fn open_enum(open: &Enum) -> [Item; 2] {
    let ident = format_ident!("{}", open.name);
    let description = format!(
        " {}\n\n Open: a value the contract does not know is kept as `Unknown`.",
        open.description
    );
    let variants = open.values.iter().map(|value| {
        let variant = format_ident!("{}", value.variant);
        let doc = match &value.description {
            Some(description) => format!(" `{}`: {description}", value.text),
            None => format!(" `{}`", value.text),
        };
        quote!(#[doc = #doc] #variant,)
    });
    let pairs = open.values.iter().map(|value| {
        let (variant, text) = (format_ident!("{}", value.variant), &value.text);
        quote!(#variant = #text)
    });
    [
        parse_quote! {
            #[doc = #description]
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #ident {
                #(#variants)*
                /// A value this version of the contract does not know, as it was received.
                Unknown(::std::boxed::Box<str>),
            }
        },
        parse_quote!(crate::open_enum!(#ident { #(#pairs),* });),
    ]
}

/// Drops what progenitor's `Client` does badly: `new` can panic, and `Debug` prints the transport.
fn replace_client_shell(file: &mut syn::File) {
    for item in &mut file.items {
        match item {
            Item::Struct(client) if client.ident == "Client" => {
                remove_derive(&mut client.attrs, "Debug")
            }
            Item::Impl(methods) if methods.trait_.is_none() => {
                methods.items.retain(
                    |item| !matches!(item, syn::ImplItem::Fn(method) if method.sig.ident == "new"),
                );
            }
            Item::Use(import) if import.to_token_stream().to_string().contains("encode_path") => {
                *import = parse_quote! {
                    use progenitor_client::{ClientHooks, OperationInfo, RequestBuilderExt};
                };
                import.attrs.push(parse_quote!(#[allow(unused_imports)]));
            }
            _ => {}
        }
    }
    file.items.push(parse_quote! {
        #[allow(unused_imports)]
        use crate::seam::encode_path;
    });
    file.items.push(parse_quote! {
        impl ::std::fmt::Debug for Client {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("Client").field("baseurl", &self.baseurl).finish_non_exhaustive()
            }
        }
    });
}

/// Sends every JSON answer through our own decoding, which names the place of an error and not the
/// content.
struct Reroute;

impl VisitMut for Reroute {
    fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
        if path
            .path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .eq(["ResponseValue", "from_response"])
        {
            *path = parse_quote!(crate::seam::decode);
        }
    }
}

/// A name in a table that occurs nowhere in the output means that a rule silently did nothing.
fn verify(file: &mut syn::File, contract: &Contract) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let text = file.to_token_stream().to_string();
    for operation in &contract.operations {
        let method = operation.id.to_snake_case();
        if !text.contains(&format!("pub fn {method} (")) {
            problems.add(
                "",
                format!("names the operation {}, but no method {method} came out", operation.id),
            );
        }
    }
    for name in contract.sides.keys() {
        if !["struct", "enum"].iter().any(|kind| text.contains(&format!("pub {kind} {name} "))) {
            problems.add(
                schema::pointer(&["components", "schemas", name]),
                format!("became no Rust type called {name}; a schema's name must be one that Rust would choose"),
            );
        }
    }
    for bound in &contract.bounds {
        if syn::parse_str::<syn::Ident>(&bound.constant()).is_err() {
            problems.add("", format!("bounds {}, whose name makes no Rust constant", bound.member));
        }
    }
    for range in &contract.ranges {
        if syn::parse_str::<syn::Ident>(&range.constant()).is_err() {
            problems.add(
                "",
                format!(
                    "bounds {}.{}, whose name makes no Rust constant",
                    range.schema, range.member
                ),
            );
        }
    }
    for item in module(file, "types")
        .into_iter()
        .filter_map(|types| types.content.as_ref())
        .flat_map(|(_, all)| all)
    {
        let Item::Enum(union) = item else { continue };
        let untagged = union
            .attrs
            .iter()
            .any(|attr| attr.to_token_stream().to_string().contains("serde (untagged)"));
        if untagged && !contract.unions_of_types.contains(&union.ident.to_string()) {
            problems.add(
                "",
                format!("makes {} an untagged union, which guesses at run time", union.ident),
            );
        }
    }
    for item in module(file, "types")
        .into_iter()
        .filter_map(|types| types.content.as_ref())
        .flat_map(|(_, items)| items)
    {
        let Item::Struct(ItemStruct { ident, fields: Fields::Named(fields), .. }) = item else {
            continue;
        };
        for (index, field) in fields.named.iter().enumerate() {
            if fields.named.iter().take(index).any(|earlier| earlier.ident == field.ident) {
                let field = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                problems.add(
                    "",
                    format!("has two members of {ident} that Rust would both call `{field}`"),
                );
            }
            if contract.is_read(&ident.to_string())
                && field.ty.to_token_stream().to_string().contains("NonZero")
            {
                let field = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                problems
                    .add("", format!("makes {ident}.{field} a NonZero type, which refuses what the vendor may send"));
            }
        }
    }
    problems.into_result()
}
