//! Several functions in one document.
//!
//! Each function alone is a document, with names for its types. Here they stand together: what is
//! the same is declared once, and what is called the same is told apart by its function.

use std::collections::{BTreeMap, BTreeSet};

/// The JSON Schemas of functions, by their names.
pub(super) fn json(schemas: &[(String, String)]) -> String {
    // They are as they were written, with their keys in an order for people.
    let members = schemas.iter().map(|(name, schema)| {
        format!("  {}: {}", serde_json::Value::from(name.as_str()), schema.replace('\n', "\n  "))
    });
    format!("{{\n{}\n}}", members.collect::<Vec<_>>().join(",\n"))
}

/// The IPLD Schemas of functions, each after a line with its name.
pub(super) fn ipld(schemas: &[(String, String)]) -> String {
    // Every function has these two.
    let mut names = Names::without(["Arguments", "Output"]);
    let mut out: Vec<String> = Vec::new();
    for (function, schema) in schemas {
        let texts = schema.split("\n\n").map(str::trim);
        let declarations = texts.filter_map(|text| {
            let name = text.strip_prefix("type ")?.split(' ').next()?;
            Some((name.to_owned(), text.to_owned()))
        });
        let (declared, _) = names.take(declarations, &camel(function), in_ipld);
        out.push(format!("# {function}"));
        out.extend(declared);
    }
    out.join("\n\n")
}

/// One world that exports all the functions, each of which has a world of its own.
pub(super) fn wit(worlds: &[(String, String)]) -> String {
    let mut scopes: BTreeMap<(&str, Option<&str>), Vec<Exported<'_>>> = BTreeMap::new();
    for exported in worlds.iter().filter_map(|(_, world)| Exported::read(world)) {
        scopes.entry((exported.package, exported.interface)).or_default().push(exported);
    }
    let (mut own, mut exports) = (String::new(), String::new());
    let mut packages: BTreeMap<&str, String> = BTreeMap::new();
    for ((package, interface), functions) in scopes {
        // Neither may a type have the name of a function that it stands beside.
        let mut names = Names::without(functions.iter().map(|it| it.name));
        let mut lines = String::new();
        for function in functions {
            let prefix = format!("{}-", function.name.to_ascii_lowercase());
            let (declared, renamed) = names.take(function.declarations, &prefix, in_wit);
            lines.extend(declared);
            lines.push_str(&in_wit(function.signature, &renamed));
        }
        let Some(interface) = interface else {
            own.push_str(&lines);
            continue;
        };
        let (name, version) = package.split_at(package.find('@').unwrap_or(package.len()));
        exports.push_str(&format!("    export {name}/{interface}{version};\n"));
        let lines: String = lines.lines().map(|line| format!("    {line}\n")).collect();
        let text = format!("    interface {interface} {{\n{lines}    }}\n");
        packages.entry(package).or_default().push_str(&text);
    }
    let packages = packages.iter().map(|(name, text)| format!("\npackage {name} {{\n{text}}}\n"));
    let packages: String = packages.collect();
    format!("package local:component;\n\nworld component {{\n{own}{exports}}}\n{packages}")
}

/// A function in the WIT document that it has alone.
struct Exported<'t> {
    package: &'t str,
    interface: Option<&'t str>,
    name: &'t str,
    /// With the names that they declare.
    declarations: Vec<(String, String)>,
    /// The line that declares the function.
    signature: &'t str,
}

impl<'t> Exported<'t> {
    fn read(world: &'t str) -> Option<Self> {
        let (head, body) = world.split_once(" {\n")?;
        let (package, scope) = head.strip_prefix("package ")?.split_once(";\n\n")?;
        let (body, _) = body.split_once("\n}")?;
        let (declarations, signature) = match body.rsplit_once("\n    }\n") {
            Some((declarations, signature)) => (declarations, signature),
            None => ("", body),
        };
        let declarations = declarations.split("\n    }\n").filter_map(|text| {
            let name = text.trim_start().split(' ').nth(1)?;
            Some((name.to_owned(), format!("{text}\n    }}\n")))
        });
        let name = signature.trim_start().trim_start_matches("export ").split(':').next()?;
        Some(Self {
            package,
            interface: scope.strip_prefix("interface "),
            name,
            declarations: declarations.collect(),
            signature,
        })
    }
}

