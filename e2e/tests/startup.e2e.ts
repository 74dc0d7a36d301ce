import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '../fixture.ts'
import { root, startChild } from '../process/child.ts'
import { listEndpoints } from '../process/playgroundProcess.ts'

/** What a wrong start says: one sentence and an exit code, never a stack. */
async function failToStart(options: {
  env?: Record<string, string>
  yaml?: string
  dataFolder?: string
}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'startup-'))
  if (options.yaml !== undefined) writeFileSync(join(folder, 'playground.yaml'), options.yaml)
  const env = {
    AI_PLAYGROUND_DATA: options.dataFolder ?? join(folder, 'data'),
    AI_PLAYGROUND_OFFLINE: '1',
    PORT: '0',
    ...options.env,
  }
  try {
    const child = await startChild(join(root, 'server/start.js'), [], {
      cwd: folder,
      env,
      ready: /AI Playground: http:/,
    })
    await child.stop('SIGKILL')
  } catch (error) {
    const message = String(error)
    expect(message).toMatch(/ended with [1-9]/)
    expect(message.replace(/^.*before it was ready:\s*/s, '')).not.toMatch(/^\s+at /m)
    return message
  }
  throw new Error('it started')
}

test.describe('a wrong start', () => {
  test('on a port that is in use names the port', async ({ playground }) => {
    expect(await failToStart({ env: { PORT: String(playground.port) } })).toContain(String(playground.port))
  })

  for (const host of ['0.0.0.0', '::', '0', '192.168.1.5', '', 'example.com'])
    test(`on the address "${host}" is refused with the reason`, async () => {
      expect(await failToStart({ env: { HOST: host } })).toMatch(/HOST is .*this machine only/s)
    })

  for (const [what, yaml, words] of [
    ['a wrong key', 'endpoints:\n  - name: a\n    served_entitys: []\n', /playground\.yaml.*served_entitys/s],
    ['a wrong type', 'endpoints: 7\n', /playground\.yaml.*endpoints/s],
    ['a wrong indentation', 'endpoints:\n  - name: a\n   served_entities: []\n', /playground\.yaml.*(line )?3/s],
  ] as const)
    test(`with ${what} in playground.yaml names line and key`, async () => {
      expect(await failToStart({ yaml })).toMatch(words)
    })

  test('with a data folder that is a file, or cannot be written, says so', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'startup-')), 'file')
    writeFileSync(file, '')
    expect(await failToStart({ dataFolder: file })).toContain(file)
    expect(await failToStart({ dataFolder: '/proc/no-such-folder' })).toContain('/proc/no-such-folder')
  })

  test('with the data folder of another server says so', async ({ playground }) => {
    expect(await failToStart({ dataFolder: playground.dataFolder })).toMatch(/another .* using the data folder/i)
  })

  test('with a database of a newer version refuses and leaves it alone', async ({ start }) => {
    const first = await start()
    await first.stop()
    const file = join(first.dataFolder, 'playground.db')
    const database = new DatabaseSync(file)
    database.exec("insert into migrations (version, name, at) values (9999, 'later', '2099-01-01')")
    database.close()
    expect(await failToStart({ dataFolder: first.dataFolder })).toMatch(/newer/i)
  })
})

test('endpoints from playground.yaml and the environment say where they came from', async ({ start, simulator }) => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'playground-'))
  const yaml = `endpoints:
  - name: from-yaml
    config:
      served_entities:
        - external_model:
            name: fast
            provider: custom
            task: llm/v1/chat
            custom_provider_config:
              custom_provider_url: ${simulator.url}/v1
`
  writeFileSync(join(dataFolder, 'playground.yaml'), yaml)
  const { endpoints } = await listEndpoints(await start({ dataFolder }))
  const found = endpoints.find(({ name }) => name === 'from-yaml')
  expect(found).toMatchObject({ source: 'playground.yaml', model: 'fast' })
})
