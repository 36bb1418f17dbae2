//! The exports of the component: echoes, and the world's functions handed on to their modules.

use crate::{geometry as plane, links as cid, statistics};

/// What `wit-bindgen` makes of `wit/world.wit`.
#[expect(
    unsafe_code,
    reason = "the canonical ABI passes pointers; the generated code handles them"
)]
mod bindings {
    wit_bindgen::generate!({ path: "wit", world: "all-types", generate_all });

    export!(AllTypes with_types_in self);

    use super::AllTypes;
}

use bindings::Summary;
use bindings::exports::ipvm::all_types::echo::{self, Bits, Mixed, Person};
use bindings::exports::ipvm::all_types::geometry::{
    self, AreaError, Directions, Point, Rectangle, Shape,
};
use bindings::exports::ipvm::all_types::links::{self, CidHead, Link};

/// The world `ipvm:all-types/all-types`, without state.
struct AllTypes;

impl bindings::Guest for AllTypes {
    fn summarize(samples: Vec<f64>) -> Result<Summary, String> {
        let found = statistics::summarize(&samples).map_err(|error| error.to_string())?;
        let statistics::Summary { count, minimum, maximum, mean } = found;
        Ok(Summary { count, minimum, maximum, mean })
    }

    fn rest() {}

    fn discard(_text: String, _bytes: Vec<u8>) {}

    fn primes() -> Vec<u16> {
        vec![2, 3, 5, 7, 11, 13, 17, 19]
    }
}

impl geometry::Guest for AllTypes {
    fn area(of: Shape) -> Result<f64, AreaError> {
        plane::area(&of.into()).map_err(|error| match error {
            plane::AreaError::Negative => AreaError::Negative,
            plane::AreaError::NotFinite => AreaError::NotFinite,
            plane::AreaError::TooFewCorners => AreaError::TooFewCorners,
        })
    }

    fn bounds(of: Vec<Shape>) -> Option<Rectangle> {
        let shapes: Vec<plane::Shape> = of.into_iter().map(plane::Shape::from).collect();
        let (lower, upper) = plane::bounds(&shapes)?;
        Some(Rectangle { lower: lower.into(), upper: upper.into() })
    }

    fn bearing(seen: Point, from: Point) -> Directions {
        let mut directions = Directions::empty();
        directions.set(Directions::NORTH, seen.y > from.y);
        directions.set(Directions::EAST, seen.x > from.x);
        directions.set(Directions::SOUTH, seen.y < from.y);
        directions.set(Directions::WEST, seen.x < from.x);
        directions
    }
}

impl links::Guest for AllTypes {
    fn head(of: Link) -> Result<CidHead, String> {
        let head = cid::head(&of.ipld_cid).map_err(|error| error.to_string())?;
        let cid::Head { version, codec, hash, digest } = head;
        Ok(CidHead { version, codec, hash, digest })
    }

    fn distinct(links: Vec<Link>) -> Vec<Link> {
        let mut seen = std::collections::BTreeSet::new();
        links.into_iter().filter(|link| seen.insert(link.ipld_cid.clone())).collect()
    }
}

/// One function for each name, which gives back what it gets.
macro_rules! echo {
    ($($name:ident: $ty:ty,)*) => {
        $(fn $name(value: $ty) -> $ty {
            value
        })*
    };
}

impl echo::Guest for AllTypes {
    echo! {
        echo_bool: bool,
        echo_u8: u8,
        echo_s8: i8,
        echo_u16: u16,
        echo_s16: i16,
        echo_u32: u32,
        echo_s32: i32,
        echo_u64: u64,
        echo_s64: i64,
        echo_f32: f32,
        echo_f64: f64,
        echo_char: char,
        echo_string: String,
        echo_bytes: Vec<u8>,
        echo_integers: Vec<i64>,
        echo_floats: Vec<f32>,
        echo_strings: Vec<String>,
        echo_many_bytes: Vec<Vec<u8>>,
        echo_tuple: (u8, i64, char, String),
        echo_nested_tuple: ((bool, (f32,)), Vec<(u8,)>),
        echo_pairs: Vec<(String, u32)>,
        echo_point: Point,
        echo_person: Person,
        echo_people: Vec<Person>,
        echo_shape: Shape,
        echo_mixed: Mixed,
        echo_many_mixed: Vec<Mixed>,
        echo_enum: AreaError,
        echo_directions: Directions,
        echo_bits: Bits,
        echo_option: Option<String>,
        echo_option_option: Option<Option<u32>>,
        echo_option_option_option: Option<Option<Option<bool>>>,
        echo_results: Vec<Result<u32, String>>,
        echo_results_ok: Vec<Result<u32, ()>>,
        echo_results_error: Vec<Result<(), String>>,
        echo_results_empty: Vec<Result<(), ()>>,
        echo_result: Result<u32, String>,
        echo_result_ok: Result<Vec<u8>, ()>,
        echo_result_error: Result<(), AreaError>,
        echo_result_empty: Result<(), ()>,
        echo_result_result: Result<Result<u8, u8>, String>,
        echo_link: Link,
        echo_option_link: Option<Link>,
        echo_links: Vec<Link>,
    }

    #[expect(clippy::many_single_char_names, reason = "fifteen parameters, named as in the world")]
    fn echo_parameters(
        a: bool,
        b: u8,
        c: i16,
        d: u32,
        e: i64,
        f: f32,
        g: f64,
        h: char,
        i: String,
        j: Vec<u8>,
        k: Point,
        l: Option<u64>,
        m: Directions,
        n: AreaError,
        o: Link,
    ) -> Parameters {
        (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)
    }
}

/// What `echo-parameters` gets and gives.
type Parameters = (
    bool,
    u8,
    i16,
    u32,
    i64,
    f32,
    f64,
    char,
    String,
    Vec<u8>,
    Point,
    Option<u64>,
    Directions,
    AreaError,
    Link,
);

impl From<Point> for plane::Point {
    fn from(Point { x, y }: Point) -> Self {
        Self { x, y }
    }
}

impl From<plane::Point> for Point {
    fn from(plane::Point { x, y }: plane::Point) -> Self {
        Self { x, y }
    }
}

impl From<Shape> for plane::Shape {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Empty => Self::Empty,
            Shape::Circle(circle) => {
                Self::Circle { center: circle.center.into(), radius: circle.radius }
            }
            Shape::Rectangle(rectangle) => {
                Self::Rectangle { lower: rectangle.lower.into(), upper: rectangle.upper.into() }
            }
            Shape::Polygon(corners) => {
                Self::Polygon(corners.into_iter().map(plane::Point::from).collect())
            }
        }
    }
}
