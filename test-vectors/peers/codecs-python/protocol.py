"""The protocol of test-vectors/protocol.md for adapters in Python. It depends on no package."""

import base64
import json
import re
import sys


class Unsupported(Exception):
    """What the implementation has no way to do; its text is the reason."""


def value_in(value):
    """Bytes of the protocol as `bytes`. These adapters are given no links."""
    if isinstance(value, list):
        return [value_in(item) for item in value]
    if isinstance(value, dict):
        if "/" in value:
            return base64.b64decode(value["/"]["bytes"] + "==")
        return {key: value_in(item) for key, item in value.items()}
    return value


def value_out(value):
    """The other way round."""
    if isinstance(value, bytes):
        return {"/": {"bytes": base64.b64encode(value).decode().rstrip("=")}}
    return value


def serve(name, version, operations, name_of, notes=None):
    """Answers requests until standard input ends.

    `operations` has a function of the input for each operation, `name_of(error, operation)`
    gives the neutral name of what one of them raised, or None.
    """

    def answer(request):
        operation = request["operation"]
        if operation == "describe":
            described = {"protocol": "1.0", "name": name, "version": version}
            described["operations"] = list(operations)
            if notes:
                described["notes"] = notes
            return {"describe": described}
        if operation not in operations:
            return {"unsupported": "no such operation"}
        try:
            return {"value": value_out(operations[operation](value_in(request["input"])))}
        except Unsupported as reason:
            return {"unsupported": str(reason)}
        except Exception as error:  # whatever an implementation raises is its refusal
            message = f"{type(error).__name__}: {error}"
            refusal = {"error": name_of(message, operation) or "Unnamed", "message": message[-500:]}
            if place := re.search(r"\(char (\d+)\)", message):
                refusal["offset"] = int(place[1])
            return refusal

    for line in sys.stdin.buffer:
        request = json.loads(line)
        text = json.dumps({"id": request["id"], **answer(request)})
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
