import type { Reply } from '../../../server/contract/reply.ts'

/** How a reply ended, where that was not by itself. */
export function EndNote({ reply }: { reply: Reply }) {
  const words = endWords(reply)
  return words ? <p className="text-note text-warn">{words}</p> : null
}

export function endWords({ status, choices }: Reply): string | undefined {
  switch (status) {
    case 'stopped':
      return 'Stopped.'
    case 'interrupted':
      return 'Interrupted: the server went away while this was arriving.'
    case 'done':
      return finishWords(choices[0]?.finishReason, choices[0]?.text === '')
    default:
      return undefined
  }
}

/** `stop` and its kin need no word; an unknown reason is shown as the upstream put it. */
function finishWords(reason: string | undefined, isEmpty: boolean): string | undefined {
  switch (reason) {
    case 'length':
    case 'max_tokens':
      return 'Cut: the token limit was reached. Raise Max tokens for more.'
    case 'content_filter':
      return 'Ended by the provider’s content filter.'
    case 'refusal':
      return 'The model refused.'
    case undefined:
    case 'stop':
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_calls':
    case 'eos':
      return isEmpty && reason !== 'tool_calls' ? 'The answer is empty.' : undefined
    default:
      return `Ended: ${reason}.`
  }
}
