import type { ServerResponse } from 'node:http'

/** As a custom model behind a scoring endpoint answers. */
export const predictions = [
  { label: 'setosa', score: 0.98 },
  { label: 'virginica', score: 0.61 },
]

export function predict(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ predictions }))
}
