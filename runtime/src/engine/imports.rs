//! What a component imports, read off its outermost sections before it is compiled.

use std::{collections::BTreeSet, sync::Arc};

use wasmparser::{
    Chunk, ComponentAlias, ComponentExternalKind, ComponentOuterAliasKind, ComponentType,
    ComponentTypeRef, InstanceTypeDeclaration, Parser, Payload, TypeBounds,
};

use super::{
    error::LoadError,
    host::{Host, Import},
};

/// The names in an instance type that stand for more than types.
type Names = Arc<[String]>;

/// Refuses a component that imports what is not offered, with all of it. Interfaces that only
/// define types import nothing.
pub(super) fn check(component: &[u8], host: Option<&dyn Host>) -> Result<(), LoadError> {
    let imports = read(component)?;
    let is_missing = |import: &Import| !host.is_some_and(|host| host.offers(import));
    let missing: Vec<_> = imports.into_iter().filter(is_missing).collect();
    if missing.is_empty() { Ok(()) } else { Err(LoadError::Imports { missing }) }
}

/// Everything but types that is imported, in order, each once.
fn read(component: &[u8]) -> Result<BTreeSet<Import>, LoadError> {
    let mut parser = Parser::new(0);
    let mut reader = Reader::default();
    let mut at = 0;
    loop {
        let rest = component.get(at..).unwrap_or_default();
        let (consumed, payload) = match parser.parse(rest, true) {
            Ok(Chunk::Parsed { consumed, payload }) => (consumed, payload),
            Ok(Chunk::NeedMoreData(_)) => return Err(invalid(&"unexpected end")),
            Err(error) => return Err(invalid(&error)),
        };
        at += consumed;
        match payload {
            // What is inside of these imports nothing from outside.
            Payload::ModuleSection { unchecked_range, .. }
            | Payload::ComponentSection { unchecked_range, .. } => at = unchecked_range.end,
            Payload::End(_) => return Ok(reader.imports),
            other => reader.section(other)?,
        }
    }
}

#[derive(Default)]
struct Reader {
    /// The index space of types: of an instance type its names, of any other none.
    types: Vec<Option<Names>>,
    imports: BTreeSet<Import>,
}

