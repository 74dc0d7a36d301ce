/** The same JSON with line breaks; undefined where the text is not JSON. Numbers keep their digits as far as doubles do. */
export function prettyJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return undefined
  }
}
