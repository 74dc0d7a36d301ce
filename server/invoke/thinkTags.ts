export interface ThinkTags {
  push(text: string): void
  /** What was held back, at the end of the answer. */
  flush(): void
}

const openTag = '<think>'
const closeTag = '</think>'

/**
 * Models without a field for it write their reasoning as `<think>…</think>` before the answer. Only there: further on
 * the tag is text a model writes about. A tag cut between two chunks is held back until it is one or is none.
 */
export function createThinkTags(onText: (text: string) => void, onReasoning: (text: string) => void): ThinkTags {
  let mode: 'start' | 'thinking' | 'text' = 'start'
  let held = ''

  function push(text: string): void {
    if (mode === 'text') return onText(text)
    held += text
    if (mode === 'start') {
      const trimmed = held.trimStart()
      if (openTag.startsWith(trimmed)) {
        if (trimmed !== openTag) return
      } else if (!trimmed.startsWith(openTag)) {
        mode = 'text'
        return release(onText)
      }
      mode = 'thinking'
      held = trimmed.slice(openTag.length)
    }
    const close = held.indexOf(closeTag)
    if (close !== -1) {
      const reasoning = held.slice(0, close)
      const answer = held.slice(close + closeTag.length)
      held = ''
      mode = 'text'
      if (reasoning !== '') onReasoning(reasoning)
      if (answer !== '') onText(answer)
      return
    }
    const keep = lengthOfBegunTag(held)
    const reasoning = held.slice(0, held.length - keep)
    held = held.slice(held.length - keep)
    if (reasoning !== '') onReasoning(reasoning)
  }

  function release(take: (text: string) => void): void {
    const rest = held
    held = ''
    if (rest !== '') take(rest)
  }

  return { push, flush: () => release(mode === 'thinking' ? onReasoning : onText) }
}

function lengthOfBegunTag(text: string): number {
  for (let length = Math.min(closeTag.length - 1, text.length); length > 0; length--)
    if (text.endsWith(closeTag.slice(0, length))) return length
  return 0
}
