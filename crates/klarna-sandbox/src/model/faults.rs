//! The faults in force.

use serde::{Deserialize, Serialize};

use super::fault::Fault;

/// The faults in force, in the order they were asked for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    last_id: u64,
}

impl Faults {
    /// Puts a fault in force, and gives it with its number.
    pub(crate) fn add(&mut self, mut fault: Fault) -> Fault {
        self.last_id += 1;
        fault.id = self.last_id;
        self.list.push(fault.clone());
        fault
    }

    pub(crate) fn list(&self) -> &[Fault] {
        &self.list
    }

    /// Ends one fault, or all. `false`: there was no such fault.
    pub(crate) fn remove(&mut self, id: Option<u64>) -> bool {
        let before = self.list.len();
        self.list
            .retain(|fault| id.is_some_and(|id| id != fault.id));
        id.is_none() || self.list.len() < before
    }

    /// Takes the first fault that applies now, counted down by one.
    pub(crate) fn take_first(
        &mut self,
        session: Option<&str>,
        fits: impl Fn(&Fault) -> bool,
    ) -> Option<Fault> {
        let first = self
            .list
            .iter()
            .find(|fault| fault.applies_to(session) && fits(fault))?
            .id;
        self.take(session, |fault| fault.id == first).pop()
    }

    /// Takes every fault that applies now, each counted down by one.
    pub(crate) fn take(
        &mut self,
        session: Option<&str>,
        fits: impl Fn(&Fault) -> bool,
    ) -> Vec<Fault> {
        let mut taken = Vec::new();
        self.list.retain_mut(|fault| {
            if !fault.applies_to(session) || !fits(fault) {
                return true;
            }
            taken.push(fault.clone());
            match &mut fault.options.times {
                None => true,
                Some(times) => {
                    *times = times.saturating_sub(1);
                    *times > 0
                }
            }
        });
        taken
    }
}

#[cfg(test)]
mod tests;
