//! The kinds of differences, with stable names in the reports.

use super::bounds::BoundChange;

/// A kind of difference, with the data on which its classification depends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Change {
    OperationAdded,
    OperationRemoved,
    /// `renamed`: the operationId also differs.
    OperationMoved {
        renamed: bool,
    },
    OperationRenamed,
    Deprecated,
    NoLongerDeprecated,
    SecurityTightened,
    SecurityLoosened,
    SecurityChanged,
    /// A scope that an OAuth 2 scheme offers, which operations may not require.
    OfferedScope,
    ServerChanged,
    ServerAdded,
    ParameterAdded {
        required: bool,
    },
    ParameterRemoved,
    ParameterRenamed {
        in_path: bool,
    },
    ParameterMoved,
    /// `now`: it is required now.
    ParameterRequired {
        now: bool,
    },
    /// `granted`: more is allowed than before, and nothing is required.
    Serialization {
        granted: bool,
    },
    BodyAdded {
        required: bool,
    },
    BodyRemoved,
    BodyRequired {
        now: bool,
    },
    ContentTypeAdded,
    ContentTypeRemoved,
    ContentTypeChanged,
    /// Only the parameters of a media type differ.
    ContentTypeParameters,
    SuccessCodeChanged {
        narrower: bool,
        wider: bool,
    },
    SuccessCodeAdded,
    SuccessCodeRemoved,
    ErrorCodeChanged,
    ErrorCodeAdded,
    ErrorCodeRemoved,
    HeaderAdded {
        required: bool,
    },
    HeaderRemoved,
    HeaderRequired {
        now: bool,
    },
    FieldAdded {
        required: bool,
    },
    /// `tolerated`: a deployed reader tolerates its absence.
    FieldRemoved {
        tolerated: bool,
    },
    FieldRenamed {
        tolerated: bool,
    },
    /// `tolerated`: a deployed reader tolerates its absence; `same_type`: the Rust type does not
    /// change.
    FieldRequired {
        now: bool,
        tolerated: bool,
        same_type: bool,
    },
    Nullable {
        now: bool,
        tolerated: bool,
        same_type: bool,
    },
    /// `reads`: the old reader supports all new values, or the reverse for a request.
    Retyped {
        reads: bool,
    },
    TypesWidened,
    TypesNarrowed,
    /// `wider`: the receiving side supports every value; `typed`: the old or new format has its own
    /// Rust type.
    Format {
        copes: bool,
        typed: bool,
    },
    EnumValueAdded,
    EnumValueRemoved,
    EnumValueRecased,
    EnumAdded,
    EnumDropped,
    Bound(BoundChange),
    /// A keyword of JSON Schema that only restricts.
    ConstraintAdded,
    ConstraintRemoved,
    VariantAdded,
    VariantRemoved,
    UnionKind {
        stricter: bool,
    },
    /// A valid value may now match two variants of a `oneOf`.
    VariantsOverlap,
    DiscriminatorChanged,
    DiscriminatorAdded,
    MappingAdded,
    AdditionalClosed,
    AdditionalOpened,
    DefaultChanged,
    DefaultAdded,
    SchemaRenamed,
    /// An inline schema is a component now, or the reverse.
    SchemaNamed {
        now: bool,
    },
    SchemaAdded,
    SchemaRemoved,
    BucketLower,
    BucketHigher,
    IdempotencyWeaker,
    IdempotencyStronger,
    TenantRequired,
    TenantNotRequired,
    SensitiveChanged,
    ForeignExtension,
    Wording,
    Unclassified,
}

