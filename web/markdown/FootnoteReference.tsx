/** A button, not a fragment link: an answer must not write into the page's address. */
export function FootnoteReference({ number, idPrefix }: { number: number; idPrefix: string }) {
  return (
    <sup>
      <button
        type="button"
        className="md-footnote"
        aria-label={`Footnote ${number}`}
        onClick={() => document.getElementById(footnoteId(idPrefix, number))?.scrollIntoView({ block: 'nearest' })}
      >
        {number}
      </button>
    </sup>
  )
}

export function footnoteId(idPrefix: string, number: number): string {
  return `${idPrefix}-note-${number}`
}
