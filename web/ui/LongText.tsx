/** A screen or two. */
const charactersPerBox = 8_000

/**
 * Text as it is, in boxes that the browser lays out when they come into view: a book in one box holds the page for
 * seconds. Stands in an element that keeps white space.
 */
export function LongText({ text }: { text: string }) {
  if (text.length <= charactersPerBox) return text
  return boxesOf(text).map((box, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- the text is cut anew as a whole
    <span key={index} className="block [contain-intrinsic-height:auto_1500px] [content-visibility:auto]">
      {box}
    </span>
  ))
}

/** Cut behind line ends, where nothing shows; else behind a space, else anywhere but inside a character. */
export function boxesOf(text: string): string[] {
  const boxes: string[] = []
  let at = 0
  while (at < text.length) {
    const end = at + charactersPerBox < text.length ? cutIn(text, at) : text.length
    boxes.push(text.slice(at, end))
    at = end
  }
  return boxes
}

function cutIn(text: string, start: number): number {
  const window = text.slice(start, start + charactersPerBox)
  const length = window.lastIndexOf('\n') + 1 || window.lastIndexOf(' ') + 1 || window.length
  const isInPair = /[\uD800-\uDBFF]$/.test(window.slice(0, length))
  return start + length - (isInPair ? 1 : 0)
}
