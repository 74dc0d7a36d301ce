import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CatalogueRow, Source } from './catalogue.ts'
import { startFileServer, type FileServer } from './fileServer.testing.ts'
import { createLocalModels, type LocalModels } from './localModels.ts'

const content = randomBytes(200_000)
let server: FileServer
let folder: string
let lines: string[]
let open: LocalModels[]

beforeEach(async () => {
  server = await startFileServer(content)
  folder = await mkdtemp(path.join(os.tmpdir(), 'models-'))
  lines = []
  open = []
})

afterEach(async () => {
  await Promise.all(open.map((models) => models.close()))
  await server.close()
  await rm(folder, { recursive: true })
})

function row(paths: string[], change: Partial<CatalogueRow> = {}): CatalogueRow {
  return {
    name: 'small',
    title: 'Small',
    tasks: ['llm/v1/chat'],
    file: 'small.gguf',
    byteLength: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', mustAccept: false },
    note: 'Small.',
    sources: paths.map((at): Source => ({ type: 'url', label: at, url: server.url(at) })),
    isFetchedAtStart: true,
    ...change,
  }
}

async function begin(...rows: CatalogueRow[]): Promise<LocalModels> {
  const { openDownload } = server
  const log = (line: string) => lines.push(line)
  const models = createLocalModels({ folder, openDownload, log, now: () => 0, onChange: () => undefined, rows })
  open.push(models)
  await models.start()
  return models
}

function stateOf(models: LocalModels, name = 'small') {
  return models.list().find((model) => model.name === name)?.state
}

function endpointOf(models: LocalModels, name: string) {
  return models.endpoints().find((endpoint) => endpoint.name === name)
}

