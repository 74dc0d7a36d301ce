/**
 * Slows down whoever tries credentials. Only wrong ones count, per remote address, and a right one always passes: on
 * loopback the guesser and the owner have one address, and nobody may be locked out of their own server.
 */
export interface Guesses {
  /** Counts a wrong one. Gives the milliseconds to wait where there were too many, else undefined. */
  wrong(address: string): number | undefined
}

/** A client with an old token that repeats its calls stays below this; after that one a second is answered. */
const guessesAtOnce = 60
const msPerGuess = 1000
/** Whoever has more addresses than this pushes the oldest out; each entry is some hundred bytes. */
const maxAddresses = 10_000

export function createGuesses(nowMs: () => number): Guesses {
  const addresses = new Map<string, { left: number; atMs: number }>()
  return {
    wrong(address) {
      const now = nowMs()
      const known = addresses.get(address) ?? { left: guessesAtOnce, atMs: now }
      const left = Math.min(guessesAtOnce, known.left + (now - known.atMs) / msPerGuess)
      addresses.delete(address)
      const [oldest] = addresses.keys()
      if (oldest !== undefined && addresses.size >= maxAddresses) addresses.delete(oldest)
      addresses.set(address, { left: left < 1 ? left : left - 1, atMs: now })
      return left < 1 ? (1 - left) * msPerGuess : undefined
    },
  }
}
