import { spawn } from 'node:child_process'

export interface StepResult {
  isOk: boolean
  output: string
  seconds: number
}

interface StepOptions {
  /** Ended after this long, with everything it started. */
  ms?: number
  isLive?: boolean
  env?: Record<string, string>
}

/** Runs a command to its end. Live: its output passes through; else it is kept, for a failure to show. */
export async function runStep(command: string, args: string[], options: StepOptions = {}): Promise<StepResult> {
  const startedAt = performance.now()
  const child = spawn(command, args, {
    stdio: options.isLive ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    // A group of its own, so that the time limit ends its children too.
    detached: options.ms !== undefined,
  })
  const parts: Buffer[] = []
  child.stdout?.on('data', (part: Buffer) => parts.push(part))
  child.stderr?.on('data', (part: Buffer) => parts.push(part))
  return await new Promise((resolve) => {
    const timer =
      options.ms === undefined
        ? undefined
        : setTimeout(() => {
            parts.push(Buffer.from(`\ngiven up after ${options.ms} ms\n`))
            if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
          }, options.ms)
    const end = (isOk: boolean): void => {
      clearTimeout(timer)
      resolve({ isOk, output: Buffer.concat(parts).toString(), seconds: (performance.now() - startedAt) / 1000 })
    }
    child.on('error', (error) => {
      parts.push(Buffer.from(String(error)))
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}
