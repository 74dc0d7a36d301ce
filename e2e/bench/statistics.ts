/** The q-quantile by linear interpolation; NaN for no values. */
export function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  const position = (sorted.length - 1) * q
  const low = sorted[Math.floor(position)] ?? Number.NaN
  const high = sorted[Math.ceil(position)] ?? Number.NaN
  return low + (high - low) * (position - Math.floor(position))
}

export function median(values: number[]): number {
  return quantile(values, 0.5)
}

/** `1.23 (1.10–1.40)`: the median and the range it moved in. */
export function spread(values: number[], digits = 2): string {
  const text = (value: number): string => value.toFixed(digits)
  return `${text(median(values))} (${text(Math.min(...values))}–${text(Math.max(...values))})`
}
