import { describe, expect, it } from 'vitest'
import { parseWork } from './parseWork.ts'

const sentence = 'A **bold** claim about `code`, with [a link](https://a.example) and $x^2$ in it. '
const shapes: Record<string, (length: number) => string> = {
  prose: (length) => `${sentence.repeat(5)}\n\n## Heading\n\n`.repeat(Math.ceil(length / 440)).slice(0, length),
  'one code fence': (length) => `\`\`\`ts\n${'const answer = ask(`why`, { times: 3 })\n'.repeat(length / 40)}\`\`\`\n`,
  'one table': (length) => `| a | b | c |\n|---|---|---|\n${'| one **x** | two | `three` |\n'.repeat(length / 28)}`,
  'one list': (length) =>
    `- ${sentence}\n  - nested one\n  - nested two\n`.repeat(Math.ceil(length / 120)).slice(0, length),
  'one list item': (length) => `1. Item\n\n${`   ${sentence}\n\n`.repeat(length / 85)}`,
  'one paragraph': (length) => sentence.repeat(length / 80),
  'code in a list': (length) => `1. Run\n   \`\`\`sh\n${'   ls -la | grep `x` # **\n'.repeat(length / 26)}   \`\`\`\n`,
  'one quote': (length) => `> ${sentence}\n`.repeat(length / 84),
  'unclosed html': (length) => `<div>\n${'<b>x</b> & **y**\n'.repeat(length / 17)}`,
  references: (length) => '[a][] [b] '.repeat(length / 40) + '\n\n' + '[a]: x\n\n[b]: y\n\n'.repeat(length / 40),
}

describe('the parsing of a stream', () => {
  for (const [name, make] of Object.entries(shapes)) {
    it(`is at most four times one parse: 20 KB of ${name}, token by token`, () => {
      const text = make(20_000)
      expect(parseWork(text, 4).parsedCharacters / text.length).toBeLessThanOrEqual(4)
    })
    it(`grows with the length, not with its square: 2 to 15 KB of ${name}`, () => {
      const [small, large] = [make(2_000), make(15_000)]
      const growth = Math.log(parseWork(large, 4).parsedCharacters / parseWork(small, 4).parsedCharacters)
      expect(growth / Math.log(large.length / small.length)).toBeLessThanOrEqual(1.1)
    })
  }
})