/// Under which other names types are declared.
type Renamed = BTreeMap<String, String>;

/// What is declared in one place.
struct Names {
    taken: BTreeSet<String>,
    declared: BTreeMap<String, String>,
}

impl Names {
    fn without<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let taken = names.into_iter().map(str::to_owned).collect();
        Self { taken, declared: BTreeMap::new() }
    }

    /// Declares types, each of which names only those before it. Gives the declarations that were
    /// not there, and which types have another name now: one that begins with `prefix`.
    fn take(
        &mut self,
        declarations: impl IntoIterator<Item = (String, String)>,
        prefix: &str,
        rename: fn(&str, &Renamed) -> String,
    ) -> (Vec<String>, Renamed) {
        let (mut new, mut renamed) = (Vec::new(), Renamed::new());
        for (name, text) in declarations {
            let same = rename(&text, &renamed);
            if self.declared.get(&name) == Some(&same) {
                continue;
            }
            let plain = name.trim_start_matches('%');
            let mut given = name.clone();
            let mut number = 1;
            while !self.taken.insert(given.clone()) {
                let times = if number > 1 { number.to_string() } else { String::new() };
                given = format!("{prefix}{plain}{times}");
                number += 1;
            }
            if given != name {
                renamed.insert(name, given.clone());
            }
            let text = rename(&text, &renamed);
            self.declared.insert(given, text.clone());
            new.push(text);
        }
        (new, renamed)
    }
}

/// Lines of WIT with other names for types.
fn in_wit(text: &str, renamed: &Renamed) -> String {
    let is_of_word = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '%';
    let mut out = String::new();
    for line in text.lines() {
        // A line within a declaration begins with the name of a field or case.
        let start = match line.starts_with("        ") {
            true => line.trim_start().find(|it| !is_of_word(it)).unwrap_or(0) + 8,
            false => 0,
        };
        let (before, rest) = line.split_at(start.min(line.len()));
        out.push_str(before);
        out.push_str(&words(rest, is_of_word, renamed));
        out.push('\n');
    }
    out
}

/// A declaration of an IPLD Schema with other names for types.
fn in_ipld(text: &str, renamed: &Renamed) -> String {
    let is_of_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let is_enum = text.lines().next().is_some_and(|line| line.ends_with(" enum {"));
    let mut out = Vec::new();
    for (number, line) in text.lines().enumerate() {
        // What is written, and what is said of it.
        let (line, rest) = line.split_at(line.find(['"', '(', '#']).unwrap_or(line.len()));
        let start = match line.strip_prefix("  ") {
            Some(_) if is_enum => line.len(),
            Some(member) if member.starts_with('|') => 0,
            // The name of a field.
            Some(field) => field.find(' ').map_or(line.len(), |end| end + 2),
            None if number == 0 => 0,
            None => line.len(),
        };
        let (before, types) = line.split_at(start);
        out.push(format!("{before}{}{rest}", words(types, is_of_word, renamed)));
    }
    out.join("\n")
}

/// A text with other words for some, unless a colon follows, as it does behind names.
fn words(text: &str, is_of_word: impl Fn(char) -> bool, renamed: &Renamed) -> String {
    let mut out = String::new();
    let mut left = text;
    while let Some(start) = left.find(&is_of_word) {
        let (before, word) = left.split_at(start);
        let (word, after) = word.split_at(word.find(|it| !is_of_word(it)).unwrap_or(word.len()));
        out.push_str(before);
        let other = renamed.get(word).filter(|_| !after.starts_with(": "));
        out.push_str(other.map_or(word, String::as_str));
        left = after;
    }
    out + left
}

/// The words of a name, each with a capital.
fn camel(name: &str) -> String {
    let function = name.rsplit('#').next().unwrap_or(name);
    let words = function.split(|it: char| !it.is_ascii_alphanumeric());
    words
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_ascii_uppercase() + rest
        })
        .collect()
}
