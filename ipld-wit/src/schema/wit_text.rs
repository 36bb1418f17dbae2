//! A signature as a WIT document.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::names::Names;
use crate::check::is_kebab_case;
use crate::function::FunctionType;
use crate::types::Type;

/// The words of WIT that a name must be marked to be.
const KEYWORDS: [&str; 44] = [
    "as",
    "async",
    "bool",
    "borrow",
    "char",
    "constructor",
    "enum",
    "error-context",
    "export",
    "f32",
    "f64",
    "flags",
    "from",
    "func",
    "future",
    "import",
    "include",
    "interface",
    "list",
    "map",
    "option",
    "own",
    "package",
    "record",
    "resource",
    "result",
    "s16",
    "s32",
    "s64",
    "s8",
    "static",
    "stream",
    "string",
    "tuple",
    "type",
    "u16",
    "u32",
    "u64",
    "u8",
    "use",
    "variant",
    "with",
    "world",
    "_",
];

/// Where a function stands in its world.
struct Place<'n> {
    /// Namespace and name of the package, with a colon, and the version with an at sign.
    package: String,
    interface: Option<&'n str>,
    function: String,
}

impl<'n> Place<'n> {
    fn of(name: &'n str) -> Self {
        Self::in_interface(name).unwrap_or_else(|| Self {
            package: "local:component".to_string(),
            interface: None,
            function: as_name(name),
        })
    }

    /// `ns:pkg/iface@version#function`
    fn in_interface(name: &'n str) -> Option<Self> {
        let (path, function) = name.split_once('#')?;
        let (path, version) = match path.split_once('@') {
            Some((path, version)) => (path, format!("@{version}")),
            None => (path, String::new()),
        };
        let (package, interface) = path.split_once('/')?;
        let (namespace, package_name) = package.split_once(':')?;
        let names = [namespace, package_name, interface, function];
        let of_version = |byte: u8| byte.is_ascii_alphanumeric() || b"@.+-".contains(&byte);
        if !names.into_iter().all(is_kebab_case) || !version.bytes().all(of_version) {
            return None;
        }
        let package = format!("{}:{}{version}", escaped(namespace), escaped(package_name));
        Some(Self { package, interface: Some(interface), function: function.to_string() })
    }
}

pub(super) fn document(function: &FunctionType, name: &str) -> String {
    let place = Place::of(name);
    // A type cannot have the name of the function, whatever their case.
    let reserved = place.function.to_ascii_lowercase();
    let mut writer =
        Writer { names: Names::without([reserved.as_str()]), declarations: String::new() };
    let mut params = Vec::with_capacity(function.params().len());
    for parameter in function.params() {
        let ty = writer.ty(&parameter.ty, &parameter.name);
        params.push(format!("{}: {ty}", escaped(&parameter.name)));
    }
    let result = function.result().map(|ty| writer.ty(ty, "output"));
    let result = result.map(|ty| format!(" -> {ty}")).unwrap_or_default();
    let signature = format!("{}: func({}){result};\n", escaped(&place.function), params.join(", "));
    let (package, declarations) = (place.package, writer.declarations);
    match place.interface {
        None => format!(
            "package {package};\n\nworld component {{\n{declarations}    export {signature}}}\n"
        ),
        Some(interface) => {
            let world = if interface == "component" { "component-2" } else { "component" };
            let interface = escaped(interface);
            format!(
                "package {package};\n\ninterface {interface} {{\n{declarations}    {signature}}}\n\n\
                 world {world} {{\n    export {interface};\n}}\n"
            )
        }
    }
}

struct Writer<'f> {
    names: Names<'f>,
    declarations: String,
}

