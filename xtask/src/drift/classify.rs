//! Classifies each kind of difference.
//!
//! There are three classifications. *Vendor*: is it breaking according to the vendor's policy
//! (removing or renaming fields, changing types, changing error codes, changing behaviour), or can
//! it ship at any time (new optional fields, new operations, new optional parameters, new enum
//! values)? *Wire*: does a deployed client still work? Its reader is tolerant: unknown fields are
//! ignored, enums are open, nullable fields and lists may be absent, bounds of responses are not
//! enforced, any error status is supported. *Source*: does existing code still compile with the
//! same meaning after regenerating? Builders make a new optional input compatible; response types
//! are non-exhaustive.
//!
//! Three decisions are not obvious. A new variant of a union in a response is breaking, unlike an
//! enum value: the generated union is closed, and an unknown variant fails to decode. A changed
//! format in a response is safe only if the old format includes every value of the new one
//! (int64 → int32), and in a request only if the new one includes every value of the old
//! (int32 → int64). A path parameter has no name on the wire, so renaming it breaks only callers'
//! source.

use serde::Serialize;

use super::bounds::BoundChange;
use super::change::Change;
use super::finding::Direction::{self, Request, Response};

/// The vendor's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// Not allowed within a version.
    Breaking,
    /// Allowed at any time.
    NonBreaking,
    /// Wording.
    Cosmetic,
    /// No rule; counts as breaking.
    Unclassified,
}

/// The scale for a deployed client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wire {
    /// It stops working, partly or completely.
    Breaking,
    /// It continues to work.
    Safe,
    /// Not classified.
    Unclassified,
}

/// The scale for code that uses the regenerated client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// It no longer compiles, or its meaning changes.
    Breaking,
    /// It compiles with the same meaning.
    Compatible,
    /// Not classified.
    Unclassified,
}

/// The three classifications of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// By the vendor's policy.
    pub vendor: Policy,
    /// For a deployed client.
    pub wire: Wire,
    /// For callers' code.
    pub source: Source,
    /// Whether it needs a review although nothing breaks.
    pub look: bool,
    /// The reason, if it is not obvious.
    pub why: Option<&'static str>,
}

const fn class(vendor: Policy, wire: Wire, source: Source) -> Class {
    Class { vendor, wire, source, look: false, why: None }
}

const BREAKS: Class = class(Policy::Breaking, Wire::Breaking, Source::Breaking);
/// Breaks the wire and the policy, but not callers' code.
const BREAKS_WIRE: Class = class(Policy::Breaking, Wire::Breaking, Source::Compatible);
/// Breaks only the policy.
const BREAKS_POLICY: Class = class(Policy::Breaking, Wire::Safe, Source::Compatible);
const HARMLESS: Class = class(Policy::NonBreaking, Wire::Safe, Source::Compatible);
const COSMETIC: Class = class(Policy::Cosmetic, Wire::Safe, Source::Compatible);
const NO_RULE: Class = class(Policy::Unclassified, Wire::Unclassified, Source::Unclassified);

impl Class {
    const fn look(mut self) -> Self {
        self.look = true;
        self
    }

    const fn why(mut self, why: &'static str) -> Self {
        self.why = Some(why);
        self
    }

    const fn source(mut self, breaking: bool) -> Self {
        self.source = if breaking { Source::Breaking } else { Source::Compatible };
        self
    }

    const fn wire(mut self, breaking: bool) -> Self {
        self.wire = if breaking { Wire::Breaking } else { Wire::Safe };
        self
    }
}

