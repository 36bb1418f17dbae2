//! Tasks: quantities, configurations, calls, verdicts and offers.

use super::{Field, Kind, Operation, boolean, bytes, integer, link, list, map, optional, text};

const fn any(name: &'static str, meaning: &'static str) -> Field {
    Field { name, kind: Kind::Any, optional: false, meaning }
}

const INSTEAD: Field = optional(bytes(
    "dag-cbor",
    "Instead of the above, the value in DAG-CBOR: it has numbers that the files cannot hold.",
));
const RECEIPTS: Field = list("receipts", "Receipts as bytes, each of them valid in itself.");
const TASK: Field = link("task", "The ID of the task.");
const CLASS: Field = text("class", "\"pure\", \"query\" or \"mutation\".");
const CHECK: Field = any("check", "The verification strategy.");
const TRUSTED: Field = list("trusted", "The DIDs of the executors whose word counts by itself.");
const NOW: Field = integer("now", "The time, in seconds since the epoch.");
const NEEDS: Field = map(
    "needs",
    "What the task needs, {\"command\", \"module\", \"data\", \"sizes\", \"config\", \"labels\", \
     \"price\", \"local\", \"trusted\"}, all but the first optional: a text, a link, links, pairs \
     of a link and a number of bytes, a configuration, texts by texts, a price as offers have \
     it, whether no content may be moved, and the DIDs whose word counts (not judged where it \
     is left out).",
);
const FIT: &str = "{\"unknown\", \"bytes\", \"unit\", \"price\"}: how many contents of unknown size \
                   have to be moved, how many bytes beside them, the unit of money (empty if it is \
                   free), and what all gas of the task costs in trillionths of it, in decimal text.";

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "task.measure.read",
        summary: "Reads a quantity with its unit, and writes it back.",
        inputs: &[
            text("quantity", "\"time\" or \"size\"."),
            optional(any("value", "The value to read.")),
            INSTEAD,
        ],
        gives: "value",
        result: "{\"amount\", \"whole\", \"written\"}: exactly, in trillionths of a second or of a bit; \
                 in whole nanoseconds or bytes, rounded down (bytes held at 64 bits); both in decimal \
                 text; and the value as DAG-CBOR.",
    },
    Operation {
        name: "task.config.resolve",
        summary: "Reads the layers of a configuration and says what holds. What is left out says \
                  nothing.",
        inputs: &[
            optional(any("task", "The configuration of the task.")),
            optional(any("defaults", "The workflow's defaults for its tasks.")),
            optional(any("global", "The configuration of the workflow itself.")),
            optional(any("system", "The defaults of the system.")),
            optional(map("meta", "Instead of \"task\": the map that stands beside the task.")),
            optional(bytes("meta-dag-cbor", "Instead of \"meta\", the same in DAG-CBOR.")),
        ],
        gives: "value",
        result: "Of \"secret\", \"check\", \"time\", \"memory\", \"disk\" and \"work\" a pair: the value and \
                 the layer that says so, task, defaults, global, system or built-in. Time is in \
                 nanoseconds, sizes are in bytes and work is in fuel, all in decimal text.",
    },
    Operation {
        name: "task.secrecy",
        summary: "Says whether a result may be published.",
        inputs: &[
            any("flag", "The field \"secret\": a boolean or null."),
            boolean("reads-secret", "Whether the task reads something secret."),
        ],
        gives: "value",
        result: "{\"secret\"}: whether it must not be.",
    },
    Operation {
        name: "task.module.read",
        summary: "Reads the reference to a module.",
        inputs: &[any("value", "The argument \"mod\".")],
        gives: "value",
        result: "{\"form\", \"cid\"}: link, ipfs, bytes or data; and the CID of the module, with the \
                 codec raw for one that stands there itself. It is written back as it was read.",
    },
    Operation {
        name: "task.call.read",
        summary: "Reads the arguments of /wasm/run.",
        inputs: &[map("args", "The arguments.")],
        gives: "value",
        result: "{\"module\", \"function\", \"params\"}: the CID of the module, a text and a list. The \
                 arguments are written back as they were read.",
    },
    Operation {
        name: "task.effects.read",
        summary: "Says what a function asks for beside its result.",
        inputs: &[
            text("result-type", "The type of the function's result, as the mapping prints it."),
            any("returned", "What it returned, as the mapping has it on its branch."),
            optional(text("branch", "\"error\" if that is the failure of a result.")),
        ],
        gives: "value",
        result: "{\"value\", \"fork\", \"join\", \"known\"}: the result of the task; the tasks, as \
                 the receipt has them (no links, and null, where there are none); and those of them \
                 that were named by their address alone, in the order of the bytes of their CIDs.",
    },
    Operation {
        name: "task.computation.key",
        summary: "Gives the address of a pure call, whoever asks for it.",
        inputs: &[
            link("module", "The CID of the module."),
            text("function", "The name of the export."),
            list("params", "The parameters, in canonical form by type."),
            text("profile", "The profile of the engine."),
        ],
        gives: "cid",
        result: "The CID of the map {\"mod\", \"fun\", \"params\", \"profile\"} in DAG-CBOR.",
    },
    Operation {
        name: "task.judge.verdict",
        summary: "Judges a result by the receipts for it, whatever their order.",
        inputs: &[TASK, CLASS, CHECK, TRUSTED, RECEIPTS, NOW],
        gives: "value",
        result: "{\"verdict\", \"receipts\"}: accepted, pending, disputed or refused; and what each \
                 receipt does, in the order of the input: \"carries\", \"dissents\", \"evidence\" (for a \
                 dispute), \"unjudged\" (for a refusal), \"heard\", or why it is left out: \"other-task\", \"passing\" (a fault that \
                 says nothing about the task), \"expired\", \"no-part\", \"taken\" (from another \
                 receipt). With it \"outcome\" and \"fault\" of what is accepted: the CID of the map \
                 {\"ok\"} or {\"error\"}, of an executor's own error without its message, and \
                 whether it is one. With it \"why\" of a dispute: disagreement, equivocation, \
                 out-of-reach or ran-twice; of a refusal: class or proof.",
    },
    Operation {
        name: "task.judge.accept",
        summary: "Judges in the same way, for who wants the result or nothing.",
        inputs: &[TASK, CLASS, CHECK, TRUSTED, RECEIPTS, NOW],
        gives: "value",
        result: "{\"valid\": true}",
    },
    Operation {
        name: "task.offer.accept",
        summary: "Reads an offer of an executor, which is signed by it.",
        inputs: &[bytes("token", "The invocation."), NOW],
        gives: "value",
        result: "{\"executor\", \"terms\"}: its DID, and the arguments as they are written again: \
                 lists without duplicates in order, commands and strategies by their bytes, links \
                 by those of the CIDs.",
    },
    Operation {
        name: "task.offer.fit",
        summary: "Says what it means for an executor to take a task. Errors come in the order time, \
                  command, limits, strategy, part, trust, labels, price, data.",
        inputs: &[bytes("offer", "The offer, which is valid in itself."), NEEDS, NOW],
        gives: "value",
        result: FIT,
    },
    Operation {
        name: "task.offer.rank",
        summary: "Ranks offers, whatever their order.",
        inputs: &[list("offers", "The offers as bytes, each valid in itself."), NEEDS, NOW],
        gives: "value",
        result: "{\"matches\", \"unfit\"}: the indices of the offers that fit, the best first; and \
                 for each of the others its index and how many reasons there are, by index.",
    },
    Operation {
        name: "task.evidence.check",
        summary: "Checks evidence, every signature in it included. Errors come in the order form, \
                  tokens, signatures, receipts, task, class, executors, faults, sources, \
                  computations, outcomes.",
        inputs: &[
            bytes("evidence", "The evidence."),
            map(
                "declared",
                "The commands that are declared beside /wasm/run, which is pure: \"pure\", \
                 \"query\", \"mutation\", or \"idempotent\" for a mutation that may be repeated.",
            ),
            NOW,
        ],
        gives: "value",
        result: "{\"finding\", \"task\", \"statements\", \"against\"}: equivocation, contradiction or \
                 ran-twice; the ID of the task as resolved; of each receipt, in the order of their \
                 CIDs, {\"executor\", \"outcome\"}, a DID and the CID of the map {\"ok\"} or \
                 {\"error\"}, of an executor's own error without its message; and the DIDs against \
                 whom the signatures alone speak. Of a token {\"finding\", \"token\", \"named\", \
                 \"against\"}: not-signed, its CID, and the DID of the issuer that it names.",
    },
    Operation {
        name: "task.evidence.refute",
        summary: "Says who is wrong by evidence that is valid in itself, about a pure task, if a \
                  receipt is right.",
        inputs: &[
            bytes("evidence", "The evidence."),
            bytes("by", "A receipt for the task, valid in itself."),
            NOW,
        ],
        gives: "value",
        result: "{\"refuted\"}: the DIDs of the executors whose receipts in the evidence say \
                 something else, in the order of the CIDs of these.",
    },
];
