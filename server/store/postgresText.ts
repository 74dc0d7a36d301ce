/**
 * Postgres' text holds every character but U+0000, and prompts, request bodies and answers may hold that too. It is written
 * as two characters, of which the first is U+10FFFF: no character, and so in no text that means anything; where it is in one
 * all the same, it is written as two as well.
 */
export const escape = '\u{10ffff}'

export function toPostgresText(text: string): string {
  if (!text.includes('\0') && !text.includes(escape)) return text
  return text.replaceAll(escape, `${escape}1`).replaceAll('\0', `${escape}0`)
}

export function fromPostgresText(text: string): string {
  if (!text.includes(escape)) return text
  return text.replaceAll(`${escape}0`, '\0').replaceAll(`${escape}1`, escape)
}
