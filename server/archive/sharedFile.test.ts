import { randomUUID } from 'node:crypto'
import { assert, asyncProperty, boolean, constantFrom, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SessionDocument } from '../contract/session.ts'
import type { SessionFile } from '../contract/sessionFile.ts'
import type { ShareParts } from '../contract/share.ts'
import { decodeVectorFrames } from '../contract/vectorFrame.ts'
import { invocationIdsOf } from '../store/copyDocument.ts'
import { onlyId } from '../../e2e/simulator/filledSessionFile.ts'
import { canaryFile } from './canaryFile.testing.ts'
import { checkSessionFile } from './checkSessionFile.ts'
import { htmlFile } from './html/htmlFile.ts'
import { dataOpening } from './readImport.ts'
import { sessionFiles } from './sessionFile.testing.ts'
import { createSay } from './sayText.ts'
import { sharableParts, sharedFile } from './sharedFile.ts'
import { sharedRequest } from './sharedRequest.ts'

const pages = ['compare', 'query', 'complete', 'embed', 'rerun'] as const satisfies SessionDocument['page'][]
const chosen = record({
  systemPrompt: boolean(),
  endpointNames: boolean(),
  timings: boolean(),
  votes: boolean(),
})
const everything = { systemPrompt: true, endpointNames: true, timings: true, votes: true }
const nothingOut = { withoutPanes: [], withoutTurns: [], masks: [] }

const share = async (file: SessionFile, parts: Partial<ShareParts> = {}) =>
  await sharedFile(file, { ...everything, ...nothingOut, ...parts }, randomUUID)

/** What somebody reads, and what rides inside. */
async function pageOf(file: SessionFile): Promise<{ shown: string; data: string }> {
  const [shown = '', data = ''] = (await htmlFile(file)).split(dataOpening)
  return { shown, data }
}

/** Member by member, what each part lets out; `always` whatever was chosen. */
const shownOf: Record<
  (typeof pages)[number],
  Record<'always' | 'systemPrompt' | 'endpointNames' | 'timings', string[]>
> = {
  compare: {
    always: [
      'session.title',
      'session.document.turns.prompt',
      'session.document.panes.settings.parameters.stop',
      'session.document.panes.settings.parameters.extra',
    ],
    systemPrompt: ['session.document.settings.systemPrompt', 'session.document.panes.settings.systemPrompt'],
    endpointNames: [],
    timings: [],
  },
  query: {
    always: ['session.title', 'requestBody.prompt', 'requestBody.user', 'requestBody.prompt of the user'],
    systemPrompt: ['requestBody.system', 'requestBody.instructions'],
    endpointNames: ['requestBody.model'],
    timings: [],
  },
  complete: {
    always: ['session.title', 'requestBody.prompt', 'session.document.edits.inserted'],
    systemPrompt: [],
    endpointNames: [],
    timings: [],
  },
  embed: {
    always: [
      'session.title',
      'session.document.texts.text',
      'session.document.texts.label',
      'session.document.models.prefix',
    ],
    systemPrompt: [],
    endpointNames: ['session.document.models.endpoint', 'session.document.models.extra'],
    timings: [],
  },
  rerun: {
    always: ['session.title', 'session.document.prompts.text', 'session.document.embedding.texts.text'],
    systemPrompt: [],
    endpointNames: ['session.document.panes.kept', 'session.document.panes.endpoint'],
    timings: [],
  },
}
const ofReplies: typeof shownOf.compare = {
  always: ['text', 'reasoning', 'toolCalls.name', 'toolCalls.arguments', 'toolCalls.result'].map(
    (name) => `invocations.reply.choices.${name}`,
  ),
  systemPrompt: [],
  endpointNames: ['endpoint', 'model', 'providerLabel', 'reply.served', 'reply.failure.providerMessage'].map(
    (name) => `invocations.${name}`,
  ),
  timings: [],
}
/** Numbers of these may be in the data: where the page rounds them, they are not in it as they are. */
const shownNumbers =
  /settings\.parameters\.|usage\.(?:prompt|completion)Tokens$|models\.cut$|texts\.id$|failure\.status$/
const shownTimes = /timings\.ms(?:ToFirstToken|ToLastToken|Total)$/

