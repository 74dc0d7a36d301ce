import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export interface Child {
  process: ChildProcess
  pid: number
  /** Everything it wrote so far. */
  log(): string
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

interface ChildOptions {
  env?: Record<string, string>
  cwd?: string
  /** Cores to run on, as taskset takes them. */
  cores?: string
  nodeArgs?: string[]
  /** Resolves once this matches what was written. */
  ready?: RegExp
  msReady?: number
}

/** Starts a script on the pinned Node and waits until it says that it is ready. */
export async function startChild(script: string, args: string[], options: ChildOptions = {}): Promise<Child> {
  const nodeArgs = [...(options.nodeArgs ?? []), script, ...args]
  const isPinned = options.cores !== undefined
  const child = spawn(
    isPinned ? 'taskset' : process.execPath,
    isPinned ? ['-c', options.cores ?? '', process.execPath, ...nodeArgs] : nodeArgs,
    {
      cwd: options.cwd ?? root,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  let log = ''
  const isReady = options.ready
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${script} did not get ready:\n${log}`)), options.msReady ?? 60_000)
    const take = (part: Buffer): void => {
      log += part.toString()
      if (isReady?.test(log)) {
        clearTimeout(timer)
        resolve()
      }
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`${script} ended with ${code} before it was ready:\n${log}`))
    })
    if (isReady === undefined) resolve()
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  await ready.catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  return {
    process: child,
    pid: child.pid ?? 0,
    log: () => log,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      // One that does not end on SIGTERM would hold the test run; its test sees the signal.
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
      const code = await exited
      clearTimeout(timer)
      return code
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
