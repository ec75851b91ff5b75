//! Numbers of orders and subscriptions: short enough to read out, too many to guess.

use chacha20poly1305::aead::Generate;

/// Crockford's base32: no letter that is mistaken for a digit.
const ALPHABET: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Random bytes in a number: 80 bits, 16 characters.
const BYTES: usize = 10;

/// Returns a new number for an order.
pub(crate) fn order_number() -> String {
    encode(Generate::generate())
}

/// Returns a new number for a subscription.
pub(crate) fn subscription_number() -> String {
    format!("S-{}", order_number())
}

/// Writes five bits as a character, from the highest on.
fn encode(bytes: [u8; BYTES]) -> String {
    let number = bytes
        .iter()
        .fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    (0..BYTES * 8 / 5)
        .rev()
        .map(|index| char::from(ALPHABET[(number >> (index * 5)) as usize & 31]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_sixteen_characters_of_five_bits() {
        assert_eq!(encode([0; BYTES]), "0000000000000000");
        assert_eq!(encode([0xFF; BYTES]), "ZZZZZZZZZZZZZZZZ");
        assert_eq!(encode([0, 0, 0, 0, 0, 0, 0, 0, 0, 33]), "0000000000000011");
        assert_eq!(
            encode([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            "G000000000000000"
        );
        assert_ne!(order_number(), order_number());
        assert_eq!(subscription_number().len(), 18);
    }
}