describe('sharedFile', () => {
  for (const page of pages)
    it(`lets out of a ${page} session what was chosen and no other word or number of any member`, async () => {
      await assert(
        asyncProperty(chosen, async (parts) => {
          const { file, paths, numbers } = canaryFile(page)
          const { shown, data } = await pageOf((await share(file, parts)).file)
          const found = (text: string) => [...paths].flatMap(([word, path]) => (text.includes(word) ? [path] : []))
          const expected = [shownOf[page], ...(page === 'embed' ? [] : [ofReplies])].flatMap((members) => [
            ...members.always,
            ...(parts.systemPrompt ? members.systemPrompt : []),
            ...(parts.endpointNames ? members.endpointNames : []),
          ])
          expect(found(shown).sort()).toEqual(expected.sort())
          // Nothing rides along that is not on the page.
          expect(found(data).filter((path) => !expected.includes(path))).toEqual([])
          const inData = [...numbers].flatMap(([number, path]) => (data.includes(String(number)) ? [path] : []))
          expect(
            inData.filter((path) => !shownNumbers.test(path) && !(parts.timings && shownTimes.test(path))),
          ).toEqual([])
          expect(data).not.toContain(onlyId)
          expect([shown.includes('Voted up'), data.includes('"votes"')]).toEqual(
            Array(2).fill(page === 'compare' && parts.votes),
          )
          expect(data).not.toContain('05:06:07')
        }),
        { numRuns: 16 },
      )
    })

  it('lets out nothing of a pane, a turn or a text that was left out', async () => {
    for (const page of pages)
      for (const without of ['withoutPanes', 'withoutTurns'] as const) {
        const { file, paths } = canaryFile(page)
        const { panes, turns } = sharableParts(file)
        const ids = (without === 'withoutPanes' ? panes : turns).map(({ id }) => id)
        const html = await htmlFile((await share(file, { [without]: ids })).file)
        const members =
          without === 'withoutPanes' ? /invocations|requestBody|panes|models/ : /turns|edits|texts|requestBody/
        const found = [...paths].flatMap(([word, path]) => (html.includes(word) && members.test(path) ? [path] : []))
        expect([page, without, found]).toEqual([page, without, []])
      }
  })

  it('is a whole session of any page, with the replies it names and no other', async () => {
    await assert(
      asyncProperty(sessionFiles, chosen, async (file, parts) => {
        const { file: shared } = await share(file, parts)
        expect(checkSessionFile(structuredClone(shared))).toEqual(shared)
        expect(new Set(invocationIdsOf(shared.session.document))).toEqual(
          new Set(shared.invocations.map(({ id }) => id)),
        )
      }),
    )
  })

  it('shows an answer without text as the JSON it came as, less what names the model where names are left out', async () => {
    const { file } = canaryFile('query')
    for (const one of file.invocations) {
      one.reply.status = 'done'
      one.reply.choices = [{ text: '', reasoning: '', toolCalls: [] }]
      one.body = '{"predictions":[{"label":"spam"}],"model":"inner-model","id":"chat-77"}'
    }
    const named = await pageOf((await share(file)).file)
    expect([named.shown.includes('spam'), named.shown.includes('inner-model')]).toEqual([true, true])
    const unnamed = await htmlFile((await share(file, { endpointNames: false })).file)
    for (const { reply } of file.invocations) reply.status = 'failed'
    expect(await htmlFile((await share(file)).file)).not.toContain('spam')
    expect([unnamed.includes('spam'), unnamed.includes('inner-model'), unnamed.includes('chat-77')]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('says in its own words why an answer failed, and takes addresses out of the provider’s', async () => {
    const { file } = canaryFile('compare')
    for (const { reply } of file.invocations)
      reply.failure = {
        kind: 'unreachable',
        message: 'Nothing answers at inner.example:8443.',
        isRetryable: true,
        providerMessage: 'upstream http://inner.example:8443/v1 at 10.0.0.7:80, gpu.inner.example:9000 said no',
      }
    const html = await htmlFile((await share(file)).file)
    expect(html).toContain('The endpoint could not be reached.')
    expect(html).toContain('upstream ••• at •••, ••• said no')
    expect(html).not.toMatch(/inner\.example|10\.0\.0\.7/)
  })

  it('masks a text wherever it stands, whatever the page', async () => {
    const secret = 'hunter2-"quoted"'
    await assert(
      asyncProperty(sessionFiles, chosen, async (file, parts) => {
        file.session.title = `About ${secret}`
        for (const one of file.invocations) {
          one.endpoint = secret
          one.requestBody = JSON.stringify({ prompt: secret })
          for (const choice of one.reply.choices) choice.text = `${secret}${secret}`
        }
        const { file: shared, texts } = await share(file, { ...parts, masks: [secret] })
        expect(texts.filter((text) => text.includes('hunter2'))).toEqual([])
        expect(await htmlFile(shared)).not.toContain('hunter2')
      }),
    )
  })

  it('masks every member it lets out', async () => {
    await assert(
      asyncProperty(constantFrom(...pages), async (page) => {
        const { file, paths } = canaryFile(page)
        const html = await htmlFile((await share(file, { masks: [...paths.keys()] })).file)
        expect([...paths].flatMap(([word, path]) => (html.includes(word) ? [path] : []))).toEqual([])
      }),
      { numRuns: 8 },
    )
  })

  it('masks what only Markdown puts together, and a text that looks like an id', async () => {
    const { file } = canaryFile('compare')
    const key = 'sk-abcdef0123456789abcd'
    for (const { reply } of file.invocations)
      reply.choices = [{ text: 'It is sk-abcdef[0123456789](https://ok.example)abcd.', reasoning: '', toolCalls: [] }]
    if (file.session.document.page === 'compare') for (const turn of file.session.document.turns) turn.prompt = onlyId
    const html = await htmlFile((await share(file, { masks: [key, onlyId] })).file)
    expect(html).not.toMatch(/abcdef|0123456789/)
    expect(html).not.toContain(onlyId)
  })

  it('has no vector of a text in which something was masked', async () => {
    const { file, paths } = canaryFile('embed')
    const vectorsOf = ({ vectors }: SessionFile) =>
      vectors.flatMap(({ frames }) => decodeVectorFrames(Buffer.from(frames, 'base64')).map(({ header }) => header))
    const [plain] = vectorsOf((await share(file)).file)
    expect(plain).toEqual({ invocationId: null, textIds: [7], dimensions: [2] })
    const word = [...paths].find(([, path]) => path === 'session.document.texts.text')?.[0] ?? ''
    expect(vectorsOf((await share(file, { masks: [word] })).file)).toEqual([])
  })
})

describe('a request that others see', () => {
  const parts = { ...everything, ...nothingOut }
  const say = createSay([])

  it('is as it was written where nothing is left out', () => {
    const body = '{ "model": "m",\n "temperature": 1.0, "messages": [{"role": "system"}] }'
    expect(sharedRequest(body, { parts, say })).toBe(body)
    expect(sharedRequest('no JSON', { parts, say })).toBe('no JSON')
  })

  it('has no system prompt of any dialect where that is left out, at any depth', () => {
    const body = {
      system: 'Be secret',
      instructions: 'Be secret',
      input: [
        { role: 'developer', content: 'Be secret' },
        { role: 'user', content: 'Hi' },
      ],
      nested: {
        messages: [
          { role: 'system', content: 'Be secret' },
          { role: 'user', content: 'Hi' },
        ],
        system: 'Be secret',
      },
      models: ['m'],
    }
    const without = { ...parts, systemPrompt: false }
    expect(JSON.parse(sharedRequest(JSON.stringify(body), { parts: without, say }))).toEqual({
      input: [{ role: 'user', content: 'Hi' }],
      nested: { messages: [{ role: 'user', content: 'Hi' }] },
      models: ['m'],
    })
    expect(sharedRequest('{"system": "Be secret"', { parts: without, say })).toBe('')
    expect(sharedRequest('['.repeat(1_000_000), { parts: without, say })).toBe('')
  })

  it('names no model where names are left out', () => {
    const without = { ...parts, endpointNames: false }
    const body = JSON.stringify({ model: 'm', models: ['n'], messages: [{ role: 'user', content: 'Hi' }] })
    expect(sharedRequest(body, { parts: without, say })).toBe('{"messages":[{"role":"user","content":"Hi"}]}')
  })
})
