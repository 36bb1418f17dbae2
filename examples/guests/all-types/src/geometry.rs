//! Areas and bounds of plane shapes.

use core::f64::consts::PI;

/// A place in the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A shape whose corners and sizes may be anything.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Empty,
    Circle { center: Point, radius: f64 },
    Rectangle { lower: Point, upper: Point },
    Polygon(Vec<Point>),
}

/// Why a shape has no area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AreaError {
    Negative,
    NotFinite,
    TooFewCorners,
}

/// The area that a shape covers. Of a polygon that crosses itself it is the difference of what its
/// two ways round enclose.
pub(crate) fn area(shape: &Shape) -> Result<f64, AreaError> {
    let area = match shape {
        Shape::Empty => 0.0,
        Shape::Circle { radius, .. } if *radius < 0.0 => return Err(AreaError::Negative),
        Shape::Circle { radius, .. } => PI * radius * radius,
        Shape::Rectangle { lower, upper } => {
            let (width, height) = (upper.x - lower.x, upper.y - lower.y);
            if width < 0.0 || height < 0.0 {
                return Err(AreaError::Negative);
            }
            width * height
        }
        Shape::Polygon(corners) if corners.len() < 3 => return Err(AreaError::TooFewCorners),
        Shape::Polygon(corners) => {
            let next = corners.iter().cycle().skip(1);
            let doubled: f64 = corners.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
            doubled.abs() / 2.0
        }
    };
    if area.is_finite() { Ok(area) } else { Err(AreaError::NotFinite) }
}

/// The lower and the upper corner of the smallest rectangle around all shapes, if anything is in
/// them.
pub(crate) fn bounds(shapes: &[Shape]) -> Option<(Point, Point)> {
    let corners = shapes.iter().flat_map(extremes);
    corners.map(|corner| (corner, corner)).reduce(|(lower, upper), (corner, _)| {
        let low = Point { x: lower.x.min(corner.x), y: lower.y.min(corner.y) };
        let high = Point { x: upper.x.max(corner.x), y: upper.y.max(corner.y) };
        (low, high)
    })
}

/// Points whose bounds are those of the shape.
fn extremes(shape: &Shape) -> Vec<Point> {
    match shape {
        Shape::Empty => Vec::new(),
        Shape::Circle { center: Point { x, y }, radius } => {
            vec![Point { x: x - radius, y: y - radius }, Point { x: x + radius, y: y + radius }]
        }
        Shape::Rectangle { lower, upper } => vec![*lower, *upper],
        Shape::Polygon(corners) => corners.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn point(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn measures_every_shape() {
        let square = Shape::Rectangle { lower: point(1.0, 1.0), upper: point(3.0, 4.0) };
        let triangle = vec![point(0.0, 0.0), point(4.0, 0.0), point(0.0, 3.0)];
        assert_eq!(area(&Shape::Empty), Ok(0.0));
        assert_eq!(area(&Shape::Circle { center: point(9.0, 9.0), radius: 2.0 }), Ok(4.0 * PI));
        assert_eq!(area(&square), Ok(6.0));
        assert_eq!(area(&Shape::Polygon(triangle.clone())), Ok(6.0));
        let other_way_round = triangle.into_iter().rev().collect();
        assert_eq!(area(&Shape::Polygon(other_way_round)), Ok(6.0));
    }

    #[test]
    fn refuses_shapes_without_an_area() {
        let circle = |radius| Shape::Circle { center: point(0.0, 0.0), radius };
        assert_eq!(area(&circle(-1.0)), Err(AreaError::Negative));
        assert_eq!(area(&circle(f64::NAN)), Err(AreaError::NotFinite));
        assert_eq!(area(&circle(f64::MAX)), Err(AreaError::NotFinite));
        let flipped = Shape::Rectangle { lower: point(1.0, 0.0), upper: point(0.0, 1.0) };
        assert_eq!(area(&flipped), Err(AreaError::Negative));
        assert_eq!(area(&Shape::Polygon(vec![point(0.0, 0.0); 2])), Err(AreaError::TooFewCorners));
    }

    #[test]
    fn bounds_what_is_there() {
        let circle = Shape::Circle { center: point(0.0, 0.0), radius: 1.0 };
        let polygon = Shape::Polygon(vec![point(5.0, -7.0)]);
        assert_eq!(bounds(&[]), None);
        assert_eq!(bounds(&[Shape::Empty, Shape::Polygon(Vec::new())]), None);
        let found = bounds(&[circle, Shape::Empty, polygon]);
        assert_eq!(found, Some((point(-1.0, -7.0), point(5.0, 1.0))));
    }
}
