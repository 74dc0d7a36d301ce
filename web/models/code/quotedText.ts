/**
 * A text in double quotes as JSON, JavaScript and Python read it alike. Beyond what JSON must escape, what an editor
 * would not show as it is: control characters, line separators, and the marks that reorder text (a program must read
 * as it runs: https://trojansource.codes, read 2026-11-22). A lone half of a surrogate pair stays an escape.
 */
export function quotedText(text: string): string {
  return escapeInvisible(JSON.stringify(text))
}

/** JSON over several lines, with the escapes of `quotedText`. */
export function writtenJson(value: unknown): string {
  return escapeInvisible(JSON.stringify(value, null, 2))
}

/** Outside of strings JSON has none of these characters, so they are always inside one. */
function escapeInvisible(json: string): string {
  return json.replaceAll(
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
