//! A signature as an IPLD Schema.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::names::Names;
use crate::display::brief;
use crate::function::FunctionType;
use crate::types::{Case, Field, Type};

/// The names that mean something already, and those that are given to what is common.
const RESERVED: [&str; 17] = [
    "Any",
    "Arguments",
    "Bool",
    "Bytes",
    "BytesOrLink",
    "Float",
    "FloatOrText",
    "Int",
    "Link",
    "List",
    "Map",
    "NonFinite",
    "Null",
    "NumberOrText",
    "Output",
    "String",
    "Unit",
];

pub(super) fn schema(function: &FunctionType) -> String {
    let mut writer = Writer {
        names: Names::without(RESERVED),
        given: BTreeMap::new(),
        common: BTreeSet::new(),
        finite: function.refuses_non_finite(),
        input: true,
        out: String::new(),
    };
    let mut lines = Vec::with_capacity(function.params().len());
    let mut taken = BTreeSet::new();
    for parameter in function.params() {
        let slot = writer.slot(&parameter.ty, &camel(&parameter.name, true));
        lines.push(format!("{} {slot}", identifier(&parameter.name, &mut taken)));
    }
    writer.define("Arguments", "struct", &lines, " representation tuple");
    writer.input = false;
    let mut members = Vec::new();
    match function.result() {
        None => members.push((writer.common("Unit"), "ok", String::new())),
        Some(Type::Result { ok, error }) => {
            members.push(writer.branch(ok.as_deref(), "ok"));
            members.push(writer.branch(error.as_deref(), "error"));
        }
        Some(ty) => members.push(writer.branch(Some(ty), "ok")),
    }
    writer.keyed("Output", members);
    writer.out
}

struct Writer<'f> {
    names: Names<'f>,
    /// By whether it is one of arguments that reads more than is written, and the type.
    given: BTreeMap<(bool, &'f Type), String>,
    common: BTreeSet<&'static str>,
    finite: bool,
    input: bool,
    out: String,
}

impl<'f> Writer<'f> {
    /// A type where null may stand beside it, with a comment that says what the schema does not.
    fn slot(&mut self, ty: &'f Type, place: &str) -> String {
        let (text, comment) = self.nullable(ty, place);
        if comment.is_empty() { text } else { format!("{text} # {comment}") }
    }

    fn nullable(&mut self, ty: &'f Type, place: &str) -> (String, String) {
        match ty {
            Type::Option(inner) if !matches!(**inner, Type::Option(_)) => {
                let text = format!("nullable {}", self.inline(inner, place));
                (text, self.comment(ty))
            }
            _ => (self.inline(ty, place), self.comment(ty)),
        }
    }

    /// A type where a list or a map may be spelled out.
    fn inline(&mut self, ty: &'f Type, place: &str) -> String {
        match ty {
            Type::List(element) | Type::FixedLengthList(element, _) if **element != Type::U8 => {
                format!("[{}]", self.nullable(element, place).0)
            }
            Type::Map(key, value) if **key == Type::String => {
                format!("{{String:{}}}", self.nullable(value, place).0)
            }
            _ => self.name(ty, place),
        }
    }

    /// The name of a type, which is defined if it is not.
    fn name(&mut self, ty: &'f Type, place: &str) -> String {
        match ty {
            Type::Bool => return "Bool".to_string(),
            Type::String | Type::Char => return "String".to_string(),
            Type::Link => return "Link".to_string(),
            Type::F32 | Type::F64 if self.input => return self.common("NumberOrText"),
            Type::F32 | Type::F64 if self.finite => return "Float".to_string(),
            Type::F32 | Type::F64 => return self.common("FloatOrText"),
            Type::List(element) | Type::FixedLengthList(element, _) if **element == Type::U8 => {
                return if self.input { self.common("BytesOrLink") } else { "Bytes".to_string() };
            }
            _ if is_integer(ty) => return "Int".to_string(),
            _ => {}
        }
        let key = (self.input && reads_more(ty), ty);
        if let Some(name) = self.given.get(&key) {
            return name.clone();
        }
        let name = self.names.take(&bounded(place), "");
        match ty {
            Type::Record(fields) => self.record(&name, fields),
            Type::Tuple(types) => {
                let lines: Vec<String> = types
                    .iter()
                    .enumerate()
                    .map(|(index, ty)| {
                        format!("e{index} {}", self.slot(ty, &format!("{place}{index}")))
                    })
                    .collect();
                self.define(&name, "struct", &lines, " representation tuple");
            }
            Type::Variant(cases) => {
                let members = cases.iter().map(|case| self.case(case, place)).collect();
                self.keyed(&name, members);
            }
            Type::Result { ok, error } => {
                let ok = self.branch(ok.as_deref(), "ok");
                let error = self.branch(error.as_deref(), "error");
                self.keyed(&name, Vec::from([ok, error]));
            }
            Type::Enum(labels) => self.labels(&name, labels),
            Type::Flags(labels) => {
                let flag = self.names.take(&format!("{}Flag", bounded(place)), "");
                self.labels(&flag, labels);
                self.line(&format!("type {name} [{flag}] # in the order above, each at most once"));
            }
            Type::Option(inner) => self.option(&name, inner, place),
            Type::Map(key, value) if **key != Type::String => {
                let pair = self.names.take(&format!("{}Pair", bounded(place)), "");
                let key = self.slot(key, place);
                let value = self.slot(value, place);
                let lines = [format!("key {key}"), format!("value {value}")];
                self.define(&pair, "struct", &lines, " representation tuple");
                self.line(&format!(
                    "type {name} [{pair}] # in the order of the DAG-CBOR bytes of the keys"
                ));
            }
            _ => {
                let text = self.inline(ty, place);
                self.line(&format!("type {name} {text}"));
            }
        }
        self.given.insert(key, name.clone());
        name
    }

