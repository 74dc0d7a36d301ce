/** Letters of scripts written from right to left: Hebrew to Arabic Extended-A, and their presentation forms. */
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/

/** How far the first letter is looked for. */
const maxLooked = 1000

/** The direction of the first letter, as `dir="auto"` finds it. */
export function readingDirection(text: string): 'ltr' | 'rtl' {
  const letter = /\p{L}/u.exec(text.slice(0, maxLooked))?.[0] ?? ''
  return rightToLeft.test(letter) ? 'rtl' : 'ltr'
}
