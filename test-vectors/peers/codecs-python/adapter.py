"""The codecs for Python: `adapter.py dag-cbor`, `adapter.py cbrrr` or `adapter.py libipld`."""

import re
import struct
import sys
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "site-packages"))

from protocol import serve  # noqa: E402

VALID = {"valid": True}


def table(*rows):
    """What a codec says, tried from the top, and the neutral names for it."""
    compiled = [(re.compile(pattern, re.S), name) for pattern, name in rows]
    return lambda text: next((name for pattern, name in compiled if pattern.search(text)), None)


def check(decode):
    def operation(given):
        decode(given["bytes"])
        return VALID

    return operation


def dag_cbor_and_dag_json():
    import dag_cbor
    import dag_json

    def encode(given):
        if "float64" in given:
            return dag_cbor.encode(struct.unpack(">d", given["float64"])[0])
        return dag_cbor.encode(dag_json.decode(given["dag-json"]))

    def json_input(given):
        return given["bytes"] if "bytes" in given else given["text"]

    def check_json(given):
        dag_json.decode(json_input(given))
        return VALID

    cbor_name = table(
        (r"Duplicate key is found", "CborDuplicateKey"),
        (r"not in canonical order", "CborUnsortedKeys"),
        (r"Dictionary key is not of string type", "CborNonStringKey"),
        (r"Invalid additional info 31", "CborIndefiniteLength"),
        (r"Invalid additional info 2[56] .* major type 0x7", "CborNarrowFloat"),
        (r"Invalid additional info 24 .* major type 0x7|allowed simple values", "CborUnsupportedSimple"),
        (r"Invalid additional info", "CborReservedHead"),
        (r"would have been enough", "CborNotShortest"),
        (r"not an allowed float value", "CborNonFiniteFloat"),
        (r"not valid utf-8", "CborInvalidUtf8"),
        (r"only tag 42 is allowed", "CborUnsupportedTag"),
        (r"single top-level CBOR object", "CborTrailingBytes"),
        (r"Unexpected EOF", "CborUnexpectedEnd"),
        (r"CID bytes|CID does not|CIDv|CID versions|Multihash|[Vv]arint", "CborInvalidCid"),
        (r"RecursionError", "CborTooDeep"),
        (r"OverflowError", "CborTooLarge"),
        (r"NaN|[Ii]nfinity|Float|float", "CborUnrepresentable"),
    )
    json_name = table(
        (r"Extra data", "JsonTrailingBytes"),
        (r"Invalid control character", "JsonControlCharacter"),
        (r"Invalid \\", "JsonInvalidEscape"),
        (r"UnicodeDecodeError", "JsonInvalidUtf8"),
        (r"BOM", "JsonByteOrderMark"),
        (r"Unterminated string", "JsonUnexpectedEnd"),
        (r"JSONDecodeError", "JsonUnexpectedToken"),
        (r"binascii.Error|Incorrect padding|base64", "JsonInvalidBase64"),
        (r"NonAlphabeticCharError|pad bits|CID|[Mm]ultihash|[Mm]ultibase|[Vv]arint", "JsonInvalidCid"),
        (r"integer out of range", "JsonIntegerOutOfRange"),
        (r"Infinity is not allowed", "JsonFloatOutOfRange"),
        (r"surrogates not allowed", "JsonLoneSurrogate"),
        (r"RecursionError", "JsonTooDeep"),
    )
    operations = {
        "dag-cbor.check": check(dag_cbor.decode),
        "dag-cbor.decode": lambda given: dag_json.encode(dag_cbor.decode(given["bytes"])).decode(),
        "dag-cbor.encode": encode,
        "dag-json.check": check_json,
        "dag-json.decode": lambda given: dag_cbor.encode(dag_json.decode(json_input(given))),
        "dag-json.encode": lambda given: dag_json.encode(dag_cbor.decode(given["dag-cbor"])).decode(),
    }

    def name_of(message, operation):
        return json_name(message) if operation.startswith("dag-json") else cbor_name(message)

    return operations, name_of, f"DAG-JSON by dag-json {version('dag-json')}"


def cbrrr():
    import cbrrr as codec

    name = table(
        (r"key ordering \('(.*)' <= '\1'\)", "CborDuplicateKey"),
        (r"key ordering", "CborUnsortedKeys"),
        (r"unexpected type \(\d\), expected 3", "CborNonStringKey"),
        (r"unexpected type \(\d\), expected 2|invalid CID", "CborInvalidCid"),
        (r"extra info.* \(31\)", "CborIndefiniteLength"),
        (r"float mtype \(2[56]\)", "CborNarrowFloat"),
        (r"float mtype", "CborUnsupportedSimple"),
        (r"invalid extra info", "CborReservedHead"),
        (r"not minimally encoded", "CborNotShortest"),
        (r"NaNs|Infinities", "CborNonFiniteFloat"),
        (r"UnicodeDecodeError", "CborInvalidUtf8"),
        (r"invalid tag value", "CborUnsupportedTag"),
        (r"did not parse to end", "CborTrailingBytes"),
        (r"not enough bytes left", "CborUnexpectedEnd"),
    )
    return {"dag-cbor.check": check(codec.decode_dag_cbor)}, lambda text, _: name(text), None


def libipld():
    import libipld as codec

    name = table(
        (r"keys must be sorted and unique", "CborUnsortedKeys"),
        (r"keys must be strings", "CborNonStringKey"),
        (r"Indefinite or reserved", "CborIndefiniteLength"),
        (r"Unsupported major type", "CborUnsupportedSimple"),
        (r"Invalid CID", "CborInvalidCid"),
        (r"UnicodeDecodeError", "CborInvalidUtf8"),
        (r"Negative zero", "CborNegativeZero"),
        (r"NaNs are forbidden", "CborNonFiniteFloat"),
        (r"Non-42 tags", "CborUnsupportedTag"),
        (r"multiple objects", "CborTrailingBytes"),
        (r"exceeds remaining data|end of data", "CborUnexpectedEnd"),
        (r"RecursionError", "CborTooDeep"),
    )
    return {"dag-cbor.check": check(codec.decode_dag_cbor)}, lambda text, _: name(text), None


PACKAGES = {"dag-cbor": dag_cbor_and_dag_json, "cbrrr": cbrrr, "libipld": libipld}

if __name__ == "__main__":
    package = sys.argv[1]
    operations, name_of, notes = PACKAGES[package]()
    serve(package, version(package), operations, name_of, notes)
