/** The further fields of a model's requests; nothing while the text is not a JSON object. `input` and `model` are ours to set. */
export function readExtra(text: string): Record<string, unknown> {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'input' && name !== 'model'))
}

/** What is wrong with it, for its field; undefined where nothing is. */
export function whyNoExtra(text: string): string | undefined {
  if (text.trim() === '') return undefined
  const value = parse(text)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? undefined : 'This is not a JSON object yet. Nothing of it is sent.'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
