// Commands, DIDs, times and policies: what iso-ucan has of them outside of tokens. It reads
// commands and times in delegations that are made, so that is how they are asked for.

import * as dagJson from '@ipld/dag-json'
import { parse as parseDid } from 'iso-did'
import { EdDSASigner } from 'iso-signatures/signers/eddsa.js'
import { Delegation } from 'iso-ucan/delegation'
import { assertProofs } from 'iso-ucan/invocation'
import { validate } from 'iso-ucan/policy'
import { Unsupported } from '../shared/protocol.mjs'
import { verifiers } from './keys.mjs'

const anyone = await EdDSASigner.generate(new Uint8Array(32).fill(7))

/** A time at which nothing has expired. */
export const ALWAYS = Number.NEGATIVE_INFINITY

const fromJson = (text) => dagJson.decode(Buffer.from(text, 'utf8'))
const toJson = (value) => Buffer.from(dagJson.encode(value)).toString('utf8')

const delegationOf = (fields) =>
  Delegation.create({
    iss: anyone,
    aud: anyone.did,
    sub: anyone.did,
    cmd: '/',
    pol: [],
    exp: null,
    nonce: new Uint8Array(),
    now: ALWAYS,
    ...fields,
  })

/** Refuses a leeway that is asked for. Where none is named, iso-ucan judges without one. */
export function withoutLeeway({ leeway = 0 }) {
  if (leeway !== 0) throw new Unsupported('it has no leeway')
}

export const operations = {
  'ucan.command.parse': async ({ text }) => (await delegationOf({ cmd: text })).cmd,
  'ucan.command.proves': async ({ prover, wanted }) => {
    const proof = await delegationOf({ cmd: prover })
    await delegationOf({ cmd: wanted })
    const claim = { iss: anyone.did, sub: anyone.did, cmd: wanted, args: {}, prf: [proof.cid] }
    try {
      return { proves: assertProofs(claim, [proof]) }
    } catch (error) {
      if (/command mismatch/.test(error.message)) return { proves: false }
      throw error
    }
  },
  'ucan.did.parse': ({ text }) => {
    const { did, didUrl } = parseDid(text)
    return { text: didUrl, principal: did }
  },
  'ucan.did.same': ({ one, other }) => ({ same: parseDid(one).did === parseDid(other).did }),
  'ucan.time.parse': async (input) => {
    const exp = fromJson(input['dag-json'])
    return (await delegationOf({ exp })).exp
  },
  'ucan.time.within': async (input) => {
    withoutLeeway(input)
    const { 'not-before': nbf, expiration: exp = null, now } = input
    const delegation = await delegationOf({ nbf, exp })
    try {
      return { within: await delegation.validate({ now, verifierResolver: verifiers('all') }) }
    } catch (error) {
      if (/must be in the future|not valid yet/.test(error.message)) return { within: false }
      throw error
    }
  },
  'ucan.policy.parse': async ({ policy }) => {
    // A policy is read as a field of a delegation, which does not look at it.
    const { bytes } = await delegationOf({ pol: fromJson(policy) })
    const verifierResolver = verifiers('all')
    return toJson((await Delegation.from({ bytes, now: ALWAYS, verifierResolver })).pol)
  },
  'ucan.policy.judge': ({ policy, args }) => ({ holds: validate(fromJson(args), fromJson(policy)) }),
  'ucan.pattern.matches': ({ pattern, text }) => ({
    matches: validate(text, [['like', '.', pattern]]),
  }),
}