impl Change {
    /// Classifies the change in a direction. Changes without a direction are classified as
    /// requests.
    #[allow(
        clippy::too_many_lines,
        clippy::match_same_arms,
        reason = "one table, a row for each subject"
    )]
    pub(super) fn class(self, direction: Direction) -> Class {
        match (self, direction) {
            (Self::OperationAdded, _) => HARMLESS,
            (Self::OperationRemoved, _) => BREAKS,
            (Self::OperationMoved { renamed }, _) => BREAKS.source(renamed),
            (Self::OperationRenamed, _) => HARMLESS
                .source(true)
                .why("the operationId names the generated method; nothing of it is on the wire"),
            (Self::Deprecated, _) => HARMLESS.look().why("it will go one day"),
            (Self::NoLongerDeprecated, _) => HARMLESS,
            // For a webhook the vendor is the caller, and the client authenticates it.
            (Self::SecurityTightened, Response) => HARMLESS.look(),
            (Self::SecurityLoosened | Self::SecurityChanged, Response) => BREAKS_WIRE,
            (Self::SecurityTightened | Self::SecurityChanged, Request)
            | (Self::ServerChanged, _) => BREAKS_WIRE,
            (Self::SecurityLoosened | Self::OfferedScope, _) => HARMLESS.look(),
            (Self::ServerAdded, _) => HARMLESS,

            (Self::ParameterAdded { .. } | Self::BodyAdded { .. }, Response) => HARMLESS,
            (Self::ParameterAdded { required } | Self::BodyAdded { required }, Request) => {
                if required {
                    BREAKS
                } else {
                    HARMLESS
                }
            }
            (Self::ParameterRemoved | Self::ParameterMoved | Self::BodyRemoved, _) => BREAKS,
            (Self::ParameterRenamed { in_path: false }, _) => BREAKS,
            (Self::ParameterRenamed { in_path: true }, _) => HARMLESS
                .source(true)
                .why("a path parameter has no name on the wire; callers name it in code"),
            (Self::ParameterRequired { now } | Self::BodyRequired { now }, Request) => {
                if now {
                    BREAKS
                } else {
                    HARMLESS.source(true).why("its Rust type becomes optional")
                }
            }
            (Self::ParameterRequired { now } | Self::BodyRequired { now }, Response) => {
                if now {
                    HARMLESS
                } else {
                    BREAKS.why("a deployed receiver relies on it")
                }
            }
            (Self::Serialization { granted: false }, _) => BREAKS_WIRE,
            (Self::Serialization { granted: true }, Request) => HARMLESS,
            (Self::Serialization { granted: true }, Response) => HARMLESS.look(),

            (Self::ContentTypeAdded, Request) => HARMLESS,
            (Self::ContentTypeAdded, Response) => HARMLESS.look(),
            (Self::ContentTypeRemoved | Self::ContentTypeChanged, _) => BREAKS,
            (Self::ContentTypeParameters, _) => HARMLESS.look(),

            (Self::SuccessCodeChanged { narrower: true, .. }, Response)
            | (Self::SuccessCodeChanged { wider: true, .. } | Self::SuccessCodeAdded, Request) => {
                HARMLESS
            }
            (Self::SuccessCodeChanged { .. } | Self::SuccessCodeAdded, Response) => {
                BREAKS.why("a deployed client takes an undocumented success for a failure")
            }
            (Self::SuccessCodeRemoved, Response) => BREAKS.wire(false),
            (Self::SuccessCodeChanged { .. } | Self::SuccessCodeRemoved, Request) => {
                BREAKS_WIRE.why("what a deployed receiver returns counts as a failure")
            }
            (Self::ErrorCodeChanged, Response) => BREAKS_POLICY
                .why("the reader takes any error status; code that matches it does not"),
            (Self::ErrorCodeChanged, Request) => HARMLESS.look(),
            (Self::ErrorCodeAdded | Self::ErrorCodeRemoved, _) => {
                HARMLESS.look().why("the reader takes any error status")
            }
            (
                Self::HeaderAdded { required: true } | Self::HeaderRequired { now: true },
                Request,
            ) => BREAKS_WIRE.why("a deployed receiver does not send it"),
            (Self::HeaderAdded { .. }, _)
            | (Self::HeaderRequired { now: true }, Response)
            | (Self::HeaderRequired { now: false }, Request) => HARMLESS,
            (Self::HeaderRemoved, Request) => HARMLESS.look(),
            (Self::HeaderRemoved | Self::HeaderRequired { now: false }, Response) => {
                BREAKS_POLICY.why("the transport does without any header")
            }

            (Self::FieldAdded { .. }, Response) => HARMLESS,
            (Self::FieldAdded { required }, Request) => {
                if required {
                    BREAKS
                } else {
                    HARMLESS
                }
            }
            (Self::FieldRemoved { tolerated }, Response) => {
                if tolerated {
                    BREAKS.wire(false).why("the deployed reader takes its absence")
                } else {
                    BREAKS
                }
            }
            (Self::FieldRenamed { tolerated }, Response) => {
                if tolerated {
                    BREAKS.why("the deployed reader sees nothing under the old name")
                } else {
                    BREAKS
                }
            }
            (Self::FieldRemoved { .. } | Self::FieldRenamed { .. }, Request) => BREAKS,
            (Self::FieldRequired { now: false, tolerated, same_type }, Response) => {
                optional(tolerated, same_type)
            }
            (Self::Nullable { now: true, tolerated, same_type }, Response) => {
                optional(tolerated, same_type)
            }
            (
                Self::FieldRequired { now: true, same_type, .. }
                | Self::Nullable { now: false, same_type, .. },
                Response,
            )
            | (
                Self::FieldRequired { now: false, same_type, .. }
                | Self::Nullable { now: true, same_type, .. },
                Request,
            ) => HARMLESS.source(!same_type),
            (
                Self::FieldRequired { now: true, .. } | Self::Nullable { now: false, .. },
                Request,
            ) => BREAKS,

            (Self::Retyped { reads }, _) => {
                if reads {
                    BREAKS.wire(false).why("every value of the one type is one of the other")
                } else {
                    BREAKS
                }
            }
            (Self::TypesWidened, Response) | (Self::TypesNarrowed, Request) => BREAKS,
            (Self::TypesWidened, Request) => HARMLESS.source(true),
            (Self::TypesNarrowed, Response) => HARMLESS.source(true).look(),
            (Self::Format { copes: true, typed }, _) => HARMLESS.source(typed).look(),
            (Self::Format { copes: false, typed }, _) => {
                if typed {
                    BREAKS
                } else {
                    BREAKS_POLICY
                        .why("the generated client reads and writes either as plain text or number")
                }
            }

            (Self::EnumValueAdded, Response) => HARMLESS
                .look()
                .why("enums are open, but a table over the known values may have to learn it"),
            (Self::EnumValueAdded, Request) => HARMLESS,
            (Self::EnumValueRemoved, Response) => {
                BREAKS.wire(false).why("it is no longer sent; its variant goes from the code")
            }
            (Self::EnumValueRemoved | Self::EnumValueRecased, Request) => BREAKS,
            (Self::EnumValueRecased, Response) => {
                BREAKS.why("it decodes as unknown, and what matched the old value no longer does")
            }
            (Self::EnumAdded, Response) | (Self::EnumDropped, Request) => {
                HARMLESS.source(true).look()
            }
            (Self::EnumAdded, Request) => BREAKS,
            (Self::EnumDropped, Response) => {
                HARMLESS.source(true).look().why("the deployed reader takes any text")
            }

            (Self::Bound(BoundChange::Tighter), Response)
            | (Self::Bound(BoundChange::Looser), Request) => HARMLESS,
            (Self::Bound(BoundChange::Widened), Request) => {
                HARMLESS.look().why("everything that fitted the old pattern fits the new one")
            }
            (Self::Bound(_), Response) => {
                HARMLESS.look().why("bounds of responses are not enforced by the reader")
            }
            (Self::Bound(_), Request) => BREAKS_WIRE,

            (Self::ConstraintAdded, Request) => BREAKS_WIRE,
            (Self::ConstraintAdded, Response) | (Self::ConstraintRemoved, Request) => HARMLESS,
            (Self::ConstraintRemoved, Response) => {
                HARMLESS.look().why("the reader does not enforce it")
            }

            (Self::VariantAdded, Response) => BREAKS
                .source(false)
                .why("the generated union is closed: what it does not know fails to decode"),
            (Self::VariantAdded, Request) => HARMLESS,
            (Self::VariantRemoved, Response) => {
                BREAKS.wire(false).why("it is no longer sent; its variant goes from the code")
            }
            (Self::VariantRemoved, Request) => BREAKS,
            (Self::UnionKind { stricter: true }, Request) => BREAKS_WIRE,
            (Self::UnionKind { .. }, _) => HARMLESS.look(),
            (Self::VariantsOverlap, _) => {
                BREAKS_WIRE.why("a value must fit exactly one variant of a oneOf")
            }
            (Self::DiscriminatorChanged, _) => BREAKS,
            (Self::DiscriminatorAdded | Self::MappingAdded, _) => HARMLESS.look(),

            (Self::AdditionalClosed, Request) => BREAKS,
            (Self::AdditionalClosed, Response) | (Self::AdditionalOpened, _) => HARMLESS.look(),
            (Self::DefaultChanged, Request) => {
                BREAKS_POLICY.source(true).why("a call that leaves it out means something else now")
            }
            (Self::DefaultChanged, Response) | (Self::DefaultAdded, Request) => HARMLESS.look(),
            (Self::DefaultAdded, Response) => HARMLESS,
            (Self::SchemaRenamed, _) => HARMLESS
                .source(true)
                .why("the schema names the generated type; nothing of it is on the wire"),
            (Self::SchemaNamed { .. }, _) => HARMLESS
                .source(true)
                .why("an inline schema's generated type is called after its owner and its field"),
            (Self::SchemaAdded, _) => HARMLESS,
            (Self::SchemaRemoved, _) => {
                HARMLESS.source(true).why("no operation uses it; the generated type may change")
            }

            (Self::BucketLower, _) => BREAKS_POLICY
                .why("the pacer of a deployed client learns the limit from the response headers"),
            (Self::BucketHigher, _) => HARMLESS.look(),
            (Self::IdempotencyWeaker, _) => {
                BREAKS_WIRE.why("a deployed client may repeat what must not be repeated")
            }
            (Self::IdempotencyStronger, _) => HARMLESS.look(),
            (Self::TenantRequired, _) => BREAKS,
            (Self::TenantNotRequired, _) => HARMLESS.source(true),
            (Self::SensitiveChanged, _) => HARMLESS.look().why("it decides what `Debug` shows"),
            (Self::ForeignExtension, _) => {
                HARMLESS.look().why("an extension is no part of what is on the wire")
            }
            (Self::Wording, _) => COSMETIC,
            (Self::Unclassified, _) => NO_RULE,
        }
    }
}

/// Classifies a response field that may be absent or null now: a changed type by the policy, even
/// if the reader tolerates it.
const fn optional(tolerated: bool, same_type: bool) -> Class {
    let class = BREAKS.wire(!tolerated).source(!same_type);
    if tolerated {
        class.why("a changed type by the policy; the deployed reader takes it")
    } else {
        class
    }
}
