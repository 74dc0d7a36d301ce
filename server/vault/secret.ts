import { inspect } from 'node:util'

/** A secret that cannot be printed by accident: every way into text but `reveal` gives `•••`. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** For the request that carries it, and for removing it by value from what comes back. */
  reveal(): string {
    return this.#value
  }

  /** Enough to recognise a key by; undefined where that would give away a good part of a short one. */
  get lastFour(): string | undefined {
    return this.#value.length >= 16 ? this.#value.slice(-4) : undefined
  }

  toString(): string {
    return '•••'
  }

  toJSON(): string {
    return '•••'
  }

  [inspect.custom](): string {
    return '•••'
  }
}
