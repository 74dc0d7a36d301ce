import type { Installed } from './installClients.ts'
import type { StageContext } from './stage.ts'

/** What checks.py is for Python, for the clients of Node and the shell. */
const { CLIENTS_CONTEXT = '{}', CLIENTS_INSTALLED = '{}', CLIENTS_ONLY } = process.env
export const context: StageContext = JSON.parse(CLIENTS_CONTEXT)
export const installed: Exclude<Installed, { type: 'failed' }> = JSON.parse(CLIENTS_INSTALLED)

const checks: [name: string, run: () => Promise<void>][] = []

export function check(name: string, run: () => Promise<void>): void {
  checks.push([name, run])
}

export async function runChecks(): Promise<void> {
  for (const [name, run] of checks) {
    if (CLIENTS_ONLY !== undefined && !new RegExp(CLIENTS_ONLY).test(name)) continue
    const startedAt = performance.now()
    let error: string | null = null
    try {
      await run()
    } catch (problem) {
      error = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)
    }
    const seconds = (performance.now() - startedAt) / 1000
    process.stdout.write(`${JSON.stringify({ check: name, error, seconds })}\n`)
  }
}

/** The last request the simulator got whose body holds this text. */
export async function sentUpstream(mark: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${context.simulator}/control/requests`)
  const { requests }: { requests: { body: string }[] } = JSON.parse(await answer.text())
  const found = requests.findLast(({ body }) => body.includes(mark))
  if (found === undefined) throw new Error(`nothing with ${mark} reached the upstream`)
  const body: Record<string, unknown> = JSON.parse(found.body)
  return body
}
