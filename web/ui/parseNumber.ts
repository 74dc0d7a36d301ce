/** The number a person typed, with a comma or a point; undefined for an empty field and for what is no finite number. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.')
  if (trimmed === '') return undefined
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : undefined
}

/** One step up or down, within the bounds, without binary dust (0.1 + 0.2 = 0.3). An unset value starts at the lower bound or 0. */
export function stepNumber(value: number | undefined, by: number, min = -Infinity, max = Infinity): number {
  const start = value ?? (Number.isFinite(min) ? min : 0)
  const next = value === undefined ? start : Number((start + by).toPrecision(12))
  return Math.min(max, Math.max(min, next))
}
