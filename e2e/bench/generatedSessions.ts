import { randomUUID } from 'node:crypto'
import type { CompareDocument, SessionDocument } from '../../server/contract/session.ts'
import type { FileInvocation, SessionFile } from '../../server/contract/sessionFile.ts'

/** What a playground looks like after some years: told apart by nothing but their words, as people's sessions are. */
export const endpointNames = Array.from({ length: 24 }, (_, index) => `model-${String.fromCharCode(97 + index)}`)
/** Stands in one reply of one session. */
export const rareWord = 'zebrafinch'
export const commonPhrase = ['the', 'answer', 'is'] as const

const wordsInVocabulary = 30_000
const letters = 'etaoinshrdlucmfwypvbgkjqxz'

/** The same sequence in every run. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function createWords(random: () => number): (count: number) => string {
  const vocabulary = [...commonPhrase, ...Array.from({ length: wordsInVocabulary }, () => makeWord(random))]
  // As in any language: few words make up most of a text.
  const word = () => vocabulary[Math.floor(Math.exp(random() * Math.log(vocabulary.length))) - 1] ?? 'the'
  return (count) => Array.from({ length: count }, word).join(' ')
}

export function generatedWords(): (count: number) => string {
  return createWords(createRandom(6))
}

export function generateSessions(): (index: number) => SessionFile {
  const random = createRandom(6)
  const words = createWords(random)
  const between = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))

  return (index) => {
    const paneCount = between(1, 4)
    const panes = Array.from({ length: paneCount }, (_, hue) => ({
      id: randomUUID(),
      endpoint: endpointNames[between(0, endpointNames.length - 1)] ?? '',
      isSynced: true,
      settings: { systemPrompt: '', parameters: {} },
      draft: '',
      hue,
    }))
    const invocations: FileInvocation[] = []
    const ask = (endpoint: string, text: string) => {
      const isFailed = random() < 0.01
      const one = generatedInvocation(endpoint, { asked: text, text: words(between(100, 400)), isFailed })
      invocations.push(one)
      return one.id
    }
    const turns: CompareDocument['turns'] = Array.from({ length: between(1, 5) }, () => {
      const prompt = words(between(8, 60))
      return {
        id: randomUUID(),
        prompt,
        attempts: Object.fromEntries(panes.map((pane) => [pane.id, [ask(pane.endpoint, prompt)]])),
      }
    })
    const settings = { systemPrompt: words(30), parameters: {} }
    const [first] = invocations
    if (index === 7 && first !== undefined) first.reply.choices[0] = choiceOf(`${words(200)} ${rareWord} ${words(20)}`)
    const document: SessionDocument =
      index % 5 === 4
        ? queryOf(panes, invocations, words)
        : { page: 'compare', panes, settings, turns, setAside: [], draft: index % 9 === 0 ? words(12) : '' }
    const at = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString()
    return {
      format: 'ai-playground-session',
      version: 1,
      exportedAt: at,
      session: { title: words(between(2, 8)), createdAt: at, updatedAt: at, document },
      invocations,
      vectors: [],
      leftOut: [],
    }
  }
}

function queryOf(
  panes: { id: string; endpoint: string; hue: number }[],
  invocations: FileInvocation[],
  words: (count: number) => string,
): SessionDocument {
  const [pane] = panes
  return {
    page: 'query',
    text: JSON.stringify({ messages: [{ role: 'user', content: words(40) }], temperature: 0.2 }, undefined, 2),
    panes: panes.map(({ id, endpoint, hue }) => ({ id, endpoint, hue })),
    sends: [{ id: randomUUID(), invocations: { [pane?.id ?? '']: invocations.map(({ id }) => id) } }],
  }
}

export function generatedInvocation(
  endpoint: string,
  { asked, text, isFailed = false }: { asked: string; text: string; isFailed?: boolean },
): FileInvocation {
  const failure = { kind: 'rate-limited' as const, message: 'The upstream asks to wait.', isRetryable: true }
  return {
    id: randomUUID(),
    runId: randomUUID(),
    endpoint,
    model: endpoint,
    servedModel: endpoint,
    providerLabel: 'Simulator',
    task: 'llm/v1/chat',
    startedAt: '2026-01-01T00:00:00.000Z',
    requestBody: JSON.stringify({ messages: [{ role: 'user', content: asked }] }),
    request: null,
    response: { status: isFailed ? 429 : 200, headers: {} },
    reply: {
      status: isFailed ? 'failed' : 'done',
      choices: [choiceOf(isFailed ? '' : text)],
      ahead: 0,
      ...(isFailed && { failure }),
    },
    events: [],
    eventsOmitted: 0,
    body: null,
    remark: null,
  }
}

function choiceOf(text: string) {
  return { text, reasoning: '', toolCalls: [], finishReason: 'stop' }
}

function makeWord(random: () => number): string {
  const letter = () => letters[Math.floor(random() ** 2 * letters.length)] ?? 'e'
  return Array.from({ length: 2 + Math.floor(random() * 9) }, letter).join('')
}
