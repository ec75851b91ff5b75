//! The faults in force.

use super::Fault;

/// The faults in force, in the order they were asked for.
#[derive(Debug, Default)]
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

    /// The first fault that strikes now, counted down by one.
    pub(crate) fn take_first(
        &mut self,
        session: Option<&str>,
        fits: impl Fn(&Fault) -> bool,
    ) -> Option<Fault> {
        let first = self
            .list
            .iter()
            .find(|fault| fault.strikes(session) && fits(fault))?
            .id;
        self.take(session, |fault| fault.id == first).pop()
    }

    /// Every fault that strikes now, each counted down by one.
    pub(crate) fn take(
        &mut self,
        session: Option<&str>,
        fits: impl Fn(&Fault) -> bool,
    ) -> Vec<Fault> {
        let mut struck = Vec::new();
        self.list.retain_mut(|fault| {
            if !fault.strikes(session) || !fits(fault) {
                return true;
            }
            struck.push(fault.clone());
            match &mut fault.options.times {
                None => true,
                Some(times) => {
                    *times -= 1;
                    *times > 0
                }
            }
        });
        struck
    }
}
