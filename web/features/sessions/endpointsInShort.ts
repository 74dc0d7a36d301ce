/** The first one or two by name, and how many more; each cut by itself where there is no room. */
export function endpointsInShort([first, second, ...more]: readonly string[]): [names: string, more: string] {
  if (first === undefined) return ['', '']
  if (second === undefined) return [first, '']
  return more.length === 0 ? [`${first}, ${second}`, ''] : [first, `+${more.length + 1}`]
}
