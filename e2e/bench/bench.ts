import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { root } from '../process/child.ts'
import { closePools } from './client.ts'
import type { Figure, Measured } from './figure.ts'
import { P1 } from './P1.ts'
import { P2 } from './P2.ts'
import { P3 } from './P3.ts'
import { P4 } from './P4.ts'
import { P5 } from './P5.ts'
import { P6 } from './P6.ts'
import { P7, paceModels } from './P7.ts'
import { P8 } from './P8.ts'
import { P9 } from './P9.ts'
import { P10 } from './P10.ts'
import { P11 } from './P11.ts'
import { P12 } from './P12.ts'
import { P13 } from './P13.ts'
import { openStage, splitCores } from './stage.ts'

/**
 * `npm run bench`, or `npm run bench -- P7` for one. Everything is a ratio within this run: the simulator, the floor, a
 * peer and our server side by side on the same machine, in turns. Writes e2e/results/bench.json and bench.md.
 */
const figures: Figure[] = [P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12, P13]

/** Every endpoint a figure asks for. */
const models = [
  'rate:0,tokens:8',
  'huge,bytes:1024,rate:0',
  'rate:0,tokens:10000',
  'timestamps,rate:100,tokens:500',
  'rate:20,tokens:100',
  'rate:50,tokens:300',
  'rate:2000,tokens:2000',
  'rate:2000,tokens:20000',
  'rate:50,tokens:100000',
  'flood',
  ...paceModels,
]

const wanted = process.argv.slice(2).map((name) => name.toUpperCase())
const unknown = wanted.filter((name) => !figures.some((figure) => figure.id === name))
if (unknown.length > 0) {
  process.stderr.write(`No such figure: ${unknown.join(', ')}. There are ${figures.map(({ id }) => id).join(', ')}.\n`)
  process.exit(2)
}

const cores = splitCores()
// The load is this process: it shares its cores with the simulator, never with what is measured.
if (cores.load !== undefined) execFileSync('taskset', ['-a', '-cp', cores.load, String(process.pid)])
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}, ${process.platform}`
process.stdout.write(
  `${machine}\n${cores.load === undefined ? 'not pinned' : `load on ${cores.load}, systems on ${cores.system}`}\n\n`,
)

const stage = await openStage(models, cores)
const rows: (Pick<Figure, 'id' | 'what' | 'goal'> & { measured: Measured; seconds: number })[] = []
try {
  for (const figure of figures.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
    const startedAt = performance.now()
    const measured = await measure(figure)
    const seconds = (performance.now() - startedAt) / 1000
    rows.push({ id: figure.id, what: figure.what, goal: figure.goal, measured, seconds })
    process.stdout.write(
      `${figure.id} ${measured.isReached ? 'reached' : 'MISSED '} ${figure.what}\n   ${measured.summary}\n   goal ${figure.goal}  (${seconds.toFixed(0)} s)\n`,
    )
  }
} finally {
  await closePools()
  await stage.close()
}

const folder = join(root, 'e2e/results')
mkdirSync(folder, { recursive: true })
const versions = readVersions(['fastify', 'undici', 'react', '@portkey-ai/gateway'])
const table = rows.map(
  ({ id, what, goal, measured }) =>
    `| ${id} | ${what} | ${goal} | ${measured.summary} | ${measured.isReached ? 'yes' : '**no**'} |`,
)
writeFileSync(
  join(folder, 'bench.json'),
  JSON.stringify({ machine, cores, versions, at: new Date().toISOString(), rows }, undefined, 2),
)
writeFileSync(
  join(folder, 'bench.md'),
  `${machine}; ${versions}\n\n| # | what | goal | measured | reached |\n|--|--|--|--|--|\n${table.join('\n')}\n`,
)
process.stdout.write('\nWritten to e2e/results/bench.json and bench.md\n')

async function measure(figure: Figure): Promise<Measured> {
  try {
    return await figure.measure(stage)
  } catch (error) {
    return { summary: `could not be measured: ${String(error)}`, isReached: false, raw: null }
  }
}

function readVersions(names: string[]): string {
  return names
    .map((name) => {
      const { version }: { version: string } = JSON.parse(
        readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
      )
      return `${name} ${version}`
    })
    .join(', ')
}
