/** Small choices remembered in this browser. A browser that forbids storage gets the defaults, not an error. */
export function readSetting(key: string): string | null {
  try {
    return localStorage.getItem(`ai-playground.${key}`)
  } catch {
    return null
  }
}

/** False where the browser keeps nothing (private windows, blocked site data): the choice then lasts until reload. */
export function writeSetting(key: string, value: string): boolean {
  try {
    localStorage.setItem(`ai-playground.${key}`, value)
    return true
  } catch {
    return false
  }
}
