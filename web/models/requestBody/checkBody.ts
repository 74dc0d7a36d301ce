import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import type { Task } from '../../../server/contract/task.ts'
import { bodyFields, taskOfKeys, type BodyField, type JsonType } from './bodyFields.ts'

/** Something to say about a place in the body. Nothing here keeps it from being sent. */
export interface Finding {
  /** Offsets in the text, in UTF-16 units. */
  from: number
  to: number
  line: number
  /** `error`: no JSON. `warning`: an endpoint may refuse it. `note`: unknown, sent as written. */
  severity: 'error' | 'warning' | 'note'
  message: string
  /** The field it is about, where it is one of the body's own. */
  field?: string
}

interface CheckOptions {
  /** The task the chosen endpoints have; absent: what the body itself says. */
  task?: Task
  /** Whether one of the endpoints is OpenAI itself, which knows no fields but its own. */
  isForOpenAi?: boolean
}

/** A body longer than this is looked at once it was sent: a check at every pause would be felt. */
export const maxCheckedLength = 2_000_000

/** In the order of the text; at most 200. */
export function checkBody(text: string, { task, isForOpenAi = false }: CheckOptions = {}): Finding[] {
  if (text.trim() === '' || text.length > maxCheckedLength || isTooDeep(text)) return []
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const lineOf = lineCounter(text)
  const findings: Finding[] = errors.slice(0, 20).map(({ error, offset, length }) => ({
    from: offset,
    to: offset + Math.max(length, 1),
    line: lineOf(offset),
    severity: 'error',
    message: syntaxWords(printParseErrorCode(error)),
  }))
  if (root === undefined) return findings
  if (root.type !== 'object')
    return [...findings, finding(root, lineOf, 'warning', 'An endpoint takes a JSON object: { … }.')]
  const bodyTask = task ?? taskOfKeys(keysOf(root))
  if (bodyTask === undefined) {
    if (errors.length === 0)
      findings.push(
        finding(
          root,
          lineOf,
          'warning',
          'There is no messages, prompt, input or dataframe in it: no task is known that takes this.',
        ),
      )
    return findings
  }
  checkObject(root, bodyFields[bodyTask], { findings, lineOf, isForOpenAi, isTop: true })
  return findings.toSorted((one, other) => one.from - other.from).slice(0, 200)
}

function keysOf(object: Node): string[] {
  return (object.children ?? []).map(({ children }) => String(children?.[0]?.value ?? ''))
}

interface Context {
  findings: Finding[]
  lineOf: (offset: number) => number
  isForOpenAi: boolean
  isTop: boolean
}

function checkObject(object: Node, fields: BodyField[], context: Context): void {
  const { findings, lineOf, isForOpenAi, isTop } = context
  const seen = new Set<string>()
  for (const property of object.children ?? []) {
    const [key, value] = property.children ?? []
    if (key === undefined) continue
    const name = String(key.value)
    if (seen.has(name))
      findings.push(
        finding(
          key,
          lineOf,
          'warning',
          `${name} stands twice; most servers take the last one.`,
          isTop ? name : undefined,
        ),
      )
    seen.add(name)
    const field = fields.find((known) => known.name === name)
    if (field === undefined) {
      if (isTop)
        findings.push(
          finding(
            key,
            lineOf,
            'note',
            `${name} is not a known field${nearest(name, fields)}. It is sent as written.`,
            name,
          ),
        )
      continue
    }
    if (field.isExtension === true && isForOpenAi)
      findings.push(
        finding(key, lineOf, 'note', `${name} is not a field of OpenAI’s API. It is sent as written.`, name),
      )
    if (value !== undefined) checkValue(value, field, context, isTop ? name : undefined)
  }
  for (const field of fields)
    if (field.isRequired === true && !seen.has(field.name))
      findings.push(finding({ ...object, length: 1 }, lineOf, 'warning', `${field.name} is missing: ${field.words}`))
}

function checkValue(value: Node, field: BodyField, context: Context, top: string | undefined): void {
  const { findings, lineOf } = context
  const say = (message: string) => findings.push(finding(value, lineOf, 'warning', message, top))
  const type = typeOf(value)
  if (!field.types.some((allowed) => allowed === type || (allowed === 'number' && type === 'integer')))
    return void say(`${field.name} is ${article(type)}; expected ${field.types.map(article).join(' or ')}.`)
  if (typeof value.value === 'number') {
    if (field.min !== undefined && value.value < field.min)
      say(`${field.name} is ${value.value}; the least is ${field.min}.`)
    if (field.max !== undefined && value.value > field.max)
      say(`${field.name} is ${value.value}; the most is ${field.max}.`)
  }
  if (typeof value.value === 'string' && field.values !== undefined && !field.values.includes(value.value))
    say(`${field.name} is “${value.value.slice(0, 40)}”; expected ${field.values.join(', ')}.`)
  if (field.fields === undefined) return
  const objects = value.type === 'array' ? (value.children ?? []) : [value]
  for (const object of objects)
    if (object.type === 'object') checkObject(object, field.fields, { ...context, isTop: false })
}

function typeOf({ type, value }: Node): JsonType {
  if (type === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return type === 'property' ? 'object' : type
}

function article(type: JsonType): string {
  return {
    string: 'a text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    null: 'null',
  }[type]
}

/** `, meant is max_tokens`: one letter off, or another way to write it. */
function nearest(name: string, fields: BodyField[]): string {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '')
  const meant = fields.find((field) => plain(field.name) === plain(name) || isOneOff(plain(field.name), plain(name)))
  return meant === undefined ? '' : `; ${meant.name} is`
}

function isOneOff(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one.length < 4) return false
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return (
    one.slice(at + 1) === other.slice(at + 1) ||
    one.slice(at) === other.slice(at + 1) ||
    one.slice(at + 1) === other.slice(at)
  )
}

function finding(
  { offset, length }: Node,
  lineOf: (offset: number) => number,
  severity: Finding['severity'],
  message: string,
  field?: string,
): Finding {
  return {
    from: offset,
    to: offset + length,
    line: lineOf(offset),
    severity,
    message,
    ...(field === undefined ? {} : { field }),
  }
}

function syntaxWords(code: string): string {
  switch (code) {
    case 'CommaExpected':
      return 'A comma is missing.'
    case 'ColonExpected':
      return 'A colon is missing after the key.'
    case 'CloseBraceExpected':
      return 'A closing brace } is missing.'
    case 'CloseBracketExpected':
      return 'A closing bracket ] is missing.'
    case 'PropertyNameExpected':
      return 'A key in double quotes is expected.'
    case 'ValueExpected':
      return 'A value is expected.'
    case 'UnexpectedEndOfString':
      return 'The text is not closed: a double quote is missing.'
    case 'InvalidCommentToken':
      return 'JSON has no comments.'
    case 'InvalidNumberFormat':
      return 'This is no number.'
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return 'JSON does not know this escape.'
    case 'InvalidCharacter':
      return 'This character must be escaped inside a text.'
    case 'EndOfFileExpected':
      return 'The object has ended; nothing may follow.'
    default:
      return 'This is no JSON.'
  }
}

/** The parser calls itself for each level; a pasted text must not be able to exhaust the stack. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > maxDepth) return true
  }
  return false
}

const maxDepth = 500

/** Offsets are asked for in rising order mostly; a table of line starts answers any. */
function lineCounter(text: string): (offset: number) => number {
  let starts: number[] | undefined
  return (offset) => {
    if (starts === undefined) {
      starts = [0]
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    }
    let [low, high] = [0, starts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
