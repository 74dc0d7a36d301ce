/** `#at={invocation}`: a search leads to the answer it found. */
export function answerInAddress(hash: string): string | undefined {
  return /(?:^|#)at=([\w-]+)$/.exec(hash)?.[1]
}
