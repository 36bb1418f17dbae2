// The protocol of test-vectors/protocol.md for adapters in JavaScript: one request a line on
// standard input, one answer a line on standard output. It knows nothing of any implementation
// and depends on none: an adapter hands it the class of CIDs that its implementation uses.

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** What the implementation has no way to do. Its message is the reason. */
export class Unsupported extends Error {}

/** In the place of a name: what was thrown says that the implementation does not have this. */
export const UNSUPPORTED = Symbol('unsupported')

/** A refusal whose name the adapter knows from where it came about, rather than from its text. */
export class Refusal extends Error {
  constructor(name, message, place = {}) {
    super(message)
    this.errorName = name
    this.place = place
  }
}

/** The answer of an operation that gives a link. */
export class Link {
  constructor(cid) {
    this.cid = cid
  }
}

/** The version of an installed package, from the folder in which the adapter was installed. */
export function installedVersion(adapterUrl, name) {
  const file = new URL(`./node_modules/${name}/package.json`, adapterUrl)
  return JSON.parse(readFileSync(file, 'utf8')).version
}

function valueIn(CID, value) {
  if (Array.isArray(value)) return value.map((item) => valueIn(CID, item))
  if (value === null || typeof value !== 'object') return value
  const slash = value['/']
  if (typeof slash === 'string') return CID.parse(slash)
  if (slash !== undefined) return new Uint8Array(Buffer.from(slash.bytes, 'base64'))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, valueIn(CID, item)]))
}

function valueOut(CID, value) {
  if (value instanceof Uint8Array) {
    return { '/': { bytes: Buffer.from(value).toString('base64').replace(/=+$/, '') } }
  }
  if (Array.isArray(value)) return value.map((item) => valueOut(CID, item))
  if (value === null || typeof value !== 'object') return value
  const cid = CID.asCID(value)
  if (cid) return { '/': cid.toString() }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, valueOut(CID, item)]),
  )
}

/**
 * A table from what an implementation says to the neutral names, tried from the top: each row is
 * a pattern of the message and a name.
 */
export function byMessage(rows) {
  return (error) => {
    const text = `${error?.name}: ${error?.message}`
    return rows.find(([pattern]) => pattern.test(text))?.[1]
  }
}

/**
 * Answers requests until standard input ends.
 *
 * `operations` has a function of `(input, blocks)` for each operation; `nameOf(error, operation)`
 * gives the neutral name of what one of them threw, or nothing.
 */
export async function serve({ CID, name, version, notes, places, operations, nameOf }) {
  const answer = async (request) => {
    if (request.operation === 'describe') {
      return { describe: { protocol: '1.0', name, version, operations: Object.keys(operations), places, notes } }
    }
    const operation = operations[request.operation]
    if (!operation) return { unsupported: 'no such operation' }
    try {
      const input = valueIn(CID, request.input)
      const result = await operation(input, valueIn(CID, request.blocks ?? []))
      return result instanceof Link
        ? { cid: { '/': result.cid.toString() } }
        : { value: valueOut(CID, result) }
    } catch (error) {
      if (error instanceof Unsupported) return { unsupported: error.message }
      const message = String(error?.message ?? error).slice(0, 500)
      if (error instanceof Refusal) return { error: error.errorName, ...error.place, message }
      const named = nameOf(error, request.operation) ?? 'Unnamed'
      if (named === UNSUPPORTED) return { unsupported: message }
      const [place] = message.match(/(?<=at position )\d+/) ?? []
      return { error: named, ...(place && { offset: Number(place) }), message }
    }
  }
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const request = JSON.parse(line)
    const text = JSON.stringify({ id: request.id, ...(await answer(request)) })
    await new Promise((written) => process.stdout.write(`${text}\n`, written))
  }
}
