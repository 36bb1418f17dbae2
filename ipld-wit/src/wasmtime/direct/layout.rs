//! Where the parts of a value stand in memory and in the arguments of a core function.
//!
//! These are the rules of the canonical ABI for memories of 32 bits. They are computed once from a
//! signature, and compared with what the engine has computed before the first call.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::writer::encoded_text;
use crate::types::Type;

/// How many arguments a core function takes directly; beyond that they stand in memory.
pub(super) const MOST_FLAT_PARAMS: usize = 16;

/// The most room that is made for a result before anything is known of it, in bytes.
const MOST_ROOM: usize = 1024;

/// A type of core WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Core {
    I32,
    I64,
    F32,
    F64,
}

impl Core {
    /// The type that holds values of both.
    const fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::I32, Self::I32 | Self::F32) | (Self::F32, Self::I32) => Self::I32,
            (Self::F32, Self::F32) => Self::F32,
            (Self::F64, Self::F64) => Self::F64,
            _ => Self::I64,
        }
    }
}

/// The layout of a type.
#[derive(Debug)]
pub(super) struct Layout {
    /// Bytes in memory, a multiple of the alignment.
    pub(super) size: usize,
    pub(super) align: usize,
    /// The core types of its parts, or none if there are more than core functions take.
    pub(super) flat: Option<Box<[Core]>>,
    pub(super) shape: Shape,
}

/// What is inside.
#[derive(Debug)]
pub(super) enum Shape {
    /// A scalar, a string, bytes or a link.
    Leaf,
    List(Box<Layout>),
    /// Of a tuple or a record.
    Parts(Parts),
    /// Of a variant, an option or a result.
    Cases(Cases),
    /// Of an enum.
    Labels {
        discriminant: Width,
    },
    Flags(Width),
}

/// The parts of a tuple or a record, one behind the other.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) parts: Box<[Part]>,
    /// The positions of the fields in the order that DAG-CBOR gives to keys.
    pub(super) order: Box<[usize]>,
    /// Whether the fields are declared in that order.
    pub(super) is_ordered: bool,
}

#[derive(Debug)]
pub(super) struct Part {
    pub(super) layout: Layout,
    /// Where it starts in memory.
    pub(super) offset: usize,
    /// Where it starts among the core arguments, as long as they are few.
    pub(super) slot: usize,
    /// The name of a field, as encoded; empty in a tuple.
    pub(super) key: Box<[u8]>,
}

/// One of several.
#[derive(Debug)]
pub(super) struct Cases {
    pub(super) discriminant: Width,
    /// Where payloads start in memory.
    pub(super) payload: usize,
    pub(super) cases: Box<[Option<Layout>]>,
}

/// How many bytes of memory a discriminant or a set of flags takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    One,
    Two,
    Four,
}

impl Width {
    const fn of_cases(count: usize) -> Self {
        match count {
            0..=0x100 => Self::One,
            0x101..=0x1_0000 => Self::Two,
            _ => Self::Four,
        }
    }

    const fn of_flags(count: usize) -> Self {
        match count {
            0..=8 => Self::One,
            9..=16 => Self::Two,
            _ => Self::Four,
        }
    }

    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
        }
    }
}

