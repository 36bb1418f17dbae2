// node componentize.mjs SOURCE.js WIT_DIR WORLD COMPONENT.wasm [FEATURE...]: the features that are left on

import { readFile, writeFile } from 'node:fs/promises';
import { componentize } from '@bytecodealliance/componentize-js';

const [source, witPath, worldName, target, ...wanted] = process.argv.slice(2);
// Each is an import of WASI. No executor has the last two.
const features = ['random', 'stdio', 'clocks', 'http', 'fetch-event'];
const { component } = await componentize(await readFile(source, 'utf8'), {
  witPath,
  worldName,
  disableFeatures: features.filter((feature) => !wanted.includes(feature)),
});
await writeFile(target, component);
console.log(`${target}: ${component.byteLength} bytes`);
