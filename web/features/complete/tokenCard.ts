import type { PlacedToken } from './placedTokens.ts'
import { formatLogprob, formatProbability, visibleToken } from './surprise.ts'

/** What is shown beside a token in the text: how likely it was, and what else might have stood there. */
export function tokenCard(token: PlacedToken, onPick: (alternative: string) => void): HTMLElement {
  const card = element('div', 'token-card')
  const head = element('div', 'token-head')
  head.textContent =
    token.logprob === null
      ? `${visibleToken(token.token)}: the first token stands on nothing`
      : `${visibleToken(token.token)} ${formatProbability(token.logprob)}, log ${formatLogprob(token.logprob)}`
  card.append(head)
  for (const { token: other, logprob } of token.top) {
    const button = document.createElement('button')
    button.type = 'button'
    const isChosen = other === token.token
    if (isChosen) button.setAttribute('aria-current', 'true')
    else {
      button.setAttribute('aria-label', `Continue with ${visibleToken(other)}, ${formatProbability(logprob)}`)
      button.addEventListener('click', () => onPick(other))
    }
    const name = element('span')
    name.textContent = visibleToken(other)
    const probability = element('span')
    probability.textContent = formatProbability(logprob)
    button.append(name, probability)
    card.append(button)
  }
  return card
}

function element(tag: 'div' | 'span', className = ''): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  return made
}
