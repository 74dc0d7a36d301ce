const charactersPerBox = 8_000

/** Text as it is, in boxes that a browser lays out only when they come into view. */
export function PlainText({ text }: { text: string }) {
  const boxes: string[] = []
  for (let at = 0; at < text.length; at += charactersPerBox) boxes.push(text.slice(at, at + charactersPerBox))
  return boxes.map((box, index) => (
    // oxlint-disable-next-line react/no-array-index-key
    <div key={index} className="md-source" dir="auto">
      {box}
    </div>
  ))
}
