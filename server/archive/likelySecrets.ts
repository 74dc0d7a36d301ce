import type { SharePreview } from '../contract/share.ts'
import { createBreath } from './breath.ts'
import { cardNumbers } from './cardNumbers.ts'
import { keyShapes } from './keyShapes.ts'

type Finding = SharePreview['findings'][number]

const mail = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/gu

/** More are not looked through one by one. */
const maxFindings = 200

/** What in these texts looks like a key, an e-mail address or a card number, each once. */
export async function likelySecrets(texts: Iterable<string>, breathe = createBreath()): Promise<Finding[]> {
  const found = new Map<string, Finding>()
  const add = (kind: Finding['kind'], text: string) => {
    if (found.size < maxFindings && !found.has(text)) found.set(text, { kind, text })
  }
  for (const text of texts) {
    await breathe()
    for (const { shape, isLikely = () => true } of keyShapes)
      for (const [match, secret = match] of text.matchAll(shape)) if (isLikely(secret)) add('key', secret.trim())
    if (text.includes('@')) for (const [match] of text.matchAll(mail)) add('e-mail', match)
    for (const match of cardNumbers(text)) add('card number', match)
  }
  return [...found.values()]
}
