import { readEscapes } from './foldText.ts'
import { markdownText } from './html/markdownHtml.ts'
import { createMask, maskedText } from './maskTexts.ts'

/** Through which every text goes that others will see: masked, and remembered for what looks secret in it. */
export interface Say {
  (text: string): string
  /** Read as Markdown: what the marks hide in the source must not stand on the page either. */
  markdown(text: string): string
  /** Everything said, as it reads; each also as it is written. */
  said(): string[]
}

export function createSay(masks: readonly string[]): Say {
  const mask = createMask(masks)
  const hasMask = (text: string) => mask(text) !== text
  const said = new Set<string>()
  const say = (text: string): string => {
    const masked = mask(text)
    said.add(masked).add(readEscapes(masked))
    return masked
  }
  return Object.assign(say, {
    markdown(text: string): string {
      if (text === '') return text
      const masked = mask(text)
      said.add(masked.replace(/[*~`]|\\(?=[!-/:-@[-`{-~])/g, ''))
      // Half of it is the text of a link, or a comment stands between: rather nothing than a secret.
      const isCut = /[[<]/.test(masked) && mask.isNear(masked) && hasMask(markdownText(masked))
      return say(isCut ? maskedText : masked)
    },
    said: () => [...said],
  })
}
