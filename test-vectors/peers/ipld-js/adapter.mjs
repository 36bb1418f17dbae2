// The JavaScript packages of IPLD: the codecs, CIDs and blocks, and files of UnixFS.

import * as dagCbor from '@ipld/dag-cbor'
import * as dagJson from '@ipld/dag-json'
import * as dagPb from '@ipld/dag-pb'
import { exporter } from 'ipfs-unixfs-exporter'
import * as Block from 'multiformats/block'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { cborError, dagCborOperations, dagJsonOperations, jsonError } from '../shared/codecs.mjs'
import { Link, Refusal, Unsupported, byMessage, installedVersion, serve } from '../shared/protocol.mjs'

const version = (name) => installedVersion(import.meta.url, name)
const codecs = { raw, 'dag-cbor': dagCbor, 'dag-json': dagJson, 'dag-pb': dagPb }
const byCode = new Map(Object.values(codecs).map((codec) => [codec.code, codec]))

function blockOf(parts) {
  try {
    return Block.createUnsafe(parts)
  } catch (error) {
    throw new Refusal('LinksBroken', error.message)
  }
}

async function collect(parts) {
  const chunks = []
  for await (const part of parts) chunks.push(part)
  return new Uint8Array(Buffer.concat(chunks))
}

const content = {
  'content.dag-pb.decode': ({ bytes }) => {
    const node = dagPb.decode(bytes)
    return {
      data: node.Data ?? null,
      links: node.Links.map((link) => ({
        cid: link.Hash,
        name: link.Name ?? null,
        'total-size': link.Tsize === undefined ? null : String(link.Tsize),
      })),
    }
  },
  'content.links': async ({ codec: code, bytes }) => {
    const codec = byCode.get(code)
    if (!codec) throw new Unsupported('none of these packages has the codec')
    const cid = CID.createV1(code, await sha256.digest(bytes))
    const block = blockOf({ bytes, cid, codec })
    return { links: [...block.links()].map(([, link]) => link) }
  },
  'content.unixfs.read': async ({ root, path, blocks, limits }) => {
    if (limits) throw new Unsupported('its reader of files takes no limits')
    const held = new Map(blocks.map(({ cid, bytes }) => [cid.toString(), bytes]))
    const get = async function* (cid) {
      const bytes = held.get(cid.toString())
      if (!bytes) throw new Error(`block not found: ${cid}`)
      yield bytes
    }
    const name = [root.toString(), ...path.map((part) => part.replaceAll('/', '\\/'))].join('/')
    const entry = await exporter(name, { get })
    if (entry.type === 'directory') throw new Refusal('UnixFsNotAFile', 'it is a directory')
    if (entry.type === 'object') throw new Refusal('UnixFsUnknownCodec', 'it is an object')
    return { cid: entry.cid, bytes: await collect(entry.content()) }
  },
}

const blocks = {
  'varsig.block.cid': async ({ codec, bytes }) =>
    new Link(CID.createV1(codecs[codec].code, await sha256.digest(bytes))),
  'varsig.block.verify': async ({ cid, bytes }) => {
    const codec = byCode.get(cid.code)
    if (!codec) throw new Unsupported('none of these packages has the codec')
    await Block.create({ bytes, cid, codec: { ...codec, decode: (value) => value }, hasher: sha256 })
    return { valid: true }
  },
}

const contentError = byMessage([
  [/CID hash does not match bytes/, 'BlockMismatch'],
  [/duplicate (Data|Links|Hash|Name|Tsize)/, 'DagPbDuplicateField'],
  [/(Hash|Name|Tsize|Data|Links).*before|order/, 'DagPbFieldOrder'],
  [/(invalid|wrong) wireType/, 'DagPbWrongType'],
  [/invalid fieldNumber/, 'DagPbUnknownField'],
  [/protobuf: unexpected end|varint|bytes length|protobuf: .*end of data/, 'DagPbWire'],
  [/Invalid Hash field found in link/, 'DagPbInvalidCid'],
  [/No link .* found under|ERR_NOT_FOUND|NotFoundError/, 'UnixFsNoEntry'],
  [/no data in PBNode/, 'UnixFsNoData'],
  [/Invalid enum value|invalid wire type/, 'UnixFsMessage'],
  [/Inconsistent block sizes and dag links/, 'UnixFsPartCount'],
  [/Traversed entire DAG but did not read enough bytes/, 'UnixFsPartSize'],
  [/Cannot load path .* from raw block/, 'UnixFsNotADirectory'],
])

serve({
  CID,
  name: 'IPLD for JavaScript',
  version: version('@ipld/dag-cbor'),
  notes: ['multiformats', '@ipld/dag-json', '@ipld/dag-pb', 'ipfs-unixfs-exporter']
    .map((name) => `${name} ${version(name)}`)
    .join(', '),
  operations: {
    ...dagCborOperations({ dagCbor, dagJson }),
    ...dagJsonOperations({ dagCbor, dagJson }),
    ...content,
    ...blocks,
  },
  nameOf: (error, operation) => {
    if (operation.startsWith('dag-cbor')) return cborError(error)
    if (operation.startsWith('dag-json')) return jsonError(error)
    return contentError(error)
  },
})
