// ucanto, which speaks UCAN 0.9: tokens, commands and policies of 1.0 are nothing that it knows.
// What it shares are DIDs, their keys, DAG-CBOR and the CIDs of its blocks.

import * as dagJson from '@ipld/dag-json'
import { CBOR, DID, Signature } from '@ucanto/core'
import { RSA, ed25519 } from '@ucanto/principal'
import { varint } from 'multiformats'
import { CID } from 'multiformats/cid'
import { cborError, dagCborOperations } from '../shared/codecs.mjs'
import {
  Link,
  UNSUPPORTED,
  Unsupported,
  byMessage,
  installedVersion,
  serve,
} from '../shared/protocol.mjs'

const version = (name) => installedVersion(import.meta.url, name)

/** The keys that it verifies by. Those of other types are to it a part of a name, and not read. */
async function keyOf(principal) {
  const [code, size] = varint.decode(principal)
  const key = new Uint8Array(principal).subarray(size)
  if (code === ed25519.Verifier.code) {
    return { type: 'Ed25519', key: ed25519.Verifier.decode(principal).publicKey }
  }
  if (code === 0x1205) {
    // It looks at a key of RSA for the first time when it verifies something.
    const nothing = Signature.create(Signature.RS256, new Uint8Array())
    await RSA.Verifier.parse(principal.did()).verify(new Uint8Array(), nothing)
    return { type: 'RSA', key }
  }
  throw new Unsupported('it verifies by keys of Ed25519 and RSA')
}

const didError = byMessage([
  [/must start with 'did:'|Expected did instead/, 'DidNotADid'],
  [/Non-base58btc character|Unable to decode multibase/, 'DidKeyNotBase58'],
  [/unknown multicode 0x1203\b/, UNSUPPORTED],
  [/unknown multicode/, 'PublicKeyUnknownType'],
  [/Only p256-pub compressed|byteLength \d+, instead got/, 'PublicKeyLength'],
  [/Could not decode varint/, 'PublicKeyPrefix'],
  [/Invalid keyData|DataError/, 'PublicKeyNotRsa'],
])

serve({
  CID,
  name: 'ucanto',
  version: version('@ucanto/core'),
  places: false,
  notes:
    'It speaks UCAN 0.9.1: its tokens, capabilities and signatures are other things than those of ' +
    `1.0. @ucanto/principal ${version('@ucanto/principal')}, @ucanto/validator ${version('@ucanto/validator')}`,
  operations: {
    'ucan.did.parse': ({ text }) => {
      const did = DID.parse(text).did()
      return { text: did, principal: did }
    },
    'ucan.did.same': ({ one, other }) => ({
      same: DID.parse(one).did() === DID.parse(other).did(),
    }),
    'ucan.did.key': ({ text }) => keyOf(DID.parse(text)),
    'ucan.did.of-key': (input) => DID.decode(input['public-key']).did(),
    'varsig.public-key.decode': ({ bytes }) => keyOf(DID.decode(bytes)),
    'varsig.block.cid': async ({ codec, bytes }) => {
      if (codec !== 'dag-cbor') throw new Unsupported('it has blocks of DAG-CBOR only')
      return new Link(await CBOR.link(bytes))
    },
    ...dagCborOperations({ dagCbor: CBOR, dagJson }),
  },
  nameOf: (error, operation) =>
    operation.startsWith('dag-cbor') ? cborError(error) : didError(error),
})
