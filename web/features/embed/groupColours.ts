import type { EmbedText } from '../../../server/contract/embedDocument.ts'

export type ColourBy = 'none' | 'label' | 'cluster'

export interface Groups {
  /** By position of the text: which of the eight hues; −1 = of no group. */
  byText: Int8Array
  names: { name: string; hue: number; count: number }[]
}

/** More groups than hues share them in turn; the largest come first. */
export function groupColours(texts: readonly EmbedText[], by: ColourBy, clusters: Int32Array | undefined): Groups {
  const nameOf = (index: number): string | undefined => {
    if (by === 'label') return texts[index]?.label
    const cluster = by === 'cluster' ? (clusters?.[index] ?? -1) : -1
    return cluster >= 0 ? `Cluster ${cluster + 1}` : undefined
  }
  const counts = new Map<string, number>()
  for (const index of texts.keys()) {
    const name = nameOf(index)
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const names = [...counts]
    .toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([name, count], index) => ({ name, count, hue: index % 8 }))
  const hues = new Map(names.map(({ name, hue }) => [name, hue]))
  return { byText: Int8Array.from(texts, (_, index) => hues.get(nameOf(index) ?? '') ?? -1), names }
}
