//! A collection that forgets its oldest entries.

use std::{borrow::Borrow, fmt, hash::Hash};

use hashlink::LinkedHashMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An entry that has its key in it.
pub(crate) trait Keyed {
    type Key: Hash + Eq;

    fn key(&self) -> Self::Key;
}

/// The `N` entries that were inserted last, in the order of their insertion, by key.
pub(crate) struct Bounded<T: Keyed, const N: usize>(LinkedHashMap<T::Key, T>);

impl<T: Keyed, const N: usize> Bounded<T, N> {
    /// Adds an entry. Where there are `N` others, drops the oldest one and returns it. An entry with the same
    /// key is replaced, and the new one takes its place in the order.
    pub(crate) fn insert(&mut self, entry: T) -> Option<T> {
        self.0.replace(entry.key(), entry);
        if self.0.len() <= N {
            return None;
        }
        self.0.pop_front().map(|(_, oldest)| oldest)
    }

    pub(crate) fn get<Q>(&self, key: &Q) -> Option<&T>
    where
        T::Key: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.0.get(key)
    }

    pub(crate) fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut T>
    where
        T::Key: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.0.get_mut(key)
    }

    pub(crate) fn remove<Q>(&mut self, key: &Q) -> Option<T>
    where
        T::Key: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.0.remove(key)
    }

    /// Every entry, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.values()
    }

    /// The entry that was inserted first.
    pub(crate) fn oldest(&self) -> Option<&T> {
        self.0.front().map(|(_, entry)| entry)
    }

    /// The entry that was inserted last.
    pub(crate) fn newest(&self) -> Option<&T> {
        self.0.back().map(|(_, entry)| entry)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T: Keyed, const N: usize> Default for Bounded<T, N> {
    fn default() -> Self {
        Self(LinkedHashMap::new())
    }
}

impl<T: Keyed + Serialize, const N: usize> Serialize for Bounded<T, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, T: Keyed + Deserialize<'de>, const N: usize> Deserialize<'de> for Bounded<T, N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut bounded = Self::default();
        for entry in Vec::deserialize(deserializer)? {
            bounded.insert(entry);
        }
        Ok(bounded)
    }
}

impl<T: Keyed, const N: usize> fmt::Debug for Bounded<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bounded").field(&self.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const N: usize = 8;

    /// A key, and the number of the insertion.
    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Entry(u8, usize);

    impl Keyed for Entry {
        type Key = u8;

        fn key(&self) -> u8 {
            self.0
        }
    }

    #[derive(Debug, Clone, Copy)]
    enum Step {
        Insert(u8),
        Remove(u8),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            4 => (0..24u8).prop_map(Step::Insert),
            1 => (0..24u8).prop_map(Step::Remove),
        ];
        prop::collection::vec(step, 0..80)
    }

    proptest! {
        /// Against a list that is searched from end to end.
        #[test]
        fn the_newest_are_kept_in_their_order_and_found(steps in steps()) {
            let mut bounded = Bounded::<Entry, N>::default();
            let mut model: Vec<Entry> = Vec::new();
            for (number, step) in steps.into_iter().enumerate() {
                match step {
                    Step::Insert(key) => {
                        let entry = Entry(key, number);
                        let dropped = bounded.insert(entry);
                        match model.iter_mut().find(|known| known.0 == key) {
                            Some(known) => *known = entry,
                            None => model.push(entry),
                        }
                        let oldest = (model.len() > N).then(|| model.remove(0));
                        prop_assert_eq!(dropped, oldest);
                    }
                    Step::Remove(key) => {
                        let index = model.iter().position(|known| known.0 == key);
                        let removed = index.map(|index| model.remove(index));
                        prop_assert_eq!(bounded.remove(&key), removed);
                    }
                }
                prop_assert_eq!(bounded.iter().copied().collect::<Vec<_>>(), model.clone());
                prop_assert_eq!(bounded.oldest(), model.first());
                prop_assert_eq!(bounded.newest(), model.last());
                for key in 0..24 {
                    let known = model.iter().find(|entry| entry.0 == key);
                    prop_assert_eq!(bounded.get(&key), known);
                }
            }
        }
    }
}
