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
  /** Where the event ends that begins at `start`, its empty line included; -1 where it is not as they were learned. */
  endOf(events: string, start: number): number
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
    endOf(events, start) {
      for (let index = 0; index < templates.length; index++) {
        const template = templates[index]
        const end = template === undefined ? -1 : endOfEvent(template, events, start, isHarmless)
        if (template === undefined || end === -1) continue
        if (index > 0) {
          templates.splice(index, 1)
          templates.unshift(template)
        }
        return end
      }
      return -1
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

/** What stands before the first varying string, between two, and after the last; their quotes included. */
type EventTemplate = string[]

/** A substring is a view, and comparing two strings one call: three times as fast as startsWith. */
function endOfEvent(
  template: EventTemplate,
  events: string,
  start: number,
  isHarmless: (text: string) => boolean,
): number {
  let at = start
  for (let index = 0; index < template.length; index++) {
    const part = template[index] ?? ''
    if (index > 0) {
      const end = closingQuote(events, at)
      if (end === -1 || (end - at >= minChecked && !isHarmless(events.substring(at, end)))) return -1
      at = end
    }
    if (events.substring(at, at + part.length) !== part) return -1
    at += part.length
  }
  return at
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
  const template: string[] = []
  let from = 0
  for (const { start, end } of holes) {
    template.push(text.slice(from, start + 1))
    from = end - 1
  }
  template.push(`${text.slice(from)}\n\n`)
  template[0] = `data: ${template[0]}`
  return template
}

/** A shorter string holds no secret. */
const minChecked = 8

/** The quote that ends the string; -1 where none does, or a line break comes first. */
function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) return at
    if (code === backslash) at++
    else if (code < 0x20) return -1
  }
  return -1
}

const quote = 0x22
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
