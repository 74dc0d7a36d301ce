// oxlint-disable no-restricted-imports -- a server for tests on loopback; nothing goes out
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OpenDownload } from './download.ts'

export interface FileServer {
  url(path: string): string
  /** The Range header of each request, in order; null where there was none. */
  ranges: (string | null)[]
  openDownload: OpenDownload
  close(): Promise<void>
}

/**
 * A loopback server with one file: `/file` (Range understood), `/no-range`, `/cut` (half of what was asked, then reset),
 * `/other` (as long, other bytes), `/longer`, `/missing` (404), `/silent` (never answers).
 */
export async function startFileServer(content: Buffer): Promise<FileServer> {
  const ranges: (string | null)[] = []
  const server = createServer((request, response) => {
    const range = request.headers.range ?? null
    ranges.push(range)
    const offset = range === null ? 0 : Number(/^bytes=(\d+)-$/.exec(range)?.[1])
    answer(request.url ?? '', offset, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (path) => `http://127.0.0.1:${port}${path}`,
    ranges,
    openDownload,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  function answer(path: string, offset: number, response: ServerResponse): void {
    const rest = content.subarray(offset)
    if (path === '/silent') return
    if (path === '/missing') response.writeHead(404).end('no such file')
    else if (path === '/no-range') response.writeHead(200).end(content)
    else if (path === '/other') response.writeHead(offset > 0 ? 206 : 200).end(Buffer.alloc(rest.length, 1))
    else if (path === '/longer') response.writeHead(200).end(Buffer.concat([content, content]))
    else if (path === '/cut') {
      response.writeHead(offset > 0 ? 206 : 200, { 'content-length': rest.length })
      response.write(rest.subarray(0, Math.ceil(rest.length / 2)), () => setTimeout(() => response.destroy(), 20))
    } else response.writeHead(offset > 0 ? 206 : 200).end(rest)
  }
}

const openDownload: OpenDownload = async (url, { offset, signal }) => {
  // oxlint-disable-next-line no-restricted-globals -- a test's stand-in for server/wire, to loopback only
  const answer = await fetch(url, { signal, headers: offset > 0 ? { range: `bytes=${offset}-` } : {} })
  return { status: answer.status, headers: {}, body: answer.body ?? new ReadableStream<Uint8Array>() }
}
