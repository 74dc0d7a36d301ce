import { endOfValue, readArrayAt, readObjectAt } from '../../contract/jsonText.ts'

/**
 * The events of one stream differ in a string or two: `data: {…,"delta":{"content":"` varies `"},…}`. An event that is a
 * known one in all but those strings needs no parsing to be known as harmless, and this is exact: what stands between
 * the same bytes is one JSON string, and these strings change nothing in what an event means to us. Comparing takes a
 * tenth of the time that parsing takes.
 *
 * Events are Latin-1 strings, one character a byte: no decoding, and no character is ever cut.
 */
export interface EventTemplates {
  /** Whether `events`, from `start` up to the line break at `newline`, is an event as they were learned. */
  know(events: string, start: number, newline: number): boolean
  /** `json`: of an event that is passed on as it came. */
  learn(json: Uint8Array): void
  forget(): void
}

/** As many shapes as a stream mixes: text, reasoning, a few tool calls. */
const maxTemplates = 6
/** A stream whose every event is unlike the one before (log probabilities) is not learned for ever. */
const maxLearnings = 200
/** Nor is a short one: its first events differ (who speaks), and learning costs as much as reading one. */
const minUnknown = 2

/** `isHarmless`: whether a varying string may go out as it is. */
export function createEventTemplates(isHarmless: (text: string) => boolean): EventTemplates {
  let templates: EventTemplate[] = []
  let learnings = 0
  return {
    know(events, start, newline) {
      for (let index = 0; index < templates.length; index++) {
        const template = templates[index]
        if (template?.matches(events, start, newline, isHarmless) !== true) continue
        if (index > 0) {
          templates.splice(index, 1)
          templates.unshift(template)
        }
        return true
      }
      return false
    },
    learn(json) {
      if (learnings++ < minUnknown || learnings > maxLearnings) return
      const template = learnTemplate(json)
      if (template !== undefined) templates = [template, ...templates].slice(0, maxTemplates)
    },
    forget() {
      templates = []
    },
  }
}

interface EventTemplate {
  matches(events: string, start: number, newline: number, isHarmless: (text: string) => boolean): boolean
}

const varying: ReadonlySet<string> = new Set([
  'content',
  'text',
  'reasoning_content',
  'reasoning',
  'thinking',
  'refusal',
  'arguments',
  // OpenAI pads each chunk to hide its length.
  'obfuscation',
])

const maxLearned = 8 * 1024
const maxDepth = 16

/** Undefined where nothing in it varies. */
function learnTemplate(json: Uint8Array): EventTemplate | undefined {
  if (json.length > maxLearned) return undefined
  const holes: { start: number; end: number }[] = []
  findHoles(json, 0, '', 0, holes)
  if (holes.length === 0) return undefined
  const text = Buffer.from(json.buffer, json.byteOffset, json.length).toString('latin1')
  const fixed: string[] = []
  let from = 0
  for (const { start, end } of holes) {
    // The quotes belong to what is fixed.
    fixed.push(text.slice(from, start + 1))
    from = end - 1
  }
  const head = `data: ${fixed[0]}`
  const rest = [...fixed.slice(1), text.slice(from)]
  return {
    matches(events, start, newline, isHarmless) {
      // A substring is a view, and comparing two strings one call: three times as fast as startsWith.
      let at = start + head.length
      if (events.substring(start, at) !== head) return false
      for (const part of rest) {
        const end = closingQuote(events, at)
        if (end === -1 || end >= newline || events.substring(end, end + part.length) !== part) return false
        if (end - at >= minChecked && !isHarmless(events.substring(at, end))) return false
        at = end + part.length
      }
      return at === newline
    },
  }
}

/** A shorter string holds no secret. */
const minChecked = 8

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at > from && text.charCodeAt(at - 1) === backslash) {
    let before = at - 2
    while (before >= from && text.charCodeAt(before) === backslash) before--
    if ((at - 1 - before) % 2 === 0) return at
    at = text.indexOf('"', at + 1)
  }
  return at
}

const backslash = 0x5c

function findHoles(
  json: Uint8Array,
  start: number,
  name: string,
  depth: number,
  holes: { start: number; end: number }[],
): void {
  if (depth > maxDepth) return
  const first = json[start]
  if (first === 0x22) {
    if (varying.has(name)) holes.push({ start, end: endOfValue(json, start) })
  } else if (first === 0x7b)
    for (const member of readObjectAt(json, start).members)
      findHoles(json, member.valueStart, member.name, depth + 1, holes)
  else if (first === 0x5b)
    for (const item of readArrayAt(json, start)) findHoles(json, item.start, '', depth + 1, holes)
}
