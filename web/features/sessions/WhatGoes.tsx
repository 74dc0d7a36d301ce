/** What deleting for ever takes, and what it leaves. */
export function WhatGoes() {
  return (
    <div className="grid grid-cols-1 gap-2 pb-3 text-reading text-ink-2">
      <p>Prompts, requests, answers and their figures, tags and vectors are gone for good. This cannot be undone.</p>
      <p>Kept: answers that another session shows too, files exported before, and shares, which Settings revokes.</p>
    </div>
  )
}
