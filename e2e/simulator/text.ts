/** Deterministic text: the same kind, seed and count always give the same tokens, in every process. */

const nouns =
  'model data domain token prompt answer sample layer vector cost error signal memory table reader corpus task'.split(
    ' ',
  )
const verbs = 'learns keeps shows needs finds moves drops gives holds reads makes costs saves turns'.split(' ')
const rest = 'the a one every this more less often never small large plain exact known clear in on of with from'.split(
  ' ',
)

/** Mulberry32 (public domain, T. Ettinger): a full-period 32-bit generator in five lines. */
function seededRandom(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** About five characters a token, a full stop now and then, a paragraph after about 60. */
export function proseTokens(count: number, seed: number): string[] {
  const random = seededRandom(seed)
  const pick = (list: string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const tokens: string[] = []
  let inSentence = 0
  for (let index = 0; index < count; index += 1) {
    const word = pick(inSentence % 3 === 0 ? rest : inSentence % 3 === 1 ? nouns : verbs)
    const isParagraph = index > 0 && index % 60 === 0
    const lead = isParagraph ? '.\n\n' : inSentence === 0 ? (index === 0 ? '' : '. ') : ' '
    tokens.push(lead + (inSentence === 0 || isParagraph ? word.charAt(0).toUpperCase() + word.slice(1) : word))
    inSentence = isParagraph || inSentence > 9 + random() * 6 ? 1 : inSentence + 1
    if (inSentence > 14) inSentence = 0
  }
  return tokens
}

/** Cuts a text into tokens of 1–8 code points, never inside one; joined again they are the text. */
export function cutIntoTokens(text: string, seed: number): string[] {
  const random = seededRandom(seed)
  const points = Array.from(text)
  const tokens: string[] = []
  for (let from = 0; from < points.length;) {
    const size = 2 + Math.floor(random() * 6)
    tokens.push(points.slice(from, from + size).join(''))
    from += size
  }
  return tokens
}
