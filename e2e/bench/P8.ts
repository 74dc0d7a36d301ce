import { advance, emptyDocument } from '../../web/markdown/markdownDocument.ts'
import { parseMarkdown } from '../../web/markdown/parseMarkdown.ts'
import { codeFence, longTable, markdownSection } from '../simulator/samples.ts'
import { cutIntoTokens, proseTokens } from '../simulator/text.ts'
import type { Figure } from './figure.ts'
import { median } from './statistics.ts'

const rounds = 5

function sized(byteLength: number, section: (round: number) => string): string {
  let text = ''
  for (let round = 0; text.length < byteLength; round += 1) text += section(round)
  return text.slice(0, byteLength)
}

const prose = (length: number): string => sized(length, (round) => `${proseTokens(60, round).join('')}.\n\n`)
const code = (length: number): string => codeFence(Math.ceil(length / 50)).slice(0, length)
const mixed = (length: number): string => sized(length, markdownSection)

const texts: [name: string, text: string][] = [
  ['20 KB prose', prose(20_000)],
  ['20 KB in one code fence', code(20_000)],
  ['a 500-row table', longTable(500)],
  ['20 KB mixed', mixed(20_000)],
  ['20 KB in one paragraph', proseTokens(4000, 7).join('').replaceAll('\n\n', ' ').slice(0, 20_000)],
]

/** The same code the page runs, in Node: a token at a time, against one parse of what it came to. */
export const P8: Figure = {
  id: 'P8',
  what: 'Markdown work: parse time summed over the stream ÷ one parse of the final text',
  goal: '≤ 4 ×; growth exponent 5 → 40 KB ≤ 1.1',
  async measure() {
    const ratios = texts.map(([name, text]) => {
      const all: number[] = []
      for (let round = -1; round < rounds; round += 1) {
        const ratio = msStreamed(text) / msOnce(text)
        if (round >= 0) all.push(ratio)
      }
      return { name, ratio: median(all), all }
    })
    const growth = [prose, code, mixed].map((make) => exponent(make))
    const worst = Math.max(...ratios.map(({ ratio }) => ratio))
    return {
      summary: `${ratios.map(({ name, ratio }) => `${name} ${ratio.toFixed(1)} ×`).join(', ')}; exponents ${growth.map((value) => value.toFixed(2)).join(', ')} (prose, code, mixed)`,
      isReached: worst <= 4 && Math.max(...growth) <= 1.1,
      raw: { ratios, growth },
    }
  },
}

function msStreamed(text: string): number {
  const tokens = cutIntoTokens(text, 1)
  let document = emptyDocument
  let end = 0
  const startedAt = performance.now()
  for (const [index, token] of tokens.entries()) {
    end += token.length
    // A slice costs nothing: joining the text is not the parser's work.
    document = advance(document, text.slice(0, end), { isFinal: index === tokens.length - 1 })
  }
  return performance.now() - startedAt
}

function msOnce(text: string): number {
  const startedAt = performance.now()
  parseMarkdown(text)
  return performance.now() - startedAt
}

/** log of the growth of the whole work over log of the growth of the text: 1 is linear, 2 quadratic. */
function exponent(make: (length: number) => string): number {
  const ms = (length: number): number => median(Array.from({ length: 25 }, () => msStreamed(make(length))))
  ms(5000)
  return Math.log(ms(40_000) / ms(5000)) / Math.log(8)
}
