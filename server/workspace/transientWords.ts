/**
 * The Databricks SDK takes any error whose message holds one of these for a passing one and repeats the call silently for
 * 300 s (databricks/sdk/_base_client.py, `_is_retryable`, read 2026-11-22). A provider may well say "Unexpected error":
 * it is shown as it said it, with a space that does not match.
 */
const phrases = [
  'com.databricks.backend.manager.util.UnknownWorkerEnvironmentException',
  'does not have any associated worker environments',
  'There is no worker environment with id',
  'Unknown worker environment',
  'ClusterNotReadyException',
  'Unexpected error',
  'Please try again later or try a faster operation.',
  'RPC token bucket limit has been exceeded',
]

const noBreakSpace = '\u00a0'
/** Takes no room and allows no line break: words without a space are parted by it. */
const wordJoiner = '\u2060'

const replacements = phrases.map((phrase) => ({
  phrase,
  shown: phrase.includes(' ') ? phrase.replaceAll(' ', noBreakSpace) : `${phrase[0]}${wordJoiner}${phrase.slice(1)}`,
}))

export function withoutTransientWords(message: string): string {
  for (const { phrase, shown } of replacements)
    if (message.includes(phrase)) message = message.replaceAll(phrase, shown)
  return message
}
