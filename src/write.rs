//! Writes values as plain JavaScript objects.
//!
//! A serializer of our own: what the browser is given are structs of texts, numbers and flags, and
//! the general one costs the bundle more than twice as much.

use js_sys::{Array, Object, Reflect};
use serde::{
    Serialize,
    ser::{self, Impossible, Serializer},
};
use wasm_bindgen::JsValue;

/// A plain object, not a `Map`: Klarna's SDK knows no other. What is skipped when it is serialized is
/// not there. Something that is no struct of plain values is an empty object.
pub fn to_object(value: &impl Serialize) -> JsValue {
    value
        .serialize(Plain)
        .unwrap_or_else(|_| Object::new().into())
}

/// The JSON of a plain value.
pub(crate) fn to_json(value: &impl Serialize) -> Option<String> {
    let value = value.serialize(Plain).ok()?;
    js_sys::JSON::stringify(&value).ok()?.as_string()
}

struct Plain;

/// A kind of value that nothing here is made of.
#[derive(Debug)]
struct NotPlain;

impl std::fmt::Display for NotPlain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a plain value")
    }
}

impl std::error::Error for NotPlain {}

impl ser::Error for NotPlain {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

type Written = Result<JsValue, NotPlain>;
type Never = Impossible<JsValue, NotPlain>;

#[allow(
    clippy::cast_precision_loss,
    reason = "a number of JavaScript: amounts and versions stay below 2^53"
)]
impl Serializer for Plain {
    type Ok = JsValue;
    type Error = NotPlain;
    type SerializeSeq = List;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Record;
    type SerializeStructVariant = Never;

    fn serialize_bool(self, value: bool) -> Written {
        Ok(value.into())
    }
    fn serialize_i8(self, value: i8) -> Written {
        Ok(value.into())
    }
    fn serialize_i16(self, value: i16) -> Written {
        Ok(value.into())
    }
    fn serialize_i32(self, value: i32) -> Written {
        Ok(value.into())
    }
    fn serialize_i64(self, value: i64) -> Written {
        Ok((value as f64).into())
    }
    fn serialize_u8(self, value: u8) -> Written {
        Ok(value.into())
    }
    fn serialize_u16(self, value: u16) -> Written {
        Ok(value.into())
    }
    fn serialize_u32(self, value: u32) -> Written {
        Ok(value.into())
    }
    fn serialize_u64(self, value: u64) -> Written {
        Ok((value as f64).into())
    }
    fn serialize_f32(self, value: f32) -> Written {
        Ok(value.into())
    }
    fn serialize_f64(self, value: f64) -> Written {
        Ok(value.into())
    }
    fn serialize_char(self, _: char) -> Written {
        Err(NotPlain)
    }
    fn serialize_str(self, value: &str) -> Written {
        Ok(JsValue::from_str(value))
    }
    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(NotPlain)
    }
    fn serialize_none(self) -> Written {
        Ok(JsValue::UNDEFINED)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Written {
        Ok(JsValue::UNDEFINED)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(JsValue::UNDEFINED)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written {
        Err(NotPlain)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<List, NotPlain> {
        Ok(List(Array::new()))
    }
    fn serialize_tuple(self, _: usize) -> Result<Never, NotPlain> {
        Err(NotPlain)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never, NotPlain> {
        Err(NotPlain)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, NotPlain> {
        Err(NotPlain)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Never, NotPlain> {
        Err(NotPlain)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Record, NotPlain> {
        Ok(Record(Object::new()))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, NotPlain> {
        Err(NotPlain)
    }
}

/// An array that is being written.
struct List(Array);

impl ser::SerializeSeq for List {
    type Ok = JsValue;
    type Error = NotPlain;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotPlain> {
        self.0.push(&value.serialize(Plain)?);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.0.into())
    }
}

/// An object that is being written.
struct Record(Object);

impl Record {
    // One copy for all fields of all shapes.
    #[inline(never)]
    fn set(&self, name: &str, value: JsValue) -> Result<(), NotPlain> {
        let set = Reflect::set(&self.0, &JsValue::from_str(name), &value);
        set.map(drop).map_err(|_| NotPlain)
    }
}

impl ser::SerializeStruct for Record {
    type Ok = JsValue;
    type Error = NotPlain;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), NotPlain> {
        self.set(name, value.serialize(Plain)?)
    }

    fn end(self) -> Written {
        Ok(self.0.into())
    }
}
