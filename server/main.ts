import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import path from 'node:path'
import { readConfig, type PlaygroundYaml } from './config.ts'
import { startStoreThread } from './store/storeThread.ts'

/**
 * The process: the only reader of its environment, working directory and signals. What can go wrong at start is one
 * sentence on stderr and exit code 1, without a stack.
 */
const root = path.join(import.meta.dirname, '..')
const msUntilFlush = 3000

/** Control characters (a model's name may hold any) must not move the cursor or forge a line. */
function say(line: string): void {
  const escaped = line.replace(/[\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  process.stdout.write(`${escaped}\n`)
}

async function readPlaygroundYaml(file: string): Promise<PlaygroundYaml | undefined> {
  if (!existsSync(file)) return undefined
  const { yamlEndpoints } = await import('./endpoints/yamlEndpoints.ts')
  return { text: readFileSync(file, 'utf8'), read: yamlEndpoints }
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

// A bug in one request is answered with 500 and logged; what escapes every handler leaves unknown state behind, and
// everything worth keeping is on the disk.
process.on('uncaughtException', (error) => stop(`AI Playground stopped: ${error.stack ?? error.message}`))

try {
  const config = readConfig(process.env, await readPlaygroundYaml(path.resolve('playground.yaml')))
  // The database is opened, in a thread of its own, while the rest of the program is still being loaded.
  const store = startStoreThread({
    entry: path.join(import.meta.dirname, 'storeWorker.ts'),
    place: config.store,
    onCrash: (error) => say(`The thread of the database ended: ${String(error)}. It is started again.`),
    onWaiting: say,
  })
  const { startServer } = await import('./startServer.ts')
  const server = await startServer(config, {
    store,
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
  // Written at the exit too, which a kill leaves out. Not before there is time for it.
  setTimeout(flushCompileCache, msUntilFlush).unref()
} catch (error) {
  stop(error instanceof Error ? error.message : String(error))
}
