import type { Literal } from 'mdast'
import type { CompileContext, Extension as MdastExtension } from 'mdast-util-from-markdown'
import './mathSyntax.ts'

/** The tree's side of mathSyntax.ts: formulas as nodes. */
interface MathNode extends Literal {
  type: 'math'
}
interface InlineMathNode extends Literal {
  type: 'inlineMath'
  isDisplay: boolean
}

declare module 'mdast' {
  interface RootContentMap {
    math: MathNode
    inlineMath: InlineMathNode
  }
  interface BlockContentMap {
    math: MathNode
  }
  interface PhrasingContentMap {
    inlineMath: InlineMathNode
  }
}

declare module 'mdast-util-from-markdown' {
  interface CompileData {
    mathLines?: string[]
  }
}

export const mathFromMarkdown: MdastExtension = {
  enter: {
    mathText(token) {
      this.enter({ type: 'inlineMath', value: '', isDisplay: false }, token)
      this.data.mathLines = ['']
    },
    mathFlow(token) {
      this.enter({ type: 'math', value: '' }, token)
      this.data.mathLines = []
    },
  },
  exit: {
    mathTextData(token) {
      addToLastLine(this, this.sliceSerialize(token))
    },
    mathTextLineEnding() {
      this.data.mathLines?.push('')
    },
    mathText(token) {
      const node = this.stack.at(-1)
      if (node?.type === 'inlineMath') {
        node.value = (this.data.mathLines ?? []).join('\n').trim()
        node.isDisplay = /^(\$\$|\\\[)/.test(this.sliceSerialize(token).slice(0, 2))
      }
      this.exit(token)
    },
    mathFlowLine(token) {
      this.data.mathLines?.push(this.sliceSerialize(token))
    },
    mathFlow(token) {
      const node = this.stack.at(-1)
      if (node?.type === 'math') {
        const closer = this.sliceSerialize(token).startsWith('$') ? /\$\$\s*$/ : /\\\]\s*$/
        node.value = (this.data.mathLines ?? []).join('\n').replace(closer, '').trim()
      }
      this.exit(token)
    },
  },
}

function addToLastLine(context: CompileContext, text: string): void {
  const lines = context.data.mathLines
  if (lines !== undefined) lines[lines.length - 1] += text
}
