import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import type { Invocation } from './contract/invocation.ts'

/** The process as a person starts it. `cwd` holds playground.yaml; */
describe('node server/start.js', () => {
  const children: ChildProcess[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })

  const newFolder = () => mkdtempSync(path.join(tmpdir(), 'main-'))

  function start(cwd: string, env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'start.js')], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, PORT: '0', AI_PLAYGROUND_OFFLINE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.push(child)
    const out = { text: '', errors: '' }
    child.stdout.on('data', (part: Buffer) => (out.text += part.toString()))
    child.stderr.on('data', (part: Buffer) => (out.errors += part.toString()))
    const exited = once(child, 'close').then(() => child.exitCode)
    const url = async () => {
      for (;;) {
        const [found] = /http:\/\/localhost:\d+/.exec(out.text) ?? []
        if (found !== undefined) return found
        if (child.exitCode !== null) throw new Error(out.errors)
        await once(child.stdout, 'data')
      }
    }
    return { child, out, exited, url }
  }

  async function refusal(cwd: string, env?: Record<string, string>): Promise<string> {
    const { exited, out } = start(cwd, env)
    expect(await exited).toBe(1)
    // One line: no stack, nothing else.
    expect(out.errors.trim().split('\n')).toHaveLength(1)
    expect(out.errors).not.toMatch(/ {4}at /)
    return out.errors
  }

  it('names the port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await refusal(newFolder(), { PORT: String(port) })).toContain(`Port ${port} is in use.`)
    server.close()
  })

  it('refuses to bind to other machines', async () => {
    expect(await refusal(newFolder(), { HOST: '0.0.0.0' })).toContain('binds to this machine only')
  })

  it('names line and key of a wrong playground.yaml', async () => {
    const folder = newFolder()
    writeFileSync(path.join(folder, 'playground.yaml'), 'endpoints:\n  - nme: x\n')
    expect(await refusal(folder)).toContain(
      'playground.yaml line 2: endpoints.0.nme: there is no such key. Did you mean name?',
    )
  })

  it('refuses a database from a newer version', async () => {
    const folder = newFolder()
    mkdirSync(path.join(folder, 'data'))
    const sqlite = new DatabaseSync(path.join(folder, 'data/playground.db'))
    sqlite.exec(
      `create table migrations (version integer, name text, at text); insert into migrations values (999, '', '')`,
    )
    sqlite.close()
    expect(await refusal(folder)).toContain('from a newer AI Playground')
  })

  it('refuses a data folder that is a file, and one that another server uses', async () => {
    const folder = newFolder()
    writeFileSync(path.join(folder, 'data'), '')
    expect(await refusal(folder)).toContain('cannot be written')
    const shared = newFolder()
    await start(shared).url()
    expect(await refusal(shared)).toContain('Another AI Playground is using the data folder')
  })

  async function invokeEcho(url: string, invocationId: string, sendUntil: string): Promise<Response> {
    const content = 'word '.repeat(2000)
    const response = await fetch(`${url}/api/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: randomUUID(),
        invocations: [{ id: invocationId, endpoint: 'echo', body: { messages: [{ role: 'user', content }] } }],
      }),
    })
    const reader = response.clone().body?.getReader()
    let text = ''
    while (!text.includes(sendUntil)) {
      const part = await reader?.read()
      if (part?.value === undefined) break
      text += new TextDecoder().decode(part.value)
    }
    return response
  }

  async function readInvocation(url: string, id: string): Promise<Invocation> {
    return (await (await fetch(`${url}/api/invocations/${id}`)).json()) as Invocation
  }

  it('says where it is in one line, with what it found', async () => {
    const folder = newFolder()
    const { url, out } = start(folder)
    await url()
    expect(out.text).toMatch(/^AI Playground: http:\/\/localhost:\d+ · \d+ endpoints ready: .*echo/m)
  })

  it('ends on SIGTERM with 0, the unfinished answer saved', async () => {
    const folder = newFolder()
    const first = start(folder)
    const id = randomUUID()
    await invokeEcho(await first.url(), id, 'word')
    first.child.kill('SIGTERM')
    expect(await first.exited).toBe(0)
    const second = start(folder)
    const { reply } = await readInvocation(await second.url(), id)
    expect(reply.status).toBeOneOf(['done', 'failed'])
    expect(reply.choices[0]?.text).toContain('word')
  })

  it('has after kill -9 what was on the disk, marked as interrupted', async () => {
    const folder = newFolder()
    const first = start(folder)
    const id = randomUUID()
    const url = await first.url()
    await invokeEcho(url, id, 'word')
    // Saved within a second while text arrives: wait for it by asking the file's own copy of the truth.
    while (((await readInvocation(url, id)).reply.choices[0]?.text ?? '').length < 50)
      await new Promise((resume) => setTimeout(resume, 50))
    await new Promise((resume) => setTimeout(resume, 1500))
    first.child.kill('SIGKILL')
    await first.exited
    const second = start(folder)
    const { reply } = await readInvocation(await second.url(), id)
    expect(reply.status).toBe('interrupted')
    expect(reply.choices[0]?.text).toContain('word')
  })
})