    fn record(&mut self, name: &str, fields: &'f [Field]) {
        let mut taken = BTreeSet::new();
        let mut lines = Vec::with_capacity(fields.len());
        for field in fields {
            let place = format!("{name}{}", camel(&field.name, true));
            let (text, comment) = self.nullable(&field.ty, &place);
            let identifier = identifier(&field.name, &mut taken);
            let mut line = format!("{identifier} {text}");
            if identifier != field.name {
                line.push_str(&format!(" (rename \"{}\")", field.name));
            }
            if !comment.is_empty() {
                line.push_str(&format!(" # {comment}"));
            }
            lines.push(line);
        }
        self.define(name, "struct", &lines, "");
    }

    fn labels(&mut self, name: &str, labels: &[String]) {
        let mut taken = BTreeSet::new();
        let lines: Vec<String> = labels
            .iter()
            .map(|label| {
                let member = unique(camel(label, true), &mut taken);
                format!("| {member} (\"{label}\")")
            })
            .collect();
        self.define(name, "enum", &lines, " representation string");
    }

    /// An option where null cannot stand beside a type, or of another option.
    fn option(&mut self, name: &str, inner: &'f Type, place: &str) {
        let mut lines = Vec::new();
        if matches!(inner, Type::Option(_)) {
            let present = self.names.take(&format!("{}Present", bounded(place)), "");
            let slot = self.slot(inner, place);
            self.define(&present, "struct", &[format!("value {slot}")], " representation tuple");
            lines.push(format!("| {present} list"));
        } else {
            let is_float = matches!(inner, Type::F32 | Type::F64);
            if is_float {
                lines.push("| Float float".to_string());
                if self.input {
                    lines.push("| Int int".to_string());
                }
                if !self.finite {
                    lines.push(format!("| {} string", self.common("NonFinite")));
                }
            } else if is_bytes(inner) {
                lines.push("| Bytes bytes".to_string());
                if self.input {
                    lines.push("| Link link".to_string());
                }
            } else {
                let member = self.name(inner, &format!("{place}Value"));
                lines.push(format!("| {member} {}", kind(inner)));
            }
        }
        lines.push("| Null null".to_string());
        self.define(name, "union", &lines, " representation kinded");
    }

    fn case(&mut self, case: &'f Case, place: &str) -> (String, &'f str, String) {
        match &case.payload {
            None => ("Null".to_string(), &case.name, String::new()),
            Some(ty) => {
                let name = self.name(ty, &format!("{place}{}", camel(&case.name, true)));
                (name, &case.name, self.comment(ty))
            }
        }
    }

    fn branch(&mut self, payload: Option<&'f Type>, key: &'f str) -> (String, &'f str, String) {
        match payload {
            None => (self.common("Unit"), key, String::new()),
            Some(ty) => (self.name(ty, &camel(key, true)), key, self.comment(ty)),
        }
    }

    /// A map with one of these keys. A type can be a member of a union once only, so that others of
    /// the same are copies.
    fn keyed(&mut self, name: &str, members: Vec<(String, &str, String)>) {
        let mut seen = BTreeSet::new();
        let mut lines = Vec::with_capacity(members.len());
        for (mut member, key, comment) in members {
            if !seen.insert(member.clone()) {
                let copy = self.names.take(&bounded(&format!("{name}{}", camel(key, true))), "");
                self.line(&format!("type {copy} = {member}"));
                member = copy;
            }
            let mut line = format!("| {member} \"{key}\"");
            if !comment.is_empty() {
                line.push_str(&format!(" # {comment}"));
            }
            lines.push(line);
        }
        self.define(name, "union", &lines, " representation keyed");
    }

