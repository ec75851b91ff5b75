use proptest::prelude::*;

use super::*;

fn vault(keys: &[TokenKey]) -> Vault {
    let (current, former) = keys.split_first().unwrap();
    Vault::new(&TokenKeys {
        current: current.clone(),
        former: former.to_vec(),
    })
}

/// Seals as the versions that had one key did.
fn seal_unnamed(key: &TokenKey, owner: &str, secret: &str) -> Vec<u8> {
    vault(std::slice::from_ref(key))
        .seal(owner, secret)
        .unwrap()
        .split_off(5)
}

proptest! {
    #[test]
    fn a_value_opens_undamaged_for_its_owner_with_its_key_and_not_otherwise(
        secret in ".*",
        owner in "[a-z]{1,9}",
        other in "[A-Z]{1,9}",
        keys in 1..4_usize,
        sealer in any::<prop::sample::Index>(),
        named in any::<bool>(),
        flip in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut keys: Vec<_> = (0..keys).map(|_| TokenKey::random()).collect();
        let sealer = sealer.index(keys.len());
        let sealed = if named {
            vault(&keys[sealer..=sealer]).seal(&owner, &secret).unwrap()
        } else {
            seal_unnamed(&keys[sealer], &owner, &secret)
        };
        let id = keys[sealer].id();
        let all = vault(&keys);
        prop_assert_eq!(all.open_with_id(&owner, &sealed), Ok((secret, id)));
        prop_assert!(all.open(&other, &sealed).is_err());
        prop_assert!(all.open(&owner, &sealed[..cut.index(sealed.len())]).is_err());
        let mut damaged = sealed.clone();
        let at = flip.index(damaged.len());
        damaged[at] ^= 1;
        prop_assert!(all.open(&owner, &damaged).is_err());
        keys[sealer] = TokenKey::random();
        prop_assert!(vault(&keys).open(&owner, &sealed).is_err());
    }

    #[test]
    fn nothing_that_is_no_key_is_taken_for_one(text in ".*") {
        let _ = text.parse::<TokenKey>();
    }
}

#[test]
fn a_value_names_the_key_it_is_sealed_with() {
    let keys = [TokenKey::random(), TokenKey::random()];
    let sealed = vault(&keys).seal("owner", "secret").unwrap();
    assert_eq!(sealed[0], NAMES_KEY);
    assert_eq!(sealed[1..5], keys[0].id().0);
}

#[test]
fn a_key_is_read_in_both_spellings() {
    let key = TokenKey::random();
    let hex = hex::encode_upper(key.0);
    assert_eq!(hex.parse(), Ok(key.clone()));
    assert_eq!(format!(" {}\n", key.to_base64()).parse(), Ok(key));
    for invalid in ["", "secret", &hex[2..], "zz"] {
        assert_eq!(invalid.parse::<TokenKey>(), Err(InvalidTokenKey));
    }
}

#[test]
fn the_same_secret_looks_different_each_time() {
    let vault = vault(&[TokenKey::random()]);
    let seal = || vault.seal("owner", "secret").unwrap();
    assert_ne!(seal(), seal());
}

#[test]
fn a_key_does_not_show() {
    assert_eq!(format!("{:?}", TokenKey::random()), "TokenKey(…)");
    let keys = TokenKeys::from(TokenKey::random());
    assert!(!format!("{keys:?}").contains(&keys.current.to_base64()));
}

#[test]
fn a_vault_of_a_key_file_learns_of_a_new_key() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db.key");
    key_file::read_or_make(&file).unwrap();
    let running = Vault::from_key_file(file.clone()).unwrap();
    let before = running.seal("owner", "before").unwrap();
    key_file::add(&file).unwrap();
    let after = Vault::from_key_file(file.clone()).unwrap();
    let sealed = after.seal("owner", "after").unwrap();
    assert_eq!(running.open("owner", &sealed).unwrap(), "after");
    assert_eq!(running.key_ids(), after.key_ids());
    assert_eq!(running.open("owner", &before).unwrap(), "before");
    assert_eq!(running.current_prefix(), sealed[..5]);
    // A key that nobody has, and a key file that is gone.
    let other = vault(&[TokenKey::random()])
        .seal("owner", "secret")
        .unwrap();
    assert!(running.open("owner", &other).is_err());
    std::fs::remove_file(file).unwrap();
    assert!(running.open("owner", &other).is_err());
    assert_eq!(running.open("owner", &sealed).unwrap(), "after");
}

#[test]
fn former_keys_need_a_current_one() {
    let former = [TokenKey::random()];
    let missing = Vault::for_database(Path::new("shop.db"), None, &former).unwrap_err();
    assert!(missing.to_string().contains("KLARNA_TOKEN_KEY"));
    let both = Vault::for_database(Path::new("shop.db"), Some(&former[0]), &former).unwrap();
    assert_eq!(both.key_ids(), [former[0].id()]);
}
