/**
 * Lets the browser skip what is out of view, once it knows how high it is: `content-visibility: auto` from the start
 * would give an answer that nobody has looked at yet a guessed height, and its row would jump.
 */
export function restWhenMeasured(element: HTMLElement): () => void {
  observer ??= new ResizeObserver(take)
  observer.observe(element)
  return () => {
    observer?.unobserve(element)
    measured.delete(element)
    element.removeAttribute(attribute)
  }
}

const attribute = 'data-at-rest'
/** The browser notes the size at the end of the frame that told of it. */
const msUntilNoted = 100

let observer: ResizeObserver | undefined
const measured = new Set<Element>()

function take(entries: ResizeObserverEntry[]): void {
  for (const { target, contentRect } of entries) {
    // Not drawn at all, as in a tab of a phone that is not shown.
    if (contentRect.height === 0) continue
    observer?.unobserve(target)
    if (measured.size === 0) setTimeout(rest, msUntilNoted)
    measured.add(target)
  }
}

function rest(): void {
  for (const element of measured) element.toggleAttribute(attribute, true)
  measured.clear()
}
