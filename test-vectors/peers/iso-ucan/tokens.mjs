// Delegations and invocations, alone and with their proofs. The verdict is that of iso-ucan; what
// an operation gives beside it (the ID of a task, the bounds of a chain) is written here from the
// fields that iso-ucan read.

import * as dagCbor from '@ipld/dag-cbor'
import * as dagJson from '@ipld/dag-json'
import { Resolver as DidResolver, defaultResolver, parse as parseDid } from 'iso-did'
import { resolver as keyMethod } from 'iso-did/key'
import { resolver as pkhMethod } from 'iso-did/pkh'
import { Delegation } from 'iso-ucan/delegation'
import * as Envelope from 'iso-ucan/envelope'
import { Invocation } from 'iso-ucan/invocation'
import * as Varsig from 'iso-ucan/varsig'
import { base58btc } from 'multiformats/bases/base58'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { Refusal, Unsupported } from '../shared/protocol.mjs'
import { didOfKey, signerOf, verifiers } from './keys.mjs'
import { ALWAYS, withoutLeeway } from './language.mjs'

const cidOf = async (bytes) => CID.createV1(dagCbor.code, await sha256.digest(bytes))
const base58 = (cid) => cid.toString(base58btc)
const toJson = (value) => Buffer.from(dagJson.encode(value)).toString('utf8')
const base64 = (bytes) => Buffer.from(bytes).toString('base64')

/** Reads a delegation: its form, and no time, signature or revocation. */
const read = (bytes) => Delegation.fromString(base64(bytes), { now: ALWAYS })

/** Thrown by what is asked for behind the last step of interest. */
class Enough extends Error {}
const enough = () => {
  throw new Enough()
}

/** Says what the keys of DIDs are that are no did:key. */
function resolverWith(keys = {}) {
  const document = (did) => {
    const key = keys[did]
    if (!key) throw new Error('unsupportedDidMethod')
    const id = `${did}#${did.split(':').slice(2).join(':')}`
    const publicKeyMultibase = didOfKey(key).slice('did:key:'.length)
    const method = { id, type: 'Multikey', controller: did, publicKeyMultibase }
    return {
      didDocumentMetadata: {},
      didResolutionMetadata: {},
      didDocument: { '@context': [], id: did, verificationMethod: [method] },
    }
  }
  const methods = Object.keys(keys).map((did) => [did.split(':')[1], async (did) => document(did)])
  return new DidResolver({ ...Object.fromEntries(methods), ...keyMethod, ...pkhMethod })
}

/** The CIDs of the same token under other spellings of its signature: it knows of none. */
const twins = []

const taskOf = ({ sub, cmd, args, nonce }) => cidOf(dagCbor.encode({ sub, cmd, args, nonce }))
const executorOf = ({ aud, sub }) => parseDid(aud ?? sub).did

/** The command and the bounds of a chain that was accepted. */
function bounds(claim, delegations) {
  const all = [claim, ...delegations]
  const starts = all.map(({ nbf }) => nbf).filter((time) => typeof time === 'number')
  const ends = all.map(({ exp }) => exp).filter((time) => typeof time === 'number')
  return {
    command: delegations.at(-1)?.cmd ?? '/',
    'not-before': starts.length ? Math.max(...starts) : null,
    expiration: ends.length ? Math.min(...ends) : null,
  }
}

/** How iso-ucan is told of proofs, time and revocations. */
async function surroundings({ proofs, now, revocations = [] }) {
  const held = new Map()
  for (const bytes of proofs) held.set((await cidOf(bytes)).toString(), bytes)
  let asked = 0
  const revoked = new Set(revocations.map(({ token }) => token.toString()))
  return {
    now,
    verifierResolver: verifiers('all'),
    didResolver: defaultResolver,
    // It asks about a CID and nothing else: by whom it was revoked is not its business.
    isRevoked: async (cid) => revoked.has(cid.toString()),
    resolveProof: async (cid) => {
      const bytes = held.get(cid.toString())
      const place = { index: asked++ }
      if (!bytes) throw new Refusal('UnavailableProof', `not at hand: ${cid}`, place)
      try {
        return await read(bytes)
      } catch (error) {
        throw new Refusal('ProofNotADelegation', error.message, place)
      }
    },
  }
}

/** Proves a claim whose invocation is not at hand: makes one, with a signature that nobody reads. */
async function proveClaim(input, args) {
  withoutLeeway(input)
  const { claim } = input
  if (claim.expiration !== undefined) {
    throw new Unsupported('whether an invocation has expired is judged by the clock of the machine')
  }
  const given = await surroundings(input)
  const issuer = {
    did: parseDid(claim.issuer).did,
    signatureType: 'Ed25519',
    toString: () => claim.issuer,
    sign: async () => new Uint8Array(64),
  }
  const prf = []
  if (issuer.did !== claim.subject) {
    for (const cid of claim.proofs) prf.push(await given.resolveProof(cid))
  }
  const { subject: sub, command: cmd, 'not-before': nbf } = claim
  await Invocation.create({ ...given, iss: issuer, sub, cmd, args, prf, nbf, exp: null })
  return bounds({ nbf, exp: null }, prf)
}

