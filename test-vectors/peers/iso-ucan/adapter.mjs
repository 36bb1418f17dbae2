// iso-ucan, with the packages that it signs and reads DIDs by.

import * as dagCbor from '@ipld/dag-cbor'
import * as dagJson from '@ipld/dag-json'
import { CID } from 'multiformats/cid'
import { dagCborOperations } from '../shared/codecs.mjs'
import { installedVersion, serve } from '../shared/protocol.mjs'
import { nameOf } from './errors.mjs'
import { operations as keys } from './keys.mjs'
import { operations as language } from './language.mjs'
import { operations as tokens } from './tokens.mjs'

serve({
  CID,
  name: 'iso-ucan',
  version: installedVersion(import.meta.url, 'iso-ucan'),
  places: false,
  notes:
    'It writes tokens of 1.0.0-rc.1 and reads any version. Revocations are put to its callback, ' +
    'which is told a CID and not by whom. Its errors are texts and do not say which proof is at fault.',
  operations: { ...keys, ...language, ...tokens, ...dagCborOperations({ dagCbor, dagJson }) },
  nameOf,
})
