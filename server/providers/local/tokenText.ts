const replacement = '\uFFFD'

/**
 * Tokens to text, where one character may be spread over several tokens: nothing is given out that ends in half a
 * character. No UTF-8 character has more than four bytes, so after four tokens a replacement character is the model's own.
 */
export interface TokenText<Token> {
  push(token: Token): string
  /** What is left when the model stopped; half a character at the very end is dropped. */
  flush(): string
}

/** `before` are the tokens that came earlier: a tokenizer of words needs them to know whether a space belongs between. */
export function createTokenText<Token>(
  detokenize: (tokens: Token[], before: Token[]) => string,
  before: readonly Token[] = [],
): TokenText<Token> {
  let shown: Token[] = before.slice(-4)
  let pending: Token[] = []
  return {
    push(token) {
      pending.push(token)
      const text = detokenize(pending, shown)
      if (text.endsWith(replacement) && pending.length < 4) return ''
      return give(text)
    },
    flush() {
      return pending.length === 0 ? '' : give(detokenize(pending, shown)).replace(/\uFFFD+$/, '')
    },
  }

  function give(text: string): string {
    shown = [...shown, ...pending].slice(-4)
    pending = []
    return text
  }
}
