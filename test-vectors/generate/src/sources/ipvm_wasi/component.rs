//! Texts of small components.

/// A function that a component imports and hands to its code.
pub(super) struct Lowered<'t> {
    /// Its name in the code.
    pub(super) name: &'t str,
    /// Its core type: `(param i64 i32)`.
    pub(super) core: &'t str,
    /// What it is of: `(func $i "now")`.
    pub(super) of: &'t str,
}

/// A component with these imports, functions made of them, code, and exports with their types.
pub(super) fn component(
    imports: &str,
    functions: &[Lowered<'_>],
    code: &str,
    exports: &[(&str, &str)],
) -> String {
    const CANON: &str = "(memory $memory \"memory\") (realloc (func $memory \"realloc\"))";
    let mut lowered = String::new();
    let mut given = String::new();
    let mut wanted = String::new();
    for Lowered { name, core, of } in functions {
        let canon = match of.strip_prefix("drop ") {
            Some(resource) => format!("(canon resource.drop {resource})"),
            None => format!("(canon lower {of} {CANON})"),
        };
        lowered += &format!("  (core func ${name} {canon})\n");
        given += &format!(" (export \"{name}\" (func ${name}))");
        wanted += &format!("    (import \"host\" \"{name}\" (func ${name} {core}))\n");
    }
    let exports: String = exports
        .iter()
        .map(|(name, ty)| {
            format!(
                "  (func (export \"{name}\") {ty}\n    (canon lift (core func $code \"{name}\") {CANON}))\n"
            )
        })
        .collect();
    format!(
        "(component
  {imports}
  (core module $memory
    (memory (export \"memory\") 2)
    (global $end (mut i32) (i32.const 65536))
    (func (export \"realloc\") (param i32 i32 i32 i32) (result i32) (local i32)
      (local.set 4 (i32.and (i32.add (global.get $end) (i32.const 7)) (i32.const -8)))
      (global.set $end (i32.add (local.get 4) (local.get 3)))
      (local.get 4)))
  (core instance $memory (instantiate $memory))
{lowered}  (core instance $host{given})
  (core module $code
    (import \"memory\" \"memory\" (memory 2))
{wanted}    {code})
  (core instance $code (instantiate $code
    (with \"memory\" (instance $memory)) (with \"host\" (instance $host))))
{exports})"
    )
}

/// A component with one function `run` that answers what the imported function answers, or what
/// has the same form in memory as that.
pub(super) struct Through<'t> {
    /// The import, as `$i`, and what has to stand before it.
    pub(super) import: &'t str,
    /// The name of the function.
    pub(super) name: &'t str,
    /// The core types of the parameters: `i64`.
    pub(super) core: &'t str,
    /// The core type of the result; none if the answer stands in memory.
    pub(super) plain: Option<&'t str>,
    /// The type of `run`.
    pub(super) ty: &'t str,
}

impl Through<'_> {
    pub(super) fn text(&self) -> String {
        let Self { import, name, core, plain, ty } = self;
        let parameters = core.split_whitespace().count();
        let given: String = (0..parameters).map(|at| format!(" (local.get {at})")).collect();
        let of = format!("(func $i \"{name}\")");
        let (wanted, code) = match plain {
            Some(result) => (
                format!("(param {core}) (result {result})"),
                format!(
                    "(func (export \"run\") (param {core}) (result {result}) (call $asked{given}))"
                ),
            ),
            None => (
                format!("(param {core} i32)"),
                format!(
                    "(func (export \"run\") (param {core}) (result i32)
      (call $asked{given} (i32.const 1024)) (i32.const 1024))"
                ),
            ),
        };
        component(
            import,
            &[Lowered { name: "asked", core: &wanted, of: &of }],
            &code,
            &[("run", ty)],
        )
    }
}
