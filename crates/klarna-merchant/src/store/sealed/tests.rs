use super::*;
use crate::vault::TokenKey;

fn connection() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    add_functions(&connection, &Vault::new(&TokenKey::random().into())).unwrap();
    connection
}

#[test]
fn a_value_opens_in_its_own_column_and_row_alone() {
    let connection = connection();
    for sealed_for in SEALED_COLUMNS {
        for row in ["one", "two"] {
            for column in SEALED_COLUMNS {
                let key = format!("'{row}'");
                let key = if sealed_for == CALLBACK_APPROVAL_TOKEN {
                    format!("{key} || ' d'")
                } else {
                    key
                };
                let query = format!(
                    "SELECT {} FROM (SELECT 'one' AS id, 'one' AS order_number, \
                     'one' AS session_id, 'd' AS token_digest, {} AS {})",
                    column.open(),
                    sealed_for.seal(&key, "'secret'"),
                    column.column,
                );
                let opened = connection.query_row(&query, [], |row| row.get::<_, String>(0));
                let own = sealed_for == column && row == "one";
                assert_eq!(
                    opened.is_ok(),
                    own,
                    "{sealed_for:?} {row} in {column:?}: {opened:?}"
                );
            }
        }
    }
}

#[test]
fn a_trigger_cannot_open_a_value() {
    let connection = connection();
    connection
        .execute_batch(
            "CREATE TABLE t (value BLOB); CREATE TABLE opened (value TEXT); \
             CREATE TRIGGER thief AFTER INSERT ON t BEGIN \
             INSERT INTO opened VALUES (vault_open('owner', new.value)); END;",
        )
        .unwrap();
    let stolen = connection.execute("INSERT INTO t VALUES (vault_seal('owner', 'secret'))", []);
    assert!(stolen.is_err());
}

#[test]
fn nothing_stays_nothing() {
    let nothing: (Option<Vec<u8>>, Option<String>) = connection()
        .query_row(
            "SELECT vault_seal('owner', NULL), vault_open('owner', NULL)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(nothing, (None, None));
}
