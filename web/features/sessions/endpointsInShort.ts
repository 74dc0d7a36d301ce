/** The first two by name, or the first and how many more. */
export function endpointsInShort(endpoints: readonly string[]): string {
  const [first, second, ...more] = endpoints
  if (first === undefined) return ''
  if (second === undefined) return first
  return more.length === 0 ? `${first}, ${second}` : `${first} +${endpoints.length - 1}`
}
