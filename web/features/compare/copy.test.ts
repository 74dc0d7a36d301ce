import { describe, expect, it } from 'vitest'
import { emptyReply } from '../../../server/contract/reply.ts'
import { comparisonMarkdown, plainText } from './copy.ts'
import { emptyDocument, newPane } from './firstDocument.ts'

describe('copying', () => {
  it('takes the marks out of Markdown and leaves code alone', () => {
    expect(
      plainText('## Why\n\n1. **Less** `code`, *more* [docs](https://a.b)\n\n```js\nconst a = b ** c ** d\n```\n'),
    ).toBe('Why\n\n1. Less code, more docs (https://a.b)\n\nconst a = b ** c ** d')
    expect(plainText('2 * 3 * 4 and snake_case_name')).toBe('2 * 3 * 4 and snake_case_name')
  })

  it('writes the whole comparison with every answer under its pane', () => {
    const document = {
      ...emptyDocument,
      panes: [newPane('a', 'one', 0), newPane('b', 'two', 1)],
      turns: [{ id: 't', prompt: 'Why?', attempts: { a: ['x'], b: ['y'] } }],
    }
    const text = (words: string) => [{ text: words, reasoning: '', toolCalls: [] }]
    const markdown = comparisonMarkdown(
      { title: 'T', document },
      {
        replies: {
          x: { ...emptyReply, status: 'done', choices: text('Because.') },
          y: { ...emptyReply, status: 'stopped', choices: text('Bec') },
        },
        endpoints: { y: 'before two' },
      },
    )
    expect(markdown).toContain('# T\n\n## Prompt\n\nWhy?\n\n### one\n\nBecause.')
    expect(markdown).toContain('### before two\n\nBec\n\n_Stopped._')
  })
})
