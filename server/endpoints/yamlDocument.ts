import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import { z } from 'zod'
import { ConfigError } from './configError.ts'

/** A YAML text and the schema it must fit; every refusal names the line. */
export interface YamlDocument<Value> {
  value: Value
  lineOf(path: PropertyKey[]): number
  refuse(path: PropertyKey[], message: string): never
}

export function readYaml<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): YamlDocument<z.infer<Schema>> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) throw new ConfigError(`${file} line ${lines.linePos(error.pos[0]).line}: ${error.message}.`)
  const lineOf = (path: PropertyKey[]) => lines.linePos(offsetOf(document, path)).line
  const refuse = (path: PropertyKey[], message: string): never => {
    const where = path.length === 0 ? '' : ` ${path.map(String).join('.')}:`
    throw new ConfigError(`${file} line ${lineOf(path)}:${where} ${message}`)
  }
  const result = schema.safeParse(document.toJS() ?? {})
  if (result.success) return { value: result.data, lineOf, refuse }
  // A wrong key explains the missing one; else the first in the order of the file.
  const places = result.error.issues.map((issue) => ({
    ...placeOf(issue, schema),
    rank: issue.code === 'unrecognized_keys' ? 0 : 1,
  }))
  const [first] = places.toSorted((one, other) => one.rank - other.rank || lineOf(one.path) - lineOf(other.path))
  return refuse(first?.path ?? [], first?.message ?? 'not as expected.')
}

/** Where the node, or the nearest thing around it, begins. */
function offsetOf(document: Document, path: PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const last = path[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last)
      if (isNode(pair?.key) && pair.key.range) return pair.key.range[0]
    }
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

function placeOf(issue: z.core.$ZodIssue, schema: z.ZodType): { path: PropertyKey[]; message: string } {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const known = keysAt(schema, path)
    const near = nearest(key, known)
    const hint = near === undefined ? `Expected one of: ${known.join(', ')}.` : `Did you mean ${near}?`
    return { path: [...path, key], message: `there is no such key. ${hint}` }
  }
  if (issue.code === 'invalid_type') {
    const found =
      issue.input === undefined && /undefined/.test(issue.message) ? 'it is missing' : 'it is something else'
    return { path, message: `expected ${wordFor(issue.expected)}, and ${found}.` }
  }
  if (issue.code === 'invalid_value')
    return { path, message: `expected one of: ${issue.values.map(String).join(', ')}.` }
  return { path, message: `${issue.message.replace(/\.$/, '')}.` }
}

function wordFor(expected: string): string {
  const words: Record<string, string> = {
    string: 'a text',
    array: 'a list (lines that begin with "- ")',
    object: 'keys with values, indented below',
  }
  return words[expected] ?? `a ${expected}`
}

function keysAt(schema: unknown, path: PropertyKey[]): string[] {
  let here: unknown = schema
  for (const step of path) {
    here = unwrap(here)
    if (here instanceof z.ZodObject) here = here.shape[String(step)]
    else if (here instanceof z.ZodArray) here = here.element
  }
  here = unwrap(here)
  return here instanceof z.ZodObject ? Object.keys(here.shape) : []
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? schema.unwrap() : schema
}

/** The known key a typing error or two away. */
function nearest(key: string, known: string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(key.toLowerCase(), candidate) }))
    .toSorted((one, other) => one.distance - other.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.max(2, key.length / 4) ? best.candidate : undefined
}

/** Levenshtein's, one row at a time. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost))
    }
    row = next
  }
  return row[other.length] ?? 0
}
