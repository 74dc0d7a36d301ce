import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { readConfig } from './config.ts'
import { startServer } from './startServer.ts'

/**
 * The process: the only reader of its environment, working directory and signals. What can go wrong at start is one
 * sentence on stderr and exit code 1, without a stack.
 */
const root = path.join(import.meta.dirname, '..')

// What a stream leaves behind dies young: V8 would let the space for it grow to 64 MB and keep it.
setFlagsFromString('--semi-space-growth-factor=1')

if (Number(process.versions.node.split('.', 1)[0]) < 24) {
  stop(
    `This is Node ${process.versions.node}; AI Playground needs 24 or newer. Start it with npm start, which brings its own.`,
  )
}

/** Control characters (a model's name may hold any) must not move the cursor or forge a line. */
function say(line: string): void {
  const escaped = line.replace(/[\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  process.stdout.write(`${escaped}\n`)
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

// A bug in one request is answered with 500 and logged; what escapes every handler leaves unknown state behind, and
// everything worth keeping is on the disk.
process.on('uncaughtException', (error) => stop(`AI Playground stopped: ${error.stack ?? error.message}`))

try {
  const yaml = path.resolve('playground.yaml')
  const config = readConfig(process.env, existsSync(yaml) ? readFileSync(yaml, 'utf8') : undefined)
  const server = await startServer(config, {
    root,
    isDevelopment: process.argv.includes('--dev'),
    say,
    newId: randomUUID,
  })
  let isStopping = false
  const onSignal = () => {
    if (isStopping) process.exit(1)
    isStopping = true
    say('Stopping: saving what is under way. Press Ctrl+C again to stop at once.')
    void server.close().then(() => process.exit(0))
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal)
} catch (error) {
  stop(error instanceof Error ? error.message : String(error))
}
