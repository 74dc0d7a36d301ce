/**
 * The text of a stream's event without parsing it.
 *
 * Nearly all events of an answer differ in their text only. One that begins and ends with the same characters as a known
 * one, with nothing between that ends a JSON string or needs unescaping, is that event with another text, and this is
 * exact. Parsing them is otherwise two thirds of what a fast stream costs.
 */
export interface TextTemplate {
  /** Undefined: unlike the known one; it has to be parsed. */
  textIn(data: string): string | undefined
  learn(data: string, value: unknown): void
}

/** The first events differ (who speaks), and a stream whose every event is unlike the last is not learned for ever. */
const minUnknown = 2
const maxLearnings = 50

export function createTextTemplate(): TextTemplate {
  let before = ''
  let after = ''
  let isKnown = false
  let learnings = 0
  return {
    textIn(data) {
      if (!isKnown || data.length < before.length + after.length) return undefined
      const end = data.length - after.length
      // Comparing two strings is one call, three times as fast as startsWith.
      if (data.slice(0, before.length) !== before || data.slice(end) !== after) return undefined
      const text = data.slice(before.length, end)
      return needsParsing.test(text) ? undefined : text
    },
    learn(data, value) {
      if (learnings >= maxLearnings || learnings++ < minUnknown) return
      const content = contentAlone(value)
      if (content === undefined) return
      const [name, ...more] = [...data.matchAll(contentName)]
      // Named once, so it is this one.
      if (name === undefined || more.length > 0) return
      const start = name.index + name[0].length
      if (data.slice(start, start + content.length + 1) !== `${content}"`) return
      before = data.slice(0, start)
      after = data.slice(start + content.length)
      isKnown = true
    },
  }
}

// oxlint-disable-next-line no-control-regex -- what JSON forbids inside a string
const needsParsing = /["\\\u0000-\u001f]/
const contentName = /"content"\s*:\s*"/g

/** The text of an event that says nothing else; undefined for any other. */
function contentAlone(value: unknown): string | undefined {
  if (!isFields(value) || isFields(value.usage) || isFields(value.x_groq) || value.error) return undefined
  const choices = value.choices
  if (!Array.isArray(choices) || choices.length !== 1) return undefined
  const choice: unknown = choices[0]
  if (!isFields(choice) || !isFields(choice.delta)) return undefined
  if ((choice.index ?? 0) !== 0 || choice.finish_reason || choice.text || choice.message) return undefined
  const { content, role: _, ...rest } = choice.delta
  if (Object.values(rest).some(Boolean)) return undefined
  return typeof content === 'string' && !needsParsing.test(content) ? content : undefined
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
