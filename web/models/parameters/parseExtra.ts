export type Extra = { type: 'valid'; value: Record<string, unknown> } | { type: 'invalid'; message: string }

/** Further fields of a request, typed as a JSON object. Empty text is no further field. */
export function parseExtra(text: string): Extra {
  if (text.trim() === '') return { type: 'valid', value: {} }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return { type: 'invalid', message: `Further fields are not valid JSON: ${words}` }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { type: 'invalid', message: 'Further fields must be a JSON object, like {"min_p": 0.1}.' }
  }
  return { type: 'valid', value: value as Record<string, unknown> }
}
