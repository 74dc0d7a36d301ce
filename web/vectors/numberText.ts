/** The shortest decimal that is the same float32 again: 0.1, not 0.10000000149011612. `null` for what JSON has no word for. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(Number(value.toPrecision(9)))
}
