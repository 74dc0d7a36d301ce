import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { readFileSync } from 'node:fs'

export interface CheckResult {
  check: string
  /** Null: passed. */
  error: string | null
  seconds: number
}

interface ScriptOptions {
  env: Record<string, string>
  /** The whole script; a client that repeats for minutes ends here. */
  ms: number
  onResult: (result: CheckResult) => void
}

/** Runs a script of checks. One that ends before all its checks were told has failed itself. */
export async function runScript(command: string, script: string, options: ScriptOptions): Promise<CheckResult[]> {
  const child = spawn(command, [script], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PYTHONDONTWRITEBYTECODE: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const results: CheckResult[] = []
  let noise = ''
  child.stderr.on('data', (part: Buffer) => (noise = (noise + part.toString()).slice(-4000)))
  createInterface(child.stdout).on('line', (line) => {
    const result: CheckResult = JSON.parse(line)
    results.push(result)
    options.onResult(result)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), options.ms)
  const ending = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(String(error)))
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `it ended with ${signal ?? code}`))
  })
  clearTimeout(timer)
  const missing = checkCount(script) - results.length
  if (ending === '' && (missing === 0 || options.env['CLIENTS_ONLY'] !== undefined)) return results
  const failure = {
    check: `${script.split('/').at(-1)} runs to its end`,
    error: `${ending || `${missing} of its checks told nothing`}\n${noise}`,
    seconds: 0,
  }
  options.onResult(failure)
  return [...results, failure]
}

/** How many checks a script holds: what is skipped where it cannot run. */
export function checkCount(script: string): number {
  return readFileSync(script, 'utf8').match(/^(@check\(|check\()/gm)?.length ?? 0
}
