import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { installed } from './checks.ts'

/** Runs what Get code writes, each language by what its readers run it with. */
const folder = mkdtempSync(join(tmpdir(), 'get-code-'))
symlinkSync(join(installed.nodeFolder, 'node_modules'), join(folder, 'node_modules'), 'junction')
const own = { PATH: process.env['PATH'], HOME: devNull, DATABRICKS_CONFIG_FILE: devNull, PYTHONIOENCODING: 'utf-8' }

type Interpreter = { command: string; suffix: 'py' | 'mjs' | 'sh' }

function interpreterOf(language: string): Interpreter {
  if (installed.type !== 'installed') throw new Error('There is no Python.')
  const { python } = installed
  const interpreters: Record<string, Interpreter> = {
    'openai-python': { command: python.openai, suffix: 'py' },
    'databricks-sdk': { command: python['databricks-sdk'], suffix: 'py' },
    mlflow: { command: python['mlflow-skinny'], suffix: 'py' },
    langchain: { command: python['databricks-langchain'], suffix: 'py' },
    'openai-node': { command: process.execPath, suffix: 'mjs' },
    curl: { command: 'bash', suffix: 'sh' },
  }
  const found = interpreters[language]
  if (found === undefined) throw new Error(`Nothing runs ${language}.`)
  return found
}

interface Program {
  language: string
  text: string
  env: Record<string, string>
  /** In a process of its own, as a reader would run it. */
  isFresh: boolean
}

let count = 0
const workers = new Map<string, Worker>()

interface Worker {
  run: (file: string, env: Record<string, string>) => Promise<string>
  end: () => void
}

/** What the program prints. */
export async function runProgram({ language, text, env, isFresh }: Program): Promise<string> {
  const { command, suffix } = interpreterOf(language)
  const file = join(folder, `${count++}.${suffix}`)
  writeFileSync(file, text)
  if (isFresh || suffix !== 'py') return execute(command, [file], { ...own, ...env })
  const worker = workers.get(language) ?? startWorker(command)
  workers.set(language, worker)
  return worker.run(file, env)
}

export function endPrograms(): void {
  for (const { end } of workers.values()) end()
  rmSync(folder, { recursive: true, force: true })
}

/** A Python with the client in it, for one program after the other. */
function startWorker(command: string): Worker {
  const child = spawn(command, [join(import.meta.dirname, 'run_programs.py')], {
    env: own,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting: { resolve: (printed: string) => void; reject: (error: Error) => void }[] = []
  createInterface(child.stdout).on('line', (line) => {
    const { printed, error }: { printed: string; error: string | null } = JSON.parse(line)
    const first = waiting.shift()
    if (error === null) first?.resolve(printed)
    else first?.reject(new Error(error))
  })
  child.on('exit', () => {
    for (const { reject } of waiting) reject(new Error('the worker ended'))
  })
  return {
    run: (file, env) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        child.stdin.write(`${JSON.stringify({ file, env })}\n`)
      }),
    end: () => child.stdin.end(),
  }
}

export function execute(command: string, args: string[], env: NodeJS.ProcessEnv, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(' ')}:\n${stderr.slice(-2000)}`))
      else resolve(stdout)
    })
    // A program that reads nothing may be over before the empty input is: that is not its failure.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}
