import { parseArgs } from 'node:util'
import { startSimulator } from './simulator.ts'
import { words } from './words.ts'

/** By hand: `node e2e/simulator/main.ts --port 4010`, then add it as a custom upstream with any key. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '4010' }, quiet: { type: 'boolean' } } })
const simulator = await startSimulator(Number(values.port))
process.stdout.write(`simulator listens on http://127.0.0.1:${simulator.port}/v1\n`)
if (values.quiet !== true) {
  const width = Math.max(...Object.keys(words).map((word) => word.length))
  const lines = Object.entries(words).map(([word, note]) => `  ${word.padEnd(width)}  ${note}`)
  process.stdout.write(
    `\nA model name is one or more of these, and rate:, tokens:, seed:, at:, ms:, bytes:, fail: – as in markdown,rate:200,seed:3\n\n${lines.join('\n')}\n\nGET /control/connections, /control/requests; POST /control/release, /control/reset\n`,
  )
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0))
// Without its parent nobody could stop it: a child of a killed test runner ends with it.
process.on('disconnect', () => process.exit(0))