/** For what proves without judging policies: iso-ucan does both at once. */
async function withoutPolicies(prove) {
  try {
    return await prove()
  } catch (error) {
    if (!/invalid arguments, expected/.test(error.message)) throw error
    throw new Unsupported('it judges policies together with the chain')
  }
}

async function readInvocation(input) {
  withoutLeeway(input)
  const { executor, invocation: bytes } = input
  const audience = executor && parseDid(executor)
  return Invocation.from({ ...(await surroundings(input)), bytes, audience })
}

/** Where the version that is asked for is not that of `create`, what is under it can write it. */
async function sign(spec, input, create) {
  const iss = await signerOf(input['secret-key'])
  const { version, payload } = input
  if (parseDid(payload.iss).did !== iss.did) {
    throw new Unsupported('the issuer is the signer, and is not named beside it')
  }
  if (!version || version === Envelope.VERSION) return (await create(iss, payload)).bytes
  return Envelope.encode(await Envelope.sign({ spec, version, signer: iss, payload }))
}

export const operations = {
  'ucan.token.decode': async ({ bytes, cid }) => {
    if (cid) throw new Unsupported('it is not told by which CID bytes came')
    const { envelope, cid: own } = await read(bytes)
    const { alg, enc, version, payload } = envelope
    return {
      cid: base58(own),
      version,
      header: Varsig.encode({ alg, enc }),
      payload: toJson(payload),
    }
  },
  'ucan.token.verify': async ({ bytes, allow, keys }) => {
    const { cid, iss } = await Delegation.from({
      bytes,
      now: ALWAYS,
      verifierResolver: verifiers(allow),
      didResolver: resolverWith(keys),
    })
    return { cid: base58(cid), issuer: iss, twins }
  },
  'ucan.delegation.sign': (input) =>
    sign('dlg', input, (iss, payload) => Delegation.create({ ...payload, iss, now: ALWAYS })),
  'ucan.invocation.decode': async ({ bytes }) => {
    // Nothing is believed yet: the first that it asks for behind the form is the issuer's key.
    try {
      await Invocation.from({ bytes, didResolver: { resolve: enough } })
    } catch (error) {
      if (!(error instanceof Enough)) throw error
    }
    const { payload, version } = Envelope.decode({ envelope: bytes })
    return {
      cid: base58(await cidOf(bytes)),
      version,
      payload: toJson(payload),
      task: await taskOf(payload),
      executor: executorOf(payload),
    }
  },
  'ucan.invocation.verify': async ({ bytes, allow, keys }) => {
    // The first that it asks for behind the signature are the proofs.
    try {
      await Invocation.from({
        bytes,
        verifierResolver: verifiers(allow),
        didResolver: resolverWith(keys),
        resolveProof: enough,
      })
    } catch (error) {
      if (!(error instanceof Enough) && !/proofs are required/.test(error.message)) throw error
    }
    const { payload } = Envelope.decode({ envelope: bytes })
    return { cid: base58(await cidOf(bytes)), issuer: payload.iss, twins }
  },
  'ucan.invocation.sign': (input) =>
    sign('inv', input, async (iss, payload) => {
      if (iss.did === payload.sub) return Invocation.create({ ...payload, iss, prf: [] })
      // `create` takes the proofs themselves, and here are only their CIDs.
      const { VERSION: version } = Envelope
      const signed = await Envelope.sign({ spec: 'inv', version, signer: iss, payload })
      return { bytes: Envelope.encode(signed) }
    }),
  'ucan.chain.prove': (input) => withoutPolicies(() => proveClaim(input, {})),
  'ucan.chain.judge': async (input) => {
    await proveClaim(input, input.args)
    return { valid: true }
  },
  'ucan.invocation.prove': (input) =>
    withoutPolicies(async () => {
      const { payload, delegations } = await readInvocation(input)
      return {
        task: await taskOf(payload),
        executor: executorOf(payload),
        audience: input.executor ? 'matched' : 'skipped',
        ...bounds(payload, delegations),
      }
    }),
  'ucan.invocation.authorize': async (input) => {
    if (input.args) throw new Unsupported('it has no promises, so arguments are as they were signed')
    if (input.later !== undefined) throw new Unsupported('it judges once')
    const { payload } = await readInvocation(input)
    const task = await taskOf(payload)
    return { task, resolved: task }
  },
}

