/** `#at={invocation}`, or a turn where the page has them: a search leads to the answer or the prompt it found. */
export function answerInAddress(hash: string): string | undefined {
  return /(?:^|#)at=([\w-]+)$/.exec(hash)?.[1]
}
