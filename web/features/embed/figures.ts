/** A measure with the digits that are meant: 0.84; a word where there is none. */
export function measureText(value: number | undefined, digits = 2): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  const text = value.toFixed(digits)
  // Not −0.00.
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−')
}

/** Distances and dot products may be large: three meant digits. */
export function wideMeasureText(value: number): string {
  const size = Math.abs(value)
  if (Number.isNaN(value)) return '–'
  return measureText(value, size >= 1000 ? 0 : size >= 100 ? 0 : size >= 10 ? 1 : 2)
}
