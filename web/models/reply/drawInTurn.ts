import { browserScheduler, createFrameBatch } from '../../streams/frameBatch.ts'

/** Sixteen panes with five in view ask for a hundred a second. */
const perFrame = 2

const queue = createFrameBatch<() => void>((waiting) => {
  for (const draw of waiting.slice(0, perFrame)) draw()
  queue.push(waiting.slice(perFrame))
}, browserScheduler)

/**
 * Draws what can wait in an animation frame, a few a frame, in the order they asked. Drawn by timers, between frames,
 * the page would be laid out twice: the browser begins a frame with what lies under the pointer. And a page that has no
 * time to spare draws each of them less often, with more text at once.
 */
export function drawInTurn(draw: () => void): void {
  queue.push([draw])
}
