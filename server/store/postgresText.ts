/**
 * Postgres' text holds every character but U+0000, and prompts, request bodies and answers may hold that too. It is written
 * as two characters, of which the first is U+10FFFF: no character, and so in no text that means anything; where it is in one
 * all the same, it is written as two as well.
 */
const escape = '\u{10ffff}'

export function toPostgresText(text: string): string {
  if (!text.includes('\0') && !text.includes(escape)) return text
  return text.replaceAll(escape, `${escape}1`).replaceAll('\0', `${escape}0`)
}

export function fromPostgresText(text: string): string {
  if (!text.includes(escape)) return text
  return text.replaceAll(`${escape}0`, '\0').replaceAll(`${escape}1`, escape)
}

/** SQL: the bytes of a stored text as JSON, null for null. */
export function jsonBytesSql(column: string): string {
  return bytesSql(`to_json(${column})::text`)
}

/** SQL: the bytes of a stored JSON. U+0000 can be in it as an escape of JSON's own, which needs none of ours. */
export function bytesSql(json: string): string {
  return `convert_to(replace(replace(${json}, U&'\\+10FFFF0', '\\u0000'), U&'\\+10FFFF1', U&'\\+10FFFF'), 'UTF8')`
}
