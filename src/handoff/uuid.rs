//! The shape of a permanent id.
//!
//! Owns the one answer to "is this a UUID?". Must not know which field it stands in.

/// 8-4-4-4-12 hexadecimal digits, of any version.
pub fn is_uuid(text: &str) -> bool {
    const SHAPE: &[u8; 36] = b"00000000-0000-0000-0000-000000000000";
    // Without a way out of the loop, so that many bytes are compared at once.
    let pairs = text.bytes().zip(SHAPE);
    text.len() == SHAPE.len()
        && pairs.fold(true, |is_all, (byte, shape)| {
            is_all & ((byte == *shape) | (*shape == b'0') & byte.is_ascii_hexdigit())
        })
}

#[cfg(test)]
mod tests {
    use super::is_uuid;

    #[test]
    fn a_uuid_has_five_groups_of_digits() {
        assert!(is_uuid("Ced69760-2ffc-56ce-9fac-aff5e9ec9ff5"));
        for text in [
            "",
            "core-gold-fallback-churn-rate",
            "ced69760-2ffc-56ce-9fac-aff5e9ec9ff",
            "ced697602ffc56ce9facaff5e9ec9ff50000",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
