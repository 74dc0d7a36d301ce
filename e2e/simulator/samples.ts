import { proseTokens } from './text.ts'

/** Texts the simulator sends: each a function of the seed, so that no two panes show the same. */

export function markdownSection(seed: number): string {
  const prose = (count: number, offset: number): string => `${proseTokens(count, seed * 31 + offset).join('')}.`
  return `## Finding ${seed}

${prose(24, 1)} This is **bold**, *leaning*, ~~gone~~ and \`inline code\`, with a [link](https://example.com/${seed}).

- ${prose(8, 2)}
- ${prose(6, 3)}
  1. ${prose(5, 4)}
  2. ${prose(5, 5)}
- [x] done
- [ ] open

| model | tokens/s | first token | note |
|:--|--:|--:|:-:|
| alpha ${seed} | 84.2 | 312 ms | best |
| beta | 51.0 | 420 ms | – |
| gamma | 7.5 | 2.86 s | \`slow\` |

\`\`\`ts
export function add${seed}(left: number, right: number): number {
  // ${prose(6, 6)}
  return left + right
}
\`\`\`

> ${prose(12, 7)}

The norm is $\\lVert v \\rVert = \\sqrt{\\sum_i v_i^2}$, and

$$
\\cos(a, b) = \\frac{a \\cdot b}{\\lVert a \\rVert \\lVert b \\rVert}
$$

`
}

export const unicodeText =
  'Family 👨‍👩‍👧‍👦 flag 🇩🇪 skin 👍🏽 astral 𝔘𝔫𝔦 combining e\u0301 o\u0308 Zürich naïve 日本語の文章 한국어 ไทย देवनागरी Ελληνικά Кириллица ' +
  'line\u2028separator soft\u00adhyphen “quotes” – dash … 10 € ∑∞ ☃️ '

export const rightToLeftText =
  'هذا نص عربي يقرأ من اليمين إلى اليسار، وفيه رقم 42 وكلمة English في الوسط.\n\nזהו טקסט בעברית עם מספר 7 ומילה code בתוכו.\n\n'

export function wideTable(columns: number, rows: number): string {
  const row = (cell: (index: number) => string): string =>
    `| ${Array.from({ length: columns }, (_, index) => cell(index)).join(' | ')} |\n`
  return (
    row((index) => `column ${index}`) +
    row(() => '---') +
    Array.from({ length: rows }, (_, line) => row((index) => `${line * columns + index}`)).join('')
  )
}

export function longTable(rows: number): string {
  const head = '| row | name | value | note |\n|--:|:--|--:|:--|\n'
  return (
    head +
    Array.from({ length: rows }, (_, row) => `| ${row} | item ${row} | ${row * 7} | fine **${row}** |\n`).join('')
  )
}

export function codeFence(lines: number): string {
  const body = Array.from(
    { length: lines },
    (_, line) => `  const value${line} = compute(${line}, 'text') // step ${line}\n`,
  )
  return `\`\`\`ts\nfunction all() {\n${body.join('')}`
}
