//! Protocol Buffers, as far as one file needs them: writing integers, texts and messages.
//!
//! A message is a list of fields, one after the other. Each begins with a tag: the field's
//! number, which a schema gives a name, and the way its value is written. An integer is written
//! seven bits to a byte, lowest first, and the highest bit of a byte says that more follow
//! (a *varint*). Everything else here, a text, bytes or a message inside, is written as its
//! length and then itself. There is no more to it:
//! <https://protobuf.dev/programming-guides/encoding/>.

/// An integer follows the tag.
const VARINT: u64 = 0;
/// A length follows the tag, and then so many bytes.
const LENGTH: u64 = 2;

/// A message being written, field by field.
///
/// The fields stand in the order in which they are added. Readers take any; other writers go by
/// the number.
///
/// ```
/// use mnist::program::protobuf::Message;
///
/// // The examples of the specification: 150 in field 1, "testing" in field 2.
/// let message = Message::new().int(1, 150).text(2, "testing");
/// assert_eq!(message.into_bytes(), b"\x08\x96\x01\x12\x07testing");
/// ```
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Message(Vec<u8>);

impl Message {
    /// A message without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field that holds an integer.
    #[must_use]
    pub fn int(mut self, field: u32, value: u64) -> Self {
        self.tag(field, VARINT);
        self.varint(value);
        self
    }

    /// Adds a field that holds bytes.
    #[must_use]
    pub fn bytes(mut self, field: u32, bytes: &[u8]) -> Self {
        self.tag(field, LENGTH);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    /// Adds a field that holds a text.
    #[must_use]
    pub fn text(self, field: u32, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }

    /// Adds a field that holds a message.
    #[must_use]
    pub fn message(self, field: u32, message: &Self) -> Self {
        self.bytes(field, &message.0)
    }

    /// Adds a field several times, once for each message: that is how a list is written.
    #[must_use]
    pub fn messages<'a>(self, field: u32, list: impl IntoIterator<Item = &'a Self>) -> Self {
        list.into_iter().fold(self, |message, item| message.message(field, item))
    }

    /// The bytes of the whole message.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn tag(&mut self, field: u32, wire_type: u64) {
        self.varint((u64::from(field) << 3) | wire_type);
    }

    fn varint(&mut self, mut value: u64) {
        while value > 0x7f {
            let [lowest, ..] = value.to_le_bytes();
            self.0.push(lowest | 0x80);
            value >>= 7;
        }
        let [last, ..] = value.to_le_bytes();
        self.0.push(last);
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    /// Values on both sides of every length a varint can have, read back by the definition: the
    /// sum of the low seven bits, each byte weighing 128 times the one before.
    #[test]
    fn integers_are_written_seven_bits_to_a_byte() {
        let mut values = vec![0, 1, u64::MAX];
        for bits in (7..64).step_by(7) {
            values.extend([(1 << bits) - 1, 1 << bits]);
        }
        for value in values {
            let bytes = Message::new().int(1, value).into_bytes();
            let (tag, number) = bytes.split_first().expect("a tag");
            let sum = number.iter().rev().fold(0, |sum: u128, b| sum * 128 + u128::from(b & 0x7f));
            assert_eq!((*tag, sum), (8, u128::from(value)));
            let (last, more) = number.split_last().expect("a number");
            assert!(more.iter().all(|b| b & 0x80 != 0) && last & 0x80 == 0, "{value}");
            assert!(*last != 0 || more.is_empty(), "{value} could be shorter");
        }
    }

    #[test]
    fn a_field_number_above_15_takes_two_bytes() {
        assert_eq!(Message::new().int(15, 1).into_bytes(), [0x78, 1]);
        assert_eq!(Message::new().int(16, 1).into_bytes(), [0x80, 0x01, 1]);
    }

    #[test]
    fn a_list_is_its_field_again_and_again() {
        let items = [Message::new().int(1, 1), Message::new()];
        let list = Message::new().messages(3, &items).into_bytes();
        assert_eq!(list, [0x1a, 2, 8, 1, 0x1a, 0]);
        assert!(Message::new().messages(3, []).into_bytes().is_empty());
    }
}
