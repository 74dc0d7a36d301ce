import { code, fieldsOf, impossible, isPlainObject, type Code, type CodeCall, type Field } from './codeCall.ts'

/**
 * SQL's `ai_query` takes one text and gives one value back: a conversation, tools or a list of texts it cannot say.
 * https://docs.databricks.com/aws/en/sql/language-manual/functions/ai_query, read 2026-06.
 */
export function aiQuery(call: CodeCall): Code {
  const asked = requestOf(call)
  if ('reason' in asked) return impossible(asked.reason)
  const parameters: string[] = []
  for (const [name, value] of fieldsOf(call)) {
    if (name === asked.field || name === 'response_format' || value === null) continue
    if (name === 'tools' || name === 'n') return impossible(`ai_query gives one text back: it knows no ${name}.`)
    const source = sqlLiteral(value)
    if (source === undefined) return impossible(`ai_query cannot say the value of ${name}.`)
    parameters.push(`    ${sqlText(name)}, ${source}`)
  }
  const args = [`  ${sqlText(call.endpoint)}`, `  ${sqlText(asked.text)}`]
  if (parameters.length > 0) args.push(`  modelParameters => named_struct(\n${parameters.join(',\n')}\n  )`)
  const format = responseFormat(call.body['response_format'])
  if (format !== undefined) args.push(`  responseFormat => ${format}`)
  return code(`SELECT ai_query(`, args.join(',\n'), ') AS answer')
}

function requestOf({ task, body }: CodeCall): { text: string; field: string } | { reason: string } {
  switch (task) {
    case 'llm/v1/chat': {
      const messages: unknown = body['messages']
      const [message, ...more]: unknown[] = Array.isArray(messages) ? messages : []
      if (!isPlainObject(message) || message['role'] !== 'user' || more.length > 0)
        return { reason: 'ai_query asks with one user message: no system prompt and no earlier turns.' }
      if (typeof message['content'] !== 'string')
        return { reason: 'ai_query takes a text; images come from files in a table.' }
      return { text: message['content'], field: 'messages' }
    }
    case 'llm/v1/completions':
      if (typeof body['prompt'] !== 'string')
        return { reason: 'ai_query takes one prompt; several are rows of a table.' }
      return { text: body['prompt'], field: 'prompt' }
    case 'llm/v1/embeddings':
      if (typeof body['input'] !== 'string') return { reason: 'ai_query takes one text; several are rows of a table.' }
      return { text: body['input'], field: 'input' }
    case 'custom':
      return { reason: 'ai_query asks a custom model with the columns of a table, not with a payload.' }
  }
}

/** `'text'`, `'json_object'`, or the JSON of a schema in a text. */
function responseFormat(value: unknown): string | undefined {
  if (!isPlainObject(value)) return undefined
  return sqlText(value['type'] === 'json_schema' ? JSON.stringify(value) : String(value['type']))
}

/** A JSON value as SQL, or nothing: an empty list has no type there and null no field. */
function sqlLiteral(value: unknown): string | undefined {
  if (typeof value === 'string') return sqlText(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return JSON.stringify(value)
  if (Array.isArray(value)) {
    const items = value.map(sqlLiteral)
    return items.length === 0 || items.includes(undefined) ? undefined : `array(${items.join(', ')})`
  }
  if (!isPlainObject(value)) return undefined
  const fields = Object.entries(value).map(([name, item]: Field) => [sqlText(name), sqlLiteral(item)])
  return fields.length === 0 || fields.some(([, source]) => source === undefined)
    ? undefined
    : `named_struct(${fields.flat().join(', ')})`
}

/**
 * A string literal of Databricks SQL: backslash escapes, a quote escaped rather than doubled (two literals side by side
 * are one). `${` and `{{` would be taken for variables of the session or the editor before the literal is read.
 * https://docs.databricks.com/aws/en/sql/language-manual/data-types/string-type, read 2026-06.
 */
export function sqlText(text: string): string {
  const escaped = text
    .toWellFormed()
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll('${', '\\u0024{')
    .replaceAll('{{', '{\\u007b')
    .replaceAll(
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  return `'${escaped}'`
}
