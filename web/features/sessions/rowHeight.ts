/** In pixels; follows the browser's font, so that a larger one finds room. */
export function rowHeightOf({ isNarrow, isSearch }: { isNarrow: boolean; isSearch: boolean }): number {
  const remPixels = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
  const rem = isNarrow ? (isSearch ? 5.5 : 3.75) : isSearch ? 4 : 2.5
  return Math.round(rem * remPixels)
}
