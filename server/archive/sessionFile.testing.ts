import { randomUUID } from 'node:crypto'
import { array, boolean, constantFrom, double, integer, option, record, string, uuid, type Arbitrary } from 'fast-check'
import type { SessionDocument } from '../contract/session.ts'
import type { FileInvocation, SessionFile } from '../contract/sessionFile.ts'
import { encodeVectorFrame } from '../contract/vectorFrame.ts'

const text = string({ unit: 'binary', maxLength: 30 })
const ms = double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0)
const hue = integer({ min: 0, max: 7 })
const moment = integer({ min: 0, max: 4e12 }).map((value) => new Date(value).toISOString())
const strictRequired = { noNullPrototype: true } as const

const reply: Arbitrary<FileInvocation['reply']> = record(
  {
    status: constantFrom('done', 'stopped', 'failed', 'interrupted'),
    choices: array(
      record(
        {
          text,
          reasoning: text,
          toolCalls: array(
            record(
              { id: text, name: text, arguments: text, result: text },
              { requiredKeys: ['id', 'name', 'arguments'] },
            ),
            {
              maxLength: 2,
            },
          ),
        },
        strictRequired,
      ),
      { minLength: 1, maxLength: 3 },
    ),
    ahead: integer({ min: 0, max: 9 }),
    httpStatus: integer({ min: 100, max: 599 }),
    usage: record(
      { promptTokens: integer({ min: 0, max: 1e6 }), completionTokens: integer({ min: 0, max: 1e6 }) },
      strictRequired,
    ),
    timings: record({ msInLine: ms, msToFirstToken: ms, msTotal: ms }, strictRequired),
    failure: record(
      { kind: constantFrom('rate-limited', 'answer-cut'), message: text, isRetryable: boolean() },
      strictRequired,
    ),
  },
  { requiredKeys: ['status', 'choices', 'ahead'], ...strictRequired },
)

const invocation: Arbitrary<FileInvocation> = record(
  {
    id: uuid(),
    runId: uuid(),
    endpoint: text,
    model: text,
    servedModel: text,
    providerLabel: text,
    task: constantFrom('llm/v1/chat', 'llm/v1/completions', 'llm/v1/embeddings', 'custom'),
    startedAt: moment,
    requestBody: text,
    request: option(
      record(
        { method: text, url: text, headers: record({ accept: text }, strictRequired), body: text },
        strictRequired,
      ),
    ),
    response: option(
      record(
        { status: integer({ min: 100, max: 599 }), headers: record({ 'content-type': text }, strictRequired) },
        strictRequired,
      ),
    ),
    reply,
    events: array(record({ atMs: ms, data: text }, strictRequired), { maxLength: 3 }),
    eventsOmitted: integer({ min: 0, max: 5 }),
    body: option(text),
    remark: option(text),
  },
  strictRequired,
)

/** A whole session of any page, with replies it names and vectors. */
export const sessionFiles: Arbitrary<SessionFile> = record({
  title: text,
  at: moment,
  page: constantFrom('compare', 'query', 'complete', 'embed', 'rerun'),
  invocations: array(invocation, { maxLength: 4 }),
  texts: array(text, { minLength: 1, maxLength: 4 }),
  hue,
  prompt: text,
}).map(({ title, at, page, invocations, texts, hue, prompt }) => {
  const own = invocations.map((one) => ({ ...one, id: randomUUID(), runId: randomUUID() }))
  const ids = own.map(({ id }) => id)
  const vectorsId = randomUUID()
  const frames = Buffer.from(
    encodeVectorFrame({
      header: { invocationId: ids[0] ?? null, textIds: texts.map((_, index) => index), dimensions: texts.map(() => 2) },
      values: Float32Array.from(texts.flatMap(({ length }) => [length, Math.fround(0.1)])),
    }),
  ).toString('base64')
  return {
    format: 'ai-playground-session',
    version: 1,
    exportedAt: at,
    session: {
      title,
      createdAt: at,
      updatedAt: at,
      document: documentOf(page, { ids, texts, hue, prompt, vectorsId }),
    },
    invocations: page === 'embed' ? own.slice(0, 1) : own,
    vectors: page === 'embed' || (page === 'rerun' && ids.length === 0) ? [{ vectorsId, frames }] : [],
    leftOut: [],
  }
})