impl Layout {
    /// The layout of a type that was checked, so that it is neither too deep nor too large.
    pub(super) fn of(ty: &Type) -> Self {
        match ty {
            Type::Bool | Type::U8 | Type::S8 => Self::scalar(1, Core::I32),
            Type::U16 | Type::S16 => Self::scalar(2, Core::I32),
            Type::U32 | Type::S32 | Type::Char => Self::scalar(4, Core::I32),
            Type::U64 | Type::S64 => Self::scalar(8, Core::I64),
            Type::F32 => Self::scalar(4, Core::F32),
            Type::F64 => Self::scalar(8, Core::F64),
            Type::String | Type::Link => Self::pointer(Shape::Leaf),
            Type::List(_) if ty.is_bytes() => Self::pointer(Shape::Leaf),
            Type::List(element) => Self::pointer(Shape::List(Box::new(Self::of(element)))),
            Type::Tuple(types) => Self::parts(types.iter().map(|ty| ("", ty))),
            Type::Record(fields) => {
                Self::parts(fields.iter().map(|field| (field.name.as_str(), &field.ty)))
            }
            Type::Variant(cases) => Self::cases(cases.iter().map(|case| case.payload.as_ref())),
            Type::Option(inner) => Self::cases([None, Some(&**inner)].into_iter()),
            Type::Result { ok, error } => {
                Self::cases([ok.as_deref(), error.as_deref()].into_iter())
            }
            // Has none here: such functions are not called directly.
            Type::FixedLengthList(..) | Type::Map(..) => {
                Self { size: 0, align: 1, flat: None, shape: Shape::Leaf }
            }
            Type::Enum(labels) => {
                let discriminant = Width::of_cases(labels.len());
                let scalar = Self::scalar(discriminant.bytes(), Core::I32);
                Self { shape: Shape::Labels { discriminant }, ..scalar }
            }
            Type::Flags(labels) => {
                let width = Width::of_flags(labels.len());
                Self { shape: Shape::Flags(width), ..Self::scalar(width.bytes(), Core::I32) }
            }
        }
    }

    /// The layout of the parameters, which are a tuple that may be empty.
    pub(super) fn of_params<'t>(types: impl Iterator<Item = &'t Type>) -> Self {
        Self::parts(types.map(|ty| ("", ty)))
    }

    /// About how many bytes a small value takes when it is written.
    pub(super) fn estimate(&self) -> usize {
        match &self.shape {
            Shape::Leaf if self.align < self.size => 32,
            Shape::Leaf => 9,
            Shape::List(_) | Shape::Labels { .. } | Shape::Flags(_) => 32,
            Shape::Parts(parts) => {
                let parts = parts.parts.iter();
                parts
                    .map(|part| part.key.len() + part.layout.estimate())
                    .fold(1, usize::saturating_add)
            }
            Shape::Cases(cases) => {
                let payloads = cases.cases.iter().flatten().map(Self::estimate);
                payloads.max().unwrap_or(0).saturating_add(16)
            }
        }
        .min(MOST_ROOM)
    }

    fn scalar(size: usize, core: Core) -> Self {
        Self { size, align: size, flat: Some([core].into()), shape: Shape::Leaf }
    }

    fn pointer(shape: Shape) -> Self {
        Self { size: 8, align: 4, flat: Some([Core::I32; 2].into()), shape }
    }

    fn parts<'t>(types: impl Iterator<Item = (&'t str, &'t Type)>) -> Self {
        let mut parts = Vec::new();
        let (mut end, mut align) = (0_usize, 1);
        let mut flat = Some(Vec::new());
        for (name, ty) in types {
            let layout = Self::of(ty);
            let offset = end.next_multiple_of(layout.align);
            end = offset + layout.size;
            align = align.max(layout.align);
            let slot = flat.as_ref().map_or(0, Vec::len);
            flat = flat.zip(layout.flat.as_deref()).map(|(mut flat, more)| {
                flat.extend_from_slice(more);
                flat
            });
            let key = encoded_text(name);
            parts.push(Part { layout, offset, slot, key });
        }
        let mut order: Vec<usize> = (0..parts.len()).collect();
        // The head of a key says its length, so this is the order of DAG-CBOR: the shorter first,
        // those of one length by their bytes.
        order.sort_by(|a, b| parts[*a].key.cmp(&parts[*b].key));
        let is_ordered = order.is_sorted();
        let shape = Shape::Parts(Parts { parts: parts.into(), order: order.into(), is_ordered });
        Self { size: end.next_multiple_of(align), align, flat: limited(flat), shape }
    }

    fn cases<'t>(payloads: impl Iterator<Item = Option<&'t Type>>) -> Self {
        let cases: Box<[_]> = payloads.map(|payload| payload.map(Self::of)).collect();
        let discriminant = Width::of_cases(cases.len());
        let (mut size, mut align) = (0, discriminant.bytes());
        let mut flat = Some([Core::I32].to_vec());
        for layout in cases.iter().flatten() {
            size = size.max(layout.size);
            align = align.max(layout.align);
            flat = flat.zip(layout.flat.as_deref()).map(|(mut flat, more)| {
                for (index, core) in more.iter().enumerate() {
                    match flat.get_mut(1 + index) {
                        Some(known) => *known = known.join(*core),
                        None => flat.push(*core),
                    }
                }
                flat
            });
        }
        let payload = discriminant.bytes().next_multiple_of(align);
        let size = (payload + size).next_multiple_of(align);
        let shape = Shape::Cases(Cases { discriminant, payload, cases });
        Self { size, align, flat: limited(flat), shape }
    }
}

