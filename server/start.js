import module from 'node:module'
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'

/**
 * What must be set before the first file of the program is loaded. Plain JavaScript: as TypeScript it would itself need
 * the compiler (15 MB, and a tenth of a second) that the cache below makes unnecessary from the second start on.
 */
if (Number(process.versions.node.split('.', 1)[0]) < 24) {
  process.stderr.write(
    `This is Node ${process.versions.node}; AI Playground needs 24 or newer. Start it with npm start, which brings its own.\n`,
  )
  process.exit(1)
}

// What a stream leaves behind dies young: V8 would let the space for it grow to 64 MB and keep it. `npm start` sets a
// limit of 4 MB (below that, collecting it is a quarter of the work of a short invocation), which nothing here can do.
const hasLimit = [...process.execArgv, process.env.NODE_OPTIONS].some((flag) => flag?.includes('max-semi-space-size'))
if (!hasLimit) setFlagsFromString('--semi-space-growth-factor=1')

// Beside the packages: who can write there can change the program anyway. In the environment for threads and children.
process.env.NODE_COMPILE_CACHE ??= path.join(import.meta.dirname, '../node_modules/.cache/ai-playground')
module.enableCompileCache(process.env.NODE_COMPILE_CACHE)

await import('./main.ts')