impl Change {
    /// Returns its name in the reports.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::OperationAdded => "operation-added",
            Self::OperationRemoved => "operation-removed",
            Self::OperationMoved { .. } => "operation-moved",
            Self::OperationRenamed => "operation-renamed",
            Self::Deprecated => "deprecated",
            Self::NoLongerDeprecated => "no-longer-deprecated",
            Self::SecurityTightened => "security-tightened",
            Self::SecurityLoosened => "security-loosened",
            Self::SecurityChanged => "security-changed",
            Self::OfferedScope => "offered-scope-changed",
            Self::ServerChanged => "server-changed",
            Self::ServerAdded => "server-added",
            Self::ParameterAdded { .. } => "parameter-added",
            Self::ParameterRemoved => "parameter-removed",
            Self::ParameterRenamed { .. } => "parameter-renamed",
            Self::ParameterMoved => "parameter-moved",
            Self::ParameterRequired { now: true } => "parameter-made-required",
            Self::ParameterRequired { now: false } => "parameter-made-optional",
            Self::Serialization { granted: false } => "parameter-serialization-changed",
            Self::Serialization { granted: true } => "parameter-serialization-widened",
            Self::BodyAdded { .. } => "body-added",
            Self::BodyRemoved => "body-removed",
            Self::BodyRequired { now: true } => "body-made-required",
            Self::BodyRequired { now: false } => "body-made-optional",
            Self::ContentTypeAdded => "content-type-added",
            Self::ContentTypeRemoved => "content-type-removed",
            Self::ContentTypeChanged => "content-type-changed",
            Self::ContentTypeParameters => "content-type-parameters-changed",
            Self::SuccessCodeChanged { .. } => "success-code-changed",
            Self::SuccessCodeAdded => "success-code-added",
            Self::SuccessCodeRemoved => "success-code-removed",
            Self::ErrorCodeChanged => "error-code-changed",
            Self::ErrorCodeAdded => "error-code-added",
            Self::ErrorCodeRemoved => "error-code-removed",
            Self::HeaderAdded { .. } => "header-added",
            Self::HeaderRemoved => "header-removed",
            Self::HeaderRequired { now: true } => "header-made-required",
            Self::HeaderRequired { now: false } => "header-made-optional",
            Self::FieldAdded { .. } => "field-added",
            Self::FieldRemoved { .. } => "field-removed",
            Self::FieldRenamed { .. } => "field-renamed",
            Self::FieldRequired { now: true, .. } => "field-made-required",
            Self::FieldRequired { now: false, .. } => "field-made-optional",
            Self::Nullable { now: true, .. } => "made-nullable",
            Self::Nullable { now: false, .. } => "no-longer-nullable",
            Self::Retyped { .. } => "retyped",
            Self::TypesWidened => "types-widened",
            Self::TypesNarrowed => "types-narrowed",
            Self::Format { .. } => "format-changed",
            Self::EnumValueAdded => "enum-value-added",
            Self::EnumValueRemoved => "enum-value-removed",
            Self::EnumValueRecased => "enum-value-recased",
            Self::EnumAdded => "enum-added",
            Self::EnumDropped => "enum-dropped",
            Self::Bound(BoundChange::Tighter) => "bound-tightened",
            Self::Bound(BoundChange::Looser) => "bound-loosened",
            Self::Bound(BoundChange::Widened) => "pattern-widened",
            Self::Bound(BoundChange::Unclear) => "bound-changed",
            Self::ConstraintAdded => "constraint-added",
            Self::ConstraintRemoved => "constraint-removed",
            Self::VariantsOverlap => "variants-overlap",
            Self::VariantAdded => "variant-added",
            Self::VariantRemoved => "variant-removed",
            Self::UnionKind { .. } => "union-kind-changed",
            Self::DiscriminatorChanged => "discriminator-changed",
            Self::DiscriminatorAdded => "discriminator-added",
            Self::MappingAdded => "discriminator-value-added",
            Self::AdditionalClosed => "additional-fields-narrowed",
            Self::AdditionalOpened => "additional-fields-widened",
            Self::DefaultChanged => "default-changed",
            Self::DefaultAdded => "default-added",
            Self::SchemaRenamed => "schema-renamed",
            Self::SchemaNamed { now: true } => "schema-made-component",
            Self::SchemaNamed { now: false } => "schema-made-inline",
            Self::SchemaAdded => "unused-schema-added",
            Self::SchemaRemoved => "unused-schema-removed",
            Self::BucketLower => "rate-limit-lowered",
            Self::BucketHigher => "rate-limit-raised",
            Self::IdempotencyWeaker => "idempotency-weakened",
            Self::IdempotencyStronger => "idempotency-strengthened",
            Self::TenantRequired => "tenant-required",
            Self::TenantNotRequired => "tenant-no-longer-required",
            Self::SensitiveChanged => "sensitivity-changed",
            Self::ForeignExtension => "extension-changed",
            Self::Wording => "wording",
            Self::Unclassified => "unclassified",
        }
    }
}
