// Keys, signatures and headers: from the forms of the vectors to those of iso-did and
// iso-signatures.

import { createECDH, createPrivateKey } from 'node:crypto'
import { DID } from 'iso-did'
import { DIDKey } from 'iso-did/key'
import { ECDSASigner } from 'iso-signatures/signers/ecdsa.js'
import { EdDSASigner } from 'iso-signatures/signers/eddsa.js'
import { ES256KSigner } from 'iso-signatures/signers/es256k.js'
import { RSASigner } from 'iso-signatures/signers/rsa.js'
import * as ECDSA from 'iso-signatures/verifiers/ecdsa.js'
import * as EdDSA from 'iso-signatures/verifiers/eddsa.js'
import * as EIP191 from 'iso-signatures/verifiers/eip191.js'
import { Resolver } from 'iso-signatures/verifiers/resolver.js'
import * as RSA from 'iso-signatures/verifiers/rsa.js'
import * as Varsig from 'iso-ucan/varsig'
import { base58btc } from 'multiformats/bases/base58'
import { varint } from 'multiformats'
import { Refusal, Unsupported } from '../shared/protocol.mjs'

const everyVerifier = {
  ...EdDSA.verifier,
  ...ECDSA.verifier,
  ...EIP191.verifier,
  ...RSA.verifier,
}
const { Ed25519, ES256, ES256K } = everyVerifier

/** The verifiers that `allow` names. */
export const verifiers = (allow) =>
  new Resolver(allow === 'required' ? { Ed25519, ES256, ES256K } : everyVerifier)

/** The did:key of a public key behind its prefix, as text. */
export const didOfKey = (bytes) => `did:key:${base58btc.encode(bytes)}`

const keyOf = ({ type, publicKey }) => ({ type, key: publicKey })

const base64url = (bytes) => Buffer.from(bytes).toString('base64url')
const base64pad = (bytes) => Buffer.from(bytes).toString('base64')

const curves = new Map([
  [0x1306, ['P-256', 'prime256v1']],
  [0x1307, ['P-384', 'secp384r1']],
  [0x1308, ['P-521', 'secp521r1']],
])

async function signerOnCurve(secret, [crv, name]) {
  const ecdh = createECDH(name)
  try {
    ecdh.setPrivateKey(secret)
  } catch (error) {
    throw new Unsupported(`its signers take pairs of keys, and here is none: ${error.message}`)
  }
  const point = ecdh.getPublicKey().subarray(1)
  const half = point.length / 2
  return ECDSASigner.importJwk({
    kty: 'EC',
    crv,
    d: base64url(secret),
    x: base64url(point.subarray(0, half)),
    y: base64url(point.subarray(half)),
  })
}

function jwkOfRsa(secret) {
  try {
    const key = { key: Buffer.from(secret), format: 'der', type: 'pkcs1' }
    return createPrivateKey(key).export({ format: 'jwk' })
  } catch (error) {
    throw new Unsupported(`its signers take keys as JWK, and here is none: ${error.message}`)
  }
}

/** The signer of a secret key behind its prefix. */
export async function signerOf(bytes) {
  let code
  let size
  try {
    ;[code, size] = varint.decode(bytes)
  } catch (error) {
    throw new Refusal('SecretKeyPrefix', error.message)
  }
  const secret = bytes.subarray(size)
  if (code === ES256KSigner.code) return ES256KSigner.import(base64pad(bytes))
  if (curves.has(code)) return signerOnCurve(secret, curves.get(code))
  if (code === RSASigner.code) {
    return RSASigner.importJwk(jwkOfRsa(secret))
  }
  return EdDSASigner.import(base64pad(bytes))
}

const algorithms = {
  Ed25519: { name: 'Ed25519' },
  ES256: { name: 'ECDSA', curve: 'P-256', hash: 'SHA2-256' },
  ES384: { name: 'ECDSA', curve: 'P-384', hash: 'SHA2-384' },
  ES512: { name: 'ECDSA', curve: 'P-521', hash: 'SHA2-512' },
  ES256K: { name: 'ECDSA', curve: 'secp256k1', hash: 'SHA2-256' },
  EIP191: { name: 'ECDSA', curve: 'secp256k1', hash: 'Keccak-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA2-256', 'key-length': 256 },
}
const encodings = { RAW: 'byte-identical', 'DAG-CBOR': 'DAG-CBOR' }

function segmentsOf(header) {
  const segments = []
  for (let at = 0; at < header.length; ) {
    const [number, size] = varint.decode(header, at)
    segments.push(`0x${number.toString(16)}`)
    at += size
  }
  return segments
}

/** What iso-ucan calls `{alg, enc}`, with the segments that it writes for them. */
function describeHeader({ alg, enc }) {
  const segments = segmentsOf(Varsig.encode({ alg, enc })).slice(2)
  const wallet = alg === 'EIP191'
  const inner = { name: encodings[enc], segments: segments.slice(-1) }
  return {
    algorithm: { ...algorithms[alg], segments: segments.slice(0, wallet ? -2 : -1) },
    encoding: wallet ? { name: 'EIP-191', inner, segments: segments.slice(-2) } : inner,
  }
}

export const operations = {
  'varsig.header.decode': ({ bytes }) => describeHeader(Varsig.decode(bytes)),
  'varsig.header.round-trip': ({ bytes }) => Varsig.encode(Varsig.decode(bytes)),
  'varsig.public-key.decode': ({ bytes }) => keyOf(DIDKey.fromString(didOfKey(bytes))),
  'varsig.signature.verify': async (input) => {
    const { alg } = Varsig.decode(input.header)
    const did = await DID.fromString(didOfKey(input['public-key']))
    const { message, signature, allow } = input
    const holds = await verifiers(allow).verify({ type: alg, did, message, signature })
    if (!holds) throw new Refusal('InvalidSignature', 'verify gave false')
    return { valid: true }
  },
  'varsig.sign': async (input) => {
    const { alg } = Varsig.decode(input.header)
    const signer = await signerOf(input['secret-key'])
    if (signer.signatureType !== alg) {
      throw new Unsupported('a signer signs with the one algorithm of its key')
    }
    if (/^ES(256|384|512)$/.test(alg)) {
      throw new Unsupported('it signs by Web Cryptography, which draws randomness')
    }
    const { code, publicKey } = signer.verifiableDid
    const prefix = varint.encodeTo(code, new Uint8Array(varint.encodingLength(code)))
    return {
      'public-key': new Uint8Array([...prefix, ...publicKey]),
      signature: await signer.sign(input.message),
    }
  },
  'ucan.did.key': ({ text }) => keyOf(DIDKey.fromString(text)),
  'ucan.did.of-key': (input) => {
    const { type, publicKey } = DIDKey.fromString(didOfKey(input['public-key']))
    return DIDKey.fromPublicKey(type, publicKey).did
  },
}
