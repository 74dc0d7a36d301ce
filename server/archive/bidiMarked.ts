/** Characters that turn the order of what follows around (Unicode UAX #9, 2.1–2.5), by name: a text that is read must not hide behind them. */
export function bidiMarked(text: string): string {
  return text.replace(/[\u202A-\u202E\u2066-\u2069]/g, (mark) => `[U+${mark.charCodeAt(0).toString(16).toUpperCase()}]`)
}
