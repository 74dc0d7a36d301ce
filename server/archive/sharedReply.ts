import type { Choice, Reply } from '../contract/reply.ts'
import type { FileInvocation } from '../contract/sessionFile.ts'
import type { ShareParts } from '../contract/share.ts'
import type { Say } from './sayText.ts'
import { sharedFailure } from './sharedFailure.ts'
import { showsBody } from './sessionView.ts'

interface Sharing {
  parts: ShareParts
  say: Say
  /** The page shows bodies of answers. */
  hasBodies: boolean
}

/** What an endpoint answered, as the page shows it: its text, and its body where it has none. */
export function sharedReply(
  { reply, body }: FileInvocation,
  { parts, say, hasBodies }: Sharing,
): Pick<FileInvocation, 'reply' | 'body'> {
  const { endpointNames, timings } = parts
  return {
    reply: {
      status: reply.status,
      choices: choicesOf(reply, say),
      ahead: 0,
      ...usageOf(reply),
      ...(timings ? timingsOf(reply) : {}),
      ...(endpointNames && reply.served !== undefined ? { served: say(reply.served) } : {}),
      ...(reply.failure === undefined || reply.status !== 'failed'
        ? {}
        : { failure: sharedFailure(reply.failure, { say, isNamed: endpointNames }) }),
    },
    body: hasBodies && body !== null && showsBody(reply) ? say(endpointNames ? body : withoutNames(body)) : null,
  }
}

function choicesOf({ choices, status }: Reply, say: Say): Choice[] {
  const isEndShown = status === 'done' || choices.length > 1
  return choices.map(({ text, reasoning, toolCalls, finishReason }) => ({
    text: say.markdown(text),
    reasoning: say(reasoning),
    toolCalls: toolCalls.map((call, index) => ({
      id: `call_${index + 1}`,
      name: say(call.name),
      arguments: say(call.arguments),
      ...(call.result === undefined ? {} : { result: say(call.result) }),
    })),
    ...(finishReason === undefined || !isEndShown ? {} : { finishReason: say(finishReason) }),
  }))
}

/** The counts the page shows. */
function usageOf({ usage }: Reply): Pick<Reply, 'usage'> {
  if (usage === undefined) return {}
  const { promptTokens, completionTokens } = usage
  return {
    usage: {
      ...(promptTokens === undefined ? {} : { promptTokens }),
      ...(completionTokens === undefined ? {} : { completionTokens }),
    },
  }
}

/** The times the page shows. */
function timingsOf({ timings }: Reply): Pick<Reply, 'timings'> {
  if (timings === undefined) return {}
  const { msToFirstToken, msToLastToken, msTotal } = timings
  return {
    timings: {
      msInLine: 0,
      ...(msToFirstToken === undefined ? {} : { msToFirstToken }),
      ...(msToLastToken === undefined ? {} : { msToLastToken }),
      msTotal,
    },
  }
}

/** Of an answer's body the members that hold results: the others name the model, or the one who asked. */
function withoutNames(body: string): string {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return ''
    return JSON.stringify(Object.fromEntries(Object.entries(value).filter(([name]) => results.has(name))))
  } catch {
    // What cannot be read cannot be looked through either.
    return ''
  }
}

const results = new Set(['predictions', 'outputs', 'output', 'data', 'embeddings', 'results', 'scores', 'choices'])
