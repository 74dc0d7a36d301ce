import { request } from 'undici'
import type { Upstream } from '../../server/contract/endpoint.ts'
import type { Playground } from './playgroundProcess.ts'

/** The same endpoints, other models behind them. */
export async function changeModels(
  playground: Playground,
  upstream: Upstream,
  { url, models }: { url: string; models: Record<string, string> },
  task = 'llm/v1/chat',
): Promise<void> {
  const answer = await request(`${playground.url}/api/upstreams/${upstream.id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      provider: 'custom',
      name: upstream.name,
      baseUrl: `${url}/v1`,
      servesAllModels: false,
      endpoints: Object.entries(models).map(([name, model]) => ({ name, model, tasks: [task] })),
    }),
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`PUT /api/upstreams: ${answer.statusCode} ${text}`)
}
