//! How large a component gets, before anything of it is compiled.
//!
//! A component may instantiate a component that instantiates another twice, and so on: a
//! hundred bytes for each doubling. The compiler writes all of it out, so it is counted here
//! first, in one pass over the sections. Code is skipped: it is compiled once, however many
//! instances there are.

use wasmparser::{
    Chunk, ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentOuterAliasKind,
    ComponentTypeRef, Instance, Parser, Payload,
};

use super::error::LoadError;

/// The most instances that a component may be made of, of modules and of components.
const INSTANCES: u64 = 10_000;

/// How many components may be in each other. The compiler's work grows with the square.
const DEPTH: usize = 50;

/// How large a component is when it is written out.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    instances: u64,
    /// Bytes of sections, code aside.
    bytes: u64,
}

impl Size {
    const fn add(&mut self, other: Self) {
        self.instances = self.instances.saturating_add(other.instances);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

/// A component that is being read.
struct Frame {
    parser: Parser,
    size: Size,
    /// The index space of components; none for what is not defined in the file.
    components: Vec<Option<Size>>,
}

impl Frame {
    const fn new(parser: Parser) -> Self {
        Self { parser, size: Size { instances: 0, bytes: 0 }, components: Vec::new() }
    }

    fn component(&self, index: u32) -> Result<Option<Size>, LoadError> {
        let index = usize::try_from(index).ok();
        index
            .and_then(|index| self.components.get(index))
            .copied()
            .ok_or_else(|| invalid(&"there is no component of that index"))
    }
}

/// Looks at a component of which no more than `limit` bytes may come.
pub(super) fn check(component: &[u8], limit: usize) -> Result<(), LoadError> {
    let size = measure(component)?;
    if size.instances > INSTANCES {
        return Err(LoadError::TooManyInstances { limit: INSTANCES, found: size.instances });
    }
    let found = usize::try_from(size.bytes).unwrap_or(usize::MAX);
    if found > limit {
        return Err(LoadError::TooLarge { limit, found });
    }
    Ok(())
}

fn measure(component: &[u8]) -> Result<Size, LoadError> {
    let mut outer: Vec<Frame> = Vec::new();
    let mut frame = Frame::new(Parser::new(0));
    let mut at = 0;
    loop {
        let rest = component.get(at..).unwrap_or_default();
        let (consumed, payload) = match frame.parser.parse(rest, true) {
            Ok(Chunk::Parsed { consumed, payload }) => (consumed, payload),
            Ok(Chunk::NeedMoreData(_)) => return Err(invalid(&"unexpected end")),
            Err(error) => return Err(invalid(&error)),
        };
        at += consumed;
        frame.size.bytes = frame.size.bytes.saturating_add(u64::try_from(consumed).unwrap_or(0));
        match payload {
            Payload::ModuleSection { unchecked_range, .. } => at = unchecked_range.end,
            Payload::ComponentSection { parser, .. } => {
                if outer.len() >= DEPTH {
                    return Err(LoadError::TooDeep { limit: DEPTH });
                }
                outer.push(std::mem::replace(&mut frame, Frame::new(parser)));
            }
            Payload::End(_) => {
                let size = frame.size;
                match outer.pop() {
                    Some(parent) => frame = parent,
                    None => return Ok(size),
                }
                frame.components.push(Some(size));
            }
            other => section(&mut frame, &outer, other)?,
        }
    }
}

/// What a section adds to the component that it is in.
fn section(frame: &mut Frame, outer: &[Frame], payload: Payload<'_>) -> Result<(), LoadError> {
    match payload {
        Payload::InstanceSection(instances) => {
            for instance in instances {
                if let Instance::Instantiate { .. } = instance.map_err(|error| invalid(&error))? {
                    frame.size.add(Size { instances: 1, bytes: 0 });
                }
            }
        }
        Payload::ComponentInstanceSection(instances) => {
            for instance in instances {
                let instance = instance.map_err(|error| invalid(&error))?;
                frame.size.add(Size { instances: 1, bytes: 0 });
                if let ComponentInstance::Instantiate { component_index, .. } = instance {
                    let size = frame.component(component_index)?;
                    frame.size.add(size.ok_or(LoadError::UndefinedComponent)?);
                }
            }
        }
        Payload::ComponentAliasSection(aliases) => {
            for alias in aliases {
                match alias.map_err(|error| invalid(&error))? {
                    ComponentAlias::Outer {
                        kind: ComponentOuterAliasKind::Component,
                        count,
                        index,
                    } => {
                        let component = usize::try_from(count)
                            .ok()
                            .and_then(|count| match count.checked_sub(1) {
                                None => Some(&*frame),
                                Some(before) => outer.iter().rev().nth(before),
                            })
                            .ok_or_else(|| invalid(&"there is no component around that one"))?
                            .component(index)?;
                        frame.components.push(component);
                    }
                    ComponentAlias::InstanceExport {
                        kind: ComponentExternalKind::Component,
                        ..
                    } => frame.components.push(None),
                    _ => {}
                }
            }
        }
        Payload::ComponentImportSection(imports) => {
            for import in imports {
                if let ComponentTypeRef::Component(_) = import.map_err(|error| invalid(&error))?.ty
                {
                    frame.components.push(None);
                }
            }
        }
        Payload::ComponentExportSection(exports) => {
            for export in exports {
                let export = export.map_err(|error| invalid(&error))?;
                if export.kind == ComponentExternalKind::Component {
                    let component = frame.component(export.index)?;
                    frame.components.push(component);
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn invalid(detail: &dyn std::fmt::Display) -> LoadError {
    LoadError::Invalid { detail: detail.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 1 << 20;

    fn checked(text: &str) -> Result<(), LoadError> {
        check(&wat::parse_str(text).unwrap(), LIMIT)
    }

    /// Each component instantiates the one before it twice.
    fn doubling(times: usize) -> String {
        let mut text = String::from(
            "(component (component $c0 (core module $m) (core instance (instantiate $m)))",
        );
        for level in 1..=times {
            let below = level - 1;
            text += &format!(
                "(component $c{level} (alias outer 1 $c{below} (component $p))
                    (instance (instantiate $p)) (instance (instantiate $p)))"
            );
        }
        text + &format!("(instance (instantiate $c{times})))")
    }

    #[test]
    fn instances_are_counted_however_they_come_about() {
        // A level has its own two and all below; the lowest has one, the outermost one more.
        assert_eq!(checked(&doubling(11)), Ok(()));
        let found = |times: u32| (0..times).fold(1, |below: u64, _| 2 + 2 * below) + 1;
        assert_eq!(found(11), 6_143);
        for times in [12, 30, 60] {
            let refused = LoadError::TooManyInstances { limit: INSTANCES, found: found(times) };
            assert_eq!(checked(&doubling(usize::try_from(times).unwrap())), Err(refused));
        }
        let refused = LoadError::TooManyInstances { limit: INSTANCES, found: u64::MAX };
        assert_eq!(checked(&doubling(90)), Err(refused));
    }

    #[test]
    fn an_alias_of_an_export_of_a_component_is_counted_as_what_it_is() {
        let around = |instances: &str| {
            checked(&format!(
                r#"(component
                    (component $m (core module $m) {})
                    (export $e "e" (component $m))
                    {instances})"#,
                "(core instance (instantiate $m))".repeat(999)
            ))
        };
        assert_eq!(around(&"(instance (instantiate $m))".repeat(10)), Ok(()));
        let refused = LoadError::TooManyInstances { limit: INSTANCES, found: 11_000 };
        assert_eq!(around(&"(instance (instantiate $m))".repeat(11)), Err(refused.clone()));
        assert_eq!(around(&"(instance (instantiate $e))".repeat(11)), Err(refused));
    }

    #[test]
    fn what_is_instantiated_often_counts_as_often_in_bytes() {
        let big = "(type (record (field \"name\" string)))".repeat(1_000);
        let text = |times| {
            format!(
                "(component (component $c {big}) {})",
                "(instance (instantiate $c))".repeat(times)
            )
        };
        assert_eq!(checked(&text(100)), Ok(()));
        let refused = checked(&text(200)).unwrap_err();
        assert!(matches!(refused, LoadError::TooLarge { limit: LIMIT, found } if found > LIMIT));
    }

    #[test]
    fn code_is_not_read_and_counts_once() {
        let data = "x".repeat(LIMIT);
        let text = format!(
            "(component (core module $m (memory 20) (data (i32.const 0) \"{data}\")) {})",
            "(core instance (instantiate $m))".repeat(900)
        );
        assert_eq!(checked(&text), Ok(()));
    }

    #[test]
    fn a_component_that_is_not_in_the_file_is_not_instantiated() {
        for text in [
            r#"(component (import "c" (component $c)) (instance (instantiate $c)))"#,
            r#"(component (import "i" (instance $i (export "c" (component))))
                (alias export $i "c" (component $c)) (instance (instantiate $c)))"#,
            r#"(component (component $c) (component $d (import "c" (component $p))
                (instance (instantiate $p)))
                (instance (instantiate $d (with "c" (component $c)))))"#,
        ] {
            assert_eq!(checked(text), Err(LoadError::UndefinedComponent), "{text}");
        }
        assert_eq!(checked(r#"(component (import "c" (component $c)))"#), Ok(()));
    }

    #[test]
    fn components_in_components_have_an_end() {
        let nested =
            |depth| format!("(component {}{})", "(component ".repeat(depth), ")".repeat(depth));
        assert_eq!(checked(&nested(50)), Ok(()));
        assert_eq!(checked(&nested(51)), Err(LoadError::TooDeep { limit: DEPTH }));
    }

    #[test]
    fn what_is_cut_off_is_no_component() {
        let whole = wat::parse_str(doubling(3)).unwrap();
        assert_eq!(check(&whole, LIMIT), Ok(()));
        for length in 0..whole.len() {
            let cut = check(&whole[..length], LIMIT);
            // After a whole section it is one, and means something else.
            assert!(matches!(cut, Ok(()) | Err(LoadError::Invalid { .. })), "{length}: {cut:?}");
        }
        assert!(matches!(check(&whole[..whole.len() - 1], LIMIT), Err(LoadError::Invalid { .. })));
    }
}
