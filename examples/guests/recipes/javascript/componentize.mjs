// node componentize.mjs SOURCE.js WIT_DIR WORLD COMPONENT.wasm

import { readFile, writeFile } from 'node:fs/promises';
import { componentize } from '@bytecodealliance/componentize-js';

const [source, witPath, worldName, target] = process.argv.slice(2);
const { component } = await componentize(await readFile(source, 'utf8'), {
  witPath,
  worldName,
  // The executor gives a guest none of these; left on, each is an import, and it is refused.
  disableFeatures: ['random', 'stdio', 'clocks', 'http', 'fetch-event'],
});
await writeFile(target, component);
console.log(`${target}: ${component.byteLength} bytes`);
