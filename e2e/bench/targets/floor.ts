import { createServer } from 'node:http'
import { Agent } from 'undici'

/** The least a gateway in Node can do: take the request, add the credential, pass the bytes on. */
const upstream = process.argv[2] ?? ''
const agent = new Agent({ connections: 256, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    agent
      .stream(
        {
          origin: upstream,
          path: request.url ?? '/',
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: 'Bearer floor' },
          body: Buffer.concat(parts),
          signal: gone.signal,
        },
        ({ statusCode, headers }) => {
          response.writeHead(statusCode, { 'content-type': String(headers['content-type'] ?? 'application/json') })
          return response
        },
      )
      .catch(() => response.destroy())
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`floor listens on http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`)
})
process.on('disconnect', () => process.exit(0))
