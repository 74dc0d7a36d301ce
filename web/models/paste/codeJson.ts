import { nameOf, spreadKey, type CodeExpression } from './codeExpression.ts'

export interface JsonWriter {
  /** Values of names that the snippet sets itself. */
  variables: ReadonlyMap<string, CodeExpression>
  notes: Set<string>
}

/** The value's JSON, two spaces deep, numbers as written; undefined where the key is not to be sent. */
export function toJson(value: CodeExpression, writer: JsonWriter, indent = '', depth = 0): string | undefined {
  // A name that means itself, or code nested beyond reason, must end.
  if (depth > 100) return '"…"'
  const deeper = `${indent}  `
  switch (value.type) {
    case 'string':
      if (value.isOpen)
        writer.notes.add(`“${shorten(value.value)}” has parts that the code fills in; they stand as written.`)
      return JSON.stringify(value.value)
    case 'number':
      return value.text
    case 'constant':
      return value.value === 'undefined' ? undefined : value.value
    case 'list': {
      const items = value.items.map((item) => toJson(item, writer, deeper, depth + 1) ?? 'null')
      return items.length === 0 ? '[]' : `[\n${items.map((item) => deeper + item).join(',\n')}\n${indent}]`
    }
    case 'object':
      return objectJson(value.entries, writer, indent, depth)
    case 'name': {
      const known = writer.variables.get(value.name)
      if (known !== undefined) return toJson(known, writer, indent, depth + 1)
      const role = /(?:^|\.)ChatMessageRole\.(\w+)$/.exec(value.name)?.[1]
      if (role !== undefined) return JSON.stringify(role.toLowerCase())
      writer.notes.add(`${value.name} is not in the text; its name stands in its place.`)
      return JSON.stringify(value.name)
    }
    case 'call':
      return callJson(value, writer, indent, depth)
  }
}

function objectJson(entries: [string, CodeExpression][], writer: JsonWriter, indent: string, depth: number): string {
  const deeper = `${indent}  `
  const lines: string[] = []
  for (const [key, value] of flatten(entries, writer, 0)) {
    const json = toJson(value, writer, deeper, depth + 1)
    if (json !== undefined) lines.push(`${deeper}${JSON.stringify(key)}: ${json}`)
  }
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`
}

/** Spread entries have no key: those of a known object are its own. */
export function flatten(
  entries: [string, CodeExpression][],
  writer: JsonWriter,
  depth: number,
): [string, CodeExpression][] {
  return entries.flatMap(([key, value]): [string, CodeExpression][] => {
    if (key !== spreadKey) return [[key, value]]
    const spread = value.type === 'name' ? writer.variables.get(value.name) : value
    if (spread?.type === 'object' && depth < 10) return flatten(spread.entries, writer, depth + 1)
    writer.notes.add(`${nameOf(value)} is spread into the body and is not in the text; it was left out.`)
    return []
  })
}

/** The calls that stand for a value: messages of the clients, and conversions that JSON does not know. */
function callJson(
  call: Extract<CodeExpression, { type: 'call' }>,
  writer: JsonWriter,
  indent: string,
  depth: number,
): string | undefined {
  const name = call.name.split('.').at(-1) ?? ''
  const [first] = call.positional
  const role = messageRoles[name]
  if (role !== undefined) {
    const content = first ?? call.named.find(([key]) => key === 'content')?.[1] ?? text('')
    const others = call.named.filter(([key]) => key !== 'content' && key !== 'role')
    return objectJson([['role', text(role)], ['content', content], ...others], writer, indent, depth)
  }
  if (['dumps', 'stringify', 'str', 'list', 'dict', 'String', 'Float32Array'].includes(name) && first !== undefined)
    return toJson(first, writer, indent, depth + 1)
  // ChatMessage(role=…, content=…), dict(a=1): the arguments are the fields.
  if (call.named.length > 0) return objectJson(call.named, writer, indent, depth)
  writer.notes.add(`${nameOf(call)} is worked out by the code; its name stands in its place.`)
  return JSON.stringify(nameOf(call))
}

const messageRoles: Record<string, string> = {
  SystemMessage: 'system',
  HumanMessage: 'user',
  AIMessage: 'assistant',
}

export function text(value: string): CodeExpression {
  return { type: 'string', value, isOpen: false }
}

function shorten(value: string): string {
  return value.length > 40 ? `${value.slice(0, 39)}…` : value
}
