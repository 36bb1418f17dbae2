"""A complete adapter: commands of UCAN, put to the test vectors.

    ipvm conformance run -- python3 test-vectors/examples/adapter.py
"""
import json
import sys


# The implementation. Yours is a library, and is imported.


class CommandError(Exception):
    pass


def parse(command):
    if not command.startswith("/"):
        raise CommandError("no slash in front")
    if command != "/" and command.endswith("/"):
        raise CommandError("a slash at the end")
    if "//" in command:
        raise CommandError("an empty segment")
    if any(letter != letter.lower() for letter in command):
        raise CommandError("not in lower case")
    return command


def proves(prover, wanted):
    return prover == "/" or wanted == prover or wanted.startswith(prover + "/")


# The adapter: operations by name, and errors by theirs.

OPERATIONS = {
    "ucan.command.parse": lambda input: parse(input["text"]),
    "ucan.command.proves": lambda input: {
        "proves": proves(parse(input["prover"]), parse(input["wanted"]))
    },
}

ERRORS = {
    "no slash in front": "CommandNoLeadingSlash",
    "a slash at the end": "CommandTrailingSlash",
    "an empty segment": "CommandEmptySegment",
    "not in lower case": "CommandNotLowerCase",
}

DESCRIBE = {"protocol": "1.0", "name": "tiny", "version": "0.1", "operations": list(OPERATIONS)}


def answer(request):
    if request["operation"] == "describe":
        return {"describe": DESCRIBE}
    try:
        return {"value": OPERATIONS[request["operation"]](request["input"])}
    except CommandError as error:
        return {"error": ERRORS.get(str(error), "Unnamed"), "message": str(error)}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], **answer(request)}), flush=True)
