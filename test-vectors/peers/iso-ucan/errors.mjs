// From what iso-ucan and its packages say to the neutral names. They throw `Error` and `TypeError`
// with a text, so the text is all there is to decide by. What one text says of several rules has
// the name of the first; a text that is in no table has none.

import { cborError } from '../shared/codecs.mjs'
import { UNSUPPORTED, byMessage } from '../shared/protocol.mjs'

const command = [
  [/Must begin with a slash/, 'CommandNoLeadingSlash'],
  [/Must not have a trailing slash/, 'CommandTrailingSlash'],
  [/Must not contain empty segments/, 'CommandEmptySegment'],
  [/Must be lowercase/, 'CommandNotLowerCase'],
]

const did = [
  [/Invalid DID ".*method must be 'key'/s, 'DidUnsupportedMethod'],
  [/Invalid DID "/, 'DidNotADid'],
  [/unsupportedDidMethod/, 'DidUnsupportedMethod'],
]

const publicKey = [
  // The codes of Ed448 and of BLS12-381: types of the text that it does not have.
  [/unknown multicode 0x(1203|ea|eb)\b/, UNSUPPORTED],
  [/public keys must be \d+ bytes/, 'PublicKeyLength'],
  [/Unsupported DID encoding, unknown multicode/, 'PublicKeyUnknownType'],
  [/Could not decode varint|varint/i, 'PublicKeyPrefix'],
  [/Non-base58btc character|multibase decoder|Unable to decode multibase/, 'DidKeyNotBase58'],
  [/bad point|invalid point|point is not on curve|Point/, 'PublicKeyNotAPoint'],
]

const header = [
  [/Invalid varsig sigil/, 'HeaderNotVarsig'],
  [/Invalid version sigil/, 'HeaderUnsupportedVersion'],
  [/Unsupported encoding/, 'UnsupportedEncoding'],
  [/Unsupported (algorithm|preset)/, 'UnsupportedAlgorithm'],
  [/Could not decode varint|Offset is outside the bounds|out of bounds/, 'HeaderUnexpectedEnd'],
]

const chain = [
  [/signature verification failed/, 'InvalidSignature'],
  [/issuer type mismatch/, 'AlgorithmMismatch'],
  [/expiration must be in the future/, 'Expired'],
  [/UCAN not valid yet/, 'TooEarly'],
  [/UCAN revoked/, 'Revoked'],
  [/proofs are required|root proof is not self-signed/, 'InvalidClaim'],
  [/couldn't resolve all proofs/, 'UnavailableProof'],
  [/principal alignment mismatch|audience or subject does not match receiver/, 'InvalidAudience'],
  [/subject alignment mismatch/, 'InvalidSubject'],
  [/command mismatch/, 'ImpossibleAttenuation'],
  [/invalid arguments, expected/, 'MatchError'],
]

const token = [
  [/Invalid envelope type/, 'TokenWrongTag'],
  [/Invalid command: Input must be a string/, 'FieldKind'],
  [/Invalid command/, 'FieldCommand'],
  [/Invalid DID/, 'FieldDid'],
  [/Invalid (nonce|args|meta)/, 'FieldKind'],
  [/expiration must be null or a safe integer/, 'FieldKind'],
]

const secretKey = [
  [/Expected multiformat with codec/, 'SecretKeyPrefix'],
  [/"secretKey" expected Uint8Array of length/, 'SecretKeyLength'],
]

const verifying = [
  [/Unsupported signature type/, 'AlgorithmNotAllowed'],
  [/"signature" expected Uint8Array of length|Invalid signature length/, 'InvalidSignature'],
]

// Outside of tokens, what it does not know of Varsig is what it does not have.
const known = [[/Unsupported (algorithm|preset|encoding)/, UNSUPPORTED]]

const tables = new Map([
  ['ucan.command', byMessage(command)],
  ['ucan.did', byMessage([...did, ...publicKey])],
  ['ucan.time', byMessage([[/null or a safe integer/, 'TimestampNotInteger']])],
  ['varsig.header', byMessage([...known, ...header])],
  ['varsig.public-key', byMessage(publicKey)],
  ['varsig.signature', byMessage([...verifying, ...known, ...header, ...publicKey])],
  ['varsig.sign', byMessage([...known, ...header, ...secretKey])],
])
const behind = byMessage([...verifying, ...publicKey])
const others = byMessage([...token, ...chain, ...header, ...did, ...publicKey])

/** The neutral name of what was thrown in an operation, if there is one. */
export function nameOf(error, operation) {
  if (operation.startsWith('dag-cbor')) return cborError(error)
  const [family] = [...tables.keys()].filter((prefix) => operation.startsWith(prefix))
  if (family) return tables.get(family)(error)
  // What a signature fails by is behind what is said of it.
  const cause = error?.cause && behind(error.cause)
  return cause ?? others(error) ?? cborError(error)
}
