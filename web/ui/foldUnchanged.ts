export interface DiffPart {
  value: string
  added?: boolean
  removed?: boolean
}

/** `folded`: characters that are the same on both sides and left out here. */
export type ShownPart = (DiffPart & { folded?: undefined }) | { folded: number }

/** What did not change, cut to some of it around what did: in a long text the changes would not be found. */
export function foldUnchanged(parts: readonly DiffPart[], context: number): ShownPart[] {
  return parts.flatMap((part, at): ShownPart[] => {
    const { value } = part
    if (part.added || part.removed) return [part]
    const before = at === 0 ? '' : atWord(value.slice(0, context), 'start')
    const after = at === parts.length - 1 ? '' : atWord(value.slice(-context), 'end')
    const folded = value.length - before.length - after.length
    // The note itself takes a line.
    if (folded < context) return [part]
    return [{ value: before }, { folded }, { value: after }]
  })
}

/** Cut where a word ends. */
function atWord(text: string, side: 'start' | 'end'): string {
  const space = side === 'start' ? text.lastIndexOf(' ') : text.indexOf(' ')
  if (space < 0) return text
  return side === 'start' ? text.slice(0, space) : text.slice(space + 1)
}
