const givenAway = new WeakSet<ArrayBuffer>()

/**
 * Bytes that whoever made them will not look at again: on the way to the store's thread they are handed over instead of
 * copied. Of a gigabyte that is imported, every copy would wait here for the collector.
 */
export function giveAway(bytes: Uint8Array<ArrayBuffer> | null): void {
  if (bytes !== null) givenAway.add(bytes.buffer)
}

export function buffersGivenAway(parameters: readonly unknown[]): ArrayBuffer[] {
  return parameters.flatMap((value) =>
    value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && givenAway.has(value.buffer)
      ? value.buffer
      : [],
  )
}
