import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download, type DownloadTask } from './download.ts'
import { startFileServer, type FileServer } from './fileServer.testing.ts'

const content = randomBytes(300_000)
let server: FileServer
let folder: string
let file: string

beforeEach(async () => {
  server = await startFileServer(content)
  folder = await mkdtemp(path.join(os.tmpdir(), 'download-'))
  file = path.join(folder, 'model.gguf')
})

afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

function get(from: string, change: { signal?: AbortSignal; msToFirstByte?: number } = {}) {
  const seen: number[] = []
  const arrived = receive({
    url: server.url(from),
    file,
    byteLength: content.length,
    openDownload: server.openDownload,
    signal: new AbortController().signal,
    onBytes: (bytes) => seen.push(bytes),
    ...change,
  })
  return Object.assign(arrived, { seen })
}

async function receive(task: DownloadTask): Promise<string> {
  return (await download(task)).arrived
}

describe('download', () => {
  it('brings every byte and says how many came', async () => {
    const getting = get('/file')
    expect(await readFile(await getting)).toEqual(content)
    expect(getting.seen.at(-1)).toBe(content.length)
  })

  it('goes on where an earlier attempt was cut', async () => {
    await expect(get('/cut')).rejects.toThrow(/terminated/)
    const [part] = await readdir(folder)
    expect(part).toBe('model.gguf.part')
    const { length } = await readFile(path.join(folder, 'model.gguf.part'))
    expect(length).toBeGreaterThan(0)
    expect(await readFile(await get('/file'))).toEqual(content)
    expect(server.ranges).toEqual([null, `bytes=${length}-`])
  })

  it('takes up the part of a process that is gone', async () => {
    const gone = spawnSync(process.execPath, ['--eval', '']).pid
    await writeFile(`${file}.${gone}.0000.part`, content.subarray(0, 1000))
    expect(await readFile(await get('/file'))).toEqual(content)
    expect(server.ranges).toEqual(['bytes=1000-'])
  })

  it('leaves the part of a living process alone', async () => {
    const other = `${file}.${process.ppid}.0000.part`
    await writeFile(other, 'theirs')
    expect(await readFile(await get('/file'))).toEqual(content)
    expect(await readFile(other, 'utf8')).toBe('theirs')
  })

  it('starts over where the server sends the whole file again', async () => {
    await writeFile(`${file}.part`, 'something else')
    expect(await readFile(await get('/no-range'))).toEqual(content)
  })

  it('gives several downloads at once a file each', async () => {
    await writeFile(`${file}.part`, content.subarray(0, 5000))
    const files = await Promise.all([get('/file'), get('/file'), get('/file')])
    expect(new Set(files).size).toBe(3)
    for (const one of files) expect(await readFile(one)).toEqual(content)
    expect(server.ranges.filter((range) => range !== null)).toEqual(['bytes=5000-'])
  })

  it('keeps what came when it is aborted', async () => {
    await writeFile(`${file}.part`, content.subarray(0, 5000))
    const abort = new AbortController()
    const getting = get('/silent', { signal: abort.signal })
    setTimeout(() => abort.abort(new Error('cancelled')), 20)
    await expect(getting).rejects.toThrow('cancelled')
    expect(await readdir(folder)).toEqual(['model.gguf.part'])
  })

  it('gives up a server that sends no byte in time', async () => {
    await expect(get('/silent', { msToFirstByte: 50 })).rejects.toThrow('no byte came within 0.05 s')
  })

  it('refuses another status and a file that is longer, and keeps nothing of either', async () => {
    await expect(get('/missing')).rejects.toThrow('status 404')
    await expect(get('/longer')).rejects.toThrow('more bytes')
    expect(await readdir(folder)).toEqual([])
  })
})
