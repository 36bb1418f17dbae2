//! What decides a result beside the component and its arguments.

use wasmtime::{Config, OperatorCost, OptLevel, VariableOperatorCost};

/// The stack of a guest, in bytes. A fixed part of every profile: what overflows it is
/// stopped, and never remembered.
const STACK: usize = 512 << 10;

/// How guests are compiled and run: everything that can change a result, or the fuel that a
/// receipt names, and nothing that cannot.
///
/// The [identifier](Self::id) is part of every computation key, so results of one profile
/// are never taken for results of another. Compiled code is kept apart as well.
///
/// In both there are no threads, no relaxed SIMD, and linear memories have
/// addresses of 32 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// The same result and the same fuel for the same call, on every machine: a NaN has
    /// one form, and every instruction is counted.
    ///
    /// What the fuel of a receipt counts is fixed with the identifier: one unit for each
    /// instruction, none for `nop`, `drop`, `block`, `loop`, `else`, `end`, `return` and
    /// `unreachable`, and one more for each byte or table element that a bulk instruction
    /// (`memory.copy`, `.fill`, `.init`, `table.copy`, `.fill`, `.init`, `.grow`) is given
    /// as its length. Another count would be another identifier: the receipt is signed, and
    /// the computation key in it says in which units its fuel is.
    #[default]
    Deterministic,
    /// Faster by up to three times where a guest computes with floats, for work of one's own.
    ///
    /// Given up are three things. No fuel is counted: a limit of fuel
    /// [does not apply](super::Limits::fuel), the receipt names none, and only time, memory,
    /// stack and values stop a guest. The bits of a NaN are those of the processor, so a guest
    /// that looks at them may give one result here and another there. And so nobody can
    /// check such a result by computing it again.
    ///
    /// Never share these results with strangers. The computation key keeps them apart from
    /// deterministic results, but a receipt also answers for its *task*, whatever the
    /// profile: let an executor with this profile have stores of its own, and a key that
    /// only those trust who would trust its word without a check.
    Fast,
}

impl Profile {
    /// The identifier of the profile, part of every computation key (ruling I6).
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Deterministic => "ipvm-deterministic-1",
            Self::Fast => "ipvm-fast-1",
        }
    }

    /// Whether the same call gives the same result everywhere.
    #[must_use]
    pub const fn is_deterministic(self) -> bool {
        matches!(self, Self::Deterministic)
    }

    /// Whether fuel is counted.
    #[must_use]
    pub const fn counts_fuel(self) -> bool {
        matches!(self, Self::Deterministic)
    }

    pub(super) fn configure(self, config: &mut Config) {
        config
            .consume_fuel(self.counts_fuel())
            .operator_cost(costs())
            .cranelift_nan_canonicalization(self.is_deterministic())
            .cranelift_opt_level(OptLevel::Speed)
            .epoch_interruption(true)
            .wasm_relaxed_simd(false)
            .relaxed_simd_deterministic(true)
            .wasm_memory64(false)
            .max_wasm_stack(STACK)
            // For backtraces, which are never taken: an eighth of the code.
            .wasm_backtrace_max_frames(None)
            .generate_address_map(false)
            .native_unwind_info(false);
    }
}

/// What each instruction costs. The engine's defaults are the same today; those of
/// tomorrow must not change what a receipt says.
const fn costs() -> OperatorCost {
    let mut costs = OperatorCost::new();
    costs.variable = VariableOperatorCost {
        memory_copy_per_byte: 1,
        memory_fill_per_byte: 1,
        memory_init_per_byte: 1,
        // The memory limit bounds how many pages there can be.
        memory_grow_per_page: 0,
        table_copy_per_element: 1,
        table_fill_per_element: 1,
        table_init_per_element: 1,
        table_grow_per_element: 1,
        // Of collected memory, which no guest has.
        array_copy_per_element: 1,
        array_fill_per_element: 1,
        array_new_data_per_element: 1,
        array_init_data_per_element: 1,
        array_new_elem_per_element: 1,
        array_init_elem_per_element: 1,
        array_new_default_per_element: 1,
        array_new_per_element: 1,
    };
    costs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instruction_costs_one_unit_of_fuel_but_for_the_named_ones() {
        // There is no other way to see all of them.
        let costs = format!("{:?}", costs());
        let (flat, _) = costs.split_once(", variable: ").unwrap();
        let (_, flat) = flat.split_once("{ ").unwrap();
        let mut free = Vec::new();
        for entry in flat.split(", ") {
            match entry.split_once(": ").unwrap() {
                (name, "0") => free.push(name),
                (name, cost) => assert_eq!(cost, "1", "{name}"),
            }
        }
        free.sort_unstable();
        let expected = ["Block", "Drop", "Else", "End", "Loop", "Nop", "Return", "Unreachable"];
        assert_eq!(free, expected);
    }
}
