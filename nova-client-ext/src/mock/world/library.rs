//! The criteria libraries of tenants.

use std::collections::HashMap;

use nova_client::types::LibraryCriterion;

/// The libraries of all tenants.
#[derive(Default)]
pub(crate) struct Libraries {
    /// By tenant, oldest first.
    pub(crate) tenants: HashMap<String, Vec<LibraryCriterion>>,
    /// A counter for generated ids.
    pub(crate) made: u64,
}

impl Libraries {
    /// Returns a tenant's library, newest first.
    pub(crate) fn of(&self, tenant: &str) -> Vec<LibraryCriterion> {
        self.tenants.get(tenant).into_iter().flatten().rev().cloned().collect()
    }

    pub(crate) fn forget_tenant(&mut self, tenant: &str) {
        self.tenants.remove(tenant);
    }

    /// Returns a criterion of a tenant's library by its id.
    pub(crate) fn get_mut(&mut self, tenant: &str, id: &str) -> Option<&mut LibraryCriterion> {
        self.tenants.get_mut(tenant)?.iter_mut().find(|criterion| criterion.id == id)
    }
}
