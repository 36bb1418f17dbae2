//! Components that give back what they are given, for any signature.
//!
//! The guest knows nothing of our layouts: where parts stand is computed by `wit-parser`.

use std::fmt::Write as _;

use ipld_wit::Type;
use wit_component::{ComponentEncoder, StringEncoding};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Function, Int, Resolve, SizeAlign, TypeDefKind};

use crate::wit::Declarations;

/// A component with the function `f` in the interface `t:t/i`. It takes these types and returns a tuple
/// of them; or the only one, or nothing.
pub(crate) fn echo(types: &[Type], encoding: StringEncoding) -> Vec<u8> {
    let mut declarations = Declarations::default();
    let names: Vec<String> = types.iter().map(|ty| declarations.ty(ty)).collect();
    let result = match &*names {
        [] => String::new(),
        [only] => format!(" -> {only}"),
        _ => format!(" -> tuple<{}>", names.join(", ")),
    };
    function(&declarations, &names, &result, encoding, |resolve, function| {
        let mut guest = Guest::new(resolve, function);
        guest.body()
    })
}

/// A component whose function `f` takes nothing and returns what its memory says: of `types` one, from
/// the bytes at its address.
pub(crate) fn teller(ty: &Type, memory: &[u8], encoding: StringEncoding) -> Vec<u8> {
    let mut declarations = Declarations::default();
    let name = declarations.ty(ty);
    let data: String = memory.iter().map(|byte| format!("\\{byte:02x}")).collect();
    function(&declarations, &[], &format!(" -> {name}"), encoding, |resolve, function| {
        let signature = resolve.wasm_signature(AbiVariant::GuestExport, function);
        let result = signature.results.first().map_or("i32", |ty| core(*ty));
        let body = match signature.retptr {
            true => "(i32.const 0)".into(),
            false => format!("({result}.load (i32.const 0))"),
        };
        format!(
            r#"(func (export "t:t/i#f") (result {result}) {body}) (data (i32.const 0) "{data}")"#
        )
    })
}

/// A component with one function of core text.
fn function(
    declarations: &Declarations,
    params: &[String],
    result: &str,
    encoding: StringEncoding,
    text: impl FnOnce(&Resolve, &Function) -> String,
) -> Vec<u8> {
    let params: Vec<String> =
        params.iter().enumerate().map(|(index, ty)| format!("p{index}: {ty}")).collect();
    let source = format!(
        "package t:t;\ninterface i {{\n{}f: func({}){result};\n}}\nworld w {{ export i; }}\n",
        declarations.text(),
        params.join(", "),
    );
    let mut resolve = Resolve::default();
    let package =
        resolve.push_str("t.wit", &source).unwrap_or_else(|error| panic!("{source}: {error:?}"));
    let world = resolve.select_world(&[package], None).expect("one world");
    let interface = resolve.packages[package].interfaces["i"];
    let core = text(&resolve, &resolve.interfaces[interface].functions["f"]);
    let module = format!(
        r#"(module
          (memory (export "memory") 4)
          (global $next (mut i32) (i32.const 65536))
          (func (export "cabi_realloc") (param $old i32) (param $size i32) (param $align i32)
            (param $new i32) (result i32)
            (local $at i32)
            (local.set $at (i32.and
              (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1)))
              (i32.sub (i32.const 0) (local.get $align))))
            (global.set $next (i32.add (local.get $at) (local.get $new)))
            (block $enough (loop $more
              (br_if $enough (i32.le_u (global.get $next) (i32.shl (memory.size) (i32.const 16))))
              (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then unreachable))
              (br $more)))
            (memory.copy (local.get $at) (local.get $old)
              (select (local.get $size) (local.get $new)
                (i32.lt_u (local.get $size) (local.get $new))))
            (local.get $at))
          {core})"#
    );
    let mut module = wat::parse_str(&module).unwrap_or_else(|error| panic!("{module}: {error}"));
    wit_component::embed_component_metadata(&mut module, &resolve, world, encoding)
        .expect("metadata");
    let encoder = ComponentEncoder::default().module(&module).expect("a module");
    encoder.validate(true).encode().expect("a component")
}

/// Where the result is put together.
const RESULT: usize = 1024;

/// Writes the core function that puts its arguments where its result is.
struct Guest<'r> {
    resolve: &'r Resolve,
    sizes: SizeAlign,
    function: &'r Function,
    params: Vec<WasmType>,
    /// The next core argument.
    slot: usize,
    text: String,
}

impl<'r> Guest<'r> {
    fn new(resolve: &'r Resolve, function: &'r Function) -> Self {
        let mut sizes = SizeAlign::default();
        sizes.fill(resolve);
        Self { resolve, sizes, function, params: Vec::new(), slot: 0, text: String::new() }
    }

    fn body(&mut self) -> String {
        let signature = self.resolve.wasm_signature(AbiVariant::GuestExport, self.function);
        self.params = signature.params.clone();
        let list =
            |types: &[WasmType]| types.iter().map(|ty| core(*ty)).collect::<Vec<_>>().join(" ");
        let types: Vec<_> = self.function.params.iter().map(|param| param.ty).collect();
        let body = if signature.results.is_empty() {
            String::new()
        } else if signature.indirect_params || !signature.retptr {
            // The layout of all parameters is that of the result; and so is the only core value.
            "(local.get 0)".into()
        } else {
            let offsets = self.sizes.field_offsets(&types);
            let offsets: Vec<usize> =
                offsets.iter().map(|(offset, _)| offset.size_wasm32()).collect();
            for (ty, offset) in types.iter().zip(offsets) {
                self.store(ty, RESULT + offset);
            }
            format!("{}(i32.const {RESULT})", self.text)
        };
        format!(
            r#"(func (export "t:t/i#f") (param {}) (result {}) {body})"#,
            list(&signature.params),
            list(&signature.results)
        )
    }

