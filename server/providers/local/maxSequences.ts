/** Calls one model answers at once, in one context; more wait in line. Each costs its own piece of context memory. */
export const maxSequences = 4