describe('createLocalModels', () => {
  it('fetches what belongs to a first start, checks it and has an endpoint for it', async () => {
    const models = await begin(row(['/file']))
    expect(endpointOf(models, 'small')?.state.type).toBe('downloading')
    expect(models.adapterFor('small')).toBeUndefined()
    await vi.waitFor(() => expect(stateOf(models)?.type).toBe('ready'))
    expect(endpointOf(models, 'small')).toMatchObject({
      state: { type: 'ready' },
      source: 'built-in',
      upstreamId: 'local',
    })
    expect(models.adapterFor('small')).toBeDefined()
    expect(await readFile(path.join(folder, 'small.gguf'))).toEqual(content)
    expect(lines).toEqual(expect.arrayContaining(['Small: ready.']))
  })

  it('goes on to the next source from one that is missing, cut or serves another file', async () => {
    const models = await begin(row(['/missing', '/cut', '/other', '/file']))
    await vi.waitFor(() => expect(stateOf(models)?.type).toBe('ready'))
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/\/missing given up: answered with status 404/),
        expect.stringMatching(/\/cut given up/),
        expect.stringMatching(/\/other given up: .*hash/),
      ]),
    )
    expect(await readFile(path.join(folder, 'small.gguf'))).toEqual(content)
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([])
  })

  it('begins again from the first byte where the part of an earlier attempt was wrong', async () => {
    await writeFile(path.join(folder, 'small.gguf.part'), Buffer.alloc(500))
    const models = await begin(row(['/file']))
    await vi.waitFor(() => expect(stateOf(models)?.type).toBe('ready'))
    expect(server.ranges).toEqual(['bytes=500-', null])
  })

  it('says what it tried and how to add the file by hand where no source has it', async () => {
    const models = await begin(row(['/missing', '/other']))
    await vi.waitFor(() => expect(stateOf(models)?.type).toBe('failed'))
    const state = stateOf(models)
    const message = state?.type === 'failed' ? state.message : ''
    expect(message).toMatch(/Tried \/missing \(.*404\), then \/other \(.*hash.*\)/)
    expect(message).toContain(`put the file small.gguf into ${folder}`)
    expect(endpointOf(models, 'small')?.state).toEqual({ type: 'unavailable', reason: message })
    expect(endpointOf(models, 'echo')?.state.type).toBe('ready')
    expect(endpointOf(models, 'universal-sentence-encoder-lite')?.state.type).toBe('ready')
  })

  it('waits for a click where the licence must be accepted, and takes the click twice for once', async () => {
    const models = await begin(row(['/file'], { isFetchedAtStart: false }))
    expect(stateOf(models)?.type).toBe('absent')
    models.fetch('small')
    models.fetch('small')
    await vi.waitFor(() => expect(stateOf(models)?.type).toBe('ready'))
    expect(server.ranges).toEqual([null])
    expect(() => models.fetch('unknown')).toThrow(/No model named unknown/)
  })

  it('does not read a checked file again at the next start, and fetches nothing', async () => {
    const first = await begin(row(['/file']))
    await vi.waitFor(() => expect(stateOf(first)?.type).toBe('ready'))
    const second = await begin(row(['/missing']))
    expect(stateOf(second)?.type).toBe('ready')
    expect(server.ranges).toHaveLength(1)
  })

  it('takes a whole file that was put there by hand', async () => {
    await writeFile(path.join(folder, 'small.gguf'), content)
    const models = await begin(row([]))
    expect(stateOf(models)?.type).toBe('ready')
  })

  it('says that a cut or altered file is broken and fetches it again', async () => {
    const file = path.join(folder, 'small.gguf')
    const first = await begin(row(['/file']))
    await vi.waitFor(() => expect(stateOf(first)?.type).toBe('ready'))

    await truncate(file, 1000)
    await first.rescan()
    await vi.waitFor(() => expect(stateOf(first)?.type).toBe('ready'))
    expect(lines.join('\n')).toContain('broken (it has 1000 bytes instead of 200000)')

    await writeFile(file, Buffer.alloc(content.length, 7))
    await utimes(file, 1, 1)
    await first.rescan()
    await vi.waitFor(() => expect(stateOf(first)?.type).toBe('ready'))
    expect(lines.join('\n')).toContain('broken (its hash differs)')
    expect(await readFile(file)).toEqual(content)
  })

  it('stops a fetch and takes it up again', async () => {
    const models = await begin(row(['/silent']))
    await models.cancel('small')
    expect(stateOf(models)?.type).toBe('absent')
    models.fetch('small')
    expect(stateOf(models)?.type).toBe('downloading')
  })

  it('leaves one whole file when several processes fetch into one folder', async () => {
    const all = await Promise.all([1, 2, 3].map(() => begin(row(['/file']))))
    for (const models of all) await vi.waitFor(() => expect(stateOf(models)?.type).toBe('ready'))
    expect(await readFile(path.join(folder, 'small.gguf'))).toEqual(content)
    expect((await readdir(folder)).filter((name) => !name.startsWith('.'))).toEqual(['small.gguf'])
  })

  it('shows an own file that is broken, with the reason, under a name of its own', async () => {
    await writeFile(path.join(folder, 'My Model (v2).gguf'), 'not a model')
    await writeFile(path.join(folder, 'echo.gguf'), 'GGUF')
    const models = await begin()
    expect(endpointOf(models, 'my-model-v2')?.state).toMatchObject({ type: 'unavailable' })
    expect(stateOf(models, 'my-model-v2')).toMatchObject({ message: expect.stringContaining('not a readable GGUF') })
    expect(stateOf(models, 'echo-2')?.type).toBe('failed')
    expect(models.adapterFor('my-model-v2')).toBeUndefined()

    await rm(path.join(folder, 'My Model (v2).gguf'))
    await models.rescan()
    expect(endpointOf(models, 'my-model-v2')).toBeUndefined()
  })

  it('starts without the models folder where it cannot be made, and says so', async () => {
    const file = path.join(folder, 'file')
    await writeFile(file, '')
    const parts = { openDownload: server.openDownload, now: () => 0, onChange: () => undefined, rows: [row(['/file'])] }
    const models = createLocalModels({ ...parts, folder: path.join(file, 'models'), log: (line) => lines.push(line) })
    open.push(models)
    await models.start()
    expect(lines[0]).toContain('cannot be used')
    expect(endpointOf(models, 'echo')?.state.type).toBe('ready')
  })
})
