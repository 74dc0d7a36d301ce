/** Rounds after one that is thrown away; the targets take turns inside each, so that drift hits all alike. */
export async function interleave<Name extends string>(
  names: readonly Name[],
  rounds: number,
  measure: (name: Name) => Promise<number>,
): Promise<Record<Name, number>[]> {
  const results: Record<Name, number>[] = []
  for (let round = -1; round < rounds; round += 1) {
    const entries: [Name, number][] = []
    for (const name of names) entries.push([name, await measure(name)])
    // Object.fromEntries forgets its keys; each name was measured above.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    if (round >= 0) results.push(Object.fromEntries(entries) as Record<Name, number>)
  }
  return results
}
