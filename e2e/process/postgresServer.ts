import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, chownSync, constants, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Client, type QueryResultRow } from 'pg'

/**
 * A Postgres server of a test's own: from whatever binaries the machine has, in a folder that goes with it, on a port of
 * this machine alone. Its text sorts by a language, so that what needs another order shows.
 */
export interface PostgresServer {
  port: number
  /** As AI_PLAYGROUND_DATABASE takes it. The user `guarded`, once made, has to give its password; nobody else has one. */
  url(database?: string, user?: string): string
  query<Row extends QueryResultRow>(sql: string, database?: string): Promise<Row[]>
  /** `immediate`: as if it had crashed. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  start(): Promise<void>
  /** Stops it for good. */
  remove(): Promise<void>
}

const user = 'tester'

const guardedUser = 'guarded'

/** No machine is lost with a test, so no disk need be waited for. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  timezone: 'Asia/Kathmandu',
}

/** The folder of a server's binaries; undefined where there is none. */
export function findPostgres(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter)
  const installed = [
    '/usr/lib/postgresql/*/bin',
    '/usr/pgsql-*/bin',
    '/{opt/homebrew,usr/local,home/linuxbrew/.linuxbrew}/opt/postgresql{,@*}/bin',
    '/Applications/Postgres.app/Contents/Versions/*/bin',
  ].flatMap((pattern) => globSync(pattern))
  const isNewer = new Intl.Collator('en', { numeric: true })
  const candidates = [...onPath, ...installed.sort((left, right) => isNewer.compare(right, left))]
  return candidates.find((folder) => ['initdb', 'postgres'].every((name) => isExecutable(join(folder, name))))
}

export async function startPostgres(): Promise<PostgresServer> {
  const binaries = findPostgres()
  if (binaries === undefined) throw new Error('No Postgres server is installed.')
  const owner = findOwner()
  const folder = mkdtempSync(join(tmpdir(), 'playground-postgres-'))
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const options = { cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }, ...owner }
  makeCluster(join(binaries, 'initdb'), data, options)
  const hosts = [`host all ${guardedUser} 127.0.0.1/32 scram-sha-256`, 'host all all 127.0.0.1/32 trust']
  writeFileSync(join(data, 'pg_hba.conf'), `${hosts.join('\n')}\n`)
  const port = await lastingPort()
  const url = (database = 'postgres', as = user) => `postgres://${as}@127.0.0.1:${port}/${database}`
  let running: ChildProcess | undefined

  async function start(): Promise<void> {
    const flags = Object.entries({ ...settings, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const child = spawn(
      '/bin/sh',
      ['-c', keeper, 'sh', folder, join(binaries ?? '', 'postgres'), '-D', data, ...flags],
      {
        ...options,
        // Not of the terminal's group: the keeper has to outlive a Ctrl+C.
        detached: true,
        stdio: ['pipe', 'ignore', 'pipe'],
      },
    )
    running = child
    let log = ''
    await new Promise<void>((resolve, reject) => {
      child.stderr?.on('data', (part: Buffer) => {
        log += part.toString()
        if (log.includes('database system is ready to accept connections')) resolve()
        else if (log.includes('database system is shut down')) reject(new Error(log))
        // Of what it says later nobody reads.
        log = log.slice(-10_000)
      })
      child.once('exit', () => reject(new Error(`Postgres ended before it was ready:\n${log}`)))
    })
  }

  async function end(signal: string): Promise<void> {
    const child = running
    running = undefined
    if (child === undefined || child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.stdin?.end(signal)
    await exited
  }

  await start()
  return {
    port,
    url,
    start,
    stop: (mode = 'fast') => end(mode === 'fast' ? 'INT\n' : 'QUIT\n'),
    async query<Row extends QueryResultRow>(sql: string, database?: string) {
      const client = new Client({ connectionString: url(database) })
      await client.connect()
      try {
        return (await client.query<Row>(sql)).rows
      } finally {
        await client.end()
      }
    },
    async remove() {
      await end('')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Ends the server with the signal that is written to it. Where its pipe is closed instead (the tests have ended, however
 * they did), the folder goes too.
 */
const keeper = `folder=$1; shift
"$@" & server=$!
read signal
kill -"\${signal:-QUIT}" $server
wait $server
[ -n "$signal" ] || rm -rf "$folder"`

/** Sorting by a language needs ICU in the binaries, which nearly all have from 15 on. */
function makeCluster(initdb: string, data: string, options: object): void {
  const common = ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']
  const byLanguage = spawnSync(initdb, [...common, '--locale-provider=icu', '--icu-locale=en-US'], options)
  if (byLanguage.status === 0) return
  const plain = spawnSync(initdb, common, options)
  if (plain.status !== 0) throw new Error(`initdb: ${String(plain.error ?? plain.stderr)}`)
}

/** Below those that systems give to outgoing connections: one of them may not have it while the server is stopped. */
async function lastingPort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_240, 32_768)
    const server = createServer()
    const isFree = new Promise<boolean>((resolve) => {
      server.once('listening', () => resolve(true)).once('error', () => resolve(false))
    })
    server.listen(port, '127.0.0.1')
    if (!(await isFree)) continue
    server.close()
    await once(server, 'close')
    return port
  }
}

/** initdb refuses root: whoever else is there. */
function findOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, name]).stdout?.toString() || NaN))
    if (uid !== undefined && gid !== undefined && !Number.isNaN(uid)) return { uid, gid }
  }
  throw new Error('Postgres does not run as root, and there is no other user.')
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
