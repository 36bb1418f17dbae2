// DAG-CBOR and DAG-JSON by `@ipld/dag-cbor` and `@ipld/dag-json`, as adapters hand them in. Their
// decoders are the only checks that they have; nothing is encoded again and compared.

import { byMessage } from './protocol.mjs'

const bytesOf = (input) => input.bytes ?? new Uint8Array(Buffer.from(input.text, 'utf8'))
const textOf = (bytes) => Buffer.from(bytes).toString('utf8')

/** The operations on DAG-CBOR. DAG-JSON is how its values are written down in the vectors. */
export function dagCborOperations({ dagCbor, dagJson }) {
  return {
    'dag-cbor.check': ({ bytes }) => {
      dagCbor.decode(bytes)
      return { valid: true }
    },
    'dag-cbor.decode': ({ bytes }) => textOf(dagJson.encode(dagCbor.decode(bytes))),
    'dag-cbor.encode': (input) => {
      if (input.float64) {
        const { buffer, byteOffset } = input.float64
        return dagCbor.encode(new DataView(buffer, byteOffset).getFloat64(0))
      }
      return dagCbor.encode(dagJson.decode(bytesOf({ text: input['dag-json'] })))
    },
  }
}

/** The operations on DAG-JSON. */
export function dagJsonOperations({ dagCbor, dagJson }) {
  return {
    'dag-json.check': (input) => {
      dagJson.decode(bytesOf(input))
      return { valid: true }
    },
    'dag-json.decode': (input) => dagCbor.encode(dagJson.decode(bytesOf(input))),
    'dag-json.encode': (input) => textOf(dagJson.encode(dagCbor.decode(input['dag-cbor']))),
  }
}

/** What `cborg`, of which both codecs are made, says about CBOR. */
export const cborError = byMessage([
  [/too many terminals/, 'CborTrailingBytes'],
  [/indefinite length|unexpected break/, 'CborIndefiniteLength'],
  [/more bytes than necessary/, 'CborNotShortest'],
  [/not enough (data|entries)|any content to decode|tag content missing/, 'CborUnexpectedEnd'],
  [/(NaN|Infinity)\W.*not supported by the IPLD Data Model|larger than allowable/, 'CborUnrepresentable'],
  [/(NaN|Infinity) values/, 'CborNonFiniteFloat'],
  [/non-string keys/, 'CborNonStringKey'],
  [/repeat map key/, 'CborDuplicateKey'],
  [/tag not supported/, 'CborUnsupportedTag'],
  [/CID for CBOR tag 42|CID version|Incorrect length|[Vv]arint/, 'CborInvalidCid'],
  [/(undefined|simple) values/, 'CborUnsupportedSimple'],
  [/64-bit integer \w+ lengths/, 'CborTooLarge'],
  [/invalid minor|no decoder for major/, 'CborReservedHead'],
  [/Maximum call stack/, 'CborTooDeep'],
])

/** What `cborg` says about JSON. */
export const jsonError = byMessage([
  [/too many terminals/, 'JsonTrailingBytes'],
  [/unexpected end of (input|string)|not enough (data|entries)|any content to decode/, 'JsonUnexpectedEnd'],
  [/repeat map key/, 'JsonDuplicateKey'],
  [/invalid control character/, 'JsonControlCharacter'],
  [/(string|unicode) escape (character|sequence)/, 'JsonInvalidEscape'],
  [/unicode sequence/, 'JsonInvalidUtf8'],
  [/encoded (Bytes|CID) form/, 'JsonReservedMap'],
  [/multibase|CID version|Version 0 CID|Incorrect length|[Vv]arint/, 'JsonInvalidCid'],
  [/Non-base64 character/, 'JsonInvalidBase64'],
  [/larger than allowable/, 'JsonIntegerOutOfRange'],
  [/Infinity/, 'JsonFloatOutOfRange'],
  [/expected to find/, 'JsonInvalidLiteral'],
  [/unexpected (character|token)/, 'JsonUnexpectedToken'],
  [/Maximum call stack/, 'JsonTooDeep'],
])
