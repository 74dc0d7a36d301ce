/** What of an invocation is missing and why, for the person who opens it. */
export const withoutBodies =
  'Request and answer were not recorded: the disk did not take them in time, and memory for what waits is limited.'

export const unreadable =
  'Request and answer were not recorded: reading them failed because of a mistake in AI Playground itself.'

/** Of a run's invocation whose endpoint is not recorded: its row stays for its session and is in no list. */
export const notListed = 'Recording is switched off for this endpoint: only the reply that its session shows is kept.'