interface Parts {
  ids: string[]
  texts: string[]
  hue: number
  prompt: string
  vectorsId: string
}

function documentOf(page: SessionDocument['page'], { ids, texts, hue, prompt, vectorsId }: Parts): SessionDocument {
  const paneId = randomUUID()
  const settings = { systemPrompt: texts[0] ?? '', parameters: { temperature: 0.5, stop: texts } }
  switch (page) {
    case 'compare':
      return {
        page,
        panes: [{ id: paneId, endpoint: prompt, isSynced: true, settings, draft: prompt, hue }],
        settings,
        turns: texts.map((text, index) => ({
          id: randomUUID(),
          prompt: text,
          attempts: index === 0 ? { [paneId]: ids } : {},
          ...(index === 0 && ids.length > 0 ? { shown: { [paneId]: 0 } } : {}),
        })),
        setAside: [[{ id: randomUUID(), prompt, attempts: { [paneId]: ids.slice(1) }, place: 0 }]],
        draft: prompt,
        ...(ids.length > 1 && { votes: { [ids[0] ?? '']: 'up' as const, [ids[1] ?? '']: 'down' as const } }),
      }
    case 'query':
      return {
        page,
        text: prompt,
        panes: [{ id: paneId, endpoint: prompt, hue }],
        sends: [{ id: randomUUID(), invocations: { [paneId]: ids } }],
      }
    case 'complete': {
      const edits = texts.map((text) => ({ id: randomUUID(), at: 0, removed: 0, inserted: text }))
      return {
        page,
        panes: [{ id: paneId, endpoint: prompt, hue }],
        parameters: { n: 2, logit_bias: prompt },
        fillsIn: false,
        edits: edits.map((edit, index) => {
          const from = ids[index]
          const written = { ...edit, parent: edits[index - 1]?.id ?? null }
          return from === undefined ? written : { ...written, from: { invocationId: from, choice: 0, hue } }
        }),
        current: edits.at(-1)?.id ?? null,
        visited: { root: edits[0]?.id ?? randomUUID() },
        sends: [
          {
            id: randomUUID(),
            kind: 'continue',
            edit: edits[0]?.id ?? null,
            caret: 0,
            hasSuffix: false,
            echoes: false,
            asksProbabilities: true,
            invocations: { [paneId]: ids },
          },
        ],
      }
    }
    case 'rerun':
      return {
        page,
        baseline: { sessionId: randomUUID(), title: prompt.slice(0, 300), page: 'compare' },
        panes: [{ id: paneId, kept: prompt.slice(0, 300), endpoint: prompt.slice(0, 300), hue }],
        prompts: [{ id: vectorsId, text: prompt }],
        requests: ids.slice(0, 1).map((kept) => ({
          id: randomUUID(),
          paneId,
          promptId: vectorsId,
          kept,
          repeats: ids.slice(1),
        })),
        ...(ids.length === 0 && {
          embedding: {
            texts: texts.map((text, id) => ({ id, text })),
            models: [{ paneId, prefix: prompt, extra: '', kept: vectorsId, repeats: [] }],
            neighbours: 5,
            batchSize: 32,
          },
        }),
        remarks: texts,
        repeats: 3,
        atOnce: 1,
      }
    case 'embed':
      return {
        page,
        texts: texts.map((text, id) => ({ id, text })),
        models: [{ id: paneId, endpoint: prompt, hue, prefix: '', extra: '', vectorsId, isNormalised: false }],
        metric: 'cosine',
        tolerance: 0.001,
        neighbours: 5,
        batchSize: 32,
        query: prompt,
      }
  }
}
