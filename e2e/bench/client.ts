import { Pool } from 'undici'
import type { Target } from './targets/target.ts'

/** One pool per target, kept for the whole run: connections are not what is measured. */
const pools = new Map<string, Pool>()

function poolOf(target: Target): Pool {
  const known = pools.get(target.origin)
  if (known) return known
  const pool = new Pool(target.origin, { connections: 64, pipelining: 1, bodyTimeout: 0, headersTimeout: 0 })
  pools.set(target.origin, pool)
  return pool
}

export async function closePools(): Promise<void> {
  await Promise.all([...pools.values()].map((pool) => pool.destroy()))
  pools.clear()
}

export interface Taken {
  msToFirstText: number
  msTotal: number
  bytes: Buffer
}

/** One request, read to its end. `onBytes` sees each piece as it arrives. */
export async function take(
  target: Target,
  model: string,
  options: { answers?: number; onBytes?: (bytes: Buffer) => void } = {},
): Promise<Taken> {
  const { path, headers, body } = target.request(model, options.answers)
  const startedAt = performance.now()
  const answer = await poolOf(target).request({ method: 'POST', path, headers, body })
  const parts: Buffer[] = []
  let msToFirstText = Number.NaN
  let beginning = ''
  answer.body.on('data', (bytes: Buffer) => {
    if (Number.isNaN(msToFirstText)) {
      beginning += bytes.toString()
      if (target.hasText(beginning)) msToFirstText = performance.now() - startedAt
    }
    options.onBytes?.(bytes)
    parts.push(bytes)
  })
  await new Promise((resolve, reject) => {
    answer.body.once('end', resolve)
    answer.body.once('error', reject)
  })
  const msTotal = performance.now() - startedAt
  const bytes = Buffer.concat(parts)
  if (answer.statusCode !== 200)
    throw new Error(`${target.name}: ${answer.statusCode} ${bytes.toString().slice(0, 500)}`)
  return { msToFirstText, msTotal, bytes }
}