impl<'f> Writer<'f> {
    /// The text of a type, after its declarations were written. Where it needs a name, it is called
    /// by `place`.
    fn ty(&mut self, ty: &'f Type, place: &str) -> String {
        match ty {
            Type::List(element) => format!("list<{}>", self.ty(element, place)),
            Type::FixedLengthList(element, length) => {
                format!("list<{}, {length}>", self.ty(element, place))
            }
            Type::Map(key, value) => format!("map<{key}, {}>", self.ty(value, place)),
            Type::Option(inner) => format!("option<{}>", self.ty(inner, place)),
            Type::Tuple(types) => {
                let types: Vec<String> = types.iter().map(|ty| self.ty(ty, place)).collect();
                format!("tuple<{}>", types.join(", "))
            }
            Type::Result { ok, error } => {
                let ok = ok.as_deref().map(|ty| self.ty(ty, place));
                let error = error.as_deref().map(|ty| self.ty(ty, &joined(place, "error")));
                match (ok, error) {
                    (None, None) => "result".to_string(),
                    (Some(ok), None) => format!("result<{ok}>"),
                    (ok, Some(error)) => {
                        format!("result<{}, {error}>", ok.as_deref().unwrap_or("_"))
                    }
                }
            }
            Type::Record(_) | Type::Variant(_) | Type::Enum(_) | Type::Flags(_) | Type::Link => {
                self.named(ty, place)
            }
            plain => plain.to_string(),
        }
    }

    /// The name of a type that must be declared.
    fn named(&mut self, ty: &'f Type, place: &str) -> String {
        if let Some(name) = self.names.of(ty) {
            return escaped(name);
        }
        let (keyword, lines) = match ty {
            Type::Record(fields) => {
                let lines = fields.iter().map(|field| {
                    let ty = self.ty(&field.ty, &joined(place, &field.name));
                    format!("{}: {ty}", escaped(&field.name))
                });
                ("record", lines.collect())
            }
            Type::Variant(cases) => {
                let lines = cases.iter().map(|case| match &case.payload {
                    None => escaped(&case.name),
                    Some(payload) => {
                        let ty = self.ty(payload, &joined(place, &case.name));
                        format!("{}({ty})", escaped(&case.name))
                    }
                });
                ("variant", lines.collect())
            }
            Type::Enum(labels) => ("enum", labels.iter().map(|label| escaped(label)).collect()),
            Type::Flags(labels) => ("flags", labels.iter().map(|label| escaped(label)).collect()),
            _ => ("record", Vec::from([format!("{}: list<u8>", Type::LINK_FIELD)])),
        };
        let wish = if *ty == Type::Link { "link" } else { place };
        let name = escaped(&self.names.give(ty, &wish.to_ascii_lowercase(), "-"));
        let declarations = &mut self.declarations;
        declarations.push_str(&format!("    {keyword} {name} {{\n"));
        for line in lines {
            declarations.push_str(&format!("        {line},\n"));
        }
        declarations.push_str("    }\n");
        name
    }
}

/// A name for what stands inside, unless it becomes too long.
fn joined(place: &str, inside: &str) -> String {
    let joined = format!("{place}-{inside}");
    if joined.len() > 64 { inside.to_string() } else { joined }
}

fn escaped(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("%{name}") } else { name.to_string() }
}

/// A name in WIT that is near to this one.
fn as_name(name: &str) -> String {
    if is_kebab_case(name) {
        return name.to_string();
    }
    let mut words = Vec::new();
    for word in name.split(|char: char| !char.is_ascii_alphanumeric()) {
        if !word.is_empty() {
            words.push(word.to_ascii_lowercase());
        }
    }
    let name = words.join("-");
    if is_kebab_case(&name) { name } else { "function".to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_of_an_interface_stands_in_its_package() {
        let function: FunctionType = "func(list: enum { use }, b: enum { use })".parse().unwrap();
        assert_eq!(
            function.to_wit("demo:pictures/component@1.0.0-rc.1#type"),
            "package demo:pictures@1.0.0-rc.1;\n\ninterface component {\n    enum %list {\n        \
             %use,\n    }\n    %type: func(%list: %list, b: %list);\n}\n\nworld component-2 {\n    \
             export component;\n}\n"
        );
    }

    #[test]
    fn what_is_no_name_becomes_one() {
        assert_eq!(as_name("resize"), "resize");
        assert_eq!(as_name("[static]thing.make"), "static-thing-make");
        assert_eq!(as_name("a b; world x {"), "a-b-world-x");
        assert_eq!(as_name("1"), "function");
        assert_eq!(as_name(""), "function");
    }
}
