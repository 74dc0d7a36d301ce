import { createParser } from 'eventsource-parser'
import { decodeFrame, decodeItem } from '../../server/contract/runStream.ts'
import { emptyReply, reduceReply, type Reply } from '../../server/contract/reply.ts'
import type { Target } from './targets/target.ts'

/** The text of each answer in a stream that was read whole, to see that no event was lost on the way. */
export function answerTexts(target: Target, bytes: Buffer): string[] {
  return target.name === 'ours'
    ? runReplies(bytes.toString()).map((reply) => reply.choices[0]?.text ?? '')
    : [openAiText(bytes)]
}

/** What a browser would show after this run stream. */
function runReplies(stream: string): Reply[] {
  const replies: Reply[] = []
  const parser = createParser({
    maxBufferSize: 64 * 1024 * 1024,
    onEvent({ data }) {
      const items = decodeFrame(data)
      for (const item of items) {
        if ('run' in item) while (replies.length < item.invocationIds.length) replies.push(emptyReply)
        const decoded = decodeItem(item)
        if (decoded) replies[decoded.index] = reduceReply(replies[decoded.index] ?? emptyReply, decoded.event)
      }
    },
  })
  parser.feed(stream)
  return replies
}

function openAiText(bytes: Buffer): string {
  let text = ''
  const parser = createParser({
    maxBufferSize: 64 * 1024 * 1024,
    onEvent({ data }) {
      if (data === '[DONE]') return
      const chunk: { choices?: { delta?: { content?: string | null } }[] } = JSON.parse(data)
      text += chunk.choices?.[0]?.delta?.content ?? ''
    },
  })
  parser.feed(bytes.toString())
  return text
}
