import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import { runStep } from '../runner/step.ts'

/**
 * The real clients, installed by the test run itself into a folder of the user's cache (AI_PLAYGROUND_CLIENTS names
 * another): one environment each, since they disagree about what they need. A folder is named by the hash of its pins
 * and the Python it was made for, so new pins are installed beside the old and a second run installs nothing.
 */
const pythonClients = ['openai', 'databricks-sdk', 'mlflow-skinny', 'databricks-langchain'] as const
export type PythonClient = (typeof pythonClients)[number]

export type Installed =
  | { type: 'installed'; python: Record<PythonClient, string>; nodeFolder: string; version: string }
  /** There is no Python to install with. */
  | { type: 'no python'; reason: string; nodeFolder: string }
  | { type: 'failed'; reason: string }

const pins = join(import.meta.dirname, 'pins')
/** A cold install of all takes one minute on four cores. */
const msInstall = 540_000
const oldestMinor = 10

export async function installClients(): Promise<Installed> {
  try {
    const node = installNodeClient()
    const python = await findPython()
    if ('reason' in python) return { type: 'no python', reason: python.reason, nodeFolder: await node }
    const folders = await Promise.all(pythonClients.map((client) => installPythonClient(client, python)))
    const [openai = '', sdk = '', mlflow = '', langchain = ''] = folders
    return {
      type: 'installed',
      python: { openai, 'databricks-sdk': sdk, 'mlflow-skinny': mlflow, 'databricks-langchain': langchain },
      nodeFolder: await node,
      version: python.version,
    }
  } catch (error) {
    return { type: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

interface Python {
  command: string
  version: string
}

async function findPython(): Promise<Python | { reason: string }> {
  const tried: string[] = []
  for (const command of ['python3', 'python', 'py']) {
    const step = await runStep(command, ['-c', 'import sys, venv, ensurepip; print(sys.version.split()[0])'])
    const version = /^3\.(\d+)\.\S+$/m.exec(step.output)
    if (step.isOk && version && Number(version[1]) >= oldestMinor) return { command, version: version[0] }
    tried.push(`${command}: ${step.output.trim().split('\n').at(-1) ?? ''}`)
  }
  return { reason: `no Python ≥ 3.${oldestMinor} with venv and pip (${tried.join('; ')})` }
}

/** The environment's interpreter. */
async function installPythonClient(client: PythonClient, python: Python): Promise<string> {
  const list = join(pins, `${client}.txt`)
  const target = folderFor(client, `${readFileSync(list, 'utf8')}${python.version}`)
  const interpreter = platform() === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python')
  await once(target, async (folder) => {
    await mustRun(`python3 -m venv for ${client}`, python.command, ['-m', 'venv', folder])
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', list]
    await mustRun(`pip install for ${client}`, join(folder, interpreter), args)
  })
  return join(target, interpreter)
}

/** The folder whose node_modules holds the package. */
async function installNodeClient(): Promise<string> {
  const list = join(pins, 'openai-node.json')
  const target = folderFor('openai-node', readFileSync(list, 'utf8'))
  await once(target, async (folder) => {
    mkdirSync(folder, { recursive: true })
    cpSync(list, join(folder, 'package.json'))
    const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts']
    await mustRun('npm install for openai-node', platform() === 'win32' ? 'npm.cmd' : 'npm', args)
  })
  return target
}

function folderFor(client: string, contents: string): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), platform() === 'darwin' ? 'Library/Caches' : '.cache')
  const root = process.env['AI_PLAYGROUND_CLIENTS'] ?? join(cache, 'ai-playground', 'clients')
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16)
  return join(root, `${client}-${hash}`)
}

/**
 * Whole or not at all, also when two runs install at once: an environment is made under another name and renamed. (It
 * may be: its interpreter finds its packages from where it lies. Only the scripts beside it name the old place.)
 */
async function once(target: string, install: (folder: string) => Promise<void>): Promise<void> {
  const mark = 'installed'
  if (existsSync(join(target, mark))) return
  const folder = `${target}.${process.pid}`
  rmSync(folder, { recursive: true, force: true })
  try {
    await install(folder)
    writeFileSync(join(folder, mark), '')
    if (!existsSync(join(target, mark))) {
      rmSync(target, { recursive: true, force: true })
      renameSync(folder, target)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function mustRun(what: string, command: string, args: string[]): Promise<void> {
  const step = await runStep(command, args, { ms: msInstall })
  if (!step.isOk) throw new Error(`${what} failed:\n${step.output.slice(-2000)}`)
}
