/** What of an invocation is missing and why, for the person who opens it. */
export const withoutBodies =
  'Request and answer were not recorded: the disk did not take them in time, and memory for what waits is limited.'

export const unreadable =
  'Request and answer were not recorded: reading them failed because of a mistake in AI Playground itself.'
