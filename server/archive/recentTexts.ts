/** What was made of texts a moment ago, up to so many characters with the texts; all is forgotten a minute after the last was added. */
export function createRecentTexts(maxCharacters: number) {
  const made = new Map<string, string>()
  let characters = 0
  let timer: NodeJS.Timeout | undefined
  const forget = () => {
    made.clear()
    characters = 0
    timer = undefined
  }
  return {
    get: (text: string): string | undefined => made.get(text),
    /** Of a text that is not held. The oldest make room. */
    add(text: string, result: string): void {
      made.set(text, result)
      characters += text.length + result.length
      for (const [oldest, old] of made) {
        if (characters <= maxCharacters) break
        made.delete(oldest)
        characters -= oldest.length + old.length
      }
      if (timer) timer.refresh()
      else timer = setTimeout(forget, msKept).unref()
    },
  }
}

const msKept = 60_000