    /// Stores the next core arguments as a value in memory.
    fn store(&mut self, ty: &wit_parser::Type, at: usize) {
        use wit_parser::Type as Wit;
        match ty {
            Wit::Bool | Wit::U8 | Wit::S8 => self.scalar("i32.store8", WasmType::I32, at),
            Wit::U16 | Wit::S16 => self.scalar("i32.store16", WasmType::I32, at),
            Wit::U32 | Wit::S32 | Wit::Char => self.scalar("i32.store", WasmType::I32, at),
            Wit::U64 | Wit::S64 => self.scalar("i64.store", WasmType::I64, at),
            Wit::F32 => self.scalar("f32.store", WasmType::F32, at),
            Wit::F64 => self.scalar("f64.store", WasmType::F64, at),
            Wit::String => self.pair(at),
            Wit::ErrorContext => unreachable!("no type of the mapping"),
            Wit::Id(id) => {
                let resolve = self.resolve;
                match &resolve.types[*id].kind {
                    TypeDefKind::List(_) => self.pair(at),
                    TypeDefKind::Record(record) => {
                        self.parts(record.fields.iter().map(|field| field.ty).collect(), at);
                    }
                    TypeDefKind::Tuple(tuple) => self.parts(tuple.types.clone(), at),
                    TypeDefKind::Flags(flags) => match flags.flags.len() {
                        0..=8 => self.scalar("i32.store8", WasmType::I32, at),
                        9..=16 => self.scalar("i32.store16", WasmType::I32, at),
                        _ => self.scalar("i32.store", WasmType::I32, at),
                    },
                    TypeDefKind::Enum(labels) => {
                        self.scalar(discriminant(labels.tag()), WasmType::I32, at);
                    }
                    TypeDefKind::Variant(variant) => {
                        let cases = variant.cases.iter().map(|case| case.ty).collect();
                        self.cases(variant.tag(), cases, at);
                    }
                    TypeDefKind::Option(inner) => self.cases(Int::U8, vec![None, Some(*inner)], at),
                    TypeDefKind::Result(result) => {
                        self.cases(Int::U8, vec![result.ok, result.err], at);
                    }
                    TypeDefKind::Type(alias) => self.store(alias, at),
                    other => unreachable!("{other:?}"),
                }
            }
        }
    }

    fn scalar(&mut self, store: &str, wanted: WasmType, at: usize) {
        let slot = self.slot;
        self.slot += 1;
        let value = match (core(self.params[slot]), core(wanted)) {
            (has, wanted) if has == wanted => format!("(local.get {slot})"),
            ("i32", "f32") => format!("(f32.reinterpret_i32 (local.get {slot}))"),
            ("i64", "i32") => format!("(i32.wrap_i64 (local.get {slot}))"),
            ("i64", "f32") => format!("(f32.reinterpret_i32 (i32.wrap_i64 (local.get {slot})))"),
            ("i64", "f64") => format!("(f64.reinterpret_i64 (local.get {slot}))"),
            other => unreachable!("{other:?}"),
        };
        writeln!(self.text, "({store} (i32.const {at}) {value})").expect("a string");
    }

    fn pair(&mut self, at: usize) {
        self.scalar("i32.store", WasmType::I32, at);
        self.scalar("i32.store", WasmType::I32, at + 4);
    }

    fn parts(&mut self, types: Vec<wit_parser::Type>, at: usize) {
        let offsets = self.sizes.field_offsets(&types);
        let offsets: Vec<usize> = offsets.iter().map(|(offset, _)| offset.size_wasm32()).collect();
        for (ty, offset) in types.iter().zip(offsets) {
            self.store(ty, at + offset);
        }
    }

    fn cases(&mut self, tag: Int, payloads: Vec<Option<wit_parser::Type>>, at: usize) {
        let slot = self.slot;
        self.scalar(discriminant(tag), WasmType::I32, at);
        let payload = self.sizes.payload_offset(tag, payloads.iter().map(Option::as_ref));
        let (payload, start) = (at + payload.size_wasm32(), self.slot);
        let mut end = start;
        for (case, ty) in payloads.iter().enumerate() {
            let Some(ty) = ty else { continue };
            let which = format!("(i32.eq (i32.const {case}) (i32.wrap_i64 (local.get {slot})))");
            let which = match core(self.params[slot]) {
                "i64" => which,
                _ => format!("(i32.eq (i32.const {case}) (local.get {slot}))"),
            };
            writeln!(self.text, "(if {which} (then").expect("a string");
            self.slot = start;
            self.store(ty, payload);
            end = end.max(self.slot);
            self.text.push_str("))\n");
        }
        self.slot = end;
    }
}

const fn discriminant(tag: Int) -> &'static str {
    match tag {
        Int::U8 => "i32.store8",
        Int::U16 => "i32.store16",
        Int::U32 | Int::U64 => "i32.store",
    }
}

const fn core(ty: WasmType) -> &'static str {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => "i32",
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
    }
}
