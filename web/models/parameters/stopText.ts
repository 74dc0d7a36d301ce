/** Stop sequences as they are typed: one a line, with \n and \t standing for what cannot be typed in a line. */
export function stopText(stop: readonly string[]): string {
  return stop
    .map((sequence) => sequence.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t'))
    .join('\n')
}

/** Empty lines are no sequences; a backslash before anything else stands for itself. */
export function parseStopText(text: string): string[] {
  const escapes: Record<string, string> = { n: '\n', t: '\t', '\\': '\\' }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replaceAll(/\\([nt\\])/g, (_, letter: string) => escapes[letter] ?? letter))
}