impl Reader {
    fn section(&mut self, payload: Payload<'_>) -> Result<(), LoadError> {
        match payload {
            Payload::ComponentTypeSection(types) => {
                for ty in types {
                    let names = match ty.map_err(|error| invalid(&error))? {
                        ComponentType::Instance(declarations) => Some(names(&declarations)),
                        _ => None,
                    };
                    self.types.push(names);
                }
            }
            Payload::ComponentAliasSection(aliases) => {
                for alias in aliases {
                    match alias.map_err(|error| invalid(&error))? {
                        ComponentAlias::Outer {
                            kind: ComponentOuterAliasKind::Type,
                            count: 0,
                            index,
                        } => self.types.push(self.names(index)),
                        ComponentAlias::Outer { kind: ComponentOuterAliasKind::Type, .. }
                        | ComponentAlias::InstanceExport {
                            kind: ComponentExternalKind::Type,
                            ..
                        } => self.types.push(None),
                        _ => {}
                    }
                }
            }
            Payload::ComponentExportSection(exports) => {
                for export in exports {
                    let export = export.map_err(|error| invalid(&error))?;
                    if export.kind == ComponentExternalKind::Type {
                        self.types.push(self.names(export.index));
                    }
                }
            }
            Payload::ComponentImportSection(imports) => {
                for import in imports {
                    let import = import.map_err(|error| invalid(&error))?;
                    self.import(import.name.name, import.ty);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, name: &str, ty: ComponentTypeRef) {
        let mut interface = None;
        match ty {
            ComponentTypeRef::Type(bounds) => {
                let (names, is_resource) = match bounds {
                    TypeBounds::Eq(index) => (self.names(index), false),
                    TypeBounds::SubResource => (None, true),
                };
                self.types.push(names);
                if !is_resource {
                    return;
                }
            }
            ComponentTypeRef::Instance(index) => interface = self.names(index),
            _ => {}
        }
        match interface {
            Some(names) => {
                let interface: Arc<str> = name.into();
                self.imports.extend(names.iter().map(|name| Import {
                    interface: Some(Arc::clone(&interface)),
                    name: name.clone(),
                }));
            }
            None => {
                self.imports.insert(Import { interface: None, name: name.to_owned() });
            }
        }
    }

    fn names(&self, index: u32) -> Option<Names> {
        let index = usize::try_from(index).ok()?;
        self.types.get(index)?.clone()
    }
}

fn names(declarations: &[InstanceTypeDeclaration<'_>]) -> Names {
    declarations
        .iter()
        .filter_map(|declaration| match declaration {
            InstanceTypeDeclaration::Export {
                ty: ComponentTypeRef::Type(TypeBounds::Eq(_)),
                ..
            } => None,
            InstanceTypeDeclaration::Export { name, .. } => Some(name.name.to_owned()),
            _ => None,
        })
        .collect()
}

fn invalid(detail: &dyn std::fmt::Display) -> LoadError {
    LoadError::Invalid { detail: detail.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(text: &str) -> Vec<String> {
        match check(&wat::parse_str(text).unwrap(), None) {
            Ok(()) => Vec::new(),
            Err(LoadError::Imports { missing }) => {
                missing.iter().map(ToString::to_string).collect()
            }
            Err(other) => panic!("{text}: {other}"),
        }
    }

    #[test]
    fn types_alone_are_no_import() {
        for text in [
            "(component)",
            r#"(component (import "a:b/types" (instance
                (type $t (record (field "x" u8))) (export "t" (type (eq $t))))))"#,
            r#"(component (type $t u8) (import "t" (type (eq $t))))"#,
            r#"(component (component (import "f" (func))))"#,
        ] {
            assert_eq!(missing(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn all_that_is_missing_is_listed_once_and_in_order() {
        let text = r#"(component
            (import "z" (func))
            (import "a:b/c@1.2.3" (instance $c
                (export "r" (type $r (sub resource)))
                (type $t (enum "x"))
                (export "t" (type (eq $t)))
                (export "[method]r.m" (func (param "self" (borrow $r))))
                (export "f" (func))))
            (alias export $c "r" (type $outer))
            (type $i (instance (alias outer 1 $outer (type $r)) (export "r" (type (eq $r)))
                (export "g" (func (result (own $r))))))
            (import "a:b/d@1.2.3" (instance (type $i)))
            (import "res" (type (sub resource)))
            (type $n (instance))
            (import "a:b/e@1.2.3" (instance (type $i)))
            (import "a:b/none" (instance (type $n))))"#;
        let expected = [
            "res",
            "z",
            "a:b/c@1.2.3#[method]r.m",
            "a:b/c@1.2.3#f",
            "a:b/c@1.2.3#r",
            "a:b/d@1.2.3#g",
            "a:b/e@1.2.3#g",
        ];
        assert_eq!(missing(text), expected);
    }

    #[test]
    fn modules_components_and_instances_in_interfaces_are_imports() {
        let text = r#"(component
            (import "m" (core module (export "f" (func))))
            (import "c" (component))
            (import "a:b/c" (instance (export "i" (instance (export "f" (func)))))))"#;
        assert_eq!(missing(text), ["c", "m", "a:b/c#i"]);
    }

    #[test]
    fn every_way_to_a_type_counts_in_its_index_space() {
        let text = r#"(component
            (type $a (instance (export "f" (func))))
            (export $b "b" (type $a))
            (alias outer 0 $b (type $c))
            (import "t" (instance $t (type $x u8) (export "x" (type (eq $x)))))
            (alias export $t "x" (type $y))
            (type $d (instance (export "g" (func))))
            (import "i" (instance (type $c)))
            (import "j" (instance (type $d))))"#;
        assert_eq!(missing(text), ["i#f", "j#g"]);
    }

    #[test]
    fn what_is_cut_off_is_invalid_or_imports_less() {
        let whole =
            wat::parse_str(r#"(component (import "a:b/c" (instance (export "f" (func)))))"#)
                .unwrap();
        for length in 0..whole.len() {
            let cut = check(&whole[..length], None);
            let fits = matches!(cut, Ok(()) | Err(LoadError::Invalid { .. }));
            assert!(fits, "{length}: {cut:?}");
        }
    }
}