    /// What is common to all schemas, defined once.
    fn common(&mut self, name: &'static str) -> String {
        if self.common.insert(name) {
            let non_finite = |writer: &mut Self| format!("| {} string", writer.common("NonFinite"));
            let float = "| Float float".to_string();
            let int = "| Int int # if exact".to_string();
            match name {
                "Unit" => self.line("type Unit struct {}"),
                "NonFinite" => {
                    let lines =
                        ["NaN (\"NaN\")", "Infinity (\"Infinity\")", "Minus (\"-Infinity\")"];
                    let lines = lines.map(|line| format!("| {line}"));
                    self.define(name, "enum", &lines, " representation string");
                }
                "BytesOrLink" => {
                    let lines = ["| Bytes bytes", "| Link link"].map(String::from);
                    self.define(name, "union", &lines, " representation kinded");
                }
                "NumberOrText" if self.finite => {
                    self.define(name, "union", &[float, int], " representation kinded");
                }
                "NumberOrText" => {
                    let lines = [float, int, non_finite(self)];
                    self.define(name, "union", &lines, " representation kinded");
                }
                _ => {
                    let lines = [float, non_finite(self)];
                    self.define(name, "union", &lines, " representation kinded");
                }
            }
        }
        name.to_string()
    }

    fn define(&mut self, name: &str, what: &str, lines: &[String], representation: &str) {
        let mut text = format!("type {name} {what} {{\n");
        if lines.is_empty() {
            text = format!("type {name} {what} {{");
        }
        for line in lines {
            text.push_str(&format!("  {line}\n"));
        }
        self.line(&format!("{text}}}{representation}"));
    }

    fn line(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn comment(&self, ty: &Type) -> String {
        match ty {
            Type::Bool | Type::String | Type::Link => String::new(),
            Type::Record(_) | Type::Variant(_) | Type::Enum(_) | Type::Flags(_) => String::new(),
            ty if is_bytes(ty) && self.input => format!("{ty}, or a link to its content"),
            ty if is_bytes(ty) && matches!(ty, Type::List(_)) => String::new(),
            ty => brief(ty),
        }
    }
}

/// Whether arguments of the type can be written in more than the canonical way.
fn reads_more(ty: &Type) -> bool {
    match ty {
        Type::F32 | Type::F64 => true,
        ty if is_bytes(ty) => true,
        Type::List(inner) | Type::FixedLengthList(inner, _) | Type::Option(inner) => {
            reads_more(inner)
        }
        Type::Map(_, value) => reads_more(value),
        Type::Tuple(types) => types.iter().any(reads_more),
        Type::Record(fields) => fields.iter().any(|field| reads_more(&field.ty)),
        Type::Variant(cases) => {
            cases.iter().filter_map(|case| case.payload.as_ref()).any(reads_more)
        }
        Type::Result { ok, error } => [ok, error].into_iter().flatten().any(|ty| reads_more(ty)),
        _ => false,
    }
}

fn is_bytes(ty: &Type) -> bool {
    match ty {
        Type::List(element) | Type::FixedLengthList(element, _) => **element == Type::U8,
        _ => false,
    }
}

const fn is_integer(ty: &Type) -> bool {
    matches!(
        ty,
        Type::U8 | Type::S8 | Type::U16 | Type::S16 | Type::U32 | Type::S32 | Type::U64 | Type::S64
    )
}

/// The kind of the data of a type that has one.
fn kind(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "bool",
        Type::Char | Type::String | Type::Enum(_) => "string",
        Type::Link => "link",
        Type::List(_) | Type::FixedLengthList(..) | Type::Tuple(_) | Type::Flags(_) => "list",
        Type::Map(key, _) if **key != Type::String => "list",
        Type::Map(..) | Type::Record(_) | Type::Variant(_) | Type::Result { .. } => "map",
        _ => "int",
    }
}

/// A name in kebab case as one word in camel case.
fn camel(name: &str, upper: bool) -> String {
    let mut out = String::new();
    for (position, word) in name.split('-').enumerate() {
        let (first, rest) = word.split_at(word.len().min(1));
        if position > 0 || upper {
            out.push_str(&first.to_ascii_uppercase());
        } else {
            out.push_str(&first.to_ascii_lowercase());
        }
        out.push_str(&rest.to_ascii_lowercase());
    }
    out
}

/// The name of a field, which is its own wherever that is one word.
fn identifier(name: &str, taken: &mut BTreeSet<String>) -> String {
    let wish = if name.contains('-') { camel(name, false) } else { name.to_string() };
    unique(wish, taken)
}

fn unique(wish: String, taken: &mut BTreeSet<String>) -> String {
    let mut name = wish.clone();
    let mut number = 1;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{wish}_{number}");
    }
    name
}

/// A wish for a name, cut if it is long. All names are ASCII.
fn bounded(wish: &str) -> String {
    wish.chars().take(64).collect()
}