fn limited(flat: Option<Vec<Core>>) -> Option<Box<[Core]>> {
    flat.filter(|flat| flat.len() <= MOST_FLAT_PARAMS).map(Vec::into_boxed_slice)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec;

    use super::*;
    use crate::types::{Case, Field};

    #[test]
    fn parts_stand_at_multiples_of_their_alignment() {
        let ty = Type::Tuple(vec![Type::U8, Type::U64, Type::U16, Type::String]);
        let layout = Layout::of(&ty);
        let Shape::Parts(parts) = &layout.shape else { panic!("parts") };
        let offsets: Vec<usize> = parts.parts.iter().map(|part| part.offset).collect();
        let slots: Vec<usize> = parts.parts.iter().map(|part| part.slot).collect();
        assert_eq!((offsets, slots), (vec![0, 8, 16, 20], vec![0, 1, 2, 3]));
        assert_eq!((layout.size, layout.align), (32, 8));
        assert_eq!(
            layout.flat.as_deref(),
            Some(&[Core::I32, Core::I64, Core::I32, Core::I32, Core::I32][..])
        );
    }

    #[test]
    fn payloads_share_their_place() {
        let ty = Type::Variant(vec![
            Case::new("a", Some(Type::F32)),
            Case::new("b", None),
            Case::new("c", Some(Type::Tuple(vec![Type::U16, Type::F64]))),
        ]);
        let layout = Layout::of(&ty);
        let Shape::Cases(cases) = &layout.shape else { panic!("cases") };
        assert_eq!((cases.discriminant, cases.payload), (Width::One, 8));
        assert_eq!((layout.size, layout.align), (24, 8));
        assert_eq!(layout.flat.as_deref(), Some(&[Core::I32, Core::I32, Core::F64][..]));
    }

    #[test]
    fn core_types_join_to_what_holds_both() {
        for (one, other, both) in [
            (Core::F32, Core::F32, Core::F32),
            (Core::F32, Core::I32, Core::I32),
            (Core::F32, Core::F64, Core::I64),
            (Core::I64, Core::F64, Core::I64),
            (Core::I32, Core::I64, Core::I64),
        ] {
            assert_eq!((one.join(other), other.join(one)), (both, both));
        }
    }

    #[test]
    fn discriminants_grow_with_the_number_of_cases() {
        let labels = |count| Type::Enum((0..count).map(|n: usize| n.to_string()).collect());
        for (count, size) in [(1, 1), (256, 1), (257, 2), (65_536, 2), (65_537, 4)] {
            assert_eq!(Layout::of(&labels(count)).size, size, "{count}");
        }
        let flags = |count| Type::Flags((0..count).map(|n: usize| n.to_string()).collect());
        for (count, size) in [(1, 1), (8, 1), (9, 2), (16, 2), (17, 4), (32, 4)] {
            assert_eq!(Layout::of(&flags(count)).size, size, "{count}");
        }
    }

    #[test]
    fn seventeen_core_values_are_too_many() {
        let layout = |count| Layout::of(&Type::Tuple(vec![Type::U8; count]));
        assert_eq!(layout(16).flat.map(|flat| flat.len()), Some(16));
        assert_eq!(layout(17).flat, None);
        assert_eq!(Layout::of(&Type::option(Type::Tuple(vec![Type::U8; 16]))).flat, None);
    }

    #[test]
    fn fields_are_written_in_the_order_of_their_keys() {
        let names = ["bb", "a", "ab", "c"];
        let fields = names.map(|name| Field::new(name, Type::U8)).into();
        let Shape::Parts(parts) = Layout::of(&Type::Record(fields)).shape else { panic!("parts") };
        assert_eq!(*parts.order, [1, 3, 2, 0]);
        assert!(!parts.is_ordered);
    }
}
