/** Undefined where the text is no JSON object. An empty text is one without fields. */
export function topLevelKeys(text: string): string[] | undefined {
  if (text.trim() === '') return []
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined
  } catch {
    return undefined
  }
}
