/** Product tokens that say nothing of who is asking. */
const hollow = new Set(['unknown', 'mozilla', 'python', 'os', 'auth'])

/** Who sent a request, by its user agent, without versions: `OpenAI/Python 2.54.0` is `OpenAI Python`, `curl/8.5.0` is `curl`. */
export function clientName(userAgent: string | null): string {
  const openAi = /^(?:Async)?(\w*OpenAI)\/(\w+)/.exec(userAgent ?? '')
  if (openAi !== null) return `${openAi[1]} ${openAi[2] === 'JS' ? 'Node' : openAi[2]}`
  const products = (userAgent ?? '').split(/\s+/).map((token) => token.split('/', 1)[0] ?? '')
  const first = products.find((product) => product !== '' && !hollow.has(product.toLowerCase()))
  return (first ?? products[0] ?? '').slice(0, 100) || 'unnamed client'
}
